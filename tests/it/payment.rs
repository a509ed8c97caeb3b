//! Paying at the counter, key by key: one payment, honest words, nothing lost.

mod mixed;
pub mod till;

use till::Till;
use tillrail::domain::event::Tender;
use tillrail::domain::money::Money;
use tillrail::domain::order::MoneyStatus;
use tillrail::tui::effect::Effect;
use tillrail::tui::input::Key;

#[track_caller]
fn shows(till: &Till, words: &[&str]) {
    let screen = till.screen();
    for word in words {
        assert!(screen.contains(word), "`{word}` is missing:\n{screen}");
    }
}

#[track_caller]
fn hides(till: &Till, words: &[&str]) {
    let screen = till.screen();
    for word in words {
        assert!(!screen.contains(word), "`{word}` is shown:\n{screen}");
    }
}

#[test]
fn t1_two_cappuccinos_and_a_croissant_for_cash_are_13_keys() {
    for keys in
        ["2 Space c a p Enter c r o Enter F9 b Enter", "2 * 1 2 Enter 3 1 Enter Enter 2 0 . Enter"]
    {
        let mut till = Till::new("A");
        assert_eq!(till.keys(keys), 13);
        shows(&till, &["PAID A1", "CHANGE EUR", "Total                         9.80"]);
        let order = till.order("A1");
        assert_eq!(order.payments[0].payment.change, Money::new(1_020));
        assert_eq!(order.receipts[0].number.to_string(), "A-000001");
        assert!(order.unsent_lines().next().is_none(), "paying sends");
    }
}

#[test]
fn t2_a_flat_white_with_options_by_card() {
    for (keys, count) in
        [("f l a + o a t + e x t Enter F9 k y", 15), ("1 3 Enter . 4 5 8 Enter Enter * +", 11)]
    {
        let mut till = Till::new("A");
        assert_eq!(till.keys(keys), count);
        shows(&till, &["PAID A1", "PAID EUR"]);
        let order = till.order("A1");
        assert_eq!(order.payments[0].payment.tender, Tender::Card);
        assert_eq!(order.payments[0].payment.amount, Money::new(500), "{keys}");
    }
}

#[test]
fn t4_hold_recall_add_and_card() {
    for (keys, count) in [("F6 F6 1 c r o Enter F9 k y", 10), (". 6 . 6 1 3 1 Enter Enter * +", 11)]
    {
        let mut till = Till::new("A");
        till.keys("1 2 Enter");
        assert_eq!(till.keys(keys), count);
        shows(&till, &["PAID A1"]);
        let order = till.order("A1");
        assert!(!order.held);
        assert_eq!(order.payments[0].payment.amount, Money::new(620));
    }
}

/// A till with a drawer that kicks, after so many Enters and taps on TAKE, one in `tap` a tap.
fn struck((gap, slow): (u64, bool), times: usize, tap: usize) -> Till {
    let mut till = Till::new("A");
    till.model.front = till.model.front.clone().with_kick(true);
    till.keys("2 * 1 2 Enter 3 1 Enter Enter 2 0 .");
    till.slow = slow;
    for index in 0..times {
        till.wait(gap);
        if index % tap == tap / 2 && till.screen().contains("TAKE 20.00") {
            till.tap("[Enter] TAKE");
        } else {
            till.press(Key::Enter, gap == 33 && index > 0);
        }
    }
    assert_eq!(till.kicks(), usize::from(!slow), "not before the payment is on the disk");
    till.slow = false;
    till.commit();
    till
}

#[test]
fn f17_any_mix_of_enter_and_taps_takes_one_payment_whatever_the_disk_does() {
    for case in [(7, false), (7, true), (33, false), (151, true), (400, false), (650, true)] {
        let till = struck(case, 50, 5);
        assert_eq!(till.payments(), 1, "{} ms apart", case.0);
        assert_eq!(till.order("A1").payments.len(), 1);
    }
}

#[test]
fn s08_one_to_fifty_enters_and_taps_make_one_payment_and_open_the_drawer_once() {
    for times in 1..=50 {
        let gap = 2_000 / u64::try_from(times).unwrap();
        for (slow, tap) in [(false, 1), (false, 3), (true, 2)] {
            let till = struck((gap.max(400), slow), times, tap);
            assert_eq!(till.payments(), 1, "{times} times, one in {tap} a tap");
            assert_eq!(till.kicks(), 1, "{times} times, one in {tap} a tap");
        }
    }
}

