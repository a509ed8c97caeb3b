//! The face of a seat: one of the full-screen modes behind one update and one view.

use std::collections::BTreeMap;
use std::path::Path;

use ratatui::Frame;

use super::boot::Mode;
use crate::config::{self, Config};
use crate::domain::board::{Limits, RecallKeep, Thresholds};
use crate::domain::desk::Desk;
use crate::domain::money::Money;
use crate::domain::pickup::PickupRules;
use crate::domain::settings::Service;
use crate::tui::counter::{self, AmountEntry, CounterSettings};
use crate::tui::display::{self, DisplaySettings};
use crate::tui::effect::Effect;
use crate::tui::front::Front;
use crate::tui::keymap::{DigitRowSetting, Keymap, KeymapError};
use crate::tui::kitchen::{self, BumpBar, KitchenSettings};
use crate::tui::look::Look;
use crate::tui::msg::{Msg, Now};
use crate::tui::terminal::Caret;

/// One of the full-screen modes.
#[derive(Debug)]
pub enum Face {
    /// Takes orders and money.
    Counter(Box<counter::Model>),
    /// Shows and bumps tickets.
    Kitchen(Box<kitchen::Model>),
    /// Shows guests their numbers.
    Display(Box<display::Model>),
}

impl Face {
    /// The face of a mode over a desk, with the settings of the machine.
    pub fn new(mode: &Mode, desk: Desk, look: Look, config: &Config, now: Now) -> Self {
        match mode {
            Mode::Counter | Mode::Hub => {
                let settings = counter_settings(config);
                Self::Counter(Box::new(counter::Model::new(desk, look, settings, now)))
            }
            Mode::Display => {
                let settings = display_settings(config);
                Self::Display(Box::new(display::Model::new(desk, look, settings, now)))
            }
            Mode::Kitchen(station) => {
                let settings = kitchen_settings(config, station.clone());
                Self::Kitchen(Box::new(kitchen::Model::new(desk, look, settings, now)))
            }
        }
    }

    /// Somebody listens instead of looking: every change is said in words.
    pub fn listen(&mut self) {
        match self {
            Self::Counter(model) => model.listens = true,
            // These say what is new and what was done in any case.
            Self::Kitchen(_) | Self::Display(_) => {}
        }
    }

    /// Takes over the keys of the bump bar: the file that the settings name, else the one in the
    /// folder of the kitchen.
    ///
    /// # Errors
    /// One sentence; the usual keys work then.
    pub fn read_bump_bar(&mut self, config: &Config, folder: &Path) -> Result<(), String> {
        let Self::Kitchen(model) = self else { return Ok(()) };
        let own = folder.join(kitchen::BUMP_BAR_FILE);
        let path = config.kitchen.bump_bar.clone().unwrap_or_else(|| own.clone());
        if path == own && !own.exists() {
            return Ok(());
        }
        let said = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = std::fs::read_to_string(&path).map_err(|error| said(&error))?;
        model.settings.bump_bar = BumpBar::parse(&text).map_err(|error| said(&error))?;
        Ok(())
    }

    /// What the key bar calls it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Counter(_) => "Counter",
            Self::Kitchen(_) => "Kitchen",
            Self::Display(_) => "Display",
        }
    }

    /// Hands a message to the mode.
    pub fn update(&mut self, msg: &Msg, now: Now) -> Vec<Effect> {
        match self {
            Self::Counter(model) => counter::update(model, msg, now),
            Self::Kitchen(model) => kitchen::update(model, msg, now),
            Self::Display(model) => display::update(model, msg, now),
        }
    }

    /// True while a PIN is typed, which no record may hold.
    pub fn hides_keys(&self) -> bool {
        matches!(self, Self::Counter(model) if model.hides_keys())
    }

    /// Draws the mode; changes nothing.
    pub fn view(&self, frame: &mut Frame<'_>) -> Option<Caret> {
        match self {
            Self::Counter(model) => counter::view(model, frame),
            Self::Kitchen(model) => kitchen::view(model, frame),
            Self::Display(model) => display::view(model, frame),
        }
    }

    /// What the mode shares with the others: desk, link, batches on their way to the disk.
    pub fn front(&mut self) -> &mut Front {
        match self {
            Self::Counter(model) => &mut model.front,
            Self::Kitchen(model) => &mut model.front,
            Self::Display(model) => &mut model.front,
        }
    }
}

