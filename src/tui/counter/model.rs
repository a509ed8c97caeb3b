//! The model of the counter: what is on the order screen and what lies over it.

use std::collections::VecDeque;
use std::sync::Arc;

use super::action::Action;
use super::find::{Finder, Found};
use super::overlay::Overlay;
use super::place::Placing;
use super::settings::CounterSettings;
use super::turn::{Ask, Hit, Undo};
use super::update::people::Approval;
use super::update::{Fetch, Held, Spoken};
use crate::domain::command::Opening;
use crate::domain::currency::Currency;
use crate::domain::desk::Desk;
use crate::domain::id::{LineId, OrderId, PaymentId};
use crate::domain::menu::Menu;
use crate::domain::order::{Line, Order};
use crate::domain::time::{At, Day};
use crate::tui::effect::Effect;
use crate::tui::front::Front;
use crate::tui::input::Burst;
use crate::tui::keymap::DigitRow;
use crate::tui::layout::{LEAST_HEIGHT, LEAST_WIDTH, LayoutSetting, TouchWatch};
use crate::tui::look::Look;
use crate::tui::msg::Now;
use crate::tui::widgets::{Clicker, Message, MessageRow, TextField};

/// Which part of the order screen has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    /// The entry line with the order.
    #[default]
    Entry,
    /// The menu panel.
    Menu,
}

/// A finished sale, as the LAST box and the next order's message row show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastSale {
    /// The order's number.
    pub number: String,
    /// How it was paid: `cash 20.00, CHANGE 10.20`.
    pub words: String,
}

/// An overlay with what it was opened for; a new item's options were not asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// What was asked for.
    pub ask: Option<Ask>,
    /// The overlay.
    pub over: Overlay,
    /// The last warning that it said, which goes with it.
    pub warned: Option<String>,
}

impl Opened {
    /// True while something waits for the disk.
    pub fn is_not_saved(&self) -> bool {
        self.ask == Some(Ask::NotSaved)
    }

    /// True for the change to give.
    pub fn is_paid(&self) -> bool {
        matches!(self.ask, Some(Ask::Paid { .. }))
    }

    /// True for the lock.
    pub fn is_lock(&self) -> bool {
        self.ask == Some(Ask::Lock)
    }

    /// True for the question before leaving.
    pub fn is_quit(&self) -> bool {
        self.ask == Some(Ask::Quit)
    }
}

/// Words that wait until a batch is on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pending {
    pub(super) batch: u64,
    pub(super) message: Message,
}

/// A payment that is on its way: with it the order is finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sale {
    pub(super) order: OrderId,
    pub(super) payment: PaymentId,
}

/// What a scan gives back when its characters were typed into something.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Snapshot {
    pub(super) entry: TextField,
    pub(super) overlays: Vec<Opened>,
    pub(super) order: Option<OrderId>,
    pub(super) focus: Focus,
}

/// What was last said about the link, so that each change is said once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum LinkSaid {
    #[default]
    Well,
    Offline,
    Refused,
}

/// The number of the next order, as long as nothing moved it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct NextNumber {
    pub(super) key: Option<(u32, Day)>,
    pub(super) title: String,
}

/// Everything the counter shows and remembers.
#[derive(Debug, Clone)]
pub struct Model {
    /// Desk, link and time.
    pub front: Front,
    /// Theme, signs and layout.
    pub look: Look,
    /// Settings of the machine.
    pub settings: CounterSettings,
    /// The order on the screen; `None` before the first item.
    pub order: Option<OrderId>,
    /// How the next order starts.
    pub next: Opening,
    /// The seat and the course that the next line gets.
    pub place: Placing,
    /// The entry line.
    pub entry: TextField,
    /// What the entry line finds.
    pub found: Option<Found>,
    /// The chosen line.
    pub chosen: Option<LineId>,
    /// The category of the menu panel, by its place.
    pub category: usize,
    /// The page of the category, from 0.
    pub page: usize,
    /// The chosen item of the category while the menu panel has the focus.
    pub cell: usize,
    /// What has the focus.
    pub focus: Focus,
    /// What lies over the order screen; the last one is on top.
    pub overlays: Vec<Opened>,
    /// The message row.
    pub messages: MessageRow,
    /// The latest sales of this terminal, the latest first.
    pub last: VecDeque<LastSale>,
    /// How to take back the changes of the order on the screen, the latest last.
    pub undo: Vec<Undo>,
    /// The size of the screen, columns and rows.
    pub size: (u16, u16),
    /// How far a window of the touch layout was moved from where its chosen row is, in rows.
    pub scroll: i16,
    /// The key bar shows keys of figures, as somebody without a keyboard asked for them.
    pub figures: bool,
    /// What `ui.layout` says; the look has the layout that is used.
    pub(super) layout: LayoutSetting,
    /// True when somebody listens instead of looking.
    pub listens: bool,
    pub(super) spoken: Spoken,
    pub(super) digits: DigitRow,
    pub(super) watch: TouchWatch,
    /// When something was added or an overlay closed, in monotonic milliseconds.
    pub(super) changed: Option<u64>,
    pub(super) outbox: Vec<Effect>,
    pub(super) finder: Finder,
    pub(super) pending: Vec<Pending>,
    pub(super) sale: Option<Sale>,
    pub(super) number: NextNumber,
    pub(super) link_said: LinkSaid,
    /// When a refusal by the hub was said last.
    pub(super) refused_said: Option<At>,
    pub(super) burst: Burst,
    pub(super) before_scan: Option<Box<Snapshot>>,
    pub(super) held: Held,
    pub(super) clicker: Clicker<Hit>,
    pub(super) approval: Option<Box<Approval>>,
    /// What waits for an order of an older day.
    pub(super) fetching: Option<Box<Fetch>>,
    /// When somebody did something, in monotonic milliseconds.
    pub(super) acted: u64,
}

