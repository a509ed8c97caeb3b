//! The plan of a split: which piece of which line lies on which bill. Nothing of it is written.

use crate::domain::id::LineId;
use crate::domain::money::Quantity;
use crate::domain::order::Order;
use crate::domain::parting::pickable;

/// The bill of what is still together.
pub const TOGETHER: usize = 0;

/// One piece of a line, or the part of one that was divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    line: LineId,
    quantity: Quantity,
    bill: usize,
}

/// Pieces on bills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pieces: Vec<Piece>,
    /// The lines in the order of the order, so that numbers stay while pieces move.
    lines: Vec<LineId>,
    bills: usize,
}

impl Plan {
    /// Everything together, and one empty bill.
    pub fn of(order: &Order) -> Self {
        let mut pieces = Vec::new();
        let mut lines = Vec::new();
        for line in pickable(order) {
            lines.push(line.id);
            let mut left = line.standing();
            while left.is_positive() {
                let whole = left > Quantity::ONE && left.thousandths() % 1_000 == 0;
                let quantity = if whole { Quantity::ONE } else { left };
                pieces.push(Piece { line: line.id, quantity, bill: TOGETHER });
                left = left.minus(quantity);
            }
        }
        Self { pieces, lines, bills: 1 }
    }

    /// True while the order is what it was when the plan was begun.
    pub fn fits(&self, order: &Order) -> bool {
        let mut known = 0;
        pickable(order).all(|line| {
            known += 1;
            let planned = self.pieces.iter().filter(|piece| piece.line == line.id);
            planned.fold(Quantity::ZERO, |sum, piece| sum.plus(piece.quantity)) == line.standing()
        }) && known == self.lines.len()
    }

    /// The lines, by their number from 0.
    pub fn lines(&self) -> &[LineId] {
        &self.lines
    }

    /// How many bills there are besides what is together.
    pub const fn bills(&self) -> usize {
        self.bills
    }

    /// How much of which line lies on a bill.
    pub fn on(&self, bill: usize) -> Vec<(LineId, Quantity)> {
        let sum = |line: &LineId| {
            let here = self.pieces.iter().filter(|piece| piece.line == *line && piece.bill == bill);
            here.fold(Quantity::ZERO, |sum, piece| sum.plus(piece.quantity))
        };
        let all = self.lines.iter().map(|line| (*line, sum(line)));
        all.filter(|(_, quantity)| quantity.is_positive()).collect()
    }

    /// True while nothing was moved.
    pub fn is_untouched(&self) -> bool {
        self.pieces.iter().all(|piece| piece.bill == TOGETHER)
    }

    /// Moves one piece of a line; `false` when there is none.
    pub fn shift(&mut self, line: LineId, from: usize, to: usize) -> bool {
        let mut pieces = self.pieces.iter_mut();
        let Some(piece) = pieces.find(|piece| piece.line == line && piece.bill == from) else {
            return false;
        };
        piece.bill = to;
        true
    }

    /// Begins one more bill, unless the last one is empty; answers the last.
    pub fn add_bill(&mut self) -> usize {
        if self.pieces.iter().any(|piece| piece.bill == self.bills) {
            self.bills += 1;
        }
        self.bills
    }

    /// Divides one piece of a line into equal parts; what does not divide goes on the first.
    pub fn divide(&mut self, line: LineId, bill: usize, parts: i64) -> bool {
        let here = |piece: &Piece| piece.line == line && piece.bill == bill;
        let Some(at) = self.pieces.iter().position(here) else { return false };
        let Some(piece) = self.pieces.get(at).copied() else { return false };
        let whole = piece.quantity.thousandths();
        let each = whole / parts.max(1);
        if parts < 2 || each == 0 {
            return false;
        }
        let first = whole - each * (parts - 1);
        let sizes = std::iter::once(first).chain((1..parts).map(|_| each));
        let parts: Vec<Piece> =
            sizes.map(|size| Piece { quantity: Quantity::new(size), ..piece }).collect();
        self.pieces.splice(at..=at, parts);
        true
    }

    /// Puts the lines of each seat on a bill of their own; lines without a seat stay together.
    /// Answers how many seats there are.
    pub fn by_seat(&mut self, order: &Order) -> usize {
        let seat_of = |id: LineId| order.line(id).and_then(|line| line.sold.seat);
        let mut seats: Vec<u8> = self.lines.iter().filter_map(|line| seat_of(*line)).collect();
        seats.sort_unstable();
        seats.dedup();
        // Where everybody has a seat, the first one keeps the order itself.
        let all = self.lines.iter().all(|line| seat_of(*line).is_some());
        for piece in &mut self.pieces {
            let seat = seat_of(piece.line).and_then(|seat| seats.iter().position(|s| *s == seat));
            piece.bill = seat.map_or(TOGETHER, |at| if all { at } else { at + 1 });
        }
        self.bills = if all { seats.len().saturating_sub(1) } else { seats.len() }.max(1);
        seats.len()
    }
}
