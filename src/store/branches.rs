//! Branches of a journal on disk: which there are, and filing rows under one.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::codec::{hash_of, int, uint};
use super::error::StoreError;
use super::places::{hash_at, row_at};
use crate::domain::envelope::Hash;
use crate::domain::frontier::Head;
use crate::domain::id::TerminalId;

/// Under which word the journal is kept that this machine writes, when it is a branch.
pub const OWN: &str = "own.journal";

/// A journal as it stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct File {
    /// Its number.
    pub key: i64,
    /// Its name: that of its terminal or of the branch.
    pub journal: TerminalId,
    /// The terminal whose facts stand in it.
    pub terminal: TerminalId,
    /// The hash of its first envelope, when it is a branch.
    pub branch: Option<Hash>,
    /// The last place that it shares with the journal it left; 0 when it is no branch.
    pub base: u64,
    /// Where it ends.
    pub head: Head,
    /// True when its facts were issued again: no peer needs it.
    pub again: bool,
}

/// Two machines used one identity: a journal with a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Branch {
    /// The terminal with two branches.
    pub terminal: TerminalId,
    /// The name of the branch.
    pub journal: TerminalId,
    /// The last place that both branches share.
    pub base: u64,
    /// The last place of the branch.
    pub to: u64,
}

/// What filing under a branch came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refiled {
    /// The journal as it is without the branch; `None` when all of it was the branch already.
    pub left: Option<File>,
    /// The branch.
    pub branch: File,
}

const COLUMNS: &str =
    "SELECT j.key, j.terminal, j.seq, j.hash, b.terminal, b.first, b.base, b.again
     FROM journals j LEFT JOIN branches b ON b.journal = j.key";

/// A file that an older program wrote last has no branches.
const OLDER: &str = "SELECT key, terminal, seq, hash, NULL, NULL, NULL, NULL FROM journals j";

fn id_of(text: &str) -> Result<TerminalId, StoreError> {
    text.parse().map_err(|_| StoreError::Unreadable {
        what: format!("a journal of `{text}`, which is no terminal"),
    })
}

fn read(row: &Row<'_>) -> Result<File, StoreError> {
    let journal = id_of(&row.get::<_, String>(1)?)?;
    let hash = hash_of(row.get_ref(3)?.as_blob().unwrap_or_default())?;
    let terminal: Option<String> = row.get(4)?;
    let first = row.get_ref(5)?.as_blob().ok().map(hash_of).transpose()?;
    Ok(File {
        key: row.get(0)?,
        journal,
        terminal: terminal.as_deref().map_or(Ok(journal), id_of)?,
        branch: first,
        base: row.get::<_, Option<i64>>(6)?.map_or(0, uint),
        head: Head { seq: uint(row.get(2)?), hash },
        again: row.get::<_, Option<i64>>(7)? == Some(1),
    })
}

