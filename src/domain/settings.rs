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

mod tenders;

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

    /// Takes over what a change sets and leaves the rest.
    pub fn change(&mut self, patch: &SettingsPatch) {
        fn set<T: Clone>(target: &mut T, value: Option<&T>) {
            if let Some(value) = value {
                target.clone_from(value);
            }
        }
        set(&mut self.name, patch.name.as_ref());
        set(&mut self.currency, patch.currency.as_ref());
        set(&mut self.time_zone, patch.time_zone.as_ref());
        set(&mut self.cut_off, patch.cut_off.as_ref());
        set(&mut self.prices, patch.prices.as_ref());
        set(&mut self.tax_rounding, patch.tax_rounding.as_ref());
        set(&mut self.tax_classes, patch.tax_classes.as_ref());
        set(&mut self.cash_step, patch.cash_step.as_ref());
        set(&mut self.service_charge, patch.service_charge.as_ref());
        set(&mut self.hub_cash, patch.hub_cash.as_ref());
        set(&mut self.difference_reason, patch.difference_reason.as_ref());
        set(&mut self.difference_manager, patch.difference_manager.as_ref());
        set(&mut self.accept_online, patch.accept_online.as_ref());
        set(&mut self.guest_lines, patch.guest_lines.as_ref());
        set(&mut self.tenders, patch.tenders.as_ref());
        set(&mut self.tip_percents, patch.tip_percents.as_ref());
        set(&mut self.receipt_head, patch.receipt_head.as_ref());
        set(&mut self.receipt_foot, patch.receipt_foot.as_ref());
        set(&mut self.routing, patch.routing.as_ref());
        set(&mut self.pass, patch.pass.as_ref());
        set(&mut self.lead_minutes, patch.lead_minutes.as_ref());
        set(&mut self.permissions, patch.permissions.as_ref());
        set(&mut self.limits, patch.limits.as_ref());
        set(&mut self.barcodes, patch.barcodes.as_ref());
        set(&mut self.floor, patch.floor.as_ref());
    }
}

/// A change of settings: only what is named changes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsPatch {
    /// See [`Settings::name`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// See [`Settings::currency`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// See [`Settings::time_zone`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// See [`Settings::cut_off`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut_off: Option<u16>,
    /// See [`Settings::prices`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prices: Option<PriceMode>,
    /// See [`Settings::tax_rounding`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_rounding: Option<TaxRounding>,
    /// See [`Settings::tax_classes`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_classes: Option<Vec<TaxClass>>,
    /// See [`Settings::cash_step`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cash_step: Option<Money>,
    /// See [`Settings::service_charge`]; `null` inside ends the charge.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "super::event::given")]
    pub service_charge: Option<Option<ServiceCharge>>,
    /// See [`Settings::hub_cash`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hub_cash: Option<bool>,
    /// See [`Settings::difference_reason`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference_reason: Option<Money>,
    /// See [`Settings::difference_manager`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference_manager: Option<Money>,
    /// See [`Settings::accept_online`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accept_online: Option<bool>,
    /// See [`Settings::guest_lines`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guest_lines: Option<Vec<String>>,
    /// See [`Settings::tenders`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenders: Option<Vec<TenderSpec>>,
    /// See [`Settings::tip_percents`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tip_percents: Option<Vec<Rate>>,
    /// See [`Settings::receipt_head`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt_head: Option<Vec<String>>,
    /// See [`Settings::receipt_foot`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt_foot: Option<Vec<String>>,
    /// See [`Settings::routing`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routing: Option<Vec<Route>>,
    /// See [`Settings::pass`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pass: Option<PassRule>,
    /// See [`Settings::lead_minutes`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_minutes: Option<u16>,
    /// See [`Settings::permissions`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<BTreeMap<String, Vec<String>>>,
    /// See [`Settings::limits`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<BTreeMap<String, Limits>>,
    /// See [`Settings::barcodes`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub barcodes: Option<Vec<BarcodeRule>>,
    /// See [`Settings::floor`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor: Option<Vec<Room>>,
}

impl From<Settings> for SettingsPatch {
    /// The change that sets everything.
    fn from(settings: Settings) -> Self {
        Self {
            name: Some(settings.name),
            currency: Some(settings.currency),
            time_zone: Some(settings.time_zone),
            cut_off: Some(settings.cut_off),
            prices: Some(settings.prices),
            tax_rounding: Some(settings.tax_rounding),
            tax_classes: Some(settings.tax_classes),
            cash_step: Some(settings.cash_step),
            service_charge: Some(settings.service_charge),
            hub_cash: Some(settings.hub_cash),
            difference_reason: Some(settings.difference_reason),
            difference_manager: Some(settings.difference_manager),
            accept_online: Some(settings.accept_online),
            guest_lines: Some(settings.guest_lines),
            tenders: Some(settings.tenders),
            tip_percents: Some(settings.tip_percents),
            receipt_head: Some(settings.receipt_head),
            receipt_foot: Some(settings.receipt_foot),
            routing: Some(settings.routing),
            pass: Some(settings.pass),
            lead_minutes: Some(settings.lead_minutes),
            permissions: Some(settings.permissions),
            limits: Some(settings.limits),
            barcodes: Some(settings.barcodes),
            floor: Some(settings.floor),
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
