//! Rows that are kept although nobody here understands them.

use rusqlite::{Connection, params};

use super::branches;
use super::codec::int;
use super::error::StoreError;
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
