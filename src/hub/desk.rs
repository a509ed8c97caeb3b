//! The one who owns the state and decides: what others may ask, and what is answered.
//!
//! A hub of its own lets a thread answer ([`spawn_desk`]); where a counter runs the hub inside, the
//! counter's own loop answers the same requests with [`answer`].

use tokio::sync::{mpsc, oneshot};

use crate::domain::board::Card;
use crate::domain::choice::Choice;
use crate::domain::command::{Command, Opening};
use crate::domain::currency::Currency;
use crate::domain::event::LineStep;
use crate::domain::frontier::Head;
use crate::domain::id::{LineId, OrderId, PaymentId, ShiftId, SiteId, TerminalId, TerminalKind};
use crate::domain::menu::Menu;
use crate::domain::money::{Money, Quantity};
use crate::domain::number::{Letter, OrderNumber};
use crate::domain::order::{Order, Status};
use crate::domain::rejection::Rejection;
use crate::domain::site::Terminal;
use crate::domain::time::{At, Day};

mod answer;
mod change;
mod load;
mod owner;
mod place;

pub use answer::{Answer, answer};
pub use load::{catch_up, load_state, prepare, retires, take, today};
pub use owner::{DeskThread, share_desk, spawn_desk};

/// The most requests that wait for the desk.
pub const DESK_QUEUE_MAX: usize = 256;

/// The most orders in one answer.
pub const ORDERS_PER_PAGE: usize = 50;

/// A terminal that wants to join the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairing {
    /// Who.
    pub terminal: TerminalId,
    /// What it is.
    pub kind: TerminalKind,
    /// What people call it.
    pub name: String,
    /// The order letter it wants; a counter that names none gets the next free one.
    pub letter: Option<Letter>,
    /// SHA-256 of its new credential, in hex.
    pub credential: String,
    /// Whether it must be an identity that nobody has had: who only takes another one with an old
    /// credential may not take somebody else's.
    pub fresh: bool,
}

/// A line of an order that comes over the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedLine {
    /// The code of the item.
    pub item: String,
    /// How much.
    pub quantity: Quantity,
    /// Options: codes or names; the defaults when there are none.
    pub options: Vec<String>,
    /// A note for the kitchen.
    pub note: Option<String>,
    /// What the guest must not get.
    pub allergy: Option<String>,
}

/// A change of an order that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Add lines.
    Add {
        /// What is wanted.
        lines: Vec<WantedLine>,
        /// Whether what is new goes to the kitchen at once.
        send: bool,
    },
    /// Hand what is new to the kitchen.
    Send,
    /// It is wanted at this moment, or at once.
    Due(Option<At>),
    /// Void a sent line or a part of it.
    Void {
        /// Which line.
        line: LineId,
        /// How much; all that stands when absent.
        quantity: Option<Quantity>,
        /// Why.
        reason: String,
    },
    /// Record what a card terminal has taken.
    Card {
        /// How much, in minor units; what is due when absent.
        amount: Option<Money>,
        /// The card terminal's reference.
        reference: Option<String>,
    },
}

/// An order that comes over the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedOrder {
    /// Its identity, minted by the desk before. The same identity is placed once.
    pub order: OrderId,
    /// How it starts.
    pub opening: Opening,
    /// What is wanted.
    pub lines: Vec<WantedLine>,
    /// Whether it goes to the kitchen at once.
    pub send: bool,
}

/// How somebody names an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// By its identity.
    Id(OrderId),
    /// The open order of that number, else the latest.
    Number(OrderNumber),
    /// The order of that number on that business day.
    OfDay(Day, OrderNumber),
}

/// Which orders somebody wants to see.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Of this status; every open order when neither this nor a day is named.
    pub status: Option<Status>,
    /// Of this business day.
    pub day: Option<Day>,
    /// Behind this order of the page before.
    pub after: Option<OrderId>,
}

/// A status that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Accept it, with the promised moment.
    Accept(Option<At>),
    /// Refuse it.
    Reject(String),
    /// A kitchen step of every line that can take it.
    Advance(LineStep),
    /// Cancel it.
    Cancel(String),
}

/// What the desk may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskRequest {
    /// Do these, each all or nothing, up to the first that is refused.
    Commands(Vec<Command>),
    /// A new identity for an order.
    MintOrder,
    /// Take a terminal into the site.
    Pair(Box<Pairing>),
    /// Whose credential is this, by its SHA-256 in hex?
    Whose(String),
    /// The terminals of the site.
    Terminals,
    /// Place an order.
    Place(Box<WantedOrder>),
    /// Show orders.
    Orders(Filter),
    /// Show an order.
    Order(Which),
    /// Bring an order to a status.
    SetStatus(Which, Wish),
    /// A kitchen step of one line.
    Step(Which, LineId, LineStep),
    /// Take cash.
    PayCash {
        /// For which order.
        order: Which,
        /// What is handed over, in minor units.
        received: Money,
        /// The shift that answers for it.
        shift: Option<ShiftId>,
    },
    /// Change an order that is there.
    Change(Which, Box<Change>),
    /// The menu and what cannot be sold.
    Menu,
    /// The tickets of a station, or of all of them.
    Tickets(Option<String>),
    /// How long the kitchen took today.
    KitchenStats,
}

