//! Rows that are kept although nobody here understands them.

use rusqlite::{Connection, params};

use super::branches;
use super::codec::{int, sealed_of, uint};
use super::error::StoreError;
use super::places::row_at;
use crate::domain::envelope::{UNKNOWN_KIND, not_understood};
use crate::domain::id::TerminalId;

/// Lists an envelope that is held but not understood.
///
/// # Errors
/// As the database says.
pub fn quarantine(
    conn: &Connection,
    terminal: TerminalId,
    seq: u64,
    code: &str,
    sentence: &str,
) -> Result<(), StoreError> {
    let journal = branches::key_of(conn, terminal)?;
    conn.prepare_cached(
        "INSERT INTO quarantine (journal, seq, code, sentence) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO NOTHING",
    )?
    .execute(params![journal, int(seq), code, sentence])?;
    Ok(())
}

/// Lists an envelope of a kind, version or content that this build does not know, with the row.
///
/// # Errors
/// As the database says.
pub fn unknown(conn: &Connection, journal: TerminalId, seq: u64) -> Result<(), StoreError> {
    quarantine(conn, journal, seq, UNKNOWN_KIND, &not_understood(journal, seq))
}

/// Takes envelopes off the list that an older program did not understand and this one does.
///
/// # Errors
/// As the database says.
pub fn sweep(conn: &Connection) -> Result<(), StoreError> {
    let listed: Vec<(i64, i64)> = conn
        .prepare("SELECT journal, seq FROM quarantine WHERE code = ?1")?
        .query_map([UNKNOWN_KIND], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut read = conn.prepare_cached("SELECT bytes, hash FROM journal WHERE id = ?1")?;
    for (journal, seq) in listed {
        let Some(id) = row_at(conn, journal, uint(seq))? else { continue };
        let mut rows = read.query([id])?;
        let Some(row) = rows.next()? else { continue };
        if sealed_of(row, 0, 1)?.fact.event.is_some() {
            conn.execute(
                "DELETE FROM quarantine WHERE journal = ?1 AND seq = ?2 AND code = ?3",
                params![journal, seq, UNKNOWN_KIND],
            )?;
        }
    }
    Ok(())
}
