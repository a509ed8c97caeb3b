//! What is typed on the entry line, scanned or pasted, and what Enter then does.

use tillrail::domain::settings::Service;
use tillrail::tui::input::{Input, Key, MouseKind};
use tillrail::tui::msg::Msg;

use super::till::Till;

#[test]
fn items_by_name_code_quantity_option_and_note() {
    let mut till = Till::new();
    till.keys("c a p Enter 1 2 Enter 2 * 1 2 Enter 3 x 1 2 Enter");
    assert_eq!(till.lines(), ["7 Cappuccino"]);
    till.keys("c a p + o a t + s h o t Enter");
    till.keys("c a p \" n o Space s u g a r Enter");
    assert_eq!(
        till.lines(),
        ["7 Cappuccino", "1 Cappuccino+Oat+Extra shot", "1 Cappuccino \"no sugar"]
    );
    till.keys("c a p + x y z Enter");
    assert_eq!(till.lines().len(), 3);
    assert!(till.message().starts_with("! Cappuccino has no option `xyz`"), "{}", till.message());
    assert_eq!(till.model.entry.text(), "cap+xyz");
}

#[test]
fn the_second_row_says_what_enter_does() {
    let mut till = Till::new();
    let mut says = |keys: &str, words: &str| {
        till.keys("Esc");
        till.keys(keys);
        let row = till.row(20);
        assert!(row.starts_with(&format!("║ {words}")), "{keys}: {row}");
    };
    says("c a p + o a t", "Enter adds 1 Cappuccino + Oat         4.10║");
    says("4", "Enter keeps Lunch open");
    says("9 9", "nothing matches: Enter does nothing");
    says("2 Space", "2 of what? name or code");
    says("# 4 7", "Enter opens order A47");
    says("= 3 5 0 Space t e a", "Enter adds 1 tea                      3.50║");
    says("b a g e l", "Enter asks for Bagel of Bagel with cream");
    says("% 1 0", "Enter asks for a reason: 10 % off");
    says("* 3", "no line is chosen for a quantity");
}

#[test]
fn a_counter_that_asks_wants_the_service_with_the_first_item_of_each_order() {
    let mut till = Till::new();
    till.keys("c a p Enter");
    assert!(till.model.overlays.is_empty(), "the usual counter does not ask");
    till.keys("F6");
    till.model.settings.asks_service = true;
    till.keys("c a p Enter");
    assert_eq!(till.model.overlays.len(), 1, "{}", till.picture());
    till.keys("3");
    assert_eq!(till.model.opening().service, Service::Delivery, "{}", till.picture());
    till.keys("Esc c a p Enter");
    assert!(till.model.overlays.is_empty(), "once for each order");
}

#[test]
fn a_category_is_shown_by_its_number_and_kept_by_enter() {
    let mut till = Till::new();
    till.keys("4");
    assert!(till.row(4).contains("41 "), "{}", till.row(4));
    till.keys("Esc");
    assert!(till.row(4).contains("11 Espresso"), "{}", till.row(4));
    till.keys("4 Enter");
    assert!(till.row(4).contains("41 "), "{}", till.row(4));
    assert!(till.model.entry.is_empty());
    assert_eq!(till.model.category, 3);
    till.keys("Right Right Left");
    assert_eq!(till.model.category, 4);
}

#[test]
fn quantities_of_the_chosen_line() {
    let mut till = Till::new();
    till.keys("c a p Enter c r o Enter Up * 3 Enter");
    assert_eq!(till.lines(), ["3 Cappuccino", "1 Croissant"]);
    till.keys("+ + Down -");
    assert_eq!(till.lines(), ["5 Cappuccino"]);
    assert!(till.message().starts_with("Removed 1 Croissant"), "{}", till.message());
    till.keys("* 0 Enter");
    assert_eq!(till.lines(), ["5 Cappuccino"]);
    assert!(till.message().contains("between 1 and 999"), "{}", till.message());
    till.keys("Esc * 1 0 0 0 Enter");
    assert_eq!(till.lines(), ["5 Cappuccino"]);
}

#[test]
fn a_table_is_set_or_opened() {
    let mut till = Till::new();
    till.keys("@ 1 2 Enter");
    assert!(till.row(1).contains("A47 TABLE 12 "), "{}", till.row(1));
    till.keys("s o u p Enter F5");
    assert_eq!(till.order().service, Service::DineIn);
    assert_eq!(till.order().table.as_deref(), Some("12"));
    let first = till.order().id;
    till.model.order = None;
    till.keys("c a p Enter F6 @ 1 2 Enter");
    assert_eq!(till.order().id, first, "the order of the table is opened");
    till.keys("@ 4 Enter");
    assert!(till.model.order.is_none(), "the next order begins at the free table");
    assert!(till.message().contains("is for TABLE 4. A47 stays open"), "{}", till.message());
}

