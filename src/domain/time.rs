//! Moments, business days and the hybrid clock that orders facts whatever the wall clocks say.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::id::{BadId, text_serde};

/// A moment in milliseconds UTC since 1970.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct At(pub i64);

impl At {
    /// Milliseconds from `earlier` to this moment; zero when the other is later.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).max(0)
    }

    /// This moment `milliseconds` later.
    #[must_use]
    pub fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// The moment as RFC 3339 text in UTC, for machine-readable answers.
    pub fn rfc3339(self) -> String {
        jiff::Timestamp::from_millisecond(self.0)
            .map_or_else(|_| self.0.to_string(), |stamp| stamp.to_string())
    }
}

/// A business day, written by the terminal that made a fact and never computed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub Date);

impl Day {
    /// The day before; the first day there is stays where it is.
    #[must_use]
    pub fn before(self) -> Self {
        Self(self.0.yesterday().unwrap_or(self.0))
    }

    /// The day after; the last day there is stays where it is.
    #[must_use]
    pub fn after(self) -> Self {
        Self(self.0.tomorrow().unwrap_or(self.0))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0.to_string())
    }
}

impl FromStr for Day {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        text.parse().map(Self).map_err(|_| BadId(text.to_owned()))
    }
}
text_serde!(Day);

/// The hybrid clock: 48 bits of milliseconds and 16 bits of counter, per aggregate.
///
/// Within an aggregate a fact made after seeing another always sorts after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hlc(pub u64);

impl Hlc {
    /// The stamp of a fact made at `wall` after seeing `last` of the same aggregate.
    #[must_use]
    pub fn next(last: Self, wall: At) -> Self {
        let wall = u64::try_from(wall.0.max(0)).unwrap_or(0).min((1 << 48) - 1);
        Self((wall << 16).max(last.0.saturating_add(1)))
    }

    /// The wall time inside, in milliseconds UTC.
    pub fn wall(self) -> At {
        At(i64::try_from(self.0 >> 16).unwrap_or(i64::MAX))
    }
}

impl fmt::Display for Hlc {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:016x}", self.0)
    }
}

impl FromStr for Hlc {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let bad = || BadId(text.to_owned());
        if text.len() != 16 {
            return Err(bad());
        }
        u64::from_str_radix(text, 16).map(Self).map_err(|_| bad())
    }
}
text_serde!(Hlc);

/// Reads a time of day such as `18:30`.
///
/// # Errors
/// A sentence that says how to write it.
pub fn clock_time(text: &str) -> Result<(u8, u8), String> {
    let read = || {
        let (hour, minute) = text.trim().split_once([':', '.'])?;
        let time: (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
        (time.0 < 24 && time.1 < 60 && minute.len() == 2).then_some(time)
    };
    read().ok_or_else(|| format!("`{text}` is not a time of day: write it as 18:30"))
}

/// The site's time zone and cut-off: what turns a moment into a business day and a clock time.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteClock {
    zone: TimeZone,
    cut_off: Time,
}

impl SiteClock {
    /// A clock for an IANA time zone and a cut-off in minutes after midnight.
    /// A zone that is not known counts as UTC; settings refuse such a zone before it gets here.
    pub fn new(time_zone: &str, cut_off_minutes: u16) -> Self {
        let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
        let hour = i8::try_from(cut_off_minutes / 60).unwrap_or(0);
        let minute = i8::try_from(cut_off_minutes % 60).unwrap_or(0);
        Self { zone, cut_off: Time::new(hour, minute, 0, 0).unwrap_or(Time::midnight()) }
    }

    /// True when the name is a time zone that this build knows.
    pub fn knows(time_zone: &str) -> bool {
        TimeZone::get(time_zone).is_ok()
    }

    /// The local date and time of a moment.
    pub fn local(&self, at: At) -> jiff::civil::DateTime {
        jiff::Timestamp::from_millisecond(at.0)
            .map_or(jiff::civil::DateTime::ZERO, |stamp| self.zone.to_datetime(stamp))
    }

    /// The business day of a moment: the local date, or the day before until the cut-off. A clock
    /// that is put back shows the cut-off twice; the day begins at the first and only once.
    pub fn day(&self, at: At) -> Day {
        let day = Day(self.local(at).date());
        if self.start(day).is_some_and(|start| at < start) { day.before() } else { day }
    }

    /// The moment at which a business day starts.
    pub fn start(&self, day: Day) -> Option<At> {
        self.moment(day.0.to_datetime(self.cut_off))
    }

    /// The local hour of a moment, 0 to 23.
    pub fn hour(&self, at: At) -> u8 {
        u8::try_from(self.local(at).hour()).unwrap_or(0)
    }

    /// The local time as `14:32`.
    pub fn hours_minutes(&self, at: At) -> String {
        let local = self.local(at);
        format!("{:02}:{:02}", local.hour(), local.minute())
    }

    /// The local time as `14:32:08`.
    pub fn hours_minutes_seconds(&self, at: At) -> String {
        format!("{}:{:02}", self.hours_minutes(at), self.local(at).second())
    }

