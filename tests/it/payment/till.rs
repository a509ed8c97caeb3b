//! A till without a machine: the counter's model, a clock that is moved by hand, and a disk that
//! commits when it is told to.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tillrail::domain::command::Command;
use tillrail::domain::desk::Desk;
use tillrail::domain::envelope::Fact;
use tillrail::domain::event::{Event, TerminalPaired};
use tillrail::domain::frontier::Head;
use tillrail::domain::id::{Boot, ShiftId, SiteId, TerminalId, TerminalKind};
use tillrail::domain::menu::{Category, Item, Menu, MenuOption, OptionGroup, Station};
use tillrail::domain::money::Money;
use tillrail::domain::order::Order;
use tillrail::domain::state::{Me, State};
use tillrail::domain::time::At;
use tillrail::sync::status::LinkStatus;
use tillrail::tui::Look;
use tillrail::tui::counter::{CounterSettings, Model, update, view};
use tillrail::tui::effect::Effect;
use tillrail::tui::input::{Input, Key, Mouse, MouseKind, Press, keys};
use tillrail::tui::msg::{LinkView, Msg, Now};
use tillrail::tui::picture::to_text;

/// 20 November 2026, 14:32 UTC.
const START: At = At(1_795_185_120_000);
/// Time between two keys of a practised hand, in milliseconds.
const KEY_MS: u64 = 400;

/// A counter and its disk.
pub struct Till {
    pub model: Model,
    /// What was done outside: everything but appends and announcements.
    pub outside: Vec<Effect>,
    /// The facts on the disk.
    pub facts: Vec<Arc<Fact>>,
    /// While true the disk keeps batches waiting.
    pub slow: bool,
    waiting: VecDeque<(u64, Vec<Arc<Fact>>)>,
    mono: u64,
}

fn item(code: &str, name: &str, price: i64, groups: &[&str]) -> Item {
    Item {
        code: code.to_owned(),
        name: name.to_owned(),
        short: None,
        category: "all".to_owned(),
        price: Money::new(price),
        prices: BTreeMap::new(),
        tax: None,
        station: Some("hot".to_owned()),
        course: None,
        aliases: Vec::new(),
        barcodes: if code == "31" { vec!["4006381333931".to_owned()] } else { Vec::new() },
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        ..Item::default()
    }
}

fn group(code: &str, (min, max): (u8, u8), options: &[(&str, i64)], usual: usize) -> OptionGroup {
    let option = |(at, (name, price)): (usize, &(&str, i64))| MenuOption {
        code: format!("{code}{at}"),
        name: (*name).to_owned(),
        price: Money::new(*price),
        default: at == usual,
        ..MenuOption::default()
    };
    let options = options.iter().enumerate().map(option).collect();
    OptionGroup { code: code.to_owned(), name: code.to_owned(), min, max, options }
}

fn menu() -> Menu {
    let extras = [("Extra shot", 70), ("Vanilla syrup", 60), ("Caramel syrup", 60), ("Cocoa", 0)];
    let milk = [("Whole milk", 0), ("Oat", 50), ("Soy", 50), ("Lactose free", 30)];
    Menu {
        categories: vec![Category { code: "all".to_owned(), name: "All".to_owned() }],
        items: vec![
            item("11", "Espresso", 240, &[]),
            item("12", "Cappuccino", 360, &[]),
            item("13", "Flat white", 380, &["SIZE", "MILK", "EXTRAS"]),
            item("31", "Croissant", 260, &[]),
            item("44", "Veggie burger", 1_150, &[]),
        ],
        groups: vec![
            group("SIZE", (1, 1), &[("Small", -40), ("Regular", 0), ("Large", 80)], 1),
            group("MILK", (1, 1), &milk, 0),
            group("EXTRAS", (0, 3), &extras, usize::MAX),
        ],
        stations: vec![Station { code: "hot".to_owned(), name: "Hot".to_owned() }],
        ..Menu::default()
    }
}

impl Till {
    /// Counter `letter` with a menu, a kitchen and an open shift, alone in its shop.
    pub fn new(letter: &str) -> Self {
        let id = u64::from(letter.bytes().next().unwrap());
        let me = Me {
            site: SiteId(1),
            terminal: TerminalId(id),
            kind: TerminalKind::Counter,
            name: "Front".to_owned(),
            letter: Some(letter.parse().unwrap()),
        };
        let desk = Desk::new(State::new(me), Boot(7), Head::NONE);
        let now = Now { at: START, mono: 1_000 };
        let settings = CounterSettings::default();
        let model = Model::new(desk, Look::dark(), settings, now);
        let (outside, facts) = (Vec::new(), Vec::new());
        let mut till =
            Self { model, outside, facts, slow: false, waiting: VecDeque::new(), mono: 1_000 };
        till.command(&Command::PublishMenu(Box::new(menu())));
        till.command(&Command::PairTerminal(Box::new(TerminalPaired {
            terminal: TerminalId(9),
            terminal_kind: TerminalKind::Kitchen,
            name: "Kitchen".to_owned(),
            letter: None,
            credential: None,
        })));
        let shift = ShiftId(till.model.front.desk.mint());
        till.command(&Command::OpenShift { shift, float: Money::new(16_000) });
        till.tell(&Msg::Tick);
        till
    }

