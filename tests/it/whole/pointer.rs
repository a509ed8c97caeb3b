//! A whole day with taps alone on large targets, and with a mouse alone on small ones, in the real
//! program: nothing that is shown needs a key.

use super::links::Hub;
use super::shop::Shop;
use crate::pty::Pty;

/// Taps words again and again until the screen satisfies `right`, as taps that come too early after
/// a payment are ignored on purpose.
#[track_caller]
fn insist(screen: &Pty, words: &str, right: impl Fn(&str) -> bool) {
    for _ in 0..40 {
        screen.press("~");
        let text = screen.text();
        if right(&text) {
            return;
        }
        if text.contains(words) {
            screen.click_on(words);
        }
    }
    screen.wait_for(right);
}

/// The first start: this machine works alone.
#[track_caller]
fn set_up(counter: &Pty) {
    counter.wait_for_text("step 1 of 3");
    counter.tap("[Enter]");
    counter.wait_for_text("step 2 of 3");
    counter.tap("Work alone");
    counter.tap("[Enter]");
    counter.wait_for_text("No items yet.");
}

#[test]
fn s06_taps_alone_sell_send_take_cash_refund_and_close_the_shift() {
    let shop = Shop::new();
    let mut counter = shop.program(&[]).env("TILLRAIL_UI__LAYOUT", "touch").start();
    set_up(&counter);
    counter.tap(" Cappuccino ");
    counter.wait_for_text("1 item");
    counter.tap(" Lunch ");
    counter.tap("Caesar salad");
    counter.wait_for_text("2 items");
    // One more of the chosen line, and one less.
    counter.tap("[ + ]");
    counter.wait_for_text("3 items");
    counter.tap("[ - ]");
    counter.wait_for_text("2 items");
    counter.tap("│ Send │");
    counter.wait_for_text("A1 sent.");
    counter.tap("PAY 13.10");
    counter.tap(" 20.00 ");
    counter.tap("TAKE 20.00");
    counter.wait_for_text("PAID A1");
    insist(&counter, "   Next   ", |text| text.contains("No items yet."));
    // The next guest pays by card, without a dish that was sent and is void.
    counter.tap("Coffee ");
    counter.tap(" Espresso ");
    counter.tap(" Lunch ");
    counter.tap("Soup");
    counter.tap("│ Send │");
    counter.wait_for_text("A2 sent.");
    counter.tap("│ Void │");
    counter.tap("2 Guest changed mind");
    counter.wait_for_text("Void 1 Soup of the day on A2.");
    counter.tap("PAY 2.40");
    counter.tap("   Card   ");
    counter.tap("[y]");
    counter.wait_for_text("PAID A2");
    insist(&counter, "   Next   ", |text| text.contains("No items yet."));
    // The cappuccino was cold: its money goes back, chosen with one tap on the line.
    counter.tap("│ More │");
    counter.tap("b  Refund");
    counter.tap("A1    ");
    counter.tap("1 [ ]/1 Cappuccino");
    counter.tap("Reason  ");
    counter.wait_for(|text| !text.contains("r chooses one"));
    counter.tap("[F9] REFUND 3.60");
    counter.wait_for_text("3.60 of A1 is given back");
    // Counted to the cent, and closed.
    counter.tap("│ More │");
    counter.tap("Shift and reports");
    counter.tap("Close the shift");
    counter.tap("│Total │");
    for (digit, typed) in [("│ 9  │", "0.09"), ("│  5  │", "0.95"), ("│ 0  │", "9.50")]
    {
        counter.tap(digit);
        counter.wait_for_text(typed);
    }
    counter.tap("│COUNT");
    counter.wait_for_text("EXACT");
    counter.tap("   CLOSE   ");
    counter.wait_for_text("Z A-1 is saved");
    counter.tap("[Enter] Back");
    counter.wait_for_text("no shift");
    // Home.
    counter.tap("│ More │");
    counter.tap("Next page");
    counter.tap("Quit");
    assert!(counter.wait_for_end().success());
    shop.verified(2, 1_310 + 240);
}

