//! An order by commands alone, from the first item to the report.

use serde_json::json;

use super::Machine;

#[test]
fn an_empty_directory_becomes_a_site_by_the_first_act_and_says_so() {
    let machine = Machine::new();
    machine.run(&["order", "list"]).refused(1, "start with `tillrail`");
    machine.run(&["report", "day"]).refused(1, "there is nothing in");
    assert!(!machine.data().exists(), "a verb that only reads leaves no trace");
    let said = machine.run(&["order", "new", "--item", "12"]).done();
    assert!(said.err.contains("works alone"), "{said:?}");
    assert_eq!(said.err.lines().count(), 1);
    assert!(said.out.starts_with("A1  TAKEAWAY  DRAFT, UNPAID"), "{said:?}");
    let again = machine.run(&["order", "new"]).done();
    assert_eq!(again.err, "");
    assert!(again.out.starts_with("A2 "));
}

#[test]
fn an_order_goes_its_whole_way_by_commands() {
    let machine = Machine::new();
    let opened = machine.json(&[
        "order",
        "new",
        "--service",
        "dine_in",
        "--table",
        "12",
        "--guests",
        "2",
        "--item",
        "12:2",
        "--item",
        "flat white+oat+shot",
    ]);
    assert_eq!(opened["schema"], "order/1");
    assert_eq!((&opened["number"], &opened["status"]), (&json!("A1"), &json!("DRAFT")));
    assert_eq!(opened["currency"], "EUR");
    assert_eq!(opened["lines"][0]["quantity"], 2);
    let options = opened["lines"][1]["options"].to_string();
    assert!(options.contains("Oat"), "{options}");
    let added = machine.json(&["order", "add", "a1", "2", "cap", "--note", "hot"]);
    assert_eq!(added["lines"].as_array().unwrap().len(), 3, "a note makes a line of its own");
    let total = added["money"]["total"].as_i64().unwrap();
    assert_eq!(machine.json(&["order", "send", "A1"])["status"], "ACCEPTED");
    assert_eq!(machine.json(&["kitchen", "start", "A1"])["status"], "PREPARING");
    machine.run(&["kitchen", "start", "A1"]).refused(1, "it cannot be started");
    let id = added["id"].as_str().unwrap();
    let ready = machine.json(&["kitchen", "ready", id, "1"]);
    assert_eq!(ready["lines"][0]["status"], "ready");
    assert_eq!(ready["lines"][1]["status"], "started");
    let voided =
        machine.json(&["order", "void", "A1", "3", "--quantity", "1", "--reason", "spilt"]);
    let due = voided["money"]["due"].as_i64().unwrap();
    assert_eq!(due, total - 360);
    let part = machine.json(&["pay", "card", "A1", "5.00", "--part", "--reference", "T-9"]);
    assert_eq!(part["money"]["status"], "PART_PAID");
    let paid = machine.json(&["pay", "cash", "A1", "50"]);
    assert_eq!(paid["money"]["status"], "PAID");
    assert_eq!(paid["payments"][1]["change"], 5_000 - (due - 500));
    machine.run(&["pay", "cash", "A1"]).refused(1, "nothing is due");
    machine.json(&["kitchen", "serve", "A1"]);
    let shown = machine.json(&["order", "show", "A1"]);
    assert_eq!(shown["status"], "COMPLETED");
    let steps = shown["timeline"].as_array().unwrap();
    assert!(steps.iter().all(|step| step["at"].as_str().unwrap().ends_with('Z')), "{steps:?}");
    let explained = machine.json(&["order", "explain", "A1"]);
    assert_eq!(explained["total_minor"], shown["money"]["total"]);

    let day = machine.json(&["report", "day"]);
    assert_eq!((&day["schema"], &day["complete"]), (&json!("day/1"), &json!(true)));
    assert_eq!(day["total"]["orders"], 1);
    assert_eq!(day["total"]["sales_minor"], due);
    let tenders = machine.json(&["report", "tenders"]);
    assert_eq!(tenders["tenders"][0]["tender"], "Cash");
    let hours = machine.run(&["report", "hours", "--format", "csv"]).done().out;
    assert!(hours.lines().count() >= 2, "{hours}");
    let items = machine.run(&["report", "items", "--top", "1"]).done().out;
    assert!(items.contains("more. All: --top 0"), "{items}");
    let chart = machine.run(&["report", "hours", "--format", "chart", "--width", "60"]).done().out;
    let bars: Vec<&str> = chart.lines().filter(|line| line.contains('█')).collect();
    assert!(!bars.is_empty() && bars.iter().all(|bar| bar.chars().count() <= 60), "{chart}");
}

