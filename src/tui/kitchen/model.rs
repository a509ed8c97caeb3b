//! The model of the kitchen console: the board as last read, what is chosen, what lies over it.

use ratatui::layout::Rect;

use super::bell::Bell;
use super::bumpbar::BumpBar;
use super::grid::{SLOTS, Stage};
use super::mouse::Target;
use super::plain::plain;
use super::rail::Rail;
use super::signin::SignIn;
use super::soldout::SoldOut;
use super::teach::Teaching;
use super::view::ticket::{room_for_lines, rows_needed};
use crate::domain::board::{
    Card, Counts, Recall, RecallKeep, Thresholds, board, scheduled, station_name,
};
use crate::domain::command::Step;
use crate::domain::desk::Desk;
use crate::domain::id::OrderId;
use crate::domain::time::{At, SiteClock};
use crate::tui::front::Front;
use crate::tui::keymap::{DigitRow, DigitRowSetting};
use crate::tui::look::Look;
use crate::tui::msg::Now;
use crate::tui::pairfield::PairField;
use crate::tui::widgets::{Clicker, MessageRow};

/// A step can be taken back for this many milliseconds.
pub(super) const UNDO_MS: i64 = 3_600_000;
/// At most this many steps are remembered for that.
pub(super) const UNDO_STEPS: usize = 200;

/// The settings of the machine that a kitchen needs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the settings")]
pub struct KitchenSettings {
    /// The station by its code; all stations together, the pass, when absent.
    pub station: Option<String>,
    /// From which age a ticket is marked, and late.
    pub thresholds: Thresholds,
    /// Whether BUMP starts a ticket before it makes it ready.
    pub start_step: bool,
    /// Whether the number of a slot bumps at once.
    pub direct_bump: bool,
    /// Whether a ticket keeps its slot; else a bumped one closes the gap.
    pub sticky: bool,
    /// At most this many tickets on a page; with more than ten, two digits choose.
    pub max_slots: usize,
    /// Whether new and late tickets ring.
    pub bell: bool,
    /// How long between two rings, in milliseconds.
    pub bell_every_ms: u64,
    /// How often a new ticket rings at most.
    pub bell_times: u32,
    /// What the recall list keeps.
    pub keep: RecallKeep,
    /// The keys of the bump bar.
    pub bump_bar: BumpBar,
    /// Whether the signs of the digit row count as digits.
    pub digit_row: DigitRowSetting,
}

impl Default for KitchenSettings {
    fn default() -> Self {
        Self {
            station: None,
            thresholds: Thresholds::default(),
            start_step: true,
            direct_bump: false,
            sticky: false,
            max_slots: 10,
            bell: true,
            bell_every_ms: 15_000,
            bell_times: 8,
            keep: RecallKeep::default(),
            bump_bar: BumpBar::default(),
            digit_row: DigitRowSetting::default(),
        }
    }
}

/// A ticket opened to work on its items. The card is kept, so that nothing that arrives can close
/// it under the cook's hand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Items {
    /// The ticket as last seen.
    pub(super) card: Card,
    /// True when it left the board meanwhile.
    pub(super) gone: bool,
    /// The chosen row of the card.
    pub(super) at: usize,
    /// What was done last, in words.
    pub(super) last: Option<String>,
}

/// What lies over the tickets.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Over {
    Items(Box<Items>),
    /// The tickets that can come back, as they were when the list was opened.
    Recall {
        rows: Vec<Recall>,
        at: usize,
    },
    Menu {
        at: usize,
    },
    Stations {
        at: usize,
    },
    /// The stations to which the chosen ticket can be given.
    Push {
        at: usize,
    },
    /// The question of the first start: is there a bump bar to be taught?
    Offer {
        at: usize,
    },
    /// The dishes that can be taken off sale.
    SoldOut(SoldOut),
    Teach(Box<Teaching>),
    SignIn(Box<SignIn>),
    /// The hub does not take this terminal.
    Refused(PairField),
    Help,
    Quit,
}

/// A step that can be taken back.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Done {
    pub(super) at: At,
    pub(super) order: OrderId,
    pub(super) number: String,
    pub(super) back: Vec<Step>,
}

