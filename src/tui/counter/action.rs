//! The registry of actions: one row each, for keys, menu, key bar, help and taps alike.

use crate::tui::input::Key;

mod table;

use table::TABLE;

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
    /// The map of tables.
    Tables,
    /// The note of the chosen line.
    Note,
    /// Take the last change back.
    Undo,
    /// Open or close the shift of the drawer.
    Shift,
    /// Cash in, cash out, to the safe.
    Cash,
    /// Open the drawer without a sale.
    OpenDrawer,
    /// Train on a throw-away copy of the data.
    Train,
    /// The test of screen and keyboard.
    Test,
    /// How the terminal stands with its hub.
    Connection,
    /// Another price for the chosen line.
    Price,
    /// The card with codes.
    Codes,
    /// Which items cannot be sold.
    SoldOut,
    /// Give money back.
    Refund,
    /// Find receipts and print them again.
    Receipts,
    /// How the total comes about.
    Explain,
    /// Whom the order is for.
    Customer,
    /// Let nobody work without a PIN.
    Lock,
    /// Who works here.
    Settings,
    /// Split the bill.
    Split,
    /// Move the order to another table or into another order.
    Move,
    /// Guests, seat and course.
    Seats,
    /// Let the kitchen make the next course.
    Fire,
    /// Leave the program.
    Quit,
}

/// Where an action stands in the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Page {
    /// The first page; its numbers are those of the function keys.
    #[default]
    First,
    /// The page behind F10.
    More,
    /// The page behind F10 and `0`.
    Next,
    /// The page behind F10 and twice `0`.
    Last,
}

/// Everything that is said about one action, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The action.
    pub action: Action,
    /// What it is called in the menu.
    pub name: &'static str,
    /// The key on the order screen; `None` for what only the menus have.
    pub key: Option<Key>,
    /// Where it stands in the menu.
    pub page: Page,
    /// Its number there.
    pub digit: Option<char>,
    /// Its letter there, the same in every language.
    pub letter: char,
    /// Its words in the key bar, narrow and wide; `None` for what stands in the menus only.
    pub bar: Option<(&'static str, &'static str)>,
    /// How long it stays in the key bar when there is no room; 0 goes first.
    pub priority: u8,
    /// What it does, as the help says it.
    pub what: &'static str,
    /// The keys, as the help says them.
    pub keys: &'static str,
    /// Where to tap.
    pub tap: &'static str,
}

impl Action {
    /// All actions, in the order of the menu.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> {
        TABLE.iter().map(|row| row.action)
    }

    /// Everything that is said about it.
    pub fn row(self) -> &'static Row {
        TABLE.iter().find(|row| row.action == self).unwrap_or(&table::HELP)
    }

    /// The key on the order screen; `None` for what only the menus have.
    pub fn key(self) -> Option<Key> {
        self.row().key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_one_row_and_a_number_or_letter_of_its_own() {
        for row in TABLE {
            assert_eq!(TABLE.iter().filter(|other| other.action == row.action).count(), 1);
            let beside: Vec<&Row> = TABLE
                .iter()
                .filter(|other| other.action != row.action)
                // Hold and Recall share everything: which one works depends on the cart.
                .filter(|other| other.key.is_none() || other.key != row.key)
                .collect();
            let late = |page| page != Page::First;
            for other in beside {
                let same_number = row.digit.is_some() && row.digit == other.digit;
                assert!(row.page != other.page || !same_number, "{row:?} {other:?}");
                let same_letter = row.letter == other.letter;
                assert!(late(row.page) != late(other.page) || !same_letter, "{row:?} {other:?}");
            }
        }
    }
}
