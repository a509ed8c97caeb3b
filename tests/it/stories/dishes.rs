//! Everything a line can be: nested options, sets, halves, weights, labels, what was taken off.

use tillrail::domain::board::{Thresholds, board};
use tillrail::domain::choice::{self, Choice};
use tillrail::domain::command::{Command, GiveBack, NewLine, Opening, Step};
use tillrail::domain::envelope::Sealed;
use tillrail::domain::event::{LineStep, OrderChanged};
use tillrail::domain::id::{LineId, OrderId, RefundId};
use tillrail::domain::menu::{HalfPrice, Menu, Unit};
use tillrail::domain::money::{Money, Quantity, Rate};
use tillrail::domain::order::Status;
use tillrail::domain::refund::Back;
use tillrail::domain::rejection::Rejection;
use tillrail::domain::settings::{PriceMode, Service, Settings, TaxClass};
use tillrail::domain::time::At;
use tillrail::menu_file;

use super::world::{Place, meet, second_counter};

/// Fries open dips, a set of main and drink at 12.00, pizzas as halves, ham by weight; food at 7 %,
/// drinks at 19 %.
const MENU: &str = r#"
[[category]]
name = "Food"
[[station]]
code = "hot"
name = "Hot"
[[station]]
code = "bar"
name = "Bar"

[[group]]
code = "side"
name = "Side"
max = 2
[[group.option]]
code = "fries"
name = "Fries"
price = "3.00"
opens = ["dip"]
[[group.option]]
code = "salad"
name = "Salad"
price = "2.50"
[[group]]
code = "dip"
name = "Dip"
min = 1
max = 2
[[group.option]]
code = "mayo"
name = "Mayonnaise"
[[group.option]]
code = "garlic"
name = "Garlic dip"
price = "0.50"
max = 2
[[group]]
code = "with"
name = "With"
max = 3
[[group.option]]
code = "onion"
name = "onion"
default = true
[[group.option]]
code = "cheese"
name = "cheese"
default = true
price = "0.20"

[[item]]
code = "1"
name = "Burger"
category = "food"
price = "9.00"
prices = { dine_in = "10.00" }
station = "hot"
tax = "food"
groups = ["side", "with"]
[[item]]
code = "2"
name = "Soup"
category = "food"
price = "5.00"
station = "hot"
tax = "food"
[[item]]
code = "3"
name = "Beer"
category = "food"
price = "4.00"
station = "bar"
tax = "drink"
[[item]]
code = "4"
name = "Day menu"
category = "food"
price = "12.00"
tax = "food"
[[item.slot]]
name = "Main"
[[item.slot.choice]]
item = "1"
price = "1.00"
[[item.slot.choice]]
item = "2"
[[item.slot]]
name = "Drink"
max = 2
[[item.slot.choice]]
item = "3"
default = true
[[item]]
code = "5"
name = "Margherita"
category = "food"
price = "8.00"
prices = { dine_in = "9.00" }
station = "hot"
tax = "food"
halves = "pizza"
[[item]]
code = "6"
name = "Funghi"
category = "food"
price = "9.50"
station = "hot"
tax = "food"
halves = "pizza"
[[item]]
code = "7"
name = "Ham"
category = "food"
price = "24.00"
tax = "food"
unit = "kg"
"#;

fn settings() -> Settings {
    let class = |code: &str, percent: i64| TaxClass {
        code: code.to_owned(),
        rate: Rate::percent(percent),
        by_service: std::collections::BTreeMap::new(),
    };
    Settings { tax_classes: vec![class("food", 7), class("drink", 19)], ..Settings::default() }
}

fn menu() -> Menu {
    menu_file::read("menu.toml", MENU, &settings()).unwrap()
}

fn shop() -> Place {
    let mut shop = Place::shop(settings());
    shop.must(&Command::PublishMenu(Box::new(menu())));
    shop
}

