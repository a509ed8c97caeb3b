//! A shop whose facts are written by hand, so that every moment and number of a picture is exact.

use std::sync::Arc;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tillrail::domain::desk::Desk;
use tillrail::domain::envelope::{ENVELOPE_VERSION, Fact, Hash};
use tillrail::domain::event::{
    ChosenOption, Event, LineAdded, LinePrice, LineVoided, OrderOpened, OrderSent, ShiftOpened,
    StaffSaved, TerminalPaired,
};
use tillrail::domain::frontier::Head;
use tillrail::domain::id::{
    AggregateId, Boot, LineId, OrderId, SendId, ShiftId, SiteId, StaffId, TerminalId, TerminalKind,
    Uid,
};
use tillrail::domain::menu::{Menu, Station};
use tillrail::domain::money::{Money, Quantity, Rate};
use tillrail::domain::settings::{Service, Settings};
use tillrail::domain::state::{Me, State};
use tillrail::domain::time::{At, Hlc};
use tillrail::sync::status::LinkStatus;
use tillrail::tui::effect::Effect;
use tillrail::tui::input::{Input, keys};
use tillrail::tui::kitchen::{KitchenSettings, Model, update, view};
use tillrail::tui::look::Look;
use tillrail::tui::msg::{LinkView, Msg, Now};
use tillrail::tui::picture::to_text;

/// Friday 20 November 2026, 14:32:00 UTC.
pub const NOW: i64 = 1_795_185_120_000;
/// The counter that makes all facts.
const COUNTER: TerminalId = TerminalId(1);
/// The kitchen under test.
pub const KITCHEN: TerminalId = TerminalId(2);

/// A line to be sent.
#[derive(Clone, Copy, Default)]
pub struct Dish {
    pub name: &'static str,
    pub short: Option<&'static str>,
    pub count: i64,
    pub station: &'static str,
    pub option: &'static [&'static str],
    pub note: Option<&'static str>,
    pub allergy: Option<&'static str>,
    /// The line it adds to.
    pub of: Option<LineId>,
}

/// A dish of the hot station.
pub fn dish(count: i64, name: &'static str) -> Dish {
    let short = match name {
        "Fish and chips" => Some("Fish & chips"),
        "Quiche Lorraine" => Some("Quiche"),
        "Club sandwich" => Some("Club sandw."),
        "Soup of the day" => Some("Soup"),
        _ => None,
    };
    Dish { name, short, count, station: "hot", ..Dish::default() }
}

/// Facts in the order in which they were made.
#[derive(Default)]
pub struct Shop {
    pub facts: Vec<Arc<Fact>>,
    seq: u64,
    counter: u64,
}

impl Shop {
    /// Three stations, a kitchen, an open shift 212, and Leo at the kitchen.
    pub fn new() -> Self {
        let mut shop = Self::default();
        let at = NOW - 23_400_000;
        let stations = ["hot", "cold", "bar"].map(|code| Station {
            code: code.to_owned(),
            name: format!("{}{}", code[..1].to_uppercase(), &code[1..]),
        });
        let menu = Menu { stations: stations.to_vec(), ..Menu::default() };
        shop.push(at, AggregateId::Menu, Event::MenuPublished { menu });
        let settings = Settings { name: "Bistro Lumen".to_owned(), ..Settings::default() };
        shop.push(at, AggregateId::Settings, Event::SettingsChanged(Box::new(settings.into())));
        let paired = TerminalPaired {
            terminal: KITCHEN,
            terminal_kind: TerminalKind::Kitchen,
            name: "Hot".to_owned(),
            letter: None,
            credential: None,
        };
        shop.push(at, AggregateId::Terminal(KITCHEN), Event::TerminalPaired(paired));
        for (word, name) in [("owner", "Leo"), ("anna", "Anna K.")] {
            let staff = StaffId(word.into());
            let saved = StaffSaved {
                staff: staff.clone(),
                name: name.to_owned(),
                role: "cook".to_owned(),
                pin: None,
            };
            shop.push(at, AggregateId::Staff(staff), Event::StaffSaved(saved));
        }
        let opened = ShiftOpened {
            number: tillrail::domain::number::SeriesNumber("A-212".to_owned()),
            drawer: "main".to_owned(),
            float: Money::ZERO,
        };
        let shift = ShiftId(shop.mint());
        shop.push(at, AggregateId::Shift(shift), Event::ShiftOpened(opened));
        shop
    }

