//! The ways to pay: which there are, which can be chosen now, and their row on the screen.

use super::Pay;
use crate::domain::event::Tender;
use crate::domain::settings::TenderKind;
use crate::tui::counter::overlay::sheet::{Sheet, columns};
use crate::tui::counter::turn::Hit;
use crate::tui::front::Front;
use crate::tui::input::Key;
use crate::tui::theme::Role;

/// A way to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Method {
    /// The tender as facts name it.
    pub(super) tender: Tender,
    /// Its name on the screen.
    pub(super) name: String,
    /// Its keys as the screen shows them.
    pub(super) keys: String,
    /// The key that chooses it.
    pub(super) key: Key,
    /// What it is.
    pub(super) kind: TenderKind,
}

/// Cash, card and what the site has set, in the order of the screen.
pub(super) fn all(front: &Front) -> Vec<Method> {
    let of = |tender, name: &str, keys: &str, key, kind| Method {
        tender,
        name: name.to_owned(),
        keys: keys.to_owned(),
        key: Key::Char(key),
        kind,
    };
    let mut methods = vec![
        of(Tender::Cash, "Cash", "/", '/', TenderKind::Plain),
        of(Tender::Card, "Card", "* k", 'k', TenderKind::Plain),
    ];
    let connected = front.link.status.is_connected();
    for spec in &front.desk.state.settings().tenders {
        let away = spec.kind == TenderKind::Online && !connected;
        let name = if away { "needs hub" } else { &spec.name };
        let keys = spec.letter.to_string();
        methods.push(of(spec.tender(), name, &keys, spec.letter, spec.kind));
    }
    methods
}

/// Why a method cannot be chosen now, in a sentence that names the remedy.
fn refused(front: &Front, method: &Method) -> Option<&'static str> {
    if method.kind != TenderKind::Online {
        None
    } else if front.link.status.is_connected() {
        Some("No provider for online payments is set up here: take cash or a card.")
    } else {
        Some("Online payments need the hub, which is not reachable: take cash or a card.")
    }
}

impl Pay {
    /// The method that is chosen.
    pub(super) fn method(&self, front: &Front) -> Method {
        let mut methods = all(front);
        let at = methods.iter().position(|method| method.tender == self.tender).unwrap_or(0);
        methods.swap_remove(at)
    }

    /// Whether cash is chosen.
    pub(super) fn is_cash(&self) -> bool {
        self.tender == Tender::Cash
    }

    /// Chooses the method of a key; answers whether there is one, and why it cannot be chosen.
    pub(super) fn choose(&mut self, front: &Front, key: Key) -> Option<Result<(), &'static str>> {
        let method = all(front).into_iter().find(|method| method.key == key)?;
        if method.tender == Tender::Card {
            return None;
        }
        if let Some(sentence) = refused(front, &method) {
            return Some(Err(sentence));
        }
        self.tender = method.tender;
        Some(Ok(()))
    }

    /// The next method that can be chosen and has no screen of its own.
    pub(super) fn next_method(&mut self, front: &Front) {
        let methods: Vec<Method> = all(front)
            .into_iter()
            .filter(|one| one.tender != Tender::Card && refused(front, one).is_none())
            .collect();
        let at = methods.iter().position(|method| method.tender == self.tender).unwrap_or(0);
        let next = methods.get(at.saturating_add(1)).or_else(|| methods.first());
        if let Some(next) = next {
            self.tender = next.tender.clone();
        }
    }

    /// The words at the right of the frame: which of how many.
    pub(super) fn place_of_method(&self, front: &Front) -> String {
        let methods = all(front);
        let at = methods.iter().position(|method| method.tender == self.tender).unwrap_or(0);
        format!("{} of {} methods", at.saturating_add(1), methods.len())
    }
}

/// Draws the row of methods: as many as fit, the chosen one always among them.
pub(super) fn draw(pay: &Pay, front: &Front, sheet: &mut Sheet<'_, '_>, gap: u16) {
    let methods = all(front);
    let words = |method: &Method| format!("{} {}", method.keys, method.name);
    let wide = |method: &Method| columns(&words(method)).saturating_add(gap);
    let room = sheet.width().saturating_sub(2);
    let chosen = methods.iter().position(|method| method.tender == pay.tender).unwrap_or(0);
    let mut shown: Vec<usize> = Vec::new();
    let mut used = 0_u16;
    let all_fit = methods.iter().map(wide).fold(0, u16::saturating_add) <= room.saturating_add(gap);
    let more = if all_fit { 0 } else { 4 };
    let order = [0, 1, chosen].into_iter().chain(2..methods.len());
    for at in order {
        let Some(method) = methods.get(at).filter(|_| !shown.contains(&at)) else { continue };
        if used.saturating_add(wide(method)).saturating_add(more) > room.saturating_add(gap) {
            break;
        }
        used = used.saturating_add(wide(method));
        shown.push(at);
    }
    let mut x = 2_u16;
    let sign = sheet.pen.look.glyphs.chosen;
    for at in &shown {
        let Some(method) = methods.get(*at) else { continue };
        let text = words(method);
        if *at == chosen {
            sheet.cell((x.saturating_sub(1), 0), 1, sign, Role::Choice);
        }
        sheet.text(x, 0, &text, Role::Text);
        let place = sheet.area(x, 0, columns(&text), 1);
        if *at == chosen {
            sheet.pen.tint(place, Role::Choice);
        }
        sheet.hits.push(place, Hit::Key(method.key));
        x = x.saturating_add(wide(method));
    }
    let hidden = methods.len().saturating_sub(shown.len());
    if hidden > 0 {
        sheet.text(x, 0, &format!("+{hidden}"), Role::Text);
        let place = sheet.area(x, 0, 3, 1);
        sheet.hits.push(place, Hit::Key(Key::Char('/')));
    }
}