#[test]
fn kitchen_steps_and_tickets_have_verbs_of_their_own() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12", "--item", "13", "--send"]);
    let bumped = machine.json(&["kitchen", "bump", "A1"]);
    assert_eq!(bumped["number"], "A1");
    machine.run(&["kitchen", "bump", "A1"]).refused(1, "already bumped");
    machine.json(&["kitchen", "recall", "A1"]);
    machine.json(&["order", "new", "--name", "Bob", "--item", "12"]);
    machine.json(&["order", "hold", "A2"]);
    let listed = machine.json(&["order", "list"]);
    assert_eq!(listed["schema"], "orders/1");
    let number = |at: usize| listed["orders"][at]["number"].clone();
    assert_eq!((number(0), number(1)), (json!("A2"), json!("A1")));
    let held = machine.json(&["order", "list", "--status", "held"]);
    assert_eq!(held["orders"].as_array().unwrap().len(), 1);
    assert_eq!(machine.json(&["order", "resume", "A2"])["status"], "DRAFT");
    assert_eq!(machine.json(&["order", "remove", "A2", "1"])["lines"], json!([]));
    let cancelled = machine.json(&["order", "void", "A2", "--reason", "left"]);
    assert_eq!((&cancelled["status"], &cancelled["reason"]), (&json!("CANCELLED"), &json!("left")));
    machine.run(&["order", "add", "A2", "12"]).refused(1, "A2 is cancelled");
    let table = machine.run(&["order", "list", "--all"]).done().out;
    assert!(table.contains("CANCELLED") && table.contains("TAKEAWAY Bob"), "{table}");
}

