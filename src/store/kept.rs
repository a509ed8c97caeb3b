//! The families that the projections keep in memory, so that the next fact of an order does not
//! read it again.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};

use super::codec::aggregate_of;
use super::contribution::Contribution;
use super::error::StoreError;
use super::families;
use super::places;
use super::projection::Laid;
use crate::domain::event::Event;
use crate::domain::family::Family;
use crate::domain::folded::Folded;
use crate::domain::id::{AggregateId, OrderId};

/// Families kept in memory; the ones used longest ago go first.
const FAMILIES_KEPT_MAX: usize = 256;

/// A family of orders, and what each of them has given to the rollups. Most are of one order.
#[derive(Debug)]
pub struct Kept {
    /// The orders.
    pub family: Folded<Family>,
    /// Key and identity of each, with what it has given.
    pub given: Vec<(i64, OrderId, Contribution)>,
    used: u64,
}

/// Families by the key of one of their orders.
#[derive(Debug, Default)]
pub struct KeptFamilies {
    families: HashMap<i64, Kept>,
    /// Under which key the other orders of a family are found.
    heads: HashMap<i64, i64>,
    dirty: BTreeSet<i64>,
    uses: u64,
}

impl KeptFamilies {
    fn head(&self, key: i64) -> i64 {
        self.heads.get(&key).copied().unwrap_or(key)
    }

    /// Takes in a row of an order.
    ///
    /// # Errors
    /// As the database says.
    pub fn take(&mut self, conn: &Connection, row: &Laid, id: OrderId) -> Result<(), StoreError> {
        self.uses += 1;
        let joins = matches!(row.fact.event, Some(Event::LinesMoved(_)));
        if joins || !self.families.contains_key(&self.head(row.aggregate)) {
            self.read(conn, row, id)?;
        }
        let head = self.head(row.aggregate);
        let Some(kept) = self.families.get_mut(&head) else { return Ok(()) };
        kept.used = self.uses;
        if row.fact.event.is_some() && kept.family.insert(Arc::clone(&row.fact)) {
            self.dirty.insert(head);
        }
        Ok(())
    }

    /// Puts the whole family of an order under one key, as it was before this row. What an order
    /// has given is known better here than on the disk, where it may not have been written yet.
    fn read(&mut self, conn: &Connection, row: &Laid, id: OrderId) -> Result<(), StoreError> {
        let members = families::members(conn, row.aggregate)?;
        let heads: BTreeSet<i64> = members.iter().map(|key| self.head(*key)).collect();
        if heads.len() == 1 && heads.iter().all(|head| self.families.contains_key(head)) {
            return Ok(());
        }
        // An order of which nothing was there needs no reading; most of a history are such.
        let alone = members.len() == 1 && !places::is_on_trail(conn, row.aggregate, row.id - 1)?;
        let mut kept = if alone {
            let family = Folded::new(Family::default());
            Kept { family, given: vec![(row.aggregate, id, Contribution::default())], used: 0 }
        } else {
            read_family(conn, row, id, &members)?
        };
        for head in &heads {
            if self.dirty.remove(head) {
                self.dirty.insert(row.aggregate);
            }
            for (key, _, given) in self.families.remove(head).into_iter().flat_map(|old| old.given)
            {
                if let Some(mine) = kept.given.iter_mut().find(|(mine, _, _)| *mine == key) {
                    mine.2 = given;
                }
            }
        }
        self.heads.retain(|_, head| !heads.contains(head));
        let others = members.iter().filter(|key| **key != row.aggregate);
        self.heads.extend(others.map(|key| (*key, row.aggregate)));
        self.families.insert(row.aggregate, kept);
        Ok(())
    }

    /// The keys of the families that a row has changed since the last time.
    pub fn changed(&mut self) -> BTreeSet<i64> {
        std::mem::take(&mut self.dirty)
    }

    /// The family under a key.
    pub fn kept(&mut self, key: i64) -> Option<&mut Kept> {
        self.families.get_mut(&key)
    }

    /// Lets go of the families that were used longest ago.
    pub fn forget(&mut self) {
        if self.families.len() <= FAMILIES_KEPT_MAX {
            return;
        }
        let mut uses: Vec<u64> = self.families.values().map(|kept| kept.used).collect();
        uses.sort_unstable();
        let since = uses.get(uses.len() - FAMILIES_KEPT_MAX / 2).copied().unwrap_or(0);
        self.families.retain(|_, kept| kept.used >= since);
        let families = &self.families;
        self.heads.retain(|_, head| families.contains_key(head));
    }
}

/// The family of an order as it was before this row, with what each of its orders has given to the
/// rollups.
fn read_family(
    conn: &Connection,
    row: &Laid,
    id: OrderId,
    members: &BTreeSet<i64>,
) -> Result<Kept, StoreError> {
    let family = families::fold(families::rows_of(conn, members, row.id - 1)?);
    let mut given = Vec::with_capacity(1);
    for key in members {
        let named =
            if *key == row.aggregate { AggregateId::Order(id) } else { aggregate_of(conn, *key)? };
        let AggregateId::Order(id) = named else { continue };
        let mut gave = Contribution::default();
        if let Some(order) = family.value().order(id) {
            // The clock may have changed since, so the hour is the one that was written down.
            let hour: Option<Option<i64>> = conn
                .prepare_cached("SELECT hour FROM orders WHERE key = ?1")?
                .query_row([key], |row| row.get(0))
                .optional()?;
            let hour = hour.flatten().unwrap_or(0);
            let totals = order.totals().unwrap_or_default();
            gave = Contribution::of(order, &totals, |_| hour);
        }
        given.push((*key, id, gave));
    }
    Ok(Kept { family, given, used: 0 })
}
