//! Renewal: a machine takes another identity and issues again what nobody else holds.

use rusqlite::Connection;

use super::branches;
use super::engine::append;
use super::error::StoreError;
use super::identity::{self, Identity};
use super::journal::{Begin, Ledger};
use super::projection::Laid;
use super::read::Reader;
use crate::domain::envelope::Sealed;
use crate::domain::frontier::Head;
use crate::domain::id::TerminalId;

/// Why to renew: the file was damaged and its last good state is open.
pub const DAMAGED: &str = "damaged";

/// Why to renew: the file comes from a backup.
pub const RESTORED: &str = "restored";

/// Why to renew: another machine wrote under the same identity, or this one wrote before it took
/// back what a peer held of its journal.
pub const FORKED: &str = "forked";

/// The most branches that a hub takes of one terminal's journal. Each is a copy of a machine that sold
/// beside the other, so that an honest one has a few.
pub const BRANCHES_MAX: usize = 256;

/// Under which word the reason is kept.
const REASON: &str = "renew";

/// Under which word the identities are kept whose drawers this machine goes on with.
const BEFORE: &str = "before";

/// Under which word the acknowledged place of the own journal is kept.
const ACKED: &str = "acked";

/// How many rows are read at once.
const ROWS_MAX: usize = 1_024;

/// How many bytes are read at once.
const BYTES_MAX: usize = 4 * 1024 * 1024;

/// A new identity, and up to where others hold the journal of the old one.
#[derive(Debug, Clone, PartialEq)]
pub struct Renewal {
    /// Who this machine is from now on.
    pub identity: Identity,
    /// The last place of the own journal that somebody else holds; what is behind it is issued
    /// again.
    pub held: u64,
    /// Whether nobody else uses the old identity: this machine then goes on with its drawer.
    pub takes_over: bool,
}

/// Asks for a renewal at the next start.
///
/// # Errors
/// As the database says.
pub fn ask(conn: &Connection, reason: &str) -> Result<(), StoreError> {
    identity::keep(conn, REASON, Some(reason))
}

/// Whether this machine acts under an identity.
///
/// # Errors
/// As the database says.
pub fn is_mine(conn: &Connection, terminal: TerminalId) -> Result<bool, StoreError> {
    Ok(identity::identity(conn)?.is_some_and(|me| me.terminal == terminal))
}

/// Whether a branch that a peer names may come before the journal that it left: at a terminal, which
/// gets both from its hub in whatever order. The machine that others speak to takes it behind the place
/// that it leaves alone, and only so many: every replica names each of them in every greeting, so that
/// one peer could make greetings too long for all.
///
/// # Errors
/// [`StoreError::Branches`], or as the database says.
pub fn may_branch(
    conn: &Connection,
    terminal: TerminalId,
    journals: usize,
) -> Result<bool, StoreError> {
    let is_hub = identity::identity(conn)?.is_none_or(|me| me.hub.is_none());
    if is_hub && journals > BRANCHES_MAX {
        return Err(StoreError::Branches { terminal });
    }
    Ok(!is_hub)
}

/// What was written here went onto a branch: from now on this machine writes there, until it
/// renews.
///
/// # Errors
/// As the database says.
pub fn on_branch(
    conn: &Connection,
    terminal: TerminalId,
    journal: TerminalId,
) -> Result<(), StoreError> {
    if !is_mine(conn, terminal)? || own(conn)? == Some(journal) {
        return Ok(());
    }
    let base = branches::file(conn, journal)?.map_or(0, |file| file.base);
    identity::keep(conn, ACKED, Some(&base.to_string()))?;
    identity::keep(conn, branches::OWN, Some(&journal.to_string()))?;
    ask(conn, FORKED)
}

/// A branch of a terminal's journal has come from a peer. A hub is told so of its own journal only
/// when it was set back to an older copy and wrote meanwhile: it takes another identity.
///
/// # Errors
/// As the database says.
pub fn branch_came(conn: &Connection, terminal: TerminalId) -> Result<(), StoreError> {
    let me = identity::identity(conn)?;
    if me.is_some_and(|me| me.terminal == terminal && me.hub.is_none()) {
        ask(conn, FORKED)?;
    }
    Ok(())
}

/// The journal that this machine writes, when it is a branch.
///
/// # Errors
/// As the database says.
pub fn own(conn: &Connection) -> Result<Option<TerminalId>, StoreError> {
    Ok(identity::kept(conn, branches::OWN)?.and_then(|text| text.parse().ok()))
}

/// Files what a journal holds behind a place under a branch. When this machine wrote it, it goes on
/// there. Answers where the branch ends.
///
/// # Errors
/// As the database says.
pub fn refile(
    conn: &Connection,
    ledger: &mut Ledger,
    journal: TerminalId,
    after: u64,
) -> Result<Head, StoreError> {
    let Some(refiled) = ledger.refile(conn, journal, after, false)? else {
        return Ok(Head::NONE);
    };
    let terminal = identity::identity(conn)?.map(|me| me.terminal);
    let mine = own(conn)?.or(terminal) == Some(journal);
    if mine {
        on_branch(conn, refiled.branch.terminal, refiled.branch.journal)?;
    }
    Ok(refiled.branch.head)
}

