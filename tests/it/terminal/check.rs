//! The test of screen and keyboard in a real terminal: what is answered stands in the user's file.

use crate::whole::shop::Shop;

#[test]
fn answers_are_written_into_the_settings_of_the_machine() {
    let shop = Shop::new();
    let mut test = shop.program(&["counter", "--test"]).start();
    test.wait_for_text("does this look right?");
    test.type_keys("F2 F9");
    test.wait_for_text("Seen: F2 F9   missing: F3");
    test.press("n ~ y ~ n");
    test.wait_for_text("[y]  NO  n: no colour");
    test.type_keys("Enter");
    let text = test.wait_for_text("Saved ui.glyphs = ascii, ui.theme = mono in");
    assert!(text.contains("# TEST") || text.contains("TEST"), "{text}");
    test.type_keys("Esc");
    assert!(test.wait_for_end().success());
    let counter = shop.program(&[]).start();
    let text = counter.wait_for_text("step 1 of 3");
    assert!(text.is_ascii(), "{text}");
    counter.type_keys("F2");
    counter.wait_for_text("does this look right?");
    counter.insist("Esc", |text| text.contains("step 1 of 3"));
}
