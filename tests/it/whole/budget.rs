//! The keys that a task takes, pressed on the real counter: what they sell is what the books hold.

use serde_json::Value;

use super::shop::{Shop, minor, paid, texts};

/// The lines of an order as `2 Cappuccino 720`, with options in brackets.
fn lines(order: &Value) -> Vec<String> {
    let lines = order["lines"].as_array().unwrap().iter();
    let shown = lines.map(|line| {
        let mut shown = format!("{} {}", line["quantity"], line["name"].as_str().unwrap());
        let options = texts(&line["options"]);
        if !options.is_empty() {
            shown = format!("{shown} ({})", options.join(", "));
        }
        format!("{shown} {}", line["total"])
    });
    shown.collect()
}

/// Tender, what was given and the change of the only payment of an order.
fn payment(order: &Value) -> (String, i64, i64) {
    assert_eq!(order["payments"].as_array().map(Vec::len), Some(1), "{order}");
    let payment = &order["payments"][0];
    let tender = payment["tender"].as_str().unwrap().to_owned();
    (tender, minor(&payment["tendered"]), minor(&payment["change"]))
}

#[test]
fn a_fresh_machine_sells_after_two_keys_and_two_coffees_take_thirteen() {
    let shop = Shop::new();
    let counter = shop.first_counter();
    for (number, keys) in [
        ("A1", "2 Space c a p Enter c r o Enter F9 ~ b ~ Enter"),
        ("A2", "2 * 1 2 Enter 3 1 Enter ~ Enter ~ 2 0 . Enter"),
    ] {
        assert_eq!(counter.press(keys), 13);
        let screen = counter.wait_for_text(&format!("PAID {number}"));
        assert!(screen.contains("CHANGE EUR"), "{screen}");
        assert!(screen.lines().any(|row| row.contains("Change") && row.contains("10.20")));
        assert!(screen.lines().any(|row| row.contains("Received cash") && row.contains("20.00")));
        counter.insist("Enter", |text| text.contains("No items yet."));
        assert!(counter.row(22).contains("CHANGE 10.20"), "{}", counter.text());
        let order = shop.order(number);
        assert_eq!(lines(&order), ["2 Cappuccino (Whole milk) 720", "1 Croissant 260"]);
        assert_eq!(payment(&order), ("cash".to_owned(), 2000, 1020));
        assert_eq!(
            (order["service"].as_str(), &order["money"]["due"]),
            (Some("takeaway"), &0.into())
        );
    }
    shop.verified(2, 1960);
}

#[test]
fn a_flat_white_with_oat_milk_and_an_extra_shot_is_paid_by_card() {
    let shop = Shop::new();
    let counter = shop.first_counter();
    for (number, keys, pressed) in [
        ("A1", "f l a + o a t + e x t Enter F9 k ~ y", 15),
        ("A2", "1 3 Enter . 4 5 8 Enter ~ Enter * ~ +", 11),
    ] {
        assert_eq!(counter.press(keys), pressed);
        let screen = counter.wait_for_text(&format!("PAID {number}"));
        assert!(screen.contains("PAID EUR") && screen.contains("Paid by card"), "{screen}");
        counter.insist("Enter", |text| text.contains("No items yet."));
        let order = shop.order(number);
        assert_eq!(lines(&order), ["1 Flat white (Regular, Oat, Extra shot) 500"]);
        assert_eq!(payment(&order), ("card".to_owned(), 500, 0));
    }
    shop.verified(2, 1000);
}

#[test]
fn a_table_orders_and_its_food_goes_to_the_kitchen() {
    let shop = Shop::new();
    let counter = shop.first_counter();
    for (number, table, keys) in [
        ("A1", "12", "@ 1 2 Enter s o u Enter 2 Space c l u Enter l e m Enter F5"),
        ("A2", "13", ". 2 2 1 3 Enter 4 1 Enter 2 * 4 2 Enter 6 2 Enter . 5"),
    ] {
        assert_eq!(counter.press(keys), 19);
        counter.wait_for_text(&format!("{number} sent."));
        let order = shop.order(number);
        let food = ["1 Soup of the day 650", "2 Club sandwich 1780", "1 Lemonade 350"];
        assert_eq!(lines(&order), food);
        assert_eq!(
            (order["table"].as_str(), order["service"].as_str()),
            (Some(table), Some("dine_in"))
        );
        let sent = order["lines"].as_array().unwrap().iter();
        // The club sandwich is the next course: the kitchen waits with it until it is fired.
        let stands: Vec<&str> = sent.filter_map(|line| line["status"].as_str()).collect();
        assert_eq!(stands, ["sent", "held", "sent"], "{order}");
        counter.type_keys("F6");
        counter.wait_for_text(&format!("{number} is put aside."));
    }
    shop.verified(0, 0);
}

