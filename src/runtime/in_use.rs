//! A folder that another program holds: waiting for it, or looking on without writing.

use std::io;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use super::boot::{self, BootError, Mode};
use super::customers;
use super::face::Face;
use super::feed::Follow;
use super::first_start::Begun;
use super::keys::Keys;
use super::modes::{ModeError, Setup};
use super::screen::{EVENTS_MAX, TICK_MS};
use crate::domain::desk::Desk;
use crate::domain::frontier::Head;
use crate::domain::id::{Boot, TerminalId};
use crate::domain::time::At;
use crate::store::{Reader, StoreError};
use crate::tui::effect::Effect;
use crate::tui::input::Input;
use crate::tui::inuse::{Holder, Model, Wish, view};
use crate::tui::look::Look;
use crate::tui::msg::{Msg, Now};
use crate::tui::terminal::Screen;

/// What is said at the start of looking on.
const LOOKING: &str = "You only look on: another program sells here, nothing can be changed.";

/// How the waiting ended.
enum Ended {
    Open(Box<Begun>),
    Look,
}

/// Waits until the data of a mode is free, and answers the opened station. `None` when somebody
/// quit, also after looking on. Without a terminal the `refusal` is the answer.
///
/// # Errors
/// As the store or the terminal says.
pub fn wait(
    setup: &Setup,
    mode: &Mode,
    look: &Look,
    refusal: StoreError,
) -> Result<Begun, ModeError> {
    let Ok(mut screen) = Screen::enter(io::stdout(), setup.config.ui.mouse) else {
        return Err(refusal.into());
    };
    let (inputs, incoming) = sync_channel(EVENTS_MAX);
    let keys = Keys::read(move |input| inputs.send(input).is_ok(), || ())?;
    let ended = cycle(setup, mode, (look, &refusal), &mut screen, &incoming);
    let begun = match ended {
        Ok(Ended::Open(begun)) => Ok(*begun),
        Ok(Ended::Look) => look_on(setup, mode, look, &mut screen, &incoming).map(|()| None),
        Err(error) => Err(error),
    };
    drop((screen, incoming));
    keys.end()?;
    begun
}

fn cycle(
    setup: &Setup,
    mode: &Mode,
    (look, refusal): (&Look, &StoreError),
    screen: &mut Screen<io::Stdout>,
    incoming: &Receiver<Input>,
) -> Result<Ended, ModeError> {
    let folder = mode.folder(&setup.data);
    let time = |at: At| {
        let zone = setup.clock.time_zone_name().unwrap_or_else(|| "UTC".to_owned());
        crate::domain::time::SiteClock::new(&zone, 0).hours_minutes(at)
    };
    let now = || time(At(setup.clock.now_ms()));
    let mut model = Model::new(look.clone(), holder(mode, &folder, refusal, &time), now());
    let size = screen.size()?;
    model.size = (size.width, size.height);
    loop {
        screen.draw(|frame| view(&model, frame))?;
        let wish = match incoming.recv_timeout(Duration::from_millis(TICK_MS)) {
            Ok(input) => model.input(&input),
            Err(RecvTimeoutError::Timeout) => model.tick(now()),
            Err(RecvTimeoutError::Disconnected) => Wish::Quit,
        };
        match wish {
            Wish::Wait => {}
            Wish::Redraw => screen.redraw()?,
            Wish::Look => return Ok(Ended::Look),
            Wish::Quit => return Ok(Ended::Open(Box::new(None))),
            Wish::Try => match boot::open(&setup.data, mode, &setup.clock) {
                Ok(station) => return Ok(Ended::Open(Box::new(Some((station, mode.clone()))))),
                Err(BootError::Store(held @ StoreError::Locked { .. })) => {
                    model.holder = holder(mode, &folder, &held, &time);
                }
                Err(error) => return Err(error.into()),
            },
        }
    }
}

