//! Roles and acts: their words, and who may what where no setting says otherwise.

use std::fmt;
use std::str::FromStr;

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
    /// Erase the data of a customer for good.
    ErasePerson,
}

impl Act {
    /// All acts.
    pub const ALL: [Self; 24] = [
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
        Self::ErasePerson,
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
            Self::ErasePerson => ("erase_person", "erase a customer"),
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
            | Self::Menu
            | Self::ErasePerson => &[Role::Manager, Role::Owner],
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
            | Self::Terminals
            | Self::ErasePerson => false,
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
            let near = crate::domain::name::nearest(text, Self::ALL.into_iter().map(Self::word));
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
