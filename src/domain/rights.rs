//! Rights: which role may do which act, up to which limits, and who must approve otherwise.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::decide::Stamp;
use super::id::StaffId;
use super::money::{Money, Rate};
use super::rejection::Rejection;
use super::settings::Settings;
use super::site::Staff;
use super::state::State;

mod act;

pub use act::{Act, Role};

/// Up to where a role may go without approval; what is absent is the usual limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// The largest share that discounts may take off an order or a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount_percent: Option<Rate>,
    /// The largest amount that they may take off, in minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount_amount: Option<Money>,
    /// The largest difference with which a shift may be closed, in minor units; that of the site
    /// when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<Money>,
}

impl Limits {
    /// The share that discounts may take off where nothing else is set: 10 %.
    pub const USUAL_PERCENT: Rate = Rate::percent(10);

    /// The largest share of discounts.
    pub fn percent(self) -> Rate {
        self.discount_percent.unwrap_or(Self::USUAL_PERCENT)
    }

    /// The largest difference of a drawer, in minor units.
    pub fn difference(self, settings: &Settings) -> Money {
        self.difference.unwrap_or(settings.difference_manager)
    }
}

/// Refuses rights that no role or act has, so that a typing error never opens or closes a door.
///
/// # Errors
/// One sentence that names the word.
pub fn check(permissions: &BTreeMap<String, Vec<String>>) -> Result<(), String> {
    for (act, roles) in permissions {
        act.parse::<Act>()?;
        for role in roles {
            role.parse::<Role>()?;
        }
    }
    Ok(())
}

/// Refuses limits of roles that do not exist and limits below zero.
///
/// # Errors
/// One sentence that names the role.
pub fn check_limits(limits: &BTreeMap<String, Limits>) -> Result<(), String> {
    for (role, limit) in limits {
        role.parse::<Role>()?;
        let share = limit.discount_percent.is_none_or(|p| p >= Rate::ZERO && p <= Rate::WHOLE);
        let amounts = [limit.discount_amount, limit.difference];
        if !share || amounts.into_iter().flatten().any(Money::is_negative) {
            return Err(format!("the limits of {role} must not be below zero or above 100 %"));
        }
    }
    Ok(())
}

/// True when the settings let this role do the act; the owner may everything.
pub fn may(settings: &Settings, role: Role, act: Act) -> bool {
    if role == Role::Owner {
        return true;
    }
    match settings.permissions.get(act.word()) {
        Some(roles) => roles.iter().any(|word| word == role.word()),
        None => act.usual().contains(&role),
    }
}

/// The roles that may do an act, as people read them: `manager or owner`.
pub fn who_may(settings: &Settings, act: Act) -> String {
    let words: Vec<&str> =
        Role::ALL.into_iter().filter(|role| may(settings, *role, act)).map(Role::word).collect();
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} or {last}", before.join(", ")),
        None => String::new(),
    }
}

/// The role of somebody who works here now; `None` for the site itself and where nobody was set
/// up, both of which may everything.
///
/// # Errors
/// [`Rejection::NotStaff`] for somebody unknown or no longer on the staff.
pub fn role(state: &State, staff: &StaffId) -> Result<Option<Role>, Rejection> {
    if staff.is_service() || !state.has_staff() {
        return Ok(None);
    }
    let known = state.staff(staff).filter(|member| member.is_active());
    let role = known.and_then(Staff::role);
    role.map(Some).ok_or_else(|| Rejection::NotStaff(state.staff_name(staff)))
}

/// Whether who acts may do it; answers the approver to record, when one was needed.
///
/// # Errors
/// [`Rejection::NeedsApproval`] when somebody with the right has to approve it with a PIN,
/// [`Rejection::NotAllowed`] when that person has to sign in, [`Rejection::CannotApprove`] when the
/// approver lacks the right as well.
pub fn allow(state: &State, stamp: &Stamp, act: Act) -> Result<Option<StaffId>, Rejection> {
    let settings = state.settings();
    let Some(role) = role(state, &stamp.staff)? else { return Ok(None) };
    if may(settings, role, act) {
        return Ok(None);
    }
    let who = state.staff_name(&stamp.staff);
    if !act.is_approvable() {
        return Err(Rejection::NotAllowed { who, act, roles: who_may(settings, act) });
    }
    let Some(approver) = &stamp.approver else {
        return Err(Rejection::NeedsApproval { who, act });
    };
    if self::role(state, approver)?.is_none_or(|role| may(settings, role, act)) {
        return Ok(Some(approver.clone()));
    }
    let roles = who_may(settings, act);
    Err(Rejection::CannotApprove { who: state.staff_name(approver), act, roles })
}

/// True when this person needs somebody's approval for the act.
pub fn needs_approval(state: &State, staff: &StaffId, act: Act) -> bool {
    let role = role(state, staff).ok().flatten();
    act.is_approvable() && role.is_some_and(|role| !may(state.settings(), role, act))
}

/// The limits of who acts; `None` when there are none.
///
/// # Errors
/// As [`role`].
pub fn limits(state: &State, stamp: &Stamp) -> Result<Option<Limits>, Rejection> {
    let role = role(state, &stamp.staff)?.filter(|role| *role != Role::Owner);
    Ok(role.map(|role| state.settings().limits.get(role.word()).copied().unwrap_or_default()))
}

/// Whether a shift may be closed with this difference (either sign); answers the approver.
///
/// # Errors
/// As [`allow`].
pub fn allow_difference(
    state: &State,
    stamp: &Stamp,
    over_short: Money,
) -> Result<Option<StaffId>, Rejection> {
    let Some(limits) = limits(state, stamp)? else { return Ok(None) };
    let most = limits.difference(state.settings());
    if over_short <= most && over_short.negated() <= most {
        return Ok(None);
    }
    allow(state, stamp, Act::CloseWithDifference)
}

#[cfg(test)]
mod tests;
