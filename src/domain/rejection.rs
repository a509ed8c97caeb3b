//! What a person can cause and what is said then: one sentence that names the remedy.

use super::envelope::BadEnvelope;
use super::id::TerminalKind;
use super::money::Overflow;
use super::rights::Act;

/// Why an act was refused; nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Another program holds the data of this terminal.
    #[error("this window only looks on: sell in the program that holds the data, or close it")]
    LooksOnly,
    /// A terminal of this kind may not make such facts.
    #[error("a {kind} terminal may not do this (`{what}`): do it at a counter")]
    NotHere {
        /// What this terminal is.
        kind: TerminalKind,
        /// The kind of the fact that it would have made.
        what: &'static str,
    },
    /// The order is not known here.
    #[error("there is no such order here: look it up with F6 or `tillrail order list`")]
    NoOrder,
    /// The line is not on the order.
    #[error("{0} has no such line: look at the order again")]
    NoLine(String),
    /// The item is not on the menu.
    #[error("no item matches `{0}`: look it up in the menu")]
    NoItem(String),
    /// The item cannot be sold now.
    #[error("{0} is sold out: choose something else or restore it")]
    SoldOut(String),
    /// The option is not one of the item's.
    #[error("{item} has no option `{option}`: look at its options with F4")]
    NoOption {
        /// The item's name.
        item: String,
        /// What was asked for.
        option: String,
    },
    /// Two items are not made as halves of one piece.
    #[error("{item} and {other} are not sold as halves of one piece: add them one by one")]
    NoHalf {
        /// The one half.
        item: String,
        /// The other half.
        other: String,
    },
    /// The line is a part of a set and follows it.
    #[error("{name} is a part of {set}: change or void {set} as a whole")]
    PartOfSet {
        /// The part's name.
        name: String,
        /// The set's name.
        set: String,
    },
    /// A group needs more options.
    #[error("{item} needs {group}: choose {min}")]
    ChoiceMissing {
        /// The item's name.
        item: String,
        /// The group's name.
        group: String,
        /// At least this many.
        min: u8,
    },
    /// A group allows fewer options.
    #[error("{item}: {group} allows at most {max}, take one off first")]
    TooManyChoices {
        /// The item's name.
        item: String,
        /// The group's name.
        group: String,
        /// At most this many.
        max: u8,
    },
    /// The quantity is zero, negative or too large.
    #[error("a quantity must be between 1 and 999: `{0}` is not, use Del to remove a line")]
    BadQuantity(String),
    /// The line was sent and cannot be changed.
    #[error("{0} is already sent: add another line, or void it")]
    AlreadySent(String),
    /// The line was not sent, so there is nothing to void.
    #[error("{0} is not sent yet: remove it with Del")]
    NotSent(String),
    /// More was to be voided than stands.
    #[error("only {standing} of {name} can be voided: choose fewer")]
    TooMuchVoided {
        /// The line's name.
        name: String,
        /// How much stands.
        standing: String,
    },
    /// More was to be comped than is charged.
    #[error("only {charged} of {name} can be comped: choose fewer")]
    TooMuchComped {
        /// The line's name.
        name: String,
        /// How much is charged.
        charged: String,
    },
    /// A reason is needed.
    #[error("a reason is needed: say why")]
    NoReason,
    /// The order was cancelled.
    #[error("{order} is cancelled: it cannot be {what}")]
    Cancelled {
        /// Its number.
        order: String,
        /// What was asked for, as a participle.
        what: &'static str,
    },
    /// The order was rejected.
    #[error("{order} is rejected: it cannot be {what}")]
    Rejected {
        /// Its number.
        order: String,
        /// What was asked for, as a participle.
        what: &'static str,
    },
    /// The step is not possible now.
    #[error("{order} is {status}: it cannot be {what}")]
    NotNow {
        /// Its number.
        order: String,
        /// Its status.
        status: String,
        /// What was asked for, as a participle.
        what: &'static str,
    },
    /// Nothing to send.
    #[error("{0} has nothing new to send: add an item first")]
    NothingToSend(String),
    /// Nothing to pay.
    #[error("{0} is already paid: nothing is due")]
    NothingDue(String),
    /// The station is not one of the menu's.
    #[error("there is no station `{0}`: take one that the menu names")]
    NoStation(String),
    /// A moment that cannot be kept.
    #[error("an order cannot be wanted then: name a moment to come, within four weeks")]
    BadDue,
    /// More was to be moved than is there.
    #[error("only {standing} of {name} can be moved: choose fewer")]
    MoreThanThere {
        /// The line's name.
        name: String,
        /// How much stands.
        standing: String,
    },
    /// A paid bill is as it is.
    #[error("{0} is paid: a paid bill cannot be changed, give money back instead")]
    Paid(String),
    /// Nobody knows yet whether it is paid.
    #[error("{0} has a payment to check: settle that first, then move or split")]
    ToCheck(String),
    /// From and to are the same order.
    #[error("{0} cannot be moved into itself: choose another order")]
    IntoItself(String),
    /// Two currencies.
    #[error("{from} and {to} are in different currencies: they cannot be one bill")]
    OtherCurrency {
        /// The order that lines were to leave.
        from: String,
        /// The order that was to take them.
        to: String,
    },
    /// A split would take everything.
    #[error("nothing would be left on {0}: leave at least one line there")]
    NothingLeft(String),
    /// A split would leave less than was paid.
    #[error("{order} has {paid} paid, more than what would be left on it: move less")]
    PaidMore {
        /// Its number.
        order: String,
        /// What is paid.
        paid: String,
    },
    /// Everything on the order went to another one.
    #[error("{order} went into {into}: use {into} instead")]
    MergedAway {
        /// Its number.
        order: String,
        /// The number of the other one.
        into: String,
    },
    /// The order is not what it was when the act was prepared.
    #[error("{0} has changed meanwhile: look at it and try again")]
    Changed(String),
    /// An empty order.
    #[error("{0} is empty: add an item first")]
    Empty(String),
    /// Less was handed over than is due.
    #[error("{given} is less than {due} due: take more, or take it as a part payment")]
    Short {
        /// What was handed over.
        given: String,
        /// What is due.
        due: String,
    },
    /// A tender without change took more than is due.
    #[error("{given} is more than {due} due: only cash gives change, take {due}")]
    TooMuch {
        /// What was handed over.
        given: String,
        /// What is due.
        due: String,
    },
    /// An amount that must be above zero is not.
    #[error("an amount must be above zero: `{0}` is not")]
    BadAmount(String),
    /// A count that cannot be.
    #[error("{0} cannot lie in a drawer: count it again, nothing is 0")]
    BadCount(String),
    /// Notes and coins that do not make up the amount.
    #[error("notes and coins make {pieces}, not {counted}: count them again")]
    BadPieces {
        /// What the pieces add up to.
        pieces: String,
        /// What was said to be counted.
        counted: String,
    },
    /// More is to stay in the drawer than is there.
    #[error(
        "only {counted} was counted: {left} cannot stay in the drawer, leave {counted} or less"
    )]
    TooMuchLeft {
        /// What was counted.
        counted: String,
        /// What was to stay.
        left: String,
    },
    /// The drawer holds another amount than expected, and nobody said why.
    #[error("{difference} needs a reason: say why the cash differs")]
    DifferenceUnexplained {
        /// Counted less expected, with `over` or `short`.
        difference: String,
    },
    /// Cash needs a shift with a drawer.
    #[error("no shift is open on this terminal: open one first (tillrail shift open --float 0)")]
    NoShift,
    /// The drawer has an open shift.
    #[error("shift {0} is open on this drawer: close it first (tillrail shift close)")]
    ShiftOpen(String),
    /// The shift is closed.
    #[error("shift {0} is closed: nothing can be added to it, open the next one")]
    ShiftClosed(String),
    /// This terminal does not sell.
    #[error("this terminal has no order letter: take orders at a counter or at the hub")]
    NoLetter,
    /// The site has no such tender.
    #[error("`{word}` is not a way to pay here: use {known}, or set `tenders`")]
    NoTender {
        /// What was asked for.
        word: String,
        /// What there is.
        known: String,
    },
    /// A tender needs something written down with it.
    #[error("{tender} needs {what}: type it first")]
    NoReference {
        /// The tender.
        tender: String,
        /// What is missing.
        what: &'static str,
    },
    /// An order that is not paid has nothing to give back.
    #[error("{0} is not paid in full: void lines or cancel it before money goes back")]
    NotPaid(String),
    /// More was to be given back than was paid.
    #[error("{wanted} is more than the {left} that is left of what was paid: give back less")]
    RefundAbove {
        /// What was asked for.
        wanted: String,
        /// What is left of what was paid.
        left: String,
    },
    /// More of a line was to be given back than was sold.
    #[error("only {left} of {name} can be given back: choose fewer")]
    TooMuchBack {
        /// The line's name.
        name: String,
        /// How much is left.
        left: String,
    },
    /// Nothing is left to give back.
    #[error("nothing of {0} is left to give back: look at its refunds")]
    NothingBack(String),
    /// An act that is not possible, in a sentence of its own.
    #[error("{0}")]
    Refused(String),
    /// Nothing changes.
    #[error("nothing to do: {0}")]
    Nothing(String),
    /// Who acts is not on the staff any more, or was never.
    #[error("{0} is not on the staff: sign in as somebody who is (F10 l)")]
    NotStaff(String),
    /// Somebody with the right has to approve it with a PIN.
    #[error("{who} may not {act}: a manager approves it with a PIN")]
    NeedsApproval {
        /// Who asked for it.
        who: String,
        /// What.
        act: Act,
    },
    /// Somebody with the right has to sign in for it.
    #[error("{who} may not {act}: {roles} may (F10 l)")]
    NotAllowed {
        /// Who asked for it.
        who: String,
        /// What.
        act: Act,
        /// Who may.
        roles: String,
    },
    /// Who was to approve it has no right to.
    #[error("{who} may not {act} either: that needs {roles}")]
    CannotApprove {
        /// Who was to approve.
        who: String,
        /// What.
        act: Act,
        /// Who may.
        roles: String,
    },
    /// A member of staff that cannot be so.
    #[error("{0}")]
    BadStaff(String),
    /// A setting is not possible.
    #[error("{0}")]
    BadSetting(String),
    /// The menu has problems.
    #[error("the menu is not published: {0}")]
    BadMenu(String),
    /// A table name that cannot be one.
    #[error("`{0}` is not a table: use up to 8 letters or digits, for example 12")]
    BadTable(String),
    /// A number of guests that cannot be one.
    #[error("{0} guests are not possible: type 1 to 999")]
    BadGuests(u32),
    /// A seat or a course that cannot be one.
    #[error("{what} {number} is not possible: type 1 to 99")]
    BadPlace {
        /// What it is.
        what: &'static str,
        /// What was asked for.
        number: u8,
    },
    /// The kitchen waits with this course.
    #[error("course {course} of {order} is held: fire it at the counter first")]
    CourseHeld {
        /// The order's number.
        order: String,
        /// The course.
        course: u8,
    },
    /// A line carries something that would be lost if it were placed anew.
    #[error("{0} has a discount: take it off first, then change its course")]
    Discounted(String),
    /// Text that is too long or empty.
    #[error("{what} must have 1 to {limit} characters")]
    BadText {
        /// What it is.
        what: &'static str,
        /// The longest.
        limit: usize,
    },
    /// A tax class that the site does not have.
    #[error("there is no tax class `{word}`: choose one of {known}")]
    NoTaxClass {
        /// What was asked for.
        word: String,
        /// What there is.
        known: String,
    },
    /// An amount left the range.
    #[error(transparent)]
    Overflow(#[from] Overflow),
    /// The fact cannot be sealed.
    #[error(transparent)]
    Envelope(#[from] BadEnvelope),
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a message row of 80 columns holds beside its blank, its `! ` and the full stop.
    const ROOM: usize = 76;

    #[test]
    fn what_a_cashier_is_told_fits_the_message_row_with_its_remedy() {
        let name = || "Cappuccino".to_owned();
        let order = || "A47".to_owned();
        let not_allowed = |act| Rejection::NotAllowed {
            who: "Anna K.".to_owned(),
            act,
            roles: "cashier, manager or owner".to_owned(),
        };
        let all = [
            not_allowed(Act::TakeMoney),
            not_allowed(Act::OpenItem),
            not_allowed(Act::OpenShift),
            Rejection::TooMuchVoided { name: name(), standing: "1".to_owned() },
            Rejection::TooMuchComped { name: name(), charged: "1".to_owned() },
            Rejection::MoreThanThere { name: name(), standing: "0.5".to_owned() },
            Rejection::TooMuchBack { name: name(), left: "1".to_owned() },
            Rejection::RefundAbove { wanted: "9.90".to_owned(), left: "9.80".to_owned() },
            Rejection::Short { given: "0.20".to_owned(), due: "9.80".to_owned() },
            Rejection::TooMuch { given: "20.00".to_owned(), due: "9.80".to_owned() },
            Rejection::PaidMore { order: order(), paid: "9.80".to_owned() },
            Rejection::NothingLeft(order()),
            Rejection::Paid(order()),
            Rejection::ToCheck(order()),
            Rejection::NotPaid(order()),
            Rejection::ShiftClosed("A-212".to_owned()),
            Rejection::Discounted(name()),
        ];
        for refused in all {
            let said = refused.to_string();
            assert!(said.contains(':'), "no remedy: {said}");
            assert!(said.chars().count() <= ROOM, "{} columns: {said}", said.chars().count());
        }
    }
}
