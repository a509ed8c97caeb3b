//! Money is taken once, and Enter is never yes.

use super::shop::{Shop, paid};

#[test]
fn f17_fifty_enters_after_an_amount_are_one_payment() {
    let shop = Shop::new();
    let counter = shop.first_counter();
    counter.press("2 Space c a p Enter c r o Enter F9 ~ 2 0 .");
    counter.type_keys(&"Enter ".repeat(50));
    let screen = counter.wait_for_text("PAID A1");
    assert!(screen.contains("10.20"), "{screen}");
    // What was pressed in time belongs to the screen before, what came later to the next order.
    counter.type_keys(&"Enter ".repeat(50));
    counter.insist("Enter", |text| text.contains("No items yet."));
    counter.type_keys(&"Enter ".repeat(50));
    counter.type_keys("cap");
    counter.wait_for_text("Enter adds 1 Cappuccino");
    assert!(counter.text().contains("A2 TAKEAWAY"), "{}", counter.text());
    let order = shop.order("A1");
    assert_eq!(order["payments"].as_array().map(Vec::len), Some(1), "{order}");
    assert_eq!(order["receipts"].as_array().map(Vec::len), Some(1), "{order}");
    shop.verified(1, 980);
}

/// A device that takes nothing stands where the receipt is to be printed: the sale is saved, the next
/// one is sold, and the text arrives once it is taken.
#[cfg(unix)]
#[test]
fn f13_f36_a_printer_that_hangs_delays_no_sale() {
    let shop = Shop::new();
    let counter = shop.first_counter();
    counter.press("c a p Enter F9 ~ = ~ Enter");
    counter.wait_for_text("PAID A1");
    counter.type_keys("p");
    counter.wait_for_text("is in the folder print");
    let folder = shop.data().join("print");
    let named = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name();
    let first = std::fs::read_dir(&folder).unwrap().map(named).next().expect("a print");
    let first = first.to_string_lossy().into_owned();
    assert!(first.contains("000001"), "{first}");
    let pipe = folder.join(first.replace("000001", "000002"));
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    counter.insist("Enter", |text| text.contains("No items yet."));
    counter.press("c a p Enter F9 ~ = ~ Enter");
    counter.wait_for_text("PAID A2");
    counter.type_keys("p");
    counter.wait_for_text("is not written yet");
    counter.insist("Enter", |text| text.contains("No items yet."));
    counter.press("c a p Enter F9 ~ = ~ Enter");
    counter.wait_for_text("PAID A3");
    assert!(std::fs::read_to_string(&pipe).unwrap().contains("A-000002"), "it was not lost");
    counter.insist("Enter", |text| text.contains("No items yet."));
    shop.verified(3, 1_080);
}

#[test]
fn f03_what_is_shown_as_paid_is_on_the_disk() {
    let shop = Shop::new();
    let mut counter = shop.first_counter();
    counter.press("c a p Enter F9 ~ = ~ Enter");
    let screen = counter.wait_for_text("PAID A1");
    counter.kill9();
    assert_eq!(paid(&screen).as_deref(), Some("A1"));
    let order = shop.order("A1");
    assert_eq!((&order["money"]["status"], &order["money"]["due"]), (&"PAID".into(), &0.into()));
    shop.verified(1, 360);
}

#[test]
fn enter_approves_no_card_voids_nothing_closes_no_shift_and_never_quits() {
    let shop = Shop::new();
    let counter = shop.first_counter();
    let many = "Enter ".repeat(20);
    counter.press("c a p Enter F9 ~ k ~");
    counter.wait_for_text("What does the card terminal say?");
    counter.type_keys(&many);
    counter.wait_for_text("Enter does nothing here: y approves");
    counter.type_keys("Esc");
    counter.wait_for(|text| text.contains("PAY A1") && !text.contains("APPROVED"));
    counter.type_keys(&many);
    counter.type_keys("Esc");
    counter.wait_for_text("ENTRY");
    assert_eq!(shop.order("A1")["money"]["status"], "UNPAID");

    counter.type_keys("Ctrl+q");
    counter.wait_for_text("QUIT?");
    counter.type_keys("Enter");
    counter.wait_for(|text| !text.contains("QUIT?") && text.contains("ENTRY"));

    counter.type_keys("F5");
    counter.wait_for_text("A1 sent.");
    counter.type_keys("F8");
    counter.wait_for_text("VOID");
    counter.type_keys(&many);
    counter.type_keys("Esc");
    counter.wait_for_text("ENTRY");

    counter.type_keys("F10 x");
    counter.wait_for_text("Close the shift");
    counter.type_keys("c");
    counter.wait_for_text("step 1 of 2");
    counter.type_keys(&many);
    counter.type_keys("Esc");
    counter.insist("Esc", |text| text.contains("ENTRY"));
    let order = shop.order("A1");
    assert_eq!(order["lines"][0]["status"], "sent", "{order}");
    assert_ne!(order["status"], "CANCELLED", "{order}");
    let status = shop.ask(&["status"]);
    assert!(status["terminals"][0]["shift"].is_string(), "{status}");
    shop.verified(0, 0);
}
