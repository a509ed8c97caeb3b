//! `tillrail journal list`: the journals of a machine, their ends, and nothing to remark on.

use super::Machine;

#[test]
fn the_journals_are_listed_with_their_ends() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12"]);
    let listed = machine.json(&["journal", "list"]);
    let journal = &listed["replicas"][0]["journals"][0];
    assert_eq!((&journal["kind"], &journal["letter"]), (&"counter".into(), &"A".into()));
    assert!(journal["envelopes"].as_u64().unwrap() > 5, "{listed}");
    assert_eq!(journal["remarks"], serde_json::json!([]));
    let said = machine.run(&["journal", "list"]).done().out;
    assert!(said.contains("Counter A") && said.contains("own"), "{said}");
    let status = machine.json(&["status"]);
    assert_eq!(status["terminals"][0]["not_permitted"], 0, "{status}");
}
