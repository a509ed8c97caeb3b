//! One hub and many sites: nothing crosses, and what happens to one is not the others' affair.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStderr, Stdio};

use serde_json::{Value, json};
use tillrail::clock::Clock;
use tillrail::domain::id::SiteId;
use tillrail::domain::time::At;
use tillrail::runtime::boot::join::{Joining, join};
use tillrail::runtime::boot::{Mode, identity_in};
use tillrail::store::{Identity, OpenOptions, Store};

use super::Machine;

/// A hub that runs as a process of its own.
struct Hub {
    machine: Machine,
    process: Child,
    // Kept open, so that the hub can go on writing to it.
    notices: BufReader<ChildStderr>,
    address: String,
}

fn serving(machine: &Machine, listen: &str) -> (Child, BufReader<ChildStderr>, String) {
    let mut command = machine.command(&["hub", "--listen", listen]);
    let mut process = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut notices = BufReader::new(process.stderr.take().unwrap());
    let mut said = String::new();
    notices.read_line(&mut said).unwrap();
    let address = said.split_whitespace().find(|word| word.starts_with("127.0.0.1:"));
    let address = address.unwrap_or_else(|| panic!("no address in `{said}`")).to_owned();
    (process, notices, address)
}

impl Hub {
    /// A hub whose first site is there, with a second one that is called `bistro`.
    fn with_bistro() -> Self {
        let machine = Machine::new();
        let (process, notices, address) = serving(&machine, "127.0.0.1:0");
        let hub = Self { machine, process, notices, address };
        let made = hub.machine.json(&["hub", "site", "add", "bistro", "--title", "Bistro Lumen"]);
        assert_eq!((&made["schema"], &made["served"]), (&json!("site/1"), &json!(true)));
        hub
    }