#[test]
fn f03_nothing_says_paid_before_the_disk_has_it() {
    let mut till = Till::new("A");
    till.keys("2 * 1 2 Enter 3 1 Enter Enter");
    till.slow = true;
    till.keys("b Enter");
    till.wait(900);
    till.tell(&tillrail::tui::msg::Msg::Tick);
    shows(&till, &["Saving ..."]);
    hides(&till, &["PAID A1", "CHANGE"]);

    till.fail("disk is full (0 MB free)", 3);
    shows(&till, &["CANNOT SAVE", "retry 3", "(payment 20.00) is NOT saved", "disk is full"]);
    till.keys("Enter Esc y b Enter");
    shows(&till, &["CANNOT SAVE"]);
    hides(&till, &["PAID A1"]);
    assert_eq!(till.payments(), 0);

    till.slow = false;
    till.commit();
    shows(&till, &["PAID A1", "CHANGE EUR"]);
    hides(&till, &["CANNOT SAVE"]);
    assert_eq!(till.payments(), 1);
}

#[test]
fn too_little_is_never_a_sale() {
    let mut till = Till::new("A");
    till.keys("2 * 1 2 Enter 3 1 Enter Enter 2 0 Enter");
    shows(&till, &["! 0.20 is less than 9.80 due.", "Enter does nothing here"]);
    till.keys("Enter Enter b k Enter");
    shows(&till, &["! 0.20 is less than 9.80 due."]);
    assert_eq!(till.payments(), 0);
    till.keys(". Enter");
    shows(&till, &["PAID A1"]);
}

#[test]
fn a_part_in_cash_and_the_rest_by_card() {
    let mut till = Till::new("A");
    till.keys("2 * 1 2 Enter 3 1 Enter Enter 5 0 0 Enter p");
    shows(
        &till,
        &["Part payment 5.00 is saved. Still due 4.80.", "Paid so far                     5.00"],
    );
    till.keys("k y");
    shows(&till, &["PAID A1"]);
    let order = till.order("A1");
    assert_eq!(order.money_status(), MoneyStatus::Paid);
    assert_eq!(order.payments.len(), 2);
}

#[test]
fn s09_enter_is_not_yes() {
    let mut till = Till::new("A");
    till.keys("1 2 Enter F9 k");
    shows(&till, &["What does the card terminal say?"]);
    till.keys("Enter Enter Enter Enter");
    shows(&till, &["What does the card terminal say?"]);
    assert_eq!(till.payments(), 0);

    till.keys("Esc Esc F5 F8");
    shows(&till, &["VOID  Cappuccino", "Why?"]);
    till.keys("Enter Enter");
    assert_eq!(till.order("A1").voids.len(), 0);

    till.keys("Esc F10 x c");
    shows(&till, &["CLOSE SHIFT 1  step 1 of 2  count"]);
    till.keys("t 1 6 0 . Enter F9 Enter Enter");
    assert!(till.model.front.desk.state.my_shift().is_some());

    till.keys("Esc Ctrl+Q");
    shows(&till, &["QUIT?", "Order A1 with 1 item is open."]);
    till.keys("Enter");
    hides(&till, &["QUIT?"]);
    assert!(!till.outside.contains(&Effect::Quit));
    till.keys("Ctrl+Q y");
    assert!(till.outside.contains(&Effect::Quit));
}

#[test]
fn f36_send_and_pay_answer_without_any_link_and_say_what_does_not_arrive() {
    let mut till = Till::new("A");
    till.go_offline(7);
    till.keys("1 2 Enter F5");
    shows(&till, &["OFFLINE", "7 unsent", "A1 saved, NOT in the kitchen yet."]);
    till.keys("3 1 Enter Enter = Enter");
    shows(&till, &["PAID A1", "NOT in the kitchen yet.", "Saved here. Waiting for the hub."]);
    assert!(till.order("A1").unsent_lines().next().is_none());
    till.keys("Enter F10 n");
    shows(&till, &["CONNECTION", "OFFLINE", "NOT receiving new orders from this counter!"]);
}

