//! Preparation times: what an order says about them, and what many orders have taught.

use std::collections::BTreeMap;

use super::board::PASS;
use super::id::SendId;
use super::order::{Line, Order};
use super::time::{At, SiteClock};

/// How wide a step of the distribution is, in milliseconds.
pub const BUCKET_MS: i64 = 15_000;
/// Waits from this many milliseconds on share the last step: two hours.
const LONGEST_MS: i64 = 7_200_000;
/// Lines of an hour from which its own times count; fewer say little about the hour.
const HOUR_LINES: i64 = 12;
/// Lines of a station from which anything is said at all.
const LEAST_LINES: i64 = 8;
/// What the journal teaches is read anew this often in a long run, in milliseconds.
pub const LEARN_MS: u64 = 3_600_000;
/// One hour in milliseconds.
const HOUR_MS: i64 = 3_600_000;

/// Where a time is counted: the hour since 1970 in UTC, station, item, step of the distribution.
/// The item is its code, or the name of an open one; empty for a whole ticket.
pub type PrepCell = (i64, String, String, i64);

/// The sums of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PrepSums {
    /// How many lines, or tickets.
    pub count: i64,
    /// From sent to ready, milliseconds in all.
    pub wait_ms: i64,
    /// Of how many the start is known.
    pub works: i64,
    /// From started to ready, milliseconds in all.
    pub work_ms: i64,
}

impl PrepSums {
    /// Adds another's sums `sign` times.
    pub fn add(&mut self, other: &Self, sign: i64) {
        let add = |sum: &mut i64, value: i64| {
            *sum = sum.saturating_add(value.saturating_mul(sign));
        };
        add(&mut self.count, other.count);
        add(&mut self.wait_ms, other.wait_ms);
        add(&mut self.works, other.works);
        add(&mut self.work_ms, other.work_ms);
    }

    /// True when nothing is left in it.
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }

    /// The mean from sent to ready, milliseconds.
    pub fn wait(&self) -> Option<i64> {
        self.wait_ms.checked_div(self.count)
    }

    /// The mean from started to ready, milliseconds; from sent where starts are not known.
    pub fn work(&self) -> Option<i64> {
        if self.works > 0 { self.work_ms.checked_div(self.works) } else { self.wait() }
    }

    /// Milliseconds of hands, those of lines whose start is not known by their wait.
    fn hands_ms(&self) -> i64 {
        if self.works > 0 { self.work_ms } else { self.wait_ms }
    }
}

/// The name under which times of a line are kept.
pub fn item_of(line: &Line) -> &str {
    line.sold.item.as_deref().unwrap_or(&line.sold.name)
}

fn hour_of(at: At) -> i64 {
    at.0.div_euclid(HOUR_MS)
}

/// The times that an order shows, line by line and ticket by ticket. Scheduled orders wait on
/// purpose and say nothing.
pub fn prep_of(order: &Order) -> Vec<(PrepCell, PrepSums)> {
    let mut cells: BTreeMap<PrepCell, PrepSums> = BTreeMap::new();
    let mut tickets: BTreeMap<(SendId, &str), (At, Option<At>)> = BTreeMap::new();
    if order.due.is_some() {
        return Vec::new();
    }
    let wanted = |line: &&Line| line.is_live() && line.is_prepared() && !line.is_void();
    for line in order.lines.iter().filter(wanted) {
        let (Some(station), Some(sent)) = (line.station(), line.sent) else { continue };
        let since = sent.since();
        let ticket = tickets.entry((sent.send, station)).or_insert((since, Some(since)));
        ticket.1 = ticket.1.zip(line.ready).map(|(last, ready)| last.max(ready));
        let Some(ready) = line.ready else { continue };
        let work = line.started.filter(|started| *started < ready).map(|one| ready.since(one));
        let sums = PrepSums {
            count: 1,
            wait_ms: ready.since(since),
            works: i64::from(work.is_some()),
            work_ms: work.unwrap_or(0),
        };
        put(&mut cells, since, (station, item_of(line)), &sums);
    }
    for ((_, station), (since, ready)) in tickets {
        if let Some(ready) = ready {
            let sums = PrepSums { count: 1, wait_ms: ready.since(since), ..PrepSums::default() };
            put(&mut cells, since, (station, ""), &sums);
        }
    }
    cells.into_iter().collect()
}

fn put(
    cells: &mut BTreeMap<PrepCell, PrepSums>,
    since: At,
    (station, item): (&str, &str),
    sums: &PrepSums,
) {
    let bucket = sums.wait_ms.clamp(0, LONGEST_MS).div_euclid(BUCKET_MS);
    let cell = (hour_of(since), station.to_owned(), item.to_owned(), bucket);
    cells.entry(cell).or_default().add(sums, 1);
}

/// How long the lines of one thing took, over many orders.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PrepTimes {
    /// The sums.
    pub sums: PrepSums,
    /// How many by step of the distribution.
    pub buckets: BTreeMap<i64, i64>,
}