/// Who holds the folder, as far as the lock and the system say it.
fn holder(
    mode: &Mode,
    folder: &Path,
    refusal: &StoreError,
    time: &impl Fn(At) -> String,
) -> Holder {
    let identity = boot::identity_in(folder).ok().flatten();
    let kind = mode.kind().to_string().to_uppercase();
    let letter = identity.as_ref().and_then(|who| who.letter.as_ref());
    let title = letter.map_or_else(|| kind.clone(), |letter| format!("{kind} {letter}"));
    let mut holder = Holder {
        mode: title,
        name: identity.map_or_else(|| mode.to_string(), |who| who.name),
        ..Holder::default()
    };
    if let StoreError::Locked { pid, since, .. } = refusal {
        holder.pid = *pid;
        let since: Option<jiff::Timestamp> = since.parse().ok();
        let since = since.map(|since| At(since.as_millisecond())).filter(|since| since.0 > 0);
        holder.since = since.map(time).unwrap_or_default();
        // What the standard input of the other program is called is the name of its window.
        let window = std::fs::read_link(format!("/proc/{pid}/fd/0")).unwrap_or_default();
        let window = window.strip_prefix("/dev").unwrap_or(Path::new(""));
        holder.window = window.display().to_string();
    }
    holder
}

/// The mode's own screen over what is on the disk, followed once a second; it writes nothing.
fn look_on(
    setup: &Setup,
    mode: &Mode,
    look: &Look,
    screen: &mut Screen<io::Stdout>,
    incoming: &Receiver<Input>,
) -> Result<(), ModeError> {
    let folder = mode.folder(&setup.data);
    let now = || Now { at: At(setup.clock.now_ms()), mono: setup.clock.monotonic_ms() };
    let mut reader = Reader::open(&folder)?;
    let Some(identity) = reader.identity()? else { return Ok(()) };
    // Facts that come while the state is read arrive again: they are known then.
    let held = reader.frontier()?;
    let state = boot::load(&mut reader, &identity, now().at)?;
    let desk = Desk::new(state, Boot(setup.clock.entropy_u32()), Head::NONE);
    let mut face = Face::new(mode, desk, look.clone(), &setup.config, now());
    face.front().looks_only = true;
    // Nobody is left out: the holder's own facts are news here too.
    let mut follow = Follow::new(TerminalId(0), Boot(0), folder.clone(), held);
    let mut msg = {
        let size = screen.size()?;
        Msg::Input(Input::Resize { width: size.width, height: size.height })
    };
    let mut first = true;
    loop {
        let mut answer = None;
        for effect in face.update(&msg, now()) {
            match effect {
                Effect::Quit => return Ok(()),
                Effect::Redraw => screen.redraw()?,
                Effect::Bell => screen.bell()?,
                Effect::Search { id, query } => {
                    answer = Some(Msg::Searched { id, found: reader.search(&query)? });
                }
                Effect::Load(aggregate) => {
                    let facts = reader.aggregate(&aggregate)?;
                    let facts = facts.into_iter().map(|sealed| sealed.fact).collect();
                    answer = Some(Msg::Loaded(aggregate, facts));
                }
                Effect::Customers(ask) => {
                    answer = customers::read(&folder, &ask)?.map(Msg::Customers);
                }
                Effect::CheckPin { id, pin, people } => {
                    answer = Some(Msg::PinChecked { id, whose: pin.whose(&people) });
                }
                Effect::Append { .. }
                | Effect::TryNow
                | Effect::PairAgain { .. }
                | Effect::Keep { .. }
                | Effect::KeepKeys(_)
                | Effect::KeepPin { .. }
                | Effect::Announce(_)
                | Effect::Train
                | Effect::Test
                | Effect::Kick
                | Effect::Answer { .. } => {}
            }
        }
        if std::mem::take(&mut first) {
            face.update(&Msg::Warn(LOOKING.to_owned()), now());
        }
        if let Some(answer) = answer {
            msg = answer;
            continue;
        }
        screen.draw(|frame| face.view(frame))?;
        msg = match incoming.recv_timeout(Duration::from_millis(TICK_MS)) {
            Ok(input) => Msg::Input(input),
            Err(RecvTimeoutError::Timeout) => {
                let facts = follow.missed()?;
                if facts.is_empty() { Msg::Tick } else { Msg::Arrived(facts) }
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
    }
}
