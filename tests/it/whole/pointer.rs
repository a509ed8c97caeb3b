//! A sale, a refund and the end of the shift with taps alone, in the real program with large targets.

use crate::pty::Pty;

use super::shop::{Shop, set_up};

/// Waits for words, lets the guard against a double tap pass, and taps them.
#[track_caller]
fn tap(counter: &Pty, words: &str) {
    counter.wait_for_text(words);
    counter.press("~");
    counter.click_on(words);
}

#[test]
fn s06_taps_alone_sell_send_take_cash_refund_and_close_the_shift() {
    let shop = Shop::new();
    let counter = set_up(shop.program(&[]).env("TILLRAIL_UI__LAYOUT", "touch"));
    tap(&counter, " Cappuccino ");
    counter.wait_for_text("1 item");
    tap(&counter, " Lunch ");
    tap(&counter, "Caesar salad");
    counter.wait_for_text("2 items");
    tap(&counter, "│ Send │");
    counter.wait_for_text("A1 sent.");
    tap(&counter, "PAY 13.10");
    tap(&counter, " 20.00 ");
    tap(&counter, "TAKE 20.00");
    counter.wait_for_text("PAID A1");
    tap(&counter, "   Next   ");
    counter.wait_for_text("No items yet.");
    // The cappuccino was cold: its money goes back, chosen with one tap on the line.
    tap(&counter, "│ More │");
    tap(&counter, "b  Refund");
    tap(&counter, "1 [ ]/1 Cappuccino");
    tap(&counter, "Reason  ");
    counter.wait_for(|text| !text.contains("r chooses one"));
    tap(&counter, "[F9] REFUND 3.60");
    counter.wait_for_text("3.60 of A1 is given back.");
    // Counted to the cent, and closed.
    tap(&counter, "│ More │");
    tap(&counter, "Shift and reports");
    tap(&counter, "c  Close the shift");
    tap(&counter, "│Total │");
    for (digit, typed) in [("  9  ", "0.09"), (" 5  │", "0.95"), ("  0  ", "9.50")] {
        tap(&counter, digit.trim_end_matches('│'));
        counter.wait_for_text(typed);
    }
    tap(&counter, "│COUNT");
    counter.wait_for_text("EXACT");
    tap(&counter, "   CLOSE   ");
    counter.wait_for_text("Z A-1 is saved");
    shop.verified(1, 1_310 - 360);
}
