//! A lone shop goes to another site: what is open is refused, its history stays, kills lose nothing.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;

use serde_json::{Value, json};
use tillrail::clock::Clock;
use tillrail::runtime::boot::Mode;
use tillrail::runtime::boot::join::{Joining, join};

use super::Machine;
use super::hub::Hub;
use crate::whole::shop::Shop;

/// A shop that sold one thing and closed; answers what it took.
fn lone_shop() -> (Machine, i64) {
    let machine = Machine::new();
    let order = machine.json(&["order", "new", "--item", "12", "--send"]);
    let total = order["money"]["total"].as_i64().unwrap();
    machine.json(&["pay", "cash", "A1", "20"]);
    let drawer = format!("{}.{:02}", total / 100, total % 100);
    machine.run(&["shift", "close", "--counted", &drawer]).done();
    (machine, total)
}

/// The sales of the site, and of each archive beside it.
fn sales(machine: &Machine) -> (i64, Vec<i64>) {
    let report = machine.json(&["report", "day"]);
    let of = |report: &Value| report["total"]["sales_minor"].as_i64().unwrap_or_default();
    let archives = report["archives"].as_array().cloned().unwrap_or_default();
    (of(&report), archives.iter().map(|one| of(&one["report"])).collect())
}

/// Everything that was sold is there, in the shop or in its archive, and every chain is whole.
fn nothing_is_lost(machine: &Machine, total: i64) {
    let (own, archived) = sales(machine);
    assert_eq!(own + archived.iter().sum::<i64>(), total, "{own} {archived:?}");
    assert_eq!(machine.json(&["journal", "verify"])["whole"], true);
    for folder in archives(machine) {
        let verified = machine.json(&["--data", &folder, "journal", "verify"]);
        assert_eq!(verified["whole"], true);
    }
}

/// The folders of the archives.
fn archives(machine: &Machine) -> Vec<String> {
    let Ok(listed) = std::fs::read_dir(machine.data().join("archive")) else { return Vec::new() };
    listed.map(|entry| entry.unwrap().path().display().to_string()).collect()
}

fn joined(machine: &Machine, hub: &Hub) -> Value {
    machine.json(&["terminal", "join", "--hub", &hub.url, "--code", &hub.code()])
}

#[test]
fn a_lone_shop_joins_another_site_and_its_closed_history_shows_as_an_archive() {
    let hub = Hub::start();
    let (machine, total) = lone_shop();
    let before = machine.json(&["status"])["terminals"][0].clone();
    let moved = joined(&machine, &hub);
    assert_eq!((&moved["schema"], &moved["letter"]), (&json!("joined/1"), &json!("A")));
    let now = machine.json(&["status"]);
    assert_ne!(now["terminals"][0]["terminal"], before["terminal"], "a new identity");
    assert_ne!(now["terminals"][0]["site"], before["site"]);
    assert_eq!(now["archives"][0]["archive"], before["site"]);
    assert_eq!(sales(&machine), (0, vec![total]), "the archive is beside, not in the figures");
    let said = machine.run(&["report", "day"]).done().out;
    let site = before["site"].as_str().unwrap();
    assert!(said.contains(&format!("ARCHIVE of the site {site}")), "{said}");
    let alone = machine.json(&["report", "items", "--archive", &site[..5]]);
    assert_eq!(alone["schema"], "archives/1");
    assert_eq!(alone["archives"][0]["report"]["items"][0]["code"], "12");
    let z = machine.run(&["report", "z", "--number", "A-1"]).done();
    assert!(z.err.contains("ARCHIVE"), "{z:?}");
    let folder = &archives(&machine)[0];
    machine.run(&["--data", folder, "order", "new", "--item", "12"]).refused(1, "is an archive");
    let orders = machine.json(&["--data", folder, "order", "list", "--all"]);
    assert_eq!(orders["orders"].as_array().unwrap().len(), 1);
    machine.run(&["sync", "--once"]).done();
    machine.json(&["shift", "open"]);
    let order = machine.json(&["order", "new", "--item", "12", "--send"]);
    assert_eq!(order["number"], "A1", "numbers begin anew on the new site");
    let staff = hub.machine.json(&["order", "list", "--all"]);
    assert_eq!(staff["orders"].as_array().unwrap().len(), 0, "nothing of the old site goes over");
    assert_eq!(moved["site"], now["terminals"][0]["site"]);
    let again = joined(&machine, &hub);
    assert!(again["archive"].is_null(), "it belongs to that site already: {again}");
}

