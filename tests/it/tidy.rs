//! The wall between the rooms: reads the sources and fails, with path and line, on what the house forbids.

mod rules;
mod source;

use std::fmt;
use std::path::{Path, PathBuf};

use source::Source;

/// One breach of a rule of the house.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Finding {
    /// The path from the top of the repository, with forward slashes.
    path: String,
    /// The line, counted from 1.
    line: usize,
    /// What is wrong and what to do instead.
    what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// Everything wrong with one file.
fn check(path: &str, text: &str) -> Vec<Finding> {
    let source = Source::read(path, text);
    let mut findings = Vec::new();
    for rule in rules::ALL {
        rule(&source, &mut findings);
    }
    findings
}

/// All Rust files below `folder`, sorted, as paths from the top of the repository.
fn rust_files(top: &Path, folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![top.join(folder)];
    while let Some(next) = waiting.pop() {
        let Ok(entries) = std::fs::read_dir(&next) else { continue };
        for entry in entries {
            let path = entry.expect("a readable folder entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_house_is_tidy() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut findings = Vec::new();
    let mut read = 0;
    for folder in ["src", "tests", "benches"] {
        for file in rust_files(top, folder) {
            let text = std::fs::read_to_string(&file).expect("a readable source");
            let path = file.strip_prefix(top).expect("a file below the top");
            findings.extend(check(&path.to_string_lossy().replace('\\', "/"), &text));
            read += 1;
        }
    }
    assert!(read > 10, "only {read} sources were found below {}", top.display());
    let shown: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(shown.is_empty(), "{} findings:\n{}", shown.len(), shown.join("\n"));
}

#[test]
fn the_glossary_knows_every_kind_and_status() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(top.join(path)).expect("a file of the house");
    let glossary = read("GLOSSARY.md");
    let mut sources = vec![top.join("src/domain/event.rs")];
    sources.extend(rust_files(top, "src/domain/event"));
    let sources: Vec<String> =
        sources.iter().map(|path| std::fs::read_to_string(path).expect("a source")).collect();
    let kinds: Vec<&str> = sources
        .iter()
        .filter_map(|source| source.split("fn kind(&self)").nth(1))
        .flat_map(|body| body.split("\n    }\n").next().unwrap_or_default().lines())
        .filter_map(|line| line.split("=> \"").nth(1)?.strip_suffix("\","))
        .collect();
    assert!(kinds.contains(&"order_opened") && kinds.len() > 40, "{kinds:?}");
    for kind in kinds {
        assert!(glossary.contains(&format!("\n| `{kind}` | ")), "`{kind}` is not in GLOSSARY.md");
    }
    for status in tillrail::domain::order::Status::ALL {
        assert!(
            glossary.contains(&format!("\n| **{status}** |")),
            "{status} is not in GLOSSARY.md"
        );
    }
}

/// Asserts that `text` at `path` has exactly one finding, on `line`, whose words contain `words`.
#[track_caller]
fn assert_finds(path: &str, text: &str, line: usize, words: &str) {
    let findings = check(path, text);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0].line, line, "{findings:?}");
    assert!(findings[0].what.contains(words), "{findings:?}");
}

#[track_caller]
fn assert_tidy(path: &str, text: &str) {
    assert_eq!(check(path, text), []);
}

#[test]
fn finds_an_import_against_the_direction() {
    let upward = "//! Doc.\nuse crate::store::Reader;\n";
    assert_finds("src/domain/tax.rs", upward, 2, "`domain` must not use `crate::store`");
    assert_finds("src/tui/counter/update.rs", upward, 2, "`tui` must not use `crate::store`");
    assert_finds("src/sync/plan.rs", upward, 2, "`sync core` must not use `crate::store`");
    assert_tidy("src/sync/link.rs", upward);
    assert_tidy("src/hub/orders.rs", upward);
    assert_tidy("src/cli/report.rs", upward);
}

#[test]
fn finds_an_import_inside_a_group_and_inside_code() {
    let group = "//! Doc.\nuse crate::{\n    domain::Money,\n    sync::{link::Link, wire},\n};\n";
    assert_finds("src/hub/socket.rs", group, 4, "`hub` must not use `crate::sync::link`");
    let inline = "//! Doc.\nfn now() -> i64 {\n    crate::clock::Clock::system().now_ms()\n}\n";
    assert_finds("src/domain/time.rs", inline, 3, "`domain` must not use `crate::clock`");
    let main = "//! Doc.\nfn main() {\n    tillrail::hub::serve();\n}\n";
    assert_finds("src/main.rs", main, 3, "`main` must not use `crate::hub`");
}

