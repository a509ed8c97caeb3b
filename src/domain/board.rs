//! The kitchen's read model: the tickets of one station, or of all stations at the pass.
//!
//! A card is what a screen shows of one order: the sent lines of its station that nobody has taken
//! off yet. Later sends of the same order join the card while it is on the screen. What is gone is
//! kept as [`Recall`] rows, from which a ticket comes back with its old timer.

use std::collections::BTreeMap;

use super::event::TicketMoved;
use super::id::{LineId, OrderId, SendId};
use super::order::{Line, Order};
use super::routing::PassRule;
use super::settings::{Service, Settings};
use super::state::State;
use super::time::At;

mod age;
mod all_day;
mod lines;
mod recall;
mod step;
mod tickets;

pub use age::{Limits, NEW_MS, Sign, Thresholds};
pub use all_day::{AllDay, Dish, all_day};
pub use lines::{CardLine, Mark};
pub use recall::{Recall, RecallKeep, recallable};
pub use step::undo_of;

use age::sign;
use lines::card_lines;
use tickets::{Sent, gone, is_dead, is_here, is_shown, tickets, wanted};

/// The station written into a bump that was made where all stations are one ticket.
pub const PASS: &str = "pass";

/// Where a ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardState {
    /// Nobody has begun.
    New,
    /// A line was started.
    Cooking,
    /// Every line that is wanted is ready.
    Ready,
    /// A runner carries it from the pass to its guest.
    Running,
    /// All that is left of it waits for its course: nobody is to make it yet.
    Held,
    /// Nothing of it is wanted any more; it stays until somebody has seen it and bumps it.
    Void,
}

impl CardState {
    /// The word on screens.
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "NEW",
            Self::Cooking => "COOKING",
            Self::Ready => "READY",
            Self::Running => "RUNNING",
            Self::Held => "HELD",
            Self::Void => "VOID",
        }
    }
}

/// How far another station is with the same order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The name of the station.
    pub station: String,
    /// Pieces that are ready.
    pub done: i64,
    /// Pieces that are wanted.
    pub pieces: i64,
}

/// One ticket on a kitchen screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The order.
    pub order: OrderId,
    /// Its number, as people say it.
    pub number: String,
    /// Where it goes, in words: `TABLE 12`, `TAKEAWAY`.
    pub place: String,
    /// How it reaches its guest.
    pub service: Service,
    /// Its table.
    pub table: Option<String>,
    /// How many guests.
    pub guests: Option<u32>,
    /// Who sent it first.
    pub by: String,
    /// When it was sent first.
    pub since: At,
    /// Its age in milliseconds.
    pub age_ms: i64,
    /// How much too old it is, in milliseconds, when it is.
    pub late_ms: Option<i64>,
    /// The sign of its age.
    pub sign: Sign,
    /// Where it stands.
    pub state: CardState,
    /// Since when all of it is ready.
    pub ready_since: Option<At>,
    /// It was bumped and came back.
    pub recalled: bool,
    /// It was moved to the front.
    pub prioritised: bool,
    /// The moment it is wanted for or was promised.
    pub promised: Option<At>,
    /// Its rows.
    pub lines: Vec<CardLine>,
    /// Pieces that are ready.
    pub done: i64,
    /// Pieces that are wanted.
    pub pieces: i64,
    /// What a bump of it says.
    pub ticket: TicketMoved,
    /// Other stations that work on the same order; at the pass all of them.
    pub elsewhere: Vec<Elsewhere>,
    /// True when every line was already bumped at its own station: at the pass it is handed over
    /// instead of bumped again.
    bumped_everywhere: bool,
}

/// How many tickets, and how many of them are late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// All tickets.
    pub tickets: usize,
    /// Those that are late.
    pub late: usize,
}

impl Counts {
    /// Counts the cards of a board.
    pub fn of(cards: &[Card]) -> Self {
        let late = cards.iter().filter(|card| card.late_ms.is_some()).count();
        Self { tickets: cards.len(), late }
    }
}

/// The tickets of a station, or of all stations together, prioritised ones first, then the oldest,
/// and last those of which only a course waits.
/// Orders of days before yesterday are history, also when they are unpaid; online orders that the
/// shop has not accepted yet are not cooked.
pub fn board(state: &State, station: Option<&str>, now: At, thresholds: &Thresholds) -> Vec<Card> {
    let yesterday = state.settings().clock().day(now).before();
    let mut cards: Vec<Card> = state
        .orders()
        .filter(|order| order.day().is_some_and(|day| day >= yesterday) && is_cooked(order))
        .filter(|order| shown_from(state, order).is_none_or(|from| from <= now))
        .filter_map(|order| card(state, order, station, now, thresholds))
        .collect();
    cards.sort_by(|a, b| {
        let place = |card: &Card| {
            (card.state == CardState::Held, !card.prioritised, card.since, card.order)
        };
        place(a).cmp(&place(b))
    });
    cards
}

fn is_cooked(order: &Order) -> bool {
    order.service != Service::Online || order.accepted.is_some() || order.cancelled.is_some()
}

/// From when the kitchen sees what is wanted at a moment: its lead time before.
pub fn lead_from(settings: &Settings, due: At) -> At {
    let lead_ms = i64::from(settings.lead_minutes).saturating_mul(60_000);
    due.plus(lead_ms.saturating_neg())
}

/// From when the kitchen sees a scheduled order; `None` for one that is wanted at once.
pub fn shown_from(state: &State, order: &Order) -> Option<At> {
    order.due.map(|due| lead_from(state.settings(), due))
}

