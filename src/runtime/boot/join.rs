//! Joining a site: a code from the hub's screen becomes a credential.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{BootError, Mode, Station, identity_in, settle};
use crate::clock::Clock;
use crate::domain::id::{SiteId, TerminalId, TerminalKind};
use crate::domain::number::Letter;
use crate::runtime::rest::{Rest, RestError, Trust};
use crate::store::{HubAddress, Identity};
use crate::sync::link::{HubUrl, LinkError, probe};
use crate::tls::Pin;

/// What a terminal says when it joins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joining {
    /// The address of the hub.
    pub hub: String,
    /// The fingerprint of its certificate, as a person has compared it; an encrypted line needs it.
    pub pin: Option<Pin>,
    /// Whether plain text may leave this machine.
    pub plain: bool,
    /// The code that the hub shows.
    pub code: String,
    /// What the terminal is to be called.
    pub name: String,
    /// The order letter it wants, when it sells.
    pub letter: Option<Letter>,
}

#[derive(Serialize)]
struct PairAsk<'a> {
    code: &'a str,
    terminal: TerminalId,
    kind: TerminalKind,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    letter: Option<&'a Letter>,
}

#[derive(Deserialize)]
struct PairAnswer {
    credential: String,
    site: SiteId,
    #[serde(default)]
    letter: Option<Letter>,
}

/// Trades a pairing code for a credential and sets this machine's folder up as that terminal.
///
/// # Errors
/// [`BootError::Exists`], [`BootError::Hub`] with what the hub said, or as the store says.
pub async fn join(
    data: &Path,
    mode: &Mode,
    joining: &Joining,
    clock: &Clock,
) -> Result<Station, BootError> {
    let folder = mode.folder(data);
    if let Some(there) = identity_in(&folder)? {
        return Err(BootError::Exists { folder, name: there.name });
    }
    let terminal = TerminalId(clock.entropy_u64());
    let trust = trust(joining).await?;
    let rest = Rest::new(&joining.hub, None, trust).map_err(refused)?;
    let ask = PairAsk {
        code: &joining.code,
        terminal,
        kind: mode.kind(),
        name: &joining.name,
        letter: joining.letter.as_ref(),
    };
    let answer: PairAnswer = rest.post("/v1/pair", &ask, None).await.map_err(refused)?;
    let identity = Identity {
        site: answer.site,
        terminal,
        kind: mode.kind(),
        name: joining.name.clone(),
        letter: answer.letter.or_else(|| joining.letter.clone()),
        hub: Some(HubAddress {
            url: rest.base().to_owned(),
            credential: answer.credential,
            fingerprint: trust.pin.map(|pin| pin.full()),
        }),
        fingerprint: None,
    };
    settle(data, mode, identity, clock)
}

/// Looks at the hub's certificate before the code is told to it.
async fn trust(joining: &Joining) -> Result<Trust, BootError> {
    let url: HubUrl =
        joining.hub.parse().map_err(|error: LinkError| BootError::Hub(error.to_string()))?;
    if !url.tls {
        return Ok(Trust { pin: None, plain: joining.plain });
    }
    let seen = probe(&url).await.map_err(BootError::Hub)?;
    match &joining.pin {
        Some(pin) if pin.fits(&seen) => Ok(Trust { pin: Some(seen), plain: false }),
        Some(_) => Err(BootError::Hub(format!(
            "the hub at {} shows the fingerprint {seen} and another was expected: compare it with \
             `tillrail hub pair` on the hub, somebody may stand between",
            url.shown()
        ))),
        None => Err(BootError::NotCompared { hub: url.shown(), seen }),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands at the end of `map_err`")]
fn refused(error: RestError) -> BootError {
    BootError::Hub(error.to_string())
}
