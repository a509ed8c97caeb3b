//! Commands on a real hub over REST, and `sync --once` with it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use serde_json::json;
use tillrail::clock::Clock;
use tillrail::runtime::boot::Mode;
use tillrail::runtime::boot::join::{Joining, join};

use super::Machine;

/// A hub that runs as a process of its own.
pub(super) struct Hub {
    pub(super) machine: Machine,
    process: Child,
    pub(super) url: String,
}

impl Hub {
    pub(super) fn start() -> Self {
        Self::start_with(&[])
    }

    /// A hub that is started with more options.
    pub(super) fn start_with(options: &[&str]) -> Self {
        Self::on(Machine::new(), "127.0.0.1:0", options)
    }

    /// A hub on a machine that may have been one before.
    pub(super) fn on(machine: Machine, listen: &str, options: &[&str]) -> Self {
        let mut command = machine.command(&["hub", "--listen", listen]);
        command.args(options);
        let mut process = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut lines = lines.map_while(Result::ok);
        let said = lines.find(|line| line.contains("listens on")).expect("where it listens");
        let address = said.split_whitespace().find(|word| word.starts_with("127.0.0.1:"));
        let address = address.unwrap_or_else(|| panic!("no address in `{said}`"));
        let url = format!("http://{}", address.trim_end_matches('.'));
        Self { machine, process, url }
    }

