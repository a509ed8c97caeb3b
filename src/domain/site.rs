//! What belongs to the site: settings, menu, availability, terminals, staff, as folds.

use std::sync::Arc;

use super::envelope::Fact;
use super::event::{Event, StaffSaved, TerminalPaired};
use super::folded::Fold;
use super::id::TerminalId;
use super::menu::Menu;
use super::rights::Role;
use super::settings::Settings;
use super::time::At;

impl Fold for Settings {
    fn fold(&mut self, fact: &Fact) {
        if let Some(Event::SettingsChanged(patch)) = &fact.event {
            self.change(patch);
        }
    }
}

/// The menu as last published; the later one wins (domain rules, section 7).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Published {
    /// The menu.
    pub menu: Arc<Menu>,
    /// When it was published; `None` before the first.
    pub at: Option<At>,
}

impl Fold for Published {
    fn fold(&mut self, fact: &Fact) {
        if let Some(Event::MenuPublished { menu }) = &fact.event {
            self.menu = Arc::new(menu.clone());
            self.at = Some(fact.at);
        }
    }
}

/// Whether an item can be sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Availability {
    /// Since when it cannot be sold, or only a remaining count of it.
    pub off_since: Option<At>,
    /// How many are left; `None` with `off_since` means none.
    pub remaining: Option<u32>,
    /// Until when.
    pub until: Option<At>,
}

impl Availability {
    /// True when it cannot be sold at `now`.
    pub fn is_86(&self, now: At) -> bool {
        self.off_since.is_some()
            && self.remaining.unwrap_or(0) == 0
            && self.until.is_none_or(|until| now < until)
    }
}

impl Fold for Availability {
    fn fold(&mut self, fact: &Fact) {
        match &fact.event {
            Some(Event::Item86ed { remaining, until }) => {
                *self = Self { off_since: Some(fact.at), remaining: *remaining, until: *until };
            }
            Some(Event::ItemRestored {}) => *self = Self::default(),
            _ => {}
        }
    }
}

/// A terminal of the site.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terminal {
    /// How it was paired; `None` until that fact has arrived.
    pub paired: Option<TerminalPaired>,
    /// Who paired it; the first terminal of a site has done so itself.
    pub by: Option<TerminalId>,
    /// When it was paired.
    pub since: At,
    /// When it was retired.
    pub retired: Option<At>,
}

impl Terminal {
    /// True while it belongs to the site.
    pub fn is_active(&self) -> bool {
        self.paired.is_some() && self.retired.is_none()
    }
}

impl Fold for Terminal {
    fn fold(&mut self, fact: &Fact) {
        match &fact.event {
            Some(Event::TerminalPaired(paired)) => {
                self.paired = Some(paired.clone());
                self.by = Some(fact.terminal);
                self.since = fact.at;
                // Who is paired again belongs to the site again.
                self.retired = None;
            }
            Some(Event::TerminalRetired { .. }) => self.retired = Some(fact.at),
            _ => {}
        }
    }
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Staff {
    /// As last saved; `None` until that fact has arrived.
    pub saved: Option<StaffSaved>,
    /// May not work any more.
    pub disabled: bool,
}

impl Staff {
    /// True while the person works here.
    pub fn is_active(&self) -> bool {
        self.saved.is_some() && !self.disabled
    }

    /// The role; a word that this build does not know may what a server may.
    pub fn role(&self) -> Option<Role> {
        self.saved.as_ref().map(|saved| saved.role.parse().unwrap_or(Role::Server))
    }
}

impl Fold for Staff {
    fn fold(&mut self, fact: &Fact) {
        match &fact.event {
            Some(Event::StaffSaved(saved)) => {
                self.saved = Some(saved.clone());
                self.disabled = false;
            }
            Some(Event::StaffDisabled { .. }) => self.disabled = true,
            _ => {}
        }
    }
}

/// Whether the data of a person were erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Erased(pub bool);

impl Fold for Erased {
    fn fold(&mut self, fact: &Fact) {
        if let Some(Event::PersonalErased { .. }) = &fact.event {
            self.0 = true;
        }
    }
}