/// Everything a kitchen shows and remembers.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Desk, link and time.
    pub front: Front,
    /// Theme, signs and layout.
    pub look: Look,
    /// Settings of the machine.
    pub settings: KitchenSettings,
    /// The size of the screen, columns and rows.
    pub size: (u16, u16),
    /// The station shown now; all of them, the pass, when absent.
    pub station: Option<String>,
    pub(super) cards: Vec<Card>,
    pub(super) rail: Rail,
    pub(super) chosen: Option<OrderId>,
    /// The ticket that was chosen when it left the board by itself, and when that was.
    pub(super) lost: Option<(String, u64)>,
    pub(super) over: Option<Over>,
    pub(super) messages: MessageRow,
    pub(super) done: Vec<Done>,
    pub(super) bell: Bell,
    pub(super) clicker: Clicker<Target>,
    pub(super) digits: DigitRow,
    pub(super) started: At,
    /// The page of the sums over all tickets, while they are shown.
    pub(super) all_day: Option<usize>,
    /// The first digit of a slot, where two choose.
    pub(super) digit_before: Option<usize>,
    /// Whether somebody listens: every change is said in words.
    pub listens: bool,
    /// Messages that are to be said.
    pub(super) lines: Vec<String>,
    /// What was said last: the head of what lies on top, and the chosen row.
    pub(super) spoken: (String, String),
    /// Whether it was said that the hub refuses this terminal.
    pub(super) refused_said: bool,
}

impl Model {
    /// A kitchen over this desk; tickets that are already there do not ring.
    pub fn new(desk: Desk, look: Look, settings: KitchenSettings, now: Now) -> Self {
        let mut model = Self {
            front: Front::new(desk, now),
            look,
            size: (80, 24),
            station: settings.station.clone(),
            cards: Vec::new(),
            rail: Rail::default(),
            chosen: None,
            lost: None,
            over: None,
            messages: MessageRow::default(),
            done: Vec::new(),
            bell: Bell::new(settings.bell),
            clicker: Clicker::default(),
            digits: DigitRow::new(settings.digit_row),
            refused_said: false,
            started: now.at,
            all_day: None,
            digit_before: None,
            listens: false,
            lines: Vec::new(),
            spoken: (String::new(), String::new()),
            settings,
        };
        model.refresh(false);
        model.bell.seen(&model.cards);
        if model.wants_cook() {
            model.ask_cook(None);
        }
        model
    }

    /// The tickets on the board, in their order.
    pub fn cards(&self) -> &[Card] {
        &self.cards
    }

    /// The order of the chosen ticket.
    pub fn chosen(&self) -> Option<OrderId> {
        self.chosen
    }

    /// The time of the last message.
    pub fn now(&self) -> At {
        self.front.now.at
    }

    pub(super) fn mono(&self) -> u64 {
        self.front.now.mono
    }

    /// Monotonic milliseconds as the message row counts them.
    pub(super) fn row_ms(&self) -> i64 {
        i64::try_from(self.front.now.mono).unwrap_or(i64::MAX)
    }

    pub(super) fn clock(&self) -> SiteClock {
        self.front.desk.state.settings().clock()
    }

    pub(super) fn counts(&self) -> Counts {
        Counts::of(&self.cards)
    }

    pub(super) fn card(&self, order: OrderId) -> Option<&Card> {
        self.cards.iter().find(|card| card.order == order)
    }

    pub(super) fn chosen_card(&self) -> Option<&Card> {
        self.card(self.chosen?)
    }

    /// The stations of the menu: code and name.
    pub(super) fn stations(&self) -> Vec<(String, String)> {
        let stations = &self.front.desk.state.menu().stations;
        stations.iter().map(|station| (station.code.clone(), station.name.clone())).collect()
    }

    /// The tickets of a station in words: `3 tickets, 1 late`.
    pub(super) fn load_of(&self, station: Option<&str>) -> String {
        let state = &self.front.desk.state;
        let cards = board(state, station, self.now(), &self.settings.thresholds);
        let counts = Counts::of(&cards);
        let word = if counts.tickets == 1 { "ticket" } else { "tickets" };
        if counts.late > 0 {
            format!("{} {word}, {} late", counts.tickets, counts.late)
        } else {
            format!("{} {word}", counts.tickets)
        }
    }

