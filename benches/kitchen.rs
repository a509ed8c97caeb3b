//! A busy kitchen: what a message costs with forty open tickets over six stations and a hundred
//! new lines a minute, and how far the estimate of readiness is from what happens in a week.
//!
//! The week is modelled: guests come by the hour, each station has so many hands, and a dish takes
//! its usual time, stretched or shortened at random. The estimate knows nothing of that model; it
//! learns from the days before, as a shop's own does.

#[expect(dead_code, reason = "each bench uses a part of what they share")]
mod shared;

use std::collections::BTreeSet;
use std::sync::Arc;

use color_eyre::eyre::{Result, eyre};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use shared::figures::{Percentiles, say, show};
use shared::run::Run;
use tillrail::clock::Clock;
use tillrail::domain::command::{Command, NewLine, Opening, Step};
use tillrail::domain::desk::Desk;
use tillrail::domain::envelope::Fact;
use tillrail::domain::estimate::estimate;
use tillrail::domain::event::{LineStep, TerminalPaired};
use tillrail::domain::frontier::Head;
use tillrail::domain::id::{Boot, LineId, OrderId, SendId, SiteId, TerminalId, TerminalKind};
use tillrail::domain::menu::{Category, Item, Menu, Station};
use tillrail::domain::money::{Money, Quantity};
use tillrail::domain::prep::{Learnt, prep_of};
use tillrail::domain::settings::Settings;
use tillrail::domain::state::{Me, State};
use tillrail::domain::time::At;
use tillrail::tui::Look;
use tillrail::tui::effect::Effect;
use tillrail::tui::input::{Input, Key};
use tillrail::tui::kitchen::{KitchenSettings, Model, update, view};
use tillrail::tui::msg::{Msg, Now};

/// Stations, by code.
const STATIONS: [&str; 6] = ["hot", "cold", "grill", "fry", "bar", "dessert"];
/// Tickets that are open all the time: orders with a line at every station.
const TICKETS: usize = 40;
/// New lines of an order; a hundred lines a minute are about seventeen such orders.
const LINES: usize = 6;
/// Monday noon, in milliseconds UTC.
const NOON: i64 = 1_794_830_400_000;

fn item(code: usize, station: &str) -> Item {
    Item {
        code: code.to_string(),
        name: format!("Dish {code}"),
        category: "food".to_owned(),
        price: Money::new(500),
        station: Some(station.to_owned()),
        ..Item::default()
    }
}

fn menu() -> Menu {
    let items = (0..30).map(|at| item(at + 1, STATIONS[at % STATIONS.len()]));
    Menu {
        categories: vec![Category { code: "food".to_owned(), name: "Food".to_owned() }],
        items: items.collect(),
        stations: STATIONS
            .map(|code| Station { code: code.to_owned(), name: code.to_owned() })
            .to_vec(),
        ..Menu::default()
    }
}

/// A counter that makes the facts.
struct Counter {
    desk: Desk,
    facts: Vec<Arc<Fact>>,
}

impl Counter {
    fn new() -> Result<Self> {
        let me = Me {
            site: SiteId(1),
            terminal: TerminalId(1),
            kind: TerminalKind::Counter,
            name: "Front".to_owned(),
            letter: Some("A".parse().map_err(|_| eyre!("no letter"))?),
        };
        let desk = Desk::new(State::new(me), Boot(1), Head::NONE);
        let mut counter = Self { desk, facts: Vec::new() };
        let at = NOON - 86_400_000;
        counter.act(&Command::ChangeSettings(Box::new(Settings::default().into())), at)?;
        counter.act(&Command::PublishMenu(Box::new(menu())), at)?;
        let paired = TerminalPaired {
            terminal: TerminalId(2),
            terminal_kind: TerminalKind::Kitchen,
            name: "Kitchen".to_owned(),
            letter: None,
            credential: None,
        };
        counter.act(&Command::PairTerminal(Box::new(paired)), at)?;
        Ok(counter)
    }

    fn act(&mut self, command: &Command, at: i64) -> Result<Vec<Arc<Fact>>> {
        let sealed = self.desk.act(command, At(at)).map_err(|why| eyre!("{why}"))?;
        let facts: Vec<Arc<Fact>> = sealed.into_iter().map(|one| one.fact).collect();
        self.facts.extend(facts.iter().cloned());
        Ok(facts)
    }

