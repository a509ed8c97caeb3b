//! The parts of facts about lines.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::usual;
use crate::domain::id::{LineId, StaffId};
use crate::domain::menu::Unit;
use crate::domain::money::{Money, Quantity, Rate};
use crate::domain::settings::Service;

/// An option as it was chosen: a snapshot that a later menu does not change. What was chosen twice
/// stands in the list twice.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ChosenOption {
    /// The code of its group.
    pub group: String,
    /// Its code in the group.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it adds to the price of one piece, in minor units.
    #[serde(default, skip_serializing_if = "usual")]
    pub price: Money,
    /// Whether it comes with the item unless somebody says otherwise; such an option is not
    /// repeated to the kitchen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub usual: bool,
    /// Prices of services that differ.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub prices: BTreeMap<Service, Money>,
    /// The path of the option that opened its group, as `side=fries`; deeper ones joined by `/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// True for an option that usually comes and was taken off; its name says `no …`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without: bool,
    /// Set for a part of a set menu: what its station needs, and its own price and tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Box<SoldPart>>,
}

impl ChosenOption {
    /// What it adds to the price of one piece for a service.
    pub fn price(&self, service: Service) -> Money {
        self.prices.get(&service).copied().unwrap_or(self.price)
    }

    /// Its path, which options of groups that it opened bear as their `of`.
    pub fn path(&self) -> String {
        let own = format!("{}={}", self.group, self.code);
        self.of.as_ref().map_or_else(|| own.clone(), |of| format!("{of}/{own}"))
    }

    /// True for an option that another option opened.
    pub fn is_nested(&self) -> bool {
        self.of.is_some()
    }
}

/// A part of a set menu as it was when it was sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoldPart {
    /// The short name for the kitchen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<String>,
    /// The code of its category.
    pub category: String,
    /// The station that prepares it; nobody when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<String>,
    /// The course, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<u8>,
    /// What it costs by itself, and its tax: the set is taxed in proportion to these.
    #[serde(flatten)]
    pub price: LinePrice,
}

/// Unit price and tax rate of a line for each service, so that a change of service re-prices it
/// from its own snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinePrice {
    /// The price of one piece where no service says otherwise, in minor units.
    pub price: Money,
    /// The tax rate where no service says otherwise.
    pub tax: Rate,
    /// Services that differ: price and tax.
    #[serde(default, rename = "by", skip_serializing_if = "BTreeMap::is_empty")]
    pub by_service: BTreeMap<Service, (Money, Rate)>,
}

impl LinePrice {
    /// Price of one piece and tax rate for a service.
    pub fn of(&self, service: Service) -> (Money, Rate) {
        self.by_service.get(&service).copied().unwrap_or((self.price, self.tax))
    }
}

/// A sold thing, as it was when it was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "LineRead")]
pub struct LineAdded {
    /// Its identity.
    pub line: LineId,
    /// The sent line that this one adds to (`+n`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<LineId>,
    /// The code of the item; absent for an open item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// The name.
    pub name: String,
    /// The short name for the kitchen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<String>,
    /// The code of its category, for the reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The station that prepares it; nobody when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<String>,
    /// The course, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<u8>,
    /// Unit price and tax for each service.
    #[serde(flatten)]
    pub price: LinePrice,
    /// The options.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<ChosenOption>,
    /// How much.
    pub quantity: Quantity,
    /// A note for the kitchen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The seat at the table, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<u8>,
    /// What the guest must not get.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allergy: Option<String>,
    /// What the quantity is measured in; pieces when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
}

/// The fields of [`LineAdded`] side by side, as they stand in the journal: a flattened part would be
/// gathered first, and most facts are lines.
#[derive(Deserialize)]
struct LineRead {
    line: LineId,
    #[serde(default)]
    of: Option<LineId>,
    #[serde(default)]
    item: Option<String>,
    name: String,
    #[serde(default)]
    short: Option<String>,
    #[serde(default)]
    category: Option<String>,
    #[serde(default)]
    station: Option<String>,
    #[serde(default)]
    course: Option<u8>,
    price: Money,
    tax: Rate,
    #[serde(default)]
    by: BTreeMap<Service, (Money, Rate)>,
    #[serde(default)]
    options: Vec<ChosenOption>,
    quantity: Quantity,
    #[serde(default)]
    note: Option<String>,
    #[serde(default)]
    seat: Option<u8>,
    #[serde(default)]
    allergy: Option<String>,
    #[serde(default)]
    unit: Option<Unit>,
}

impl From<LineRead> for LineAdded {
    fn from(read: LineRead) -> Self {
        Self {
            line: read.line,
            of: read.of,
            item: read.item,
            name: read.name,
            short: read.short,
            category: read.category,
            station: read.station,
            course: read.course,
            price: LinePrice { price: read.price, tax: read.tax, by_service: read.by },
            options: read.options,
            quantity: read.quantity,
            note: read.note,
            seat: read.seat,
            allergy: read.allergy,
            unit: read.unit,
        }
    }
}

impl LineAdded {
    /// How much of it, with its unit: `2`, `0.350 kg`.
    pub fn measure(&self, quantity: Quantity) -> String {
        match self.unit {
            None => quantity.to_string(),
            Some(unit) if quantity.is_whole() => format!("{quantity}.000 {unit}"),
            Some(unit) => format!("{quantity} {unit}"),
        }
    }
}

/// A part of a line that was voided or comped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineVoided {
    /// Which line.
    pub line: LineId,
    /// How much of it.
    pub quantity: Quantity,
    /// Why.
    pub reason: String,
    /// Who approved it, when it needed that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<StaffId>,
}

/// A line, or a part of it, on its way to another order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedLine {
    /// Which line.
    pub line: LineId,
    /// How much of it.
    pub quantity: Quantity,
    /// The new line's identity when only a part moves.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub part: Option<LineId>,
}
