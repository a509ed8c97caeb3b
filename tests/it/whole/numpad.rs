//! A whole day at the counter with the seventeen keys of a numpad.

use super::shop::{Shop, minor, selling};

#[test]
fn s04_seventeen_keys_sell_send_hold_recall_void_take_cash_and_cards_and_close_the_shift() {
    let shop = Shop::new();
    let counter = shop.first_counter();
    // A cart, one more of a line, and on its way to the kitchen.
    counter.press("2 * 1 2 Enter 4 1 Enter + . 5");
    counter.wait_for_text("A1 sent.");
    // Nothing else to do with it now; another guest is held.
    counter.press(". 6");
    counter.wait_for_text("A1 is put aside.");
    counter.press("3 1 Enter . 6");
    counter.wait_for_text("Held A2.");
    // Both are there; the held one comes first and is paid in cash, exactly.
    counter.press(". 6");
    counter.wait_for(|text| text.contains("A1") && text.contains("A2") && text.contains("HELD"));
    counter.press("1");
    counter.wait_for_text("A2 TAKEAWAY");
    counter.press("~ Enter ~ + Enter");
    counter.wait_for_text("PAID A2");
    counter.insist("Enter", |text| text.contains("No items yet."));
    // One soup of the other is void: the guest has changed their mind.
    counter.press(". 6 1");
    counter.wait_for_text("A1 TAKEAWAY");
    counter.press(". 8");
    counter.wait_for_text("VOID");
    counter.press("2");
    counter.wait_for_text("Wrong dish");
    counter.press("2");
    counter.wait_for_text("Void 1 Soup of the day on A1.");
    selling(&counter);
    counter.press("~ Enter ~ * ~ +");
    counter.wait_for_text("PAID A1");
    counter.insist("Enter", |text| text.contains("No items yet."));
    // Change from the bank comes in; the drawer is counted blind, the shift is closed, then the
    // next one is opened with what was left.
    counter.press(". 0 8 5 . Enter");
    counter.wait_for_text("Record it");
    counter.press("~ 1 +");
    counter.wait_for_text("Cash in 5.00: Change from the bank.");
    counter.press(". 0 9");
    counter.wait_for_text("Close the shift");
    counter.press("1");
    counter.wait_for_text("step 1 of 2");
    counter.press("Enter Enter Enter Enter 1 Enter 1 Enter Enter 1 Enter Enter 1 0 ~ +");
    counter.wait_for_text("DIFFERENCE");
    counter.press("~ +");
    counter.wait_for_text("Z A-1 is saved");
    let kept = std::fs::read_to_string(shop.data().join("print/z-A-1.txt"));
    assert!(kept.unwrap().contains("DIFFERENCE EXACT"));
    counter.insist("Enter", |text| text.contains("ENTRY"));
    counter.wait_for_text("no shift");
    counter.press(". 0 9");
    counter.wait_for(|text| text.contains("OPEN SHIFT") && text.contains("Last count"));
    counter.press("1 ~ +");
    counter.wait_for_text("Shift 2");
    let paid = shop.order("A1");
    assert_eq!(paid["payments"][0]["tender"], "card", "{paid}");
    assert_eq!(minor(&paid["money"]["total"]), 2 * 360 + 650);
    shop.verified(2, 260 + 2 * 360 + 650);
}

#[test]
fn s04_seventeen_keys_seat_a_table_choose_options_discount_find_and_refund() {
    let shop = Shop::new();
    let counter = shop.first_counter();
    counter.press(". 2 2 1 2 Enter");
    counter.wait_for_text("TABLE 12");
    counter.press("4 1 Enter 2 * 4 2 Enter 1 3 Enter ~ . 4 5 8 Enter");
    counter.wait_for(|text| text.contains("4 items") && text.contains("+ Extra shot"));
    counter.press("~ . 5");
    counter.wait_for_text("A1 sent.");
    // Ten percent off for a regular guest.
    counter.press("~ . 7 ~ 1 0 Enter ~ 1");
    counter.wait_for_text("10 % off");
    counter.press("~ Enter ~ 3 0 . Enter");
    let paid = counter.wait_for_text("PAID A1");
    assert!(paid.contains("3.63"), "{paid}");
    counter.insist("Enter", |text| text.contains("No items yet."));
    // Found by its amount, with its receipt.
    counter.press("/ 2 6 . 3 7");
    counter.wait_for_text("shows closed A1");
    counter.press("~ Enter");
    counter.wait_for_text("TABLE 12");
    counter.press("~ /");
    counter.wait_for_text("RECEIPT A-000001");
    counter.press("~ .");
    selling(&counter);
    // The soup was cold.
    counter.press("~ . 0 3");
    counter.wait_for_text("REFUND  find the sale");
    counter.press("~ Enter ~ 1");
    counter.wait_for_text("1 [1]/1 Soup of the day");
    counter.press("~ /");
    counter.wait_for_text("1 Complaint");
    counter.press("~ +");
    counter.wait_for_text("5.85 of A1 is given back");
    shop.verified(1, 2_637);
}