/// Clicks the digits of the key bar.
#[track_caller]
fn figures(counter: &Pty, digits: &str) {
    for digit in digits.chars() {
        counter.tap(&format!("[{digit}]"));
    }
}

/// Two cappuccinos and a salad with the mouse: sent, and paid with an amount that no note is.
#[track_caller]
fn sell(counter: &Pty) {
    // The same item twice is two of it; a category by its name, and the one that is hidden.
    counter.tap("12 Cappuccino");
    counter.wait_for_text("1 item");
    counter.tap("12 Cappuccino");
    counter.wait_for_text("2 items");
    let hidden = counter.row(2).split('+').nth(1).and_then(|rest| rest.chars().next());
    counter.tap(&format!("+{}", hidden.expect("more categories than fit")));
    counter.wait_for(|text| !text.contains("▸1 "));
    counter.wheel(5, 5, true);
    counter.tap(" 4 Lunch");
    counter.tap("43 Caesar");
    counter.wait_for_text("3 items");
    counter.tap("F5 Send");
    counter.wait_for_text("A1 sent.");
    // An amount that no note is, by the figures in the key bar.
    counter.tap("F9 PAY");
    counter.tap("0-9");
    figures(counter, "18");
    counter.wait_for_text("0.18");
    counter.tap("[<-]");
    counter.tap("[7]");
    counter.wait_for_text("Typed 17");
    counter.tap("[.]");
    counter.wait_for_text("17.00");
    counter.tap("[Enter] TAKE");
    counter.wait_for_text("PAID A1");
    insist(counter, "Enter Next", |text| text.contains("No items yet."));
}

/// A table with the mouse: an undo, a void, a discount, the card.
#[track_caller]
fn seat(counter: &Pty) {
    // A table; what was taken too much is undone in the message row; one dish is void.
    counter.tap("@ Tables");
    // The first tap chooses a table, the second opens it.
    counter.tap("┌ 3 ");
    counter.tap("╔ 3 ");
    counter.wait_for_text("TABLE 3");
    counter.tap("41 Soup");
    counter.tap("43 Caesar");
    counter.tap("43 Caesar");
    counter.wait_for_text("3 items");
    counter.tap("Ctrl+Z undo");
    counter.wait_for_text("2 items");
    counter.tap("F5 Send");
    counter.wait_for_text("A2 sent.");
    counter.tap("F8 Void");
    counter.wait_for_text("VOID  ");
    counter.tap("2 Guest changed mind");
    counter.wait_for_text("Void 1 Caesar salad on A2.");
    // Ten percent off, and the card.
    counter.tap("F7 Disc");
    counter.tap("0-9");
    figures(counter, "10");
    counter.tap("Enter ");
    counter.tap("Regular guest");
    counter.wait_for_text("10 % off");
    counter.tap("F9 PAY");
    counter.tap("* k Card");
    counter.tap("y Approved");
    counter.wait_for_text("PAID A2");
    insist(counter, "Enter Next", |text| text.contains("No items yet."));
}

/// Money back, a look at the receipts, and the drawer with the mouse.
#[track_caller]
fn close(counter: &Pty) {
    // One cappuccino goes back.
    counter.tap("F10 More");
    counter.tap("b  Refund");
    counter.tap("A1    ");
    counter.tap("1 [ ]/2 Cappuccino");
    counter.tap("Reason  ");
    counter.wait_for(|text| !text.contains("r chooses one"));
    counter.tap("F9 REFUND");
    counter.wait_for_text("3.60 of A1 is given back");
    // The wheel reads on in what is longer than its window, wherever the pointer is.
    counter.tap("F10 More");
    counter.tap("Receipts");
    counter.wait_for_text("A-000002");
    counter.wheel(2, 12, true);
    counter.tap("Esc Back");
    // The drawer: sixteen seventy came, three sixty went.
    counter.tap("F10 More");
    counter.tap("Shift and reports");
    counter.tap("Close the shift");
    counter.tap("t Total");
    counter.tap("0-9");
    figures(counter, "1310");
    counter.wait_for_text("13.10");
    counter.tap("F9 COUNTED");
    counter.wait_for_text("EXACT");
    counter.tap("F9 CLOSE");
    counter.wait_for_text("Z A-1 is saved");
    counter.tap("Enter Back");
    counter.wait_for_text("no shift");
}

