//! The tag of each kind of fact, as it stands in the journal.

use serde::Deserialize;

use super::Event;

impl Event {
    /// Reads an event as it stands in an envelope. The commonest kinds are read straight into what
    /// they carry; the general way gathers all fields first, as the tag could stand behind them.
    ///
    /// # Errors
    /// When the text is no event of a kind that this build understands.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        fn straight<'a, T: Deserialize<'a>>(
            text: &'a str,
            event: impl FnOnce(T) -> Event,
        ) -> Result<Event, serde_json::Error> {
            serde_json::from_str(text).map(event)
        }
        let tag = text.strip_prefix("{\"kind\":\"").and_then(|rest| rest.split('"').next());
        match tag {
            Some("order_opened") => straight(text, Self::OrderOpened),
            Some("line_added") => straight(text, Self::LineAdded),
            Some("order_sent") => straight(text, Self::OrderSent),
            Some("payment_taken") => straight(text, Self::PaymentTaken),
            Some(_) | None => serde_json::from_str(text),
        }
    }

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
            assert_eq!(Event::read(line).unwrap(), event, "{line}");
            straight += 1;
        }
        assert!(straight > 40, "{straight} events in PROTOCOL.md");
        assert!(Event::read("{\"kind\":\"line_added\"}").is_err());
        assert!(Event::read("{\"kind\":\"moon_phased\"}").is_err());
    }
}
