//! The journal settings of a site: what changes prices, days and rights, and is synced as facts.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::currency::Currency;
use super::event::usual;
use super::floor::Room;
use super::label::BarcodeRule;
use super::money::{Money, Rate};
use super::rights::Limits;
use super::routing::{PassRule, Route};
use super::time::SiteClock;

mod patch;
mod tenders;

pub use patch::SettingsPatch;
pub use tenders::{TenderKind, TenderSpec};

/// How an order reaches its guest; prices and tax can differ by it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Eaten here, usually at a table.
    DineIn,
    /// Taken along.
    #[default]
    Takeaway,
    /// Brought to the guest.
    Delivery,
    /// Ordered by the guest over the network.
    Online,
}

impl Service {
    /// All services, in the order of the screens.
    pub const ALL: [Self; 4] = [Self::DineIn, Self::Takeaway, Self::Delivery, Self::Online];

    /// The word in commands and files: `dine_in`, `takeaway`, `delivery`, `online`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::DineIn => "dine_in",
            Self::Takeaway => "takeaway",
            Self::Delivery => "delivery",
            Self::Online => "online",
        }
    }
}

impl fmt::Display for Service {
    /// The word on screens: `DINE IN`, `TAKEAWAY`, `DELIVERY`, `ONLINE`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::DineIn => "DINE IN",
            Self::Takeaway => "TAKEAWAY",
            Self::Delivery => "DELIVERY",
            Self::Online => "ONLINE",
        })
    }
}

impl FromStr for Service {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = text.trim().to_ascii_lowercase().replace(['-', ' '], "_");
        Self::ALL.into_iter().find(|service| service.word() == wanted).ok_or_else(|| {
            format!("`{text}` is not a service: use dine_in, takeaway, delivery or online")
        })
    }
}

/// Whether prices contain the tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceMode {
    /// Prices contain the tax.
    #[default]
    Inclusive,
    /// Tax is added to prices.
    Exclusive,
}

/// Where tax is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxRounding {
    /// Once per rate per order.
    #[default]
    Order,
    /// Once per line.
    Line,
}

/// A class of items that are taxed alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxClass {
    /// The word that items refer to.
    pub code: String,
    /// The rate where no service says otherwise.
    pub rate: Rate,
    /// Rates of services that differ.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_service: BTreeMap<Service, Rate>,
}

impl TaxClass {
    /// The rate of this class for a service.
    pub fn rate(&self, service: Service) -> Rate {
        self.by_service.get(&service).copied().unwrap_or(self.rate)
    }
}

/// A charge for service that is added to an order by rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceCharge {
    /// The share of the order.
    pub rate: Rate,
    /// The tax rate of the charge.
    pub tax: Rate,
    /// The number of guests from which it applies.
    pub from_guests: u32,
}

/// All settings of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The name of the place, as guests read it.
    pub name: String,
    /// The currency of all amounts.
    pub currency: Currency,
    /// The IANA name of the time zone.
    pub time_zone: String,
    /// The business day starts this many minutes after midnight.
    pub cut_off: u16,
    /// Whether prices contain the tax.
    pub prices: PriceMode,
    /// Where tax is rounded.
    pub tax_rounding: TaxRounding,
    /// The classes of tax.
    pub tax_classes: Vec<TaxClass>,
    /// Cash is rounded to multiples of this amount; zero rounds nothing.
    pub cash_step: Money,
    /// The service charge, if there is one.
    pub service_charge: Option<ServiceCharge>,
    /// Whether the hub may take cash without a drawer's shift.
    pub hub_cash: bool,
    /// A count that differs by more than this needs a reason, in minor units.
    pub difference_reason: Money,
    /// A count that differs by more than this needs a manager, in minor units.
    pub difference_manager: Money,
    /// Whether online orders are accepted by themselves.
    pub accept_online: bool,
    /// The lines that the display shows to guests.
    pub guest_lines: Vec<String>,
    /// The ways to pay beside cash and card, in the order of the payment screen.
    pub tenders: Vec<TenderSpec>,
    /// The tips that the payment screen suggests, as shares of the total.
    pub tip_percents: Vec<Rate>,
    /// The lines above every receipt, below the name of the place.
    pub receipt_head: Vec<String>,
    /// The lines below every receipt.
    pub receipt_foot: Vec<String>,
    /// Which station prepares what, where the menu's own station does not hold; the first rule
    /// that fits counts.
    pub routing: Vec<Route>,
    /// How orders leave the kitchen.
    pub pass: PassRule,
    /// How many minutes before it is wanted the kitchen sees a scheduled order.
    pub lead_minutes: u16,
    /// Whether a cook signs in with the PIN before a step, so that it bears the name.
    #[serde(default)]
    pub kitchen_sign_in: bool,
    /// What each role may do, by the word of the act.
    pub permissions: BTreeMap<String, Vec<String>>,
    /// Up to where each role may go without approval, by the role's word.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub limits: BTreeMap<String, Limits>,
    /// How barcodes with a price or a weight inside are read.
    #[serde(default)]
    pub barcodes: Vec<BarcodeRule>,
    /// The floor plan: rooms with their tables; empty for a site without tables.
    pub floor: Vec<Room>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: "Tillrail".to_owned(),
            currency: Currency::EUR,
            time_zone: "UTC".to_owned(),
            cut_off: 240,
            prices: PriceMode::Inclusive,
            tax_rounding: TaxRounding::Order,
            tax_classes: vec![TaxClass {
                code: "standard".to_owned(),
                rate: Rate::percent(10),
                by_service: BTreeMap::new(),
            }],
            cash_step: Money::ZERO,
            service_charge: None,
            hub_cash: false,
            difference_reason: Money::new(50),
            difference_manager: Money::new(500),
            accept_online: true,
            routing: Vec::new(),
            pass: PassRule::Off,
            lead_minutes: 20,
            kitchen_sign_in: false,
            guest_lines: vec!["Your number is on the receipt.".to_owned()],
            tenders: TenderSpec::usual(),
            tip_percents: [5, 10, 15].map(Rate::percent).to_vec(),
            receipt_head: Vec::new(),
            receipt_foot: vec!["Thank you.".to_owned()],
            permissions: BTreeMap::new(),
            limits: BTreeMap::new(),
            barcodes: Vec::new(),
            floor: Vec::new(),
        }
    }
}

impl Settings {
    /// The clock of the site.
    pub fn clock(&self) -> SiteClock {
        SiteClock::new(&self.time_zone, self.cut_off)
    }

    /// The class of this code; an unknown code is taxed by the first class.
    pub fn tax_class(&self, code: Option<&str>) -> Option<&TaxClass> {
        code.and_then(|code| self.tax_classes.iter().find(|class| class.code == code))
            .or_else(|| self.tax_classes.first())
    }

    /// The snapshot that an order needs so that a later change never re-prices it.
    pub fn pricing(&self) -> Pricing {
        Pricing {
            currency: self.currency,
            prices: self.prices,
            rounding: self.tax_rounding,
            cash_step: self.cash_step,
            charge: self.service_charge.clone(),
        }
    }
}

/// The settings that the totals of an order need, as they were when it was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pricing {
    /// The currency of all its amounts.
    pub currency: Currency,
    /// Whether prices contain the tax.
    pub prices: PriceMode,
    /// Where tax is rounded.
    #[serde(default, skip_serializing_if = "usual")]
    pub rounding: TaxRounding,
    /// Cash is rounded to multiples of this amount; zero rounds nothing.
    #[serde(default, skip_serializing_if = "usual")]
    pub cash_step: Money,
    /// The service charge of the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge: Option<ServiceCharge>,
}
