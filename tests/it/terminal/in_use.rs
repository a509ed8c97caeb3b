//! Two programs on one folder: the second waits, may look on, and takes over when the first ends.

use crate::whole::shop::{Shop, set_up};

#[test]
fn a_second_counter_waits_names_the_first_and_takes_over() {
    let shop = Shop::new();
    let mut first = set_up(shop.program(&[]));
    let second = shop.program(&[]).start();
    let text = second.wait_for_text("ALREADY RUNNING");
    assert!(text.contains(&format!("process {}", first.process())), "{text}");
    first.type_keys("Ctrl+Q");
    first.wait_for_end();
    second.insist("r", |text| text.contains("name or code, then Enter"));
}

#[test]
fn who_looks_on_sees_what_is_sold_and_can_change_nothing() {
    let shop = Shop::new();
    let first = set_up(shop.program(&[]));
    let mut second = shop.program(&[]).start();
    second.wait_for_text("ALREADY RUNNING");
    second.type_keys("v");
    second.wait_for_text("You only look on");
    second.type_keys("cap Enter");
    second.wait_for_text("only looks on: sell in the program");
    first.type_keys("cro Enter F6");
    first.wait_for_text("Recall");
    second.type_keys("Esc");
    second.wait_for_text("held orders (1)");
    second.type_keys("Ctrl+Q");
    assert!(second.wait_for_end().success());
    first.wait_for_text("Recall");
}
