//! `tillrail customer`: add, find, show, change and erase, alone and beside a program in use.

use super::Machine;

fn bytes_say(machine: &Machine, text: &str) -> bool {
    let files = std::fs::read_dir(machine.data().join("counter")).unwrap();
    files.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).any(|path| {
        let bytes = std::fs::read(path).unwrap();
        bytes.windows(text.len()).any(|part| part == text.as_bytes())
    })
}

#[test]
fn a_customer_is_added_found_changed_and_erased() {
    let machine = Machine::new();
    machine.run(&["customer", "list"]).refused(1, "no counter and no hub");
    let added = machine.json(&["customer", "add", "Ana Núñez", "--phone", "0171 234567"]);
    assert_eq!((&added["schema"], &added["version"]), (&"customer/1".into(), &1.into()));
    let id = added["person"].as_str().unwrap().to_owned();
    machine.run(&["customer", "add", "Anabel", "--note", "sits outside"]).done();
    let found = machine.json(&["customer", "list", "nunez"]);
    assert_eq!(found["customers"].as_array().unwrap().len(), 1);
    assert_eq!(found["customers"][0]["phone"], "0171 234567");
    let table = machine.run(&["customer", "list"]).done().out;
    assert!(table.contains("Ana Núñez") && table.contains("0 visits"), "{table}");
    machine.run(&["customer", "show", "ana"]).refused(1, "2 customers match `ana`");
    machine.run(&["customer", "show", "bob"]).refused(1, "no customer is `bob`");
    machine.run(&["customer", "add", "X", "--phone", "call"]).refused(2, "not a phone number");
    machine.run(&["customer", "edit", "anabel", "--email", "anabel"]).refused(2, "e-mail");
    let edited = machine.json(&["customer", "edit", &id, "--name", "Ana Nunez", "--phone", ""]);
    assert_eq!((&edited["version"], &edited["phone"]), (&2.into(), &"".into()));
    let shown = machine.run(&["customer", "show", "0171"]);
    shown.refused(1, "no customer is `0171`");

    let order = machine.json(&["order", "new", "--item", "31:2", "--customer", "nunez"]);
    let number = order["number"].as_str().unwrap();
    machine.run(&["order", "new", "--customer", "bob"]).refused(1, "no customer is `bob`");
    assert_eq!(machine.json(&["customer", "show", &id])["visits"], 0, "it is not paid yet");
    machine.run(&["pay", "cash", number]).done();
    let listed = machine.json(&["order", "list", "--customer", "nunez"]);
    assert_eq!(listed["orders"][0]["number"].as_str(), Some(number), "also when it is closed");
    let shown = machine.json(&["customer", "show", &id]);
    assert_eq!((&shown["visits"], &shown["usual"]), (&1.into(), &"2 Croissant".into()));

    machine.run(&["customer", "erase", &id]).refused(2, "add --yes");
    assert!(bytes_say(&machine, "Nunez"));
    machine.run(&["customer", "erase", &id, "--yes"]).done();
    machine.run(&["customer", "show", &id]).refused(1, "no customer is");
    assert!(!bytes_say(&machine, "Nunez") && !bytes_say(&machine, "nunez"));
    machine.run(&["journal", "verify"]).done();
    assert!(!machine.journal().contains("Anabel"), "no name is ever in the chain");
    machine.run(&["--hub", "http://127.0.0.1:1", "customer", "list"]).refused(2, "--hub");
}
