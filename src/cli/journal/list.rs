//! `tillrail journal list`: which journals lie here, up to where, and what in them needs a look.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::out::{self, Failure, Outcome};
use crate::domain::audit::Remark;
use crate::domain::id::TerminalId;
use crate::report::text_table::{Column, Table};
use crate::store::figures::JournalFigures;
use crate::store::{Branch, Quarantined, Reader};

/// The most rows left out that are named one by one; the others are counted.
const NAMED_MAX: usize = 20;

/// What is said of one journal besides its length, in words; empty when all is well.
fn remarks(journal: &JournalFigures, strange: &[Quarantined]) -> Vec<String> {
    let own = |one: &&Quarantined| one.terminal == journal.terminal;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in strange.iter().filter(own) {
        *counts.entry(one.code.as_str()).or_default() += 1;
    }
    let counted = counts.iter().map(|(code, count)| format!("{count} {code}"));
    counted.chain(journal.retired.then(|| "retired".to_owned())).collect()
}

/// What came of two machines that wrote under one identity.
struct Split {
    branches: Vec<Branch>,
    twice: Vec<Remark>,
    renew: Option<String>,
}

impl Split {
    fn add_to(&self, value: &mut Value) {
        let branches = self.branches.iter().map(|one| {
            json!({"terminal": one.terminal, "journal": one.journal,
                   "from": one.base.saturating_add(1), "to": one.to})
        });
        value["branches"] = branches.collect();
        let twice = self.twice.iter().map(
            |one| json!({"number": one.about, "sentence": one.words, "at": one.stamp.at.rfc3339()}),
        );
        value["twice"] = twice.collect();
        value["renew"] = json!(self.renew);
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for one in &self.branches {
            lines.push(format!(
                "  FORK: two machines used the identity {}: {} to {} are also kept as the branch {}",
                one.terminal,
                one.base.saturating_add(1),
                one.to,
                one.journal
            ));
        }
        for one in self.twice.iter().take(NAMED_MAX) {
            lines.push(format!("  {}: {}", one.about, one.words));
        }
        if self.twice.len() > NAMED_MAX {
            lines.push(format!("  and {} more", self.twice.len().saturating_sub(NAMED_MAX)));
        }
        if let Some(reason) = &self.renew {
            lines.push(format!(
                "  this terminal was {reason}: it takes another identity at its next start"
            ));
        }
        lines
    }
}

/// Lists the journals of every replica on this machine.
///
/// # Errors
/// As the store says.
pub fn run(context: &Context) -> Result<Outcome, Failure> {
    let (mut values, mut texts) = (Vec::new(), Vec::new());
    for replica in context.replicas()? {
        let mut reader = Reader::open(&replica.folder)?;
        let journals = reader.completeness()?;
        let strange = reader.quarantined()?;
        let split = Split {
            branches: reader.branches()?,
            twice: reader.repeated()?,
            renew: reader.must_renew()?,
        };
        let mode = replica.mode.to_string();
        if context.json {
            let mut one = value(&mode, &journals, &strange);
            split.add_to(&mut one);
            values.push(one);
        } else {
            texts.push(text(&mode, replica.identity.terminal, &journals, &strange));
            texts.extend(split.lines());
        }
    }
    if context.json {
        out::value(&json!({"schema": "journals/1", "replicas": values}))?;
    } else {
        out::text(&texts.join("\n"))?;
    }
    Ok(Outcome::Done)
}

fn value(mode: &str, journals: &[JournalFigures], strange: &[Quarantined]) -> Value {
    let journals: Vec<Value> = journals
        .iter()
        .map(|one| {
            json!({
                "terminal": one.terminal, "kind": one.kind, "name": one.name,
                "letter": one.letter, "envelopes": one.seq, "last_at": one.last_at.rfc3339(),
                "retired": one.retired, "remarks": remarks(one, strange),
            })
        })
        .collect();
    let left_out: Vec<Value> = strange
        .iter()
        .map(|one| {
            json!({"terminal": one.terminal, "seq": one.seq, "code": one.code,
                   "sentence": one.sentence})
        })
        .collect();
    json!({"mode": mode, "journals": journals, "left_out": left_out})
}

fn text(
    mode: &str,
    own: TerminalId,
    journals: &[JournalFigures],
    strange: &[Quarantined],
) -> String {
    let mut table = Table::new([
        Column::left("Terminal"),
        Column::left("Name"),
        Column::left("Kind"),
        Column::right("Facts"),
        Column::left("Last"),
        Column::left("Remarks"),
    ]);
    for one in journals {
        let kind = one.kind.map_or_else(|| "-".to_owned(), |kind| kind.to_string());
        let mut words = remarks(one, strange);
        if one.terminal == own {
            words.insert(0, "own".to_owned());
        }
        let last = if one.seq == 0 { "-".to_owned() } else { one.last_at.rfc3339() };
        let name = if one.name.is_empty() { "-".to_owned() } else { one.name.clone() };
        table.row([
            one.terminal.to_string(),
            name,
            kind,
            one.seq.to_string(),
            last,
            words.join(", "),
        ]);
    }
    let mut lines = vec![format!("{mode}:"), table.render(None, "~")];
    lines.extend(strange.iter().take(NAMED_MAX).map(|one| format!("  {}", one.sentence)));
    if strange.len() > NAMED_MAX {
        lines.push(format!("  and {} more", strange.len().saturating_sub(NAMED_MAX)));
    }
    lines.join("\n")
}