    /// Ends it as a loss of power does.
    fn lose(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    fn again(&mut self) {
        (self.process, self.notices, self.address) = serving(&self.machine, &self.address);
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// A counter of a site with its menu, and with a shift.
    fn counter(&self, site: &str) -> Machine {
        let pairing = self.machine.json(&["--site", site, "hub", "pair"]);
        let joining = Joining {
            hub: pairing["hub"].as_str().unwrap().to_owned(),
            pin: None,
            plain: false,
            code: pairing["code"].as_str().unwrap().to_owned(),
            name: "Front".to_owned(),
            letter: None,
        };
        let machine = Machine::new();
        let joined = join_blocking(&machine, &joining);
        assert_eq!(joined, Ok(()), "{pairing}");
        machine.json(&["sync", "--once"]);
        machine.json(&["shift", "open"]);
        machine
    }

    fn state(&self, site: &str) -> Value {
        let list = self.machine.json(&["hub", "site", "list"]);
        let sites = list["sites"].as_array().unwrap().iter();
        sites.clone().find(|one| one["name"] == site).expect("it is listed")["state"].clone()
    }

    fn get(&self, path: &str) -> (u16, String) {
        tillrail::tls::install();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let answer = reqwest::get(self.url(path)).await.unwrap();
            (answer.status().as_u16(), answer.text().await.unwrap())
        })
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        // A test may have ended it already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn join_blocking(machine: &Machine, joining: &Joining) -> Result<(), String> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (data, clock) = (machine.data(), Clock::system());
    let joined = join(&data, &Mode::Counter, joining, &clock);
    runtime.block_on(joined).map(drop).map_err(|error| error.to_string())
}

fn identity(machine: &Machine) -> Identity {
    identity_in(&Mode::Counter.folder(&machine.data())).unwrap().unwrap()
}

fn sell(machine: &Machine) -> String {
    let order = machine.json(&["order", "new", "--item", "12", "--send"]);
    machine.json(&["sync", "--once"]);
    order["number"].as_str().unwrap().to_owned()
}

fn orders(machine: &Machine, args: &[&str]) -> Vec<String> {
    let listed = machine.json(&[args, &["order", "list", "--all"]].concat());
    let orders = listed["orders"].as_array().unwrap().iter();
    let mut numbers: Vec<String> =
        orders.map(|order| order["number"].as_str().unwrap().to_owned()).collect();
    numbers.sort();
    numbers
}

#[test]
fn two_sites_and_four_terminals_and_nothing_crosses_also_over_a_loss_of_power() {
    let mut hub = Hub::with_bistro();
    let first = [hub.counter("first"), hub.counter("first")];
    let bistro = [hub.counter("bistro"), hub.counter("bistro")];
    let sites = [identity(&first[0]), identity(&bistro[0])];
    assert_ne!(sites[0].site, sites[1].site);
    assert_eq!(sites[1].hub.as_ref().unwrap().url, hub.url("/bistro"));
    assert_eq!((sell(&first[0]), sell(&bistro[0])), ("A1".to_owned(), "A1".to_owned()));
    assert_eq!(sell(&bistro[1]), "B1");
    first[0].json(&["customer", "add", "Nora Lind", "--phone", "555 0100"]);
    first[0].json(&["sync", "--once"]);

    hub.lose();
    assert_eq!(first[1].json(&["order", "new", "--item", "12"])["number"], "B1", "selling goes on");
    hub.again();
    assert_eq!(hub.state("bistro"), "asleep", "nobody has come yet");
    assert_eq!(sell(&bistro[0]), "A2");
    assert_eq!(hub.state("bistro"), "open");
    for machine in first.iter().chain(&bistro).cycle().take(8) {
        machine.json(&["sync", "--once"]);
    }
    for machine in &first {
        assert_eq!(orders(machine, &[]), ["A1", "B1"]);
        assert_eq!(machine.json(&["customer", "list"])["customers"].as_array().unwrap().len(), 1);
    }
    for machine in &bistro {
        assert_eq!(orders(machine, &[]), ["A1", "A2", "B1"]);
        assert_eq!(machine.json(&["customer", "list"])["customers"], json!([]));
    }
    assert_eq!(orders(&hub.machine, &[]), ["A1", "B1"]);
    assert_eq!(orders(&hub.machine, &["--site", "bistro"]), ["A1", "A2", "B1"]);
    let verified = hub.machine.json(&["--site", "bistro", "journal", "verify"]);
    assert_eq!(verified["whole"], true);
    let status = hub.machine.json(&["--site", "bistro", "status"]);
    assert_eq!(status["terminals"][0]["running"], true, "{status}");
    hub.machine.run(&["--site", "bistro", "doctor"]).done();
    bistro[0].run(&["doctor"]).done();
}

#[test]
fn a_credential_is_good_at_its_own_site_alone() {
    let hub = Hub::with_bistro();
    let (first, bistro) = (hub.counter("first"), hub.counter("bistro"));
    sell(&bistro);
    let (ours, theirs) = (identity(&first), identity(&bistro));
    let secret = |one: &Identity| one.hub.as_ref().unwrap().credential.clone();
    let (here, there) = (hub.url(""), hub.url("/bistro"));
    let ask = |url: &str, credential: &str| {
        Machine::new().run(&["--hub", url, "--credential", credential, "order", "list", "--json"])
    };
    assert_eq!(ask(&there, &secret(&theirs)).json()["orders"].as_array().unwrap().len(), 1);
    let found = ask(&here, &secret(&theirs)).json();
    assert_eq!(found["orders"].as_array().unwrap().len(), 1, "a credential names its site");
    assert_eq!(ask(&here, &secret(&ours)).json()["orders"], json!([]));
    ask(&there, &secret(&ours)).refused(1, "pair again");
    let forged = format!("{}.{}", theirs.site, secret(&ours));
    ask(&here, &forged).refused(1, "pair again");
    ask(&hub.url("/other"), &secret(&ours)).refused(1, "this hub has no site other");
    let code = hub.machine.json(&["--site", "bistro", "hub", "pair"])["code"].clone();
    let joining = Joining {
        hub: here.clone(),
        pin: None,
        plain: false,
        code: code.as_str().unwrap().to_owned(),
        name: "Front".to_owned(),
        letter: None,
    };
    let joined = join_blocking(&Machine::new(), &joining);
    assert!(joined.is_err(), "a code is good at its own site alone");

    let liar = |identity: Identity| {
        let machine = Machine::new();
        let folder = Mode::Counter.folder(&machine.data());
        let store = Store::open(&folder, &OpenOptions::new("test", &folder, At(0))).unwrap();
        store.writer().set_identity(identity).unwrap();
        store.close();
        machine.run(&["sync", "--once"])
    };
    liar(Identity { site: theirs.site, ..ours.clone() }).refused(1, "does not know this terminal");
    liar(Identity { site: ours.site, ..theirs.clone() }).refused(1, "another site");
    liar(Identity { site: SiteId(5), ..ours.clone() }).refused(1, "another site");
    let swapped = Identity { hub: ours.hub.clone(), ..theirs };
    liar(swapped).refused(1, "does not know this terminal");
    assert_eq!(sell(&first), "A1", "the others are undisturbed");
}

#[test]
fn a_site_that_is_broken_or_retired_is_refused_in_words_and_the_others_go_on() {
    let mut hub = Hub::with_bistro();
    let (first, bistro) = (hub.counter("first"), hub.counter("bistro"));
    hub.machine.json(&["hub", "site", "add", "kiosk"]);
    let kiosk = hub.counter("kiosk");
    sell(&kiosk);
    hub.lose();
    let data = hub.machine.data().join("sites/kiosk/hub");
    for file in ["tillrail.db", "tillrail.db-wal", "tillrail.db-shm"] {
        let _ = std::fs::remove_file(data.join(file));
    }
    std::fs::write(data.join("tillrail.db"), vec![7; 100_000]).unwrap();
    hub.again();
    kiosk.run(&["sync", "--once"]).refused(1, "the site kiosk cannot be opened now");
    assert_eq!((sell(&first), sell(&bistro)), ("A1".to_owned(), "A1".to_owned()));
    let (status, health) = hub.get("/bistro/health");
    assert!(status == 200 && health.contains(&identity(&bistro).site.to_string()), "{health}");
    assert_eq!(hub.get("/kiosk/health").0, 503);
    let metrics = hub.get("/metrics").1;
    for row in ["tillrail_envelopes{site=\"bistro\"}", "tillrail_envelopes{site=\"first\"}"] {
        assert!(metrics.contains(row), "{metrics}");
    }
    assert!(metrics.contains("tillrail_sites{state=\"broken\"} 1"), "{metrics}");
    assert_eq!(crate::hub::metrics::families(&metrics)["tillrail_sites"].rows.len(), 5);
    let health: serde_json::Value = serde_json::from_str(&hub.get("/health").1).unwrap();
    let found: Vec<(&str, &str)> = health["sites"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["name"].as_str().unwrap(), one["state"].as_str().unwrap()))
        .collect();
    assert_eq!(found, [("first", "open"), ("bistro", "open"), ("kiosk", "broken")]);
    let said = hub.machine.run(&["doctor"]);
    assert_eq!(said.status, 1, "{said:?}");
    assert!(said.out.contains("ACT   site kiosk: it cannot be opened: "), "{said:?}");
    assert!(said.out.contains("ok    site bistro: it can be opened"), "{said:?}");

    hub.machine.run(&["hub", "site", "retire", "first"]).refused(1, "cannot be retired");
    hub.machine.json(&["hub", "site", "retire", "bistro"]);
    assert_eq!(hub.state("bistro"), "retired");
    bistro.run(&["sync", "--once"]).refused(1, "the site bistro was retired at this hub");
    assert_eq!(hub.get("/bistro/health").0, 410);
    assert_eq!(orders(&hub.machine, &["--site", "bistro"]), ["A1"], "its data stay");
    assert_eq!(sell(&first), "A2");
    hub.machine.json(&["hub", "site", "resume", "bistro"]);
    assert_eq!(sell(&bistro), "A2");
    hub.machine.run(&["--site", "nowhere", "status"]).refused(1, "there is no site nowhere");
    hub.machine.run(&["--site", "bistro", "hub"]).refused(2, "the hub serves every site");
}
