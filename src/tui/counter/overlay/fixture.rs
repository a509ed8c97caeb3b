//! A small bistro for the tests of the overlays: its menu, orders with chosen numbers, and a screen.

use std::collections::BTreeMap;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::command::{Command, NewLine, Opening, Step};
use crate::domain::desk::Desk;
use crate::domain::envelope::{ENVELOPE_VERSION, Fact, Hash};
use crate::domain::event::{Event, LineAdded, LinePrice, OrderOpened, StaffSaved, TerminalPaired};
use crate::domain::frontier::Head;
use crate::domain::id::{
    AggregateId, Boot, LineId, OrderId, ShiftId, SiteId, StaffId, TerminalId, TerminalKind,
};
use crate::domain::menu::{Category, Item, Menu, MenuOption, OptionGroup, Station};
use crate::domain::money::{Money, Quantity};
use crate::domain::number::Letter;
use crate::domain::order::Order;
use crate::domain::state::{Me, State};
use crate::domain::time::{At, Hlc};
use crate::sync::status::LinkStatus;
use crate::tui::counter::turn::{Hit, Over, Then, Turn};
use crate::tui::effect::Effect;
use crate::tui::front::Front;
use crate::tui::input::{Input, keys};
use crate::tui::look::Look;
use crate::tui::msg::{LinkFacts, LinkView, Msg, Now, Waiting};
use crate::tui::picture::to_text;
use crate::tui::widgets::{HitMap, Pen};

/// 20 November 2026, 14:32:08 UTC.
pub const NOON: At = At(1_795_185_128_000);

const ITEMS: [(&str, &str, i64); 8] = [
    ("12", "Cappuccino", 360),
    ("14", "Latte", 390),
    ("31", "Croissant", 260),
    ("42", "Club sandwich", 890),
    ("45", "豚骨ラーメン", 1_250),
    ("61", "Lemonade", 350),
    ("71", "IPA 0.4 l", 540),
    ("41", "Soup of the day", 650),
];

fn menu() -> Menu {
    let item = |(code, name, price): &(&str, &str, i64)| Item {
        code: (*code).to_owned(),
        name: (*name).to_owned(),
        short: None,
        category: "all".to_owned(),
        price: Money::new(*price),
        prices: BTreeMap::new(),
        tax: None,
        station: Some("hot".to_owned()),
        course: None,
        aliases: Vec::new(),
        barcodes: Vec::new(),
        groups: vec!["with".to_owned()],
        ..Item::default()
    };
    let option = |code: &str, name: &str, price: i64| MenuOption {
        code: code.to_owned(),
        name: name.to_owned(),
        price: Money::new(price),
        default: false,
        ..MenuOption::default()
    };
    let with = OptionGroup {
        code: "with".to_owned(),
        name: "With".to_owned(),
        min: 0,
        max: 3,
        options: vec![option("mayo", "no mayo", 0), option("salad", "side salad", 150)],
    };
    Menu {
        categories: vec![Category { code: "all".to_owned(), name: "All".to_owned() }],
        items: ITEMS.iter().map(item).collect(),
        groups: vec![with],
        stations: vec![Station { code: "hot".to_owned(), name: "Hot".to_owned() }],
        ..Menu::default()
    }
}

/// Counter A, online, with the menu, a kitchen and shift A-1.
pub fn front() -> Front {
    let me = Me {
        site: SiteId(1),
        terminal: TerminalId(2),
        kind: TerminalKind::Counter,
        name: "Front".to_owned(),
        letter: Some(Letter::first()),
    };
    let desk = Desk::new(State::new(me), Boot(3), Head::NONE);
    let mut front = Front::new(desk, Now { at: NOON, mono: 10_000 });
    act(&mut front, &Command::PublishMenu(Box::new(menu())));
    let kitchen = TerminalPaired {
        terminal: TerminalId(9),
        terminal_kind: TerminalKind::Kitchen,
        name: "Kitchen".to_owned(),
        letter: None,
        credential: None,
    };
    act(&mut front, &Command::PairTerminal(Box::new(kitchen)));
    let shift = ShiftId(front.desk.mint());
    act(&mut front, &Command::OpenShift { shift, float: Money::new(16_000) });
    front.link = online();
    front
}