    pub fn mint(&mut self) -> Uid {
        self.counter += 1;
        Uid { terminal: COUNTER, boot: Boot(1), counter: self.counter }
    }

    pub fn push(&mut self, at: i64, aggregate: AggregateId, event: Event) -> Arc<Fact> {
        self.seq += 1;
        let clock = Settings::default().clock();
        let fact = Arc::new(Fact {
            site: SiteId(1),
            terminal: COUNTER,
            seq: self.seq,
            boot: Boot(1),
            hlc: Hlc::next(Hlc(self.seq), At(at)),
            at: At(at),
            day: clock.day(At(at)),
            staff: StaffId("anna".into()),
            prev: Hash::ZERO,
            v: ENVELOPE_VERSION,
            aggregate,
            of: None,
            event: Some(event),
        });
        self.facts.push(Arc::clone(&fact));
        fact
    }

    pub fn event(&mut self, at: i64, order: OrderId, event: Event) -> Arc<Fact> {
        self.push(at, AggregateId::Order(order), event)
    }

    /// Opens an order for a place: `TABLE 12` or a service.
    pub fn open(&mut self, at: i64, number: &str, place: &str, guests: Option<u32>) -> OrderId {
        let order = OrderId(self.mint());
        let table = place.strip_prefix("TABLE ").map(str::to_owned);
        let service = if table.is_some() { Service::DineIn } else { place.parse().unwrap() };
        let opened = OrderOpened {
            number: number.parse().unwrap(),
            service,
            table,
            guests,
            name: None,
            customer: None,
            shift: None,
            pricing: Settings::default().pricing(),
        };
        self.event(at, order, Event::OrderOpened(opened));
        order
    }

    pub fn add(&mut self, at: i64, order: OrderId, dish: &Dish) -> LineId {
        let line = LineId(self.mint());
        let option = |name: &&str| ChosenOption {
            group: "how".to_owned(),
            code: (*name).to_owned(),
            name: (*name).to_owned(),
            price: Money::ZERO,
            usual: *name == "regular",
            ..ChosenOption::default()
        };
        let added = LineAdded {
            line,
            of: dish.of,
            item: Some(dish.name.to_owned()),
            name: dish.name.to_owned(),
            short: dish.short.map(str::to_owned),
            category: None,
            station: (!dish.station.is_empty()).then(|| dish.station.to_owned()),
            course: None,
            price: LinePrice {
                price: Money::new(500),
                tax: Rate::percent(10),
                by_service: std::collections::BTreeMap::new(),
            },
            options: dish.option.iter().map(option).collect(),
            quantity: Quantity::pieces(dish.count),
            note: dish.note.map(str::to_owned),
            seat: None,
            allergy: dish.allergy.map(str::to_owned),
            unit: None,
        };
        self.event(at, order, Event::LineAdded(Box::new(added)));
        line
    }

    /// Sends dishes of an order; answers their lines.
    pub fn send(&mut self, at: i64, order: OrderId, dishes: &[Dish]) -> Vec<LineId> {
        let lines: Vec<LineId> = dishes.iter().map(|dish| self.add(at, order, dish)).collect();
        let pairs = dishes
            .iter()
            .zip(&lines)
            .map(|(dish, line)| (*line, Quantity::pieces(dish.count)))
            .collect();
        let send = SendId(self.mint());
        let event =
            Event::OrderSent(OrderSent { send, lines: pairs, courses: Vec::new(), kitchen: true });
        self.event(at, order, event);
        lines
    }

    /// An order with one send.
    pub fn order(
        &mut self,
        at: i64,
        (number, place): (&str, &str),
        dishes: &[Dish],
    ) -> (OrderId, Vec<LineId>) {
        let order = self.open(at, number, place, None);
        let lines = self.send(at, order, dishes);
        (order, lines)
    }

    pub fn void(&mut self, at: i64, order: OrderId, line: LineId, count: i64) -> Arc<Fact> {
        let voided = LineVoided {
            line,
            quantity: Quantity::pieces(count),
            reason: "wrong".to_owned(),
            approver: None,
        };
        self.event(at, order, Event::LineVoided(voided))
    }

