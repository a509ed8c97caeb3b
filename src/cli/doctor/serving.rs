//! What the doctor says of a hub, or of a counter that is one, as its terminals find it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::{Health, Level, hub_says};
use crate::cli::out::Failure;
use crate::domain::id::TerminalKind;
use crate::domain::state::State;
use crate::runtime::boot::replicas::Replica;
use crate::runtime::control::{self, OwnerStatus};
use crate::runtime::rest::{Rest, RestError, Trust};
use crate::sync::link::{HubUrl, probe};
use crate::tls::Pin;

/// Whether it runs and answers, and what it says of the terminals that are connected.
pub(super) fn itself(
    replica: &Replica,
    state: &State,
    say: &mut impl FnMut(Level, String),
) -> Result<(), Failure> {
    let is_hub = replica.identity.kind == TerminalKind::Hub;
    let Some(owner) = control::status(&replica.folder) else {
        if is_hub {
            let sentence = "it does not run: start it with `tillrail hub`; its terminals go on selling, \
                            each for itself";
            say(Level::Look, sentence.to_owned());
        } else {
            say(Level::Well, "it works without a hub".to_owned());
        }
        return Ok(());
    };
    let Some(listens) = &owner.listens else {
        say(Level::Well, "it runs, without a hub".to_owned());
        return Ok(());
    };
    let url = here(listens, &owner);
    let rest = match Rest::new(&url, None, trust(&url, &owner)?) {
        Ok(rest) => rest,
        Err(error) => {
            say(Level::Look, error.to_string());
            return Ok(());
        }
    };
    let asked: Result<Health, RestError> = super::super::runtime()?.block_on(rest.get("/health"));
    match asked {
        Ok(health) => {
            let connected = match health.terminals.len() {
                1 => "1 terminal is connected".to_owned(),
                many => format!("{many} terminals are connected"),
            };
            say(Level::Well, format!("it serves at {listens}, {connected}"));
            hub_says(replica.identity.terminal, state, &health, say);
        }
        Err(error) => say(Level::Act, format!("it runs and does not answer: {error}")),
    }
    Ok(())
}

/// The certificate that answers there, when it is the one that the hub itself says it has.
fn trust(url: &str, owner: &OwnerStatus) -> Result<Trust, Failure> {
    let said = owner.fingerprint.as_ref().and_then(|text| text.parse::<Pin>().ok());
    let pin = match (url.parse::<HubUrl>(), said) {
        (Ok(url), Some(said)) => {
            let seen = super::super::runtime()?.block_on(probe(&url)).ok();
            seen.filter(|seen| said.fits(seen))
        }
        (Ok(_) | Err(_), _) => None,
    };
    Ok(Trust { pin, plain: true })
}

/// How this machine reaches what listens at `listens`, which may name a site behind the address.
fn here(listens: &str, owner: &OwnerStatus) -> String {
    let (address, site) = listens.split_once('/').unwrap_or((listens, ""));
    let address = address.parse::<SocketAddr>().map_or(address.to_owned(), |mut parsed| {
        if parsed.ip().is_unspecified() {
            parsed.set_ip(IpAddr::V4(Ipv4Addr::LOCALHOST));
        }
        parsed.to_string()
    });
    let scheme = if owner.fingerprint.is_some() { "https" } else { "http" };
    format!("{scheme}://{address}/{site}").trim_end_matches('/').to_owned()
}
