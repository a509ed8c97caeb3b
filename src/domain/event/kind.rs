//! The tag of each kind of fact, as it stands in the journal.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::Event;
use crate::domain::id::{LineId, RefundId};
use crate::domain::number::SeriesNumber;

/// An event of one of the commonest kinds, read in the same pass as what stands around it. Every
/// other kind, and a tag that does not stand first, is an error: it is read in general then.
pub(in crate::domain) struct Straight(pub Event);

/// The fields of `receipt_issued`.
#[derive(Deserialize)]
struct Receipt {
    number: SeriesNumber,
    #[serde(default)]
    refund: Option<RefundId>,
}

/// The fields of a step of the kitchen.
#[derive(Deserialize)]
struct Lines {
    lines: Vec<LineId>,
}

impl<'de> Deserialize<'de> for Straight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(TagFirst)
    }
}

struct TagFirst;

impl<'de> Visitor<'de> for TagFirst {
    type Value = Straight;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Straight, A::Error> {
        let Some(("kind", tag)) = map.next_entry::<&str, &str>()? else {
            return Err(A::Error::custom("the tag does not stand first"));
        };
        let rest = MapAccessDeserializer::new(map);
        let event = match tag {
            "order_opened" => Event::OrderOpened(Deserialize::deserialize(rest)?),
            "line_added" => Event::LineAdded(Deserialize::deserialize(rest)?),
            "order_sent" => Event::OrderSent(Deserialize::deserialize(rest)?),
            "payment_taken" => Event::PaymentTaken(Deserialize::deserialize(rest)?),
            "receipt_issued" => {
                let Receipt { number, refund } = Deserialize::deserialize(rest)?;
                Event::ReceiptIssued { number, refund }
            }
            "line_started" => {
                let Lines { lines } = Deserialize::deserialize(rest)?;
                Event::LineStarted { lines }
            }
            "line_ready" => {
                let Lines { lines } = Deserialize::deserialize(rest)?;
                Event::LineReady { lines }
            }
            "line_served" => {
                let Lines { lines } = Deserialize::deserialize(rest)?;
                Event::LineServed { lines }
            }
            "ticket_bumped" => Event::TicketBumped(Deserialize::deserialize(rest)?),
            other => return Err(A::Error::custom(format_args!("{other} is read in general"))),
        };
        Ok(Straight(event))
    }
}

impl Event {
    /// The tag of this fact, as it stands in the journal.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::OrderOpened(_) => "order_opened",
            Self::OrderChanged(_) => "order_changed",
            Self::LineAdded(_) => "line_added",
            Self::LineQuantitySet { .. } => "line_quantity_set",
            Self::LineOptionsSet { .. } => "line_options_set",
            Self::LineNoteSet { .. } => "line_note_set",
            Self::LinePriced { .. } => "line_priced",
            Self::LineSplit { .. } => "line_split",
            Self::LineRemoved { .. } => "line_removed",
            Self::LineRestored { .. } => "line_restored",
            Self::LineVoided(_) => "line_voided",
            Self::LineComped(_) => "line_comped",
            Self::DiscountApplied(_) => "discount_applied",
            Self::DiscountRemoved { .. } => "discount_removed",
            Self::DiscountRestored { .. } => "discount_restored",
            Self::ServiceChargeSet { .. } => "service_charge_set",
            Self::OrderHeld {} => "order_held",
            Self::OrderResumed {} => "order_resumed",
            Self::OrderSent(_) => "order_sent",
            Self::CourseFired { .. } => "course_fired",
            Self::OrderAccepted { .. } => "order_accepted",
            Self::OrderRejected { .. } => "order_rejected",
            Self::OrderPrioritised { .. } => "order_prioritised",
            Self::OrderCalled {} => "order_called",
            Self::LinesRouted { .. } => "lines_routed",
            Self::LinesMoved(_) => "lines_moved",
            Self::OrderCancelled { .. } => "order_cancelled",
            Self::LineStarted { .. } => "line_started",
            Self::LineReady { .. } => "line_ready",
            Self::LineServed { .. } => "line_served",
            Self::LineStepUndone { .. } => "line_step_undone",
            Self::TicketBumped(_) => "ticket_bumped",
            Self::TicketRecalled(_) => "ticket_recalled",
            Self::PaymentTaken(_) => "payment_taken",
            Self::PaymentFailed { .. } => "payment_failed",
            Self::PaymentRefunded(_) => "payment_refunded",
            Self::TipAdded { .. } => "tip_added",
            Self::PaymentFlagged(_) => "payment_flagged",
            Self::ReceiptIssued { .. } => "receipt_issued",
            Self::ReceiptReprinted { .. } => "receipt_reprinted",
            Self::ShiftOpened(_) => "shift_opened",
            Self::CashMoved(_) => "cash_moved",
            Self::DrawerOpened { .. } => "drawer_opened",
            Self::ShiftCounted { .. } => "shift_counted",
            Self::ShiftClosed(_) => "shift_closed",
            Self::MenuPublished { .. } => "menu_published",
            Self::Item86ed { .. } => "item_86ed",
            Self::ItemRestored {} => "item_restored",
            Self::StaffSaved(_) => "staff_saved",
            Self::StaffDisabled { .. } => "staff_disabled",
            Self::TerminalPaired(_) => "terminal_paired",
            Self::TerminalRetired { .. } => "terminal_retired",
            Self::SettingsChanged(_) => "settings_changed",
            Self::PersonalErased { .. } => "personal_erased",
            Self::ClockDrifted { .. } => "clock_drifted",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_reads_the_same_straight_and_in_general() {
        let text = include_str!("../../../PROTOCOL.md");
        let mut straight = 0;
        for line in text.lines().filter(|line| line.starts_with("{\"kind\":")) {
            let event: Event = serde_json::from_str(line).unwrap();
            let Ok(Straight(read)) = serde_json::from_str(line) else { continue };
            assert_eq!(read, event, "{line}");
            straight += 1;
        }
        assert!(straight >= 9, "{straight} kinds are read straight");
        for none in ["{\"kind\":\"line_added\"}", "{\"kind\":\"moon_phased\"}", "{}", "[]", "7"] {
            assert!(serde_json::from_str::<Straight>(none).is_err(), "{none}");
        }
    }
}