fn wanted(shop: &mut Place, item: &str, words: &[&str]) -> Result<NewLine, Rejection> {
    let menu = menu();
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let options = choice::from_words(&menu, menu.item(item).unwrap(), &words)?;
    Ok(NewLine { options: Some(options), ..shop.new_line(item, 1) })
}

/// An order of one line with these option words.
fn sell(shop: &mut Place, item: &str, words: &[&str]) -> (OrderId, LineId) {
    let new = wanted(shop, item, words).unwrap();
    let (order, line) = (OrderId(shop.desk.mint()), new.line);
    let opening = Opening { service: Service::Takeaway, ..Opening::default() };
    shop.must(&Command::Open { order, opening, steps: vec![Step::Add(new)] });
    (order, line)
}

fn shown(shop: &Place, order: OrderId, line: LineId) -> Vec<String> {
    let found = shop.get(order).line(line).unwrap();
    choice::shown(&found.options).iter().map(choice::Shown::words).collect()
}

fn total(shop: &Place, order: OrderId) -> i64 {
    let totals = shop.get(order).totals().unwrap();
    assert!(totals.adds_up(PriceMode::Inclusive));
    totals.total.minor()
}

/// The rows of a station: `1 Burger +Fries`.
fn tickets(shop: &Place, station: &str) -> Vec<String> {
    let cards = board(&shop.desk.state, Some(station), At(shop.now), &Thresholds::default());
    let rows = cards.iter().flat_map(|card| &card.lines);
    rows.map(|row| {
        let mark = if row.is_wanted() { "" } else { "VOID " };
        let mut words = vec![format!("{mark}{} {}", row.quantity, row.name)];
        words.extend(row.options.iter().cloned());
        words.join(" +")
    })
    .collect()
}

#[test]
fn an_option_opens_a_group_and_all_prices_add_up() {
    let mut shop = shop();
    let (order, line) = sell(&mut shop, "1", &["fri", "garl"]);
    assert_eq!(shown(&shop, order, line), ["Fries", "Garlic dip"]);
    assert_eq!(total(&shop, order), 900 + 300 + 50 + 20);
    let found = &shop.get(order).line(line).unwrap().options;
    assert_eq!(found[1].of.as_deref(), Some("side=fries"));
    shop.send(order).unwrap();
    assert_eq!(tickets(&shop, "hot"), ["1 Burger +Fries +Garlic dip"]);
    let (order, line) = sell(&mut shop, "1", &["2garlic"]);
    assert_eq!(shown(&shop, order, line), ["Fries", "2x Garlic dip"], "a dip brings its fries");
    assert_eq!(total(&shop, order), 900 + 300 + 100 + 20);
}

#[test]
fn a_required_nested_group_is_missing_until_it_is_chosen_and_goes_with_its_option() {
    let (menu, mut shop) = (menu(), shop());
    let burger = menu.item("1").unwrap();
    let mut chosen = choice::defaults(&menu, burger);
    assert!(choice::missing(&menu, burger, &chosen).is_none());
    assert!(choice::add(&menu, burger, &mut chosen, &Choice::new("side", "fries")));
    let missing = choice::missing(&menu, burger, &chosen).unwrap();
    assert_eq!((missing.group.code.as_str(), missing.depth), ("dip", 1));
    let new = NewLine { options: Some(chosen.clone()), ..shop.new_line("1", 1) };
    let order = OrderId(shop.desk.mint());
    let open = Command::Open { order, opening: Opening::default(), steps: vec![Step::Add(new)] };
    assert!(
        matches!(shop.act(&open), Err(Rejection::ChoiceMissing { group, .. }) if group == "Dip")
    );
    let garlic = Choice { of: Some("side=fries".to_owned()), ..Choice::new("dip", "garlic") };
    for added in [true, true, false] {
        assert_eq!(choice::add(&menu, burger, &mut chosen, &garlic), added, "at most twice");
    }
    choice::remove(&mut chosen, &Choice::new("side", "fries"));
    assert_eq!(chosen, choice::defaults(&menu, burger), "the dips go with the fries");
}

