//! What the session hands to the disk: envelopes of others, in their journals or ahead of them.

use super::driver::{Driver, Event};
use crate::domain::envelope::Sealed;
use crate::store::{Batch, Priority, StoreError};
use crate::sync::session::ClientInput;
use crate::sync::wire::Quarantined;

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
        let unknown: Vec<Quarantined> = rows
            .iter()
            .filter(|row| row.fact.event.is_none())
            .map(|row| Quarantined::unknown(row.journal(), row.fact.seq))
            .collect();
        let writer = self.writer.clone();
        let batch = Batch { priority: Priority::Sync, envelopes: rows };
        self.writer.append(batch, move |answer| {
            let result = answer.map(drop).map_err(|error: StoreError| error.to_string());
            if result.is_ok() {
                for one in unknown {
                    writer.quarantine(one.terminal, one.seq, one.code, one.sentence);
                }
            }
            let _ = events.send(Event::Input(ClientInput::Appended { ticket, result }));
        });
    }
}
