//! Barcodes typed by a scanner into the real program, whatever lies over the order screen.

use std::time::Duration;

use serde_json::Value;

use super::shop::{Shop, selling, texts};
use crate::pty::Pty;

/// Still water of the sample menu.
const WATER: &str = "2000000000633";

/// Twelve digits with the check digit of an EAN-13.
fn label(digits: &str) -> String {
    let weighted = digits.chars().zip([1, 3].into_iter().cycle());
    let sum: u32 = weighted.map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// A counter at which labels of a scale hold a weight (21) or a price (22).
fn with_labels(shop: &Shop) -> Pty {
    let counter = shop.first_counter();
    let rules = r#"[{prefix="21",item=5,value="weight",digits=5},{prefix="22",item=5,value="price",digits=5}]"#;
    let set = shop.run(&["settings", "set", "barcodes", rules]);
    assert_eq!(set.status, 0, "{set:?}");
    counter
}

/// The lines of an order as `0.350 Ham by weight 840`.
fn lines(order: &Value) -> Vec<String> {
    let lines = order["lines"].as_array().unwrap().iter();
    let live = lines.filter(|line| line["quantity"].as_i64() != Some(0));
    live.map(|line| {
        format!("{} {} {}", line["quantity"], line["name"].as_str().unwrap(), line["total"])
    })
    .collect()
}

#[test]
fn codes_and_labels_of_a_scale_are_sold_whatever_is_half_typed() {
    let shop = Shop::new();
    let counter = with_labels(&shop);
    counter.type_keys("cr");
    counter.wait_for_text("> cr");
    counter.press("~");
    counter.scan(WATER);
    counter.wait_for_text("1 item");
    for (code, items) in [("210009500350", "2 items"), ("220004200499", "3 items")] {
        counter.press("~");
        counter.scan(&label(code));
        counter.wait_for_text(items);
    }
    assert!(counter.text().contains("> cr"), "what was typed stays: {}", counter.text());
    for (code, why) in [
        ("9999999999994".to_owned(), "No item has the barcode 9999999999994"),
        (label("217777700350"), "No item has the code 77777 of this label."),
        (label("210004200350"), "is sold by the piece"),
        (label("210009500000"), "says nothing was weighed"),
    ] {
        counter.press("~");
        counter.scan(&code);
        counter.wait_for_text(why);
    }
    assert_eq!(counter.bells(), 4, "each of them is heard");
    let sold = ["0.35 Ham by weight 840", "1 Club sandwich 499", "1 Still water 250"];
    let mut shown = lines(&shop.order("A1"));
    shown.sort();
    assert_eq!(shown, sold);
}

#[test]
fn a_scan_into_a_window_does_nothing_there_and_says_so() {
    let shop = Shop::new();
    let counter = with_labels(&shop);
    counter.type_keys("soup Enter lem Enter");
    counter.wait_for_text("2 items");
    counter.press("~ F5");
    counter.wait_for_text("A1 sent.");
    counter.press("~ cap Enter");
    counter.wait_for_text("3 items");
    let before = shop.order("A1");
    // The first digits of each code choose something in its window: send, void, another type.
    let (send, weight) = (label("512345678901"), label("210009500350"));
    let windows = [
        ("Space", "ACTIONS", &send),
        ("F10", "MORE ", &send),
        ("F2", "ORDER TYPE", &weight),
        ("F4", "OPTIONS", &weight),
        ("F7", "DISCOUNT", &weight),
        (". 8", "which line?", &weight),
        (". 8 2", "Why?", &weight),
        ("F10 x", "Close the shift", &weight),
    ];
    for (keys, title, code) in windows {
        counter.press(&format!("~ {}", keys.replace(' ', " ~ ")));
        counter.wait_for_text(title);
        scan(&counter, code);
        counter.wait_for(|text| {
            text.contains("Scan ignored, close this window first (Esc).") && text.contains(title)
        });
        leave(&counter);
        assert_eq!(shop.order("A1"), before, "{keys}");
    }
    // What a person presses there still counts.
    counter.press("~ . ~ 5");
    counter.wait_for_text("A1 sent.");
    counter.press("~ . ~ 8 ~ 2 ~ 2");
    counter.wait_for_text("Void 1 ");
}

/// Scans where that is refused: the bell says so.
#[track_caller]
fn scan(counter: &Pty, code: &str) {
    counter.press("~");
    let bells = counter.bells();
    counter.scan(code);
    for _ in 0..200 {
        if counter.bells() > bells {
            return;
        }
        counter.breathe(Duration::from_millis(100));
    }
    panic!("nothing was heard of {code}:\n{}", counter.text());
}

/// Back to the order screen.
#[track_caller]
fn leave(counter: &Pty) {
    counter.insist("Esc", |text| {
        text.contains("╔ ENTRY") && text.lines().last().is_some_and(|bar| bar.contains("F9 PAY"))
    });
}

#[test]
fn a_scan_while_paying_is_no_amount_and_one_on_the_change_begins_the_next_order() {
    let shop = Shop::new();
    let counter = with_labels(&shop);
    counter.type_keys("cap Enter");
    counter.wait_for_text("1 item");
    counter.press("~ F9");
    counter.wait_for_text("PAY A1");
    counter.press("~ 5");
    counter.wait_for_text("Typed 5  (0.05)");
    for code in [WATER.to_owned(), label("210009500350"), label("220009500499")] {
        scan(&counter, &code);
        counter.wait_for(|text| {
            text.contains("Scan ignored, finish the payment first.")
                && text.contains("Typed 5  (0.05)")
        });
    }
    assert_eq!(shop.order("A1")["payments"].as_array().map(Vec::len), Some(0));
    counter.press("~ . Enter");
    counter.wait_for_text("PAID A1");
    counter.press("~");
    counter.scan(&label("210009500350"));
    let next = counter.wait_for(|text| text.contains("A2 ") && text.contains("Ham by weight"));
    assert!(next.contains("CHANGE 1.40") || next.contains("8.40"), "{next}");
    selling(&counter);
    assert_eq!(lines(&shop.order("A1")).len(), 1);
    assert_eq!(lines(&shop.order("A2")).len(), 1);
    assert!(texts(&shop.order("A2")["payments"]).is_empty());
    shop.verified(1, 360);
}