#[test]
fn what_was_taken_off_is_named_to_the_kitchen() {
    let mut shop = shop();
    let (order, line) = sell(&mut shop, "1", &["no onion"]);
    assert_eq!(shown(&shop, order, line), ["no onion"]);
    assert_eq!(total(&shop, order), 920);
    shop.send(order).unwrap();
    assert_eq!(tickets(&shop, "hot"), ["1 Burger +no onion"]);
    let line = shop.get(order).line(line).unwrap();
    let again = choice::of_options(line.sold.item.as_deref(), &line.options);
    assert_eq!(again, [Choice::new("with", "cheese")]);
}

#[test]
fn a_set_has_one_price_and_each_station_sees_its_part() {
    let mut shop = shop();
    let (order, set) = sell(&mut shop, "4", &["burger", "garlic"]);
    assert_eq!(shown(&shop, order, set), ["Burger", "Fries", "Garlic dip", "Beer"]);
    assert_eq!(total(&shop, order), 1_200 + 100 + 300 + 50 + 20);
    assert_eq!(shop.get(order).live_lines().count(), 1, "a guest buys one thing");
    shop.step(order, Step::SetQuantity(set, Quantity::pieces(2))).unwrap();
    shop.send(order).unwrap();
    assert_eq!(tickets(&shop, "hot"), ["2 Burger +Fries +Garlic dip"]);
    assert_eq!(tickets(&shop, "bar"), ["2 Beer"]);
    let parts: Vec<LineId> = shop
        .get(order)
        .lines
        .iter()
        .filter(|line| line.part_of == Some(set))
        .map(|l| l.id)
        .collect();
    assert_eq!(parts, [set.part(0), set.part(1)]);
    shop.step(order, Step::Advance(vec![parts[0]], LineStep::Ready)).unwrap();
    assert_eq!(shop.get(order).status(), Status::Preparing);
    shop.step(order, Step::Advance(vec![parts[1]], LineStep::Ready)).unwrap();
    assert_eq!(shop.get(order).status(), Status::Ready);
}

#[test]
fn the_parts_of_a_set_go_and_come_with_it() {
    let mut shop = shop();
    let (order, set) = sell(&mut shop, "4", &["soup"]);
    let before = shop.get(order).clone();
    shop.step(order, Step::Remove(set)).unwrap();
    assert!(shop.get(order).work_lines().next().is_none());
    shop.step(order, Step::Restore(set)).unwrap();
    assert_eq!(shop.get(order).lines, before.lines);
    let part = set.part(0);
    for step in [
        Step::Remove(part),
        Step::SetQuantity(part, Quantity::pieces(3)),
        Step::Void { line: part, quantity: Quantity::ONE, reason: "no".to_owned() },
    ] {
        let refused = shop.step(order, step).unwrap_err().to_string();
        assert_eq!(refused, "Soup is a part of Day menu: change or void Day menu as a whole");
    }
    shop.send(order).unwrap();
    let void = Step::Void { line: set, quantity: Quantity::ONE, reason: "left".to_owned() };
    shop.step(order, void).unwrap();
    assert_eq!(tickets(&shop, "hot"), ["VOID 1 Soup"]);
    assert_eq!(tickets(&shop, "bar"), ["VOID 1 Beer"]);
    assert_eq!(total(&shop, order), 0);
}

