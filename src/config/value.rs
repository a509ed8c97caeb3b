//! What a setting can be: choices by name, lengths of time, and how each is read from text.

mod text;

pub(super) use text::{duration_ms, key_name, switch, time_of_day};

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

/// A closed set of names; the first one is what an empty configuration holds.
pub(super) trait Choice: Sized + Copy + 'static {
    /// Every name with what it means.
    const NAMES: &'static [(&'static str, Self)];

    /// Reads a name; upper case and underscores are as good.
    fn read(text: &str) -> Result<Self, String> {
        let asked = text.trim().to_lowercase().replace('_', "-");
        let found = Self::NAMES.iter().find(|(name, _)| *name == asked);
        found.map(|(_, choice)| *choice).ok_or_else(|| {
            let names: Vec<&str> = Self::NAMES.iter().map(|(name, _)| *name).collect();
            format!("write one of {}", names.join(", "))
        })
    }
}

/// Declares a choice: the enum, its names, and the way back to the name.
macro_rules! choice {
    ($(#[$about:meta])* $kind:ident { $first:ident = $first_name:literal: $first_doc:literal,
        $($other:ident = $name:literal: $doc:literal),* $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $kind {
            #[default]
            #[doc = $first_doc]
            $first,
            $(#[doc = $doc] $other),*
        }

        impl Choice for $kind {
            const NAMES: &'static [(&'static str, Self)] =
                &[($first_name, Self::$first), $(($name, Self::$other)),*];
        }

        impl $kind {
            /// Every choice, in the order of the documentation.
            pub const ALL: &'static [Self] = &[Self::$first, $(Self::$other),*];

            /// The name in settings.
            pub const fn name(self) -> &'static str {
                match self {
                    Self::$first => $first_name,
                    $(Self::$other => $name),*
                }
            }
        }
    };
}

choice!(
    /// The arrangement of a screen.
    Layout {
        Auto = "auto": "By the size of the terminal.",
        Compact = "compact": "For 80 columns.",
        Touch = "touch": "With large targets.",
        Wide = "wide": "For 120 columns and more.",
    }
);

choice!(
    /// The set of signs.
    Glyphs {
        Auto = "auto": "By what the terminal says of itself.",
        Unicode = "unicode": "Everything.",
        Console = "console": "The signs of a bare Linux console.",
        Ascii = "ascii": "Plain ASCII.",
    }
);

choice!(
    /// Who puts right-to-left names in their order.
    Bidi {
        Terminal = "terminal": "The terminal program.",
        App = "app": "Tillrail, inside the field.",
    }
);

choice!(
    /// Whether movement is left out.
    Motion {
        Auto = "auto": "Left out on the customer display only.",
        On = "on": "Left out: no spinner, no page animation.",
        Off = "off": "Not left out.",
    }
);

choice!(
    /// The service a new order begins with.
    OrderType {
        Takeaway = "takeaway": "To take away.",
        DineIn = "dine-in": "At a table.",
        Delivery = "delivery": "Brought to the guest.",
        Ask = "ask": "The counter asks for each order.",
    }
);

choice!(
    /// What bare digits of an amount mean.
    AmountEntry {
        Minor = "minor": "The smallest unit, as on cash registers.",
        Major = "major": "Whole units.",
    }
);

choice!(
    /// How tickets take their slots.
    Slots {
        Packed = "packed": "Tickets close up.",
        Sticky = "sticky": "A ticket keeps its slot.",
    }
);

choice!(
    /// Whether the unshifted signs of the digit row count as digits in number fields.
    DigitRow {
        Auto = "auto": "When the keyboard seems to need Shift for digits.",
        On = "on": "Always.",
        Off = "off": "Never.",
    }
);

choice!(
    /// Whether menu prices contain the tax.
    Prices {
        Inclusive = "inclusive": "They contain it.",
        Exclusive = "exclusive": "It is added.",
    }
);

