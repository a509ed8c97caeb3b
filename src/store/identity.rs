//! Who this machine is in its site, and the few other words a store keeps beside its journals.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::codec::{int, uint};
use super::error::StoreError;
use crate::domain::id::{SiteId, TerminalId, TerminalKind};
use crate::domain::number::Letter;

const IDENTITY: &str = "identity";
const ACKED: &str = "acked";

/// The hub that this terminal belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubAddress {
    /// Where it is, for instance `ws://192.168.1.10:7700`.
    pub url: String,
    /// The secret that pairing gave, as text.
    pub credential: String,
    /// The fingerprint of its certificate, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// The identity of the hub; unknown where an older program has paired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal: Option<TerminalId>,
}

/// Who this machine is; made at set-up or by pairing, fixed for the life of its journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The site.
    pub site: SiteId,
    /// The terminal, and with it its own journal.
    pub terminal: TerminalId,
    /// What it is.
    pub kind: TerminalKind,
    /// What people call it.
    pub name: String,
    /// Its order letter, when it sells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<Letter>,
    /// Its hub, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hub: Option<HubAddress>,
    /// The fingerprint of its own certificate, when it is a hub that made one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
}

/// A word kept under a key.
pub fn kept(conn: &Connection, key: &str) -> Result<Option<String>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT value FROM meta WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

/// Keeps a word under a key, or forgets it.
pub fn keep(conn: &Connection, key: &str, value: Option<&str>) -> Result<(), StoreError> {
    match value {
        Some(value) => conn
            .prepare_cached(
                "INSERT INTO meta (key, value) VALUES (?1, ?2)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            )?
            .execute(params![key, value])?,
        None => conn.prepare_cached("DELETE FROM meta WHERE key = ?1")?.execute([key])?,
    };
    Ok(())
}

/// A whole number kept under a key; 0 when there is none.
pub fn kept_number(conn: &Connection, key: &str) -> Result<i64, StoreError> {
    Ok(kept(conn, key)?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// Who this machine is; `None` before set-up.
pub fn identity(conn: &Connection) -> Result<Option<Identity>, StoreError> {
    kept(conn, IDENTITY)?
        .map(|text| {
            serde_json::from_str(&text).map_err(|error| StoreError::Unreadable {
                what: format!("an identity that cannot be read ({error})"),
            })
        })
        .transpose()
}

/// Writes down who this machine is.
pub fn set_identity(conn: &Connection, identity: &Identity) -> Result<(), StoreError> {
    let text = serde_json::to_string(identity)
        .map_err(|error| StoreError::Unreadable { what: error.to_string() })?;
    keep(conn, IDENTITY, Some(&text))
}

/// Up to where the hub has acknowledged the own journal.
pub fn acked(conn: &Connection) -> Result<u64, StoreError> {
    Ok(uint(kept_number(conn, ACKED)?))
}

/// Moves the acknowledgement forward; it never goes back.
pub fn ack(conn: &Connection, seq: u64) -> Result<(), StoreError> {
    if seq > acked(conn)? { keep(conn, ACKED, Some(&int(seq).to_string())) } else { Ok(()) }
}
