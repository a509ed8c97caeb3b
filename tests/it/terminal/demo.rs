//! The demonstration: with screens and without.

use crate::whole::shop::Shop;

#[test]
fn two_seconds_without_screens_sell_and_everybody_holds_the_same() {
    let shop = Shop::new();
    let demo = shop.ask(&["demo", "--headless", "--seconds", "2", "--pace", "200"]);
    assert_eq!(demo["equal"], true, "{demo}");
    assert!(demo["orders"].as_u64() > Some(0), "{demo}");
    assert!(demo["paid"].as_u64() > Some(0), "{demo}");
    assert!(!shop.data().exists(), "a demonstration leaves the shop alone");
}

#[test]
fn one_key_goes_from_counter_to_kitchen_with_tickets_to_display_and_back() {
    let shop = Shop::new();
    let mut demo = shop.program(&["demo", "--pace", "100"]).start();
    demo.wait_for(|text| text.contains("COUNTER A") && text.contains("ENTRY"));
    demo.type_keys("F12");
    demo.wait_for(|text| text.contains("KITCHEN") && text.contains('B'));
    demo.type_keys("F12");
    demo.wait_for(|text| !text.contains("KITCHEN") && text.contains("READY"));
    demo.type_keys("F12");
    demo.wait_for_text("COUNTER A");
    demo.type_keys("cap Enter");
    demo.wait_for_text("A1 TAKEAWAY");
    demo.type_keys("Ctrl+q");
    demo.wait_for_text("QUIT?");
    demo.type_keys("y");
    assert!(demo.wait_for_end().success(), "{}", demo.text());
    assert!(!demo.is_full_screen());
}