    /// An order of these items, sent at once.
    fn order(&mut self, items: &[usize], at: i64) -> Result<(OrderId, Vec<Arc<Fact>>)> {
        let order = OrderId(self.desk.mint());
        let mut steps = Vec::new();
        for (seat, code) in items.iter().enumerate() {
            steps.push(Step::Add(NewLine {
                line: LineId(self.desk.mint()),
                item: code.to_string(),
                quantity: Quantity::ONE,
                options: None,
                note: Some(format!("seat {seat}")),
                allergy: None,
                of: None,
                course: None,
                seat: None,
            }));
        }
        steps.push(Step::Send(SendId(self.desk.mint())));
        let command = Command::Open { order, opening: Opening::default(), steps };
        Ok((order, self.act(&command, at)?))
    }
}

fn main() -> Result<()> {
    color_eyre::install()?;
    let run = Run::asked()?;
    let clock = Clock::system();
    screens(&clock, run.count(1_000, 40))?;
    week(i64::try_from(run.count(7, 2))?, run.count(300, 40))
}

struct Screen {
    model: Model,
    terminal: Terminal<TestBackend>,
    at: i64,
    mono: u64,
}

impl Screen {
    /// Update and view of one message, in microseconds.
    fn take(&mut self, clock: &Clock, msg: &Msg) -> Result<(u64, Vec<Effect>)> {
        let now = Now { at: At(self.at), mono: self.mono };
        let begin = clock.monotonic_us();
        let effects = update(&mut self.model, msg, now);
        self.terminal.draw(|frame| {
            view(&self.model, frame);
        })?;
        Ok((clock.monotonic_us().saturating_sub(begin), effects))
    }

    fn pass(&mut self, ms: i64) {
        self.at += ms;
        self.mono += u64::try_from(ms).unwrap_or(0);
    }
}

fn screens(clock: &Clock, orders: usize) -> Result<()> {
    let mut counter = Counter::new()?;
    let mut open: Vec<OrderId> = Vec::new();
    let mut at = NOON;
    for _ in 0..TICKETS {
        at += 3_500;
        open.push(counter.order(&[1, 2, 3, 4, 5, 6], at)?.0);
    }
    let me = Me {
        terminal: TerminalId(2),
        kind: TerminalKind::Kitchen,
        ..counter.desk.state.me.clone()
    };
    let mut state = State::new(me);
    for fact in &counter.facts {
        state.load(fact);
    }
    let settings = KitchenSettings { start_step: false, ..KitchenSettings::default() };
    let desk = Desk::new(state, Boot(2), Head::NONE);
    let now = Now { at: At(at), mono: 0 };
    let model = Model::new(desk, Look::dark(), settings, now);
    let terminal = Terminal::new(TestBackend::new(160, 45))?;
    let mut screen = Screen { model, terminal, at, mono: 0 };
    screen.take(clock, &Msg::Input(Input::Resize { width: 160, height: 45 }))?;
    let (mut arrivals, mut bumps, mut ticks) = (Vec::new(), Vec::new(), Vec::new());
    let (mut sent, mut gone) = (TICKETS, 0_usize);
    for _ in 0..orders {
        screen.pass(3_600);
        let (_, facts) = counter.order(&[1, 2, 3, 4, 5, 6], screen.at)?;
        sent += 1;
        arrivals.push(screen.take(clock, &Msg::Arrived(facts))?.0);
        for _ in 0..3 {
            screen.pass(1_000);
            ticks.push(screen.take(clock, &Msg::Tick)?.0);
        }
        // The oldest ticket leaves: ready, and gone.
        for key in [Key::Char('1'), Key::Enter, Key::Enter] {
            let (micros, effects) = screen.take(clock, &Msg::Input(Input::key(key)))?;
            if key == Key::Enter {
                bumps.push(micros);
            }
            gone += usize::from(effects.iter().any(is_bump));
        }
        check(&screen.model, sent - gone)?;
    }
    let mean = ticks.iter().sum::<u64>() / u64::try_from(ticks.len().max(1))?;
    say(
        "A pass with forty open orders over six stations and a hundred new lines a minute, 160 x 45",
    );
    show("an order arrives: update and view", Percentiles::of(arrivals), "p99 under 3 ms");
    show("a bump: update and view", Percentiles::of(bumps), "one frame, 33 ms");
    show("a tick: update and view", Percentiles::of(ticks), "under 3 ms");
    let idle = format!("{}.{:02} % of a core", mean / 10_000, mean % 10_000 / 100);
    show("idle: one tick and one frame a second", idle, "under 1 %");
    show("tickets lost or shown twice", 0, "0");
    Ok(())
}

