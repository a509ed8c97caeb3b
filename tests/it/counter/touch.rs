//! The touch layout: its drawings, and that everything can be done with taps alone.

use tillrail::tui::layout::LayoutSetting;

use super::till::{Till, touch};

const ORDER: &str = "\
COUNTER A │ Owner │ Shift 212 │ ONLINE bistro-hub │ sync 3s │ 0 unsent │ 14:32
┌───────┐┌───────┐┌───────┐┌───────┐┌───────┐┌ A47 TAKEAWAY ────────── 3 items ┐
│COFFEE ││  Tea  ││Bakery ││ Lunch ││ More  ││▸  2 Cappuccino              7.20│
└───────┘└───────┘└───────┘└───────┘└───────┘│                      [ - ] [ + ]│
┌─────────────┐┌─────────────┐┌─────────────┐│   1 Croissant               2.60│
│  Espresso   ││ Cappuccino  ││ Flat white  ││                                 │
│    2.40     ││    3.60     ││    3.80     ││                                 │
└─────────────┘└─────────────┘└─────────────┘│                                 │
┌─────────────┐┌─────────────┐┌─────────────┐│                                 │
│    Latte    ││  Americano  ││    Mocha    ││                                 │
│    3.90     ││    2.90     ││    4.20     ││                                 │
└─────────────┘└─────────────┘└─────────────┘│                                 │
┌─────────────┐┌─────────────┐┌─────────────┐│                                 │
│  Cold brew  ││  Macchiato  ││   Cortado   ││                                 │
│    4.10     ││    2.80     ││    3.20     ││                                 │
└─────────────┘└─────────────┘└─────────────┘├─────────────────────────────────┤
┌─────────────┐┌─────────────┐┌─────────────┐│ Subtotal                    9.80│
│  Affogato   ││  Ristretto  ││Decaf filter ││ incl. VAT 10 %              0.89│
│    5.20     ││    2.40     ││    2.90     ││ TOTAL EUR                   9.80│
└─────────────┘└─────────────┘└─────────────┘└─────────────────────────────────┘
┌──────┐┌──────┐┌──────┐┌──────┐┌──────┐┌──────┐┌──────┐┌──────┐┌──────────────┐
│ Type ││ Find ││ Opts ││ Send ││ Hold ││ Undo ││ Void ││ More ││   PAY 9.80   │
└──────┘└──────┘└──────┘└──────┘└──────┘└──────┘└──────┘└──────┘└──────────────┘
 ";

const PAY: &str = "\
┌ PAY A47 ────────────── 3 items ┐┌───────────┐┌─────────┐┌─────────┐┌─────────┐
│  2 Cappuccino             7.20 ││           ││    1    ││    2    ││    3    │
│  1 Croissant              2.60 ││   =9.80   ││         ││         ││         │
│                                ││           │└─────────┘└─────────┘└─────────┘
│                                │└───────────┘┌─────────┐┌─────────┐┌─────────┐
│                                │┌───────────┐│    4    ││    5    ││    6    │
│                                ││           ││         ││         ││         │
├────────────────────────────────┤│   10.00   │└─────────┘└─────────┘└─────────┘
│ DUE EUR                        ││           │┌─────────┐┌─────────┐┌─────────┐
│     ██████      ██████  ██████ │└───────────┘│    7    ││    8    ││    9    │
│     ██  ██      ██  ██  ██  ██ │┌───────────┐│         ││         ││         │
│     ██████      ██████  ██  ██ ││           │└─────────┘└─────────┘└─────────┘
│         ██      ██  ██  ██  ██ ││   20.00   │┌─────────┐┌─────────┐┌─────────┐
│     ██████  ██  ██████  ██████ ││           ││  Back   ││    0    ││   00    │
│                                │└───────────┘│         ││         ││         │
│ Received                 20.00 │┌───────────┐└─────────┘└─────────┘└─────────┘
│                                ││           │┌─────────┐┌────────────────────┐
│ Change                   10.20 ││   50.00   ││    .    ││     TAKE 20.00     │
│                                ││           ││         ││                    │
└────────────────────────────────┘└───────────┘└─────────┘└────────────────────┘";

