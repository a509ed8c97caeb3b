//! Renewal of a terminal: a new identity from its hub, or by itself where it works alone.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{BootError, Mode, Station, open_store, station, unheard};
use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::event::TerminalPaired;
use crate::domain::frontier::Head;
use crate::domain::id::TerminalId;
use crate::domain::number::Letter;
use crate::domain::time::At;
use crate::hub::pairing::next_letter;
use crate::runtime::rest::{Rest, Trust};
use crate::store::{FORKED, HubAddress, Identity, Renewal, Store};

/// What became of a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewed {
    /// Who it was.
    pub before: TerminalId,
    /// Who it is.
    pub identity: Identity,
    /// How many of its facts nobody else held, which it has issued again.
    pub again: u64,
}

#[derive(Serialize)]
struct RenewAsk {
    terminal: TerminalId,
    trail: Vec<Head>,
    retire: bool,
}

#[derive(Deserialize)]
struct RenewAnswer {
    credential: String,
    #[serde(default)]
    letter: Option<Letter>,
    held: u64,
}

/// Gives the terminal in a folder another identity, because somebody asks for it.
///
/// # Errors
/// [`BootError::NotSetUp`], [`BootError::Hub`] with what the hub said, or as the store says, for
/// instance when a program holds it. Nothing has changed then.
pub fn renew(data: &Path, mode: &Mode, plain: bool, clock: &Clock) -> Result<Renewed, BootError> {
    let folder = mode.folder(data);
    let store = open_store(&folder, mode, clock, unheard)?;
    let Some(identity) = store.reader()?.identity()? else {
        return Err(BootError::NotSetUp {
            mode: mode.to_string(),
            data: data.to_owned(),
            remedy: "there is nothing to renew",
        });
    };
    let (store, renewed) = take(store, &folder, &identity, plain, clock)?;
    store.close();
    Ok(renewed)
}

/// Renews a terminal that is being opened, when its file asks for it. A hub that does not answer is
/// asked again at the next start: what is written until then is a branch at worst, and kept.
///
/// # Errors
/// As the store says.
pub fn when_asked(
    store: Store,
    folder: &Path,
    identity: Identity,
    clock: &Clock,
) -> Result<(Store, Identity), BootError> {
    let Some(reason) = store.reader()?.must_renew()? else { return Ok((store, identity)) };
    if identity.hub.is_some() {
        let plain = true;
        match from_hub(&store, &identity, plain, clock) {
            Ok(renewed) => return Ok((store, renewed.identity)),
            Err(error) => {
                tracing::warn!(%error, reason, "the terminal could not be renewed yet");
                return Ok((store, identity));
            }
        }
    }
    let (store, renewed) = alone(store, folder, &identity, clock)?;
    tracing::info!(reason, terminal = %renewed.identity.terminal, "the terminal was renewed");
    Ok((store, renewed.identity))
}

fn take(
    store: Store,
    folder: &Path,
    identity: &Identity,
    plain: bool,
    clock: &Clock,
) -> Result<(Store, Renewed), BootError> {
    if identity.hub.is_none() {
        return alone(store, folder, identity, clock);
    }
    let renewed = from_hub(&store, identity, plain, clock)?;
    Ok((store, renewed))
}

/// Takes a new identity, letter and credential from the hub, over the old credential.
fn from_hub(
    store: &Store,
    identity: &Identity,
    plain: bool,
    clock: &Clock,
) -> Result<Renewed, BootError> {
    let Some(hub) = identity.hub.clone() else { return Err(BootError::Hub(String::new())) };
    let reader = store.reader()?;
    let own = reader.own_journal(identity.terminal)?;
    let forked = reader.must_renew()?.as_deref() == Some(FORKED);
    let ask = RenewAsk {
        terminal: TerminalId(clock.entropy_u64()),
        trail: reader.trail(own)?,
        retire: !forked,
    };
    let terminal = ask.terminal;
    let trust = Trust { pin: hub.fingerprint.as_ref().and_then(|full| full.parse().ok()), plain };
    let rest = Rest::new(&hub.url, Some(hub.credential.clone()), trust);
    let rest = rest.map_err(|error| BootError::Hub(error.to_string()))?;
    let answer = asked(&rest, &ask)?;
    let identity_now = Identity {
        terminal,
        letter: answer.letter.or_else(|| identity.letter.clone()),
        hub: Some(HubAddress { credential: answer.credential, ..hub }),
        ..identity.clone()
    };
    put(store, identity, identity_now, answer.held, !forked)
}

