//! A small site for stories: desks that share facts when the story says so.

use std::sync::Arc;

use tillrail::domain::command::{Command, NewLine, Opening, Step, Take};
use tillrail::domain::desk::Desk;
use tillrail::domain::envelope::{Fact, Sealed};
use tillrail::domain::event::{Tender, TerminalPaired};
use tillrail::domain::frontier::Head;
use tillrail::domain::id::{
    AggregateId, Boot, LineId, OrderId, PaymentId, SendId, ShiftId, SiteId, TerminalId,
    TerminalKind,
};
use tillrail::domain::menu::{Category, Item, Menu, Station};
use tillrail::domain::money::{Money, Quantity, Rate};
use tillrail::domain::number::Letter;
use tillrail::domain::order::Order;
use tillrail::domain::rejection::Rejection;
use tillrail::domain::settings::{PriceMode, Settings, TaxClass};
use tillrail::domain::state::{Applied, Me, State};
use tillrail::domain::tally::tally;
use tillrail::domain::time::At;

/// A Friday noon, in milliseconds UTC.
pub const NOON: i64 = 1_795_176_000_000;

/// One terminal of the story and everything it has sealed.
pub struct Place {
    pub desk: Desk,
    pub journal: Vec<Sealed>,
    pub now: i64,
}

fn item(code: &str, name: &str, price: i64, station: Option<&str>) -> Item {
    Item {
        code: code.to_owned(),
        name: name.to_owned(),
        short: None,
        category: "food".to_owned(),
        price: Money::new(price),
        prices: std::collections::BTreeMap::new(),
        tax: None,
        station: station.map(str::to_owned),
        course: None,
        aliases: Vec::new(),
        barcodes: Vec::new(),
        groups: Vec::new(),
        ..Item::default()
    }
}

/// Soup, sandwich and burger from the hot station, lemonade that nobody prepares.
pub fn menu() -> Menu {
    Menu {
        categories: vec![Category { code: "food".to_owned(), name: "Food".to_owned() }],
        items: vec![
            item("1", "Soup", 28_000, Some("hot")),
            item("2", "Sandwich", 25_000, Some("hot")),
            item("3", "Burger", 5_000, Some("hot")),
            item("4", "Lemonade", 350, None),
            item("5", "Salad", 950, Some("cold")),
        ],
        groups: Vec::new(),
        stations: ["hot", "cold"]
            .map(|code| Station { code: code.to_owned(), name: code.to_owned() })
            .to_vec(),
        ..Menu::default()
    }
}

/// The settings of the worked example: exclusive tax of 18 %.
pub fn exclusive_18() -> Settings {
    Settings {
        prices: PriceMode::Exclusive,
        tax_classes: vec![TaxClass {
            code: "standard".to_owned(),
            rate: Rate::percent(18),
            by_service: std::collections::BTreeMap::new(),
        }],
        ..Settings::default()
    }
}

impl Place {
    /// A terminal that knows only itself.
    pub fn new(number: u64, kind: TerminalKind, letter: Option<&str>) -> Self {
        let me = Me {
            site: SiteId(77),
            terminal: TerminalId(number),
            kind,
            name: format!("{kind} {number}"),
            letter: letter.map(|letter| letter.parse().unwrap()),
        };
        let boot = Boot(u32::try_from(number).unwrap());
        let desk = Desk::new(State::new(me), boot, Head::NONE);
        Self { desk, journal: Vec::new(), now: NOON }
    }

    /// A counter with settings, menu, an open shift and a kitchen terminal on the site.
    pub fn shop(settings: Settings) -> Self {
        let mut shop = Self::new(1, TerminalKind::Counter, Some("A"));
        shop.must(&Command::ChangeSettings(Box::new(settings.into())));
        shop.must(&Command::PublishMenu(Box::new(menu())));
        shop.pair(2, TerminalKind::Kitchen, None);
        shop.open_shift();
        shop
    }

    pub fn pair(&mut self, number: u64, kind: TerminalKind, letter: Option<&str>) {
        self.must(&Command::PairTerminal(Box::new(TerminalPaired {
            terminal: TerminalId(number),
            terminal_kind: kind,
            name: format!("{kind} {number}"),
            letter: letter.map(|letter| letter.parse::<Letter>().unwrap()),
            credential: None,
        })));
    }

