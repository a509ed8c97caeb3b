//! Training: the same program on a throw-away copy, marked on its screen, gone at its end.

use super::shop::{Shop, selling};

#[test]
fn a_training_sells_on_a_copy_is_marked_and_leaves_the_shop_as_it_was() {
    let shop = Shop::new();
    let counter = shop.first_counter();
    counter.type_keys("1 2 Enter");
    counter.wait_for_text("TOTAL EUR                   3.60");
    // From the counter, and back to it with its cart.
    counter.type_keys("F10 y");
    counter.wait_for(|text| text.contains("TRAINING") && text.contains("ENTRY"));
    assert!(shop.data().join("training/counter").exists());
    // The counter behind it goes on: its hub gives codes, its desk answers other programs.
    assert_eq!(shop.run(&["hub", "pair"]).status, 0);
    let sold_out = shop.run(&["item", "86", "31"]);
    assert_eq!(sold_out.status, 0, "{sold_out:?}");
    counter.type_keys("4 2 Enter");
    counter.wait_for_text("Club sandwich");
    counter.press("F9 ~ o ~ = ~ Enter");
    counter.wait_for(|text| text.contains("PAID") && text.contains("TRAINING"));
    counter.insist("Enter", |text| text.contains("ENTRY"));
    counter.type_keys("Ctrl+q");
    let back = |text: &str| {
        !text.contains("TRAINING") && text.contains("ALONE") && text.contains("Cappuccino")
    };
    counter.insist("y", back);
    assert!(!shop.data().join("training").exists(), "a training is thrown away");
    drop(counter);
    // From the command line, with its word on the first screen.
    let training = shop.program(&["counter", "--training"]).start();
    selling(&training);
    assert!(training.text().contains("TRAINING"));
    shop.verified(0, 0);
}

#[test]
fn without_a_counter_there_is_nothing_to_train_on() {
    let shop = Shop::new();
    let said = shop.run(&["counter", "--training"]);
    assert_eq!(said.status, 1, "{said:?}");
    assert!(said.error.contains("start it once on a terminal, then train on a copy"), "{said:?}");
}
