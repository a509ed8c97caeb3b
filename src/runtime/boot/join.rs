//! Joining a site: a code from the hub's screen becomes a credential.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::replicas::Replica;
use super::{self as boot, BootError, Mode, Station, identity_in, settle};
use crate::clock::Clock;
use crate::domain::id::{SiteId, TerminalId, TerminalKind};
use crate::domain::number::Letter;
use crate::runtime::rest::{Rest, RestError, Trust};
use crate::store::{HubAddress, Identity};
use crate::sync::link::{HubUrl, LinkError, probe};
use crate::tls::{Fingerprint, Pin};

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
    #[serde(default)]
    hub: Option<TerminalId>,
}

/// What a hub says of itself to everybody.
#[derive(Deserialize)]
struct Health {
    site: SiteId,
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
    join_as(data, mode, joining, TerminalId(clock.entropy_u64()), clock).await
}

/// Like [`join`], under an identity that was made before.
///
/// # Errors
/// As [`join`].
pub(super) async fn join_as(
    data: &Path,
    mode: &Mode,
    joining: &Joining,
    terminal: TerminalId,
    clock: &Clock,
) -> Result<Station, BootError> {
    let folder = mode.folder(data);
    if let Some(there) = identity_in(&folder)? {
        return Err(BootError::Exists { folder, name: there.name });
    }
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
            terminal: answer.hub,
        }),
        fingerprint: None,
    };
    settle(data, mode, identity, clock)
}

/// The site of a hub.
///
/// # Errors
/// As [`join`].
pub(super) async fn site_of(joining: &Joining) -> Result<SiteId, BootError> {
    let rest = Rest::new(&joining.hub, None, trust(joining).await?).map_err(refused)?;
    let health: Health = rest.get("/health").await.map_err(refused)?;
    Ok(health.site)
}

/// The question for a person who can see the hub's screen.
pub fn compare(hub: &str, seen: &Fingerprint) -> String {
    format!(
        "The hub at {hub} shows the fingerprint {seen}. Does `tillrail hub pair` on the hub show the \
         same?"
    )
}

/// Trades a pairing code for a new credential of a terminal that is here. Its journal stays as it
/// is. Answers who it is and how many of its facts the hub has not acknowledged.
///
/// # Errors
/// [`BootError::NotSetUp`], [`BootError::Hub`] with what the hub said or when it belongs to
/// another site, or as the store says, for instance when a program holds it.
pub async fn pair_again(
    data: &Path,
    mode: &Mode,
    joining: &Joining,
    clock: &Clock,
) -> Result<(Identity, u64), BootError> {
    let Station { store, identity, .. } = boot::open(data, mode, clock)?;
    let hub = new_credential(&identity, joining).await?;
    let identity = Identity { hub: Some(hub), ..identity };
    store.writer().set_identity(identity.clone())?;
    let reader = store.reader()?;
    let unsent = reader.unsent()?;
    store.close();
    Ok((identity, unsent))
}

/// Trades a pairing code for a new credential of a terminal, whoever holds its data.
///
/// # Errors
/// [`BootError::Hub`] with what the hub said or when it belongs to another site,
/// [`BootError::NotCompared`] when nobody has compared its certificate.
pub async fn new_credential(
    identity: &Identity,
    joining: &Joining,
) -> Result<HubAddress, BootError> {
    let trust = trust(joining).await?;
    let rest = Rest::new(&joining.hub, None, trust).map_err(refused)?;
    let health: Health = rest.get("/health").await.map_err(refused)?;
    if health.site != identity.site {
        return Err(BootError::Hub(format!(
            "{} belongs to another site than the hub at {}: give the address of its own hub",
            identity.name,
            rest.base()
        )));
    }
    let ask = PairAsk {
        code: &joining.code,
        terminal: identity.terminal,
        kind: identity.kind,
        name: &identity.name,
        letter: identity.letter.as_ref(),
    };
    let answer: PairAnswer = rest.post("/v1/pair", &ask, None).await.map_err(refused)?;
    Ok(HubAddress {
        url: rest.base().to_owned(),
        credential: answer.credential,
        fingerprint: trust.pin.map(|pin| pin.full()),
        terminal: answer.hub,
    })
}

/// Makes a terminal on this machine trust the certificate that its hub shows, when it is the one
/// that a person has compared.
///
/// # Errors
/// [`BootError::Hub`] when it is another, or as the store says.
pub async fn trust_again(
    replica: &Replica,
    pin: &Pin,
    clock: &Clock,
) -> Result<Fingerprint, BootError> {
    let store = boot::open_store(&replica.folder, &replica.mode, clock, boot::unheard)?;
    let known = replica.identity.hub.clone();
    let url: HubUrl = known
        .as_ref()
        .map_or("", |hub| hub.url.as_str())
        .parse()
        .map_err(|error: LinkError| BootError::Hub(error.to_string()))?;
    let url = HubUrl { tls: true, ..url };
    let seen = probe(&url).await.map_err(BootError::Hub)?;
    let trust = fitting(Some(pin), &url.shown(), seen)?;
    let fingerprint = trust.pin.map(|pin| pin.full());
    let hub = known.map(|known| HubAddress { url: url.rest(), fingerprint, ..known });
    store.writer().set_identity(Identity { hub, ..replica.identity.clone() })?;
    store.close();
    Ok(seen)
}

/// Looks at the hub's certificate before the code is told to it.
async fn trust(joining: &Joining) -> Result<Trust, BootError> {
    let url: HubUrl =
        joining.hub.parse().map_err(|error: LinkError| BootError::Hub(error.to_string()))?;
    if !url.tls {
        return Ok(Trust { pin: None, plain: joining.plain });
    }
    let seen = probe(&url).await.map_err(BootError::Hub)?;
    fitting(joining.pin.as_ref(), &url.shown(), seen)
}

/// The trust in a certificate that a person has compared.
fn fitting(pin: Option<&Pin>, hub: &str, seen: Fingerprint) -> Result<Trust, BootError> {
    match pin {
        Some(pin) if pin.fits(&seen) => Ok(Trust { pin: Some(seen), plain: false }),
        Some(_) => Err(BootError::Hub(format!(
            "the hub at {hub} shows the fingerprint {seen} and another was expected: compare it with \
             `tillrail hub pair` on the hub, somebody may stand between"
        ))),
        None => Err(BootError::NotCompared { hub: hub.to_owned(), seen }),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands at the end of `map_err`")]
fn refused(error: RestError) -> BootError {
    BootError::Hub(error.to_string())
}