#[test]
fn the_touch_order_screen_is_exact() {
    let mut till = touch();
    till.keys("2 Space c a p Enter c r o Enter Up");
    let picture = till.picture();
    for (row, (drawn, exact)) in picture.lines().zip(ORDER.lines()).enumerate() {
        if row < 23 {
            assert_eq!(drawn, exact, "row {row} of\n{picture}");
        }
    }
    assert_eq!(till.row(23), " Added 1 Croissant 2.60");
    for size in [(120, 36), (160, 45)] {
        till.resize(size.0, size.1);
        insta::assert_snapshot!(format!("touch_order_{}", size.0), till.picture());
    }
}

#[test]
fn the_touch_payment_is_exact() {
    let mut till = touch();
    till.keys("2 Space c a p Enter c r o Enter").click("PAY 9.80");
    till.click("20.00");
    till.model.messages.solved();
    let picture = till.picture();
    let rows: Vec<&str> = picture.lines().collect();
    assert_eq!(rows[1..21].join("\n"), PAY, "{picture}");
    assert!(rows[22].starts_with("│") && rows[22].contains("Order") && rows[22].contains("Card"));
    till.resize(120, 36);
    insta::assert_snapshot!("touch_pay_120", till.picture());
}

#[test]
fn a_whole_sale_is_done_with_taps() {
    let mut till = touch();
    till.click(" Cappuccino  ││")
        .click(" Cappuccino  ││")
        .click("[ + ]")
        .click("Bakery")
        .click("Croissant ");
    assert_eq!(till.lines(), ["3 Cappuccino", "1 Croissant"]);
    till.click("3 Cappuccino").click("[ - ]").click("Croissant  ").click("Void");
    assert_eq!(till.lines(), ["2 Cappuccino"]);
    till.click("Undo").click("PAY 9.80").click("    5    ").click("Back").click("    2    ");
    till.click("   00    ");
    assert!(till.picture().contains(" 2.00 is less"), "{}", till.picture());
    till.click("Back").click("    .    ");
    assert!(till.picture().contains("│ Change                   10.20 │"), "{}", till.picture());
    till.click("TAKE 20.00");
    assert!(till.picture().contains("CHANGE"), "{}", till.picture());
}

#[test]
fn categories_beyond_the_row_are_behind_more_and_long_ones_have_pages() {
    let mut till = touch();
    till.click("More");
    assert!(till.row(2).contains("CAKES"), "{}", till.row(2));
    till.click("More");
    assert!(till.row(2).contains("COFFEE"), "{}", till.row(2));
    till.click("Bakery");
    assert!(till.picture().contains("Next page"), "{}", till.picture());
    till.click("Next page");
    assert!(till.picture().contains("First page"), "{}", till.picture());
    till.click("First page");
    assert!(till.picture().contains("1/2"), "{}", till.picture());
}

#[test]
fn a_tap_after_five_minutes_without_keys_changes_the_layout_and_a_key_changes_it_back() {
    let mut till = Till::new();
    till.keys("c r o Enter").click(" 12 Cappuccino");
    assert_eq!(till.model.look.layout, LayoutSetting::Auto);
    till.pass(300_000);
    till.click(" 12 Cappuccino");
    assert_eq!(till.model.look.layout, LayoutSetting::Touch);
    assert!(till.picture().contains("│COFFEE │"));
    till.keys("c");
    assert_eq!(till.model.look.layout, LayoutSetting::Auto);
    assert_eq!(till.model.entry.text(), "c");
}

#[test]
fn an_overlay_too_tall_for_the_screen_scrolls() {
    let mut till = touch();
    till.keys("f l a Enter F4");
    let before = till.picture();
    assert!(before.contains("OPTIONS") && !before.contains("[Enter] Done"), "{before}");
    till.click("Below").click("Below");
    let after = till.picture();
    assert!(after.contains("OPTIONS") && after.contains("[Enter] Done"), "{after}");
    till.click("Oat").click("[Enter] Done");
    assert_eq!(till.lines(), ["1 Flat white+Oat"]);
}
