//! What people ask for: intents that `decide` turns into facts or refuses.
//!
//! They are written as text only between programs of one build on one machine, so their shape is
//! free to change, unlike that of facts.

use serde::{Deserialize, Serialize};

mod bill;

pub use bill::{Split, Together, Unmerge};

use super::choice::Choice;
use super::event::{
    CashWay, DiscountApplied, LineStep, MovedLine, OrderChanged, PersonRef, StaffSaved, Tender,
    TerminalPaired, TicketMoved,
};
use super::id::{
    DiscountId, LineId, OrderId, PaymentId, PersonId, RefundId, SendId, ShiftId, StaffId,
    TerminalId,
};
use super::menu::Menu;
use super::money::{Money, Quantity, Rate};
use super::number::{Letter, SeriesNumber};
use super::refund::Back;
use super::settings::{Service, SettingsPatch};
use super::time::At;

/// The start of an order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Opening {
    /// The letter code; this terminal's own when absent.
    pub letter: Option<Letter>,
    /// How it reaches its guest.
    pub service: Service,
    /// The table.
    pub table: Option<String>,
    /// How many guests.
    pub guests: Option<u32>,
    /// A pick-up word.
    pub name: Option<String>,
    /// When it is wanted; at once when absent.
    pub due: Option<At>,
    /// The customer.
    pub customer: Option<PersonRef>,
}

/// An item to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewLine {
    /// Its identity, minted by the caller.
    pub line: LineId,
    /// The code of the item.
    pub item: String,
    /// The options; the item's defaults when absent.
    pub options: Option<Vec<Choice>>,
    /// How much.
    pub quantity: Quantity,
    /// A note for the kitchen.
    pub note: Option<String>,
    /// What the guest must not get.
    pub allergy: Option<String>,
    /// The sent line that this one adds to (`+n`).
    pub of: Option<LineId>,
    /// The seat it is for, counted from 1.
    pub seat: Option<u8>,
    /// The course, when it is not the item's own.
    pub course: Option<u8>,
}

/// Money to be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Take {
    /// The payment's number, minted when the payment was opened: the same number is taken once.
    pub payment: PaymentId,
    /// What is handed over.
    pub tender: Tender,
    /// How much is handed over, in minor units; what is due when absent.
    pub tendered: Option<Money>,
    /// The share of what is due that it is for, in minor units; all of it when absent. Cash may
    /// give change on a share.
    #[serde(default)]
    pub amount: Option<Money>,
    /// Whether less than what is due is wanted as a part payment.
    pub part: bool,
    /// Above the order, its own bucket.
    pub tip: Money,
    /// The card terminal's reference.
    pub reference: Option<String>,
    /// The shift that answers; this terminal's open shift when absent.
    pub shift: Option<ShiftId>,
}

/// Money to be given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiveBack {
    /// Numbers of the refund, one for each payment of the order at most, minted by the caller: the
    /// same numbers give back once.
    pub refunds: Vec<RefundId>,
    /// What is given back.
    pub what: Back,
    /// The payment that it is taken from first; cash first when absent.
    pub payment: Option<PaymentId>,
    /// Why.
    pub reason: String,
    /// Whether the goods go back to stock; kept in the reason.
    pub restock: bool,
    /// Whether a tip goes back with a payment that goes back wholly.
    pub tip: bool,
}

