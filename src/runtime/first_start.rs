//! The first start of a terminal: the set-up screen, driven until there is a station or somebody
//! quits.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TrySendError, sync_channel};
use std::time::Duration;

use super::boot::join::{Joining, join};
use super::boot::{self, BootError, Founding, Mode, Station};
use super::check;
use super::keys::Keys;
use super::modes::{ModeError, Setup};
use super::nearby;
use super::screen::{EVENTS_MAX, TICK_MS};
use crate::config;
use crate::domain::id::TerminalKind;
use crate::domain::time::{At, SiteClock};
use crate::sync::link::{HubUrl, LinkError, probe};
use crate::tls::Fingerprint;
use crate::tui::input::Input;
use crate::tui::look::Look;
use crate::tui::setup::{self, Found, Model, SetupEffect, SetupMsg, Start};
use crate::tui::terminal::{Screen, line_columns};

/// How long the first start listens for hubs at most, milliseconds.
const LISTEN_MS: u64 = 3_600_000;

/// What somebody set up: the terminal and what it is.
pub type Begun = Option<(Station, Mode)>;

/// Shows the set-up screen for a terminal that was started as `mode`. `None` when somebody quit.
///
/// # Errors
/// What the terminal says.
pub fn run(setup: &Setup, mode: &Mode, look: &Look) -> Result<Begun, ModeError> {
    // Who has asked for ASCII gets nothing else, not even for a moment.
    let ascii = setup.config.ui.glyphs == config::Glyphs::Ascii;
    let measured = if ascii { None } else { line_columns() };
    let mut screen = Screen::enter(io::stdout(), setup.config.ui.mouse)?;
    let (inputs, incoming) = sync_channel(EVENTS_MAX);
    let keys = Keys::read(move |input| inputs.send(input).is_ok(), || ())?;
    let zone = setup.clock.time_zone_name().unwrap_or_else(|| "UTC".to_owned());
    let config = &setup.config;
    let start = Start {
        name: config.terminal.name.clone().unwrap_or_default(),
        letter: config.terminal.letter.clone().unwrap_or_default(),
        address: config.hub.url.clone().unwrap_or_default(),
    };
    let time = (SiteClock::new(&zone, 0), At(setup.clock.now_ms()));
    let mut model = Model::new(mode.kind(), look.clone(), time, &start);
    let begun = cycle(setup, (mode, measured), &mut model, &mut screen, &incoming);
    drop((screen, incoming));
    keys.end()?;
    begun
}

fn cycle(
    setup: &Setup,
    (mode, measured): (&Mode, Option<u16>),
    model: &mut Model,
    screen: &mut Screen<io::Stdout>,
    incoming: &Receiver<Input>,
) -> Result<Begun, ModeError> {
    let size = screen.size()?;
    model.size = (size.width, size.height);
    let nearby = listen_nearby(setup);
    let mut found = Vec::new();
    loop {
        match nearby.try_iter().last() {
            Some(Some(latest)) if latest != found => {
                found.clone_from(&latest);
                setup::update(model, &SetupMsg::Found(latest), At(setup.clock.now_ms()));
            }
            Some(None) => drop(setup::update(model, &SetupMsg::Deaf, At(setup.clock.now_ms()))),
            Some(Some(_)) | None => {}
        }
        screen.draw(|frame| setup::view(model, frame))?;
        let msg = match incoming.recv_timeout(Duration::from_millis(TICK_MS)) {
            Ok(input) => SetupMsg::Input(input),
            Err(RecvTimeoutError::Timeout) => SetupMsg::Tick,
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
        };
        for effect in setup::update(model, &msg, At(setup.clock.now_ms())) {
            match effect {
                SetupEffect::Quit => return Ok(None),
                SetupEffect::Redraw => screen.redraw()?,
                SetupEffect::Test => {
                    let look = model.look.clone();
                    model.look = check::cycle(setup, (look, measured), screen, incoming)?;
                    let size = screen.size()?;
                    model.size = (size.width, size.height);
                    screen.redraw()?;
                }
                SetupEffect::Look { address } => {
                    screen.draw(|frame| setup::view(model, frame))?;
                    match look_at(&address) {
                        Ok(seen) => model.seen(seen.to_string(), seen.full()),
                        Err(sentence) => model.failed(sentence),
                    }
                }
                other @ (SetupEffect::WorkAlone { .. } | SetupEffect::Join { .. }) => {
                    screen.draw(|frame| setup::view(model, frame))?;
                    match begin(setup, mode, other) {
                        Ok(begun) => return Ok(Some(begun)),
                        Err(error) => model.failed(error.to_string()),
                    }
                }
            }
        }
    }
}

