//! A whole day at the counter with the seventeen keys of a numpad.

use super::shop::{Shop, minor, selling};

#[test]
fn seventeen_keys_sell_send_hold_recall_void_take_cash_and_cards_and_close_the_shift() {
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
    // The drawer is counted blind and the shift is closed, then the next one is opened.
    counter.press(". 0 9");
    counter.wait_for_text("SHIFT");
    counter.press("2 6 0 ~ +");
    counter.wait_for_text("DIFFERENCE");
    counter.press("~ +");
    counter.wait_for_text("Z A-1 is saved");
    counter.insist("Enter", |text| text.contains("ENTRY"));
    counter.wait_for_text("no shift");
    counter.press(". 0 9 5 0 0 0 ~ +");
    counter.wait_for_text("Shift 2");
    let paid = shop.order("A1");
    assert_eq!(paid["payments"][0]["tender"], "card", "{paid}");
    assert_eq!(minor(&paid["money"]["total"]), 2 * 360 + 650);
    shop.verified(2, 260 + 2 * 360 + 650);
}
