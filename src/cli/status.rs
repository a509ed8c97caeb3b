//! `tillrail status`: how the terminals on this machine are.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::context::Context;
use super::out::{self, Failure, Outcome};
use crate::hub;
use crate::report::text_table::{Column, Table};
use crate::runtime::boot;
use crate::runtime::boot::replicas::{Archive, Replica};
use crate::runtime::control::{self, OwnerStatus};
use crate::store::{LeftOut, Reader};
use crate::sync::link;

/// One terminal as it is now.
struct Found {
    forks: usize,
    renew: Option<String>,
    recover: bool,
    incomplete: bool,
    damaged: bool,
    replica: Replica,
    digest: String,
    open_orders: usize,
    own_seq: u64,
    acked: u64,
    left_out: LeftOut,
    shift: Option<String>,
    owner: Option<OwnerStatus>,
}

/// Runs the verb.
///
/// # Errors
/// One sentence, also when nothing was set up here.
pub fn run(context: &Context) -> Result<Outcome, Failure> {
    context.replica()?;
    let (replicas, archives) = (context.replicas()?, context.archives()?);
    let found =
        replicas.into_iter().map(|one| look(context, one)).collect::<Result<Vec<_>, _>>()?;
    if context.json {
        let terminals: Vec<Value> = found.iter().map(value).collect();
        out::value(&json!({
            "schema": "status/1", "version": env!("CARGO_PKG_VERSION"),
            "data": context.data.display().to_string(), "now": context.now().rfc3339(),
            "terminals": terminals, "archives": archives.iter().map(archived).collect::<Vec<_>>(),
        }))?;
    } else {
        let mut text = table(&found);
        for archive in &archives {
            let names: Vec<&str> =
                archive.replicas.iter().map(|one| one.identity.name.as_str()).collect();
            let (name, names) = (&archive.name, names.join(", "));
            let _ = writeln!(text, "Archive of the site {name}: {names}; it shows in reports");
        }
        out::text(&text)?;
    }
    Ok(Outcome::Done)
}

fn archived(archive: &Archive) -> Value {
    let terminals: Vec<Value> = archive
        .replicas
        .iter()
        .map(|one| {
            let who = &one.identity;
            json!({"mode": one.mode.to_string(), "name": who.name, "terminal": who.terminal,
                   "site": who.site, "envelopes": one.envelopes})
        })
        .collect();
    json!({"archive": archive.name, "terminals": terminals})
}

impl Found {
    /// How it stands with its hub, behind what somebody must look at.
    fn standing(&self) -> String {
        let words = [
            (self.forks > 0, "FORK "),
            (self.renew.is_some(), "RENEW "),
            (self.recover, "FILLED AGAIN "),
            (self.incomplete, "INCOMPLETE "),
            (self.damaged, "DAMAGED "),
        ];
        let words: String = words.iter().filter(|(on, _)| *on).map(|(_, word)| *word).collect();
        format!("{words}{}", self.link())
    }
}

fn look(context: &Context, replica: Replica) -> Result<Found, Failure> {
    let now = context.now();
    let mut reader = Reader::open(&replica.folder)?;
    let state = boot::load(&mut reader, &replica.identity, now)?;
    let owner = control::status(&replica.folder);
    Ok(Found {
        forks: reader.branches()?.len(),
        renew: reader.must_renew()?,
        recover: reader.kept(hub::RECOVER)?.is_some(),
        incomplete: reader.until()?.is_some(),
        damaged: reader.is_marked_damaged(),
        digest: state.digest(now),
        open_orders: state.open_orders(now).count(),
        own_seq: reader.own_head(replica.identity.terminal)?.seq,
        acked: reader.acked()?,
        left_out: reader.left_out()?,
        shift: state.my_shift().and_then(|shift| shift.number.as_ref()).map(ToString::to_string),
        owner,
        replica,
    })
}

impl Found {
    /// Own facts that its hub has not acknowledged; none without a hub.
    fn unsent(&self) -> u64 {
        match self.replica.identity.hub {
            Some(_) => self.own_seq.saturating_sub(self.acked),
            None => 0,
        }
    }

    /// How its line to the hub is protected: `TLS 3F2A-…` or `PLAIN`; empty without a hub.
    fn line(&self) -> String {
        self.replica.identity.hub.as_ref().map(link::protection).unwrap_or_default()
    }

    fn link(&self) -> String {
        match (&self.owner, &self.replica.identity.hub) {
            (Some(owner), _) if owner.hub.is_empty() => {
                match (&owner.listens, &owner.fingerprint) {
                    (Some(listens), Some(fingerprint)) => {
                        format!("{}, hub on {listens}, fingerprint {fingerprint}", owner.link)
                    }
                    _ => owner.link.clone(),
                }
            }
            (Some(owner), _) => format!("{} {}, {}", owner.link, owner.hub, self.line()),
            (None, Some(hub)) => format!("not running, hub {}, {}", hub.url, self.line()),
            (None, None) => "not running".to_owned(),
        }
    }
}

fn value(found: &Found) -> Value {
    let who = &found.replica.identity;
    json!({
        "mode": found.replica.mode.to_string(), "kind": who.kind, "name": who.name,
        "letter": who.letter, "terminal": who.terminal, "site": who.site,
        "folder": found.replica.folder.display().to_string(),
        "running": found.owner.is_some(), "link": found.owner.as_ref().map(|owner| &owner.link),
        "hub": who.hub.as_ref().map(|hub| &hub.url), "line": found.line(),
        "fingerprint": found.owner.as_ref().and_then(|owner| owner.fingerprint.as_ref()),
        "lag": found.owner.as_ref().map(|owner| owner.left),
        "clock_ms": found.owner.as_ref().and_then(|owner| owner.offset_ms),
        "listens": found.owner.as_ref().and_then(|owner| owner.listens.as_ref()),
        "envelopes": found.replica.envelopes, "own": found.own_seq, "unsent": found.unsent(),
        "quarantined": found.left_out.unknown, "not_permitted": found.left_out.not_permitted,
        "forks": found.forks, "renew": found.renew, "recover": found.recover,
        "incomplete": found.incomplete, "damaged": found.damaged, "open_orders": found.open_orders,
        "shift": found.shift, "digest": found.digest,
    })
}

fn table(found: &[Found]) -> String {
    let mut table = Table::new([
        Column::left("Terminal"),
        Column::left("Folder"),
        Column::left("Shift"),
        Column::right("Open orders"),
        Column::right("Facts"),
        Column::right("Not sent"),
        Column::right("Left out"),
        Column::left("Digest"),
        Column::left("Now"),
    ]);
    for one in found {
        let letter = one.replica.identity.letter.as_ref();
        let letter = letter.map(|letter| format!(" ({letter})")).unwrap_or_default();
        table.row([
            format!("{}{letter}", one.replica.identity.name),
            one.replica.mode.to_string(),
            one.shift.clone().unwrap_or_else(|| "-".to_owned()),
            one.open_orders.to_string(),
            one.replica.envelopes.to_string(),
            one.unsent().to_string(),
            one.left_out.all().to_string(),
            one.digest.clone(),
            one.standing(),
        ]);
    }
    table.render(None, "~")
}
