//! `GET /v1/menu`: what can be ordered.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::{ApiError, Caller};
use crate::hub::desk::{DeskReply, DeskRequest, MenuView};
use crate::hub::state::HubState;

/// An option of an item.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OptionView {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
    /// What it adds to the price of one piece, minor units.
    price: i64,
    /// Whether it comes with the item unless somebody says otherwise.
    default: bool,
    /// How many times it can be chosen.
    max: u8,
    /// The codes of groups that are asked for when it is chosen.
    opens: Vec<String>,
}

/// A group of options.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GroupView {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
    /// At least this many are chosen.
    min: u8,
    /// At most this many are chosen.
    max: u8,
    /// The options.
    options: Vec<OptionView>,
}

/// A part of a set menu.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SlotView {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
    /// At least this many are chosen.
    min: u8,
    /// At most this many are chosen.
    max: u8,
    /// The items to choose from; an order names them as options.
    choices: Vec<SlotChoiceView>,
}

/// An item that can be a part of a set menu.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SlotChoiceView {
    /// The code of the item.
    item: String,
    /// What it adds to the price of the set, minor units; may be negative.
    price: i64,
    /// Whether it is chosen unless somebody says otherwise.
    default: bool,
}

/// An item.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ItemView {
    /// The code that orders name.
    code: String,
    /// The name.
    name: String,
    /// The code of its category.
    category: String,
    /// The price of one piece, minor units.
    price: i64,
    /// Prices of services that differ, minor units.
    prices: std::collections::BTreeMap<String, i64>,
    /// Other words that find it.
    aliases: Vec<String>,
    /// Barcodes that add it.
    barcodes: Vec<String>,
    /// The codes of its option groups.
    groups: Vec<String>,
    /// The parts of a set menu.
    slots: Vec<SlotView>,
    /// `kg`, `l` or `m` when the price is for one of these.
    unit: Option<&'static str>,
    /// Items with the same word here can be halves of one piece.
    halves: Option<String>,
    /// Whether it cannot be sold now.
    sold_out: bool,
}

/// A category.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CategoryView {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
}

/// The menu.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MenuJson {
    /// `menu/1`.
    schema: &'static str,
    /// The name of the place.
    name: String,
    /// The currency of every price.
    currency: String,
    /// How many digits of a price are behind the point.
    exponent: u32,
    /// Categories, in the order of the screen.
    categories: Vec<CategoryView>,
    /// Items, in the order of the screen.
    items: Vec<ItemView>,
    /// Groups of options.
    groups: Vec<GroupView>,
}

fn slot_choice(one: &crate::domain::menu::SlotChoice) -> SlotChoiceView {
    SlotChoiceView { item: one.item.clone(), price: one.price.minor(), default: one.default }
}

fn slot(one: &crate::domain::menu::Slot) -> SlotView {
    let choices = one.choices.iter();
    SlotView {
        code: one.code.clone(),
        name: one.name.clone(),
        min: one.min,
        max: one.max,
        choices: choices.map(slot_choice).collect(),
    }
}

fn json(view: &MenuView) -> MenuJson {
    let menu = &view.menu;
    let category = |one: &crate::domain::menu::Category| CategoryView {
        code: one.code.clone(),
        name: one.name.clone(),
    };
    let item = |one: &crate::domain::menu::Item| ItemView {
        code: one.code.clone(),
        name: one.name.clone(),
        category: one.category.clone(),
        price: one.price.minor(),
        prices: one
            .prices
            .iter()
            .map(|(service, price)| (service.word().to_owned(), price.minor()))
            .collect(),
        aliases: one.aliases.clone(),
        barcodes: one.barcodes.clone(),
        groups: menu.groups_of(one).map(|group| group.code.clone()).collect(),
        slots: one.slots.iter().map(slot).collect(),
        unit: one.unit.map(crate::domain::menu::Unit::word),
        halves: one.halves.clone(),
        sold_out: view.sold_out.contains(&one.code),
    };
    let option = |one: &crate::domain::menu::MenuOption| OptionView {
        code: one.code.clone(),
        name: one.name.clone(),
        price: one.price.minor(),
        default: one.default,
        max: one.most(),
        opens: one.opens.clone(),
    };
    let group = |one: &crate::domain::menu::OptionGroup| GroupView {
        code: one.code.clone(),
        name: one.name.clone(),
        min: one.min,
        max: one.max,
        options: one.options.iter().map(option).collect(),
    };
    MenuJson {
        schema: "menu/1",
        name: view.site.clone(),
        currency: view.currency.code().to_owned(),
        exponent: view.currency.exponent(),
        categories: menu.categories.iter().map(category).collect(),
        items: menu.items.iter().map(item).collect(),
        groups: menu.groups.iter().map(group).collect(),
    }
}

/// What can be ordered.
#[utoipa::path(
    get,
    path = "/v1/menu",
    responses((status = 200, body = MenuJson), (status = 401, body = ApiError))
)]
pub async fn menu(
    State(state): State<HubState>,
    _caller: Caller,
) -> Result<Json<MenuJson>, ApiError> {
    let reply = state.ask(DeskRequest::Menu).await;
    let DeskReply::Menu(view) = &reply else { return Err(ApiError::from_reply(&reply)) };
    Ok(Json(json(view)))
}