#[test]
fn f18_one_order_paid_on_two_tills_keeps_both_payments() {
    let mut a = Till::new("A");
    a.keys("1 2 Enter F6");
    let mut b = Till::new("B");
    b.hear(&a);
    a.keys("F6 1 F9 = Enter");
    b.keys("F6 o 1 F9 = Enter");
    shows(&b, &["PAID A1"]);
    a.hear(&b);
    b.hear(&a);
    for till in [&a, &b] {
        let order = till.order("A1");
        assert_eq!(order.payments.len(), 2);
        assert_eq!(order.money_status(), MoneyStatus::Overpaid);
    }
    shows(&b, &["OVERPAID: give back 3.60"]);
    b.keys("Enter F6 o");
    shows(&b, &["CHECK", "OVERPAID: give back 3.60"]);
}

#[test]
fn f26_an_order_held_at_one_till_is_recalled_at_another() {
    let mut a = Till::new("A");
    a.keys("1 2 Enter 4 4 Enter F6");
    let mut b = Till::new("B");
    b.hear(&a);
    b.keys("F6 o");
    shows(&b, &["A1   TAKEAWAY  HELD    1 Cappuccino, 1 Veggie bur…"]);
    b.keys("1");
    shows(&b, &["A1 TAKEAWAY", "2 items"]);
    assert!(!b.order("A1").held);
    a.hear(&b);
    assert!(!a.order("A1").held, "and the first till knows");
}

#[test]
fn f10_open_orders_survive_the_close_of_the_shift() {
    let mut till = Till::new("A");
    till.keys("1 2 Enter F6 F10 x c t 1 6 0 . F9 F9");
    shows(&till, &["Z A-1 is saved"]);
    till.keys("Enter F6");
    shows(&till, &["A1   TAKEAWAY  HELD"]);
    till.keys("1 F9");
    shows(&till, &["! No shift is open: cash needs one.", "[o]   open a shift"]);
    till.keys("o = Enter");
    shows(&till, &["PAID A1"]);
}

#[test]
fn s12_a_scan_on_the_payment_screen_changes_no_amount() {
    let mut till = Till::new("A");
    till.keys("1 2 Enter Enter 5");
    till.wait(400);
    for digit in "4006381333931".chars() {
        till.wait(5);
        till.press(Key::Char(digit), false);
    }
    till.wait(5);
    till.press(Key::Enter, false);
    shows(&till, &["Scan ignored, finish the payment first", "Typed 5  (0.05)"]);
    assert!(till.outside.contains(&Effect::Bell));
    assert_eq!(till.payments(), 0);
}

#[test]
fn after_the_change_a_letter_begins_the_next_order() {
    let mut till = Till::new("A");
    till.keys("1 2 Enter F9 = Enter");
    shows(&till, &["PAID A1", "Customer number A1.", "[e] E-mail"]);
    till.wait(700);
    till.keys("c r o Enter");
    shows(&till, &["A2 TAKEAWAY", "Croissant"]);
    assert_eq!(till.order("A1").lines.len(), 1);
    assert_eq!(till.order("A2").lines.len(), 1);
}

#[test]
fn the_menu_the_help_and_every_key_lead_to_the_same_payment() {
    for way in ["F9", "Space 9", "Space p", ". 9", "? p a y Enter", "Space / p a y Enter", "Enter"]
    {
        let mut till = Till::new("A");
        till.keys("1 2 Enter");
        till.keys(way);
        shows(&till, &["PAY A1", "DUE EUR"]);
    }
}

#[test]
fn a_sold_out_item_and_a_discount_reach_the_order() {
    let mut till = Till::new("A");
    till.keys("F10 o c r o Enter");
    shows(&till, &["SOLD OUT since"]);
    till.keys("Esc Esc 3 1 Enter");
    assert!(till.model.order().is_none(), "a sold out item is not added");
    till.keys("Esc 4 4 Enter %10 Enter 1");
    let order = till.order("A1");
    assert_eq!(order.totals().unwrap().total, Money::new(1_035));
    till.keys("Ctrl+Z");
    assert_eq!(till.order("A1").totals().unwrap().total, Money::new(1_150));
}
