//! `tillrail hub find`: the hubs on the local network.

use serde_json::{Value, json};

use super::context::Context;
use super::out::{self, Failure, Outcome};
use crate::report::text_table::{Column, Table};
use crate::runtime::nearby::{self, Nearby};

/// Listens for hubs and lists them.
///
/// # Errors
/// One sentence when the network cannot be asked.
pub fn find(context: &Context, seconds: u64) -> Result<Outcome, Failure> {
    let mut list: Vec<Nearby> = Vec::new();
    let within_ms = seconds.saturating_mul(1_000);
    let looked = nearby::look(&context.clock, within_ms, |heard| {
        if let Some(heard) = heard {
            nearby::add(&mut list, heard);
        }
        true
    });
    looked.map_err(|error| {
        Failure::error(format!(
            "the local network cannot be asked for hubs ({error}): type the address that \
             `tillrail hub pair` shows on the hub"
        ))
    })?;
    if context.json {
        let hubs: Vec<Value> = list.iter().map(value).collect();
        out::value(&json!({"schema": "hubs/1", "hubs": hubs}))?;
        return Ok(Outcome::Done);
    }
    if list.is_empty() {
        out::text(
            "No hub was heard. It must listen on the network (`hub.listen`) and announce itself \
             (`hub.announce`); its address can always be typed.",
        )?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new([
        Column::left("Hub"),
        Column::left("Address"),
        Column::left("Fingerprint"),
        Column::left("Site"),
        Column::left(""),
    ]);
    for one in list {
        let problem = one.problem().unwrap_or_default();
        for (number, (name, address)) in one.places().enumerate() {
            let site = if number == 0 { one.site.clone() } else { name.clone() };
            table.row([name, address, one.fingerprint.clone(), site, problem.to_owned()]);
        }
    }
    out::text(&table.render(None, "~"))?;
    Ok(Outcome::Done)
}

fn value(one: &Nearby) -> Value {
    json!({
        "name": one.name, "address": one.address, "site": one.site,
        "fingerprint": one.fingerprint, "version": one.version, "problem": one.problem(),
        "sites": one.sites,
    })
}