#[test]
fn orders_are_searched_by_what_people_know_and_say_who_did_what() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--name", "Zoë", "--item", "12:2"]);
    machine.json(&["order", "new", "--table", "7", "--item", "31", "--send"]);
    machine.json(&["pay", "cash", "A1", "20"]);
    let found = |args: &[&str]| {
        let listed = machine.json(&[&["order", "list"], args].concat());
        let orders = listed["orders"].as_array().unwrap().clone();
        orders.iter().map(|order| order["number"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for (args, expected) in [
        (vec!["zoe"], vec!["A1"]),
        (vec!["--number", "a2"], vec!["A2"]),
        (vec!["7.20"], vec!["A1"]),
        (vec!["A-000001"], vec!["A1"]),
        (vec!["today", "croissant"], vec!["A2"]),
        (vec!["--open", "--number", "A1"], vec![]),
        (vec!["--open"], vec!["A2"]),
        (vec!["cappuccino", "--date", "2020-01-01"], vec![]),
    ] {
        assert_eq!(found(&args), expected, "{args:?}");
    }
    machine.json(&["order", "void", "A2", "1", "--reason", "burnt"]);
    let shown = machine.json(&["order", "show", "A2"]);
    let act = &shown["acts"][0];
    assert_eq!((&act["what"], &act["words"]), (&json!("void"), &json!("1 Croissant")));
    assert_eq!((&act["by"], &act["approved_by"]), (&json!("Owner"), &json!(null)));
    let card = machine.run(&["order", "show", "A2"]).done().out;
    assert!(card.contains("void 1 Croissant burnt: Owner"), "{card}");
}

#[test]
fn shifts_and_sold_out_items_have_verbs() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12"]);
    machine.json(&["pay", "cash", "A1", "10"]);
    machine.run(&["shift", "open"]).refused(1, "is open on this drawer");
    let shown = machine.json(&["shift", "show"]);
    assert_eq!((&shown["expected_minor"], &shown["z"]), (&json!(360), &json!(null)));
    let closed = machine.json(&["shift", "close", "--counted", "3.50", "--reason", "a coin fell"]);
    assert_eq!(closed["schema"], "shift/1");
    assert_eq!((&closed["z"], &closed["over_short_minor"]), (&json!("A-1"), &json!(-10)));
    machine.json(&["order", "new", "--item", "12"]);
    machine.run(&["pay", "cash", "A2"]).refused(1, "tillrail shift open --float 0");
    let opened = machine.json(&["shift", "open", "--float", "160.00"]);
    assert_eq!((&opened["shift"], &opened["float_minor"]), (&json!("A-2"), &json!(16_000)));
    assert_eq!(machine.json(&["item", "86", "flat white"])["can_be_sold"], false);
    machine.run(&["order", "new", "--item", "13"]).refused(1, "Flat white is sold out");
    assert_eq!(machine.json(&["item", "restore", "13"])["can_be_sold"], true);
    machine.run(&["item", "restore", "13"]).refused(1, "can be sold");
}

#[test]
fn f04_every_receipt_number_that_was_said_is_in_the_journal() {
    let machine = Machine::new();
    let mut said = Vec::new();
    for count in 1..=12 {
        machine.json(&["order", "new", "--item", "12"]);
        let tender = if count % 2 == 0 { "cash" } else { "card" };
        let paid = machine.json(&["pay", tender, &format!("A{count}")]);
        said.push(paid["receipts"][0].as_str().unwrap().to_owned());
    }
    let journal = machine.journal();
    for (place, number) in said.iter().enumerate() {
        assert_eq!(*number, format!("A-{:06}", place + 1), "no gap and no repetition");
        let mark = format!("\"kind\":\"receipt_issued\",\"number\":\"{number}\"");
        assert_eq!(journal.matches(&mark).count(), 1, "{number}");
    }
    machine.run(&["journal", "verify"]).done();
}

#[test]
fn an_order_is_split_merged_and_moved_by_commands() {
    let machine = Machine::new();
    let opened = machine.json(&["order", "new", "--table", "12", "--item", "12:3", "--item", "31"]);
    let total = opened["money"]["total"].as_i64().unwrap();
    let bill = machine.json(&["order", "split", "A1", "1:2"]);
    assert_eq!((&bill["number"], &bill["lines"][0]["quantity"]), (&json!("A1-2"), &json!(2)));
    let rest = machine.json(&["order", "show", "A1"]);
    let of = |order: &serde_json::Value| order["money"]["total"].as_i64().unwrap();
    assert_eq!(of(&bill) + of(&rest), total);
    machine.run(&["order", "split", "A1", "1:9"]).refused(1, "only 1 of Cappuccino can be moved");
    let one = machine.json(&["order", "merge", "A1-2", "A1"]);
    assert_eq!((&one["number"], of(&one)), (&json!("A1"), total));
    assert_eq!(machine.json(&["order", "show", "A1-2"])["status"], "MERGED");
    let other = machine.json(&["order", "new", "--item", "31"]);
    assert_eq!(other["number"], "A2");
    let moved = machine.json(&["order", "move", "A1", "1:1", "--to", "A2"]);
    assert_eq!(
        (&moved["number"], moved["lines"].as_array().map(Vec::len)),
        (&json!("A2"), Some(2))
    );
    assert_eq!(machine.json(&["order", "move", "A1", "--table", "7"])["table"], "7");
    let due = of(&machine.json(&["order", "show", "A2"]));
    assert_eq!(machine.json(&["pay", "cash", "A2"])["money"]["due"], 0);
    let rest = of(&machine.json(&["order", "show", "A1"]));
    assert_eq!(due + rest, total + 260);
    machine.run(&["order", "merge", "A1", "A2"]).refused(1, "A2 is paid");
}

#[test]
fn an_order_is_wanted_at_another_time_or_at_once() {
    let machine = Machine::new();
    let opened = machine.json(&["order", "new", "--item", "12", "--due", "18:30"]);
    assert!(opened["due"].as_str().unwrap().contains("T18:30:00"), "{opened}");
    let moved = machine.json(&["order", "due", "A1", "7.05"]);
    assert!(moved["due"].as_str().unwrap().contains("T07:05:00"), "{moved}");
    assert!(machine.run(&["order", "show", "A1"]).done().out.contains("wanted at "));
    assert!(machine.json(&["order", "due", "A1"])["due"].is_null(), "at once");
    machine.run(&["order", "due", "A1", "25:00"]).refused(2, "is not a time of day");
}