    /// Everything that was made, as a terminal of that kind knows it.
    pub fn desk(&self, terminal: TerminalId, kind: TerminalKind, name: &str) -> Desk {
        let mut state =
            State::new(Me { site: SiteId(1), terminal, kind, name: name.to_owned(), letter: None });
        for fact in &self.facts {
            state.load(fact);
        }
        Desk::new(state, Boot(9), Head::NONE)
    }
}

/// A kitchen on a screen in memory.
pub struct Console {
    pub model: Model,
    pub now: Now,
}

impl Console {
    pub fn new(shop: &Shop, size: (u16, u16)) -> Self {
        let settings =
            KitchenSettings { station: Some("hot".to_owned()), ..KitchenSettings::default() };
        Self::with(shop, size, settings)
    }

    pub fn with(shop: &Shop, (width, height): (u16, u16), settings: KitchenSettings) -> Self {
        let now = Now { at: At(NOW), mono: 1_000_000 };
        let desk = shop.desk(KITCHEN, TerminalKind::Kitchen, "Hot");
        let mut model = Model::new(desk, Look::dark(), settings, now);
        update(&mut model, &Msg::Input(Input::Resize { width, height }), now);
        let mut console = Self { model, now };
        console.hear();
        console
    }

    /// The hub is heard one second ago.
    pub fn hear(&mut self) {
        let heard = self.now.at.0 - 1_000;
        let link = LinkView {
            status: LinkStatus::Online {
                hub: "bistro-hub".to_owned(),
                since: heard,
                last_contact: heard,
            },
            hub: "bistro-hub".to_owned(),
            last_contact: Some(At(heard)),
            ..LinkView::default()
        };
        self.msg(&Msg::Link(link));
    }

    pub fn msg(&mut self, msg: &Msg) -> Vec<Effect> {
        update(&mut self.model, msg, self.now)
    }

    /// Lets time pass and ticks.
    pub fn wait(&mut self, ms: i64) -> Vec<Effect> {
        self.now.at = self.now.at.plus(ms);
        self.now.mono += u64::try_from(ms).unwrap();
        self.msg(&Msg::Tick)
    }

    pub fn keys(&mut self, words: &str) -> Vec<Effect> {
        keys(words).into_iter().flat_map(|key| self.msg(&Msg::Input(Input::key(key)))).collect()
    }

    pub fn arrive(&mut self, facts: &[Arc<Fact>]) -> Vec<Effect> {
        self.msg(&Msg::Arrived(facts.to_vec()))
    }

    pub fn picture(&self) -> String {
        picture(self.model.size, |frame| {
            view(&self.model, frame);
        })
    }

    /// The numbers on the board, in the order of the slots.
    pub fn numbers(&self) -> Vec<String> {
        self.model.cards().iter().map(|card| card.number.clone()).collect()
    }

    /// The number of the chosen ticket.
    pub fn chosen(&self) -> String {
        let chosen = self.model.cards().iter().find(|card| Some(card.order) == self.model.chosen());
        chosen.map_or_else(String::new, |card| card.number.clone())
    }
}

/// What a view draws, as text without trailing blanks.
pub fn picture((width, height): (u16, u16), draw: impl FnOnce(&mut ratatui::Frame<'_>)) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(draw).unwrap();
    to_text(terminal.backend().buffer())
}

/// Compares every row with a picture and names the first one that differs.
pub fn same(drawn: &str, expected: &str) {
    let expected = expected.trim_end_matches('\n');
    for (row, (ours, theirs)) in drawn.lines().zip(expected.lines()).enumerate() {
        assert_eq!(ours, theirs, "row {row} of\n{drawn}");
    }
    assert_eq!(drawn.lines().count(), expected.lines().count(), "{drawn}");
}

/// The kinds of the facts that the effects append, in their order.
pub fn kinds(effects: &[Effect]) -> Vec<&'static str> {
    let mut kinds = Vec::new();
    for effect in effects {
        if let Effect::Append { sealed, .. } = effect {
            kinds.extend(sealed.iter().map(|one| one.fact.kind()));
        }
    }
    kinds
}
