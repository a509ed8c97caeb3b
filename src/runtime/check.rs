//! The test of screen and keyboard as a program of its own, and in front of the first start.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use super::dress;
use super::keys::Keys;
use super::modes::{ModeError, Setup};
use super::screen::{EVENTS_MAX, TICK_MS};
use crate::config;
use crate::domain::time::{At, SiteClock};
use crate::tui::check::{Model, Verdict, Wish, view};
use crate::tui::input::Input;
use crate::tui::look::Look;
use crate::tui::terminal::{Screen, line_columns};

/// Runs the test until somebody goes back; what was answered is in the settings of this machine.
///
/// # Errors
/// What the terminal says, or a theme file that cannot be used.
pub fn run(setup: &Setup) -> Result<(), ModeError> {
    let look = dress::look(&setup.config).map_err(ModeError::Look)?;
    let measured = line_columns();
    let mut screen = Screen::enter(io::stdout(), setup.config.ui.mouse)?;
    let (inputs, incoming) = sync_channel(EVENTS_MAX);
    let keys = Keys::read(move |input| inputs.send(input).is_ok(), || ())?;
    let ended = cycle(setup, (look, measured), &mut screen, &incoming);
    drop((screen, incoming));
    keys.end()?;
    ended.map(drop)
}

/// The test on a screen that is open already; answers the look that was chosen.
///
/// # Errors
/// What the terminal says.
pub fn cycle(
    setup: &Setup,
    (look, measured): (Look, Option<u16>),
    screen: &mut Screen<io::Stdout>,
    incoming: &Receiver<Input>,
) -> Result<Look, ModeError> {
    let zone = setup.clock.time_zone_name().unwrap_or_else(|| "UTC".to_owned());
    let clock = SiteClock::new(&zone, 0);
    let time = || clock.hours_minutes(At(setup.clock.now_ms()));
    let mut model = Model::new(look, measured, time());
    model.hub = setup.config.hub.url.clone().unwrap_or_default();
    let size = screen.size()?;
    model.size = (size.width, size.height);
    loop {
        screen.draw(|frame| view(&model, frame))?;
        let wish = match incoming.recv_timeout(Duration::from_millis(TICK_MS)) {
            Ok(input) => model.input(&input),
            Err(RecvTimeoutError::Timeout) => Wish::Wait,
            Err(RecvTimeoutError::Disconnected) => Wish::Back,
        };
        model.time = time();
        match wish {
            Wish::Wait => {}
            Wish::Redraw => screen.redraw()?,
            Wish::Back => return Ok(model.look),
            Wish::Save(verdict) => {
                let words = save(setup, verdict);
                model.saved(verdict, words);
                screen.redraw()?;
            }
        }
    }
}

/// Writes what the answers lead to; answers what was done, in one sentence.
pub fn save(setup: &Setup, verdict: Verdict) -> String {
    let mut settings = Vec::new();
    settings.extend(verdict.glyphs.map(|value| ("ui", "glyphs", value)));
    settings.extend(verdict.theme.map(|value| ("ui", "theme", value)));
    if settings.is_empty() {
        return "Nothing to save: answer the questions first. Nothing was changed.".to_owned();
    }
    let written = config::own_file(setup.config_file.as_deref())
        .and_then(|path| config::write(&path, &settings).map(|()| path));
    match written {
        Ok(path) => {
            let list: Vec<String> = settings
                .iter()
                .map(|(section, key, value)| format!("{section}.{key} = {value}"))
                .collect();
            format!(
                "Saved {} in {}. Colours change at the next start.",
                list.join(", "),
                path.display()
            )
        }
        Err(error) => format!("! Not saved: {error}"),
    }
}