fn counter_settings(config: &Config) -> CounterSettings {
    let counter = &config.counter;
    CounterSettings {
        service: match counter.order_type {
            config::OrderType::DineIn => Service::DineIn,
            config::OrderType::Delivery => Service::Delivery,
            config::OrderType::Takeaway | config::OrderType::Ask => Service::Takeaway,
        },
        asks_service: counter.order_type == config::OrderType::Ask,
        amount_entry: match counter.amount_entry {
            config::AmountEntry::Minor => AmountEntry::Minor,
            config::AmountEntry::Major => AmountEntry::Major,
        },
        enter_opens_pay: counter.enter_opens_pay,
        notes: counter.notes.iter().copied().map(Money::new).collect(),
        mouse: config.ui.mouse,
        // A program with keys that clash does not come so far.
        keys: counter_keys(config).unwrap_or_default(),
        digit_row: digit_row(config),
        blind_count: counter.blind_count,
        drawer: counter.drawer,
        lock_after_ms: counter.lock_after_ms,
    }
}

const fn digit_row(config: &Config) -> DigitRowSetting {
    match config.keys.digit_row {
        config::DigitRow::Auto => DigitRowSetting::Auto,
        config::DigitRow::On => DigitRowSetting::On,
        config::DigitRow::Off => DigitRowSetting::Off,
    }
}

/// The keys that the settings give to the order screen.
///
/// # Errors
/// A clash, or a name or key that is none.
pub fn counter_keys(config: &Config) -> Result<Keymap, KeymapError> {
    let none = BTreeMap::new();
    counter::keymap(config.keys.taught.get("counter").unwrap_or(&none))
}

fn kitchen_settings(config: &Config, station: Option<String>) -> KitchenSettings {
    let kitchen = &config.kitchen;
    KitchenSettings {
        station,
        thresholds: thresholds(kitchen),
        start_step: kitchen.start_step,
        direct_bump: kitchen.direct_bump,
        sticky: kitchen.slots == config::Slots::Sticky,
        max_slots: usize::from(kitchen.max_slots),
        bell: kitchen.bell,
        bell_every_ms: kitchen.bell_repeat.every_ms,
        bell_times: kitchen.bell_repeat.times,
        keep: RecallKeep {
            tickets: usize::try_from(kitchen.recall_keep.tickets).unwrap_or(usize::MAX),
            within_ms: i64::try_from(kitchen.recall_keep.within_ms).unwrap_or(i64::MAX),
        },
        bump_bar: BumpBar::default(),
        digit_row: digit_row(config),
    }
}

fn display_settings(config: &Config) -> DisplaySettings {
    let display = &config.display;
    DisplaySettings {
        page_ms: display.page_ms,
        rules: PickupRules {
            ready_for_ms: i64::try_from(display.ready_for_ms).unwrap_or(i64::MAX),
            dine_in: display.dine_in,
        },
    }
}

fn thresholds(kitchen: &config::Kitchen) -> Thresholds {
    let limits = |service| {
        let ms = |ages: &config::PerService| i64::try_from(ages.of(service)).unwrap_or(i64::MAX);
        Limits { warn_ms: ms(&kitchen.warn_ms), late_ms: ms(&kitchen.late_ms) }
    };
    let by_service = [
        (Service::DineIn, config::ServiceName::DineIn),
        (Service::Takeaway, config::ServiceName::Takeaway),
        (Service::Delivery, config::ServiceName::Delivery),
        (Service::Online, config::ServiceName::Online),
    ];
    Thresholds {
        by_service: by_service.into_iter().map(|(own, named)| (own, limits(named))).collect(),
        by_station: stations(kitchen),
        usual: usual(kitchen),
    }
}

fn limits(warn_ms: u64, late_ms: u64) -> Limits {
    let ms = |ms: u64| i64::try_from(ms).unwrap_or(i64::MAX);
    Limits { warn_ms: ms(warn_ms), late_ms: ms(late_ms).max(ms(warn_ms)) }
}

fn usual(kitchen: &config::Kitchen) -> Limits {
    limits(kitchen.warn_ms.default_ms, kitchen.late_ms.default_ms)
}

/// The ages of stations that have their own; what one of the two leaves out is the usual age.
fn stations(kitchen: &config::Kitchen) -> BTreeMap<String, Limits> {
    let (warn, late) = (&kitchen.station_warn_ms, &kitchen.station_late_ms);
    let codes = warn.keys().chain(late.keys());
    let of = |code: &String| {
        let warn = warn.get(code).copied().unwrap_or(kitchen.warn_ms.default_ms);
        let late = late.get(code).copied().unwrap_or(kitchen.late_ms.default_ms);
        (code.clone(), limits(warn, late))
    };
    codes.map(of).collect()
}