#[test]
fn a_set_is_taxed_in_proportion_to_its_parts_and_changes_with_its_choices() {
    let mut shop = shop();
    let (order, set) = sell(&mut shop, "4", &["soup"]);
    let taxes = |shop: &Place| {
        let totals = shop.get(order).totals().unwrap();
        totals
            .taxes
            .iter()
            .map(|row| (row.rate, row.net.plus(row.tax).unwrap()))
            .collect::<Vec<_>>()
    };
    let (food, drink) = (Rate::percent(7), Rate::percent(19));
    let wanted = [(food, Money::new(667)), (drink, Money::new(533))];
    assert_eq!(taxes(&shop), wanted, "12.00 as 5 to 4");
    let menu = menu();
    let words = ["2beer".to_owned(), "soup".to_owned()];
    let other = choice::from_words(&menu, menu.item("4").unwrap(), &words).unwrap();
    shop.step(order, Step::SetOptions(set, other)).unwrap();
    assert_eq!(shown(&shop, order, set), ["Soup", "2x Beer"]);
    let wanted = [(food, Money::new(462)), (drink, Money::new(738))];
    assert_eq!(taxes(&shop), wanted, "12.00 as 5 to 8");
    assert_eq!(total(&shop, order), 1_200);
    shop.send(order).unwrap();
    assert_eq!(tickets(&shop, "bar"), ["2 Beer"]);
}

#[test]
fn two_replicas_agree_on_a_set_that_one_voids_and_the_other_cooks() {
    let mut first = shop();
    let (order, set) = sell(&mut first, "4", &["soup"]);
    first.send(order).unwrap();
    let mut second = second_counter(&mut first);
    second.step(order, Step::Advance(vec![set.part(0)], LineStep::Started)).unwrap();
    let void = Step::Void { line: set, quantity: Quantity::ONE, reason: "left".to_owned() };
    first.step(order, void).unwrap();
    let both = meet(&mut first, &mut second, order);
    let soup = both.line(set.part(0)).unwrap();
    assert!(soup.is_void() && soup.started.is_some());
}

#[test]
fn two_halves_are_one_line_at_the_dearer_price_or_the_middle() {
    let mut shop = shop();
    let (order, line) = sell(&mut shop, "5", &["funghi"]);
    assert_eq!(shown(&shop, order, line), ["1/2 Margherita", "1/2 Funghi"]);
    assert_eq!(total(&shop, order), 950);
    let here = OrderChanged { service: Some(Service::DineIn), ..OrderChanged::default() };
    shop.step(order, Step::Change(here)).unwrap();
    assert_eq!(total(&shop, order), 950, "9.00 and 9.50 at the table");
    shop.send(order).unwrap();
    assert_eq!(tickets(&shop, "hot"), ["1 Margherita +1/2 Margherita +1/2 Funghi"]);
    shop.must(&Command::PublishMenu(Box::new(Menu { half_price: HalfPrice::Average, ..menu() })));
    let menu = shop.desk.state.menu().clone();
    let (one, other) = (menu.item("6").unwrap(), menu.item("5").unwrap());
    let half = choice::half(&menu, one, other).unwrap();
    let new = NewLine { options: Some(vec![half]), ..shop.new_line("6", 1) };
    let order = OrderId(shop.desk.mint());
    shop.must(&Command::Open { order, opening: Opening::default(), steps: vec![Step::Add(new)] });
    assert_eq!(total(&shop, order), 875);
    let refused = choice::half(&menu, one, menu.item("2").unwrap()).unwrap_err().to_string();
    assert_eq!(refused, "Funghi and Soup are not sold as halves of one piece: add them one by one");
}

#[test]
fn weighed_items_are_lines_of_their_own_with_a_unit_and_labels_bring_their_price() {
    let mut shop = shop();
    let (order, _) = shop.order(&[("2", 1)]);
    for grams in [350, 200] {
        let new = NewLine { quantity: Quantity::new(grams), ..shop.new_line("7", 1) };
        shop.step(order, Step::Add(new)).unwrap();
    }
    let new = shop.new_line("7", 1);
    shop.step(order, Step::AddLabelled(new, Money::new(1_234))).unwrap();
    let lines: Vec<String> = shop
        .get(order)
        .live_lines()
        .map(|line| format!("{} {}", line.measure(line.standing()), line.sold.name))
        .collect();
    assert_eq!(lines, ["1 Soup", "0.350 kg Ham", "0.200 kg Ham", "1 Ham"]);
    assert_eq!(total(&shop, order), 500 + 840 + 480 + 1_234);
    let here = OrderChanged { service: Some(Service::DineIn), ..OrderChanged::default() };
    shop.step(order, Step::Change(here)).unwrap();
    assert_eq!(total(&shop, order), 500 + 840 + 480 + 1_234, "a label's price stands");
    assert_eq!(shop.desk.state.menu().item("7").unwrap().unit, Some(Unit::Kg));
}