#[test]
fn a_number_opens_an_order() {
    let mut till = Till::new();
    till.keys("c a p Enter F6 c r o Enter F6 # 4 7 Enter");
    assert_eq!(till.lines(), ["1 Cappuccino"]);
    till.keys("# A 4 8 Enter");
    assert_eq!(till.lines(), ["1 Croissant"]);
    till.keys("# B 9 Enter");
    assert!(till.message().contains("B9 is not known here"), "{}", till.message());
}

#[test]
fn orders_and_items_are_found_behind_a_slash() {
    let mut till = Till::new();
    till.keys("@ 7 Enter c a p Enter F6 F3 t a b l e Space 7");
    let picture = till.picture();
    assert!(picture.contains("▸A47 HELD TABLE 7 1 Ca… Order         3.60"), "{picture}");
    till.keys("Enter");
    assert_eq!(till.lines(), ["1 Cappuccino"]);
    till.keys("F3 c r o i s Enter");
    assert_eq!(till.lines(), ["1 Cappuccino", "1 Croissant"]);
}

#[test]
fn a_scan_adds_the_item_and_leaves_half_typed_text_alone() {
    let mut till = Till::new();
    let menu = till.model.front.desk.state.menu().clone();
    let item = menu.items.iter().find(|item| !item.barcodes.is_empty()).unwrap();
    let barcode = item.barcodes[0].clone();
    till.keys("c r");
    till.pass(2_000);
    till.scan(&barcode);
    assert_eq!(till.lines(), [format!("1 {}", item.name)]);
    assert_eq!(till.model.entry.text(), "cr");
    till.scan("9999999999999");
    assert!(till.message().contains("No item has the barcode 9999999999999"));
    assert_eq!(till.bells, 1);
    assert_eq!(till.model.entry.text(), "cr");
    till.keys("Esc F2");
    till.scan(&barcode);
    assert!(till.message().contains("Scan ignored"), "{}", till.message());
    assert_eq!(till.model.overlays.len(), 1);
    assert_eq!(till.lines().len(), 1);
}

#[test]
fn a_scan_into_a_choice_chooses_nothing_and_a_persons_figure_counts_after_a_moment() {
    let mut till = Till::new();
    till.keys("s o u p Enter F5 Up F8");
    assert!(till.picture().contains("2 Guest changed mind"), "{}", till.picture());
    let facts = till.facts.len();
    till.pass(2_000);
    till.scan("2000000000633");
    assert!(till.message().contains("Scan ignored, close this window first"), "{}", till.message());
    assert!(till.picture().contains("2 Guest changed mind"), "{}", till.picture());
    assert_eq!((till.facts.len(), till.bells), (facts, 1));
    till.pass(2_000);
    till.send(&Msg::Input(Input::key(Key::Char('2'))));
    assert_eq!(till.facts.len(), facts, "it may be the first digit of a scan");
    till.now.mono = till.model.held_until().expect("it waits");
    till.send(&Msg::Tick);
    assert!(till.message().contains("Void 1 Soup of the day"), "{}", till.message());
}

#[test]
fn figures_without_a_keyboard_are_clicked_in_the_key_bar() {
    let mut till = Till::new();
    till.keys("c a p Enter F9");
    till.click("0-9");
    till.click("[1]").click("[0]").click("[<-]").click("[2]");
    assert!(till.picture().contains("Typed 12"), "{}", till.picture());
    till.click("[Enter]");
    assert!(till.picture().contains("is less than"), "{}", till.picture());
    till.keys("Esc");
    assert!(till.picture().contains("0-9 Amount"), "a key brings the bar back: {}", till.picture());
}

#[test]
fn fast_typing_is_no_scan_and_pasted_text_has_no_line_ends() {
    let mut till = Till::new();
    till.scan("cappuccino");
    assert_eq!(till.lines(), ["1 Cappuccino"]);
    till.send(&Msg::Input(Input::Paste("cro\nis".to_owned())));
    assert_eq!(till.model.entry.text(), "crois");
}

