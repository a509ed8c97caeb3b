//! How a new site starts: what its first terminal is called, its menu and its settings.

use super::BootError;
use crate::clock::Clock;
use crate::config::{Prices, Seeds};
use crate::domain::currency::Currency;
use crate::domain::floor;
use crate::domain::menu::Menu;
use crate::domain::number::Letter;
use crate::domain::settings::{PriceMode, Settings};
use crate::menu_file;

/// How a new site starts.
#[derive(Debug, Clone)]
pub struct Founding {
    /// What the founding terminal is called.
    pub name: String,
    /// Its order letter; only counters and hubs sell.
    pub letter: Option<Letter>,
    /// The menu; nothing is published without one.
    pub menu: Option<Menu>,
    /// The settings.
    pub settings: Settings,
}

impl Founding {
    /// `Work alone`: a counter called `Counter A` with settings from seeds, and the sample menu
    /// when the site sells in the sample's currency.
    ///
    /// # Errors
    /// [`BootError::Seed`] for a seed that cannot be used.
    pub fn alone(seeds: &Seeds, clock: &Clock) -> Result<Self, BootError> {
        let settings = settings_from(seeds, clock)?;
        let menu = menu_file::read("cafe.toml", menu_file::SAMPLE, &settings).ok();
        Ok(Self { name: "Counter A".to_owned(), letter: Some(Letter::first()), menu, settings })
    }
}

/// The settings of a new site: its seeds, else the machine's time zone and the usual values.
///
/// # Errors
/// [`BootError::Seed`] for a seed that cannot be used.
pub fn settings_from(seeds: &Seeds, clock: &Clock) -> Result<Settings, BootError> {
    let mut settings = Settings { floor: floor::sample(), ..Settings::default() };
    if let Some(code) = &seeds.currency {
        settings.currency = Currency::from_code(code).ok_or_else(|| BootError::Seed {
            key: "site.currency",
            value: code.clone(),
            remedy: "write a code of three capital letters, for example EUR",
        })?;
    }
    if let Some(zone) = seeds.time_zone.clone().or_else(|| clock.time_zone_name()) {
        settings.time_zone = zone;
    }
    if let Some(minutes) = seeds.cut_off_minutes {
        settings.cut_off = minutes;
    }
    match seeds.prices {
        Some(Prices::Exclusive) => settings.prices = PriceMode::Exclusive,
        Some(Prices::Inclusive) | None => {}
    }
    Ok(settings)
}