impl Model {
    /// A counter over this desk; the latest unsent order of this terminal is taken up again.
    pub fn new(desk: Desk, look: Look, settings: CounterSettings, now: Now) -> Self {
        let finder = Finder::new(Arc::clone(desk.state.menu()));
        let layout = look.layout;
        let digits = DigitRow::new(settings.digit_row);
        let next = Opening { service: settings.service, ..Opening::default() };
        let mut model = Self {
            front: Front::new(desk, now).with_drawer(settings.drawer).with_kick(settings.kicks),
            look,
            settings,
            order: None,
            next,
            place: Placing::default(),
            entry: TextField::default(),
            found: None,
            chosen: None,
            category: 0,
            page: 0,
            cell: 0,
            focus: Focus::default(),
            overlays: Vec::new(),
            messages: MessageRow::default(),
            last: VecDeque::new(),
            undo: Vec::new(),
            size: (LEAST_WIDTH, LEAST_HEIGHT),
            scroll: 0,
            figures: false,
            listens: false,
            digits,
            spoken: Spoken::default(),
            layout,
            watch: TouchWatch::new(i64::try_from(now.mono).unwrap_or(i64::MAX)),
            changed: None,
            outbox: Vec::new(),
            finder,
            pending: Vec::new(),
            sale: None,
            number: NextNumber::default(),
            link_said: LinkSaid::default(),
            refused_said: None,
            burst: Burst::default(),
            before_scan: None,
            held: Held::default(),
            clicker: Clicker::default(),
            approval: None,
            fetching: None,
            acted: now.mono,
        };
        model.take_up();
        model.refresh();
        model.watch_lock();
        model
    }

    /// The order on the screen.
    pub fn order(&self) -> Option<&Order> {
        self.front.desk.state.order(self.order?)
    }

    /// The time of the last message.
    pub fn now(&self) -> At {
        self.front.now.at
    }

    /// The currency of the site.
    pub fn currency(&self) -> Currency {
        self.front.desk.state.settings().currency
    }

    /// The number of the order on the screen, or of the next one.
    pub fn title(&self) -> String {
        self.order().map_or_else(|| self.number.title.clone(), Order::title)
    }

    /// Service, table and name of the order on the screen, or of the next one.
    pub fn opening(&self) -> Opening {
        self.order().map_or_else(
            || self.next.clone(),
            |order| Opening {
                letter: None,
                service: order.service,
                table: order.table.clone(),
                guests: order.guests,
                name: order.name.clone(),
                due: order.due,
                customer: order.customer.clone(),
            },
        )
    }

    /// True when the order on the screen has something on it.
    pub fn has_lines(&self) -> bool {
        self.order().is_some_and(|order| order.live_lines().next().is_some())
    }

    /// How many orders are held.
    pub fn held(&self) -> usize {
        self.front.desk.state.orders().filter(|order| order.held).count()
    }

    /// The chosen line of the order on the screen.
    pub fn chosen_line(&self) -> Option<&Line> {
        self.order()?.line(self.chosen?).filter(|line| line.is_live())
    }

    /// The category on the screen: the one whose number is typed, else the open one.
    pub fn shown_category(&self) -> usize {
        self.typed_category().unwrap_or(self.category)
    }

    /// The category whose number is typed, when no item has that code.
    pub fn typed_category(&self) -> Option<usize> {
        let text = self.entry.text();
        let number: usize = text.parse().ok()?;
        let known = number.checked_sub(1).filter(|at| *at < self.finder.menu().categories.len());
        known.filter(|_| self.finder.by_code(&text).is_none())
    }

    /// The menu that is shown.
    pub fn menu(&self) -> &Menu {
        self.finder.menu()
    }

    /// The actions that would not be refused now.
    pub fn works(&self) -> Vec<Action> {
        Action::all().filter(|action| self.can(*action)).collect()
    }

    /// True while the key of Send fires the next course: there is nothing to send, and one waits.
    pub(super) fn fires(&self) -> bool {
        !self.can(Action::Send) && self.can(Action::Fire)
    }

    fn can(&self, action: Action) -> bool {
        let order = self.order();
        match action {
            Action::Help
            | Action::Service
            | Action::Find
            | Action::More
            | Action::Tables
            | Action::Seats
            | Action::Shift
            | Action::Refund
            | Action::Receipts
            | Action::Customer
            | Action::SoldOut
            | Action::Codes
            | Action::Connection
            | Action::Settings
            | Action::Test
            | Action::Quit => true,
            Action::Lock => self.front.desk.state.has_staff(),
            Action::Options | Action::Note | Action::Price => {
                self.chosen_line().is_some_and(|line| line.sent.is_none())
            }
            Action::Send => order.is_some_and(|order| order.unsent_lines().next().is_some()),
            Action::Hold | Action::Discount | Action::Explain => self.has_lines(),
            Action::Split | Action::Move => {
                order.and_then(|order| order.settlement().ok()).is_some_and(|m| m.due.is_positive())
            }
            Action::Recall => !self.has_lines(),
            Action::Void => self.chosen_line().is_some_and(|line| !line.is_void()),
            Action::Pay => self.has_lines() && order.is_some_and(Order::is_payable),
            Action::Undo => !self.undo.is_empty(),
            Action::Fire => order.is_some_and(|order| !order.held_courses().is_empty()),
            Action::Train => !self.front.training && !self.front.is_saving(),
            Action::Cash | Action::OpenDrawer => self.front.desk.state.my_shift().is_some(),
        }
    }
}