/// The same counter with four people, of whom Anna, a cashier, is signed in. No PIN is anybody's.
pub fn staffed() -> Front {
    let mut front = front();
    let people = [
        ("manager", "Manager", "owner"),
        ("anna", "Anna K.", "cashier"),
        ("ben", "Ben", "server"),
        ("chen", "Chen Y.", "cashier"),
    ];
    for (word, name, role) in people {
        let saved = StaffSaved {
            staff: StaffId(word.into()),
            name: name.to_owned(),
            role: role.to_owned(),
            pin: Some("none".to_owned()),
        };
        act(&mut front, &Command::SaveStaff(saved));
    }
    front.desk.sign_in(StaffId("anna".into()));
    front
}

/// Connected, everything sent.
pub fn online() -> LinkView {
    LinkView {
        status: LinkStatus::Online {
            hub: "10.0.0.5:7700".to_owned(),
            since: 0,
            last_contact: NOON.0,
        },
        hub: "bistro-hub".to_owned(),
        unsent: 0,
        oldest_unsent: None,
        last_contact: Some(NOON),
        ..LinkView::default()
    }
}

/// Not reachable for 12 minutes, with 7 facts that wait.
pub fn offline() -> LinkView {
    LinkView {
        status: LinkStatus::Offline {
            since: NOON.0,
            why: "no answer (timeout 5 s)".to_owned(),
            next_try: NOON.0 + 720_000 + 3_000,
        },
        hub: "bistro-hub".to_owned(),
        unsent: 7,
        oldest_unsent: Some(At(NOON.0 + 62_000)),
        last_contact: Some(At(NOON.0 - 4_000)),
        facts: LinkFacts {
            incomplete: false,
            stopped: None,
            address: "10.0.0.5:7700".to_owned(),
            line: "TLS 3F2A-9C01-77BE-4D10-AA31-0C52".to_owned(),
            offset_ms: Some(-1_250),
            forks: 0,
            renew: None,
            filling: false,
            quarantined: 0,
            kinds: [("order_opened", 3), ("payment_taken", 3), ("line_voided", 1)]
                .map(|(kind, count)| (kind.to_owned(), count))
                .to_vec(),
            waiting: vec![Waiting {
                at: At(NOON.0 + 62_000),
                kind: "order_opened".to_owned(),
                aggregate: AggregateId::Menu,
            }],
        },
    }
}

/// Does a command and makes it durable at once; answers the facts.
pub fn act(front: &mut Front, command: &Command) -> Vec<Arc<Fact>> {
    let (_, effects) = front.act(command).unwrap();
    durable(front, &effects)
}

/// Makes everything in the effects durable; answers the facts.
pub fn durable(front: &mut Front, effects: &[Effect]) -> Vec<Arc<Fact>> {
    let mut facts = Vec::new();
    for effect in effects {
        if let Effect::Append { batch, sealed } = effect {
            facts.extend(sealed.iter().map(|one| Arc::clone(&one.fact)));
            front.absorb(&Msg::Durable { batch: *batch }, front.now);
        }
    }
    facts
}

/// How many payments are among the facts.
pub fn payments(facts: &[Arc<Fact>]) -> usize {
    let taken = |fact: &&Arc<Fact>| matches!(fact.event, Some(Event::PaymentTaken(_)));
    facts.iter().filter(taken).count()
}

/// An order of this terminal with the next number.
pub fn order(front: &mut Front, lines: &[(&str, i64)]) -> OrderId {
    order_at(front, Opening::default(), lines)
}

/// An order of this terminal that starts like this.
pub fn order_at(front: &mut Front, opening: Opening, lines: &[(&str, i64)]) -> OrderId {
    let order = OrderId(front.desk.mint());
    let steps = lines.iter().map(|(item, count)| add(front, item, *count)).collect();
    act(front, &Command::Open { order, opening, steps });
    order
}

/// A step that adds an item.
pub fn add(front: &mut Front, item: &str, count: i64) -> Step {
    Step::Add(NewLine {
        line: LineId(front.desk.mint()),
        item: item.to_owned(),
        options: None,
        quantity: Quantity::pieces(count),
        note: None,
        allergy: None,
        of: None,
        seat: None,
        course: None,
    })
}