impl PrepTimes {
    fn add(&mut self, bucket: i64, sums: &PrepSums) {
        self.sums.add(sums, 1);
        let count = self.buckets.entry(bucket).or_default();
        *count = count.saturating_add(sums.count);
    }

    /// Nine of ten took at most this long, milliseconds, as finely as the steps are.
    pub fn p90(&self) -> Option<i64> {
        let ninth = self.sums.count.saturating_mul(9).saturating_add(9).checked_div(10)?;
        let mut seen: i64 = 0;
        for (bucket, count) in &self.buckets {
            seen = seen.saturating_add(*count);
            if seen >= ninth && seen > 0 {
                return Some(bucket.saturating_add(1).saturating_mul(BUCKET_MS));
            }
        }
        None
    }

    /// The longest, milliseconds, as finely as the steps are.
    pub fn longest(&self) -> Option<i64> {
        let filled = self.buckets.iter().filter(|(_, count)| **count > 0);
        filled.map(|(bucket, _)| bucket.saturating_add(1).saturating_mul(BUCKET_MS)).max()
    }

    /// How many took at least so many milliseconds, as finely as the steps are.
    pub fn at_least(&self, ms: i64) -> i64 {
        let from = ms.div_euclid(BUCKET_MS);
        self.buckets.range(from..).map(|(_, count)| *count).fold(0, i64::saturating_add)
    }
}

/// What many orders have taught about a site's kitchen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Learnt {
    /// By station and item.
    items: BTreeMap<(String, String), PrepTimes>,
    /// By local hour, station and item.
    hours: BTreeMap<(u8, String, String), PrepSums>,
    /// By station: lines of all items.
    stations: BTreeMap<String, PrepSums>,
    /// By station: how many lines are in hand at once when it is busy.
    hands: BTreeMap<String, i64>,
}

impl Learnt {
    /// Learns from cells of the projection; tickets as a whole teach nothing more.
    pub fn of(cells: impl IntoIterator<Item = (PrepCell, PrepSums)>, clock: &SiteClock) -> Self {
        let mut learnt = Self::default();
        let mut busy: BTreeMap<(i64, String), i64> = BTreeMap::new();
        for ((hour, station, item, bucket), sums) in cells {
            if item.is_empty() || station == PASS {
                continue;
            }
            let local = clock.hour(At(hour.saturating_mul(HOUR_MS)));
            let in_hand = busy.entry((hour, station.clone())).or_default();
            *in_hand = in_hand.saturating_add(sums.hands_ms());
            learnt.stations.entry(station.clone()).or_default().add(&sums, 1);
            learnt.hours.entry((local, station.clone(), item.clone())).or_default().add(&sums, 1);
            learnt.items.entry((station, item)).or_default().add(bucket, &sums);
        }
        for ((_, station), ms) in busy {
            let hands = ms.saturating_add(HOUR_MS / 2).div_euclid(HOUR_MS).max(1);
            let most = learnt.hands.entry(station).or_insert(1);
            *most = (*most).max(hands);
        }
        learnt
    }

    /// True when enough lines were seen at a station to say anything.
    pub fn knows(&self, station: &str) -> bool {
        self.stations.get(station).is_some_and(|sums| sums.count >= LEAST_LINES)
    }

    /// How many lines a station has in hand at once when it is busy; at least one.
    pub fn hands(&self, station: &str) -> i64 {
        self.hands.get(station).copied().unwrap_or(1)
    }

    /// How long one line of an item is in hand, milliseconds: at this hour where enough is known of
    /// it, else over the day, else any item of the station.
    pub fn work(&self, station: &str, item: &str, local_hour: u8) -> Option<i64> {
        let key = (local_hour, station.to_owned(), item.to_owned());
        let hour = self.hours.get(&key).filter(|sums| sums.count >= HOUR_LINES);
        let all = || {
            let times = self.items.get(&(key.1.clone(), key.2.clone()))?;
            Some(&times.sums).filter(|sums| sums.count > 0)
        };
        let station = || self.stations.get(station);
        hour.or_else(all).or_else(station).and_then(PrepSums::work)
    }

    /// The items by station, with their times.
    pub fn items(&self) -> impl Iterator<Item = (&str, &str, &PrepTimes)> {
        self.items.iter().map(|((station, item), times)| (&**station, &**item, times))
    }
}

/// Times of one period added up by a word of their own, for reports.
pub fn add_up<K: Ord>(
    cells: impl IntoIterator<Item = (PrepCell, PrepSums)>,
    key: impl Fn(&PrepCell) -> Option<K>,
) -> BTreeMap<K, PrepTimes> {
    let mut sums: BTreeMap<K, PrepTimes> = BTreeMap::new();
    for (cell, one) in cells {
        if let Some(key) = key(&cell) {
            sums.entry(key).or_default().add(cell.3, &one);
        }
    }
    sums
}
