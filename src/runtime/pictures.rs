//! Pictures of the screens: the real models over a small acted scene, drawn into real buffers.

mod people;

use std::convert::Infallible;

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::boot::Mode;
use super::face::Face;
use crate::config::{Config, ConfigError, Sources};
use crate::domain::command::{Command, NewLine, Opening, Step};
use crate::domain::desk::Desk;
use crate::domain::event::{LineStep, TerminalPaired};
use crate::domain::floor;
use crate::domain::frontier::Head;
use crate::domain::id::{Boot, LineId, OrderId, SendId, ShiftId, SiteId, TerminalId, TerminalKind};
use crate::domain::money::{Money, Quantity};
use crate::domain::number::Letter;
use crate::domain::rejection::Rejection;
use crate::domain::settings::{Service, Settings};
use crate::domain::state::{Me, State};
use crate::domain::time::At;
use crate::menu_file;
use crate::sync::status::LinkStatus;
use crate::tui::effect::Effect;
use crate::tui::input::{Input, keys};
use crate::tui::layout::LayoutSetting;
use crate::tui::look::Look;
use crate::tui::msg::{LinkView, Msg, Now};
use crate::tui::picture::to_svg;

/// Friday, 20 November 2026, 14:20 UTC, in milliseconds.
const START: i64 = 1_795_184_400_000;

