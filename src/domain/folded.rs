//! An aggregate kept with its sorted facts, so that every replica folds to the same state.

use std::sync::Arc;

use super::envelope::{Fact, SortKey};
use super::planted::{self, Defect};

/// What a fold starts from and how it takes in one fact.
pub trait Fold: Clone {
    /// Takes in one fact that sorts after all it has seen; never refuses, never panics.
    fn fold(&mut self, fact: &Fact);
}

/// The fold of a set of facts, whatever their order of arrival and however often they arrive
/// (domain rules, section 6).
#[derive(Debug, Clone, PartialEq)]
pub struct Folded<T> {
    start: T,
    value: T,
    facts: Vec<Arc<Fact>>,
}

impl<T: Fold> Folded<T> {
    /// A fold of no facts.
    pub fn new(start: T) -> Self {
        Self { value: start.clone(), start, facts: Vec::new() }
    }

    /// The fold of what has arrived.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The facts that have arrived, sorted.
    pub fn facts(&self) -> &[Arc<Fact>] {
        &self.facts
    }

    /// Takes out the facts that are not wanted, and folds again without them. Answers them.
    pub fn take_out(&mut self, unwanted: impl Fn(&Fact) -> bool) -> Vec<Arc<Fact>> {
        let (out, facts): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.facts).into_iter().partition(|fact| unwanted(fact));
        self.facts = facts;
        if !out.is_empty() {
            self.fold_again();
        }
        out
    }

    /// The place of the last fact.
    pub fn last(&self) -> Option<SortKey> {
        self.facts.last().map(|fact| fact.sort_key())
    }

    /// Takes in a fact. The usual one sorts last and is applied in place; a late one folds the
    /// whole aggregate again; one that has arrived before changes nothing and answers `false`.
    pub fn insert(&mut self, fact: Arc<Fact>) -> bool {
        let key = fact.sort_key();
        if planted::is(Defect::UnsortedFold)
            && self.facts.iter().all(|known| known.sort_key() != key)
        {
            self.value.fold(&fact);
            self.facts.push(fact);
            return true;
        }
        if self.last().is_none_or(|last| last < key) {
            self.value.fold(&fact);
            self.facts.push(fact);
            return true;
        }
        match self.facts.binary_search_by_key(&key, |known| known.sort_key()) {
            Ok(_) if planted::is(Defect::NoDuplicateCheck) => {
                self.value.fold(&fact);
                false
            }
            Ok(place) => self.original(place, fact),
            Err(_) if planted::is(Defect::LastWriterWins) => false,
            Err(place) => {
                self.facts.insert(place, fact);
                self.fold_again();
                true
            }
        }
    }

    fn fold_again(&mut self) {
        self.value = self.start.clone();
        for known in &self.facts {
            self.value.fold(known);
        }
    }

    /// Of a fact that has arrived before the original counts, for only its maker could write that: one
    /// that says it was issued again by another terminal never takes its place, whichever came first.
    fn original(&mut self, place: usize, fact: Arc<Fact>) -> bool {
        let Some(known) = self.facts.get_mut(place) else { return false };
        let other = known.of.is_some() && fact.of.is_none() && known.event != fact.event;
        if other {
            *known = fact;
            self.fold_again();
        }
        other
    }
}
