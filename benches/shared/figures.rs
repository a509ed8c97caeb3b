//! Figures: percentiles, rates and ratios in whole microseconds, and how they are printed.

use std::fmt;

/// The usual percentiles of many durations, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percentiles {
    /// How many durations there were.
    pub count: usize,
    /// Half were at most this long.
    pub p50: u64,
    /// 95 of 100 were at most this long.
    pub p95: u64,
    /// 99 of 100 were at most this long.
    pub p99: u64,
    /// The longest.
    pub max: u64,
}

impl Percentiles {
    /// The percentiles of durations in microseconds; all zero when there are none.
    pub fn of(mut micros: Vec<u64>) -> Self {
        micros.sort_unstable();
        let at = |percent: usize| {
            let place = (micros.len() * percent).div_ceil(100).saturating_sub(1);
            micros.get(place).copied().unwrap_or(0)
        };
        Self { count: micros.len(), p50: at(50), p95: at(95), p99: at(99), max: at(100) }
    }
}

impl fmt::Display for Percentiles {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "p50 {} ms, p95 {} ms, p99 {} ms, longest {} ms ({} runs)",
            millis(self.p50),
            millis(self.p95),
            millis(self.p99),
            millis(self.max),
            self.count
        )
    }
}

/// Microseconds as milliseconds with two digits: `1.53`.
pub fn millis(micros: u64) -> String {
    let hundredths = (micros + 5) / 10;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// How many times `part` goes into `whole`, with two digits: `1.84`; `-` when there is no part.
pub fn ratio(whole: u64, part: u64) -> String {
    let Some(hundredths) = whole.saturating_mul(100).checked_div(part) else {
        return "-".to_owned();
    };
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// How many of `count` happened in a second when all took `micros`.
pub fn per_second(count: usize, micros: u64) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX).saturating_mul(1_000_000) / micros.max(1)
}

/// One figure beside its goal.
#[expect(clippy::print_stdout, reason = "a bench is run to read its figures")]
pub fn show(what: &str, found: impl fmt::Display, goal: &str) {
    let goal = if goal.is_empty() { String::new() } else { format!("   [goal: {goal}]") };
    println!("{what:<46} {found}{goal}");
}

/// A line between the figures.
#[expect(clippy::print_stdout, reason = "a bench is run to read its figures")]
pub fn say(line: impl fmt::Display) {
    println!("{line}");
}
