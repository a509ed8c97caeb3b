//! One piece of work inside the transaction of its group.

use rusqlite::Connection;

use super::Done;
use super::pages::limit_pages;
use crate::domain::customer::PersonalRow;
use crate::domain::envelope::Sealed;
use crate::domain::frontier::Head;
use crate::store::error::StoreError;
use crate::store::identity;
use crate::store::journal::{Begin, Insert, Ledger};
use crate::store::persons;
use crate::store::projection::Laid;
use crate::store::queue::{Committed, Priority, Work};
use crate::store::renewal;

/// Does one piece of work inside the transaction. A refusal is an answer and has written nothing;
/// an error ends the transaction.
pub(super) fn one(
    conn: &Connection,
    ledger: &mut Ledger,
    work: &Work,
    laid: &mut Vec<Laid>,
) -> Result<Done, StoreError> {
    let (mut fresh, mut kept, mut stored, before) = (Vec::new(), Vec::new(), 0, laid.len());
    let mut filed = None;
    match work {
        Work::Append(envelopes, priority) => {
            let begin = if *priority == Priority::Sale { Begin::Own } else { Begin::Named };
            match append(conn, ledger, envelopes, begin, laid) {
                Ok(new) => fresh = new,
                Err(
                    error @ (StoreError::Gap { .. }
                    | StoreError::Fork { .. }
                    | StoreError::Branches { .. }),
                ) => {
                    return Ok(Done::of(Err(error)));
                }
                Err(error) => return Err(error),
            }
        }
        Work::Refile(journal, after) => {
            filed = Some(renewal::refile(conn, ledger, *journal, *after)?);
        }
        Work::Renew(renewal) => fresh = renewal::renew(conn, ledger, renewal, laid)?,
        Work::Ack(seq) => identity::ack(conn, *seq)?,
        Work::Identity(identity) => ledger.act_as(conn, identity)?,
        Work::Persons(rows) => {
            kept = persons::keep(conn, rows)?;
            stored = kept.iter().filter(|row| !row.is_erased()).count();
        }
        Work::Keep(key, value) => {
            identity::keep(conn, &format!("kept.{key}"), value.as_deref())?;
        }
        Work::Pages(more) => limit_pages(conn, *more)?,
        // What comes ahead of its journals is kept once all of the group is laid down.
        Work::Aside(_) | Work::Until(_) | Work::Rebuild | Work::Step | Work::Barrier => {}
    }
    // What its maker may not make erases nobody.
    for row in laid.iter().skip(before).filter(|row| !row.barred) {
        kept.extend(persons::obey(conn, &row.fact)?);
    }
    let last = if let Work::Append(envelopes, _) = work { envelopes.last() } else { None };
    let at = fresh.last().or(last);
    let head = at.map_or(Head::NONE, |sealed| ledger.head(sealed.journal()));
    let head = filed.unwrap_or(head);
    let erased = kept.iter().any(PersonalRow::is_erased);
    let answer = Ok(Committed { stored: stored + fresh.len(), head });
    Ok(Done { answer, fresh, persons: kept, erased })
}

/// Lays down what is new of a batch, and answers it as it is filed.
pub(in crate::store) fn append(
    conn: &Connection,
    ledger: &mut Ledger,
    envelopes: &[Sealed],
    begin: Begin,
    laid: &mut Vec<Laid>,
) -> Result<Vec<Sealed>, StoreError> {
    let new = ledger.fresh(conn, envelopes, begin)?;
    let mut fresh = Vec::with_capacity(new.len());
    let mut insert = Insert::prepare(conn)?;
    for one in new {
        let Some(sealed) = envelopes.get(one.index) else { continue };
        laid.push(ledger.lay(conn, &mut insert, sealed, one)?);
        let branch = ledger.branch(one.journal);
        if begin == Begin::Own && branch.is_some() {
            renewal::on_branch(conn, sealed.fact.terminal, one.journal)?;
        } else if branch == Some(sealed.hash) {
            renewal::branch_came(conn, sealed.fact.terminal)?;
        }
        fresh.push(sealed.clone().on_branch(branch));
    }
    Ok(fresh)
}
