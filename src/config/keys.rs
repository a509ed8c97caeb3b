//! Every key there is, and what its value must be.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::Config;
use super::error::ConfigError;
use super::layer::{Origin, Setting, Written};
use super::value::{
    AmountEntry, Bidi, Choice, DigitRow, Glyphs, Layout, Motion, OrderType, PerService, Prices,
    Recall, Repeat, ServiceName, Slots, StationAges, Theme, duration_ms, key_name, switch,
    time_of_day,
};

/// What a setter is given: the value and where it stands.
struct Given<'a> {
    /// The whole key.
    key: &'a str,
    /// The value as text; empty for a list.
    text: &'a str,
    /// The members of a list; a text is split at its commas.
    members: Vec<&'a str>,
    /// What `~` stands for.
    home: Option<&'a Path>,
}

/// Puts a value in its place, or says what to write instead.
type Setter = fn(&mut Config, &Given<'_>) -> Result<(), String>;

/// Every key and its setter. A key that ends in `.*` has names of the user's own below it.
const KEYS: &[(&str, Setter)] = &[
    ("data", |c, given| put(&mut c.data, path(given).map(Some))),
    ("log", |c, given| put(&mut c.log, text(given, 200))),
    ("hub.url", |c, given| put(&mut c.hub.url, url(given).map(Some))),
    ("hub.listen", |c, given| put(&mut c.hub.listen, listen(given))),
    ("hub.plain", |c, given| put(&mut c.hub.plain, switch(given.text))),
    ("hub.cert", |c, given| put(&mut c.hub.cert, path(given).map(Some))),
    ("hub.key", |c, given| put(&mut c.hub.key, path(given).map(Some))),
    ("hub.announce", |c, given| put(&mut c.hub.announce, switch(given.text))),
    ("terminal.name", |c, given| put(&mut c.terminal.name, text(given, 24).map(Some))),
    ("terminal.letter", |c, given| put(&mut c.terminal.letter, letter(given).map(Some))),
    ("ui.layout", |c, given| put(&mut c.ui.layout, Layout::read(given.text))),
    ("ui.theme", |c, given| put(&mut c.ui.theme, Theme::read(given.text))),
    ("ui.glyphs", |c, given| put(&mut c.ui.glyphs, Glyphs::read(given.text))),
    ("ui.mouse", |c, given| put(&mut c.ui.mouse, switch(given.text))),
    ("ui.bidi", |c, given| put(&mut c.ui.bidi, Bidi::read(given.text))),
    ("ui.emoji", |c, given| put(&mut c.ui.emoji, switch(given.text))),
    ("ui.reduce_motion", |c, given| put(&mut c.ui.reduce_motion, Motion::read(given.text))),
    ("counter.order_type", |c, given| put(&mut c.counter.order_type, OrderType::read(given.text))),
    ("counter.amount_entry", |c, given| {
        put(&mut c.counter.amount_entry, AmountEntry::read(given.text))
    }),
    ("counter.enter_opens_pay", |c, given| put(&mut c.counter.enter_opens_pay, switch(given.text))),
    ("counter.lock_after", |c, given| {
        put(&mut c.counter.lock_after_ms, span(given, 0, 3_600_000, "3600 s"))
    }),
    ("counter.notes", |c, given| put(&mut c.counter.notes, notes(given))),
    ("counter.drawer", |c, given| put(&mut c.counter.drawer, switch(given.text))),
    ("counter.drawer_command", |c, given| {
        put(&mut c.counter.drawer_command, text(given, 1_000).map(Some))
    }),
    ("counter.blind_count", |c, given| put(&mut c.counter.blind_count, switch(given.text))),
    ("kitchen.warn", |c, given| by_service(&mut c.kitchen.warn_ms, given)),
    ("kitchen.warn.*", |c, given| by_service(&mut c.kitchen.warn_ms, given)),
    ("kitchen.late", |c, given| by_service(&mut c.kitchen.late_ms, given)),
    ("kitchen.late.*", |c, given| by_service(&mut c.kitchen.late_ms, given)),
    ("kitchen.station_warn.*", |c, given| by_station(&mut c.kitchen.station_warn_ms, given)),
    ("kitchen.station_late.*", |c, given| by_station(&mut c.kitchen.station_late_ms, given)),
    ("kitchen.bump_bar", |c, given| put(&mut c.kitchen.bump_bar, path(given).map(Some))),
    ("kitchen.start_step", |c, given| put(&mut c.kitchen.start_step, switch(given.text))),
    ("kitchen.direct_bump", |c, given| put(&mut c.kitchen.direct_bump, switch(given.text))),
    ("kitchen.slots", |c, given| put(&mut c.kitchen.slots, Slots::read(given.text))),
    ("kitchen.max_slots", |c, given| put(&mut c.kitchen.max_slots, slots(given))),
    ("kitchen.bell", |c, given| put(&mut c.kitchen.bell, switch(given.text))),
    ("kitchen.bell_repeat", |c, given| put(&mut c.kitchen.bell_repeat, Repeat::read(given.text))),
    ("kitchen.bell_command", |c, given| {
        put(&mut c.kitchen.bell_command, text(given, 1_000).map(Some))
    }),
    ("kitchen.recall_keep", |c, given| put(&mut c.kitchen.recall_keep, Recall::read(given.text))),
    ("display.page", |c, given| put(&mut c.display.page_ms, span(given, 1_000, 600_000, "10 min"))),
    ("display.ready_for", |c, given| {
        put(&mut c.display.ready_for_ms, span(given, 1_000, 86_400_000, "24 h"))
    }),
    ("display.dine_in", |c, given| put(&mut c.display.dine_in, switch(given.text))),
    ("keys.digit_row", |c, given| put(&mut c.keys.digit_row, DigitRow::read(given.text))),
    ("keys.*", taught_key),
    ("site.currency", |c, given| put(&mut c.site.currency, currency(given).map(Some))),
    ("site.time_zone", |c, given| put(&mut c.site.time_zone, time_zone(given).map(Some))),
    ("site.cut_off", |c, given| {
        put(&mut c.site.cut_off_minutes, time_of_day(given.text).map(Some))
    }),
    ("site.prices", |c, given| put(&mut c.site.prices, Prices::read(given.text).map(Some))),
];

/// The setter of `key`.
fn setter(key: &str) -> Option<Setter> {
    let below = |name: &str| {
        name.strip_suffix('*')
            .is_some_and(|start| key.len() > start.len() && key.starts_with(start))
    };
    let exact = KEYS.iter().find(|(name, _)| *name == key);
    exact.or_else(|| KEYS.iter().find(|(name, _)| below(name))).map(|(_, setter)| *setter)
}

/// Every key's name, as documented.
#[cfg(test)]
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    KEYS.iter().map(|(name, _)| *name)
}