/// Asks the hub on a thread of its own, so that it does not matter who waits here.
fn asked(rest: &Rest, ask: &RenewAsk) -> Result<RenewAnswer, BootError> {
    let call = || -> Result<RenewAnswer, String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        let answer = runtime.block_on(rest.post("/v1/renew", ask, None));
        answer.map_err(|error| error.to_string())
    };
    let answered = std::thread::scope(|scope| scope.spawn(call).join());
    let lost = || BootError::Hub("the hub could not be asked: try again".to_owned());
    answered.map_err(|_| lost())?.map_err(BootError::Hub)
}

fn put(
    store: &Store,
    before: &Identity,
    identity: Identity,
    held: u64,
    takes_over: bool,
) -> Result<Renewed, BootError> {
    let own = store.reader()?.own_head(before.terminal)?.seq;
    store.writer().renew(Renewal { identity: identity.clone(), held, takes_over })?;
    Ok(Renewed { before: before.terminal, identity, again: own.saturating_sub(held) })
}

/// Renews a terminal that is its own hub: nobody else gave it its identity, and its terminals hold
/// what they were sent of its journal.
fn alone(
    store: Store,
    folder: &Path,
    identity: &Identity,
    clock: &Clock,
) -> Result<(Store, Renewed), BootError> {
    let now = At(clock.now_ms());
    let mut reader = store.reader()?;
    let state = super::load(&mut reader, identity, now)?;
    let paired = state.terminals().filter_map(|(_, terminal)| terminal.paired.as_ref());
    let mut taken: Vec<Letter> = paired.filter_map(|paired| paired.letter.clone()).collect();
    taken.extend(identity.letter.clone());
    let letter = identity.letter.as_ref().and_then(|_| next_letter(&taken));
    let terminal = TerminalId(clock.entropy_u64());
    let now_is = Identity { terminal, letter, ..identity.clone() };
    let held = reader.own_head(identity.terminal)?.seq;
    let renewed = put(&store, identity, now_is.clone(), held, true)?;
    let mut station: Station = station(store, now_is.clone(), folder.to_owned(), clock)?;
    introduce(&mut station, &[identity.terminal], now)?;
    Ok((station.store, renewed))
}

/// Says in the journal who a terminal is that renewed itself, and that it was somebody before.
fn introduce(station: &mut Station, before: &[TerminalId], now: At) -> Result<(), BootError> {
    let who = &station.identity;
    let paired = Command::PairTerminal(Box::new(TerminalPaired {
        terminal: who.terminal,
        terminal_kind: who.kind,
        name: who.name.clone(),
        letter: who.letter.clone(),
        credential: None,
    }));
    let active = |id: &&TerminalId| {
        station.desk.state.terminal(**id).is_some_and(crate::domain::site::Terminal::is_active)
    };
    let retired = before.iter().filter(active).map(|id| Command::RetireTerminal(*id));
    let commands: Vec<Command> = std::iter::once(paired).chain(retired).collect();
    station.act(&commands, now)?;
    Ok(())
}

/// Finishes the renewal of a terminal that works alone and ended between taking its new identity and
/// saying so in its journal.
///
/// # Errors
/// As the store says.
pub(super) fn finish(station: &mut Station, now: At) -> Result<(), BootError> {
    let who = &station.identity;
    let known = station.desk.state.terminal(who.terminal).is_some_and(|one| one.paired.is_some());
    if who.hub.is_some() || known {
        return Ok(());
    }
    let before = station.store.reader()?.before()?;
    if before.is_empty() { Ok(()) } else { introduce(station, &before, now) }
}
