//! The rows of customers on one connection: what the store is asked, and what it has kept.

use tokio::sync::broadcast::error::RecvError;

use super::{Driver, lost};
use crate::store::{Personal, Priority};
use crate::sync::session::{PersonalNews, PersonalWork, ServerInput};
use crate::sync::wire::Refused;

impl Driver {
    /// Rows of customers were kept; a session passes on what its terminal may have.
    pub(super) fn stored(&mut self, stored: Result<Personal, RecvError>) {
        let news = match stored {
            Ok(rows) => PersonalNews::Stored(rows),
            Err(RecvError::Lagged(_)) => PersonalNews::Behind,
            Err(RecvError::Closed) => return self.open = false,
        };
        self.feed(ServerInput::Personal(news));
    }

    /// Does what the exchange of customers wants of the store.
    pub(super) fn work(&self, work: PersonalWork) {
        let inputs = self.inputs.clone();
        match work {
            PersonalWork::Keep(rows) => {
                self.state.writer().keep_persons(Priority::Sync, rows, move |answer| {
                    // The terminal lists what it holds anew on its next connection.
                    let input = match answer {
                        Ok(_) => ServerInput::Personal(PersonalNews::Kept),
                        Err(error) => ServerInput::Denied(Refused {
                            code: "busy".to_owned(),
                            sentence: format!("The hub cannot keep customers now: {error}"),
                            permanent: false,
                        }),
                    };
                    let _ = inputs.send(input);
                });
            }
            PersonalWork::Compare(list) => {
                let state = self.state.clone();
                tokio::spawn(async move {
                    let input = match state.read(move |reader| reader.personal_answer(&list)).await
                    {
                        Ok(answer) => ServerInput::Personal(PersonalNews::Compared(answer)),
                        Err(error) => lost(&error),
                    };
                    let _ = inputs.send(input);
                });
            }
            PersonalWork::Page(_) | PersonalWork::Rows(_) => {}
        }
    }
}
