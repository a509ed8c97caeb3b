//! Customers for a screen: reading and keeping their rows beside the loop, and news of them.

use std::path::{Path, PathBuf};

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::screen::{Event, Events};
use crate::domain::customer::{PersonalRow, SALT_BYTES};
use crate::store::{Personal, Priority, Reader, StoreError, Writer};
use crate::tui::customers::{CustomersAsk, CustomersNews, FOUND_MAX};
use crate::tui::msg::Msg;

/// Does what a screen asks; `tell` hears the answer on a thread of its own.
pub fn obey(
    ask: CustomersAsk,
    salt: [u8; SALT_BYTES],
    (writer, folder): (&Writer, &Path),
    tell: impl FnOnce(CustomersNews) + Send + 'static,
) {
    let CustomersAsk::Keep { id, person, version, customer } = ask else {
        return beside(folder.to_owned(), ask, tell);
    };
    let row = match PersonalRow::of(person, version, salt, &customer) {
        Ok(row) => row,
        Err(sentence) => return tell(CustomersNews::Kept { id, kept: Err(sentence) }),
    };
    let read = row.read();
    writer.keep_persons(Priority::Sale, vec![row], move |answer| {
        let refused = "This customer was erased or changed elsewhere meanwhile: look again.";
        let kept = match answer {
            Ok(committed) if committed.stored > 0 => read.ok_or_else(|| refused.to_owned()),
            Ok(_) => Err(refused.to_owned()),
            Err(error) => Err(format!("The customer is not saved ({error}): try again.")),
        };
        tell(CustomersNews::Kept { id, kept });
    });
}

fn beside(folder: PathBuf, ask: CustomersAsk, tell: impl FnOnce(CustomersNews) + Send + 'static) {
    let reading = std::thread::Builder::new().name("customers".to_owned());
    let spawned = reading.spawn(move || match read(&folder, &ask) {
        Ok(Some(news)) => tell(news),
        Ok(None) => {}
        Err(error) => tracing::error!(%error, "customers could not be read"),
    });
    if let Err(error) = spawned {
        tracing::error!(%error, "no thread could be started to read customers");
    }
}

/// Reads what is asked for; nothing for what is not to be read.
///
/// # Errors
/// As the store says.
pub fn read(folder: &Path, ask: &CustomersAsk) -> Result<Option<CustomersNews>, StoreError> {
    let reader = Reader::open(folder)?;
    Ok(Some(match ask {
        CustomersAsk::Find { id, text } => {
            CustomersNews::Found { id: *id, found: reader.persons_like(text, FOUND_MAX)? }
        }
        CustomersAsk::Read { id, person } => {
            CustomersNews::Read { id: *id, guest: reader.guest(*person)?.map(Box::new) }
        }
        CustomersAsk::Name(persons) => {
            let named = persons.iter().map(|person| {
                let known = reader.person(*person)?;
                Ok((*person, known.map(|known| known.customer)))
            });
            CustomersNews::Named(named.collect::<Result<_, StoreError>>()?)
        }
        CustomersAsk::Keep { .. } => return Ok(None),
    }))
}

/// Tells a seat who is called otherwise now, wherever that was changed.
pub async fn follow(seat: usize, mut rows: broadcast::Receiver<Personal>, events: Events) {
    loop {
        let named = match rows.recv().await {
            Ok(rows) => rows.iter().map(|row| (row.person, row.customer())).collect(),
            Err(RecvError::Lagged(_)) => continue,
            Err(RecvError::Closed) => return,
        };
        let news = Msg::Customers(CustomersNews::Named(named));
        let told = tokio::task::spawn_blocking({
            let events = events.clone();
            move || events.send(Event::Seat(seat, news)).is_ok()
        });
        if !matches!(told.await, Ok(true)) {
            return;
        }
    }
}
