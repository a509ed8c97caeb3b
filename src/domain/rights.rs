//! Rights: which role may do which act, up to which limits, and who must approve otherwise.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::decide::Stamp;
use super::id::StaffId;
use super::money::{Money, Rate};
use super::rejection::Rejection;
use super::settings::Settings;
use super::site::Staff;
use super::state::State;

/// What a member of staff is; each role is one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Takes orders and sends them.
    Server,
    /// Takes money and answers for a drawer.
    Cashier,
    /// Prepares.
    Cook,
    /// Does and approves everything but settings and staff.
    Manager,
    /// May everything.
    Owner,
}

impl Role {
    /// All roles, in the order of the screens.
    pub const ALL: [Self; 5] =
        [Self::Server, Self::Cashier, Self::Cook, Self::Manager, Self::Owner];

    /// The word in commands, files and facts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Cashier => "cashier",
            Self::Cook => "cook",
            Self::Manager => "manager",
            Self::Owner => "owner",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.word())
    }
}

impl FromStr for Role {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = text.trim().to_ascii_lowercase();
        Self::ALL.into_iter().find(|role| role.word() == wanted).ok_or_else(|| {
            format!("`{text}` is not a role: use server, cashier, cook, manager or owner")
        })
    }
}

/// What needs a right. Taking an order and sending it needs none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// Take money for an order.
    TakeMoney,
    /// Void what was sent.
    VoidSent,
    /// Cancel an order of which something was sent.
    CancelSent,
    /// Not charge what was made and served.
    Comp,
    /// Give a discount within the limit of the role.
    Discount,
    /// Give a discount beyond it.
    DiscountOverLimit,
    /// Set the price of a line by hand.
    PriceOverride,
    /// Sell something that is not on the menu.
    OpenItem,
    /// Give money back.
    Refund,
    /// Put cash into the drawer without a sale.
    PaidIn,
    /// Take cash out of the drawer without a sale.
    PaidOut,
    /// Bring cash to the safe.
    Drop,
    /// Open the drawer without a sale.
    NoSale,
    /// Open a shift.
    OpenShift,
    /// Close a shift.
    CloseShift,
    /// Close a shift whose difference is beyond the limit of the role.
    CloseWithDifference,
    /// See what should be in the drawer before it is counted.
    SeeExpected,
    /// Print a receipt again.
    Reprint,
    /// Take an item off sale or bring it back.
    Item86,
    /// Publish a menu.
    Menu,
    /// Change the settings of the site.
    Settings,
    /// Change who works here.
    Staff,
    /// Add or retire terminals.
    Terminals,
}

impl Act {
    /// All acts.
    pub const ALL: [Self; 23] = [
        Self::TakeMoney,
        Self::VoidSent,
        Self::CancelSent,
        Self::Comp,
        Self::Discount,
        Self::DiscountOverLimit,
        Self::PriceOverride,
        Self::OpenItem,
        Self::Refund,
        Self::PaidIn,
        Self::PaidOut,
        Self::Drop,
        Self::NoSale,
        Self::OpenShift,
        Self::CloseShift,
        Self::CloseWithDifference,
        Self::SeeExpected,
        Self::Reprint,
        Self::Item86,
        Self::Menu,
        Self::Settings,
        Self::Staff,
        Self::Terminals,
    ];

    /// The word in the setting `permissions`.
    pub const fn word(self) -> &'static str {
        self.words().0
    }

    /// The word, then what the act is called behind `may not` and before `needs approval`.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::TakeMoney => ("take_money", "take money"),
            Self::VoidSent => ("void_sent", "void what was sent"),
            Self::CancelSent => ("cancel_sent", "cancel an order that was sent"),
            Self::Comp => ("comp", "comp what was served"),
            Self::Discount => ("discount", "give a discount"),
            Self::DiscountOverLimit => ("discount_over_limit", "give a discount this large"),
            Self::PriceOverride => ("price_override", "set a price by hand"),
            Self::OpenItem => ("open_item", "sell an open item"),
            Self::Refund => ("refund", "give money back"),
            Self::PaidIn => ("paid_in", "pay cash in"),
            Self::PaidOut => ("paid_out", "pay cash out"),
            Self::Drop => ("drop", "bring cash to the safe"),
            Self::NoSale => ("no_sale", "open the drawer without a sale"),
            Self::OpenShift => ("open_shift", "open a shift"),
            Self::CloseShift => ("close_shift", "close the shift"),
            Self::CloseWithDifference => {
                ("close_with_difference", "close the shift with such a difference")
            }
            Self::SeeExpected => ("see_expected", "see the expected cash"),
            Self::Reprint => ("reprint", "print a receipt again"),
            Self::Item86 => ("item_86", "take items off sale"),
            Self::Menu => ("menu", "publish a menu"),
            Self::Settings => ("settings", "change settings"),
            Self::Staff => ("staff", "change the staff"),
            Self::Terminals => ("terminals", "add or retire terminals"),
        }
    }

    /// The roles that may do it unless the setting `permissions` says otherwise.
    pub const fn usual(self) -> &'static [Role] {
        match self {
            Self::Item86 => &[Role::Server, Role::Cashier, Role::Cook, Role::Manager, Role::Owner],
            Self::TakeMoney
            | Self::Discount
            | Self::OpenItem
            | Self::PaidIn
            | Self::PaidOut
            | Self::Drop
            | Self::NoSale
            | Self::OpenShift
            | Self::CloseShift
            | Self::Reprint => &[Role::Cashier, Role::Manager, Role::Owner],
            Self::VoidSent
            | Self::CancelSent
            | Self::Comp
            | Self::DiscountOverLimit
            | Self::PriceOverride
            | Self::Refund
            | Self::CloseWithDifference
            | Self::SeeExpected
            | Self::Menu => &[Role::Manager, Role::Owner],
            Self::Settings | Self::Staff | Self::Terminals => &[Role::Owner],
        }
    }

    /// True when somebody else can approve it with a PIN: its fact records the approver. For the
    /// rest a person with the right signs in.
    pub const fn is_approvable(self) -> bool {
        match self {
            Self::VoidSent
            | Self::CancelSent
            | Self::Comp
            | Self::Discount
            | Self::DiscountOverLimit
            | Self::PriceOverride
            | Self::Refund
            | Self::PaidIn
            | Self::PaidOut
            | Self::Drop
            | Self::NoSale
            | Self::CloseShift
            | Self::CloseWithDifference
            | Self::SeeExpected
            | Self::Reprint => true,
            Self::TakeMoney
            | Self::OpenItem
            | Self::OpenShift
            | Self::Item86
            | Self::Menu
            | Self::Settings
            | Self::Staff
            | Self::Terminals => false,
        }
    }
}

impl fmt::Display for Act {
    /// The act as it stands behind `may not`: `void what was sent`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.words().1)
    }
}

impl FromStr for Act {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|act| act.word() == text).ok_or_else(|| {
            let near = super::name::nearest(text, Self::ALL.into_iter().map(Self::word));
            let words = Self::ALL.map(Self::word);
            let all = words.join(", ");
            near.map_or_else(
                || format!("`{text}` is no act of the setting permissions: use {all}"),
                |near| {
                    format!("`{text}` is no act of the setting permissions: do you mean {near}?")
                },
            )
        })
    }
}

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
fn who_may(settings: &Settings, act: Act) -> String {
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
