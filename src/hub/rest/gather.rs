//! The figures of many sites as one text: families stay together, and every row says whose it is.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::hub::sites::SiteView;

/// The last line of every text.
const END: &str = "# EOF";

/// One family: what is said of it, and its rows.
#[derive(Debug, Default)]
struct Family {
    said: Vec<String>,
    rows: Vec<String>,
}

/// Puts the figures of sites together; `texts` gives each with the name of its site.
pub fn gather(texts: &[(&str, String)], views: &[SiteView]) -> String {
    let mut order: Vec<String> = Vec::new();
    let mut families: BTreeMap<String, Family> = BTreeMap::new();
    for (site, text) in texts {
        let mut family = String::new();
        for line in text.lines().filter(|line| *line != END) {
            if let Some(said) = line.strip_prefix("# ") {
                said.split(' ').nth(1).unwrap_or_default().clone_into(&mut family);
                if !families.contains_key(&family) {
                    order.push(family.clone());
                }
                let said = &mut families.entry(family.clone()).or_default().said;
                if !said.iter().any(|known| known == line) {
                    said.push(line.to_owned());
                }
            } else {
                families.entry(family.clone()).or_default().rows.push(labelled(line, site));
            }
        }
    }
    let mut out = String::new();
    for family in order.iter().filter_map(|name| families.get(name)) {
        for line in family.said.iter().chain(&family.rows) {
            out.push_str(line);
            out.push('\n');
        }
    }
    sites(&mut out, views);
    out.push_str(END);
    out.push('\n');
    out
}

/// How many sites are how.
fn sites(out: &mut String, views: &[SiteView]) {
    out.push_str("# HELP tillrail_sites Sites of this hub.\n# TYPE tillrail_sites gauge\n");
    for state in ["open", "opening", "asleep", "retired", "broken"] {
        let count = views.iter().filter(|view| view.word() == state).count();
        // A string takes everything that is written to it.
        let _: std::fmt::Result = writeln!(out, "tillrail_sites{{state=\"{state}\"}} {count}");
    }
}

/// A row with the name of its site among the labels.
fn labelled(row: &str, site: &str) -> String {
    let (name, value) = row.split_once(' ').unwrap_or((row, ""));
    match row.split_once('{') {
        Some((name, rest)) if !name.contains(' ') => format!("{name}{{site=\"{site}\",{rest}"),
        _ => format!("{name}{{site=\"{site}\"}} {value}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_stay_together_and_every_row_says_whose_it_is() {
        let text = |acks: u32| {
            format!(
                "# HELP t_acks Acks.\n# TYPE t_acks counter\nt_acks_total {acks}\n# HELP t_waiting \
                 Rows.\n# TYPE t_waiting gauge\nt_waiting{{priority=\"a b\"}} 2\n# EOF\n"
            )
        };
        let view = |name: &str, state: &str| SiteView {
            name: name.to_owned(),
            site: None,
            state: state.to_owned(),
            connected: 0,
        };
        let views = [view("first", "open"), view("b", "asleep"), view("c", "its file is full")];
        let all = gather(&[("first", text(1)), ("b", text(2))], &views);
        let lines: Vec<&str> = all.lines().collect();
        assert_eq!(
            lines[..4],
            [
                "# HELP t_acks Acks.",
                "# TYPE t_acks counter",
                "t_acks_total{site=\"first\"} 1",
                "t_acks_total{site=\"b\"} 2",
            ]
        );
        assert!(lines.contains(&"t_waiting{site=\"b\",priority=\"a b\"} 2"), "{all}");
        assert!(lines.contains(&"tillrail_sites{state=\"broken\"} 1"), "{all}");
        assert_eq!(lines.iter().filter(|line| **line == END).count(), 1);
        assert_eq!(lines.last(), Some(&END));
    }
}