fn is_bump(effect: &Effect) -> bool {
    let Effect::Append { sealed, .. } = effect else { return false };
    sealed.iter().any(|one| one.fact.kind() == "ticket_bumped")
}

/// Every order of the state once, every line of it once.
fn check(model: &Model, expected: usize) -> Result<()> {
    let orders: BTreeSet<OrderId> = model.cards().iter().map(|card| card.order).collect();
    let lines: Vec<LineId> =
        model.cards().iter().flat_map(|card| card.lines.iter().map(|line| line.line)).collect();
    let once: BTreeSet<&LineId> = lines.iter().collect();
    let whole = model.cards().len() == expected && orders.len() == expected;
    if whole && once.len() == lines.len() && lines.len() == expected * LINES {
        return Ok(());
    }
    Err(eyre!("{} tickets with {} lines, expected {expected}", model.cards().len(), lines.len()))
}

/// A generator of even numbers; the seed is fixed, so a week can be run again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit.max(1)
    }

    /// Between 60 % and 160 % of the usual, most of it near the middle.
    fn stretched(&mut self, usual: i64) -> i64 {
        let sum = (0..4).map(|_| self.below(26)).sum::<u64>();
        usual * (60 + i64::try_from(sum).unwrap_or(0)) / 100
    }
}

/// Hands of a station, and the usual time of a dish, in milliseconds: the model of the week.
fn hands(station: &str) -> usize {
    match station {
        "hot" | "grill" => 3,
        "cold" | "fry" | "bar" => 2,
        _ => 1,
    }
}

fn usual(code: usize) -> i64 {
    90_000 + i64::try_from(code % 7).unwrap_or(0) * 45_000
}

/// Orders of an hour, in tenths of an average hour: lunch and dinner are busy.
const HOURS: [(i64, u64); 11] = [
    (11, 8),
    (12, 20),
    (13, 18),
    (14, 8),
    (15, 4),
    (16, 4),
    (17, 7),
    (18, 15),
    (19, 17),
    (20, 12),
    (21, 5),
];

/// What happens next in the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Ready(OrderId, LineId, usize),
    Order(usize),
}

struct Kitchen {
    waiting: Vec<std::collections::VecDeque<(OrderId, LineId, usize)>>,
    free: Vec<usize>,
}

fn week(days: i64, orders: usize) -> Result<()> {
    let mut counter = Counter::new()?;
    let mut dice = Dice(2_026);
    let mut cells = Vec::new();
    let (mut errors, mut plain) = (Vec::new(), Vec::new());
    let (mut within, mut told) = (0_usize, 0_usize);
    for day in 0..days {
        let start = NOON + (day - 1) * 86_400_000 - 43_200_000;
        let made = one_day(&mut counter, &mut dice, (start, orders))?;
        for (order, asked, promised) in made {
            let known = counter.desk.state.order(order).ok_or_else(|| eyre!("an order is gone"))?;
            let ready = known.lines.iter().filter_map(|line| line.ready).max();
            let ready = ready.ok_or_else(|| eyre!("an order was never ready"))?;
            cells.extend(prep_of(known));
            if let Some(promised) = promised {
                let off = promised.since(ready).unsigned_abs();
                errors.push(off);
                told += 1;
                within += usize::from(off <= 120_000);
                let longest = known.lines.iter().filter_map(|line| average(&cells, line)).max();
                let blunt = asked.plus(longest.unwrap_or(0));
                plain.push(blunt.since(ready).unsigned_abs());
            }
        }
        let clock = counter.desk.state.settings().clock();
        counter.desk.state.learn(Learnt::of(cells.iter().cloned(), &clock));
        counter.desk.state.forget_closed(At(start + 172_800_000));
    }
    say("The estimate of readiness over a week; preparation times are modelled, not measured");
    show("orders with an estimate", told, "");
    show("mean absolute error, seconds", mean_seconds(&errors), "");
    show("within two minutes, per cent", within * 100 / told.max(1), "");
    show("mean absolute error of the mean wait alone, seconds", mean_seconds(&plain), "");
    Ok(())
}

