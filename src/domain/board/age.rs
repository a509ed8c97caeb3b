//! How old a ticket is: from when it is marked and late, by service and station.

use std::collections::BTreeMap;

use crate::domain::settings::Service;

/// A ticket counts as new for this many milliseconds.
pub const NEW_MS: i64 = 30_000;

/// From which age a ticket is marked, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// It is getting old.
    pub warn_ms: i64,
    /// It is late.
    pub late_ms: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { warn_ms: 300_000, late_ms: 600_000 }
    }
}

/// The ages for every service and station.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Thresholds {
    /// Where nothing says otherwise.
    pub usual: Limits,
    /// Services that differ.
    pub by_service: BTreeMap<Service, Limits>,
    /// Stations that differ, for all services.
    pub by_station: BTreeMap<String, Limits>,
    /// Services that differ at a station.
    pub by_both: BTreeMap<(String, Service), Limits>,
}

impl Thresholds {
    /// The ages of a service at a station: those of both together, else the station's own, else
    /// the service's.
    pub fn of(&self, service: Service, station: Option<&str>) -> Limits {
        let both = station.and_then(|code| self.by_both.get(&(code.to_owned(), service)));
        let own = || station.and_then(|code| self.by_station.get(code));
        let limits = both.or_else(own).or_else(|| self.by_service.get(&service));
        limits.copied().unwrap_or(self.usual)
    }

    /// The ages that a screen of a station names: its own, else the usual ones.
    pub fn of_screen(&self, station: Option<&str>) -> Limits {
        station.and_then(|code| self.by_station.get(code)).copied().unwrap_or(self.usual)
    }
}

/// How old a ticket is, as a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// It has just come.
    New,
    /// In time.
    InTime,
    /// Getting old.
    Old,
    /// Too old.
    Late,
}

impl Sign {
    /// The sign itself; empty in time.
    pub const fn text(self) -> &'static str {
        match self {
            Self::New => "*",
            Self::InTime => "",
            Self::Old => "!",
            Self::Late => "!!",
        }
    }
}

pub(super) fn sign(age_ms: i64, limits: Limits) -> Sign {
    if age_ms >= limits.late_ms {
        Sign::Late
    } else if age_ms >= limits.warn_ms {
        Sign::Old
    } else if age_ms < NEW_MS {
        Sign::New
    } else {
        Sign::InTime
    }
}