/// Whether `key` can be set by service too.
pub(super) fn is_by_service(key: &str) -> bool {
    let below = format!("{key}.*");
    KEYS.iter().any(|(name, _)| *name == below) && key != "keys"
}

/// Refuses a key that does not exist and names the nearest one that does.
pub(super) fn known(key: &str, origin: &Origin) -> Result<(), ConfigError> {
    if setter(key).is_some() {
        return Ok(());
    }
    let names = KEYS.iter().map(|(name, _)| *name).filter(|name| !name.ends_with('*'));
    let nearest = names.min_by_key(|name| distance(key, name)).unwrap_or_default();
    let remedy = if distance(key, nearest) <= key.len().div_ceil(2) {
        format!("the nearest is `{nearest}`")
    } else {
        "the shipped config.toml lists every key".to_owned()
    };
    Err(ConfigError::new(key, Some(origin), "is not a setting").remedy(&remedy))
}

/// Sets one key.
pub(super) fn set(
    config: &mut Config,
    key: &str,
    setting: &Setting,
    home: Option<&Path>,
) -> Result<(), ConfigError> {
    known(key, &setting.origin)?;
    let Some(setter) = setter(key) else { return Ok(()) };
    let (text, members) = match &setting.written {
        Written::One(text) => {
            let members = text.split(',').map(str::trim).filter(|member| !member.is_empty());
            (text.as_str(), members.collect())
        }
        Written::Many(members) => ("", members.iter().map(String::as_str).collect()),
    };
    setter(config, &Given { key, text, members, home }).map_err(|remedy| {
        let what = format!("is \"{}\"", setting.written);
        ConfigError::new(key, Some(&setting.origin), &what).remedy(&remedy)
    })
}

/// Puts a value that could be read in its place.
fn put<T>(place: &mut T, read: Result<T, String>) -> Result<(), String> {
    *place = read?;
    Ok(())
}

/// A text of 1 to `most` characters without control characters.
fn text(given: &Given<'_>, most: usize) -> Result<String, String> {
    let text = given.text.trim();
    let length = text.chars().count();
    if length == 0 || length > most || text.chars().any(char::is_control) {
        return Err(format!("write 1 to {most} characters on one line"));
    }
    Ok(text.to_owned())
}

fn path(given: &Given<'_>) -> Result<PathBuf, String> {
    if given.text.is_empty() {
        return Err("write the path of a folder".to_owned());
    }
    match (given.text.strip_prefix("~/"), given.home) {
        (Some(rest), Some(home)) => Ok(home.join(rest)),
        (Some(_), None) => Err("write the whole path, there is no home directory".to_owned()),
        (None, _) => Ok(PathBuf::from(given.text)),
    }
}

/// An address with its scheme; `ws` and `wss` are written as `http` and `https`.
fn url(given: &Given<'_>) -> Result<String, String> {
    let refused = || "write an address such as https://bistro-hub:7700".to_owned();
    let (scheme, rest) = given.text.trim().split_once("://").ok_or_else(refused)?;
    let scheme = match scheme {
        "http" | "ws" => "http",
        "https" | "wss" => "https",
        _ => return Err(refused()),
    };
    let rest = rest.trim_end_matches('/');
    if rest.is_empty() || rest.starts_with(':') || rest.contains(char::is_whitespace) {
        return Err(refused());
    }
    Ok(format!("{scheme}://{rest}"))
}

