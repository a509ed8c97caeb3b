//! A change of settings: only what is named changes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{PriceMode, ServiceCharge, Settings, TaxClass, TaxRounding, TenderSpec};
use crate::domain::currency::Currency;
use crate::domain::floor::Room;
use crate::domain::label::BarcodeRule;
use crate::domain::money::{Money, Rate};
use crate::domain::rights::Limits;
use crate::domain::routing::{PassRule, Route};

impl Settings {
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
        set(&mut self.kitchen_sign_in, patch.kitchen_sign_in.as_ref());
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
    #[serde(
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::domain::event::given"
    )]
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
    /// See [`Settings::kitchen_sign_in`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kitchen_sign_in: Option<bool>,
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
            kitchen_sign_in: Some(settings.kitchen_sign_in),
            permissions: Some(settings.permissions),
            limits: Some(settings.limits),
            barcodes: Some(settings.barcodes),
            floor: Some(settings.floor),
        }
    }
}