#[test]
fn a_part_that_is_sold_out_cannot_be_in_a_set_or_a_half() {
    let mut shop = shop();
    for item in ["2", "6"] {
        let command = Command::Take86 { item: item.to_owned(), remaining: None, until: None };
        shop.must(&command);
    }
    for (item, word, name) in [("4", "soup", "Soup"), ("5", "funghi", "Funghi")] {
        let new = wanted(&mut shop, item, &[word]).unwrap();
        let order = OrderId(shop.desk.mint());
        let open =
            Command::Open { order, opening: Opening::default(), steps: vec![Step::Add(new)] };
        assert_eq!(shop.act(&open).unwrap_err(), Rejection::SoldOut(name.to_owned()));
    }
}

#[test]
fn a_change_of_service_prices_lines_from_their_own_snapshot() {
    let mut shop = shop();
    let (order, _) = sell(&mut shop, "1", &[]);
    let mut dearer = menu();
    for item in &mut dearer.items {
        item.price = Money::new(99_900);
        item.prices.clear();
    }
    shop.must(&Command::PublishMenu(Box::new(dearer)));
    for (service, wanted) in [(Service::DineIn, 1_020), (Service::Takeaway, 920)] {
        let change = OrderChanged { service: Some(service), ..OrderChanged::default() };
        shop.step(order, Step::Change(change)).unwrap();
        assert_eq!(total(&shop, order), wanted);
    }
}

#[test]
fn old_facts_of_lines_read_as_before_and_new_ones_say_no_more_than_they_must() {
    let mut shop = shop();
    let (order, line) = sell(&mut shop, "2", &[]);
    let text = shop
        .journal
        .iter()
        .map(|sealed: &Sealed| sealed.bytes.to_string())
        .find(|text| text.contains("line_added"))
        .unwrap();
    for new in ["part", "without", "\"of\"", "unit", "prices"] {
        assert!(!text.contains(new), "{new} in {text}");
    }
    assert!(shop.get(order).line(line).unwrap().options.is_empty());
}

#[test]
fn a_set_goes_back_with_the_taxes_of_its_parts() {
    let mut shop = shop();
    let (order, line) = sell(&mut shop, "4", &["burger"]);
    shop.step(order, Step::SetQuantity(line, Quantity::pieces(2))).unwrap();
    let beer = shop.new_line("3", 1);
    shop.step(order, Step::Add(beer)).unwrap();
    // Two sets of 13.20, by what the parts cost 9.14 at 7 % and 4.06 at 19 %, and a beer of 4.00.
    shop.pay(order, 3_040).unwrap();
    let back = GiveBack {
        refunds: vec![RefundId(shop.desk.mint())],
        what: Back::Lines(vec![(line, Quantity::ONE)]),
        payment: None,
        reason: "cold".to_owned(),
        restock: false,
        tip: false,
    };
    shop.step(order, Step::Refund(back)).unwrap();
    let refund = &shop.get(order).refunds[0].refund;
    let gross = |percent: i64| -> i64 {
        let rows = refund.taxes.iter().filter(|(rate, _, _)| *rate == Rate::percent(percent));
        rows.map(|(_, net, tax)| net.minor() + tax.minor()).sum()
    };
    assert_eq!((refund.amount.minor(), gross(7), gross(19)), (1_320, 914, 406));
}