    /// Counts nothing and closes the shift.
    pub fn close_shift(&mut self) {
        let shift = self.desk.state.my_shift().expect("a shift is open");
        let figures = tally(&self.desk.state, shift).expect("figures in range");
        let counted = figures.expected;
        self.must(&Command::CloseShift { counted, reason: None, left: None, waiting: 0 });
    }

    pub fn open_shift(&mut self) -> ShiftId {
        let shift = ShiftId(self.desk.mint());
        self.must(&Command::OpenShift { shift, float: Money::ZERO });
        shift
    }

    pub fn act(&mut self, command: &Command) -> Result<Vec<Sealed>, Rejection> {
        self.now += 1_000;
        let sealed = self.desk.act(command, At(self.now))?;
        self.journal.extend(sealed.iter().cloned());
        Ok(sealed)
    }

    pub fn must(&mut self, command: &Command) -> Vec<Sealed> {
        self.act(command).unwrap_or_else(|why| panic!("{command:?} was refused: {why}"))
    }

    pub fn step(&mut self, order: OrderId, step: Step) -> Result<Vec<Sealed>, Rejection> {
        self.act(&Command::Order(order, vec![step]))
    }

    pub fn new_line(&mut self, item: &str, count: i64) -> NewLine {
        NewLine {
            line: LineId(self.desk.mint()),
            item: item.to_owned(),
            options: None,
            quantity: Quantity::pieces(count),
            note: None,
            allergy: None,
            of: None,
            seat: None,
            course: None,
        }
    }

    /// Opens an order with these items; answers its identity and its lines.
    pub fn order(&mut self, items: &[(&str, i64)]) -> (OrderId, Vec<LineId>) {
        let order = OrderId(self.desk.mint());
        let new: Vec<NewLine> =
            items.iter().map(|(item, count)| self.new_line(item, *count)).collect();
        let lines = new.iter().map(|line| line.line).collect();
        let steps = new.into_iter().map(Step::Add).collect();
        self.must(&Command::Open { order, opening: Opening::default(), steps });
        (order, lines)
    }

    pub fn send(&mut self, order: OrderId) -> Result<Vec<Sealed>, Rejection> {
        let send = SendId(self.desk.mint());
        self.step(order, Step::Send(send))
    }

    pub fn take(&mut self, tendered: Option<i64>) -> Take {
        Take {
            payment: PaymentId(self.desk.mint()),
            tender: Tender::Cash,
            tendered: tendered.map(Money::new),
            amount: None,
            part: false,
            tip: Money::ZERO,
            reference: None,
            shift: None,
        }
    }

    pub fn pay(&mut self, order: OrderId, tendered: i64) -> Result<Vec<Sealed>, Rejection> {
        let take = self.take(Some(tendered));
        self.step(order, Step::Pay(take))
    }

    pub fn get(&self, order: OrderId) -> &Order {
        self.desk.state.order(order).expect("the order is loaded")
    }

    /// Takes in facts; what is not loaded is loaded from the same facts, as a journal would.
    pub fn learn(&mut self, facts: &[Arc<Fact>]) {
        for fact in facts {
            if let Applied::NeedsLoad(_) = self.desk.state.apply(fact) {
                let _ = self.desk.state.load(fact);
            }
        }
    }

    pub fn facts(&self) -> Vec<Arc<Fact>> {
        self.journal.iter().map(|sealed| Arc::clone(&sealed.fact)).collect()
    }
}

/// Another counter of the same site that has learnt everything of the first.
pub fn second_counter(first: &mut Place) -> Place {
    first.pair(3, TerminalKind::Counter, Some("B"));
    let mut second = Place::new(3, TerminalKind::Counter, Some("B"));
    second.learn(&first.facts());
    second.open_shift();
    first.learn(&second.facts());
    second
}

/// Lets both learn everything of each other and checks that they agree on an order.
pub fn meet(first: &mut Place, second: &mut Place, order: OrderId) -> Order {
    let (ours, theirs) = (first.facts(), second.facts());
    first.learn(&theirs);
    second.learn(&ours);
    assert_eq!(first.get(order), second.get(order), "both replicas fold to the same order");
    assert_eq!(first.desk.state.digest(At(NOON)), second.desk.state.digest(At(NOON)));
    first.get(order).clone()
}

/// The aggregate of an order.
pub fn aggregate(order: OrderId) -> AggregateId {
    AggregateId::Order(order)
}