#[test]
fn finds_a_crate_outside_its_room() {
    let cases = [
        ("src/hub/orders.rs", "use rusqlite::Connection;", "`rusqlite` belongs to src/store.rs"),
        ("src/cli/hub.rs", "use axum::Router;", "`axum` belongs to src/hub.rs"),
        ("src/hub/socket.rs", "use tokio_tungstenite::tungstenite;", "belongs to src/sync/link"),
        ("src/tui/counter.rs", "use ratatui::crossterm::event::Event;", "`crossterm` belongs to"),
        ("src/domain/id.rs", "use tokio::task;", "`tokio` has no place in `domain`"),
        ("src/sync/session.rs", "use std::net::TcpStream;", "`std::net` has no place in"),
    ];
    for (path, line, words) in cases {
        assert_finds(path, &format!("//! Doc.\n{line}\n"), 2, words);
    }
    assert_tidy("src/store/journal.rs", "//! Doc.\nuse rusqlite::Connection;\n");
    assert_tidy("src/tui/input.rs", "//! Doc.\nuse crossterm::event::Event;\n");
}

#[test]
fn finds_printing_clocks_and_entropy() {
    let printing = "//! Doc.\nfn say() {\n    println!(\"A47\");\n}\n";
    assert_finds("src/report/day.rs", printing, 3, "printing belongs to src/cli/");
    assert_tidy("src/cli/report.rs", printing);
    let clock = "//! Doc.\nfn now() {\n    let _ = std::time::Instant::now();\n}\n";
    assert_finds("src/cli/bench.rs", clock, 3, "`Instant::now` belongs to src/clock.rs");
    assert_tidy("src/clock.rs", clock);
    let entropy = "//! Doc.\nfn id() {\n    let _ = getrandom::u64();\n}\n";
    assert_finds("src/domain/id.rs", entropy, 3, "`getrandom` belongs to src/clock.rs");
}

#[test]
fn finds_a_missing_first_sentence() {
    assert_finds("src/domain/tax.rs", "use std::fmt;\n", 1, "begin with a `//!` sentence");
    assert_finds("src/domain/tax.rs", "//!\nuse std::fmt;\n", 1, "begin with a `//!` sentence");
    assert_finds("src/domain/tax.rs", "", 1, "begin with a `//!` sentence");
    assert_finds("tests/it/hub.rs", "mod socket;\n", 1, "begin with a `//!` sentence");
}

#[test]
fn finds_a_long_file_but_does_not_count_its_tests() {
    let room = format!("//! Doc.\n{}", "const A: u8 = 1;\n".repeat(399));
    assert_tidy("src/domain/tax.rs", &room);
    let tests = format!("{room}#[cfg(test)]\nmod tests {{\n{}}}\n", "fn t() {}\n".repeat(300));
    assert_tidy("src/domain/tax.rs", &tests);
    let long = format!("{room}const B: u8 = 1;\n");
    assert_finds("src/domain/tax.rs", &long, 401, "401 lines before its tests, at most 400");
    let entry = format!("//! Doc.\n{}", "const A: u8 = 1;\n".repeat(40));
    assert_finds("src/main.rs", &entry, 41, "at most 40");
}

#[test]
fn finds_a_folder_room_named_mod() {
    assert_finds("src/domain/mod.rs", "//! Doc.\n", 1, "foo.rs beside foo/");
}

#[test]
fn finds_banned_words_in_identifiers_strings_and_comments() {
    let cases = [
        ("struct TenantId;", "`tenant` is not a word of ours, say `site`"),
        ("fn set_modifier() {}", "`modifier` is not a word of ours, say `option`"),
        ("const A: &str = \"order_item\";", "say `line`"),
        ("// TODO: later", "say it in an issue or do it now"),
        ("struct OrderItem;", "say `line`"),
    ];
    for (line, words) in cases {
        assert_finds("src/hub/orders.rs", &format!("//! Doc.\n{line}\n"), 2, words);
    }
    assert_tidy("src/tui/theme.rs", "//! Doc.\nfn bold(s: Style) { s.add_modifier(); }\n");
    assert_tidy("src/cli/order.rs", "//! Doc.\nfn maintenance_of_tenants_hall() {}\n");
}

#[test]
fn finds_a_silenced_lint() {
    let silenced = "//! Doc.\n#[allow(dead_code, reason = \"none\")]\nfn f() {}\n";
    assert_finds("src/domain/tax.rs", silenced, 2, "#[expect(");
}

#[test]
fn strings_comments_and_tests_are_not_code() {
    let text = concat!(
        "//! Doc.\n",
        "// crate::store::Reader and println! are only spoken of.\n",
        "/* nested /* crate::hub */ SystemTime::now */\n",
        "const A: &str = \"crate::store \\\" rusqlite\";\n",
        "const B: &str = r#\"println!(\"axum\")\"#;\n",
        "const C: char = '\"';\n",
        "fn keep<'a>(text: &'a str) -> &'a str { text }\n",
        "#[cfg(test)]\n",
        "mod tests {\n",
        "    use crate::store::Reader;\n",
        "}\n",
    );
    assert_tidy("src/domain/tax.rs", text);
}
