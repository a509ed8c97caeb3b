//! What the hub holds at places of a journal that a terminal asks for, to find where two branches part.

use super::{Driver, lost};
use crate::domain::frontier::Head;
use crate::store::Reader;
use crate::sync::session::ServerInput;
use crate::sync::wire::{Compare, Places};

impl Driver {
    /// Reads the hashes at the places that a terminal compares.
    pub(super) fn read_places(&self, compare: Compare) {
        let (state, inputs) = (self.state.clone(), self.inputs.clone());
        tokio::spawn(async move {
            let journal = compare.journal;
            let read = move |reader: &mut Reader| {
                let mut heads = Vec::with_capacity(compare.places.len());
                for seq in compare.places {
                    heads.extend(reader.hash_at(journal, seq)?.map(|hash| Head { seq, hash }));
                }
                Ok(heads)
            };
            let input = match state.read(read).await {
                Ok(heads) => ServerInput::Places(Places { journal, heads }),
                Err(error) => lost(&error),
            };
            let _ = inputs.send(input);
        });
    }
}
