//! What the doctor says of copies of a file in which somebody stands who was erased since.

use std::path::Path;

use super::Level;
use crate::runtime::boot::replicas::Replica;
use crate::store::{Reader, StoreError};

/// How many copies are named; the others are counted.
const NAMED_MAX: usize = 3;

/// Copies with erased customers: whether a backup is still needed only a person knows.
pub(super) fn erased(
    data: &Path,
    replica: &Replica,
    reader: &Reader,
    say: &mut impl FnMut(Level, String),
) -> Result<(), StoreError> {
    let copies = reader.copies_with_erased(data, &replica.folder)?;
    if copies.is_empty() {
        return Ok(());
    }
    let named: Vec<String> =
        copies.iter().take(NAMED_MAX).map(|path| path.display().to_string()).collect();
    let more = match copies.len().saturating_sub(NAMED_MAX) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let sentence = format!(
        "copies from before a customer was erased still hold what was known: delete {}{more} when \
         nobody needs them any more",
        named.join(", ")
    );
    say(Level::Look, sentence);
    Ok(())
}
