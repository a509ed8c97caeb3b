//! Money by commands: tenders, tips, charges, receipts and refunds, each refusal one sentence.

use serde_json::json;

use super::Machine;

#[test]
fn several_tenders_a_tip_a_charge_a_receipt_and_a_refund_by_commands() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12:2"]);
    let charged = machine.json(&["order", "charge", "A1", "10"]);
    assert_eq!(charged["money"]["charge"], 72);
    machine.run(&["order", "charge", "A1", "90"]).refused(1, "at most 50 %");
    machine.run(&["pay", "voucher", "A1", "2.00", "--part"]).refused(1, "the code of the voucher");
    machine.run(&["pay", "tender", "shells", "A1"]).refused(1, "is not a way to pay here");
    machine.run(&["order", "receipt", "A1"]).refused(1, "has no receipt yet");
    machine.run(&["order", "refund", "A1", "--reason", "cold"]).refused(1, "not paid in full");
    machine.json(&["pay", "voucher", "A1", "2.00", "--part", "--code", "8813"]);
    let paid = machine.json(&["pay", "cash", "A1", "10.00"]);
    assert_eq!(paid["money"]["status"], "PAID");
    assert_eq!(paid["payments"][1]["change"], 408);
    let tipped = machine.json(&["pay", "tip", "A1", "0.50"]);
    assert_eq!(tipped["payments"][1]["tip"], 50);

    let receipt = machine.run(&["order", "receipt", "A-000001"]).done();
    for words in ["Receipt A-000001", "Service charge", "TOTAL EUR", "Gift card", "8813"] {
        assert!(receipt.out.contains(words), "{words}: {receipt:?}");
    }
    assert!(!receipt.out.contains("DUPLICATE"), "looking is no printing: {receipt:?}");
    let again = machine.json(&["order", "receipt", "A1", "--reprint", "--columns", "32"]);
    assert_eq!(again["duplicate"], 1);
    assert!(again["text"].as_str().unwrap().contains("*** DUPLICATE ***"));

    let back = machine.json(&["order", "refund", "A1", "--line", "1:1", "--reason", "cold"]);
    assert_eq!(back["refunds"][0]["tender"], "cash");
    assert_eq!(back["refunds"][0]["amount"], 396);
    let refusal = machine.run(&["order", "refund", "A1", "--line", "1:2", "--reason", "cold"]);
    refusal.refused(1, "only 1 of");
    let all = machine.json(&["order", "refund", "A1", "--reason", "cold", "--tip"]);
    assert_eq!(all["money"]["status"], "REFUNDED");
    let amounts: i64 =
        all["refunds"].as_array().unwrap().iter().map(|one| one["amount"].as_i64().unwrap()).sum();
    assert_eq!(json!(amounts), all["money"]["total"]);
    machine.run(&["order", "refund", "A1", "--reason", "cold"]).refused(1, "nothing of A1 is left");
    let explained = machine.run(&["order", "explain", "A1"]).done();
    assert!(explained.out.contains("given back voucher"), "{explained:?}");
}