#[test]
fn an_order_is_held_recalled_and_paid_with_another_croissant() {
    let shop = Shop::new();
    let counter = shop.first_counter();
    for (number, keys, pressed) in [
        ("A1", "F6 F6 1 ~ c r o Enter F9 k ~ y", 10),
        ("A2", ". 6 . 6 1 ~ 3 1 Enter ~ Enter * ~ +", 11),
    ] {
        counter.type_keys("cap Enter");
        counter.wait_for_text(&format!("{number} TAKEAWAY"));
        assert_eq!(counter.press(keys), pressed);
        let screen = counter.wait_for_text(&format!("PAID {number}"));
        assert_eq!(paid(&screen).as_deref(), Some(number));
        counter.insist("Enter", |text| text.contains("No items yet."));
        let order = shop.order(number);
        assert_eq!(lines(&order), ["1 Cappuccino (Whole milk) 360", "1 Croissant 260"]);
        assert_eq!(payment(&order), ("card".to_owned(), 620, 0));
    }
    shop.verified(2, 1240);
}

#[test]
fn t5_a_bill_is_split_by_item_one_part_paid_exactly_in_cash_and_the_rest_by_card() {
    let shop = Shop::new();
    let counter = shop.first_counter();
    for (number, first, rest, pressed) in [
        ("A1", "F10 s 2 3 F9 ~ = ~ Enter", "~ F9 ~ k ~ y", 10),
        ("A2", ". 0 1 2 3 Enter ~ + ~ Enter", "~ ~ ~ Enter ~ Enter * ~ +", 12),
    ] {
        counter.type_keys("s o u Enter c l u Enter l e m Enter c a p Enter");
        counter.wait_for_text("4 items");
        let keys = counter.press(first);
        let screen = counter.wait_for_text(&format!("PAID {number}-2"));
        assert!(screen.contains(&format!("Next bill {number}-1: 10.10")), "{screen}");
        assert_eq!(keys + counter.press(rest), pressed);
        let screen = counter.wait_for_text(&format!("PAID {number}-1 "));
        assert!(screen.contains("Paid by card"), "{screen}");
        counter.insist("Enter", |text| text.contains("No items yet."));
        let (rest, part) = (shop.order(number), shop.order(&format!("{number}-2")));
        assert_eq!(lines(&part), ["1 Club sandwich 890", "1 Lemonade 350"]);
        assert_eq!(payment(&part), ("cash".to_owned(), 1_240, 0));
        assert_eq!(payment(&rest), ("card".to_owned(), 650 + 360, 0));
        for bill in [rest, part] {
            assert_eq!(&bill["money"]["due"], 0);
        }
    }
    shop.verified(4, 2 * (1_240 + 1_010));
}

#[test]
fn t6_a_sent_dish_is_void_with_reason_and_manager_pin_in_nine_keys() {
    let shop = Shop::new();
    let counter = shop.first_counter();
    for (name, role, pin) in [("Manager", "owner", "4711"), ("Anna K.", "cashier", "1234")] {
        shop.run(&["staff", "add", name, "--role", role, "--pin", pin]);
    }
    counter.wait_for_text("WHO IS SELLING?");
    counter.type_keys("1 2 3 4 Enter");
    counter.wait_for_text("Signed in: Anna K.");
    counter.type_keys("s o u Enter c l u Enter l e m Enter F5");
    counter.wait_for_text("A1 sent.");
    let dishes = ["Soup of the day", "Lemonade"];
    let keys = ["Up Up F8 1 4 7 1 1 Enter", ". 8 2 1 4 7 1 1 Enter"];
    for ((keys, dish), left) in keys.into_iter().zip(dishes).zip([2, 1]) {
        assert_eq!(counter.press(keys), 9);
        counter.wait_for_text(&format!("Void 1 {dish} on A1."));
        let order = shop.order("A1");
        let lines = order["lines"].as_array().unwrap().iter();
        let stands = lines.filter(|line| line["quantity"].as_i64() != Some(0)).count();
        assert_eq!(stands, left, "{order}");
    }
    let exceptions = shop.run(&["report", "exceptions", "--json"]);
    for word in ["Anna K.", "Manager", "Wrong dish"] {
        assert!(exceptions.out.contains(word), "{exceptions:?}");
    }
}
