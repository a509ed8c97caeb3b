//! Reports over the closed history of sites that this machine has left, beside its own or alone.

use std::fmt::Write as _;

use super::{Format, Look, Report, What, days, look, period, report_of};
use crate::cli::context::Context;
use crate::cli::out::{self, Failure, Outcome};
use crate::report;
use crate::runtime::boot;
use crate::runtime::boot::replicas::{Archive, Replica, most_complete};
use crate::store::Reader;

/// A report of an archive, with where it comes from.
pub(super) struct Archived {
    /// The name of the archive: the identity of the old site.
    name: String,
    /// What people called the terminal.
    terminal: String,
    /// What it says.
    pub(super) report: Box<dyn Report>,
}

impl Archived {
    fn title(&self) -> String {
        let head = self.report.head();
        let shop = if head.site.is_empty() { String::new() } else { format!(" {},", head.site) };
        format!("ARCHIVE of the site {},{shop} {}", self.name, self.terminal)
    }
}

/// True when an archive has something of the period that is asked for.
fn concerns(context: &Context, what: &What, replica: &Replica) -> Result<bool, Failure> {
    let mut reader = Reader::open(&replica.folder)?;
    let (from, to) = days(period(what), boot::today(&mut reader, context.now())?)?;
    Ok(!reader.days(from, to)?.is_empty()
        || !reader.shifts(from, to)?.is_empty()
        || !reader.remarks(from, to)?.is_empty())
}

/// The reports of the archives that have something of the period, beside the report of the site. A
/// shift that the site does not know is looked for in them.
pub(super) fn beside(
    context: &Context,
    what: &What,
    own: Result<Box<dyn Report>, Failure>,
) -> Result<(Box<dyn Report>, Vec<Archived>), Failure> {
    if matches!(what, What::X(_)) {
        return Ok((own?, Vec::new()));
    }
    let numbered = matches!(what, What::Z(_));
    let mut found = Vec::new();
    for archive in context.archives()? {
        let Some(replica) = most_complete(&archive.replicas) else { continue };
        if numbered && own.is_ok() {
            break;
        }
        if numbered || concerns(context, what, replica)? {
            match archived(context, what, &archive, replica) {
                Err(_) if numbered => {}
                other => found.push(other?),
            }
        }
    }
    match own {
        Err(_) if numbered && !found.is_empty() => {
            let first = found.remove(0);
            out::notice(&first.title());
            Ok((first.report, Vec::new()))
        }
        own => Ok((own?, found)),
    }
}

fn archived(
    context: &Context,
    what: &What,
    archive: &Archive,
    replica: &Replica,
) -> Result<Archived, Failure> {
    let report = report_of(context, what, replica)?;
    let terminal = replica.identity.name.clone();
    Ok(Archived { name: archive.name.clone(), terminal, report })
}

/// The report of the site, and behind it those of its archives, each under its mark.
pub(super) fn render(
    own: &dyn Report,
    archived: &[Archived],
    format: Format,
    look: Look,
) -> String {
    let mut text = report::render(own, format, look);
    match format {
        Format::Csv => text,
        Format::Json => with_members(&text, archived, look),
        Format::Table | Format::Chart => {
            for one in archived {
                let more = report::render(one.report.as_ref(), format, look);
                let _ = write!(text, "\n{}\n{more}", one.title());
            }
            text
        }
    }
}

/// The JSON of the report with what the archives say as one more member, when there are any.
fn with_members(own: &str, archived: &[Archived], look: Look) -> String {
    let Some(open) = own.trim_end().strip_suffix('}').filter(|_| !archived.is_empty()) else {
        return own.to_owned();
    };
    let objects: Vec<String> = archived.iter().map(|one| object(one, look)).collect();
    format!("{open},\"archives\":[{}]}}\n", objects.join(","))
}

/// The JSON of one archive: its name, its terminal, its report.
fn object(one: &Archived, look: Look) -> String {
    let word = |text: &str| serde_json::Value::from(text).to_string();
    let report = report::render(one.report.as_ref(), Format::Json, look);
    let (name, terminal) = (word(&one.name), word(&one.terminal));
    format!("{{\"archive\":{name},\"terminal\":{terminal},\"report\":{}}}", report.trim_end())
}

/// What CSV cannot say itself: that figures are missing, or that archives have some too.
pub(super) fn notices(own: &dyn Report, archived: &[Archived]) {
    if let Some(warning) = report::warning(own.head()) {
        out::notice(&warning);
    }
    for one in archived {
        let (title, name) = (one.title(), &one.name);
        out::notice(&format!("{title} has figures of this period too: see --archive {name}"));
    }
}

/// Only what the archives say: the one that is named, or all of them with something of the period.
pub(super) fn alone(context: &Context, what: &What, format: Format) -> Result<Outcome, Failure> {
    let named = period(what).archive.as_deref().unwrap_or_default();
    let mut archives = context.archives()?;
    if archives.is_empty() {
        return Err(Failure::error(
            "this machine has left no site: there is no archive, leave out --archive",
        ));
    }
    archives.retain(|one| one.name.to_lowercase().starts_with(&named.to_lowercase()));
    if archives.is_empty() {
        return Err(Failure::error(format!(
            "no archive is called {named}: `tillrail status` lists them"
        )));
    }
    let mut whole = true;
    let look = look(context, period(what).width);
    let mut objects = Vec::new();
    for archive in &archives {
        let Some(replica) = most_complete(&archive.replicas) else { continue };
        let one = archived(context, what, archive, replica)?;
        whole &= one.report.head().completeness.is_complete();
        match format {
            Format::Json => objects.push(object(&one, look)),
            Format::Csv => {
                out::notice(&one.title());
                out::text(&report::render(one.report.as_ref(), format, look))?;
            }
            Format::Table | Format::Chart => {
                let text = report::render(one.report.as_ref(), format, look);
                out::text(&format!("{}\n{text}", one.title()))?;
            }
        }
    }
    if format == Format::Json {
        let list = objects.join(",");
        out::text(&format!("{{\"schema\":\"archives/1\",\"archives\":[{list}]}}"))?;
    }
    Ok(if whole { Outcome::Done } else { Outcome::Incomplete })
}