/// The menu with what belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct MenuView {
    /// The name of the place.
    pub site: String,
    /// The currency of all prices.
    pub currency: Currency,
    /// When it was published.
    pub published: Option<At>,
    /// The menu.
    pub menu: std::sync::Arc<Menu>,
    /// The codes of items that cannot be sold now.
    pub sold_out: Vec<String>,
}

/// How long the kitchen took on the present business day, from sent to ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KitchenStats {
    /// Lines that became ready.
    pub lines: u64,
    /// The mean, milliseconds; `None` without lines.
    pub average_ms: Option<i64>,
    /// Nine of ten lines took at most this long, milliseconds.
    pub p90_ms: Option<i64>,
    /// Tickets on the screens now.
    pub tickets: u64,
    /// Those of them that are late.
    pub late: u64,
}

/// What the desk answers.
#[derive(Debug, Clone, PartialEq)]
pub enum DeskReply {
    /// Done and durable; the own journal ends here.
    Done(Head),
    /// The identity asked for.
    Minted(OrderId),
    /// The terminal belongs to the site.
    Paired {
        /// Which site.
        site: SiteId,
        /// Its order letter.
        letter: Option<Letter>,
    },
    /// Whose credential it is.
    Whose(Option<(TerminalId, Box<Terminal>)>),
    /// The terminals of the site.
    Terminals(Vec<(TerminalId, Terminal)>),
    /// An order as it is now, or as it was placed.
    Order(Box<Order>, Option<At>),
    /// Orders, the latest first, and whether there are more.
    Orders(Vec<Order>, bool),
    /// Money was taken.
    Paid {
        /// The payment.
        payment: PaymentId,
        /// What is to be given back, in minor units.
        change: Money,
        /// The order afterwards.
        order: Box<Order>,
    },
    /// The menu.
    Menu(Box<MenuView>),
    /// Tickets, in the order of the screen.
    Tickets(Vec<Card>),
    /// How long the kitchen took.
    KitchenStats(KitchenStats),
    /// It cannot be.
    Refused(DeskFault),
}

/// What sort of refusal it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// What was named does not exist.
    NotFound,
    /// It exists and cannot be done now.
    Conflict,
    /// It could never be done as it was asked.
    Invalid,
    /// Nobody can do it at the moment.
    Unavailable,
}

/// A refusal in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct DeskFault {
    /// What sort.
    pub kind: FaultKind,
    /// One sentence with the remedy.
    pub sentence: String,
}

impl DeskFault {
    /// A refusal of this sort.
    pub fn new(kind: FaultKind, sentence: impl Into<String>) -> Self {
        Self { kind, sentence: sentence.into() }
    }

    fn gone() -> Self {
        Self::new(FaultKind::Unavailable, "the hub is closing: try again in a moment")
    }
}

impl From<Rejection> for DeskFault {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "most refusals are about the state of an order; the others are named"
    )]
    fn from(rejection: Rejection) -> Self {
        let kind = match &rejection {
            Rejection::NoOrder | Rejection::NoLine(_) => FaultKind::NotFound,
            Rejection::NoItem(_)
            | Rejection::NoOption { .. }
            | Rejection::ChoiceMissing { .. }
            | Rejection::TooManyChoices { .. }
            | Rejection::BadQuantity(_)
            | Rejection::BadAmount(_)
            | Rejection::BadTable(_)
            | Rejection::BadText { .. }
            | Rejection::NoReason
            | Rejection::BadMenu(_)
            | Rejection::Short { .. }
            | Rejection::Overflow(_)
            | Rejection::Envelope(_) => FaultKind::Invalid,
            _ => FaultKind::Conflict,
        };
        Self::new(kind, rejection.to_string())
    }
}

/// A request and the one who waits for its answer.
#[derive(Debug)]
pub struct Asked {
    /// What is asked.
    pub request: DeskRequest,
    /// Where the answer goes; the asker may be gone.
    pub reply: oneshot::Sender<DeskReply>,
}

/// A handle to the desk: cheap to clone.
#[derive(Debug, Clone)]
pub struct DeskHandle {
    asked: mpsc::Sender<Asked>,
}

impl DeskHandle {
    /// A handle, and the end at which the owner of the state takes the requests.
    pub fn channel() -> (Self, mpsc::Receiver<Asked>) {
        let (asked, requests) = mpsc::channel(DESK_QUEUE_MAX);
        (Self { asked }, requests)
    }

    /// Asks, and waits for the answer. What changes something is durable when this returns.
    pub async fn ask(&self, request: DeskRequest) -> DeskReply {
        let (reply, answer) = oneshot::channel();
        if self.asked.send(Asked { request, reply }).await.is_err() {
            return DeskReply::Refused(DeskFault::gone());
        }
        answer.await.unwrap_or_else(|_| DeskReply::Refused(DeskFault::gone()))
    }

    /// Asks from a thread that may wait.
    pub fn ask_blocking(&self, request: DeskRequest) -> DeskReply {
        let (reply, answer) = oneshot::channel();
        if self.asked.blocking_send(Asked { request, reply }).is_err() {
            return DeskReply::Refused(DeskFault::gone());
        }
        answer.blocking_recv().unwrap_or_else(|_| DeskReply::Refused(DeskFault::gone()))
    }
}

/// The choice of options of a wanted line; the item's defaults when it names none.
type Choices = Option<Vec<Choice>>;