fn mean_seconds(errors: &[u64]) -> u64 {
    errors.iter().sum::<u64>() / 1_000 / u64::try_from(errors.len()).unwrap_or(1).max(1)
}

type Cells = Vec<(tillrail::domain::prep::PrepCell, tillrail::domain::prep::PrepSums)>;

/// The mean wait of a line's item so far: what a shop would say that looks at nothing else.
fn average(cells: &Cells, line: &tillrail::domain::order::Line) -> Option<i64> {
    let mut sums = tillrail::domain::prep::PrepSums::default();
    // A sample of the latest is enough for a mean and keeps the week short.
    for (cell, one) in cells.iter().rev().take(2_000) {
        if line.sold.item.as_deref() == Some(cell.2.as_str()) {
            sums.add(one, 1);
        }
    }
    sums.wait()
}

type Made = (OrderId, At, Option<At>);

fn one_day(
    counter: &mut Counter,
    dice: &mut Dice,
    (start, orders): (i64, usize),
) -> Result<Vec<Made>> {
    let total: u64 = HOURS.iter().map(|(_, weight)| weight).sum();
    let mut events: BTreeSet<(i64, Next)> = BTreeSet::new();
    let mut number = 0;
    for (hour, weight) in HOURS {
        let count = u64::try_from(orders)? * weight / total;
        for _ in 0..count {
            let at = start + hour * 3_600_000 + i64::try_from(dice.below(3_600_000))?;
            events.insert((at, Next::Order(number)));
            number += 1;
        }
    }
    let mut kitchen = Kitchen {
        waiting: STATIONS.iter().map(|_| std::collections::VecDeque::new()).collect(),
        free: STATIONS.iter().map(|station| hands(station)).collect(),
    };
    let mut made = Vec::new();
    while let Some((at, next)) = events.pop_first() {
        match next {
            Next::Order(_) => {
                let lines = 1 + usize::try_from(dice.below(4))?;
                let codes: Result<Vec<usize>> =
                    (0..lines).map(|_| Ok(1 + usize::try_from(dice.below(30))?)).collect();
                let codes = codes?;
                let (order, _) = counter.order(&codes, at)?;
                let known = counter.desk.state.order(order).ok_or_else(|| eyre!("no order"))?;
                let promised = estimate(&counter.desk.state, known, At(at));
                made.push((order, At(at), promised));
                let sent: Vec<(LineId, usize)> =
                    known.lines.iter().map(|line| line.id).zip(codes).collect();
                for (line, code) in sent {
                    let station = (code - 1) % STATIONS.len();
                    kitchen.waiting[station].push_back((order, line, code));
                    begin(counter, dice, &mut kitchen, (station, at), &mut events)?;
                }
            }
            Next::Ready(order, line, station) => {
                step(counter, order, line, LineStep::Ready, at)?;
                kitchen.free[station] += 1;
                begin(counter, dice, &mut kitchen, (station, at), &mut events)?;
            }
        }
    }
    Ok(made)
}

/// A free hand takes the next line of its station.
fn begin(
    counter: &mut Counter,
    dice: &mut Dice,
    kitchen: &mut Kitchen,
    (station, at): (usize, i64),
    events: &mut BTreeSet<(i64, Next)>,
) -> Result<()> {
    if kitchen.free[station] == 0 {
        return Ok(());
    }
    if let Some((order, line, code)) = kitchen.waiting[station].pop_front() {
        kitchen.free[station] -= 1;
        step(counter, order, line, LineStep::Started, at)?;
        events.insert((at + dice.stretched(usual(code)), Next::Ready(order, line, station)));
    }
    Ok(())
}

fn step(
    counter: &mut Counter,
    order: OrderId,
    line: LineId,
    step: LineStep,
    at: i64,
) -> Result<()> {
    counter.act(&Command::Order(order, vec![Step::Advance(vec![line], step)]), at)?;
    Ok(())
}
