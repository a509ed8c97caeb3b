//! Machine settings, layered: defaults, then config.toml, then environment, then flags.

mod error;
mod keys;
mod layer;
mod value;
mod write;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Serialize;

pub use error::ConfigError;
pub use layer::{Origin, Setting, Sources};
pub use write::{own_file, write};

pub use value::{
    AmountEntry, Bidi, DigitRow, Glyphs, Layout, Motion, OrderType, PerService, Prices, Recall,
    Repeat, ServiceName, Slots, StationAges, Theme,
};

/// The shipped defaults, which also describe every key.
pub const SHIPPED: &str = include_str!("../config.toml");

/// All machine settings, checked and typed. Times are milliseconds, amounts minor units.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Config {
    /// The data directory; `None` only when neither a setting nor the machine names one.
    pub data: Option<PathBuf>,
    /// The filter of the log files, for instance `info,tillrail::sync=debug`.
    pub log: String,
    /// The hub's address.
    pub hub: Hub,
    /// What this terminal is called; read at set-up.
    pub terminal: Terminal,
    /// How the screens look.
    pub ui: Ui,
    /// The counter's habits.
    pub counter: Counter,
    /// The kitchen's habits.
    pub kitchen: Kitchen,
    /// The customer display's habits.
    pub display: Display,
    /// What the keys do.
    pub keys: Keys,
    /// Seeds for the set-up of a new site; never read afterwards.
    pub site: Seeds,
    /// Every setting as it was written, with the place it came from.
    #[serde(skip)]
    settings: BTreeMap<String, Setting>,
}

/// Where the hub is, and where this machine listens when it is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hub {
    /// The address with its scheme and without a slash at the end; `None` works alone.
    pub url: Option<String>,
    /// Where a hub, or the hub inside a counter that works alone, listens.
    pub listen: SocketAddr,
    /// Whether plain text may leave this machine.
    pub plain: bool,
    /// The certificate of one's own, in PEM form; without it the hub makes one.
    pub cert: Option<PathBuf>,
    /// Its key.
    pub key: Option<PathBuf>,
    /// Whether the hub says on the local network that it is there.
    pub announce: bool,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            url: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 7700)),
            plain: false,
            cert: None,
            key: None,
            announce: true,
        }
    }
}

/// What this terminal is called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Terminal {
    /// The name people use.
    pub name: Option<String>,
    /// The letter code, 1 to 3 capital letters.
    pub letter: Option<String>,
}

/// How the screens look.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Ui {
    /// The arrangement of a screen.
    pub layout: Layout,
    /// The colours.
    pub theme: Theme,
    /// The set of signs.
    pub glyphs: Glyphs,
    /// Whether the program takes the mouse.
    pub mouse: bool,
    /// Who orders right-to-left names.
    pub bidi: Bidi,
    /// Whether emoji in names are drawn.
    pub emoji: bool,
    /// Whether movement is left out.
    pub reduce_motion: Motion,
}

/// The counter's habits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counter {
    /// The service a new order begins with.
    pub order_type: OrderType,
    /// What bare digits of an amount mean.
    pub amount_entry: AmountEntry,
    /// Whether Enter on the empty entry line opens the payment.
    pub enter_opens_pay: bool,
    /// Milliseconds without a key until the counter locks; 0 is never.
    pub lock_after_ms: u64,
    /// Notes and coins offered at payment, minor units, rising; empty means those of the currency.
    pub notes: Vec<i64>,
    /// Whether the drawer is counted before the expected amount is shown.
    pub blind_count: bool,
    /// Whether this terminal has a drawer for cash.
    pub drawer: bool,
    /// The command that opens it.
    pub drawer_command: Option<String>,
}

/// The kitchen's habits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Kitchen {
    /// The age at which a ticket is marked, milliseconds by service.
    pub warn_ms: PerService,
    /// The age at which a ticket is late, milliseconds by service; never before `warn_ms`.
    pub late_ms: PerService,
    /// The ages of stations that have their own, by station.
    pub station_warn_ms: BTreeMap<String, StationAges>,
    /// The late ages of stations that have their own, by station.
    pub station_late_ms: BTreeMap<String, StationAges>,
    /// The file with the keys of the bump bar; `None` is the one in the kitchen's folder.
    pub bump_bar: Option<PathBuf>,
    /// Whether a line is started before it is ready.
    pub start_step: bool,
    /// Whether one key bumps a ticket that is not ready yet.
    pub direct_bump: bool,
    /// How tickets take their slots.
    pub slots: Slots,
    /// How many slots a screen has at most.
    pub max_slots: u8,
    /// Whether a new ticket rings.
    pub bell: bool,
    /// How the bell repeats.
    pub bell_repeat: Repeat,
    /// The command that makes the sound; `None` is the terminal program's bell.
    pub bell_command: Option<String>,
    /// What the recall list keeps.
    pub recall_keep: Recall,
}

