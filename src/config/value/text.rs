//! Reading single values from words: lengths of time, times of the day, switches, keys.

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
pub(in crate::config) fn duration_ms(text: &str) -> Result<u64, String> {
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
pub(in crate::config) fn time_of_day(text: &str) -> Result<u16, String> {
    let read = || {
        let (hours, minutes) = text.trim().split_once(':')?;
        let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
        (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
    };
    read().ok_or_else(|| "write a time of day between 00:00 and 23:59".to_owned())
}

/// Reads a switch.
pub(in crate::config) fn switch(text: &str) -> Result<bool, String> {
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
pub(in crate::config) fn key_name(text: &str) -> Result<String, String> {
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
