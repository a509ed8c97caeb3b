//! What the session hands to the disk: envelopes of others, in their journals or ahead of them.

use super::driver::{Driver, Event};
use crate::domain::envelope::Sealed;
use crate::store::{Batch, Priority, StoreError};
use crate::sync::session::ClientInput;

impl Driver {
    pub(super) fn keep_aside(&self, ticket: u64, rows: Vec<Sealed>) {
        let events = self.events.clone();
        self.writer.aside(rows, move |answer| {
            let result = answer.map(drop).map_err(|error: StoreError| error.to_string());
            let _ = events.send(Event::Input(ClientInput::Appended { ticket, result }));
        });
    }

    pub(super) fn append(&self, ticket: u64, rows: Vec<Sealed>) {
        let events = self.events.clone();
        let batch = Batch { priority: Priority::Sync, envelopes: rows };
        self.writer.append(batch, move |answer| {
            let result = answer.map(drop).map_err(|error: StoreError| error.to_string());
            let _ = events.send(Event::Input(ClientInput::Appended { ticket, result }));
        });
    }
}
