//! Which station prepares a line, and how an order leaves the kitchen: settings of the site.

use serde::{Deserialize, Serialize};

use super::order::Line;
use super::settings::Service;

/// Lines that go to another station than the one the menu names; what is absent fits everything.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// The code of a category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The code of an item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// How the order reaches its guest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Service>,
    /// The code of the station that prepares it.
    pub station: String,
}

/// How an order leaves the kitchen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassRule {
    /// There is no pass: the last station that bumps it hands it over.
    #[default]
    Off,
    /// The pass puts the order together and hands it over.
    HandOver,
    /// The pass gives it to a runner, and a second bump says that it arrived.
    Runner,
}

impl Route {
    fn fits(&self, line: &Line, service: Service) -> bool {
        let same = |rule: &Option<String>, own: &Option<String>| rule.is_none() || rule == own;
        same(&self.category, &line.sold.category)
            && same(&self.item, &line.sold.item)
            && self.service.is_none_or(|wanted| wanted == service)
    }
}

/// The station that prepares a line by the rules; `None` where the one it was sold with holds.
pub fn station_by_rule<'a>(routes: &'a [Route], line: &Line, service: Service) -> Option<&'a str> {
    routes.iter().find(|route| route.fits(line, service)).map(|route| route.station.as_str())
}