/// Why the scene could not be acted.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// An act was refused.
    #[error("the scene cannot be acted: {0}")]
    Refused(#[from] Rejection),
    /// The sample menu.
    #[error("the sample menu cannot be read: {0}")]
    Menu(String),
    /// The shipped settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Drawing into memory failed.
    #[error("the scene cannot be drawn")]
    Drawn(#[from] Infallible),
}

/// All pictures: name and SVG.
///
/// # Errors
/// [`PictureError`].
pub fn all() -> Result<Vec<(&'static str, String)>, PictureError> {
    let mut scene = Scene::new()?;
    scene.kitchen_at_noon()?;
    let mut pictures = Vec::new();
    let mut counter = scene.face(&Mode::Counter, 0);
    scene.type_keys(&mut counter, (120, 36), "f l a + o a t Enter 2 Space c r o Enter s o u Enter");
    pictures.push(("counter", draw(&counter, (120, 36), "The counter")?));
    scene.type_keys(&mut counter, (80, 24), "F9 2 0 .");
    pictures.push(("pay", draw(&counter, (80, 24), "Paying")?));
    let mut touch = scene.face(&Mode::Counter, 200_000);
    scene.type_keys(&mut touch, (80, 24), "2 Space c a p Enter c r o Enter Up");
    if let Face::Counter(model) = &mut touch {
        model.look.layout = LayoutSetting::Touch;
    }
    pictures.push(("touch", draw(&touch, (80, 24), "The counter with large targets")?));
    for (name, title, typed) in WINDOWS {
        let mut face = scene.face(&Mode::Counter, 200_000);
        scene.type_keys(&mut face, (80, 24), typed);
        pictures.push((name, draw(&face, (80, 24), title)?));
    }
    let mut mixed = scene.face(&Mode::Counter, 200_000);
    scene.type_keys(&mut mixed, (120, 36), "@ 1 2 Enter F9 3 0 . k y 5 0 .");
    pictures.push(("mixed", draw(&mixed, (120, 36), "A part by card, the rest in cash")?));
    let mut locked = scene.clone();
    for command in people::staff() {
        locked.act(&command)?;
    }
    let mut lock = locked.face(&Mode::Counter, 200_000);
    locked.type_keys(&mut lock, (80, 24), "1 2 3");
    pictures.push(("lock", draw(&lock, (80, 24), "Who is selling?")?));
    let kitchen = scene.face(&Mode::Kitchen(None), 130_000);
    pictures.push(("kitchen", draw(&kitchen, (120, 36), "The kitchen")?));
    let display = scene.face(&Mode::Display, 130_000);
    pictures.push(("display", draw(&display, (160, 45), "The customer display")?));
    Ok(pictures)
}

/// Windows of the counter over the scene: name, title, and the keys that lead there.
const WINDOWS: [(&str, &str, &str); 7] = [
    ("paid", "Paid, with the change", "f l a + o a t Enter 2 Space c r o Enter F9 2 0 . Enter"),
    ("tables", "The tables of a room", "@ 1 2"),
    ("split", "One bill in two", "@ 1 2 Enter F10 s 2 3"),
    (
        "refund",
        "Money back for one cappuccino",
        "2 Space c a p Enter c r o Enter F9 = Enter Enter F10 b Enter 1 r r",
    ),
    ("customer", "A guest and the usual order", "l a t Enter F10 c"),
    (
        "shift",
        "The drawer is counted blind",
        "F10 x 1 2 Enter 6 Enter 1 1 Enter 9 Enter 7 Enter 1 4",
    ),
    ("help", "What works, and the ways to do it", "c a p Enter ?"),
];

/// A desk on which a lunch is acted, and the moment of the scene.
#[derive(Clone)]
struct Scene {
    config: Config,
    desk: Desk,
    now: i64,
}

impl Scene {
    fn new() -> Result<Self, PictureError> {
        let me = Me {
            site: SiteId(1),
            terminal: TerminalId(1),
            kind: TerminalKind::Counter,
            name: "Front".to_owned(),
            letter: Some(Letter::first()),
        };
        let desk = Desk::new(State::new(me), Boot(1), Head::NONE);
        let config = Config::from_sources(&Sources::default())?;
        let mut scene = Self { config, desk, now: START };
        let name = "Bistro Lumen".to_owned();
        let settings = Settings { name, floor: floor::sample(), ..Settings::default() };
        let menu =
            menu_file::read("cafe.toml", menu_file::SAMPLE, &settings).map_err(|errors| {
                PictureError::Menu(errors.first().map(ToString::to_string).unwrap_or_default())
            })?;
        scene.act(&Command::ChangeSettings(Box::new(settings.into())))?;
        scene.act(&Command::PublishMenu(Box::new(menu)))?;
        scene.act(&Command::PairTerminal(Box::new(TerminalPaired {
            terminal: TerminalId(2),
            terminal_kind: TerminalKind::Kitchen,
            name: "Hot".to_owned(),
            letter: None,
            credential: None,
        })))?;
        let shift = ShiftId(scene.desk.mint());
        scene.act(&Command::OpenShift { shift, float: Money::ZERO })?;
        Ok(scene)
    }

    fn act(&mut self, command: &Command) -> Result<(), Rejection> {
        self.desk.act(command, At(self.now)).map(drop)
    }

    /// Opens and sends an order of these items, and brings it to a step after a while.
    fn order(
        &mut self,
        table: Option<&str>,
        items: &[(&str, i64)],
        wait_ms: i64,
        step: Option<LineStep>,
    ) -> Result<(), Rejection> {
        self.now += wait_ms;
        let order = OrderId(self.desk.mint());
        let lines: Vec<LineId> = items.iter().map(|_| LineId(self.desk.mint())).collect();
        let add = |((item, count), line): (&(&str, i64), &LineId)| {
            Step::Add(NewLine {
                line: *line,
                item: (*item).to_owned(),
                options: None,
                quantity: Quantity::pieces(*count),
                note: None,
                allergy: None,
                of: None,
                seat: None,
                course: None,
            })
        };
        let mut steps: Vec<Step> = items.iter().zip(&lines).map(add).collect();
        steps.push(Step::Send(SendId(self.desk.mint())));
        let service = if table.is_some() { Service::DineIn } else { Service::Takeaway };
        let opening = Opening { service, table: table.map(str::to_owned), ..Opening::default() };
        self.act(&Command::Open { order, opening, steps })?;
        if let Some(step) = step {
            self.act(&Command::Order(order, vec![Step::Advance(lines, step)]))?;
        }
        Ok(())
    }

    fn kitchen_at_noon(&mut self) -> Result<(), Rejection> {
        let (started, ready) = (Some(LineStep::Started), Some(LineStep::Ready));
        self.order(Some("15"), &[("46", 1), ("48", 1)], 0, started)?;
        self.order(None, &[("42", 2), ("12", 1)], 140_000, ready)?;
        self.order(Some("12"), &[("42", 1), ("45", 2), ("41", 1)], 190_000, started)?;
        self.order(None, &[("44", 2), ("62", 1)], 120_000, ready)?;
        self.order(None, &[("13", 1), ("14", 2)], 60_000, started)?;
        self.order(Some("3"), &[("43", 1), ("46", 3)], 45_000, None)
    }

    /// A mode over the scene so far, some milliseconds later.
    fn face(&self, mode: &Mode, later_ms: i64) -> Face {
        let at = At(self.now.saturating_add(later_ms));
        let now = Now { at, mono: 0 };
        let mut face = Face::new(mode, self.desk.clone(), Look::dark(), &self.config, now);
        let link = LinkView {
            status: LinkStatus::Online {
                hub: "bistro-hub".to_owned(),
                since: START,
                last_contact: at.0,
            },
            hub: "bistro-hub".to_owned(),
            unsent: 0,
            oldest_unsent: None,
            last_contact: Some(at),
            ..LinkView::default()
        };
        face.update(&Msg::Link(link), now);
        face.update(&Msg::Tick, now);
        face
    }

    /// Types keys a second apart; what they save is durable at once.
    fn type_keys(&self, face: &mut Face, size: (u16, u16), typed: &str) {
        let mut now = Now { at: At(self.now), mono: 0 };
        face.update(&Msg::Input(Input::Resize { width: size.0, height: size.1 }), now);
        for key in keys(typed) {
            now = Now { at: now.at.plus(1_000), mono: now.mono + 1_000 };
            act(face, &Msg::Input(Input::key(key)), now);
            if let Some(mono) = face.held_until() {
                act(face, &Msg::Tick, Now { mono, ..now });
            }
        }
    }
}

/// Gives a message; what it saves is durable at once, and what it asks of customers is answered.
fn act(face: &mut Face, msg: &Msg, now: Now) {
    for effect in face.update(msg, now) {
        if let Effect::Append { batch, .. } = effect {
            face.update(&Msg::Durable { batch }, now);
        } else if let Effect::Customers(ask) = effect
            && let Some(news) = people::answer(&ask)
        {
            for effect in face.update(&Msg::Customers(news), now) {
                let Effect::Customers(ask) = effect else { continue };
                if let Some(news) = people::answer(&ask).map(Msg::Customers) {
                    drop(face.update(&news, now));
                }
            }
        }
    }
}

fn draw(face: &Face, (width, height): (u16, u16), title: &str) -> Result<String, PictureError> {
    let mut terminal = Terminal::new(TestBackend::new(width, height))?;
    terminal.draw(|frame| {
        face.view(frame);
    })?;
    Ok(to_svg(terminal.backend().buffer(), &Look::dark().theme, title))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pictures_of_the_pages_are_as_the_program_draws_today() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = root.join("assets/screens");
        let pages = std::fs::read_to_string(root.join("README.md")).unwrap();
        let pictures = all().unwrap();
        for (name, svg) in &pictures {
            let kept = std::fs::read_to_string(folder.join(format!("{name}.svg")));
            let same = kept.is_ok_and(|kept| kept == *svg);
            assert!(same, "{name}.svg is old: `cargo run -- pictures assets/screens` draws it");
            assert!(pages.contains(&format!("(assets/screens/{name}.svg)")), "{name} is not shown");
        }
        let kept = std::fs::read_dir(&folder).unwrap().count();
        assert_eq!(kept, pictures.len(), "a picture that nothing draws");
        assert_eq!(all().unwrap(), pictures, "the same each time");
    }

    #[test]
    fn every_picture_shows_what_its_name_says() {
        let pictures = all().unwrap();
        let wanted = [
            ("counter", "Flat\u{a0}white"),
            ("pay", "[Enter]"),
            ("paid", "CHANGE\u{a0}EUR"),
            ("touch", "Undo"),
            ("tables", "READY"),
            ("split", "BILL\u{a0}2"),
            ("refund", "VAT\u{a0}back\u{a0}0.33"),
            ("customer", "Usual:\u{a0}1\u{a0}Flat\u{a0}white,\u{a0}2\u{a0}Croissant"),
            ("shift", "873.00"),
            ("help", "HELP"),
            ("mixed", "Paid:\u{a0}card\u{a0}30.00"),
            ("lock", "Anna\u{a0}K."),
            ("kitchen", "COOKING"),
            ("display", "PREPARING"),
        ];
        assert_eq!(pictures.len(), wanted.len());
        for (name, words) in wanted {
            let (_, svg) = pictures.iter().find(|(known, _)| *known == name).unwrap();
            assert!(svg.contains(words), "{name}: {words}");
        }
    }
}
