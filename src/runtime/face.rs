//! The face of a seat: one of the full-screen modes behind one update and one view.

use std::collections::{BTreeMap, BTreeSet};
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
            Self::Kitchen(model) => model.listens = true,
            // It says what becomes ready in any case.
            Self::Display(_) => {}
        }
    }

    /// Takes over the keys of the bump bar: the file that the settings name, else the one in the
    /// folder of the kitchen. Without one it is the first start, and teaching is offered.
    ///
    /// # Errors
    /// One sentence; the usual keys work then.
    pub fn read_bump_bar(&mut self, config: &Config, folder: &Path) -> Result<(), String> {
        let Self::Kitchen(model) = self else { return Ok(()) };
        let own = folder.join(kitchen::BUMP_BAR_FILE);
        let path = config.kitchen.bump_bar.clone().unwrap_or_else(|| own.clone());
        if path == own && !own.exists() {
            // A stage with several seats is a demonstration: nobody stands there with a bump bar.
            if model.look.switch.is_none() {
                model.offer_teaching();
            }
            return Ok(());
        }
        let said = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = std::fs::read_to_string(&path).map_err(|error| said(&error))?;
        model.settings.bump_bar =
            model.settings.bump_bar.clone().read(&text).map_err(|error| said(&error))?;
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

    /// When keys that may be a part of a scan must be done by a tick, in monotonic milliseconds.
    pub fn held_until(&self) -> Option<u64> {
        match self {
            Self::Counter(model) => model.held_until(),
            Self::Kitchen(_) | Self::Display(_) => None,
        }
    }

    /// True while a PIN is typed, which no record may hold.
    pub fn hides_keys(&self) -> bool {
        match self {
            Self::Counter(model) => model.hides_keys(),
            Self::Kitchen(model) => model.hides_keys(),
            Self::Display(_) => false,
        }
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
        kicks: counter.drawer_command.is_some(),
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

/// The keys of the kitchen that the settings teach.
///
/// # Errors
/// A clash, or a name or key that is none.
pub fn kitchen_keys(config: &Config) -> Result<BumpBar, KeymapError> {
    let none = BTreeMap::new();
    BumpBar::of_settings(config.keys.taught.get("kitchen").unwrap_or(&none))
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
        bump_bar: kitchen_keys(config).unwrap_or_default(),
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

/// The services with their names in the settings.
const SERVICES: [(Service, config::ServiceName); 4] = [
    (Service::DineIn, config::ServiceName::DineIn),
    (Service::Takeaway, config::ServiceName::Takeaway),
    (Service::Delivery, config::ServiceName::Delivery),
    (Service::Online, config::ServiceName::Online),
];

fn thresholds(kitchen: &config::Kitchen) -> Thresholds {
    let of = |named| limits(kitchen.warn_ms.of(named), kitchen.late_ms.of(named));
    Thresholds {
        by_service: SERVICES.into_iter().map(|(own, named)| (own, of(named))).collect(),
        by_station: stations(kitchen),
        by_both: both(kitchen),
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

/// The stations that have ages of their own.
fn named(kitchen: &config::Kitchen) -> BTreeSet<&String> {
    kitchen.station_warn_ms.keys().chain(kitchen.station_late_ms.keys()).collect()
}

/// The ages that stations have for all services; what one of the two leaves out is the usual age.
fn stations(kitchen: &config::Kitchen) -> BTreeMap<String, Limits> {
    let of = |code: &String| {
        let warn = kitchen.station_warn_ms.get(code).and_then(|ages| ages.all_ms);
        let late = kitchen.station_late_ms.get(code).and_then(|ages| ages.all_ms);
        let (usual_warn, usual_late) = (kitchen.warn_ms.default_ms, kitchen.late_ms.default_ms);
        let own = limits(warn.unwrap_or(usual_warn), late.unwrap_or(usual_late));
        (warn.is_some() || late.is_some()).then(|| (code.clone(), own))
    };
    named(kitchen).into_iter().filter_map(of).collect()
}

/// The ages of every service at the stations that have their own; what such a station leaves out
/// is the age of the service.
fn both(kitchen: &config::Kitchen) -> BTreeMap<(String, Service), Limits> {
    let pairs = named(kitchen).into_iter().flat_map(|code| SERVICES.map(|pair| (code, pair)));
    let of = |(code, (service, named)): (&String, (Service, config::ServiceName))| {
        let warn = kitchen.station_warn_ms.get(code).and_then(|ages| ages.of(named));
        let late = kitchen.station_late_ms.get(code).and_then(|ages| ages.of(named));
        let warn = warn.unwrap_or_else(|| kitchen.warn_ms.of(named));
        let late = late.unwrap_or_else(|| kitchen.late_ms.of(named));
        ((code.clone(), service), limits(warn, late))
    };
    pairs.map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Sources};

    fn config(lines: &str) -> Config {
        let file = Some(("config.toml".into(), format!("[kitchen]\n{lines}\n")));
        Config::from_sources(&Sources { file, ..Sources::default() }).unwrap()
    }

    #[test]
    fn ages_follow_station_and_service_together_then_the_station_then_the_service() {
        let config = config(
            "warn = { default = \"5:00\", delivery = \"8:00\" }\n\
             station_warn = { bar = \"3:00\", hot = { delivery = \"9:00\" } }\n\
             station_late = { hot = { default = \"7:00\", delivery = \"15:00\" } }",
        );
        let ages = thresholds(&config.kitchen);
        let of = |service, station| {
            let limits = ages.of(service, Some(station));
            (limits.warn_ms / 1_000, limits.late_ms / 1_000)
        };
        assert_eq!(of(Service::Takeaway, "cold"), (300, 600), "what is usual");
        assert_eq!(of(Service::Delivery, "cold"), (480, 600), "the service alone");
        assert_eq!(of(Service::Takeaway, "bar"), (180, 600), "the station alone");
        assert_eq!(of(Service::Delivery, "bar"), (180, 600), "the station before the service");
        assert_eq!(of(Service::Takeaway, "hot"), (300, 420));
        assert_eq!(of(Service::Delivery, "hot"), (540, 900), "both together before either");
        assert_eq!(ages.of_screen(Some("hot")), Limits { warn_ms: 300_000, late_ms: 420_000 });
        assert_eq!(ages.of_screen(Some("bar")), Limits { warn_ms: 180_000, late_ms: 600_000 });
    }

    /// A file in which every habit of the three screens is another one than what is shipped.
    const OTHER: &str = r#"
[counter]
order_type = "ask"
amount_entry = "major"
enter_opens_pay = "off"
lock_after = "60 s"
notes = [700]
blind_count = "off"
drawer = "off"
drawer_command = "true"
[kitchen]
warn = "1:00"
late = "2:00"
start_step = "off"
direct_bump = "on"
slots = "sticky"
max_slots = 4
bell = "off"
bell_repeat = "20 s x 3"
recall_keep = "7 and 9 min"
[display]
page = "3 s"
ready_for = "4 min"
dine_in = "on"
[keys]
digit_row = "on"
counter.pay = "F11"
kitchen.bump = "F5"
"#;

    #[test]
    fn every_habit_of_the_settings_reaches_its_screen() {
        let file = Some(("other.toml".into(), OTHER.to_owned()));
        let config = Config::from_sources(&Sources { file, ..Sources::default() }).unwrap();
        let (counter, usual) = (counter_settings(&config), CounterSettings::default());
        assert!(counter.asks_service && !counter.enter_opens_pay && !counter.blind_count);
        assert!(!counter.drawer && counter.kicks);
        assert_eq!(counter.amount_entry, AmountEntry::Major);
        assert_eq!(
            (counter.lock_after_ms, counter.notes.as_slice()),
            (60_000, [Money::new(700)].as_slice())
        );
        assert_eq!(counter.digit_row, DigitRowSetting::On);
        assert_ne!(counter.keys, usual.keys);
        let (kitchen, usual) = (kitchen_settings(&config, None), KitchenSettings::default());
        assert!(!kitchen.start_step && kitchen.direct_bump && kitchen.sticky && !kitchen.bell);
        assert_eq!((kitchen.max_slots, kitchen.bell_every_ms, kitchen.bell_times), (4, 20_000, 3));
        assert_eq!((kitchen.keep.tickets, kitchen.keep.within_ms), (7, 540_000));
        let limits = kitchen.thresholds.of(Service::Takeaway, None);
        assert_eq!((limits.warn_ms, limits.late_ms), (60_000, 120_000));
        assert_ne!(kitchen.bump_bar, usual.bump_bar);
        let display = display_settings(&config);
        assert_eq!((display.page_ms, display.rules.ready_for_ms), (3_000, 240_000));
        assert!(display.rules.dine_in);
    }
}