    /// The local date and time as `2026-11-20 14:32`, as receipts bear it: after midnight the date
    /// is that of the clock, not the business day.
    pub fn dated(&self, at: At) -> String {
        self.local(at).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// The local date and time as `Fri 20 Nov 14:32`.
    pub fn long(&self, at: At) -> String {
        format!("{}", self.local(at).strftime("%a %d %b %H:%M"))
    }

    /// The local date and time as `Fri 20 Nov 2026 14:32`, for what is kept for years.
    pub fn kept(&self, at: At) -> String {
        format!("{}", self.local(at).strftime("%a %d %b %Y %H:%M"))
    }

    /// The moment of a local date and time; of a repeated hour the first, of a skipped one the
    /// moment after the gap.
    pub fn moment(&self, local: jiff::civil::DateTime) -> Option<At> {
        self.zone
            .to_ambiguous_timestamp(local)
            .compatible()
            .ok()
            .map(|stamp| At(stamp.as_millisecond()))
    }

    /// The next moment after `now` at which the local clock shows hour and minute.
    pub fn next(&self, now: At, (hour, minute): (u8, u8)) -> Option<At> {
        let time = Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()?;
        let today = self.local(now).date();
        let days = [Some(today), today.tomorrow().ok()];
        let moments =
            days.into_iter().flatten().filter_map(|day| self.moment(day.to_datetime(time)));
        moments.filter(|at| *at > now).min()
    }

    /// The moment as RFC 3339 text with the site's offset.
    pub fn rfc3339(&self, at: At) -> String {
        jiff::Timestamp::from_millisecond(at.0).map_or_else(
            |_| at.0.to_string(),
            |stamp| {
                let zoned = stamp.to_zoned(self.zone.clone());
                format!("{}", zoned.strftime("%Y-%m-%dT%H:%M:%S%:z"))
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> At {
        At(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn the_hybrid_clock_never_goes_back() {
        let first = Hlc::next(Hlc::default(), At(1_000));
        let behind = Hlc::next(first, At(10));
        assert!(behind > first, "a clock that fell behind still sorts after what was seen");
        assert_eq!(first.wall(), At(1_000));
        assert_eq!(first.to_string().parse(), Ok(first));
    }

    #[test]
    fn a_paper_of_the_night_bears_the_date_of_the_calendar() {
        let clock = SiteClock::new("Europe/Berlin", 240);
        let night = at("2026-11-21T00:30:00Z");
        assert_eq!(clock.day(night).to_string(), "2026-11-20");
        assert_eq!(clock.dated(night), "2026-11-21 01:30");
        assert_eq!(clock.kept(night), "Sat 21 Nov 2026 01:30");
    }

    #[test]
    fn the_business_day_starts_at_the_cut_off_through_both_clock_changes() {
        let clock = SiteClock::new("Europe/Berlin", 240);
        assert_eq!(clock.day(at("2026-11-21T02:59:00Z")).to_string(), "2026-11-20");
        assert_eq!(clock.day(at("2026-11-21T03:00:00Z")).to_string(), "2026-11-21");
        assert_eq!(clock.day(at("2026-03-29T01:59:59Z")).to_string(), "2026-03-28");
        assert_eq!(clock.day(at("2026-03-29T02:00:00Z")).to_string(), "2026-03-29");
        assert_eq!(clock.day(at("2026-10-25T02:59:59Z")).to_string(), "2026-10-24");
        assert_eq!(clock.day(at("2026-10-25T03:00:00Z")).to_string(), "2026-10-25");
    }

    #[test]
    fn a_cut_off_in_the_hour_that_comes_twice_or_never_begins_one_day_once() {
        let clock = SiteClock::new("Europe/Berlin", 150);
        // 02:29 and 02:40 in summer time, then 02:10 once more in winter time.
        for (moment, day) in [
            ("2026-10-25T00:29:59Z", "2026-10-24"),
            ("2026-10-25T00:40:00Z", "2026-10-25"),
            ("2026-10-25T01:10:00Z", "2026-10-25"),
            // 01:59 in winter time, then 03:10 and 03:30 in summer time.
            ("2026-03-29T00:59:59Z", "2026-03-28"),
            ("2026-03-29T01:10:00Z", "2026-03-28"),
            ("2026-03-29T01:30:00Z", "2026-03-29"),
        ] {
            assert_eq!(clock.day(at(moment)).to_string(), day, "{moment}");
        }
        let mut last = clock.day(at("2026-10-24T12:00:00Z"));
        for minute in 0..2_880 {
            let day = clock.day(At(at("2026-10-24T12:00:00Z").0 + minute * 60_000));
            assert!(day >= last, "a business day never comes again");
            assert_eq!(clock.start(day).map(|start| clock.day(start)), Some(day));
            last = day;
        }
    }

    #[test]
    fn after_midnight_a_receipt_bears_the_date_of_the_clock() {
        let clock = SiteClock::new("Europe/Berlin", 240);
        let late = at("2026-11-21T00:30:00Z");
        assert_eq!(clock.day(late).to_string(), "2026-11-20");
        assert_eq!(clock.dated(late), "2026-11-21 01:30");
    }
}
