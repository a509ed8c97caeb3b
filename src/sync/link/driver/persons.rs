//! The rows of customers on a link: what the session is told, and what the store is asked.

use super::{Driver, Event};
use crate::store::Priority;
use crate::sync::session::{ClientInput, PersonalNews, PersonalWork};
use crate::sync::wire::PERSONAL_LIST_MAX;

impl Driver {
    pub(super) fn customers(&mut self, news: PersonalNews) {
        self.feed_session(ClientInput::Personal(news));
    }

    /// Does what the exchange of customers wants of the store. What cannot be read now is compared
    /// again on the next connection.
    pub(super) fn work(&self, work: PersonalWork) {
        match work {
            PersonalWork::Page(after) => {
                self.on_disk(move |reader| match reader.personal_held(after, PERSONAL_LIST_MAX) {
                    Ok(held) => ClientInput::Personal(PersonalNews::Page(after, held)),
                    Err(error) => ClientInput::ReadFailed(error.to_string()),
                });
            }
            PersonalWork::Rows(persons) => {
                self.on_disk(move |reader| match reader.personal_rows(&persons) {
                    Ok(rows) => ClientInput::Personal(PersonalNews::Rows(rows)),
                    Err(error) => ClientInput::ReadFailed(error.to_string()),
                });
            }
            PersonalWork::Keep(rows) => {
                let events = self.events.clone();
                self.writer.keep_persons(Priority::Sync, rows, move |answer| {
                    if let Err(error) = answer {
                        let why = format!("customers of the hub could not be kept: {error}");
                        let _ = events.send(Event::Input(ClientInput::ReadFailed(why)));
                    }
                });
            }
            PersonalWork::Compare(_) => {}
        }
    }
}