/// Takes another identity: what nobody else holds of the own journal is issued again as the
/// beginning of the new one, and set aside where it was. Answers what was issued.
///
/// # Errors
/// As the database says; the caller gives the whole transaction back.
pub fn renew(
    conn: &Connection,
    ledger: &mut Ledger,
    renewal: &Renewal,
    laid: &mut Vec<Laid>,
) -> Result<Vec<Sealed>, StoreError> {
    let Some(before) = identity::identity(conn)? else { return Ok(Vec::new()) };
    let journal = own(conn)?.unwrap_or(before.terminal);
    let mut fresh = Vec::new();
    let mut head = Head::NONE;
    let mut after = renewal.held;
    loop {
        let rows = super::read::range(conn, journal, after, ROWS_MAX, BYTES_MAX)?;
        let Some(last) = rows.last() else { break };
        after = last.fact.seq;
        let mut again = Vec::with_capacity(rows.len());
        for row in &rows {
            let one = row.issued_again(renewal.identity.terminal, head).map_err(|error| {
                StoreError::Unreadable {
                    what: format!("a fact that cannot be issued again: {error}"),
                }
            })?;
            head = one.head();
            again.push(one);
        }
        fresh.extend(append(conn, ledger, &again, Begin::Named, laid)?);
    }
    ledger.note_heads(conn)?;
    ledger.refile(conn, journal, renewal.held, true)?;
    ledger.act_as(conn, &renewal.identity)?;
    if renewal.takes_over {
        let earlier = identity::kept(conn, BEFORE)?.unwrap_or_default();
        let all = format!("{earlier} {}", before.terminal);
        identity::keep(conn, BEFORE, Some(all.trim()))?;
    } else {
        identity::keep(conn, BEFORE, None)?;
    }
    for word in [branches::OWN, ACKED, REASON] {
        identity::keep(conn, word, None)?;
    }
    Ok(fresh)
}

impl Reader {
    /// Why this machine must take another identity before it writes again; `None` when it need not.
    ///
    /// # Errors
    /// As the database says.
    pub fn must_renew(&self) -> Result<Option<String>, StoreError> {
        identity::kept(&self.conn, REASON)
    }

    /// The journal that this machine writes: that of its identity, or a branch of it until it
    /// renews.
    ///
    /// # Errors
    /// As the database says.
    pub fn own_journal(&self, terminal: TerminalId) -> Result<TerminalId, StoreError> {
        Ok(own(&self.conn)?.unwrap_or(terminal))
    }

    /// The identities that this machine had before and whose drawers it goes on with.
    ///
    /// # Errors
    /// As the database says.
    pub fn before(&self) -> Result<Vec<TerminalId>, StoreError> {
        let kept = identity::kept(&self.conn, BEFORE)?.unwrap_or_default();
        Ok(kept.split_whitespace().filter_map(|word| word.parse().ok()).collect())
    }

    /// The branches that are held: terminals whose identity two machines used.
    ///
    /// # Errors
    /// As the database says.
    pub fn branches(&self) -> Result<Vec<branches::Branch>, StoreError> {
        branches::branches(&self.conn)
    }

    /// The last place that a journal shares with the one it left; 0 when it is no branch.
    ///
    /// # Errors
    /// As the database says.
    pub fn base(&self, journal: TerminalId) -> Result<u64, StoreError> {
        Ok(branches::file(&self.conn, journal)?.map_or(0, |file| file.base))
    }

    /// Some places of a journal with their hashes: the last one, then further back in steps that
    /// double, so that another can say how far it holds the same.
    ///
    /// # Errors
    /// As the database says.
    pub fn trail(&self, journal: TerminalId) -> Result<Vec<Head>, StoreError> {
        let Some(file) = branches::file(&self.conn, journal)? else { return Ok(Vec::new()) };
        let (mut trail, mut back) = (Vec::new(), 0_u64);
        while let Some(seq) = file.head.seq.checked_sub(back).filter(|seq| *seq > 0) {
            let hash = self.hash_at(journal, seq)?;
            trail.extend(hash.map(|hash| Head { seq, hash }));
            back = if back == 0 { 1 } else { back.saturating_mul(2) };
        }
        Ok(trail)
    }

    /// Up to where a terminal's journal, on any branch, is held as `trail` says it is.
    ///
    /// # Errors
    /// As the database says.
    pub fn held_of(&self, terminal: TerminalId, trail: &[Head]) -> Result<u64, StoreError> {
        let files = branches::files(&self.conn)?;
        let files = files.iter().filter(|file| file.terminal == terminal && !file.again);
        let mut held = 0;
        for file in files {
            for head in trail {
                if head.seq > held && self.hash_at(file.journal, head.seq)? == Some(head.hash) {
                    held = head.seq;
                }
            }
        }
        Ok(held)
    }
}
