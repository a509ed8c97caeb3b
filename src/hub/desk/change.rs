//! Changes of an order that is there: more lines, sends, voids, card payments.

use super::answer::{Answer, act, find, pay};
use super::{Change, DeskFault, FaultKind, Which, place};
use crate::domain::command::{Step, Take};
use crate::domain::desk::Desk;
use crate::domain::event::{OrderChanged, Tender};
use crate::domain::id::{PaymentId, SendId};
use crate::domain::money::Money;
use crate::domain::rejection::Rejection;
use crate::domain::time::At;

/// Changes an order and answers with it as it is afterwards.
///
/// # Errors
/// A refusal in words; nothing has changed then.
pub fn change(
    desk: &mut Desk,
    which: &Which,
    change: &Change,
    now: At,
) -> Result<Answer, DeskFault> {
    let order = find(desk, which, now)?;
    let (id, title) = (order.id, order.title());
    let steps = match change {
        Change::Add { lines, send } => {
            if lines.is_empty() {
                let sentence = "`lines` is empty: name at least one item";
                return Err(DeskFault::new(FaultKind::Invalid, sentence));
            }
            place::steps(desk, lines, *send)?
        }
        Change::Send => vec![Step::Send(SendId(desk.mint()))],
        Change::Due(due) => {
            vec![Step::Change(OrderChanged { due: Some(*due), ..OrderChanged::default() })]
        }
        Change::Void { line, quantity, reason } => {
            let found = order.line(*line).ok_or(Rejection::NoLine(title))?;
            let quantity = quantity.unwrap_or_else(|| found.standing());
            vec![Step::Void { line: *line, quantity, reason: reason.clone() }]
        }
        Change::Card { amount, reference } => {
            let take = Take {
                payment: PaymentId(desk.mint()),
                tender: Tender::Card,
                tendered: *amount,
                amount: None,
                part: false,
                tip: Money::ZERO,
                reference: reference.clone(),
                shift: None,
            };
            return pay(desk, id, take, now);
        }
    };
    act(desk, id, steps, now)
}
