//! A till on a bench: the sample menu, an open shift, and a disk that answers at once or later.

use std::sync::{Arc, OnceLock};

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tillrail::domain::command::Command;
use tillrail::domain::desk::Desk;
use tillrail::domain::envelope::Fact;
use tillrail::domain::event::TerminalPaired;
use tillrail::domain::frontier::Head;
use tillrail::domain::id::{Boot, ShiftId, SiteId, TerminalId, TerminalKind};
use tillrail::domain::menu::Menu;
use tillrail::domain::money::Money;
use tillrail::domain::number::Letter;
use tillrail::domain::order::Order;
use tillrail::domain::state::{Me, State};
use tillrail::domain::time::At;
use tillrail::domain::usual::Guest;
use tillrail::menu_file;
use tillrail::store::{Batch, Priority, Store};
use tillrail::sync::status::LinkStatus;
use tillrail::tui::Look;
use tillrail::tui::counter::{CounterSettings, Model, update, view};
use tillrail::tui::effect::Effect;
use tillrail::tui::input::{Input, Key, Mouse, MouseKind, keys};
use tillrail::tui::msg::{LinkView, Msg, Now};
use tillrail::tui::picture::to_text;

use super::guests;

/// 20 November 2026, 14:32:08 UTC, a Friday.
pub const NOON: i64 = 1_795_185_128_000;
/// People press keys this far apart: longer than any guard against a bounce.
pub const KEY_MS: u64 = 700;

/// A counter with everything around it.
#[derive(Clone)]
pub struct Till {
    pub model: Model,
    pub now: Now,
    /// Whether the disk answers at once.
    pub disk: bool,
    /// Batches that the disk has not answered.
    pub waiting: Vec<u64>,
    /// All facts in the order in which they were handed over.
    pub facts: Vec<Arc<Fact>>,
    pub said: Vec<String>,
    pub quit: bool,
    /// Whether training or the test of the screen is asked for.
    pub aside: bool,
    pub bells: usize,
    /// How often the drawer was opened.
    pub kicks: usize,
    /// What was worked out beside the loop.
    pub answers: Vec<Msg>,
    /// What is really on a disk, for orders of older days.
    pub archive: Option<Arc<Store>>,
    /// The number of the last search, where nothing is on a disk.
    pub searched: Option<u64>,
    /// The customers whom the store knows.
    pub guests: Vec<Guest>,
}

pub fn me() -> Me {
    Me {
        site: SiteId(7),
        terminal: TerminalId(0xA),
        kind: TerminalKind::Counter,
        name: "Front".to_owned(),
        letter: Some("A".parse::<Letter>().unwrap()),
    }
}

fn act(desk: &mut Desk, command: &Command) -> Vec<Arc<Fact>> {
    let sealed = desk.act(command, At(NOON - 23_400_000)).unwrap();
    sealed.into_iter().map(|sealed| sealed.fact).collect()
}

/// A desk with menu and shift 212, whose next order is `A47`; with or without a kitchen.
pub fn desk(menu: bool, kitchen: bool) -> (Desk, Vec<Arc<Fact>>) {
    let mut state = State::new(me());
    state.series.shifts = 211;
    let mut desk = Desk::new(state, Boot(1), Head::NONE);
    let mut facts = Vec::new();
    if menu {
        static MENU: OnceLock<Menu> = OnceLock::new();
        let menu = MENU.get_or_init(|| menu_file::sample().unwrap()).clone();
        facts.extend(act(&mut desk, &Command::PublishMenu(Box::new(menu))));
    }
    if kitchen {
        let paired = TerminalPaired {
            terminal: TerminalId(0xC),
            terminal_kind: TerminalKind::Kitchen,
            name: "Kitchen".to_owned(),
            letter: None,
            credential: None,
        };
        facts.extend(act(&mut desk, &Command::PairTerminal(Box::new(paired))));
    }
    let shift = ShiftId(desk.mint());
    facts.extend(act(&mut desk, &Command::OpenShift { shift, float: Money::ZERO }));
    let day = desk.state.settings().clock().day(At(NOON));
    desk.state.series.orders.insert(("A".parse().unwrap(), day), 46);
    (desk, facts)
}

