//! The model of the display and how it answers a message: it listens, and leaves only by Ctrl+Q y.

use crate::domain::desk::Desk;
use crate::domain::id::OrderId;
use crate::domain::pickup::{Pickup, PickupRules, pickup};
use crate::domain::time::At;
use crate::tui::effect::Effect;
use crate::tui::front::Front;
use crate::tui::input::{Input, Key};
use crate::tui::kitchen::link;
use crate::tui::look::Look;
use crate::tui::msg::{Msg, Now};

/// How long after Ctrl+Q a `y` still ends the program, in milliseconds.
pub(super) const QUIT_MS: u64 = 5_000;
/// A number is marked NEW for this many milliseconds.
pub(super) const NEW_MS: i64 = 20_000;
/// Without contact for this many milliseconds numbers are no longer shown.
pub(super) const LOST_MS: i64 = 600_000;

/// The settings of the machine that a display needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DisplaySettings {
    /// How long a page stays, in milliseconds.
    pub page_ms: u64,
    /// What is shown and for how long.
    pub rules: PickupRules,
}

impl Default for DisplaySettings {
    fn default() -> Self {
        Self { page_ms: 8_000, rules: PickupRules::default() }
    }
}

/// Everything a display shows and remembers.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Desk, link and time.
    pub front: Front,
    /// Theme, signs and layout.
    pub look: Look,
    /// Settings of the machine.
    pub settings: DisplaySettings,
    /// The size of the screen, columns and rows.
    pub size: (u16, u16),
    pub(super) shown: Pickup,
    pub(super) started: Now,
    pub(super) quit_asked: Option<u64>,
}

impl Model {
    /// A display over this desk.
    pub fn new(desk: Desk, look: Look, settings: DisplaySettings, now: Now) -> Self {
        let mut model = Self {
            front: Front::new(desk, now),
            look,
            settings,
            size: (80, 24),
            shown: Pickup::default(),
            started: now,
            quit_asked: None,
        };
        model.refresh();
        model
    }

    /// The numbers as last read.
    pub fn shown(&self) -> &Pickup {
        &self.shown
    }

    pub(super) fn now(&self) -> At {
        self.front.now.at
    }

    /// True while a `y` would end the program.
    pub(super) fn is_quit_asked(&self) -> bool {
        let now = self.front.now.mono;
        self.quit_asked.is_some_and(|asked| now.saturating_sub(asked) <= QUIT_MS)
    }

    /// The age of what is shown when it is old enough to tell the guests.
    pub(super) fn stale(&self) -> Option<i64> {
        link::stale(&self.front.link, self.started.at, self.now())
    }

    /// Milliseconds since the first frame, from which pages turn.
    pub(super) fn shown_ms(&self) -> u64 {
        self.front.now.mono.saturating_sub(self.started.mono)
    }

    /// Reads the numbers anew; answers those that have just become ready.
    fn refresh(&mut self) -> Vec<String> {
        let state = &self.front.desk.state;
        let next = pickup(state, self.front.now.at, self.settings.rules);
        let known: Vec<OrderId> = self.shown.ready.iter().map(|number| number.order).collect();
        let fresh = next.ready.iter().filter(|number| !known.contains(&number.order));
        let fresh = fresh.map(|number| number.number.clone()).collect();
        self.shown = next;
        fresh
    }

    fn press(&mut self, key: Key) -> Vec<Effect> {
        if key == Key::Char('y') && self.is_quit_asked() {
            return vec![Effect::Quit];
        }
        self.quit_asked = (key == Key::Ctrl('q')).then_some(self.front.now.mono);
        Vec::new()
    }
}

/// What guests read when numbers may be old.
pub(super) const MAY_BE_LATE: &str = "Numbers may be late. Please listen for your number.";

/// Takes a message; answers what is to be done outside.
pub fn update(model: &mut Model, msg: &Msg, now: Now) -> Vec<Effect> {
    let late = model.stale().is_some();
    let mut effects = model.front.absorb(msg, now);
    if !late && model.stale().is_some() {
        effects.push(Effect::Announce(MAY_BE_LATE.to_owned()));
    }
    match msg {
        Msg::Input(Input::Press(press)) => effects.extend(model.press(press.key)),
        Msg::Input(Input::Resize { width, height }) => model.size = (*width, *height),
        Msg::Known(_) | Msg::Disowned(_) => {
            model.refresh();
        }
        Msg::Tick | Msg::Arrived(_) | Msg::TookBack(_) | Msg::Loaded(..) | Msg::Asked { .. } => {
            let fresh = model.refresh();
            effects.extend(
                fresh.into_iter().map(|number| Effect::Announce(format!("{number} is READY"))),
            );
        }
        Msg::Terminate => effects.push(Effect::Quit),
        Msg::Input(Input::Mouse(_) | Input::Paste(_))
        | Msg::Durable { .. }
        | Msg::NotSaved { .. }
        | Msg::Link(_)
        | Msg::Learnt(_)
        | Msg::PinChecked { .. }
        | Msg::Paired(_)
        | Msg::PinKept { .. }
        | Msg::Searched { .. }
        | Msg::Customers(_)
        | Msg::Warn(_) => {}
    }
    effects
}
