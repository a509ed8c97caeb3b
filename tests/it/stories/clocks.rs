//! Stories about clocks: set back by an hour, an hour that comes twice, and a shop that moves to
//! another time zone in the middle of a shift.

use tillrail::domain::command::{Command, Step};
use tillrail::domain::envelope::Sealed;
use tillrail::domain::id::OrderId;
use tillrail::domain::money::Money;
use tillrail::domain::settings::{Settings, SettingsPatch};
use tillrail::domain::tally::tally;
use tillrail::domain::time::{At, Day};

use super::world::{NOON, Place};

const HOUR: i64 = 3_600_000;

/// A shop in a time zone, at a moment.
fn shop_in(zone: &str, now: i64) -> Place {
    let mut shop = Place::shop(Settings { time_zone: zone.to_owned(), ..Settings::default() });
    shop.now = now;
    shop
}

fn moment(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().unwrap().as_millisecond()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Sells a salad and answers the order, its receipt and the day of its payment.
fn sell(shop: &mut Place) -> (OrderId, String, Day) {
    let (order, _) = shop.order(&[("5", 1)]);
    let paid: Vec<Sealed> = shop.pay(order, 950).unwrap();
    let receipt = shop.get(order).receipts[0].number.to_string();
    (order, receipt, paid.last().unwrap().fact.day)
}

/// What the drawer of the open shift must hold.
fn expected(shop: &Place) -> Money {
    let shift = shop.desk.state.my_shift().unwrap();
    tally(&shop.desk.state, shift).unwrap().expected
}

/// Every fact of an aggregate sorts behind the one before it, and receipts have no gap.
fn in_order(shop: &Place, receipts: &[String]) {
    let mut last = std::collections::BTreeMap::new();
    for sealed in &shop.journal {
        let before = last.insert(sealed.fact.aggregate.clone(), sealed.fact.hlc);
        assert!(before.is_none_or(|before| before < sealed.fact.hlc), "{sealed:?}");
    }
    let whole: Vec<String> = (1..=receipts.len()).map(|n| format!("A-{n:06}")).collect();
    assert_eq!(receipts, whole);
}

#[test]
fn f42_a_clock_that_is_set_back_by_an_hour_in_the_middle_of_service_disturbs_nothing() {
    let mut shop = Place::shop(Settings::default());
    let (_, first, today) = sell(&mut shop);
    let (open, lines) = shop.order(&[("5", 2)]);
    shop.now -= HOUR;
    shop.step(open, Step::Remove(lines[0])).unwrap();
    assert!(shop.get(open).lines[0].removed, "what is done now comes after what was done before");
    let (later, second, day) = sell(&mut shop);
    assert_eq!(day, today);
    assert_eq!((shop.get(open).title(), shop.get(later).title()), ("A2".into(), "A3".into()));
    in_order(&shop, &[first, second]);
    assert_eq!(expected(&shop), Money::new(1_900));
    shop.close_shift();
    assert!(shop.desk.state.my_shift().is_none(), "and the shift closes before it was opened");
}

#[test]
fn f42_an_hour_that_comes_twice_is_one_business_day_with_its_numbers_in_order() {
    // In Berlin 03:00 becomes 02:00 on the 25th of October 2026, at 01:00 UTC.
    let mut shop = shop_in("Europe/Berlin", moment("2026-10-25T00:30:00Z"));
    let (first, one, before) = sell(&mut shop);
    shop.now = moment("2026-10-25T01:30:00Z");
    let (second, two, after) = sell(&mut shop);
    let clock = shop.desk.state.settings().clock();
    let shown = |text: &str| clock.hours_minutes(At(moment(text)));
    assert_eq!(shown("2026-10-25T00:30:00Z"), shown("2026-10-25T01:30:00Z"));
    assert_eq!((before, after), (day("2026-10-24"), day("2026-10-24")), "before the cut-off");
    assert_eq!((shop.get(first).title(), shop.get(second).title()), ("A1".into(), "A2".into()));
    shop.now = moment("2026-10-25T03:00:00Z");
    let (_, three, morning) = sell(&mut shop);
    assert_eq!(morning, day("2026-10-25"), "04:00 of the winter starts the day");
    in_order(&shop, &[one, two, three]);
    assert_eq!(expected(&shop), Money::new(2_850));
}

#[test]
fn a_time_zone_changed_at_midnight_with_an_open_shift_keeps_every_day_as_it_was_written() {
    let mut shop = shop_in("Europe/Berlin", moment("2026-11-20T22:50:00Z"));
    let (_, one, before) = sell(&mut shop);
    let (open, _) = shop.order(&[("5", 1)]);
    assert_eq!(before, day("2026-11-20"));
    shop.now = moment("2026-11-20T23:00:00Z");
    let zone =
        |zone: &str| SettingsPatch { time_zone: Some(zone.to_owned()), ..Default::default() };
    shop.must(&Command::ChangeSettings(Box::new(zone("Pacific/Auckland"))));
    let (there, two, moved) = sell(&mut shop);
    assert_eq!(moved, day("2026-11-21"), "it is noon of the next day there");
    assert_ne!(shop.get(there).title(), shop.get(open).title(), "an open order keeps its number");
    shop.must(&Command::ChangeSettings(Box::new(zone("Europe/Berlin"))));
    let (back, three, again) = sell(&mut shop);
    assert_eq!(again, day("2026-11-20"));
    let titles = [open, there, back].map(|order| shop.get(order).title());
    assert!(titles[0] != titles[2], "{titles:?}");
    in_order(&shop, &[one, two, three]);
    let days: Vec<Day> = shop.journal.iter().map(|sealed| sealed.fact.day).collect();
    assert!(days.contains(&day("2026-11-20")) && days.contains(&day("2026-11-21")));
    assert_eq!(expected(&shop), Money::new(2_850), "one drawer, whatever the day is called");
    shop.pay(open, 950).unwrap();
    shop.close_shift();
    assert!(shop.desk.state.my_shift().is_none());
    assert!(shop.now > NOON - 24 * HOUR);
}
