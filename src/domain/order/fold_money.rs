//! How an order takes in facts about money.

use super::{Order, PaymentRow, Receipt, RefundRow, Stamped};
use crate::domain::envelope::Fact;
use crate::domain::event::Event;

impl Order {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the fold of an order is cut into rooms; this is the last one"
    )]
    pub(super) fn apply_money(&mut self, fact: &Fact, event: &Event) -> bool {
        let stamp = Stamped::from(fact);
        match event {
            Event::PaymentTaken(payment) => {
                if self.payment(payment.payment).is_none() {
                    self.flagged.retain(|flag| flag.payment != payment.payment);
                    self.payments.push(PaymentRow { payment: (**payment).clone(), stamp });
                    self.note_double_payment(fact);
                }
            }
            Event::PaymentFailed { payment, reason, .. } => {
                self.flagged.retain(|flag| flag.payment != *payment);
                self.failed.push((*payment, reason.clone()));
            }
            Event::PaymentFlagged(flag) => self.flagged.push(flag.clone()),
            Event::PaymentRefunded(refund) => {
                if !self.refunds.iter().any(|row| row.refund.refund == refund.refund) {
                    self.refunds.push(RefundRow { refund: (**refund).clone(), stamp });
                }
            }
            Event::TipAdded { payment, tip } => {
                let row = self.payments.iter_mut().find(|row| row.payment.payment == *payment);
                if let Some(row) = row {
                    let payment = &mut row.payment;
                    payment.tip = payment.tip.plus(*tip).unwrap_or(payment.tip);
                    payment.tendered = payment.tendered.plus(*tip).unwrap_or(payment.tendered);
                }
            }
            Event::ReceiptIssued { number, refund } => {
                self.receipts.push(Receipt {
                    number: number.clone(),
                    stamp,
                    refund: *refund,
                    reprints: 0,
                });
            }
            Event::ReceiptReprinted { number, .. } => {
                let receipt = self.receipts.iter_mut().find(|receipt| receipt.number == *number);
                if let Some(receipt) = receipt {
                    receipt.reprints = receipt.reprints.saturating_add(1);
                }
            }
            _ => return false,
        }
        true
    }

    fn note_double_payment(&mut self, fact: &Fact) {
        let Ok(settlement) = self.settlement() else { return };
        if !settlement.give_back.is_positive() || self.payments.len() < 2 {
            return;
        }
        let amount = self.pricing.currency.format(settlement.give_back);
        let sentence = format!("{} was paid twice: give back {amount}", self.title());
        self.except(fact, sentence);
    }
}