/// Every journal held, branches among them.
///
/// # Errors
/// As the database says.
pub fn files(conn: &Connection) -> Result<Vec<File>, StoreError> {
    let mut select = match conn.prepare_cached(COLUMNS) {
        Ok(select) => select,
        Err(_) => conn.prepare_cached(OLDER)?,
    };
    let mut rows = select.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// The journal of this name.
///
/// # Errors
/// As the database says.
pub fn file(conn: &Connection, journal: TerminalId) -> Result<Option<File>, StoreError> {
    let by_name = |sql: &str| format!("{sql} WHERE j.terminal = ?1");
    let mut select = match conn.prepare_cached(&by_name(COLUMNS)) {
        Ok(select) => select,
        Err(_) => conn.prepare_cached(&by_name(OLDER))?,
    };
    let mut rows = select.query([journal.to_string()])?;
    rows.next()?.map(read).transpose()
}

/// The branches that are held.
///
/// # Errors
/// As the database says.
pub fn branches(conn: &Connection) -> Result<Vec<Branch>, StoreError> {
    let of = |file: File| Branch {
        terminal: file.terminal,
        journal: file.journal,
        base: file.base,
        to: file.head.seq,
    };
    let forks = |file: &File| file.branch.is_some() && !file.again && file.head.seq > file.base;
    Ok(files(conn)?.into_iter().filter(forks).map(of).collect())
}

/// Notes that a journal is a branch.
///
/// # Errors
/// As the database says.
pub fn note(conn: &Connection, file: &File) -> Result<(), StoreError> {
    let Some(first) = file.branch else { return Ok(()) };
    conn.prepare_cached(
        "INSERT INTO branches (journal, terminal, first, base, again) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (journal) DO UPDATE SET again = excluded.again",
    )?
    .execute(params![
        file.key,
        file.terminal.to_string(),
        first.0,
        int(file.base),
        i64::from(file.again)
    ])?;
    Ok(())
}

/// Files the rows of a journal behind `after` under a branch of their own. The rows stay as they
/// are and where they are; only the journal they are listed under is another. `None` when there is
/// nothing behind `after`.
///
/// # Errors
/// As the database says.
pub fn refile(
    conn: &Connection,
    from: &File,
    after: u64,
    again: bool,
) -> Result<Option<Refiled>, StoreError> {
    let after = after.max(from.base);
    let Some(first) = hash_at(conn, from.key, after + 1)?.filter(|_| after < from.head.seq) else {
        return Ok(None);
    };
    let journal = crate::domain::frontier::branch_journal(from.terminal, first);
    if journal == from.journal {
        let branch = File { again, ..*from };
        note(conn, &branch)?;
        return Ok(Some(Refiled { left: None, branch }));
    }
    let key = key_of(conn, journal)?;
    let mut ids = Vec::new();
    for seq in after + 1..=from.head.seq {
        ids.extend(row_at(conn, from.key, seq)?.map(|id| (seq, id)));
    }
    let mut file_under =
        conn.prepare_cached("UPDATE journal SET journal = ?2 WHERE id = ?1 AND journal = ?3")?;
    for (_, id) in &ids {
        file_under.execute(params![id, key, from.key])?;
    }
    conn.prepare_cached("DELETE FROM stretches WHERE journal = ?1 AND seq > ?2")?
        .execute(params![from.key, int(after)])?;
    let mut stretch = conn.prepare_cached(
        "INSERT OR REPLACE INTO stretches (journal, seq, id) VALUES (?1, ?2, ?3)",
    )?;
    let mut last = None;
    for (seq, id) in ids {
        if last != Some(id - 1) {
            stretch.execute(params![key, int(seq), id])?;
        }
        last = Some(id);
    }
    let hash = if after == 0 { Hash::ZERO } else { shared_hash(conn, from, after)? };
    let left = File { head: Head { seq: after, hash }, ..*from };
    let branch =
        File { key, journal, branch: Some(first), base: after, again, head: from.head, ..*from };
    note(conn, &branch)?;
    let mut update =
        conn.prepare_cached("UPDATE journals SET seq = ?2, hash = ?3 WHERE key = ?1")?;
    for file in [&left, &branch] {
        update.execute(params![file.key, int(file.head.seq), file.head.hash.0])?;
    }
    Ok(Some(Refiled { left: Some(left), branch }))
}

/// The hash of a place that a journal has, or shares with another of its terminal.
fn shared_hash(conn: &Connection, from: &File, seq: u64) -> Result<Hash, StoreError> {
    if seq > from.base {
        return Ok(hash_at(conn, from.key, seq)?.unwrap_or(Hash::ZERO));
    }
    let bytes: Option<String> = match row_at(conn, from.key, seq + 1)? {
        Some(id) => conn
            .prepare_cached("SELECT bytes FROM journal WHERE id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?,
        None => None,
    };
    let next =
        bytes.and_then(|bytes| crate::domain::envelope::Sealed::trusted(bytes, Hash::ZERO).ok());
    Ok(next.map_or(Hash::ZERO, |next| next.fact.prev))
}

/// The number of a journal, made when it is new.
///
/// # Errors
/// As the database says.
pub fn key_of(conn: &Connection, journal: TerminalId) -> Result<i64, StoreError> {
    if let Some(known) = file(conn, journal)? {
        return Ok(known.key);
    }
    conn.prepare_cached("INSERT INTO journals (terminal, seq, hash) VALUES (?1, 0, ?2)")?
        .execute(params![journal.to_string(), Hash::ZERO.0])?;
    Ok(conn.last_insert_rowid())
}
