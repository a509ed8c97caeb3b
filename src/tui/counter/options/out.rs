//! What of a set menu or of two halves cannot be chosen, because it is sold out.

use super::Options;
use crate::domain::choice::{self, Asked, Choice, Source};
use crate::domain::menu::{Item, Menu};
use crate::tui::front::Front;

/// The codes of the menu's items that cannot be sold now.
pub(super) fn codes(front: &Front, menu: &Menu) -> Vec<String> {
    let state = &front.desk.state;
    let out = menu.items.iter().filter(|item| state.is_86(&item.code, front.now.at));
    out.map(|item| item.code.clone()).collect()
}

/// True for an option of a group that stands for an item that is sold out.
pub(super) fn is_out(out: &[String], asked: &Asked<'_>, option: &str) -> bool {
    asked.source != Source::Group && out.iter().any(|code| code == option)
}

/// The name of the first thing of a choice that is sold out.
pub(super) fn chosen_out(
    menu: &Menu,
    item: &Item,
    (out, chosen): (&[String], &[Choice]),
) -> Option<String> {
    let groups = choice::asked(menu, item, chosen);
    let of = |choice: &&Choice| {
        groups.iter().any(|asked| asked.has(choice) && is_out(out, asked, &choice.option))
    };
    let found = chosen.iter().find(of)?;
    Some(menu.item(&found.option).map_or_else(|| found.option.clone(), |item| item.name.clone()))
}

impl Options {
    /// Brings the group into view of which something is chosen that is sold out.
    pub(super) fn show_gone(&mut self) {
        let gone = |(group, choice): &(usize, Choice)| {
            let groups = self.asked();
            let asked = groups.get(*group);
            choice::times(&self.chosen, choice) > 0
                && asked.is_some_and(|asked| is_out(&self.out, asked, &choice.option))
        };
        let places = self.places();
        let found = places.iter().position(gone);
        if let Some((at, (group, _))) = found.and_then(|at| Some((at, places.get(at)?))) {
            self.cursor = Some(at);
            self.first_group = *group;
        }
    }
}

/// What of a choice is sold out now, by its name.
pub fn sold_out(front: &Front, menu: &Menu, item: &Item, chosen: &[Choice]) -> Option<String> {
    chosen_out(menu, item, (&codes(front, menu), chosen))
}