    /// How often the drawer was told to open.
    pub fn kicks(&self) -> usize {
        self.outside.iter().filter(|effect| matches!(effect, Effect::Kick)).count()
    }

    /// Does a command as a program beside the screen would.
    pub fn command(&mut self, command: &Command) {
        self.tell(&Msg::Asked { id: 1, commands: vec![command.clone()] });
    }

    fn now(&self) -> Now {
        Now { at: START.plus(i64::try_from(self.mono).unwrap()), mono: self.mono }
    }

    /// Gives the screen a message; a quick disk answers at once.
    pub fn tell(&mut self, msg: &Msg) {
        let now = self.now();
        for effect in update(&mut self.model, msg, now) {
            if let Effect::Append { batch, sealed } = effect {
                let facts = sealed.iter().map(|one| Arc::clone(&one.fact)).collect();
                self.waiting.push_back((batch, facts));
            } else if !matches!(effect, Effect::Announce(_)) {
                self.outside.push(effect);
            }
        }
        if !self.slow {
            self.commit();
        }
    }

    /// The disk commits everything that waits.
    pub fn commit(&mut self) {
        while let Some((batch, facts)) = self.waiting.pop_front() {
            self.facts.extend(facts);
            self.tell(&Msg::Durable { batch });
        }
    }

    /// The disk cannot commit what waits.
    pub fn fail(&mut self, reason: &str, tries: u32) {
        let batch = self.waiting.front().unwrap().0;
        self.tell(&Msg::NotSaved { batch, reason: reason.to_owned(), tries });
    }

    /// Time passes, in milliseconds.
    pub fn wait(&mut self, ms: u64) {
        self.mono += ms;
    }

    /// Types keys like a practised hand; answers how many there were.
    pub fn keys(&mut self, words: &str) -> usize {
        let pressed = keys(words);
        for key in &pressed {
            self.wait(KEY_MS);
            self.press(*key, false);
            if let Some(until) = self.model.held_until() {
                let mono = std::mem::replace(&mut self.mono, until);
                self.tell(&Msg::Tick);
                self.mono = mono;
            }
        }
        pressed.len()
    }

    /// One key, now.
    pub fn press(&mut self, key: Key, repeat: bool) {
        self.tell(&Msg::Input(Input::Press(Press { key, repeat })));
    }

    /// A tap on the first place where this text stands.
    pub fn tap(&mut self, text: &str) {
        let screen = self.screen();
        let (row, line) = screen.lines().enumerate().find(|(_, line)| line.contains(text)).unwrap();
        let before = &line[..line.find(text).unwrap()];
        let column = u16::try_from(tillrail::tui::text::width(before)).unwrap();
        let row = u16::try_from(row).unwrap();
        for kind in [MouseKind::Down, MouseKind::Up] {
            self.tell(&Msg::Input(Input::Mouse(Mouse { column, row, kind })));
        }
    }

    /// The hub cannot be reached since a while, and facts wait for it.
    pub fn go_offline(&mut self, unsent: u64) {
        let status = LinkStatus::Offline {
            since: START.0,
            why: "no answer (timeout 5 s)".to_owned(),
            next_try: START.0 + 10_000,
        };
        self.tell(&Msg::Link(LinkView {
            status,
            hub: "bistro-hub".to_owned(),
            unsent,
            oldest_unsent: Some(START),
            last_contact: Some(START),
            ..LinkView::default()
        }));
    }

    /// The screen as people see it, 80 x 24.
    pub fn screen(&self) -> String {
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        let mut caret = None;
        terminal.draw(|frame| caret = view(&self.model, frame)).unwrap();
        assert!(caret.is_none_or(|caret| caret.at.x < 80 && caret.at.y < 24));
        to_text(terminal.backend().buffer())
    }

    /// How many payments are on the disk.
    pub fn payments(&self) -> usize {
        let taken = |fact: &&Arc<Fact>| matches!(fact.event, Some(Event::PaymentTaken(_)));
        self.facts.iter().filter(taken).count()
    }

    /// The order of this number.
    pub fn order(&self, number: &str) -> &Order {
        let state = &self.model.front.desk.state;
        state.order_by_number(&number.parse().unwrap(), START).unwrap()
    }

    /// Everything that another till has on its disk arrives here.
    pub fn hear(&mut self, other: &Self) {
        self.tell(&Msg::Arrived(other.facts.clone()));
    }
}
