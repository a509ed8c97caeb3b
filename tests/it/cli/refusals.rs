//! What cannot be done is refused in one sentence with the right exit status, and changes nothing.

use super::Machine;

#[test]
fn bad_input_is_one_sentence_and_changes_nothing() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--table", "7", "--item", "12:2", "--send"]);
    let before = machine.journal();
    let refusals: &[(&[&str], i32, &str)] = &[
        (&["order", "new", "--item", "qqqqqq"], 1, "no item matches `qqqqqq`"),
        (&["order", "new", "--item", "cappucino"], 1, "did you mean Cappuccino?"),
        (&["order", "add", "A1", "-2", "cap"], 1, "a quantity must be between 1 and 999: `-2`"),
        (&["order", "new", "--item", "12:0"], 1, "a quantity must be between 1 and 999"),
        (&["order", "new", "--item", "12:1000"], 1, "a quantity must be between 1 and 999"),
        (&["order", "add", "A1", "99999999999999999999", "12"], 1, "between 1 and 999"),
        (&["order", "new", "--item", "12:two"], 2, "`two` is not a quantity"),
        (&["order", "new", "--item", "flat white+gold"], 1, "Flat white has no option `gold`"),
        (&["order", "new", "--table", "the window seat"], 1, "is not a table"),
        (&["order", "new", "--service", "teleport"], 2, "is not a service"),
        (&["order", "add", "A1"], 2, "no item is named"),
        (&["order", "add", "A99", "12"], 1, "there is no order A99 here"),
        (&["order", "show", "forty-seven"], 1, "write its number like A47"),
        (&["order", "void", "A1", "9", "--reason", "x"], 1, "A1 has no such line"),
        (&["order", "void", "A1", "1", "--quantity", "3", "--reason", "x"], 1, "only 2 of"),
        (&["order", "remove", "A1", "1"], 1, "already sent"),
        (&["order", "send", "A1"], 1, "has nothing new to send"),
        (&["order", "list", "--status", "SLEEPING"], 2, "is not a status"),
        (&["pay", "cash", "A1", "1.00"], 1, "1.00 is less than 7.20 due"),
        (&["pay", "card", "A1", "20.00"], 1, "only cash gives change"),
        (&["pay", "cash", "A1", "99999999999999999999"], 1, "larger than this till can hold"),
        (&["pay", "cash", "A1", "92233720368547758.08"], 1, "larger than this till can hold"),
        (&["pay", "cash", "A1", "-5"], 1, "an amount must be above zero"),
        (&["pay", "cash", "A1", "7.205"], 1, "more decimals than EUR"),
        (&["pay", "cash", "A1", "much"], 1, "is not an amount"),
        (&["pay", "cash"], 2, "required"),
        (&["kitchen", "bump", "A1", "--station", "bar", "extra"], 2, "unexpected argument"),
        (&["item", "86", "qqqqqq"], 1, "no item matches"),
        (&["shift", "close", "--counted", "-1"], 1, "cannot lie in a drawer"),
        (&["report", "day", "--date", "tomorrow"], 2, "tomorrow"),
        (&["report", "day", "--from", "2026-02-01", "--to", "2026-01-01"], 2, "comes after"),
        (&["report", "weather"], 2, "weather"),
        (&["sync"], 2, "--once"),
        (&["sync", "--once"], 1, "no terminal on this machine has a hub"),
        (&["hub", "pair"], 1, "no hub runs in"),
        (&["frobnicate"], 2, "frobnicate"),
        (&["order", "list", "--config", "/nowhere.toml"], 1, "/nowhere.toml"),
        (&["order", "list", "--hub", "ftp://x"], 1, "ftp://x"),
        (&["order", "list", "--hub", "http://127.0.0.1:1"], 1, "--credential"),
    ];
    for (args, status, part) in refusals {
        machine.run(args).refused(*status, part);
    }
    assert_eq!(machine.journal(), before, "nothing has changed");
}

#[test]
fn errors_are_json_when_answers_are() {
    let machine = Machine::new();
    let said = machine.run(&["--json", "order", "show", "A1"]);
    assert_eq!(said.status, 1);
    let error: serde_json::Value = serde_json::from_str(&said.err).unwrap();
    assert_eq!((&error["schema"], &error["status"]), (&"error/1".into(), &1.into()));
}

#[test]
fn global_options_stand_before_or_after_the_verb() {
    let machine = Machine::new();
    let elsewhere = machine.data().join("elsewhere");
    let elsewhere = elsewhere.to_str().unwrap();
    machine.run(&["--data", elsewhere, "--json", "order", "new"]).json();
    machine.run(&["order", "show", "A1", "--json", "--data", elsewhere]).json();
    machine.run(&["order", "show", "A1"]).refused(1, "there is nothing in");
    let help = machine.run(&["--help"]).done().out;
    assert!(help.contains("Exit status: 0 done, 1 error, 2 wrong use, 3 incomplete data"));
    assert!(machine.run(&["--version"]).done().out.starts_with("tillrail "));
}

#[test]
fn the_pin_of_another_person_opens_nothing() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12"]);
    for (name, role, pin) in [("Anna", "owner", "1234"), ("Ben", "cashier", "2222")] {
        machine.run(&["staff", "add", name, "--role", role, "--pin", pin]).done();
    }
    let before = machine.journal();
    let said = machine.run(&["pay", "cash", "A1", "5.00", "--staff", "Ben", "--pin", "1234"]);
    said.refused(1, "this is not the PIN of Ben: nothing has changed");
    assert_eq!(machine.journal(), before);
}

#[test]
fn keys_that_clash_are_named_before_a_screen_opens() {
    const SENTENCE: &str =
        "keys.counter.pay and keys.counter.send are both F9; give one of them another key";
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12"]);
    let before = machine.journal();
    let file = machine.file("keys.toml", "[keys]\ncounter.send = \"F9\"\n");
    let said = machine.run(&["counter", "--config", file.to_str().unwrap()]);
    said.refused(1, SENTENCE);
    assert_eq!(machine.journal(), before);
}