/// Founds a site or joins one; nothing typed is lost when it fails.
fn begin(setup: &Setup, started: &Mode, effect: SetupEffect) -> Result<(Station, Mode), BootError> {
    match effect {
        SetupEffect::WorkAlone { name, letter } => {
            let alone = Founding::alone(&setup.config.site, &setup.clock)?;
            let founding = Founding { name, letter: Some(letter), ..alone };
            let station = boot::found(&setup.data, &Mode::Counter, founding, &setup.clock)?;
            Ok((station, Mode::Counter))
        }
        SetupEffect::Join { kind, address, pin, code, name, letter } => {
            let mode = if started.kind() == kind { started.clone() } else { mode_of(kind) };
            let plain = setup.config.hub.plain;
            let pin = pin.and_then(|full| full.parse().ok());
            let joining = Joining { hub: address, pin, plain, code, name, letter };
            let runtime = network().map_err(BootError::Hub)?;
            let station = runtime.block_on(join(&setup.data, &mode, &joining, &setup.clock))?;
            Ok((station, mode))
        }
        SetupEffect::Look { .. } | SetupEffect::Redraw | SetupEffect::Test | SetupEffect::Quit => {
            Err(BootError::Hub("nothing was asked for".to_owned()))
        }
    }
}

/// A runtime for calls over the network.
fn network() -> Result<tokio::runtime::Runtime, String> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("no connection can be made ({error}): try again"))
}

/// The certificate that a hub shows.
fn look_at(address: &str) -> Result<Fingerprint, String> {
    let url: HubUrl = address.parse().map_err(|error: LinkError| error.to_string())?;
    network()?.block_on(probe(&url))
}

/// Listens for hubs beside the screen, until the screen is gone; `None` is told when that is not
/// possible.
fn listen_nearby(setup: &Setup) -> Receiver<Option<Vec<Found>>> {
    let (tell, told) = sync_channel(EVENTS_MAX);
    let clock = setup.clock.clone();
    let wanted = setup.config.hub.announce;
    let listen = move || {
        let mut list = Vec::new();
        let looked = nearby::look(&clock, LISTEN_MS, |heard| {
            if let Some(heard) = heard {
                nearby::add(&mut list, heard);
            }
            let found = list.iter().flat_map(|one| {
                let problem = one.problem();
                one.places().map(move |(name, address)| Found { name, address, problem })
            });
            !matches!(tell.try_send(Some(found.collect())), Err(TrySendError::Disconnected(_)))
        });
        if let Err(error) = looked {
            tracing::warn!(%error, "the local network cannot be asked for hubs");
            // A screen that is gone need not know.
            let _ = tell.try_send(None);
        }
    };
    if wanted {
        let spawned = std::thread::Builder::new().name("nearby".to_owned()).spawn(listen);
        if let Err(error) = spawned {
            tracing::warn!(%error, "the local network cannot be asked for hubs");
        }
    }
    told
}

const fn mode_of(kind: TerminalKind) -> Mode {
    match kind {
        TerminalKind::Counter => Mode::Counter,
        TerminalKind::Kitchen => Mode::Kitchen(None),
        TerminalKind::Display => Mode::Display,
        TerminalKind::Hub => Mode::Hub,
    }
}