/// The customer display's habits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Display {
    /// How long one page is shown, milliseconds.
    pub page_ms: u64,
    /// How long a ready order stays, milliseconds.
    pub ready_for_ms: u64,
    /// Whether dine-in orders are shown.
    pub dine_in: bool,
}

/// What the keys do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Keys {
    /// Whether the unshifted signs of the digit row count as digits in number fields.
    pub digit_row: DigitRow,
    /// The keys taught by the machine's owner: screen, then action, then the key's name as in
    /// `Ctrl+z`, `F9`, `Enter` or `p`.
    pub taught: BTreeMap<String, BTreeMap<String, String>>,
}

/// Seeds for the set-up of a new site. The site's own settings live in the journal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Seeds {
    /// Currency code of ISO 4217.
    pub currency: Option<String>,
    /// Name in the IANA time zone database.
    pub time_zone: Option<String>,
    /// When the business day ends, minutes after local midnight.
    pub cut_off_minutes: Option<u16>,
    /// Whether menu prices contain the tax.
    pub prices: Option<Prices>,
}

impl Config {
    /// Reads all layers of this machine: the shipped defaults, the file (`file`, else the user's
    /// own if there is one), the environment, and `flags` as pairs of key and value.
    ///
    /// # Errors
    /// The first setting that cannot be used, with its key, its place and the remedy.
    pub fn load(file: Option<&Path>, flags: &[(String, String)]) -> Result<Self, ConfigError> {
        Self::from_sources(&Sources::of_this_machine(file, flags)?)
    }

    /// Reads the layers given; it looks at nothing else.
    ///
    /// # Errors
    /// The first setting that cannot be used, with its key, its place and the remedy.
    pub fn from_sources(sources: &Sources) -> Result<Self, ConfigError> {
        let settings = layer::merge(sources)?;
        let mut config = Self { data: sources.default_data.clone(), ..Self::default() };
        for (name, setting) in &settings {
            keys::set(&mut config, name, setting, sources.home.as_deref())?;
        }
        config.settings = settings;
        config.check()?;
        Ok(config)
    }

    /// The data directory.
    ///
    /// # Errors
    /// When no setting names one and the machine has no home directory.
    pub fn data_dir(&self) -> Result<&Path, ConfigError> {
        self.data.as_deref().ok_or_else(|| {
            ConfigError::new("data", None, "is not set and there is no home directory")
                .remedy("give --data DIR or set TILLRAIL_DATA")
        })
    }

    /// Every setting by its key, as it was written, with its place.
    pub fn settings(&self) -> impl Iterator<Item = (&str, &Setting)> {
        self.settings.iter().map(|(name, setting)| (name.as_str(), setting))
    }

    /// Where the value of `key` comes from; `None` if no layer sets it.
    pub fn origin(&self, key: &str) -> Option<&Origin> {
        self.settings.get(key).map(|setting| &setting.origin)
    }

    /// What one key alone cannot say: settings that contradict each other.
    fn check(&self) -> Result<(), ConfigError> {
        self.check_certificate()?;
        self.check_ages()?;
        self.check_taught_keys()
    }

    /// A certificate has a key, and a key a certificate.
    fn check_certificate(&self) -> Result<(), ConfigError> {
        let (set, missing) = match (&self.hub.cert, &self.hub.key) {
            (Some(_), None) => ("hub.cert", "hub.key"),
            (None, Some(_)) => ("hub.key", "hub.cert"),
            (Some(_), Some(_)) | (None, None) => return Ok(()),
        };
        let what = format!("is set without `{missing}`");
        Err(ConfigError::new(set, self.origin(set), &what).remedy("set both, or neither"))
    }

    /// A ticket is marked before it is late, in every service.
    fn check_ages(&self) -> Result<(), ConfigError> {
        for &service in ServiceName::ALL {
            let (warn, late) = (self.kitchen.warn_ms.of(service), self.kitchen.late_ms.of(service));
            if late < warn {
                let service_key = format!("kitchen.late.{}", service.name().replace('-', "_"));
                let (key, origin) = match self.origin(&service_key) {
                    Some(origin) => (service_key, Some(origin)),
                    None => ("kitchen.late".to_owned(), self.origin("kitchen.late")),
                };
                let what = format!("comes before `kitchen.warn` for {}", service.name());
                return Err(ConfigError::new(&key, origin, &what)
                    .remedy("make it the same or longer, or shorten `kitchen.warn`"));
            }
        }
        Ok(())
    }

    /// No key is taught two actions of one screen.
    fn check_taught_keys(&self) -> Result<(), ConfigError> {
        for (screen, actions) in &self.keys.taught {
            let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
            for (action, key) in actions {
                if let Some(other) = taken.insert(key, action) {
                    let name = format!("keys.{screen}.{action}");
                    let what = format!("is {key}, which `keys.{screen}.{other}` has too");
                    return Err(ConfigError::new(&name, self.origin(&name), &what)
                        .remedy("give one of them another key"));
                }
            }
        }
        Ok(())
    }
}