/// An address to listen on.
fn listen(given: &Given<'_>) -> Result<SocketAddr, String> {
    let parsed = given.text.trim().parse();
    parsed.map_err(|_| "write an address and a port, as in 127.0.0.1:7700".to_owned())
}

fn letter(given: &Given<'_>) -> Result<String, String> {
    let letter = given.text.trim().to_ascii_uppercase();
    if (1..=3).contains(&letter.len()) && letter.bytes().all(|b| b.is_ascii_uppercase()) {
        return Ok(letter);
    }
    Err("write 1 to 3 letters from A to Z".to_owned())
}

/// A length of time of `least` to `most` milliseconds; `shown` is the most as a person writes it.
fn span(given: &Given<'_>, least: u64, most: u64, shown: &str) -> Result<u64, String> {
    let ms = duration_ms(given.text)?;
    if ms < least || ms > most {
        return Err(format!("write {} s to {shown}", least / 1_000));
    }
    Ok(ms)
}

/// Notes and coins in minor units, in rising order.
fn notes(given: &Given<'_>) -> Result<Vec<i64>, String> {
    let read: Option<Vec<i64>> =
        given.members.iter().map(|member| member.parse().ok().filter(|note| *note > 0)).collect();
    let mut notes = read.filter(|notes| !notes.is_empty()).ok_or_else(|| {
        "write whole amounts in minor units above 0, as in [500, 1000, 2000]".to_owned()
    })?;
    notes.sort_unstable();
    notes.dedup();
    Ok(notes)
}

/// An age for every service, or for the one that the key names.
fn by_service(place: &mut PerService, given: &Given<'_>) -> Result<(), String> {
    let ms = span(given, 1_000, 86_400_000, "24 h")?;
    match given.key.split('.').nth(2) {
        None | Some("default") => place.default_ms = ms,
        Some(name) => {
            place.own_ms.insert(service_name(name)?, ms);
        }
    }
    Ok(())
}

/// An age for the station that the key names, and for one service there when it names that too.
fn by_station(place: &mut BTreeMap<String, StationAges>, given: &Given<'_>) -> Result<(), String> {
    let ms = span(given, 1_000, 86_400_000, "24 h")?;
    let mut steps = given.key.split('.').skip(2);
    let ages = place.entry(steps.next().unwrap_or_default().to_owned()).or_default();
    match steps.next() {
        None | Some("default") => ages.all_ms = Some(ms),
        Some(name) => {
            ages.own_ms.insert(service_name(name)?, ms);
        }
    }
    Ok(())
}

fn service_name(name: &str) -> Result<ServiceName, String> {
    ServiceName::read(name)
        .map_err(|remedy| format!("it is for no service: after the dot {remedy}, default"))
}

fn slots(given: &Given<'_>) -> Result<u8, String> {
    let number = given.text.trim().parse().ok().filter(|slots| (4..=30).contains(slots));
    number.ok_or_else(|| "write a number from 4 to 30".to_owned())
}

/// `keys.screen.action`.
fn taught_key(config: &mut Config, given: &Given<'_>) -> Result<(), String> {
    let steps: Vec<&str> = given.key.split('.').collect();
    let [_, screen, action] = steps[..] else {
        return Err("write it as keys.screen.action, as in keys.counter.pay".to_owned());
    };
    let key = key_name(given.text)?;
    let actions = config.keys.taught.entry(screen.to_owned()).or_default();
    actions.insert(action.to_owned(), key);
    Ok(())
}

fn currency(given: &Given<'_>) -> Result<String, String> {
    let code = given.text.trim().to_ascii_uppercase();
    if code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) {
        return Ok(code);
    }
    Err("write a code of three letters, as in EUR".to_owned())
}

fn time_zone(given: &Given<'_>) -> Result<String, String> {
    let name = given.text.trim();
    match jiff::tz::TimeZone::get(name) {
        Ok(zone) => Ok(zone.iana_name().unwrap_or(name).to_owned()),
        Err(_) => Err("write a name of the IANA database, as in Europe/Vienna".to_owned()),
    }
}

/// How many letters must change to make one word of the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut corner = row[0];
        row[0] = at + 1;
        for (column, against) in other.iter().enumerate() {
            let change = corner + usize::from(letter != *against);
            corner = row[column + 1];
            row[column + 1] = change.min(corner + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_changed_letters() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("ui.theme", "ui.theme"), 0);
    }

    #[test]
    fn every_key_stands_in_the_shipped_file() {
        for name in names() {
            let (section, key) = name.rsplit_once('.').unwrap_or(("", name));
            let section = if key == "*" { section.split('.').next().unwrap() } else { section };
            let below = if section.is_empty() {
                crate::config::SHIPPED
            } else {
                let head = format!("\n[{section}]\n");
                crate::config::SHIPPED.split(&head).nth(1).unwrap_or_default()
            };
            let part = below.split("\n[").next().unwrap();
            let written = part.lines().any(|line| {
                let line = line.trim_start_matches("# ");
                line.starts_with(&format!("{key} = ")) || key == "*"
            });
            assert!(written, "`{name}` is not described in config.toml");
        }
    }
}
