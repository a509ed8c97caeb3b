//! A real week of sales through the whole path, by command.

use std::io::Write;

use serde_json::json;

use super::Machine;

const WEEK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/pizza-week.csv");

#[test]
fn a_week_of_sales_comes_out_to_the_cent() {
    let machine = Machine::new();
    let said = machine.run(&["replay", WEEK, "--json"]);
    assert_eq!(said.err, "", "silent in a pipe");
    let replayed = said.json();
    assert_eq!((&replayed["orders"], &replayed["lines"]), (&json!(427), &json!(972)));
    assert_eq!((&replayed["sales_minor"], &replayed["equal"]), (&json!(1_599_905), &json!(true)));
    let period = ["report", "day", "--from", "2015-01-01", "--to", "2015-12-31"];
    let day = machine.json(&period);
    assert_eq!(day["total"]["orders"], 427);
    assert_eq!(day["total"]["sales_minor"], 1_599_905);
    assert_eq!(day["days"].as_array().unwrap().len(), 7);
    let hours = machine.json(&["report", "hours", "--date", "2015-01-05"]);
    let rows = hours["hours"].as_array().unwrap();
    let orders: u64 = rows.iter().map(|row| row["orders"].as_u64().unwrap()).sum();
    assert_eq!(orders, 54);
    let status = machine.json(&["status"]);
    let terminals = status["terminals"].as_array().unwrap();
    assert_eq!(terminals.len(), 2);
    assert_eq!(terminals[0]["digest"], terminals[1]["digest"]);
    assert_eq!(terminals[0]["envelopes"], terminals[1]["envelopes"]);
    machine.run(&["journal", "verify"]).done();
    machine.run(&["replay", WEEK]).refused(1, "holds a site already");
    let order = machine.json(&["order", "show", "2015-01-05/A1"]);
    assert_eq!(order["status"], "COMPLETED");
    let steps = order["timeline"].to_string();
    for word in ["ACCEPTED", "PREPARING", "READY", "SERVED", "COMPLETED"] {
        assert!(steps.contains(word), "{word} is not in {steps}");
    }
}

#[test]
fn a_row_that_cannot_be_read_is_named_or_left_out_and_counted() {
    let text = "id,date,time,name,size,type,price\n\
        1,2015-01-01,11:38:36,hawaiian,M,classic,13.25\n\
        2,2015-01-01,11:57:40,classic_dlx,M,classic,sixteen\n\
        2,2015-01-01,11:57:40,five_cheese,L,veggie,18.50\n\
        3,2015-01-02,00:10:00,hawaiian,M,classic,12.00\n";
    let machine = Machine::new();
    let file = machine.file("sales.csv", text);
    let file = file.to_str().unwrap();
    machine.run(&["replay", file]).refused(1, "sales.csv: row 3: price");
    assert!(!machine.data().exists(), "nothing was set up");
    let replayed = machine.json(&["replay", file, "--skip-bad"]);
    assert_eq!((&replayed["orders"], &replayed["skipped"]), (&json!(3), &json!(1)));
    assert_eq!(replayed["sales_minor"], 1_325 + 1_850 + 1_200);
    let day = machine.json(&["report", "day", "--date", "2015-01-02"]);
    assert_eq!(day["total"]["sales_minor"], 1_200, "sold again at its own price");
    machine.run(&["replay", "/nowhere.csv"]).refused(1, "cannot be read");
    let other = Machine::new();
    let empty = other.file("empty.csv", "id,date,time,name,price\n");
    other.run(&["replay", empty.to_str().unwrap()]).refused(1, "holds no order");
}

#[test]
fn a_compressed_file_is_read_as_it_is() {
    let machine = Machine::new();
    let text = "id,date,time,name,price,quantity\n1,2015-03-01,12:00:00,soup,4.20,2\n";
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(text.as_bytes()).unwrap();
    let file = machine.file("sales.csv.gz", "");
    std::fs::write(&file, packed.finish().unwrap()).unwrap();
    let replayed = machine.json(&["replay", file.to_str().unwrap(), "--currency", "usd"]);
    assert_eq!((&replayed["sales_minor"], &replayed["currency"]), (&json!(840), &json!("USD")));
}
