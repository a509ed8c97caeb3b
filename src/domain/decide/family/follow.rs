//! How discounts follow lines that move: nothing that a guest was given is lost by a split.

use super::Parting;
use crate::domain::decide::discount;
use crate::domain::event::{DiscountApplied, Event, MovedLine, Reduction};
use crate::domain::id::{LineId, OrderId};
use crate::domain::money::Money;
use crate::domain::order::{Discount, Order};
use crate::domain::rejection::Rejection;

impl Parting<'_> {
    /// Gives a discount again on another order, or on a line of it.
    fn again(
        &mut self,
        to: OrderId,
        given: &DiscountApplied,
        line: Option<LineId>,
    ) -> Result<(), Rejection> {
        let title = self.order(to)?.title();
        let discount = *self.spare.next().ok_or(Rejection::Changed(title))?;
        self.push(to, Event::DiscountApplied(DiscountApplied { discount, line, ..given.clone() }));
        Ok(())
    }

    /// Percentages follow what they were given on: those of a line its parts, those of the order
    /// what leaves it. An amount stays as far as there is something that it can be taken off; the
    /// rest of it goes along, so that the bills together save what the one bill saved.
    pub(super) fn discounts(
        &mut self,
        from: &Order,
        to: OrderId,
        lines: &[MovedLine],
    ) -> Result<(), Rejection> {
        let left = self.order(from.id)?.clone();
        let (before, after) = (from.totals()?, left.totals()?);
        // On what an amount was cut: what was given there after it is given again behind it.
        let mut cut: Vec<Option<LineId>> = Vec::new();
        for row in from.discounts.iter().filter(|row| !row.removed) {
            let approver = discount::answers(self.state, row);
            let given = &DiscountApplied { approver, ..row.given.clone() };
            let part = given.line.and_then(|line| lines.iter().find(|one| one.line == line)?.part);
            let stays = left.discount(given.discount).is_some();
            if given.line.is_some() && part.is_none() {
                // It lies wholly where its line is.
                continue;
            }
            let mut kept = given.off;
            match given.off {
                Reduction::Percent(_) => self.percent(given, to, part, lines)?,
                Reduction::Amount(_) if stays => {
                    let amount = after.came_to(given.discount);
                    let rest = before.came_to(given.discount).minus(amount)?;
                    if rest.is_positive() {
                        let rest = Reduction::Amount(rest);
                        self.again(to, &DiscountApplied { off: rest, ..given.clone() }, part)?;
                        kept = Reduction::Amount(amount);
                        cut.push(given.line);
                    }
                }
                Reduction::Amount(_) => {}
            }
            if stays && cut.contains(&given.line) {
                self.push(from.id, Event::DiscountRemoved { discount: given.discount });
                if kept != Reduction::Amount(Money::ZERO) {
                    self.again(
                        from.id,
                        &DiscountApplied { off: kept, ..given.clone() },
                        given.line,
                    )?;
                }
            }
        }
        Ok(())
    }

    fn percent(
        &mut self,
        given: &DiscountApplied,
        to: OrderId,
        part: Option<LineId>,
        lines: &[MovedLine],
    ) -> Result<(), Rejection> {
        if part.is_some() {
            return self.again(to, given, part);
        }
        let same = |row: &Discount| {
            let other = &row.given;
            !row.removed && (other.line, other.off, &other.name) == (None, given.off, &given.name)
        };
        if self.state.order(to).is_none() {
            return self.again(to, given, None);
        }
        if !self.order(to)?.discounts.iter().any(same) {
            for one in lines {
                self.again(to, given, Some(one.part.unwrap_or(one.line)))?;
            }
        }
        Ok(())
    }
}