choice!(
    /// A service that can have ages of its own in the kitchen.
    ServiceName {
        DineIn = "dine-in": "At a table.",
        Takeaway = "takeaway": "To take away.",
        Delivery = "delivery": "Brought to the guest.",
        Online = "online": "Ordered in the browser.",
    }
);

/// The colours of the screens.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// By what the terminal says of itself.
    #[default]
    Auto,
    /// Light on dark.
    Dark,
    /// Dark on light.
    Light,
    /// The strongest contrast.
    HighContrast,
    /// The sixteen colours of the terminal program.
    Ansi,
    /// No colour at all.
    Mono,
    /// A theme file of one's own.
    File(PathBuf),
}

impl Theme {
    /// The themes that have a name.
    const NAMED: &'static [(&'static str, Self)] = &[
        ("auto", Self::Auto),
        ("dark", Self::Dark),
        ("light", Self::Light),
        ("high-contrast", Self::HighContrast),
        ("ansi", Self::Ansi),
        ("mono", Self::Mono),
    ];

    /// Reads a theme's name or the path of its file.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let asked = text.trim();
        let name = asked.to_lowercase().replace('_', "-");
        if let Some((_, theme)) = Self::NAMED.iter().find(|(known, _)| *known == name) {
            return Ok(theme.clone());
        }
        let path = PathBuf::from(asked);
        if path.extension().is_some_and(|extension| extension == "toml") {
            return Ok(Self::File(path));
        }
        let names: Vec<&str> = Self::NAMED.iter().map(|(name, _)| *name).collect();
        Err(format!("write one of {}, or the path of a .toml file", names.join(", ")))
    }
}

/// A length of time that can differ by service, in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct PerService {
    /// For every service without a value of its own.
    pub default_ms: u64,
    /// For the services that differ.
    pub own_ms: BTreeMap<ServiceName, u64>,
}

impl PerService {
    /// The milliseconds that hold for `service`.
    pub fn of(&self, service: ServiceName) -> u64 {
        self.own_ms.get(&service).copied().unwrap_or(self.default_ms)
    }
}

/// The ages of one station, milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct StationAges {
    /// For every service that has none of its own there; what is usual when absent.
    pub all_ms: Option<u64>,
    /// For the services that differ at this station.
    pub own_ms: BTreeMap<ServiceName, u64>,
}

impl StationAges {
    /// The milliseconds that hold for `service` at this station, where it says anything.
    pub fn of(&self, service: ServiceName) -> Option<u64> {
        self.own_ms.get(&service).copied().or(self.all_ms)
    }
}

/// How the bell repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Repeat {
    /// Milliseconds between two rings.
    pub every_ms: u64,
    /// How many rings at most, the first included; 1 does not repeat.
    pub times: u32,
}

impl Repeat {
    /// Reads `15 s x 8`, or `off` for one ring.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        if text.trim().eq_ignore_ascii_case("off") {
            return Ok(Self { every_ms: 0, times: 1 });
        }
        let read = || {
            let (every, times) = text.rsplit_once(['x', '×'])?;
            let times = times.trim().parse().ok().filter(|times| (1..=99).contains(times))?;
            Some(Self { every_ms: duration_ms(every).ok().filter(|ms| *ms > 0)?, times })
        };
        read().ok_or_else(|| "write a time and a count up to 99, as in 15 s x 8, or off".to_owned())
    }
}

/// What the recall list keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Recall {
    /// At least so many tickets.
    pub tickets: u32,
    /// And all that were bumped within so many milliseconds.
    pub within_ms: u64,
}

impl Recall {
    /// Reads `50 and 60 min`.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let read = || {
            let (tickets, within) = text.split_once("and")?;
            let tickets = tickets.trim().parse().ok().filter(|tickets| *tickets <= 1_000)?;
            Some(Self { tickets, within_ms: duration_ms(within).ok()? })
        };
        read().ok_or_else(|| {
            "write a number of tickets up to 1000 and a time, as in 50 and 60 min".to_owned()
        })
    }
}
