//! Finding orders among days of them: by number, receipt, amount, day, table, name and item.

use tillrail::domain::currency::Currency;
use tillrail::domain::id::AggregateId;
use tillrail::domain::money::Money;
use tillrail::domain::order::Order;
use tillrail::domain::search::{FOUND_MAX, Query};
use tillrail::domain::time::Day;
use tillrail::store::{Reader, Store};

use super::shop::{NOON, Sold, Till, open, sale};
use tillrail::domain::event::{Event, OrderChanged};

/// Days of the test, from the first on.
const DAYS: i64 = 3;
/// Orders that each till makes on each of them.
const ORDERS: u32 = 40;

fn day(number: i64) -> Day {
    let mut day: Day = "2026-11-20".parse().unwrap();
    for _ in 0..number {
        day = day.after();
    }
    day
}

/// Three days of two tills; one order of the second day has a name and a table.
fn shop(store: &Store) -> Sold {
    let mut tills = [Till::new(0), Till::new(1)];
    let mut named = None;
    for number in 0..DAYS {
        for till in &mut tills {
            till.day = day(number);
            till.at = NOON.plus(number * 86_400_000);
            for _ in 0..ORDERS {
                let sold = till.order();
                let mut facts = sold.facts.clone();
                if number == 1 && named.is_none() {
                    let changed = OrderChanged {
                        table: Some(Some("Terrace 4".to_owned())),
                        name: Some(Some("Zoë".to_owned())),
                        ..OrderChanged::default()
                    };
                    facts.push(till.say(AggregateId::Order(sold.id), Event::OrderChanged(changed)));
                    named = Some(sold);
                }
                store.writer().append(sale(facts), |answer| assert!(answer.is_ok()));
            }
        }
    }
    named.unwrap()
}

fn found(reader: &Reader, text: &str) -> (Vec<String>, bool) {
    let query = Query::read(text, day(DAYS - 1), Currency::EUR);
    let searched = reader.search(&query).unwrap();
    let words = |order: &Order| format!("{} {}", order.day().unwrap(), order.title());
    (searched.orders.iter().map(|order| words(order)).collect(), searched.all)
}

#[test]
fn orders_of_any_day_are_found_by_what_people_know_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let named = shop(&store);
    drop(store);
    let mut reader = Reader::open(folder.path()).unwrap();
    // Counts go on over the days in this shop: A41 is the first of the second day.
    assert_eq!(named.number.to_string(), "A41");
    let (first, second, third) = ("2026-11-20", "2026-11-21", "2026-11-22");
    for (text, expected) in [
        ("a7", vec![format!("{first} A7")]),
        ("A-000041", vec![format!("{second} A41")]),
        ("000119", vec![format!("{third} A119"), format!("{third} B119")]),
        ("zoe", vec![format!("{second} A41")]),
        ("terrace", vec![format!("{second} A41")]),
        ("yesterday zoë", vec![format!("{second} A41")]),
        ("today zoe", vec![]),
        ("2026-11-20 b3", vec![format!("{first} B3")]),
        ("zzz", vec![]),
        ("99.99", vec![]),
    ] {
        let (mut orders, all) = found(&reader, text);
        orders.sort();
        assert_eq!((orders, all), (expected, true), "{text}");
    }
    let (orders, all) = found(&reader, "7");
    assert!(
        all && orders.contains(&format!("{first} A7")) && orders.contains(&format!("{first} B7"))
    );
    let (orders, all) = found(&reader, "cappuccino");
    assert_eq!((orders.len(), all), (FOUND_MAX, false), "every order has one: a limit ends it");
    assert!(orders.iter().all(|order| order.starts_with(third)), "the newest come first");
    assert_eq!(found(&reader, "2026-11-20").0.len(), FOUND_MAX);
    assert!(found(&reader, "2026-11-20").0.iter().all(|order| order.starts_with(first)));
    assert_eq!(found(&reader, "15.00").0.len(), FOUND_MAX, "by the total of all of them");
    assert!(!found(&reader, "").1, "with nothing typed the latest are listed");
    let order = reader.order_by_receipt("B-000100").unwrap().unwrap();
    assert_eq!(order.title(), "B100");
    assert_eq!(order.totals().unwrap().total, Money::new(1_500));
    assert!(reader.order_by_receipt("C-000100").unwrap().is_none());
}
