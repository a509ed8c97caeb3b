//! The model of the counter: what is on the order screen and what lies over it.

use std::collections::VecDeque;

use super::action::Action;
use super::overlay::Overlay;
use super::turn::{Hit, Undo};
use crate::domain::desk::Desk;
use crate::domain::id::{LineId, OrderId};
use crate::domain::money::Money;
use crate::domain::order::Order;
use crate::domain::settings::Service;
use crate::domain::time::At;
use crate::tui::front::Front;
use crate::tui::input::Burst;
use crate::tui::look::Look;
use crate::tui::msg::Now;
use crate::tui::widgets::{Clicker, MessageRow, TextField};

/// How amounts are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AmountEntry {
    /// Digits are the smallest unit: `2000` is 20.00.
    #[default]
    Minor,
    /// Digits are whole units: `20` is 20.00.
    Major,
}

/// The settings of the machine that a counter needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterSettings {
    /// The service of a new order.
    pub service: Service,
    /// How amounts are typed.
    pub amount_entry: AmountEntry,
    /// Whether Enter on an empty line opens PAY.
    pub enter_opens_pay: bool,
    /// The notes and coins that amounts are rounded up to, in minor units; those of the currency
    /// when empty.
    pub notes: Vec<Money>,
    /// Whether the mouse works.
    pub mouse: bool,
}

impl Default for CounterSettings {
    fn default() -> Self {
        Self {
            service: Service::default(),
            amount_entry: AmountEntry::default(),
            enter_opens_pay: true,
            notes: Vec::new(),
            mouse: true,
        }
    }
}

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
    /// The order's number and how it was paid: `A47: cash 20.00, CHANGE 10.20`.
    pub words: String,
}

/// A moment before which something is ignored or said to be so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Guards {
    /// When something was added or an overlay closed, in monotonic milliseconds.
    pub(super) changed: Option<u64>,
}

/// Everything the counter shows and remembers.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Desk, link and time.
    pub front: Front,
    /// Theme, signs and layout.
    pub look: Look,
    /// Settings of the machine.
    pub settings: CounterSettings,
    /// The order on the screen; `None` before the first item.
    pub order: Option<OrderId>,
    /// The entry line.
    pub entry: TextField,
    /// The chosen line.
    pub chosen: Option<LineId>,
    /// The category of the menu panel, by its place.
    pub category: usize,
    /// The page of the category, from 0.
    pub page: usize,
    /// What has the focus.
    pub focus: Focus,
    /// What lies over the order screen; the last one is on top.
    pub overlays: Vec<Overlay>,
    /// The message row.
    pub messages: MessageRow,
    /// The latest sales of this terminal, the latest first.
    pub last: VecDeque<LastSale>,
    /// How to take back the changes of the order on the screen, the latest last.
    pub undo: Vec<Undo>,
    /// The size of the screen, columns and rows.
    pub size: (u16, u16),
    pub(super) burst: Burst,
    pub(super) clicker: Clicker<Hit>,
    pub(super) guards: Guards,
}

impl Model {
    /// A counter over this desk; the latest unsent order of this terminal is taken up again.
    pub fn new(desk: Desk, look: Look, settings: CounterSettings, now: Now) -> Self {
        Self {
            front: Front::new(desk, now),
            look,
            settings,
            order: None,
            entry: TextField::default(),
            chosen: None,
            category: 0,
            page: 0,
            focus: Focus::default(),
            overlays: Vec::new(),
            messages: MessageRow::default(),
            last: VecDeque::new(),
            undo: Vec::new(),
            size: (80, 24),
            burst: Burst::default(),
            clicker: Clicker::default(),
            guards: Guards::default(),
        }
    }

    /// The order on the screen.
    pub fn order(&self) -> Option<&Order> {
        self.front.desk.state.order(self.order?)
    }

    /// The time of the last message.
    pub fn now(&self) -> At {
        self.front.now.at
    }

    /// The actions that would not be refused now.
    pub fn works(&self) -> Vec<Action> {
        Action::ALL.to_vec()
    }
}