pub fn online() -> LinkView {
    LinkView {
        status: LinkStatus::Online {
            hub: "bistro-hub".to_owned(),
            since: NOON,
            last_contact: NOON - 3_000,
        },
        hub: "bistro-hub".to_owned(),
        unsent: 0,
        oldest_unsent: None,
        last_contact: None,
        ..LinkView::default()
    }
}

pub fn offline(unsent: u64) -> LinkView {
    LinkView {
        status: LinkStatus::Offline {
            since: NOON - 720_000,
            why: "no answer".to_owned(),
            next_try: NOON,
        },
        hub: "bistro-hub".to_owned(),
        unsent,
        oldest_unsent: None,
        last_contact: Some(At(NOON - 720_000)),
        ..LinkView::default()
    }
}

/// A till with large targets.
pub fn touch() -> Till {
    let mut look = Look::dark();
    look.layout = tillrail::tui::layout::LayoutSetting::Touch;
    Till::with(true, true, look)
}

impl Till {
    pub fn new() -> Self {
        Self::with(true, true, Look::dark())
    }

    pub fn with(menu: bool, kitchen: bool, look: Look) -> Self {
        let (desk, facts) = desk(menu, kitchen);
        let mut till = Self::over(desk, look);
        till.facts = facts;
        till
    }

    pub fn over(desk: Desk, look: Look) -> Self {
        let now = Now { at: At(NOON), mono: 10_000 };
        let model = Model::new(desk, look, CounterSettings::default(), now);
        let mut till = Self {
            model,
            now,
            disk: true,
            waiting: Vec::new(),
            facts: Vec::new(),
            said: Vec::new(),
            quit: false,
            aside: false,
            bells: 0,
            kicks: 0,
            answers: Vec::new(),
            archive: None,
            searched: None,
            guests: guests::known(),
        };
        till.send(&Msg::Link(online()));
        till
    }

    /// A message at the present moment.
    pub fn send(&mut self, msg: &Msg) {
        let effects = update(&mut self.model, msg, self.now);
        for effect in effects {
            match effect {
                Effect::Append { batch, sealed } => {
                    if let Some(store) = &self.archive {
                        let sale = Batch { priority: Priority::Sale, envelopes: sealed.clone() };
                        store.writer().append_and_wait(sale).unwrap();
                    }
                    self.facts.extend(sealed.into_iter().map(|sealed| sealed.fact));
                    self.waiting.push(batch);
                }
                Effect::Announce(words) => self.said.push(words),
                Effect::Quit => self.quit = true,
                Effect::Train | Effect::Test => self.aside = true,
                Effect::Bell => self.bells += 1,
                Effect::Kick => self.kicks += 1,
                Effect::Load(aggregate) => {
                    let read = |store: &Arc<Store>| store.reader().unwrap().aggregate(&aggregate);
                    let rows = self.archive.as_ref().map(|store| read(store).unwrap());
                    let facts = rows.unwrap_or_default().into_iter().map(|row| row.fact).collect();
                    self.answers.push(Msg::Loaded(aggregate, facts));
                }
                Effect::Search { id, query } => {
                    self.searched = Some(id);
                    let Some(store) = &self.archive else { continue };
                    let found = store.reader().unwrap().search(&query).unwrap();
                    self.answers.push(Msg::Searched { id, found });
                }
                Effect::TryNow
                | Effect::PairAgain { .. }
                | Effect::Redraw
                | Effect::Keep { .. }
                | Effect::KeepKeys(_)
                | Effect::Answer { .. } => {}
                Effect::CheckPin { id, pin, people } => {
                    let whose = pin.whose(&people);
                    self.answers.push(Msg::PinChecked { id, whose });
                }
                Effect::Customers(ask) => {
                    let answer = guests::answer(&mut self.guests, ask);
                    self.answers.push(Msg::Customers(answer));
                }
                Effect::KeepPin { id, pin, others } => {
                    let taken = Err("This PIN is somebody else's: choose another.".to_owned());
                    let kept = if pin.whose(&others).is_some() { taken } else { pin.hash([1; 16]) };
                    self.answers.push(Msg::PinKept { id, kept });
                }
            }
        }
        for answer in std::mem::take(&mut self.answers) {
            self.send(&answer);
        }
        if self.disk {
            self.sync_disk();
        }
    }