/// One act on an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Add an item; an identical unsent line takes the quantity instead.
    Add(NewLine),
    /// Add one piece of an item at the price on its label.
    AddLabelled(NewLine, Money),
    /// Add something that is not on the menu.
    AddOpen {
        /// Its identity, minted by the caller.
        line: LineId,
        /// What it is called.
        name: String,
        /// The price of one piece.
        price: Money,
        /// How much.
        quantity: Quantity,
        /// The code of its tax class; the site's first when absent.
        #[serde(default)]
        tax: Option<String>,
    },
    /// Set the quantity of an unsent line.
    SetQuantity(LineId, Quantity),
    /// Set the options of an unsent line.
    SetOptions(LineId, Vec<Choice>),
    /// Set note and allergy of an unsent line.
    SetNote {
        /// Which line.
        line: LineId,
        /// The note.
        note: Option<String>,
        /// What the guest must not get.
        allergy: Option<String>,
    },
    /// Set the price of one piece of an unsent line; `None` goes back to the menu's.
    SetPrice(LineId, Option<Money>, String),
    /// Put an unsent line on a seat and into a course: it goes away and comes back as a new one.
    Place {
        /// Which line.
        line: LineId,
        /// The new line's identity, minted by the caller.
        into: LineId,
        /// The seat, counted from 1.
        seat: Option<u8>,
        /// The course, counted from 1.
        course: Option<u8>,
    },
    /// Take an unsent line off.
    Remove(LineId),
    /// Bring a removed line back.
    Restore(LineId),
    /// Void a sent line or a part of it.
    Void {
        /// Which line.
        line: LineId,
        /// How much.
        quantity: Quantity,
        /// Why.
        reason: String,
    },
    /// Do not charge a sent line or a part of it although it was made and served.
    Comp {
        /// Which line.
        line: LineId,
        /// How much.
        quantity: Quantity,
        /// Why.
        reason: String,
    },
    /// Give a discount.
    Discount(DiscountApplied),
    /// Take a discount back.
    RemoveDiscount(DiscountId),
    /// Give a removed discount again.
    RestoreDiscount(DiscountId),
    /// Change service, table, guests or name.
    Change(OrderChanged),
    /// Park it.
    Hold,
    /// Take it up again.
    Resume,
    /// Hand the unsent lines to the kitchen.
    Send(SendId),
    /// Let the kitchen make a course that waits; the next one when none is named.
    Fire(Option<u8>),
    /// Cancel it.
    Cancel(String),
    /// Accept it, with the promised moment.
    Accept(Option<At>),
    /// Refuse it.
    Reject(String),
    /// Move it to the front in the kitchen, or back.
    Prioritise(bool),
    /// Show its number on the display as if it were ready only now.
    Call,
    /// Give lines to another station.
    Route(Vec<LineId>, String),
    /// A kitchen step of some lines.
    Advance(Vec<LineId>, LineStep),
    /// Undo a kitchen step of some lines.
    UndoAdvance(Vec<LineId>, LineStep),
    /// Take a ticket off the screen.
    Bump(TicketMoved),
    /// Bring a ticket back.
    Recall(TicketMoved),
    /// Take money.
    Pay(Take),
    /// Record that a payment failed.
    PaymentFailed(Take, String),
    /// Record that nobody is sure of a payment.
    FlagPayment(Take, String),
    /// Issue the receipt of a paid order that lacks one.
    IssueReceipt,
    /// Give money back.
    Refund(GiveBack),
    /// Add a tip to a payment that was taken.
    Tip {
        /// Which payment.
        payment: PaymentId,
        /// How much, in minor units, above zero.
        tip: Money,
    },
    /// Set a service charge by hand; `None` takes it off.
    Charge(Option<Rate>),
    /// Settle the doubt about a payment.
    SettleDoubt {
        /// Which payment.
        payment: PaymentId,
        /// Whether the money was taken.
        taken: bool,
    },
    /// Print a receipt again.
    Reprint(SeriesNumber),
}

/// What a person asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Open an order and do the first acts on it, all or nothing.
    Open {
        /// Its identity, minted by the caller.
        order: OrderId,
        /// How it starts.
        opening: Opening,
        /// The first acts.
        steps: Vec<Step>,
    },
    /// Acts on an order, all or nothing.
    Order(OrderId, Vec<Step>),
    /// Take one sum for several orders.
    PayTogether(Together),
    /// Split lines off an order into a new bill; made by [`super::parting`].
    Split(Box<Split>),
    /// Split one order into several new bills, all or nothing with the first acts on them.
    Splits(Vec<Split>),
    /// Move lines into another order, everything when none are named; made by [`super::parting`].
    Move {
        /// The order that they leave.
        from: OrderId,
        /// The order that takes them.
        to: OrderId,
        /// How much of which line.
        lines: Option<Vec<MovedLine>>,
        /// Identities for the percent discounts that are given again, minted by the caller.
        discounts: Vec<DiscountId>,
    },
    /// Take a merge back; made by [`super::parting`].
    Unmerge(Box<Unmerge>),
    /// Open a shift of this terminal's drawer.
    OpenShift {
        /// Its identity, minted by the caller.
        shift: ShiftId,
        /// The opening cash.
        float: Money,
    },
    /// Note what was counted in the drawer of this terminal's open shift.
    CountShift {
        /// The counted cash.
        counted: Money,
        /// How many of which note or coin; empty when the total was typed.
        pieces: Vec<(Money, u32)>,
    },
    /// Close this terminal's shift with a Z.
    CloseShift {
        /// The counted cash.
        counted: Money,
        /// Why it differs from what is expected.
        reason: Option<String>,
        /// What stays in the drawer for the next shift; not said when absent.
        left: Option<Money>,
        /// How many changes wait for the hub, for the Z.
        waiting: u64,
    },
    /// Move cash of this terminal's drawer without a sale.
    MoveCash {
        /// Which way.
        way: CashWay,
        /// How much.
        amount: Money,
        /// Why.
        reason: String,
    },
    /// Open this terminal's drawer without a sale.
    OpenDrawer {
        /// Why.
        reason: String,
    },
    /// Publish a menu.
    PublishMenu(Box<Menu>),
    /// An item cannot be sold now.
    Take86 {
        /// The code of the item.
        item: String,
        /// How many are left.
        remaining: Option<u32>,
        /// Until when.
        until: Option<At>,
    },
    /// An item can be sold again.
    Restore86(String),
    /// Change settings of the site.
    ChangeSettings(Box<SettingsPatch>),
    /// Erase the data of a person, everywhere and for good.
    ErasePerson(PersonId),
    /// A terminal joins the site.
    PairTerminal(Box<TerminalPaired>),
    /// A terminal leaves the site.
    RetireTerminal(TerminalId),
    /// A member of staff is added or changed; without a PIN the known one stays.
    SaveStaff(StaffSaved),
    /// A member of staff does not work here any more.
    DisableStaff(StaffId),
    /// A command of somebody else than who works at the terminal, such as a script's.
    As {
        /// Who does it.
        staff: StaffId,
        /// What.
        command: Box<Command>,
    },
    /// The clock was found to differ from the hub's by this many milliseconds.
    NoteDrift(i64),
}
