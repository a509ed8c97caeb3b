//! The registry of actions: one number, key and letter each, for keys, menu, help and taps alike.

use crate::tui::input::Key;

/// What a person can do on the order screen besides typing an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// What works here.
    Help,
    /// Service or table.
    Service,
    /// Find orders and items.
    Find,
    /// Options and note of the chosen line.
    Options,
    /// Hand the unsent lines to the kitchen.
    Send,
    /// Park the order.
    Hold,
    /// Take up a held or open order.
    Recall,
    /// Give a discount.
    Discount,
    /// Void or remove the chosen line.
    Void,
    /// Pay.
    Pay,
    /// The second page of actions.
    More,
    /// Type a table.
    Tables,
    /// The note of the chosen line.
    Note,
    /// Take the last change back.
    Undo,
    /// Open or close the shift of the drawer.
    Shift,
    /// How the terminal stands with its hub.
    Connection,
    /// Which items cannot be sold.
    SoldOut,
    /// Leave the program.
    Quit,
}

impl Action {
    /// All actions, in the order of the menu.
    pub const ALL: [Self; 18] = [
        Self::Help,
        Self::Service,
        Self::Find,
        Self::Options,
        Self::Send,
        Self::Hold,
        Self::Recall,
        Self::Discount,
        Self::Void,
        Self::Pay,
        Self::More,
        Self::Tables,
        Self::Note,
        Self::Undo,
        Self::Shift,
        Self::Connection,
        Self::SoldOut,
        Self::Quit,
    ];

    /// The key on the order screen; `None` for what only the menus have.
    pub const fn key(self) -> Option<Key> {
        Some(match self {
            Self::Help => Key::Char('?'),
            Self::Service => Key::F(2),
            Self::Find => Key::F(3),
            Self::Options => Key::F(4),
            Self::Send => Key::F(5),
            Self::Hold | Self::Recall => Key::F(6),
            Self::Discount => Key::F(7),
            Self::Void => Key::F(8),
            Self::Pay => Key::F(9),
            Self::More => Key::F(10),
            Self::Tables => Key::Char('@'),
            Self::Undo => Key::Ctrl('z'),
            Self::Quit => Key::Ctrl('q'),
            Self::Note | Self::Shift | Self::Connection | Self::SoldOut => return None,
        })
    }

    /// The number on the first page of the menu, which is that of the function key; on the page
    /// More the number there, behind a second `0` except for the shift.
    pub const fn digit(self) -> Option<char> {
        Some(match self {
            Self::Help | Self::Connection => '1',
            Self::Service => '2',
            Self::Find => '3',
            Self::Options => '4',
            Self::Send => '5',
            Self::Hold | Self::Recall | Self::Quit => '6',
            Self::Discount | Self::SoldOut => '7',
            Self::Void => '8',
            Self::Pay | Self::Shift => '9',
            Self::More => '0',
            Self::Tables | Self::Note | Self::Undo => return None,
        })
    }

    /// The letter in the menu, the same in every language.
    pub const fn letter(self) -> char {
        match self {
            Self::Help => '?',
            Self::Service => 't',
            Self::Find => 'f',
            Self::Options | Self::SoldOut => 'o',
            Self::Send => 'k',
            Self::Hold | Self::Recall => 'h',
            Self::Discount => 'd',
            Self::Void => 'v',
            Self::Pay => 'p',
            Self::More => 'm',
            Self::Tables => '@',
            Self::Note | Self::Connection => 'n',
            Self::Undo => 'u',
            Self::Shift => 'x',
            Self::Quit => 'q',
        }
    }

    /// True for what stands on the page More.
    pub const fn is_more(self) -> bool {
        matches!(self, Self::Shift | Self::Connection | Self::SoldOut | Self::Quit)
    }

    /// What it is called in the menu.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Help => "Help",
            Self::Service => "Order type",
            Self::Find => "Find",
            Self::Options => "Options of line",
            Self::Send => "Send to kitchen",
            Self::Hold => "Hold order",
            Self::Recall => "Recall order",
            Self::Discount => "Discount",
            Self::Void => "Void line",
            Self::Pay => "PAY",
            Self::More => "More ...",
            Self::Tables => "Tables",
            Self::Note => "Note on line",
            Self::Undo => "Undo",
            Self::Shift => "Shift and reports",
            Self::Connection => "Connection",
            Self::SoldOut => "Sold out items",
            Self::Quit => "Quit",
        }
    }
}
