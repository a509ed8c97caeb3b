//! The test of screen and keyboard in a real terminal: what is answered stands in the user's file.

use crate::whole::shop::Shop;

#[test]
fn answers_are_written_into_the_settings_of_the_machine() {
    let shop = Shop::new();
    let mut trial = shop.program(&["counter", "--test"]).start();
    trial.wait_for_text("does this look right?");
    trial.type_keys("F2 F9");
    trial.wait_for_text("Seen: F2 F9   missing: F3");
    trial.press("n ~ y ~ n");
    trial.wait_for_text("[y]  NO  n: no colour");
    trial.type_keys("Enter");
    let text = trial.wait_for_text("Saved ui.glyphs = ascii, ui.theme = mono in");
    assert!(text.contains("# TEST") || text.contains("TEST"), "{text}");
    trial.type_keys("Esc");
    assert!(trial.wait_for_end().success());
    let counter = shop.program(&[]).start();
    let text = counter.wait_for_text("step 1 of 3");
    assert!(text.is_ascii(), "{text}");
    counter.type_keys("F2");
    counter.wait_for_text("does this look right?");
    counter.insist("Esc", |text| text.contains("step 1 of 3"));
}