#[test]
fn s06_a_mouse_alone_does_a_whole_day_on_eighty_columns() {
    let shop = Shop::new();
    let mut counter = shop.program(&[]).start();
    set_up(&counter);
    sell(&counter);
    seat(&counter);
    close(&counter);
    counter.tap("F10 More");
    counter.tap("Next page");
    counter.tap("Quit");
    assert!(counter.wait_for_end().success());
    shop.verified(2, 1_670 + 585);
}

#[test]
fn s06_taps_alone_do_all_kitchen_work_and_take_a_dish_off_sale() {
    let hub = Hub::start();
    let front = Shop::new();
    let counter = hub.counter(&front);
    let machine = Shop::new();
    let (url, code) = (hub.url(), hub.code());
    let kitchen = machine
        .program(&["--hub", &url, "kitchen", "--code", &code])
        .env("TILLRAIL_UI__LAYOUT", "touch")
        .start();
    kitchen.wait_for_text("Is there a bump bar at this kitchen?");
    kitchen.tap("No: digits");
    for _ in 0..9 {
        front.ask(&["order", "new", "--item", "41", "--item", "82:2", "--send"]);
    }
    kitchen.wait_for_text("9 tickets");
    // A head is BUMP: cooking, ready, gone; the message row takes it back.
    kitchen.tap("A2 ");
    kitchen.wait_for_text("A2 is COOKING.");
    kitchen.tap("A2 ");
    kitchen.wait_for_text("A2 is READY.");
    kitchen.tap("A2 ");
    kitchen.wait_for_text("8 tickets");
    kitchen.tap("u undo");
    kitchen.wait_for_text("9 tickets");
    // Gone once more, and back from the list.
    kitchen.breathe(std::time::Duration::from_millis(800));
    kitchen.tap("A2 ");
    kitchen.wait_for_text("8 tickets");
    kitchen.tap("Recall");
    kitchen.wait_for_text("RECALL  bumped");
    kitchen.tap("A2 ");
    kitchen.wait_for_text("9 tickets");
    // One item of a ticket, all day, the next page.
    kitchen.breathe(std::time::Duration::from_millis(800));
    kitchen.tap("Soup");
    kitchen.wait_for_text("Soup of the day cooking.");
    kitchen.tap("All day");
    kitchen.wait_for_text("ALL DAY");
    kitchen.tap("All day");
    insist(&kitchen, "Page", |text| text.contains("A9 ") && !text.contains("A1 "));
    insist(&kitchen, "Page", |text| text.contains("A1 "));
    // The soup is gone: every counter knows, and it comes back.
    kitchen.tap("Back");
    kitchen.tap("Dishes that are sold out");
    kitchen.tap("Soup of the day");
    kitchen.wait_for_text("Soup of the day is sold out, on every counter.");
    counter.type_keys("4");
    counter.wait_for_text("SOLD OUT");
    kitchen.tap("SOLD OUT since");
    kitchen.wait_for_text("Soup of the day can be sold again");
    counter.wait_for(|text| !text.contains("SOLD OUT"));
    kitchen.tap("Back");
    kitchen.wait_for(|text| text.contains("A1 ") && text.contains("0 unsent"));
    assert_eq!(machine.ask(&["journal", "verify"])["whole"], true);
}
