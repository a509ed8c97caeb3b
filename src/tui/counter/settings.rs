//! The settings of the machine that a counter needs.

use crate::domain::money::Money;
use crate::domain::settings::Service;
use crate::tui::keymap::{DigitRowSetting, Keymap};

/// How amounts are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AmountEntry {
    /// Digits are the smallest unit: `2000` is 20.00.
    #[default]
    Minor,
    /// Digits are whole units: `20` is 20.00.
    Major,
}

/// The settings of the machine that a counter needs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the settings")]
pub struct CounterSettings {
    /// The service of a new order.
    pub service: Service,
    /// Whether each new order asks for its service.
    pub asks_service: bool,
    /// How amounts are typed.
    pub amount_entry: AmountEntry,
    /// Whether Enter on an empty line opens PAY.
    pub enter_opens_pay: bool,
    /// The notes and coins that amounts are rounded up to, in minor units; those of the currency
    /// when empty.
    pub notes: Vec<Money>,
    /// Whether the mouse works.
    pub mouse: bool,
    /// The keys of the order screen; those of the registry when nothing was taught.
    pub keys: Keymap,
    /// Which signs count as figures where numbers are typed.
    pub digit_row: DigitRowSetting,
    /// Whether the drawer is counted before the expected amount is shown.
    pub blind_count: bool,
    /// Whether there is a drawer for cash.
    pub drawer: bool,
    /// Whether a command of the machine opens the drawer.
    pub kicks: bool,
    /// Without input for so many milliseconds the screen locks; 0 never.
    pub lock_after_ms: u64,
}

impl Default for CounterSettings {
    fn default() -> Self {
        Self {
            service: Service::default(),
            asks_service: false,
            amount_entry: AmountEntry::default(),
            enter_opens_pay: true,
            notes: Vec::new(),
            mouse: true,
            keys: Keymap::default(),
            digit_row: DigitRowSetting::default(),
            blind_count: true,
            drawer: true,
            kicks: false,
            lock_after_ms: 120_000,
        }
    }
}