/// The orders of a station that wait for their time, the next one first: since when the kitchen
/// will see them, and their number.
pub fn scheduled(state: &State, station: Option<&str>, now: At) -> Vec<(At, String)> {
    let waits = |order: &&Order| {
        !is_dead(order)
            && order
                .lines
                .iter()
                .any(|line| line.sent.is_some() && is_here(line, station) && line.ready.is_none())
    };
    let mut rows: Vec<(At, String)> = state
        .open_orders(now)
        .filter(waits)
        .filter_map(|order| Some((shown_from(state, order).filter(|from| *from > now)?, order)))
        .map(|(from, order)| (from, order.title()))
        .collect();
    rows.sort();
    rows
}

fn card(
    state: &State,
    order: &Order,
    station: Option<&str>,
    now: At,
    thresholds: &Thresholds,
) -> Option<Card> {
    let waits = |line: &Line| is_here(line, station) && gone(order, line, station).is_none();
    if !order.lines.iter().any(waits) {
        return None;
    }
    let shown: Vec<Sent<'_>> = tickets(order, station)
        .into_iter()
        .filter(|ticket| ticket.iter().any(|(line, _)| gone(order, line, station).is_none()))
        .flatten()
        .filter(|(line, _)| is_shown(order, line, station))
        .collect();
    let fired: Vec<Sent<'_>> = shown.iter().filter(|(line, _)| !line.is_held()).copied().collect();
    let aging = if fired.is_empty() { &shown } else { &fired };
    let sent = aging.iter().map(|(_, sent)| sent.since()).min()?;
    let since = shown_from(state, order).map_or(sent, |from| from.max(sent));
    let limits = thresholds.of(order.service, station);
    let age_ms = if fired.is_empty() { 0 } else { now.since(since) };
    let late_ms = (age_ms >= limits.late_ms).then(|| age_ms.saturating_sub(limits.late_ms));
    let dead = is_dead(order);
    let wanted: Vec<&Line> =
        fired.iter().map(|(line, _)| *line).filter(|line| !dead && !line.is_void()).collect();
    let runner = station.is_none() && order.pass == PassRule::Runner;
    let running = runner && wanted.iter().all(|line| line.passed.is_some());
    let waits = !dead && fired.is_empty();
    let state_now = if waits { CardState::Held } else { card_state(&wanted, running) };
    let ready = state_now == CardState::Ready;
    Some(Card {
        order: order.id,
        number: order.title(),
        place: order.place(),
        service: order.service,
        table: order.table.clone(),
        guests: order.guests,
        by: sender(state, order, &shown),
        since,
        age_ms,
        late_ms,
        sign: if state_now == CardState::Held { Sign::InTime } else { sign(age_ms, limits) },
        state: state_now,
        ready_since: if ready { wanted.iter().filter_map(|line| line.ready).max() } else { None },
        recalled: shown.iter().any(|(line, _)| line.recalled.is_some()),
        prioritised: order.prioritised,
        promised: order.due.or(order.accepted.flatten()),
        done: pieces(wanted.iter().copied().filter(|line| line.ready.is_some())),
        pieces: pieces(wanted.iter().copied()),
        lines: card_lines(&shown, dead),
        ticket: moved(if dead { &shown } else { &fired }, station),
        elsewhere: elsewhere(state, order, station),
        bumped_everywhere: order.pass == PassRule::Off
            && !fired.is_empty()
            && fired.iter().all(|(line, _)| line.bumped.is_some()),
    })
}

fn card_state(wanted: &[&Line], running: bool) -> CardState {
    if wanted.is_empty() {
        CardState::Void
    } else if running {
        CardState::Running
    } else if wanted.iter().all(|line| line.ready.is_some()) {
        CardState::Ready
    } else if wanted.iter().any(|line| line.started.is_some()) {
        CardState::Cooking
    } else {
        CardState::New
    }
}

fn pieces<'a>(lines: impl Iterator<Item = &'a Line>) -> i64 {
    lines.map(|line| line.standing().count()).fold(0, i64::saturating_add)
}

fn sender(state: &State, order: &Order, shown: &[Sent<'_>]) -> String {
    let first = shown.first().map(|(_, sent)| sent.send);
    let stamp = order.sends.iter().find(|(send, _)| Some(*send) == first);
    stamp.map_or_else(String::new, |(_, stamp)| state.staff_name(&stamp.staff))
}

fn moved(lines: &[Sent<'_>], station: Option<&str>) -> TicketMoved {
    let mut sends: Vec<SendId> = lines.iter().map(|(_, sent)| sent.send).collect();
    sends.dedup();
    let ids: Vec<LineId> = lines.iter().map(|(line, _)| line.id).collect();
    TicketMoved { station: station.unwrap_or(PASS).to_owned(), sends, lines: ids }
}

/// The name of a station; its code where the menu does not know it.
pub fn station_name(state: &State, code: &str) -> String {
    let known = state.menu().stations.iter().find(|station| station.code == code);
    known.map_or_else(|| code.to_owned(), |station| station.name.clone())
}

fn elsewhere(state: &State, order: &Order, here: Option<&str>) -> Vec<Elsewhere> {
    let mut by_station: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    let wanted =
        |line: &&Line| line.is_live() && line.is_prepared() && !line.is_void() && !line.is_held();
    for line in order.lines.iter().filter(wanted) {
        let Some(station) = line.station().filter(|code| Some(*code) != here) else { continue };
        let count = line.standing().count();
        let (done, pieces) = by_station.entry(station).or_default();
        *pieces = pieces.saturating_add(count);
        *done = done.saturating_add(if line.ready.is_some() { count } else { 0 });
    }
    by_station
        .into_iter()
        .map(|(code, (done, pieces))| Elsewhere {
            station: station_name(state, code),
            done,
            pieces,
        })
        .collect()
}
