//! The parts of a set menu as lines of their own, so that each station sees and steps its part.
//!
//! No fact names them when they come, go or change: they follow their set. Only the kitchen's steps
//! name a part, by the identity that every replica derives from that of the set.

use std::collections::BTreeMap;

use super::{Line, Order};
use crate::domain::event::{ChosenOption, LineAdded, LinePrice};
use crate::domain::id::LineId;
use crate::domain::money::{Money, Quantity, Rate};

impl Order {
    /// Brings the parts of all sets in line with their sets. What the kitchen did to a part stays.
    pub(in crate::domain) fn follow_sets(&mut self) {
        let has_parts = |line: &Line| line.options.iter().any(|option| option.part.is_some());
        if !self.lines.iter().any(|line| line.part_of.is_some() || has_parts(line)) {
            return;
        }
        let sets: Vec<(LineId, Vec<Line>)> = self
            .lines
            .iter()
            .filter(|line| line.part_of.is_none() && has_parts(line))
            .map(|line| (line.id, parts_of(line)))
            .collect();
        let here: Vec<LineId> = self.lines.iter().map(|line| line.id).collect();
        self.lines.retain(|line| line.part_of.is_none_or(|set| here.contains(&set)));
        for line in self.lines.iter_mut().filter(|line| line.part_of.is_some()) {
            line.removed = true;
        }
        for (set, parts) in sets {
            let place = self.lines.iter().position(|line| line.id == set).unwrap_or(0);
            for (part, at) in parts.into_iter().zip(place.saturating_add(1)..) {
                match self.lines.iter_mut().find(|line| line.id == part.id) {
                    Some(known) => follow(known, part),
                    None => self.lines.insert(at.min(self.lines.len()), part),
                }
            }
        }
    }

    /// What the kitchen did to the parts of a line counts for the line that was split off it too.
    pub(super) fn split_parts(&mut self, from: LineId, into: LineId) {
        let copies = self.copies_of_parts(from, into);
        self.lines.extend(copies);
    }

    /// The parts of a set as the parts of another line, as far as they are.
    pub(in crate::domain) fn copies_of_parts(&self, from: LineId, into: LineId) -> Vec<Line> {
        let own = self.lines.iter().filter(|line| line.part_of == Some(from));
        own.filter_map(|part| {
            let place = (0..=u8::MAX).find(|place| from.part(*place) == part.id)?;
            let mut copy = part.clone();
            copy.id = into.part(place);
            copy.sold.line = copy.id;
            copy.part_of = Some(into);
            Some(copy)
        })
        .collect()
    }
}

/// Takes everything over from the set but what the kitchen did.
fn follow(known: &mut Line, wanted: Line) {
    *known = Line {
        started: known.started,
        ready: known.ready,
        served: known.served,
        bumped: known.bumped,
        recalled: known.recalled,
        routed: known.routed.clone(),
        passed: known.passed,
        ..wanted
    };
}

/// The parts of a set as they stand now; a part that was chosen twice is one line of two.
fn parts_of(set: &Line) -> Vec<Line> {
    let mut found: Vec<(&ChosenOption, i64)> = Vec::new();
    for option in set.options.iter().filter(|option| option.part.is_some()) {
        match found.iter_mut().find(|(known, _)| known.path() == option.path()) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => found.push((option, 1)),
        }
    }
    found
        .into_iter()
        .zip(0..=u8::MAX)
        .filter_map(|((option, count), place)| part(set, option, count, place))
        .collect()
}

fn part(set: &Line, option: &ChosenOption, count: i64, place: u8) -> Option<Line> {
    let sold = option.part.as_ref()?;
    let id = set.id.part(place);
    let path = option.path();
    let free = LinePrice { price: Money::ZERO, tax: Rate::ZERO, by_service: BTreeMap::new() };
    let of_part = |known: &&ChosenOption| crate::domain::choice::is_below(known.of.as_ref(), &path);
    let options = set.options.iter().filter(of_part).map(|known| ChosenOption {
        price: Money::ZERO,
        prices: BTreeMap::new(),
        ..known.clone()
    });
    let times = |quantity: Quantity| Quantity::new(quantity.thousandths().saturating_mul(count));
    let mut line = set.clone();
    line.options = options.collect();
    line.sold = LineAdded {
        line: id,
        of: set.sold.of,
        item: Some(option.code.clone()),
        name: option.name.clone(),
        short: sold.short.clone(),
        category: Some(sold.category.clone()),
        station: sold.station.clone(),
        course: sold.course,
        price: free,
        options: line.options.clone(),
        quantity: times(set.sold.quantity),
        ..set.sold.clone()
    };
    line.id = id;
    line.part_of = Some(set.id);
    line.quantity = times(set.quantity);
    line.voided = times(set.voided);
    line.comped = Quantity::ZERO;
    line.price = None;
    if let Some(sent) = &mut line.sent {
        sent.quantity = times(sent.quantity);
    }
    (line.started, line.ready, line.served) = (None, None, None);
    (line.bumped, line.recalled, line.passed) = (None, None, None);
    line.routed = None;
    Some(line)
}