#[test]
fn what_is_open_is_refused_with_its_remedy_and_the_shop_sells_on() {
    let hub = Hub::start();
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12", "--send"]);
    let code = hub.code();
    let go = ["terminal", "join", "--hub", &hub.url, "--code", &code];
    machine.run(&go).refused(1, "shift A-1 is open: close it (`tillrail shift close");
    machine.run(&["shift", "close", "--counted", "0"]).done();
    machine.run(&go).refused(1, "A1 still open: settle, serve or cancel what is open");
    machine.json(&["order", "void", "A1", "--reason", "left"]);
    machine.run(&["terminal", "join", "--hub", &hub.url, "--code", "000000"]).refused(1, "code");
    assert_eq!(machine.json(&["order", "new", "--item", "12"])["number"], "A2");
    machine.json(&["order", "void", "A2", "--reason", "left"]);
    machine.run(&go).done();
    nothing_is_lost(&machine, 0);
}

#[test]
fn a_kill_while_the_hub_answers_leaves_the_shop_and_the_same_identity_is_asked_for_again() {
    let hub = Hub::start();
    let (machine, total) = lone_shop();
    let deaf = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", deaf.local_addr().unwrap());
    let mut args = vec!["terminal", "join", "--code", "123456", "--hub", &url];
    let mut process = machine.command(&args).spawn().unwrap();
    let asked = loop {
        let (mut line, _) = deaf.accept().unwrap();
        let asked = request(&mut line);
        if asked.starts_with("POST /v1/pair") {
            break asked;
        }
        let body = "{\"site\":\"0000000000001\"}";
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";
        write!(line, "{head}content-length: {}\r\n\r\n{body}", body.len()).unwrap();
    };
    process.kill().unwrap();
    process.wait().unwrap();
    nothing_is_lost(&machine, total);
    assert_eq!(sales(&machine).0, total, "it is still the shop that it was");
    let code = hub.code();
    args = vec!["terminal", "join", "--code", &code, "--hub", &hub.url];
    let moved = machine.json(&args);
    let terminal = moved["terminal"].as_str().unwrap();
    assert!(asked.contains(terminal), "{terminal} is in {asked}");
    assert_eq!(sales(&machine), (0, vec![total]));
}

/// A request with its body.
fn request(line: &mut impl Read) -> String {
    let (mut text, mut byte) = (Vec::new(), [0]);
    loop {
        let read = line.read(&mut byte).unwrap();
        text.extend_from_slice(&byte[..read]);
        let so_far = String::from_utf8_lossy(&text).into_owned();
        let whole = so_far.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            let length = head.to_lowercase();
            let length = length.split("content-length: ").nth(1).unwrap_or("0");
            let length = length.lines().next().unwrap_or("0").trim().parse().unwrap_or(0);
            body.len() >= length
        });
        if whole || read == 0 {
            return so_far;
        }
    }
}

/// Every state in which a kill can leave the folders, made by hand.
#[test]
fn whatever_a_kill_leaves_behind_the_next_start_finishes() {
    let hub = Hub::start();
    for moved in [false, true] {
        let (machine, total) = lone_shop();
        let site = machine.json(&["status"])["terminals"][0]["site"].as_str().unwrap().to_owned();
        let joining = Joining {
            hub: hub.url.clone(),
            pin: None,
            plain: false,
            code: hub.code(),
            name: "Front".to_owned(),
            letter: None,
        };
        let waiting = machine.data().join("joining");
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let clock = Clock::system();
        let paired = join(&waiting, &Mode::Counter, &joining, &clock);
        drop(runtime.block_on(paired).unwrap());
        if moved {
            let archive = machine.data().join("archive").join(&site);
            std::fs::create_dir_all(&archive).unwrap();
            std::fs::rename(machine.data().join("counter"), archive.join("counter")).unwrap();
        }
        nothing_is_lost(&machine, total);
        assert_eq!(sales(&machine), (0, vec![total]));
        assert!(!waiting.exists(), "nothing waits any more");
        let now = machine.json(&["status"])["terminals"].clone();
        assert_eq!((now.as_array().unwrap().len(), &now[0]["name"]), (1, &json!("Front")));
    }
}