    /// The disk answers for everything that waits.
    pub fn sync_disk(&mut self) {
        for batch in std::mem::take(&mut self.waiting) {
            self.send(&Msg::Durable { batch });
        }
    }

    /// Time passes without a message; wall time only, so that the clock of the picture stands.
    pub fn pass(&mut self, ms: u64) {
        self.now.mono += ms;
    }

    /// Presses keys as a person does.
    pub fn keys(&mut self, words: &str) -> &mut Self {
        for key in keys(words) {
            self.pass(KEY_MS);
            self.press(key);
        }
        self
    }

    /// Presses a key; no scanner goes on behind it.
    pub fn press(&mut self, key: Key) -> &mut Self {
        self.send(&Msg::Input(Input::key(key)));
        if let Some(until) = self.model.held_until() {
            let now = std::mem::replace(&mut self.now.mono, until);
            self.send(&Msg::Tick);
            self.now.mono = now;
        }
        self
    }

    /// Types characters as a scanner does, with Enter behind them.
    pub fn scan(&mut self, code: &str) -> &mut Self {
        for c in code.chars() {
            self.pass(10);
            self.send(&Msg::Input(Input::key(Key::Char(c))));
        }
        self.pass(10);
        self.send(&Msg::Input(Input::key(Key::Enter)));
        self
    }

    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.send(&Msg::Input(Input::Resize { width, height }));
        self
    }

    /// A left click on the first place where these words stand on the screen.
    pub fn click(&mut self, words: &str) -> &mut Self {
        let picture = self.picture();
        let found = picture.lines().enumerate().find_map(|(row, line)| {
            let at = line.find(words)?;
            let column = tillrail::tui::text::width(line.get(..at)?);
            Some((u16::try_from(column).ok()?, u16::try_from(row).ok()?))
        });
        let (column, row) = found.unwrap_or_else(|| panic!("`{words}` is not on:\n{picture}"));
        self.mouse(column, row, MouseKind::Down);
        self.mouse(column, row, MouseKind::Up)
    }

    pub fn mouse(&mut self, column: u16, row: u16, kind: MouseKind) -> &mut Self {
        self.pass(KEY_MS);
        self.send(&Msg::Input(Input::Mouse(Mouse { column, row, kind })));
        self
    }

    /// The screen as text.
    pub fn picture(&self) -> String {
        let (width, height) = self.model.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal
            .draw(|frame| {
                view(&self.model, frame);
            })
            .unwrap();
        to_text(terminal.backend().buffer())
    }

    pub fn row(&self, row: usize) -> String {
        self.picture().lines().nth(row).unwrap_or_default().to_owned()
    }

    /// The message row.
    pub fn message(&self) -> String {
        let rows = self.picture();
        let rows: Vec<&str> = rows.lines().collect();
        rows.get(rows.len().saturating_sub(2)).copied().unwrap_or_default().trim().to_owned()
    }

    pub fn order(&self) -> &Order {
        self.model.order().expect("an order is on the screen")
    }

    /// The order in words: `2 Cappuccino+Oat "no sugar`, one text per live line.
    pub fn lines(&self) -> Vec<String> {
        let Some(order) = self.model.order() else { return Vec::new() };
        lines_of(order)
    }

    pub fn total(&self) -> i64 {
        self.order().totals().unwrap().total.minor()
    }
}

/// The live lines of an order in words.
pub fn lines_of(order: &Order) -> Vec<String> {
    let words = order.live_lines().map(|line| {
        let mut words = format!("{} {}", line.standing(), line.sold.name);
        for option in line.options.iter().filter(|option| !option.usual) {
            words.push('+');
            words.push_str(&option.name);
        }
        if let Some(note) = &line.note {
            words.push_str(" \"");
            words.push_str(note);
        }
        words
    });
    words.collect()
}
