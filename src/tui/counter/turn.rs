//! What an overlay answers to a key: effects, words, and what is on the screen next.

use ratatui::layout::{Position, Rect};

use super::action::{Action, Page};
use super::place::Placing;
use crate::domain::command::{NewLine, Step};
use crate::domain::event::{OrderChanged, PersonRef};
use crate::domain::id::{LineId, OrderId, PaymentId, StaffId};
use crate::domain::money::Money;
use crate::domain::number::SeriesNumber;
use crate::domain::usual::Guest;
use crate::tui::effect::Effect;
use crate::tui::front::{Front, Wanted};
use crate::tui::input::{Input, Key};
use crate::tui::msg::Msg;
use crate::tui::widgets::{HitMap, KeyEntry, Message, MessageKind, Pen, button_entries};

/// An overlay that can be opened, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// All actions by number and letter.
    Actions {
        /// Which page.
        page: Page,
    },
    /// The tables; with `placing`, the table of the order on the screen is chosen there.
    Tables {
        /// Whether the order on the screen looks for its table.
        placing: bool,
    },
    /// Guests, seat and course.
    Seats,
    /// Held and open orders.
    Orders,
    /// Paying an order.
    Pay(OrderId),
    /// A card on a terminal of its own, by hand.
    Card {
        /// The order.
        order: OrderId,
        /// The payment's number, minted when the payment was opened.
        payment: PaymentId,
        /// What the card is charged, in minor units.
        amount: Money,
        /// True when that is less than what is due.
        part: bool,
        /// Of the amount, the tip.
        tip: Money,
        /// Other orders that are paid with it, with the numbers of their payments.
        with: Vec<(OrderId, PaymentId)>,
    },
    /// The payment that is on its way to the disk with this batch, then the change to give.
    Paid {
        /// The order.
        order: OrderId,
        /// The payment.
        payment: PaymentId,
        /// The batch to wait for.
        batch: u64,
        /// Other orders that were paid with the same sum.
        with: Vec<OrderId>,
    },
    /// Paying several orders at once.
    PayTogether(Vec<OrderId>),
    /// How the total of an order comes about.
    Explain(OrderId),
    /// A service charge by hand.
    Charge(OrderId),
    /// A payment of which nobody was sure.
    Doubt(OrderId),
    /// An order to look at: lines, payments, who and when.
    Sale(OrderId),
    /// The receipts, to be found and shown.
    Receipts,
    /// A receipt as it is printed.
    Receipt {
        /// The order.
        order: OrderId,
        /// The number.
        number: SeriesNumber,
    },
    /// The bill of an order as it is printed, once this batch is on the disk.
    Bill {
        /// The order.
        order: OrderId,
        /// The batch that says that it was printed.
        batch: u64,
    },
    /// A tip after the payment.
    Tip {
        /// The order.
        order: OrderId,
        /// The payment.
        payment: PaymentId,
    },
    /// Giving money back; without an order the sale is found first.
    Refund(Option<OrderId>),
    /// Options and note of an unsent line.
    Options {
        /// The order.
        order: OrderId,
        /// The line.
        line: LineId,
        /// True when the note is typed first.
        note: bool,
    },
    /// Service and table of the order on the screen, or of the next one.
    Service(Option<OrderId>),
    /// A reason to void a sent line; without a line it asks for the line's number.
    Void {
        /// The order.
        order: OrderId,
        /// The line, when it is known.
        line: Option<LineId>,
    },
    /// A reason to void a whole order.
    VoidOrder(OrderId),
    /// A discount on the order or on a line.
    Discount {
        /// The order.
        order: OrderId,
        /// The line, or the whole order.
        line: Option<LineId>,
        /// What was typed behind `%` on the entry line; may be empty.
        typed: String,
    },
    /// Counting and closing the open shift, or opening the next one.
    Shift,
    /// What can be done with the open shift.
    ShiftMenu,
    /// The X of the open shift, or the Z reports of closed ones.
    Readout {
        /// True for the Z reports.
        z: bool,
    },
    /// Cash in, cash out and to the safe.
    Cash,
    /// The drawer without a sale.
    NoSale,
    /// Another price for an unsent line.
    Price {
        /// The order.
        order: OrderId,
        /// The line.
        line: LineId,
    },
    /// The card with codes.
    Codes,
    /// How something that is not on the menu is taxed.
    TaxClass {
        /// What it is called.
        name: String,
        /// The price of one piece, in minor units.
        price: Money,
    },
    /// Which items cannot be sold.
    SoldOut,
    /// One bill in several.
    Split(OrderId),
    /// An order to another table or into another order.
    Move(OrderId),
    /// Paying an order share by share.
    Shares {
        /// The order.
        order: OrderId,
        /// What each of the next ones pays, in minor units.
        shares: Vec<Money>,
    },
    /// How the terminal stands with its hub.
    Connection,
    /// The hub does not take this terminal.
    Refused,
    /// Something is not on the disk yet.
    NotSaved,
    /// What works here.
    Help,
    /// Who works here.
    People,
    /// Who sells: a PIN.
    Lock,
    /// A PIN of somebody who may do what was refused.
    Approve(Box<Wanted>),
    /// Customers, for the order on the screen or the next one.
    Customer,
    /// Whether to leave the program.
    Quit,
}

