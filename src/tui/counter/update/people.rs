//! Who is at the counter: approvals that are asked for by themselves, the lock, and who signs in.

use crate::domain::decide::Stamp;
use crate::domain::id::{OrderId, StaffId};
use crate::domain::rights::{self, Act};
use crate::domain::site::Staff;
use crate::tui::counter::model::{Model, Opened};
use crate::tui::counter::overlay::Overlay;
use crate::tui::counter::turn::{Ask, Hit};
use crate::tui::input::{Input, Press};
use crate::tui::widgets::MessageKind;

/// What was done when somebody had to approve it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::tui::counter) enum Replay {
    /// A key or text for the topmost overlay.
    Input(Input),
    /// A tap on a row of it.
    Row(u16),
    /// A key on the order screen.
    Press(Press),
    /// A tap on the order screen.
    Hit(Hit),
}

/// An act that waits for an approval.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::tui::counter) struct Approval {
    how: Replay,
}

impl Model {
    /// When what was just done needs somebody's approval: sets everything back to before and asks
    /// for the PIN. `before` is the topmost overlay as it was.
    pub(super) fn ask_approval(&mut self, before: Option<(usize, Opened)>, how: Replay) {
        let Some(wanted) = self.front.wanted.take() else { return };
        if let Some((at, before)) = before {
            self.overlays.truncate(at);
            self.overlays.push(before);
        }
        self.messages.solved();
        self.approval = Some(Box::new(Approval { how }));
        self.open(&Ask::Approve(Box::new(wanted)));
    }

    /// Does once more what was refused, now that somebody approved it.
    pub(super) fn approved(&mut self, staff: StaffId) {
        let Some(approval) = self.approval.take() else { return };
        self.front.approver = Some(staff);
        match approval.how {
            Replay::Input(input) => self.give_overlay(&input),
            Replay::Row(row) => self.tap_overlay(row),
            Replay::Press(press) => self.key(press),
            Replay::Hit(hit) => self.tap(&hit),
        }
        self.front.approver = None;
    }

    /// True while a PIN or somebody's data are typed, which no record may hold.
    pub fn hides_keys(&self) -> bool {
        self.overlays.last().is_some_and(|top| {
            matches!(
                top.over,
                Overlay::Approve(_) | Overlay::Lock(_) | Overlay::People(_) | Overlay::Customer(_)
            )
        })
    }

    /// True while nobody is signed in.
    pub fn is_locked(&self) -> bool {
        self.overlays.iter().any(Opened::is_lock)
    }

    /// True while money is on its way: then the screen never locks.
    fn is_paying(&self) -> bool {
        self.front.is_saving()
            || self.overlays.iter().any(|open| {
                let money = matches!(
                    open.over,
                    Overlay::Pay(_)
                        | Overlay::Card(_)
                        | Overlay::Paid(_)
                        | Overlay::Doubt(_)
                        | Overlay::Refund(_)
                        | Overlay::Tip(_)
                );
                money || open.is_not_saved()
            })
    }

    /// Locks the screen; what is open stays saved under its number.
    pub(super) fn lock(&mut self) {
        if self.is_locked() || !self.front.desk.state.has_staff() {
            return;
        }
        if self.is_paying() {
            self.say(MessageKind::Warning, "Finish the payment first, then lock.");
            return;
        }
        self.overlays.clear();
        self.approval = None;
        self.found = None;
        self.entry.clear();
        self.messages.solved();
        self.open(&Ask::Lock);
    }

    /// Locks when nobody did anything for long, and when who is signed in does not work here.
    pub(in crate::tui::counter) fn watch_lock(&mut self) {
        let state = &self.front.desk.state;
        if !state.has_staff() || self.is_locked() || self.is_paying() {
            return;
        }
        let staff = self.front.desk.staff();
        let gone = staff.is_service() || !state.staff(staff).is_some_and(Staff::is_active);
        // A new owner sees who works here before the screen asks for the PIN.
        let listing = self.overlays.iter().any(|open| matches!(open.over, Overlay::People(_)));
        let after = self.settings.lock_after_ms;
        let idle = self.front.now.mono.saturating_sub(self.acted) >= after;
        if (gone && !listing) || (after > 0 && idle) {
            self.lock();
        }
    }

    /// Somebody signed in: an order of somebody else stays open for that person, and what this
    /// person had begun comes back.
    pub(super) fn sign_in(&mut self, staff: &StaffId) {
        let was = self.front.desk.staff().clone();
        self.front.desk.sign_in(staff.clone());
        self.acted = self.front.now.mono;
        let name = self.front.desk.state.staff_name(staff);
        self.say(MessageKind::Done, format!("Signed in: {name}"));
        if was == *staff {
            return;
        }
        let own = |order: Option<&StaffId>| order == Some(staff);
        let opener = self.order().and_then(|order| order.opened.as_ref());
        if self.order.is_some() && !own(opener.map(|opened| &opened.staff)) {
            self.leave();
            self.undo.clear();
        }
        if self.order.is_none()
            && let Some(order) = self.begun_by(staff)
        {
            self.order = Some(order);
            self.chosen = self.lines_in_order().last().copied();
        }
    }

    /// The latest order that somebody began on this terminal and did not send.
    fn begun_by(&self, staff: &StaffId) -> Option<OrderId> {
        let state = &self.front.desk.state;
        let begun = state.open_orders(self.now()).filter(|order| {
            order.opened.as_ref().is_some_and(|opened| {
                opened.staff == *staff && opened.terminal == state.me.terminal
            }) && order.unsent_lines().next().is_some()
                && !order.is_paid()
                && !order.held
        });
        begun.max_by_key(|order| order.changed).map(|order| order.id)
    }

    /// The list of who works here, for those who may change it.
    pub(super) fn open_people(&mut self) {
        let state = &self.front.desk.state;
        let at = self.now();
        let day = state.settings().clock().day(at);
        let staff = self.front.desk.staff().clone();
        let stamp = Stamp { at, day, staff, approver: None };
        match rights::allow(state, &stamp, Act::Staff) {
            Ok(_) => self.open(&Ask::People),
            Err(rejection) => {
                let words = crate::tui::counter::cart::sentence(&rejection.to_string());
                self.say(MessageKind::Warning, words);
            }
        }
    }

    /// Somebody did something: the lock waits anew.
    pub(super) fn note_act(&mut self, input: &Input) {
        if !matches!(input, Input::Resize { .. }) {
            self.acted = self.front.now.mono;
        }
    }
}