/// Waits until something is there, or the program has ended.
fn until(path: &Path, process: &mut std::process::Child) {
    while !path.exists() && process.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
}

#[test]
fn killed_at_any_step_of_the_way_it_can_be_repeated() {
    let hub = Hub::start();
    for step in ["joining", "joining/counter.id", "joining/counter/tillrail.db", "archive"] {
        let (machine, total) = lone_shop();
        let code = hub.code();
        let args = ["terminal", "join", "--hub", &hub.url, "--code", &code];
        let mut process = machine.command(&args).spawn().unwrap();
        until(&machine.data().join(step), &mut process);
        process.kill().unwrap();
        process.wait().unwrap();
        nothing_is_lost(&machine, total);
        let code = hub.code();
        machine.run(&["terminal", "join", "--hub", &hub.url, "--code", &code]).done();
        assert_eq!(sales(&machine), (0, vec![total]), "killed at {step}");
        assert!(!machine.data().join("joining").exists());
        let whole = hub.machine.json(&["terminal", "list"]);
        let terminals = whole["terminals"].as_array().unwrap();
        let mut letters: Vec<_> = terminals.iter().map(|one| one["letter"].to_string()).collect();
        letters.sort();
        letters.dedup();
        assert_eq!(letters.len(), terminals.len(), "every letter once: {whole}");
    }
}

#[test]
fn others_join_a_lone_shop_and_when_it_leaves_those_beside_it_go_along() {
    let hub = Hub::start();
    let shop = Shop::new();
    let mut counter = shop.first_counter();
    let kitchen = Shop::new();
    for (folder, name) in [(shop.data(), "Bar"), (kitchen.data(), "Hot")] {
        let code = shop.ask(&["hub", "pair"]);
        let joining = Joining {
            hub: code["hub"].as_str().unwrap().to_owned(),
            pin: None,
            plain: false,
            code: code["code"].as_str().unwrap().to_owned(),
            name: name.to_owned(),
            letter: None,
        };
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let clock = Clock::system();
        let paired = join(&folder, &Mode::Kitchen(None), &joining, &clock);
        drop(runtime.block_on(paired).unwrap());
    }
    shop.ask(&["order", "new", "--item", "12", "--send"]);
    for machine in [&shop, &kitchen] {
        let synced = machine.ask(&["sync", "--once"]);
        assert!(synced["terminals"][0]["received"].as_u64().unwrap() > 0, "{synced}");
    }
    assert_eq!(kitchen.ask(&["order", "show", "A1"])["status"], "ACCEPTED", "it is a hub");
    let code = hub.code();
    let go = ["--json", "terminal", "join", "--hub", &hub.url, "--code", &code];
    assert!(shop.run(&go).error.contains("in use by counter"), "it runs");
    counter.kill9();
    shop.ask(&["order", "void", "A1", "--reason", "left"]);
    shop.ask(&["shift", "close", "--counted", "0"]);
    let left = shop.run(&go);
    assert!(left.error.contains("Hot belongs to this shop and would be left alone"), "{left:?}");
    shop.ask(&["terminal", "retire", "Hot"]);
    let moved = shop.run(&go).json();
    assert_eq!(moved["along"], json!(["Bar"]), "{moved}");
    let status = shop.ask(&["status"]);
    assert_eq!(status["terminals"].as_array().unwrap().len(), 1, "{status}");
    assert_eq!(status["archives"][0]["terminals"].as_array().unwrap().len(), 2, "{status}");
}