impl Ask {
    /// The order that must be loaded for it, where that may be one of an older day.
    pub const fn order(&self) -> Option<OrderId> {
        if let Self::Sale(order)
        | Self::Refund(Some(order))
        | Self::Receipt { order, .. }
        | Self::Tip { order, .. }
        | Self::Explain(order)
        | Self::Pay(order)
        | Self::Doubt(order) = self
        {
            Some(*order)
        } else {
            None
        }
    }
}

/// What is on the screen after a turn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Then {
    /// This overlay stays.
    #[default]
    Stay,
    /// This overlay closes.
    Close,
    /// Another one opens over this one; at most two lie over the order.
    Open(Ask),
    /// This one closes and another opens in its place.
    Become(Ask),
    /// All overlays close and the screen does what the action's key would do.
    Do(Action),
    /// All overlays close and this order is on the screen.
    Take(OrderId),
    /// This one closes, and what was refused is done with the approval of this person.
    Approved(StaffId),
    /// The lock closes and this person works here.
    SignIn(StaffId),
    /// All overlays close and the next order begins.
    Next,
    /// All overlays close, and this one, the next bill of an order that was split, is paid.
    Bill(OrderId),
    /// All overlays close and this line is added to the order on the screen.
    Add(Box<NewLine>),
    /// All overlays close and something that is not on the menu is added.
    AddOpen {
        /// What it is called.
        name: String,
        /// The price of one piece, in minor units.
        price: Money,
        /// The code of its tax class.
        tax: Option<String>,
    },
    /// All overlays close and service, table or name of the order on the screen change, or those
    /// of the next order.
    Change(OrderChanged),
    /// All overlays close and the order is for this customer.
    For(Box<Whom>),
    /// All overlays close and the next order begins at this free table.
    Sit(String),
    /// All overlays close; the chosen unsent line and what comes next get this seat and course.
    Place(Placing),
}

/// Whom an order is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// Nobody known any more.
    Nobody,
    /// This customer.
    Known(PersonRef),
    /// This one, and the usual things are added.
    Usual(Guest),
}

/// How to take back what a turn changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// The order.
    pub order: OrderId,
    /// The steps that set everything back.
    pub steps: Vec<Step>,
    /// What is taken back, as in `Undone: 10 % off`.
    pub what: String,
}

/// An overlay's answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Turn {
    /// What is to be done outside.
    pub effects: Vec<Effect>,
    /// What is on the screen next.
    pub then: Then,
    /// What the message row says.
    pub say: Option<Message>,
    /// How to take it back.
    pub undo: Option<Undo>,
    /// A key that belongs to what comes next, such as a letter typed on PAID.
    pub pass: Option<Input>,
}

