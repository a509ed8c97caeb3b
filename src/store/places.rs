//! Finding rows: by their place in a journal, and whether an aggregate leads to them.

use rusqlite::{Connection, OptionalExtension, params};

use super::branches;
use super::codec::int;
use super::error::StoreError;
use crate::domain::envelope::Hash;
use crate::domain::id::TerminalId;

/// The row of a place in a journal, when the file's stretches lead to it.
pub fn row_at(conn: &Connection, journal: i64, seq: u64) -> Result<Option<i64>, StoreError> {
    let found: Option<(i64, i64)> = conn
        .prepare_cached(
            "SELECT seq, id FROM stretches WHERE journal = ?1 AND seq <= ?2
             ORDER BY seq DESC LIMIT 1",
        )?
        .query_row(params![journal, int(seq)], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found.map(|(first, id)| id + int(seq) - first))
}

/// Whether a run of the aggregate begins at or before the row.
pub fn is_on_trail(conn: &Connection, aggregate: i64, id: i64) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM trail WHERE aggregate = ?1 AND id <= ?2 LIMIT 1")?
        .exists(params![aggregate, id])?)
}

/// The hash at a place of a journal.
pub fn hash_at(conn: &Connection, journal: i64, seq: u64) -> Result<Option<Hash>, StoreError> {
    let Some(id) = row_at(conn, journal, seq)? else { return Ok(None) };
    let found: Option<[u8; 32]> = conn
        .prepare_cached("SELECT hash FROM journal WHERE id = ?1 AND journal = ?2 AND seq = ?3")?
        .query_row(params![id, journal, int(seq)], |row| row.get(0))
        .optional()?;
    Ok(found.map(Hash))
}

/// The hash at a place of a journal, also of one that a branch shares with the journal it left;
/// `None` when it is not held.
pub fn hash_of_place(
    conn: &Connection,
    journal: TerminalId,
    seq: u64,
) -> Result<Option<Hash>, StoreError> {
    let Some(file) = branches::file(conn, journal)? else { return Ok(None) };
    if seq > file.head.seq {
        return Ok(None);
    }
    match hash_at(conn, file.key, seq)? {
        None if file.branch.is_some() && seq <= file.base => {
            hash_of_place(conn, file.terminal, seq)
        }
        found => Ok(found),
    }
}
