//! The shop of the simulation: its menu, its settings, its terminals and how an identity starts.

use std::collections::BTreeMap;
use std::sync::Arc;

use tillrail::domain::command::Command;
use tillrail::domain::desk::Desk;
use tillrail::domain::envelope::{Fact, Sealed};
use tillrail::domain::event::TerminalPaired;
use tillrail::domain::frontier::Head;
use tillrail::domain::id::{Boot, SiteId, TerminalId, TerminalKind};
use tillrail::domain::menu::{Category, Item, Menu, Station};
use tillrail::domain::money::{Money, Rate};
use tillrail::domain::settings::{PriceMode, Settings, TaxClass};
use tillrail::domain::state::{Applied, Me, State};
use tillrail::domain::time::At;

pub const SITE: SiteId = SiteId(5);
pub const HUB: TerminalId = TerminalId(1);

/// The first terminal: in the middle of all names, so that a branch comes before it or behind it.
pub const FIRST: u64 = 1 << 63;

/// A Friday noon, in milliseconds UTC: where virtual time begins.
pub const NOON: i64 = 1_795_176_000_000;

/// The items that people order: two stations, and one thing that nobody prepares.
pub const ITEMS: [(&str, i64, Option<&str>); 5] = [
    ("soup", 650, Some("hot")),
    ("club", 890, Some("hot")),
    ("salad", 933, Some("cold")),
    ("lemonade", 350, None),
    ("cake", 333, Some("cold")),
];

fn item(code: &str, price: i64, station: Option<&str>) -> Item {
    let text = serde_json::json!({
        "code": code, "name": code, "category": "food", "price": price, "station": station,
    });
    serde_json::from_value(text).unwrap()
}

fn menu() -> Menu {
    Menu {
        categories: vec![Category { code: "food".to_owned(), name: "Food".to_owned() }],
        items: ITEMS.iter().map(|(code, price, station)| item(code, *price, *station)).collect(),
        groups: Vec::new(),
        stations: ["hot", "cold"]
            .map(|code| Station { code: code.to_owned(), name: code.to_owned() })
            .to_vec(),
        ..Menu::default()
    }
}

fn settings() -> Settings {
    Settings {
        prices: PriceMode::Exclusive,
        cash_step: Money::new(5),
        tax_classes: vec![TaxClass {
            code: "standard".to_owned(),
            rate: Rate::percent(18),
            by_service: BTreeMap::new(),
        }],
        ..Settings::default()
    }
}

/// Who a terminal of the simulation is: the last of them cooks, the others sell.
pub fn me(terminal: TerminalId, count: u64) -> Me {
    let n = terminal.0.wrapping_sub(FIRST);
    let kind = if terminal == HUB {
        TerminalKind::Hub
    } else if n + 1 == count {
        TerminalKind::Kitchen
    } else {
        TerminalKind::Counter
    };
    let letter = match kind {
        TerminalKind::Hub => Some("W".to_owned()),
        TerminalKind::Counter => char::from_u32(65 + u32::try_from(n).unwrap()).map(String::from),
        TerminalKind::Kitchen | TerminalKind::Display => None,
    };
    Me {
        site: SITE,
        terminal,
        kind,
        name: format!("{kind} {n}"),
        letter: letter.map(|letter| letter.parse().unwrap()),
    }
}

/// What the hub writes before anybody else: settings, menu, terminals.
pub fn founding(count: u64, without_kitchen: bool) -> Vec<Sealed> {
    let mut desk = Desk::new(State::new(me(HUB, count)), Boot(1), Head::NONE);
    let mut commands = vec![
        Command::ChangeSettings(Box::new(settings().into())),
        Command::PublishMenu(Box::new(menu())),
    ];
    let paired = count - u64::from(without_kitchen);
    commands.extend((0..paired).map(|n| pairing(TerminalId(FIRST + n), count)));
    commands.iter().flat_map(|command| desk.act(command, At(NOON)).unwrap()).collect()
}

/// How the hub takes a terminal into the site.
pub fn pairing(terminal: TerminalId, count: u64) -> Command {
    let me = me(terminal, count);
    Command::PairTerminal(Box::new(TerminalPaired {
        terminal,
        terminal_kind: me.kind,
        name: me.name,
        letter: me.letter,
        credential: None,
    }))
}

/// The terminal that cooks.
pub fn kitchen(count: u64) -> TerminalId {
    TerminalId(FIRST + count - 1)
}

/// The state that a terminal reads from its facts, in whatever order they lie.
pub fn state_of(me: Me, facts: &[Arc<Fact>]) -> State {
    let mut state = State::new(me);
    for fact in facts {
        let _: Applied = state.load(fact);
    }
    state
}
