//! What an overlay answers to a key: effects, words, and what is on the screen next.

use ratatui::layout::{Position, Rect};

mod ask;

pub use ask::Ask;

use super::action::Action;
use super::place::Placing;
use crate::domain::command::{Command, NewLine, Step};
use crate::domain::event::{OrderChanged, PersonRef};
use crate::domain::id::{LineId, OrderId, StaffId};
use crate::domain::money::Money;
use crate::domain::usual::Guest;
use crate::tui::effect::Effect;
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::msg::Msg;
use crate::tui::widgets::{HitMap, KeyEntry, Message, MessageKind, Pen, button_entries};

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
    /// All overlays close; the chosen line, which is with the kitchen, gets this seat.
    Seat(Option<u8>),
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
    /// The order that was changed.
    pub order: OrderId,
    /// The order that is on the screen afterwards; what was there before the change when absent.
    pub shows: Option<OrderId>,
    /// What sets everything back.
    pub back: Command,
    /// What is taken back, as in `Undone: 10 % off`.
    pub what: String,
}

impl Undo {
    /// Steps on one order that set it back.
    pub fn steps(order: OrderId, steps: Vec<Step>, what: impl Into<String>) -> Self {
        let back = Command::Order(order, steps);
        Self { order, shows: Some(order), back, what: what.into() }
    }

    /// What takes a merge into an order back.
    pub fn merge(into: OrderId, back: Command, what: impl Into<String>) -> Self {
        Self { order: into, shows: None, back, what: what.into() }
    }

    /// The steps on its order; none for what is no step.
    pub fn into_steps(self) -> Vec<Step> {
        if let Command::Order(_, steps) = self.back { steps } else { Vec::new() }
    }
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
    /// Shows the keys of figures in the key bar, or the usual keys again.
    Figures,
    /// The page of the menu before this one, or the next one.
    Leaf(bool),
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

    /// The key bar where there is room for more; that of [`Over::keys`], unless the overlay has
    /// another.
    fn wide_keys(&self, front: &Front) -> Vec<KeyEntry> {
        self.keys(front)
    }

    /// What `?` says in an overlay of lists and choices that does not take that key itself; empty
    /// where it does, or where it is typed.
    fn help(&self) -> &'static str {
        ""
    }

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

    /// True where Ctrl+Z takes back what was done here, as long as the message row offers it.
    fn undoes(&self) -> bool {
        false
    }

    /// What is said when a scan arrives here and is not taken.
    fn scan_refused(&self) -> &'static str {
        "Scan ignored, close this window first (Esc)."
    }
}
