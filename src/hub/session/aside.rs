//! What a fresh terminal gets ahead of the ranges, read from the hub's disk.

use super::Driver;
use crate::domain::time::At;
use crate::hub::desk::today;
use crate::store::{Reader, StoreError};
use crate::sync::session::{AHEAD_ROWS_MAX, ServerInput};
use crate::sync::wire::Packed;

/// A site with fewer envelopes is there as soon as what would go ahead of them.
const WORTH_ENVELOPES: u64 = 4_096;

/// With more rows that the projections do not know yet nobody knows which orders are open: then
/// nothing goes ahead.
const LAG_ROWS_MAX: u64 = 16_384;

impl Driver {
    /// Reads it beside the connection, and hands it to the session.
    pub(super) fn read_ahead(&self) {
        let (state, inputs) = (self.state.clone(), self.inputs.clone());
        tokio::spawn(async move {
            let now = At(state.clock().now_ms());
            let found = match state.projected().await {
                Ok(()) => state.read(move |reader| ahead(reader, now)).await,
                Err(error) => Err(error),
            };
            let rows = found.unwrap_or_else(|error| {
                tracing::error!(%error, "what goes ahead could not be read");
                Vec::new()
            });
            // A connection that has ended needs none of it.
            let _ = inputs.send(ServerInput::Ahead(rows));
        });
    }
}

/// Menu, settings, staff, open and recent shifts and orders, as a counter reads them at its start,
/// and what the projections do not know yet.
fn ahead(reader: &mut Reader, now: At) -> Result<Vec<Packed>, StoreError> {
    if reader.envelopes()? < WORTH_ENVELOPES || reader.lag()? > LAG_ROWS_MAX {
        return Ok(Vec::new());
    }
    let projected = reader.projected()?;
    let today = today(reader, now)?;
    let mut rows: Vec<Packed> = reader.startup(today)?.iter().map(Packed::from).collect();
    rows.extend(reader.behind(projected)?.iter().map(Packed::from));
    rows.truncate(AHEAD_ROWS_MAX);
    Ok(rows)
}