impl Turn {
    /// Nothing changes.
    pub fn stay() -> Self {
        Self::default()
    }

    /// The overlay closes.
    pub fn close() -> Self {
        Self::then(Then::Close)
    }

    /// What is on the screen next.
    pub fn then(then: Then) -> Self {
        Self { then, ..Self::default() }
    }

    /// The same turn with a message.
    #[must_use]
    pub fn say(mut self, kind: MessageKind, text: impl Into<String>) -> Self {
        self.say = Some(Message::new(kind, text));
        self
    }

    /// The same turn with effects.
    #[must_use]
    pub fn with(mut self, effects: Vec<Effect>) -> Self {
        self.effects.extend(effects);
        self
    }
}

/// A place to tap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hit {
    /// The same as pressing this key.
    Key(Key),
    /// A row, cell or button of the topmost overlay, by a number of its own; see [`Over::tap`].
    Row(u16),
    /// A category of the menu panel, by its place.
    Category(usize),
    /// An item of the menu panel, by its place in the menu.
    Item(usize),
    /// A result of the search, by its place in the list.
    Found(usize),
    /// A line of the order.
    Line(LineId),
    /// The title of the menu panel.
    MenuTitle,
    /// The order panel between its lines.
    OrderPanel,
    /// The status line.
    Status,
    /// The message row.
    MessageRow,
    /// One more of the chosen line, or one less.
    Step(bool),
    /// Moves a window of the touch layout that is taller than the screen to so many rows from where
    /// its chosen row is seen.
    Scroll(i16),
}

/// What every overlay of the counter can do. It takes all keys until it closes; the screen handles
/// scans, `Ctrl+L` and `Ctrl+Q` before and draws status line, message row and key bar around it.
pub trait Over {
    /// A key or pasted text; never the mouse, which comes as [`Over::tap`] or as a key. The wheel
    /// comes as Up and Down.
    fn update(&mut self, front: &mut Front, input: &Input) -> Turn;

    /// A tap on [`Hit::Row`].
    fn tap(&mut self, _front: &mut Front, _row: u16) -> Turn {
        Turn::stay()
    }

    /// A message that is no input and is already absorbed by the front: durable, link, tick.
    fn notice(&mut self, _front: &mut Front, _msg: &Msg) -> Turn {
        Turn::stay()
    }

    /// Draws into the content rows (all between status line and message row) and names the places
    /// to tap; answers where the caret is.
    fn view(
        &self,
        front: &Front,
        pen: &mut Pen<'_>,
        area: Rect,
        hits: &mut HitMap<Hit>,
    ) -> Option<Position>;

    /// The key bar. An entry whose key is a key (`Enter`, `F9`, `p`) can be tapped.
    fn keys(&self, front: &Front) -> Vec<KeyEntry>;

    /// The buttons of the touch layout; those of the key bar, unless the overlay has others.
    fn buttons(&self, front: &Front) -> Vec<KeyEntry> {
        button_entries(&self.keys(front))
    }

    /// True when [`Over::view`] has a drawing of its own for the touch layout; else the usual
    /// drawing is stretched until everything that can be tapped is large enough.
    fn has_touch(&self) -> bool {
        false
    }

    /// What is chosen or typed, for those who listen; the row where the caret is, unless the
    /// overlay draws it in large digits.
    fn spoken(&self, _front: &Front) -> Option<String> {
        None
    }

    /// True when the overlay hides the whole order screen, which is then not drawn below it.
    fn covers(&self) -> bool {
        false
    }

    /// True while a text is typed here, so that the cursor is shown at the caret.
    fn is_typing(&self) -> bool {
        false
    }

    /// True when a scan closes the overlay and adds the item, as on PAID.
    fn takes_scans(&self) -> bool {
        false
    }

    /// True when a scan is a card of staff: its digits are a PIN.
    fn takes_cards(&self) -> bool {
        false
    }

    /// What is said when a scan arrives here and is not taken.
    fn scan_refused(&self) -> &'static str {
        "Scan ignored, close this window first (Esc)."
    }
}
