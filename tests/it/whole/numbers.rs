//! One number in one format, from the counter to the books.

use std::collections::BTreeSet;

use serde_json::Value;

use super::links::Hub;
use super::shop::{Shop, paid, receipt, texts};

#[test]
fn f30_counter_kitchen_display_rest_and_books_call_an_order_the_same() {
    let hub = Hub::start();
    let [front, back, hall] = [Shop::new(), Shop::new(), Shop::new()];
    let counter = hub.counter(&front);
    let kitchen = hub.join(&back, "kitchen");
    kitchen.wait_for_text("KITCHEN");
    let display = hub.join(&hall, "display");
    counter.press("soup Enter ~ F9 ~ = ~ Enter");
    let screen = counter.wait_for_text("PAID");
    let number = paid(&screen).unwrap();
    assert_eq!(number, "A1");
    assert!(screen.contains("Customer number A1."), "{screen}");
    kitchen.wait_for(|text| text.split_whitespace().any(|word| word == "A1"));
    let url = hub.url();
    let on_hub = front.ask(&["--hub", &url, "order", "show", &number]);
    let here = front.order(&number);
    for order in [&on_hub, &here, &back.order(&number), &hub.shop.order(&number)] {
        assert_eq!(order["number"], "A1", "{order}");
        assert_eq!(order["id"], here["id"]);
        assert_eq!(order["receipts"], here["receipts"]);
    }
    assert_eq!(Some(texts(&here["receipts"]).remove(0)), receipt(&screen));
    display.wait_for(|text| text.split_whitespace().any(|word| word == "A1"));
    let listed = hub.shop.run(&["order", "list", "--all"]);
    assert!(listed.out.split_whitespace().any(|word| word == "A1"), "{listed:?}");
}

#[test]
fn f04_every_receipt_number_that_was_shown_is_in_the_journal() {
    let shop = Shop::new();
    let counter = shop.first_counter();
    let mut shown = BTreeSet::new();
    for keys in ["cap Enter ~ F9 ~ = ~ Enter", "12 Enter ~ F9 ~ k ~ y", "31 Enter ~ F9 ~ a ~ Enter"]
    {
        counter.press(keys);
        let screen = counter.wait_for(|text| paid(text).is_some());
        assert!(shown.insert(receipt(&screen).expect("a receipt")), "{screen}");
        counter.insist("Enter", |text| text.contains("No items yet."));
    }
    let exported = shop.run(&["journal", "export"]);
    let issued: BTreeSet<String> = exported
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter_map(|row| {
            find(&row, "number").filter(|_| row.to_string().contains("receipt_issued"))
        })
        .collect();
    assert_eq!(issued, shown, "{}", exported.out);
}

/// The text under a key, wherever it stands.
fn find(value: &Value, key: &str) -> Option<String> {
    match value {
        Value::Object(map) => {
            let own = map.get(key).and_then(Value::as_str).map(str::to_owned);
            own.or_else(|| map.values().find_map(|value| find(value, key)))
        }
        Value::Array(list) => list.iter().find_map(|value| find(value, key)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}