    /// The name of the station shown, or the word for all of them.
    pub(super) fn station_title(&self) -> String {
        self.station
            .as_deref()
            .map_or_else(|| "all".to_owned(), |code| station_name(&self.front.desk.state, code))
    }

    pub(super) fn screen(&self) -> Rect {
        Rect::new(0, 0, self.size.0, self.size.1)
    }

    /// How many tickets a page holds on this screen.
    pub(super) fn per_page(&self) -> usize {
        Stage::of(self, self.screen()).cells.len().max(1)
    }

    /// The page of the chosen ticket, from 0.
    pub(super) fn page(&self, per_page: usize) -> usize {
        let slot = self.chosen.and_then(|order| self.rail.slot_of(order)).unwrap_or(0);
        slot / per_page.max(1)
    }

    pub(super) fn pages(&self, per_page: usize) -> usize {
        self.rail.slots().len().div_ceil(per_page.max(1)).max(1)
    }

    /// The orders on the page that is shown, slot by slot.
    pub(super) fn shown(&self) -> Vec<Option<OrderId>> {
        let per_page = self.per_page();
        let first = self.page(per_page) * per_page;
        self.rail.slots().iter().skip(first).take(per_page).copied().collect()
    }

    /// Reads the board anew. When the change came by itself, digits and taps go to the ticket that
    /// stood there before for a moment.
    pub(super) fn refresh(&mut self, by_itself: bool) {
        let before = self.shown();
        let station = self.station.clone();
        let state = &self.front.desk.state;
        self.cards = board(state, station.as_deref(), self.front.now.at, &self.settings.thresholds);
        for card in &mut self.cards {
            plain(card, self.look.emoji);
        }
        let old_slot = self.chosen.and_then(|order| self.rail.slot_of(order));
        self.lay_out();
        self.choose_again(old_slot, by_itself);
        if by_itself {
            let (after, mono) = (self.shown(), self.mono());
            self.rail.moved(before, &after, mono);
        } else {
            self.rail.settled();
        }
        if let Some(Over::Items(items)) = &mut self.over {
            match self.cards.iter().find(|card| card.order == items.card.order) {
                Some(card) => {
                    items.card = card.clone();
                    items.gone = false;
                }
                None => items.gone = true,
            }
            items.at = items.at.min(items.card.lines.len().saturating_sub(1));
        }
    }

    /// Gives every ticket its slots; a long one takes those behind it too.
    pub(super) fn lay_out(&mut self) {
        let stage = Stage::least(self, self.screen());
        let layout = stage.layout;
        let clock = self.clock();
        let rows = |card: &Card| {
            let cell = stage.cells.last().copied().unwrap_or_default();
            (card.order, rows_needed(card, cell, layout, (&clock, &self.look)))
        };
        let tickets: Vec<(OrderId, usize)> = self.cards.iter().map(rows).collect();
        let rooms: Vec<usize> =
            stage.cells.iter().map(|cell| room_for_lines(*cell, layout)).collect();
        self.rail.sync(&tickets, self.settings.sticky, &rooms);
    }

    /// True where slots are chosen by two digits.
    pub(super) fn two_digits(&self) -> bool {
        self.per_page() > SLOTS
    }

    /// How many orders wait for their time, and the next one in words.
    pub(super) fn scheduled(&self) -> Option<String> {
        let state = &self.front.desk.state;
        let rows = scheduled(state, self.station.as_deref(), self.now());
        let (from, number) = rows.first()?;
        let at = self.clock().hours_minutes(*from);
        Some(format!("{} scheduled, next {number} at {at}.", rows.len()))
    }

    /// Keeps the choice; when its ticket has left, the one in the same slot is chosen.
    fn choose_again(&mut self, old_slot: Option<usize>, by_itself: bool) {
        if self.chosen.is_some_and(|order| self.card(order).is_some()) {
            return;
        }
        if let (Some(order), true) = (self.chosen, by_itself) {
            let known = self.front.desk.state.order(order);
            let number = known.map_or_else(String::new, crate::domain::order::Order::title);
            self.lost = Some((number, self.mono()));
        }
        self.chosen = self.rail.near(old_slot.unwrap_or(0));
    }
}
