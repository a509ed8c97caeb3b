//! Deciding about staff: names that differ, an owner who stays, and nobody of a reserved word.

use super::{Decided, Stamp};
use crate::domain::event::{Event, StaffSaved};
use crate::domain::id::{AggregateId, StaffId};
use crate::domain::rejection::Rejection;
use crate::domain::rights::{self, Act, Role};
use crate::domain::site::Staff;
use crate::domain::state::State;

/// The longest name of a member of staff, in characters.
pub const STAFF_NAME_LIMIT_CHARS: usize = 24;

/// True when an owner who can sign in is left without this person.
fn another_owner(state: &State, id: &StaffId) -> bool {
    let owns = |member: &Staff| member.is_active() && member.role() == Some(Role::Owner);
    state.all_staff().any(|(other, member)| other != id && owns(member))
}

/// Refuses who would make somebody, or somebody's record, that is above the own role: nobody gives
/// himself a right. `known` is the role of the person as it stands, `wanted` the new one.
fn check_rank(
    state: &State,
    stamp: &Stamp,
    of: &StaffId,
    (known, wanted): (Option<Role>, Option<Role>),
) -> Result<(), Rejection> {
    let Some(own) = rights::role(state, &stamp.staff)?.filter(|role| *role != Role::Owner) else {
        return Ok(());
    };
    let above = known.is_some_and(|known| known >= own) && *of != stamp.staff;
    if above || wanted.is_some_and(|wanted| wanted > own) {
        let who = state.staff_name(&stamp.staff);
        return Err(Rejection::BadStaff(format!(
            "{who} is a {own}: an owner has to make or change somebody of that role or above it"
        )));
    }
    Ok(())
}

pub(super) fn save(
    state: &State,
    saved: &StaffSaved,
    stamp: &Stamp,
) -> Result<Vec<Decided>, Rejection> {
    rights::allow(state, stamp, Act::Staff)?;
    let refuse = |sentence: String| Err(Rejection::BadStaff(sentence));
    let name = saved.name.trim();
    let good = (1..=STAFF_NAME_LIMIT_CHARS).contains(&name.chars().count())
        && !name.chars().any(char::is_control);
    if !good {
        return refuse(format!("a name must have 1 to {STAFF_NAME_LIMIT_CHARS} characters"));
    }
    if saved.staff.is_service() {
        return refuse(format!("`{}` is the word of the site itself: use another", saved.staff));
    }
    let same = |other: &Staff| {
        other.is_active()
            && other.saved.as_ref().is_some_and(|o| o.name.to_lowercase() == name.to_lowercase())
    };
    if state.all_staff().any(|(id, other)| *id != saved.staff && same(other)) {
        return refuse(format!("there is a {name} already: add a letter of the last name"));
    }
    let role: Role = saved.role.parse().map_err(Rejection::BadStaff)?;
    let before = state.staff(&saved.staff).and_then(Staff::role);
    check_rank(state, stamp, &saved.staff, (before, Some(role)))?;
    if role != Role::Owner && !another_owner(state, &saved.staff) {
        return refuse(format!(
            "the site needs an owner: {name} has to be one, or make somebody else an owner first"
        ));
    }
    let known = state.staff(&saved.staff).and_then(|member| member.saved.as_ref());
    let pin = saved.pin.clone().or_else(|| known.and_then(|known| known.pin.clone()));
    if pin.is_none() {
        return refuse(format!("{name} needs a PIN of 4 to 6 digits to sign in"));
    }
    let saved = StaffSaved {
        staff: saved.staff.clone(),
        name: name.to_owned(),
        role: role.word().to_owned(),
        pin,
    };
    Ok(vec![(AggregateId::Staff(saved.staff.clone()), Event::StaffSaved(saved))])
}

pub(super) fn disable(
    state: &State,
    id: &StaffId,
    stamp: &Stamp,
) -> Result<Vec<Decided>, Rejection> {
    rights::allow(state, stamp, Act::Staff)?;
    let name = state.staff_name(id);
    check_rank(state, stamp, id, (state.staff(id).and_then(Staff::role), None))?;
    if !state.staff(id).is_some_and(Staff::is_active) {
        return Err(Rejection::NotStaff(name));
    }
    if !another_owner(state, id) {
        let owner = state.staff(id).and_then(Staff::role) == Some(Role::Owner);
        if owner {
            return Err(Rejection::BadStaff(format!(
                "{name} is the only owner: make somebody else an owner first"
            )));
        }
    }
    Ok(vec![(AggregateId::Staff(id.clone()), Event::StaffDisabled { staff: id.clone() })])
}