#[test]
fn s12_a_bouncing_enter_opens_nothing_and_a_second_one_pays() {
    let mut till = Till::new();
    let enter = |till: &mut Till, ms: u64| {
        till.pass(ms);
        till.send(&Msg::Input(Input::key(Key::Enter)));
    };
    till.keys("c a p Enter");
    enter(&mut till, 100);
    assert!(till.model.overlays.is_empty());
    enter(&mut till, 100);
    assert_eq!(till.model.overlays.len(), 1);
    let before = till.facts.len();
    for _ in 0..20 {
        enter(&mut till, 200);
    }
    assert_eq!(till.facts.len(), before, "Enter on an empty amount does nothing");
}

#[test]
fn esc_goes_down_its_ladder_and_loses_nothing() {
    let mut till = Till::new();
    till.keys("c a p Enter F4 Esc");
    assert!(till.model.overlays.is_empty());
    till.keys("c r o Esc");
    assert!(till.model.entry.is_empty());
    till.keys("Tab Esc Esc");
    assert_eq!(till.message(), "Nothing to cancel. Space shows the actions.");
    assert_eq!(till.lines(), ["1 Cappuccino"]);
}

#[test]
fn sold_out_items_come_last_and_are_not_added() {
    let mut till = Till::new();
    let command = tillrail::domain::command::Command::Take86 {
        item: "12".to_owned(),
        remaining: None,
        until: None,
    };
    let asked = Msg::Asked { id: 1, commands: vec![command] };
    till.send(&asked);
    till.keys("1 2");
    assert!(till.row(20).starts_with("║ Cappuccino is SOLD OUT"), "{}", till.row(20));
    till.keys("Enter");
    assert!(till.lines().is_empty());
    till.keys("Esc c a p");
    let picture = till.picture();
    let first = picture.lines().nth(2).unwrap();
    assert!(!first.contains(" 12 Cappuccino "), "{picture}");
    assert!(picture.contains("SOLD OUT"), "{picture}");
}

#[test]
fn the_mouse_does_what_keys_do() {
    let mut till = Till::new();
    till.click(" 12 Cappuccino").click(" 12 Cappuccino").click("3 Bakery").click("31 Croissant");
    assert_eq!(till.lines(), ["2 Cappuccino", "1 Croissant"]);
    till.click("2 Cappuccino");
    assert!(till.model.overlays.is_empty());
    till.click("2 Cappuccino");
    assert_eq!(till.model.overlays.len(), 1, "the second tap opens the options");
    till.click("Oat").click("[Enter] Done");
    assert_eq!(till.lines(), ["2 Cappuccino+Oat", "1 Croissant"]);
    till.click("F8 Void");
    assert_eq!(till.lines(), ["1 Croissant"]);
    till.click("Ctrl+Z undo");
    assert_eq!(till.lines(), ["2 Cappuccino+Oat", "1 Croissant"]);
    till.keys("1 Enter").mouse(10, 10, MouseKind::WheelDown);
    assert_eq!(till.model.category, 0);
}

#[test]
fn the_menu_panel_takes_arrows_and_enter() {
    let mut till = Till::new();
    till.keys("Tab Down Enter Right Enter Tab");
    assert_eq!(till.lines(), ["1 Cappuccino", "1 Macchiato"]);
    till.keys("Tab c r o Enter");
    assert_eq!(till.lines().len(), 3, "typing goes to the entry line");
}

#[test]
fn a_taught_key_does_its_action_stands_in_the_bar_and_frees_the_old_one() {
    let mut till = Till::new();
    let taught = [("pay".to_owned(), "F11".to_owned()), ("hold".to_owned(), "F9".to_owned())];
    till.model.settings.keys = tillrail::tui::counter::keymap(&taught.into()).unwrap();
    till.keys("c a p Enter");
    assert!(
        till.row(23).contains("F11 PAY") && till.row(23).contains("F9 Hold"),
        "{}",
        till.row(23)
    );
    till.keys("F6");
    assert!(till.model.overlays.is_empty() && till.model.has_lines());
    till.keys("F11");
    assert!(till.picture().contains("DUE EUR"));
    till.keys("Esc F9");
    assert!(!till.model.has_lines());
    till.keys("F9");
    assert!(till.picture().contains("ORDERS"), "{}", till.picture());
}

#[test]
fn signs_of_a_digit_row_count_where_figures_are_typed() {
    let mut till = Till::new();
    till.keys("c a p Enter F7");
    till.send(&Msg::Input(Input::key(Key::Char('&'))));
    till.send(&Msg::Input(Input::key(Key::Char('à'))));
    assert!(till.picture().contains("10 %"), "{}", till.picture());
    till.keys("End");
    assert_eq!(till.message(), "! NumLock seems to be off.");
}