    /// The power is cut: the machine, and where the hub has listened.
    pub(super) fn cut(mut self) -> (Machine, String) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        let listen = self.url.trim_start_matches("http://").to_owned();
        (std::mem::replace(&mut self.machine, Machine::new()), listen)
    }

    pub(super) fn machine(&self) -> &Machine {
        &self.machine
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// A code with which a terminal can join.
    pub(super) fn code(&self) -> String {
        let code = self.machine.json(&["hub", "pair"]);
        assert_eq!(code["schema"], "pairing/1");
        code["code"].as_str().unwrap().to_owned()
    }

    /// Sets a machine's folder up as a terminal of the hub's site.
    pub(super) fn join(&self, machine: &Machine, mode: &Mode) {
        let joining = Joining {
            hub: self.url.clone(),
            pin: None,
            plain: false,
            code: self.code(),
            name: "Front".to_owned(),
            letter: None,
        };
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let station =
            runtime.block_on(join(&machine.data(), mode, &joining, &Clock::system())).unwrap();
        drop(station);
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

#[test]
fn orders_payments_and_kitchen_steps_act_on_the_hub() {
    let hub = Hub::start();
    let machine = Machine::new();
    let url = hub.url.as_str();
    machine
        .run(&["--hub", url, "order", "list"])
        .refused(1, "no terminal on this machine is paired");
    machine.run(&["--hub", url, "--credential", "wrong", "order", "list"]).refused(1, "pair again");
    hub.join(&machine, &Mode::Counter);
    hub.join(&Machine::new(), &Mode::Kitchen(None));
    let on_hub = |args: &[&str]| {
        let mut all = vec!["--hub", url];
        all.extend_from_slice(args);
        machine.json(&all)
    };
    let order = on_hub(&["order", "new", "--table", "4", "--item", "flat white+oat:2", "--send"]);
    assert_eq!((&order["number"], &order["schema"]), (&json!("W1"), &json!("order/1")));
    assert_eq!(order["lines"][0]["quantity"], 2);
    let added = on_hub(&["order", "add", "W1", "3", "cap", "--allergy", "nuts"]);
    assert_eq!(added["lines"][1]["allergy"], "nuts");
    assert_eq!(added["lines"][1]["status"], "unsent");
    assert_eq!(on_hub(&["order", "send", "W1"])["lines"][1]["status"], "sent");
    assert_eq!(on_hub(&["kitchen", "start", "W1", "2"])["lines"][1]["status"], "started");
    assert_eq!(on_hub(&["kitchen", "ready", "W1"])["status"], "READY");
    let voided = on_hub(&["order", "void", "W1", "2", "--quantity", "1", "--reason", "spilt"]);
    assert_eq!(voided["lines"][1]["quantity"], 2);
    assert_eq!(on_hub(&["kitchen", "serve", "W1"])["status"], "SERVED");
    let listed = on_hub(&["order", "list"]);
    assert_eq!(listed["orders"].as_array().unwrap().len(), 1);
    let paid = on_hub(&["pay", "card", "W1", "--reference", "T-1"]);
    assert_eq!(
        (&paid["schema"], &paid["order"]["status"]),
        (&json!("paid/1"), &json!("COMPLETED"))
    );
    let shown = machine.run(&["order", "show", "W1", "--hub", url]).done().out;
    assert!(shown.starts_with("W1  TABLE 4  COMPLETED, PAID"), "{shown}");
    let refused = |args: &[&str], part: &str| {
        let mut all = vec!["--hub", url];
        all.extend_from_slice(args);
        machine.run(&all).refused(1, part);
    };
    refused(&["order", "show", "W9"], "there is no such order");
    refused(&["order", "new", "--item", "qqqqqq"], "no item matches");
    refused(&["order", "add", "W1", "0", "12"], "a quantity must be between 1 and 999");
    refused(&["pay", "card", "W1"], "already paid");
    let cancelled = {
        on_hub(&["order", "new", "--item", "12"]);
        on_hub(&["order", "void", "W2", "--reason", "left"])
    };
    assert_eq!(cancelled["status"], "CANCELLED");
    let later = on_hub(&["order", "new", "--item", "12", "--due", "18:30"]);
    let due = later["due"].as_str().unwrap();
    assert!(due.contains("T18:30:00"), "{due}");
    let moved = on_hub(&["order", "due", "W3", "19:15"]);
    assert!(moved["due"].as_str().unwrap().contains("T19:15:00"), "{moved}");
    assert!(on_hub(&["order", "due", "W3"])["due"].is_null(), "at once again");
    refused(&["order", "due", "W2", "19:15"], "W2 is cancelled");
    assert!(later["eta"].is_null() || later["eta"] == later["due"], "{later}");
}

#[test]
fn orders_are_searched_on_the_hub_with_the_same_words() {
    let hub = Hub::start();
    let machine = Machine::new();
    hub.join(&machine, &Mode::Counter);
    machine.json(&["sync", "--once"]);
    machine.json(&["shift", "open"]);
    machine.json(&["order", "new", "--item", "12", "--name", "Zo\u{eb} & Co", "--send"]);
    machine.json(&["pay", "cash", "A1", "20"]);
    machine.json(&["order", "new", "--table", "7", "--item", "flat white"]);
    machine.json(&["customer", "add", "Ana Nunez"]);
    machine.json(&["order", "new", "--customer", "nunez", "--item", "12"]);
    machine.json(&["sync", "--once"]);
    let numbers = |list: &[&str], on_hub: bool| -> Vec<String> {
        let mut args = vec!["order", "list"];
        args.extend(list);
        if on_hub {
            args.extend(["--hub", &hub.url]);
        }
        let listed = machine.json(&args);
        let orders = listed["orders"].as_array().unwrap().iter();
        orders.map(|order| order["number"].as_str().unwrap().to_owned()).collect()
    };
    let today = machine.json(&["order", "show", "A1"])["day"].as_str().unwrap().to_owned();
    let searches: [&[&str]; 13] = [
        &[],
        &["--all"],
        &["--open"],
        &["zoe"],
        &["Zo\u{eb}", "&"],
        &["A-000001"],
        &["--number", "A2"],
        &["flat", "--open"],
        &["yesterday", "flat"],
        &["--customer", "nunez"],
        &["--from", &today, "--to", &today],
        &["--date", &today, "--status", "draft"],
        &["--all", "--limit", "1"],
    ];
    for search in searches {
        assert_eq!(numbers(search, true), numbers(search, false), "{search:?}");
    }
    assert_eq!(numbers(&["zoe"], true), ["A1"]);
    assert_eq!(numbers(&["--customer", "nunez"], true), ["A3"]);
    assert_eq!(numbers(&["--all"], true), ["A3", "A2", "A1"]);
}

#[test]
fn what_is_weighed_is_ordered_by_its_weight_here_and_on_a_hub() {
    let hub = Hub::start();
    let machine = Machine::new();
    hub.join(&machine, &Mode::Counter);
    machine.json(&["sync", "--once"]);
    let ham = {
        let menu = machine.run(&["menu", "export", "--format", "json"]).done().out;
        let menu: serde_json::Value = serde_json::from_str(&menu).unwrap();
        let items = menu.get("item").or(menu.get("items")).unwrap().as_array().unwrap().clone();
        let weighed = items.iter().find(|item| item["unit"] == "kg").unwrap();
        weighed["code"].as_str().unwrap().to_owned()
    };
    let weighed = format!("{ham}:0.35kg");
    for on_hub in [false, true] {
        let run = |args: &[&str]| {
            let hub = if on_hub { vec!["--hub", hub.url.as_str()] } else { Vec::new() };
            machine.run(&[hub.as_slice(), &["--json"], args].concat())
        };
        let order = run(&["order", "new", "--item", &weighed]).json();
        assert_eq!(order["lines"][0]["quantity"], json!(0.35), "{order}");
        assert_eq!(order["lines"][0]["measured"], "kg");
        let number = order["number"].as_str().unwrap();
        let more = run(&["order", "add", number, "250g", &ham]).json();
        let lines = more["lines"].as_array().unwrap().iter();
        let sum: f64 = lines.filter_map(|one| one["quantity"].as_f64()).sum();
        assert!((sum - 0.6).abs() < 0.000_1, "{more}");
        run(&["order", "add", number, &ham]).refused(1, "is sold by the kg: write how much");
        run(&["order", "add", number, "200ml", &ham]).refused(1, "is sold by the kg");
        run(&["order", "add", number, "350g", "12"]).refused(1, "is sold by the piece");
        run(&["order", "add", number, "0.5", "12"]).refused(1, "is sold by the piece");
    }
    let shown = machine.run(&["order", "show", "A1"]).done().out;
    assert!(shown.contains(" kg  "), "{shown}");
}

#[test]
fn everything_is_exchanged_once_by_command() {
    let hub = Hub::start();
    let machine = Machine::new();
    hub.join(&machine, &Mode::Counter);
    let first = machine.json(&["sync", "--once"]);
    assert_eq!(first["schema"], "sync/1");
    assert!(first["terminals"][0]["received"].as_u64().unwrap() > 0, "the menu arrives: {first}");
    machine.json(&["shift", "open"]);
    let order = machine.json(&["order", "new", "--item", "12", "--send"]);
    assert_eq!(order["number"], "A1");
    machine.json(&["pay", "cash", "A1", "5"]);
    let unsent = machine.json(&["status"])["terminals"][0]["unsent"].as_u64().unwrap();
    assert!(unsent > 0);
    let second = machine.json(&["sync", "--once"]);
    assert_eq!(second["terminals"][0]["sent"], unsent);
    assert_eq!(machine.json(&["status"])["terminals"][0]["unsent"], 0);
    let there = hub.machine.json(&["order", "show", "A1"]);
    assert_eq!(there["money"], machine.json(&["order", "show", "A1"])["money"]);
    assert_eq!(hub.machine.json(&["journal", "verify"])["whole"], true);
    drop(hub);
    machine.run(&["sync", "--once"]).refused(1, "");
    machine.json(&["order", "new", "--item", "12"]);
}

#[test]
fn the_doctor_says_whether_the_hub_answers_and_accepts_the_terminal() {
    let hub = Hub::start();
    let till = Machine::new();
    hub.join(&till, &Mode::Counter);
    till.run(&["sync", "--once"]).done();
    let well = till.run(&["doctor"]).done().out;
    assert!(well.contains("accepts it") && well.contains("everything is sent"), "{well}");
    drop(hub);
    let alone = till.run(&["doctor"]);
    assert_eq!(alone.status, 1, "{alone:?}");
    assert!(alone.out.contains("does not answer"), "{alone:?}");
}
