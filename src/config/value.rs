//! What a setting can be: choices by name, lengths of time, and how each is read from text.

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

/// Units of time with their milliseconds.
const UNITS: &[(&str, u64)] = &[
    ("ms", 1),
    ("s", 1_000),
    ("sec", 1_000),
    ("m", 60_000),
    ("min", 60_000),
    ("h", 3_600_000),
    ("", 1_000),
];

/// Reads a length of time in milliseconds: `5:00`, `1:00:00`, `120 s`, `15 min`, `90`.
pub(super) fn duration_ms(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let read = if text.contains(':') { clock_ms(text) } else { unit_ms(text) };
    read.ok_or_else(|| "write a time such as 5:00, 120 s, 15 min or 2 h".to_owned())
}

/// `minutes:seconds` or `hours:minutes:seconds`.
fn clock_ms(text: &str) -> Option<u64> {
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    let mut seconds = 0_u64;
    for (place, part) in parts.iter().enumerate() {
        let number = whole(part)?;
        if place > 0 && (number > 59 || part.len() != 2) {
            return None;
        }
        seconds = seconds.checked_mul(60)?.checked_add(number)?;
    }
    seconds.checked_mul(1_000)
}

/// A number and a unit.
fn unit_ms(text: &str) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let unit = unit.trim().to_lowercase();
    let (_, ms) = UNITS.iter().find(|(name, _)| *name == unit)?;
    whole(number)?.checked_mul(*ms)
}

/// Digits only.
fn whole(text: &str) -> Option<u64> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// Reads a time of day, `04:00`, as minutes after midnight.
pub(super) fn time_of_day(text: &str) -> Result<u16, String> {
    let read = || {
        let (hours, minutes) = text.trim().split_once(':')?;
        let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
        (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
    };
    read().ok_or_else(|| "write a time of day between 00:00 and 23:59".to_owned())
}

/// Reads a switch.
pub(super) fn switch(text: &str) -> Result<bool, String> {
    match text.trim().to_lowercase().as_str() {
        "on" | "yes" | "true" => Ok(true),
        "off" | "no" | "false" => Ok(false),
        _ => Err("write on or off".to_owned()),
    }
}

/// Names of keys that are not one character.
const KEY_NAMES: &[&str] = &[
    "Enter",
    "Space",
    "Tab",
    "Backspace",
    "Esc",
    "Del",
    "Ins",
    "Home",
    "End",
    "PageUp",
    "PageDown",
    "Up",
    "Down",
    "Left",
    "Right",
];

/// Reads a key's name and writes it the one way it is compared: `ctrl+Z` becomes `Ctrl+z`, `f9`
/// becomes `F9`; a single character stays as it is.
pub(super) fn key_name(text: &str) -> Result<String, String> {
    let refused = || {
        format!("write one character, F1 to F12, or {}; with Ctrl+ before it", KEY_NAMES.join(", "))
    };
    let prefix = text.get(..5).filter(|prefix| prefix.eq_ignore_ascii_case("ctrl+"));
    let (held, name) = match prefix {
        Some(_) if text.len() > 5 => ("Ctrl+", &text[5..]),
        _ => ("", text),
    };
    let mut characters = name.chars();
    if let (Some(one), None) = (characters.next(), characters.next()) {
        let one = if held.is_empty() { one } else { one.to_ascii_lowercase() };
        let shown = if one == ' ' { "Space".to_owned() } else { one.to_string() };
        return if one.is_control() { Err(refused()) } else { Ok(format!("{held}{shown}")) };
    }
    if let Some(known) = KEY_NAMES.iter().find(|known| known.eq_ignore_ascii_case(name)) {
        return Ok(format!("{held}{known}"));
    }
    let number = name.strip_prefix(['F', 'f']).and_then(|number| number.parse::<u8>().ok());
    match number.filter(|number| (1..=12).contains(number)) {
        Some(number) => Ok(format!("{held}F{number}")),
        None => Err(refused()),
    }
}
