//! The rules of the house, each a function over one source.

use super::Finding;
use super::source::Source;

/// One rule: looks at a source and says what breaks it.
pub type Rule = fn(&Source<'_>, &mut Vec<Finding>);

/// Every rule.
pub const ALL: &[Rule] = &[
    first_sentence,
    length,
    no_mod_rs,
    direction,
    crates_in_their_rooms,
    printing,
    clocks_and_entropy,
    banned_words,
    no_silenced_lints,
];

/// How many lines a file may have before its tests.
const FILE_LINES_MAX: usize = 400;

/// How many lines `main.rs` may have.
const MAIN_LINES_MAX: usize = 40;

/// What each room may use of the others, by prefix of the path below `crate`. A room may always
/// use itself; `cli` and the crate's map `lib.rs` may use everything.
const DIRECTION: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    ("clock", &[]),
    ("config", &[]),
    ("tls", &[]),
    ("trail", &["domain"]),
    ("domain", &[]),
    ("store", &["domain", "trail"]),
    ("report", &["domain"]),
    ("receipt", &["domain", "report"]),
    ("menu_file", &["domain"]),
    ("past_sales", &["domain"]),
    ("tui", &["domain", "receipt", "sync::status"]),
    ("sync core", &["domain", "sync"]),
    ("sync::link", &["domain", "sync", "store", "clock", "tls", "trail"]),
    ("hub", &["domain", "sync", "store", "report", "menu_file", "clock", "tls", "trail"]),
    (
        "runtime",
        &[
            "domain",
            "sync",
            "store",
            "report",
            "menu_file",
            "past_sales",
            "tui",
            "hub",
            "clock",
            "config",
            "tls",
            "trail",
        ],
    ),
];

/// What a room may not use although the table of directions would let it.
const EXCEPT: &[(&str, &[&str])] = &[("hub", &["sync::link"]), ("sync core", &["sync::link"])];

/// Crates, and the only places where their names may occur.
const CRATES: &[(&[&str], &[&str])] = &[
    (&["rusqlite"], &["src/store.rs", "src/store/"]),
    (&["axum"], &["src/hub.rs", "src/hub/"]),
    (&["tungstenite", "tokio_tungstenite"], &["src/sync/link.rs", "src/sync/link/"]),
    (
        &["rustls", "tokio_rustls", "rcgen"],
        &[
            "src/tls.rs",
            "src/tls/",
            "src/hub/listener.rs",
            "src/hub/listener/",
            "src/sync/link/socket.rs",
        ],
    ),
    (&["mdns_sd"], &["src/runtime/nearby/"]),
    (&["crossterm"], &["src/tui/terminal.rs", "src/tui/input.rs"]),
];

/// What has no place in the deciding rooms.
const IMPURE: &[&str] = &["tokio", "std::fs", "std::net", "std::thread", "std::env", "reqwest"];

/// Readers of time and entropy.
const READERS: &[&str] = &[
    "SystemTime::now",
    "Instant::now",
    "Zoned::now",
    "Timestamp::now",
    "getrandom",
    "RandomState",
    "thread_rng",
];

/// Words that the glossary gives to nobody, and the word to say instead.
const BANNED: &[(&str, &str)] =
    &[("tenant", "`site`"), ("modifier", "`option`"), ("order_item", "`line`")];

/// Marks of unfinished work.
const UNFINISHED: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];

/// The room of a source, as the table of directions names it.
fn room(path: &str) -> Option<&str> {
    let below = path.strip_prefix("src/")?;
    if below == "sync/link.rs" || below.starts_with("sync/link/") {
        return Some("sync::link");
    }
    let first = below.split('/').next()?;
    match first.strip_suffix(".rs").unwrap_or(first) {
        "sync" => Some("sync core"),
        other => Some(other),
    }
}

/// Whether `path` is one of `places`: a file, or a folder that ends with a slash.
fn is_in(path: &str, places: &[&str]) -> bool {
    places.iter().any(
        |place| {
            if place.ends_with('/') { path.starts_with(place) } else { path == *place }
        },
    )
}

fn find(source: &Source<'_>, line: usize, what: String, findings: &mut Vec<Finding>) {
    findings.push(Finding { path: source.path.to_owned(), line, what });
}

fn first_sentence(source: &Source<'_>, findings: &mut Vec<Finding>) {
    let first = source.text.lines().next().unwrap_or_default();
    if first.strip_prefix("//! ").is_none_or(|sentence| sentence.trim().is_empty()) {
        let what = "a file must begin with a `//!` sentence that says what lives there";
        find(source, 1, what.to_owned(), findings);
    }
}

fn length(source: &Source<'_>, findings: &mut Vec<Finding>) {
    let most = if source.path == "src/main.rs" { MAIN_LINES_MAX } else { FILE_LINES_MAX };
    let lines = source.lines_before_tests;
    if lines > most {
        let what = format!("{lines} lines before its tests, at most {most}: make another room");
        find(source, lines, what, findings);
    }
}

