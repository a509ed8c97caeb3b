//! The real program in a real terminal, from the first start to the first order, and after kill -9.

use tempfile::tempdir;

use crate::pty::Start;

#[test]
fn a_fresh_machine_sells_after_enter_enter_and_a_cart_survives_kill_9() {
    let home = tempdir().unwrap();
    let data = home.path().join("data");
    let data = data.to_str().unwrap();
    let start = || Start::tillrail(&["--data", data]).home(home.path()).start();

    let mut till = start();
    till.wait_for_text("step 1 of 3");
    till.type_keys("Enter");
    till.wait_for_text("step 2 of 3");
    till.type_keys("Enter");
    till.wait_for_text("name or code, then Enter");
    till.type_keys("2 Space c a p");
    till.wait_for_text("Enter adds 2 Cappuccino");
    till.type_keys("Enter");
    till.wait_for_text("Added 2 Cappuccino 7.20");
    till.type_keys("c r o Enter");
    till.wait_for_text("Added 1 Croissant 2.60");
    till.kill9();

    let mut till = start();
    let screen = till.wait_for_text("3 items");
    assert!(screen.contains("2 Cappuccino") && screen.contains("1 Croissant"), "{screen}");
    till.type_keys("F9");
    till.wait_for_text("DUE EUR");
    till.type_keys("b");
    till.wait_for_text("TAKE 20.00");
    till.type_keys("Esc");
    till.wait_for_text("name or code, then Enter");
    till.type_keys("Ctrl+Q");
    till.wait_for_text("is open. It stays saved");
    till.type_keys("y");
    assert!(till.wait_for_end().success());
}