/// Makes the next order of this terminal bear the number behind `count`.
pub fn number_from(front: &mut Front, count: u32) {
    let letter = Letter::first();
    let day = front.desk.state.settings().clock().day(front.now.at);
    front.desk.state.series.orders.insert((letter, day), count);
}

/// An order that another counter opened, as it arrives.
pub fn foreign(front: &mut Front, number: &str, at: At) -> OrderId {
    let terminal = TerminalId(77);
    let order = OrderId(crate::domain::id::Uid { terminal, boot: Boot(1), counter: 1 });
    let day = front.desk.state.settings().clock().day(at);
    let opened = OrderOpened {
        number: number.parse().unwrap(),
        service: crate::domain::settings::Service::Takeaway,
        table: None,
        guests: None,
        name: None,
        customer: None,
        shift: None,
        pricing: front.desk.state.settings().pricing(),
    };
    arrive(front, (terminal, 1), order, day, at, Event::OrderOpened(opened));
    let line = LineAdded {
        line: LineId(order.0),
        of: None,
        item: Some("12".to_owned()),
        name: "Cappuccino".to_owned(),
        short: None,
        category: None,
        station: None,
        course: None,
        price: LinePrice {
            price: Money::new(360),
            tax: crate::domain::money::Rate::percent(10),
            by_service: BTreeMap::new(),
        },
        options: Vec::new(),
        quantity: Quantity::ONE,
        note: None,
        seat: None,
        allergy: None,
        unit: None,
    };
    arrive(front, (terminal, 2), order, day, at, Event::LineAdded(Box::new(line)));
    order
}

/// A fact of another terminal arrives.
pub fn arrive(
    front: &mut Front,
    (terminal, seq): (TerminalId, u64),
    order: OrderId,
    day: crate::domain::time::Day,
    at: At,
    event: Event,
) {
    let fact = Fact {
        site: SiteId(1),
        terminal,
        seq,
        boot: Boot(1),
        hlc: Hlc::next(front.desk.state.last_hlc(&AggregateId::Order(order)), at),
        at,
        day,
        staff: StaffId("ben".into()),
        prev: Hash::ZERO,
        v: ENVELOPE_VERSION,
        aggregate: AggregateId::Order(order),
        of: None,
        event: Some(event),
    };
    front.absorb(&Msg::Arrived(vec![Arc::new(fact)]), front.now);
}

/// The order of this identity.
pub fn known(front: &Front, order: OrderId) -> &Order {
    front.desk.state.order(order).unwrap()
}

/// Lets time pass, in milliseconds.
pub fn wait(front: &mut Front, ms: u64) {
    front.now.mono += ms;
    front.now.at = front.now.at.plus(i64::try_from(ms).unwrap());
}

/// Types keys half a second apart; answers the last turn.
pub fn press(over: &mut dyn Over, front: &mut Front, words: &str) -> Turn {
    let mut turn = Turn::stay();
    for key in keys(words) {
        wait(front, 500);
        turn = over.update(front, &Input::key(key));
    }
    turn
}

/// What comes next, without the rest of the turn.
pub fn next(over: &mut dyn Over, front: &mut Front, words: &str) -> Then {
    press(over, front, words).then
}

/// The content rows of a screen of this size with the overlay on it, and the places to tap.
pub fn drawn_at(
    over: &dyn Over,
    front: &Front,
    (width, height): (u16, u16),
) -> (String, HitMap<Hit>) {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height - 3));
    let area = buffer.area;
    let look = Look::dark();
    let mut hits = HitMap::default();
    over.view(front, &mut Pen::new(&mut buffer, &look), area, &mut hits);
    (to_text(&buffer), hits)
}

/// The content rows of an 80 x 24 screen.
pub fn drawn(over: &dyn Over, front: &Front) -> String {
    drawn_at(over, front, (80, 24)).0.trim_end().to_owned()
}

/// The key bar in one line.
pub fn bar(over: &dyn Over, front: &Front) -> String {
    let entries = over.keys(front);
    let words: Vec<String> =
        entries.iter().map(|entry| format!("{} {}", entry.key, entry.label)).collect();
    words.join("  ")
}