fn no_mod_rs(source: &Source<'_>, findings: &mut Vec<Finding>) {
    if source.path.ends_with("/mod.rs") {
        find(source, 1, "write foo.rs beside foo/, not foo/mod.rs".to_owned(), findings);
    }
}

fn direction(source: &Source<'_>, findings: &mut Vec<Finding>) {
    let Some(room) = room(source.path) else { return };
    let Some((_, allowed)) = DIRECTION.iter().find(|(name, _)| *name == room) else { return };
    let except = EXCEPT.iter().find(|(name, _)| *name == room).map_or(&[][..], |(_, list)| list);
    let house = if room == "main" { "tillrail" } else { "crate" };
    for (line, path) in source.paths_below(house) {
        let full = path.join("::");
        let below = |prefix: &&str| full == **prefix || full.starts_with(&format!("{prefix}::"));
        let refused = except.iter().find(|prefix| below(prefix)).map(|prefix| (*prefix).to_owned());
        let refused = refused.or_else(|| {
            let own = path[0] == room || allowed.iter().any(below);
            (!own).then(|| path[0].clone())
        });
        if let Some(refused) = refused {
            let what = format!("`{room}` must not use `crate::{refused}`: directions go down only");
            find(source, line, what, findings);
        }
    }
}

fn crates_in_their_rooms(source: &Source<'_>, findings: &mut Vec<Finding>) {
    let Some(room) = room(source.path) else { return };
    for (names, places) in CRATES {
        if is_in(source.path, places) {
            continue;
        }
        let mut lines: Vec<usize> = names.iter().flat_map(|name| source.lines_with(name)).collect();
        lines.sort_unstable();
        lines.dedup();
        for line in lines {
            let what = format!("`{}` belongs to {}", names[0], places.join(" and "));
            find(source, line, what, findings);
        }
    }
    if room == "domain" || room == "sync core" {
        for name in IMPURE {
            for line in source.lines_with(name) {
                let what = format!("`{name}` has no place in `{room}`, which is pure");
                find(source, line, what, findings);
            }
        }
    }
}

fn printing(source: &Source<'_>, findings: &mut Vec<Finding>) {
    if room(source.path).is_none() || is_in(source.path, &["src/cli.rs", "src/cli/", "src/main.rs"])
    {
        return;
    }
    for word in ["println!", "eprintln!", "print!", "eprint!"] {
        for line in source.lines_with(word) {
            find(source, line, format!("`{word}`: printing belongs to src/cli/"), findings);
        }
    }
}

fn clocks_and_entropy(source: &Source<'_>, findings: &mut Vec<Finding>) {
    if room(source.path).is_none() || source.path == "src/clock.rs" {
        return;
    }
    for word in READERS {
        for line in source.lines_with(word) {
            find(source, line, format!("`{word}` belongs to src/clock.rs"), findings);
        }
    }
}

/// The words of a line in lower case with their parts joined by underscores, so that `TenantId`
/// and `tenant_id` read the same.
fn snake_words(line: &str) -> Vec<String> {
    let split = line.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    split.filter(|word| !word.is_empty()).map(snake).collect()
}

fn snake(word: &str) -> String {
    let mut out = String::from("_");
    let mut lower_before = false;
    for c in word.chars() {
        if c.is_uppercase() && lower_before {
            out.push('_');
        }
        lower_before = c.is_lowercase() || c.is_numeric();
        out.extend(c.to_lowercase());
    }
    out.push('_');
    out
}

fn banned_words(source: &Source<'_>, findings: &mut Vec<Finding>) {
    let Some(room) = room(source.path) else { return };
    for (at, line) in source.text.lines().enumerate() {
        let words = snake_words(line);
        for (banned, instead) in BANNED {
            // The drawing library has a style called a modifier; screens must be able to name it.
            let of_the_library = *banned == "modifier" && room == "tui";
            let part = format!("_{banned}_");
            if !of_the_library && words.iter().any(|word| word.contains(&part)) {
                let what = format!("`{banned}` is not a word of ours, say {instead}");
                find(source, at + 1, what, findings);
            }
        }
        let mut words = line.split(|c: char| !c.is_alphanumeric());
        if let Some(mark) = words.find(|word| UNFINISHED.contains(word)) {
            let what = format!("`{mark}`: say it in an issue or do it now");
            find(source, at + 1, what, findings);
        }
    }
}

fn no_silenced_lints(source: &Source<'_>, findings: &mut Vec<Finding>) {
    if room(source.path).is_none() {
        return;
    }
    for (at, line) in source.code.lines().enumerate() {
        let line = line.trim_start();
        if line.starts_with("#[allow(") || line.starts_with("#![allow(") {
            let what = "an exception is written `#[expect(lint, reason = \"...\")]`";
            find(source, at + 1, what.to_owned(), findings);
        }
    }
}
