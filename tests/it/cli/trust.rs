//! Trust on the real binary: certificates and their fingerprints, plain text, retired terminals and
//! limits.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, TcpStream, UdpSocket};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Stdio};

use tillrail::clock::Clock;
use tillrail::hub::{CREDENTIAL_TRIES, PAIRING_TRIES};
use tillrail::runtime::boot::join::{Joining, join};
use tillrail::runtime::boot::{self, BootError, Mode};
use tillrail::store::Reader;
use tillrail::sync::link::{Link, LinkConfig};
use tillrail::sync::status::LinkStatus;
use tillrail::sync::wire::Want;
use tillrail::tls::{CERTIFICATE_FILE, KEY_FILE, Pin};

use super::Machine;

/// A hub that runs as a process of its own; it goes when the test ends.
struct Hub {
    process: Child,
    port: u16,
    fingerprint: String,
}

impl Hub {
    fn start(machine: &Machine, listen: &str) -> Self {
        let mut command = machine.command(&["hub", "--listen", listen]);
        let mut process = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        BufReader::new(process.stderr.take().unwrap()).read_line(&mut said).unwrap();
        let words: Vec<&str> = said.split_whitespace().collect();
        let after = |word: &str| {
            let at = words.iter().position(|one| *one == word).unwrap_or_else(|| panic!("{said}"));
            words[at + 1].trim_end_matches('.').to_owned()
        };
        let port = after("on").rsplit(':').next().unwrap().parse().unwrap();
        Self { process, port, fingerprint: after("fingerprint") }
    }

    fn url(&self) -> String {
        format!("https://127.0.0.1:{}", self.port)
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

fn code(hub: &Machine) -> String {
    hub.json(&["hub", "pair"])["code"].as_str().unwrap().to_owned()
}

fn joining(hub: &Hub, code: String, pin: Option<&str>) -> Joining {
    Joining {
        hub: hub.url(),
        pin: pin.map(|pin| pin.parse::<Pin>().unwrap()),
        plain: false,
        code,
        name: "Front".to_owned(),
        letter: None,
    }
}

fn try_join(machine: &Machine, joining: &Joining) -> Result<(), BootError> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (data, clock) = (machine.data(), Clock::system());
    let joined = join(&data, &Mode::Counter, joining, &clock);
    runtime.block_on(joined).map(|station| drop(station.store))
}

fn joined(hub: &Hub, machine: &Machine) -> Machine {
    let till = Machine::new();
    try_join(&till, &joining(hub, code(machine), Some(&hub.fingerprint))).unwrap();
    till
}

fn unsent(till: &Machine) -> u64 {
    till.json(&["status"])["terminals"][0]["unsent"].as_u64().unwrap()
}

#[test]
fn a_terminal_joins_only_the_hub_whose_fingerprint_somebody_has_compared() {
    let machine = Machine::new();
    let hub = Hub::start(&machine, "127.0.0.1:0");
    let key = machine.data().join("hub").join(KEY_FILE);
    assert_eq!(std::fs::metadata(key).unwrap().permissions().mode() & 0o777, 0o600);
    let pairing = machine.json(&["hub", "pair"]);
    assert_eq!(pairing["fingerprint"], hub.fingerprint.as_str());
    let shown = machine.run(&["status"]).done().out;
    assert!(shown.contains(&hub.fingerprint), "{shown}");

    let till = Machine::new();
    let code = pairing["code"].as_str().unwrap().to_owned();
    let refused = try_join(&till, &joining(&hub, code.clone(), None)).unwrap_err();
    assert!(refused.to_string().contains(&hub.fingerprint), "{refused}");
    let other = "0000-1111-2222-3333-4444-5555";
    let refused = try_join(&till, &joining(&hub, code.clone(), Some(other))).unwrap_err();
    assert!(refused.to_string().contains("somebody may stand between"), "{refused}");
    assert!(boot::identity_in(&Mode::Counter.folder(&till.data())).unwrap().is_none());
    // The code was told to nobody: it is still good.
    try_join(&till, &joining(&hub, code, Some(&hub.fingerprint.to_lowercase()))).unwrap();
    let moved = till.json(&["sync", "--once"]);
    assert!(moved["terminals"][0]["received"].as_u64().unwrap() > 0, "{moved}");
    let told = till.run(&["status"]).done().out;
    assert!(told.contains("TLS"), "{told}");

    let url = hub.url();
    till.run(&["--hub", &url, "order", "list"]).done();
    let stranger = Machine::new();
    let asked = ["--hub", &url, "--credential", "x", "order", "list"];
    stranger.run(&asked).refused(1, "--fingerprint");
    let mut wrong = asked.to_vec();
    wrong.extend(["--fingerprint", other]);
    stranger.run(&wrong).refused(1, "not that of --fingerprint");
    let mut right = asked.to_vec();
    right.extend(["--fingerprint", &hub.fingerprint]);
    stranger.run(&right).refused(1, "pair again");
}

#[test]
fn a_changed_certificate_is_refused_with_the_remedy_and_nothing_unsent_is_lost() {
    let machine = Machine::new();
    let hub = Hub::start(&machine, "127.0.0.1:0");
    let till = joined(&hub, &machine);
    till.run(&["sync", "--once"]).done();
    till.json(&["shift", "open"]);
    let waiting = unsent(&till);
    assert!(waiting > 0);
    let port = hub.port;
    drop(hub);
    for file in [CERTIFICATE_FILE, KEY_FILE] {
        std::fs::remove_file(machine.data().join("hub").join(file)).unwrap();
    }
    let hub = Hub::start(&machine, &format!("127.0.0.1:{port}"));
    let refused = till.run(&["sync", "--once"]);
    refused.refused(1, &format!("tillrail terminal trust {}", hub.fingerprint));
    assert!(till.run(&["doctor"]).out.contains("another certificate"));
    assert_eq!(unsent(&till), waiting);
    till.run(&["terminal", "trust", "0000-1111-2222-3333-4444-5555"]).refused(1, "another");
    till.run(&["terminal", "trust", &hub.fingerprint]).done();
    assert_eq!(till.json(&["sync", "--once"])["terminals"][0]["sent"], waiting);
}

#[test]
fn a_certificate_of_ones_own_is_served() {
    let maker = tempfile::tempdir().unwrap();
    let own = tillrail::tls::own(maker.path()).unwrap();
    let machine = Machine::new();
    let path = |file: &str| maker.path().join(file).display().to_string();
    let settings =
        format!("[hub]\ncert = \"{}\"\nkey = \"{}\"\n", path(CERTIFICATE_FILE), path(KEY_FILE));
    let config = machine.file("own.toml", &settings).display().to_string();
    let half = machine.file("half.toml", "[hub]\ncert = \"/x.pem\"\n").display().to_string();
    machine.run(&["--config", &half, "status"]).refused(1, "`hub.key`");
    let mut command = machine.command(&["--config", &config, "hub", "--listen", "127.0.0.1:0"]);
    let mut process = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(process.stderr.take().unwrap()).read_line(&mut said).unwrap();
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(said.contains(&own.fingerprint.to_string()), "{said}");
    assert!(!machine.data().join("hub").join(KEY_FILE).exists(), "and none is made");
}

/// The address of this machine on its network; this machine's own name when it has no network.
fn own_address() -> IpAddr {
    let asked = UdpSocket::bind("0.0.0.0:0").and_then(|socket| {
        socket.connect("192.0.2.1:9")?;
        socket.local_addr()
    });
    asked.map_or(IpAddr::from([127, 0, 0, 1]), |address| address.ip())
}

/// What a hub answers to a bare request.
fn bare(address: IpAddr, port: u16) -> String {
    let mut stream = TcpStream::connect((address, port)).unwrap();
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn plain_text_from_another_machine_is_refused_in_words_unless_the_setting_gives_it_up() {
    let machine = Machine::new();
    let hub = Hub::start(&machine, "0.0.0.0:0");
    let here = bare([127, 0, 0, 1].into(), hub.port);
    assert!(here.starts_with("HTTP/1.1 200"), "{here}");
    let address = own_address();
    let told = machine.json(&["hub", "pair"]);
    let url = told["hub"].as_str().unwrap();
    if !address.is_loopback() {
        assert_eq!(url, format!("https://{address}:{}", hub.port));
        let there = bare(address, hub.port);
        assert!(there.starts_with("HTTP/1.1 426") && there.contains("hub.plain"), "{there}");
        let till = Machine::new();
        let plain = format!("http://{address}:{}", hub.port);
        let asked = ["--hub", &plain, "--credential", "x", "order", "list"];
        till.run(&asked).refused(1, "take the terminal's key");
        let config = till.file("plain.toml", "[hub]\nplain = \"on\"\n").display().to_string();
        let mut given_up = vec!["--config", config.as_str()];
        given_up.extend(asked);
        till.run(&given_up).refused(1, "");
    }
    drop(hub);
    let config = machine.file("plain.toml", "[hub]\nplain = \"on\"\n").display().to_string();
    let mut command = machine.command(&["--config", &config, "hub", "--listen", "0.0.0.0:0"]);
    let mut process = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(process.stderr.take().unwrap()).read_line(&mut said).unwrap();
    let port = said.split("0.0.0.0:").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    let there = bare(address, port.parse().unwrap());
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(there.starts_with("HTTP/1.1 200"), "{there}");
}

#[test]
fn f12_a_retired_terminal_is_shown_out_at_once_and_sends_what_waits_when_it_is_paired_again() {
    let machine = Machine::new();
    let hub = Hub::start(&machine, "127.0.0.1:0");
    let till = joined(&hub, &machine);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let clock = Clock::system();
    let station = boot::open(&till.data(), &Mode::Counter, &clock).unwrap();
    let config = LinkConfig::of(&station.identity, Want::All).unwrap();
    let (writer, reader) = (station.store.writer(), station.store.reader().unwrap());
    let link = Link::start(config, writer, reader, clock, runtime.handle()).unwrap();
    runtime.block_on(link.settled()).unwrap();
    machine.run(&["terminal", "retire", "Nobody"]).refused(1, "tillrail terminal list");
    machine.run(&["terminal", "retire", "Front"]).done();
    let report = runtime.block_on(link.reported(|report| !report.status.is_connected())).unwrap();
    let LinkStatus::Refused { code, sentence } = report.status else {
        panic!("{report:?}");
    };
    assert_eq!(code, "retired");
    assert!(sentence.contains("pair it again"), "{sentence}");
    runtime.block_on(link.stop());
    station.store.close();
    let listed = machine.json(&["terminal", "list"]);
    let front = listed["terminals"].as_array().unwrap().iter().find(|one| one["name"] == "Front");
    assert!(front.unwrap()["retired"].is_string(), "{listed}");

    till.json(&["shift", "open"]);
    let number = till.json(&["order", "new", "--item", "12"])["number"].clone();
    till.json(&["pay", "cash", number.as_str().unwrap(), "5"]);
    let waiting = unsent(&till);
    till.run(&["sync", "--once"]).refused(1, "pair it again");
    assert_eq!(unsent(&till), waiting, "nothing unsent is deleted");

    let digits = self::code(&machine);
    till.run(&["terminal", "pair", "--code", &digits]).done();
    assert_eq!(unsent(&till), waiting);
    assert_eq!(till.json(&["sync", "--once"])["terminals"][0]["sent"], waiting);
    let number = number.as_str().unwrap();
    assert_eq!(machine.json(&["order", "show", number])["status"], "COMPLETED");
    let folder = Mode::Counter.folder(&till.data());
    assert_eq!(Reader::open(&folder).unwrap().unsent().unwrap(), 0);
}

#[test]
fn wrong_codes_and_credentials_of_one_address_are_limited_and_counted() {
    let machine = Machine::new();
    let hub = Hub::start(&machine, "127.0.0.1:0");
    let till = joined(&hub, &machine);
    tillrail::tls::install();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let client = reqwest::Client::new();
    let plain = format!("http://127.0.0.1:{}", hub.port);
    let body = serde_json::json!({
        "code": "000000", "terminal": "000000000000A", "kind": "counter", "name": "Bar",
    });
    let statuses = |count: u64, call: &dyn Fn() -> reqwest::RequestBuilder| -> Vec<u16> {
        (0..count).map(|_| runtime.block_on(call().send()).unwrap().status().as_u16()).collect()
    };
    let pair = || client.post(format!("{plain}/v1/pair")).json(&body);
    let answers = statuses(PAIRING_TRIES.burst + 1, &pair);
    assert_eq!(answers.iter().filter(|status| **status == 401).count(), 20, "{answers:?}");
    assert_eq!(answers.last(), Some(&429));
    let menu = || client.get(format!("{plain}/v1/menu")).bearer_auth("wrong");
    let answers = statuses(CREDENTIAL_TRIES.burst + 2, &menu);
    assert!(answers.starts_with(&[401; 60]) && answers.contains(&429), "{answers:?}");
    // Who belongs here is not disturbed, from the same address.
    till.run(&["sync", "--once"]).done();
    till.run(&["--hub", &hub.url(), "order", "list"]).done();
    let metrics = runtime.block_on(async {
        client.get(format!("{plain}/metrics")).send().await.unwrap().text().await.unwrap()
    });
    assert!(metrics.contains("tillrail_limited_total{limit=\"PairingTries\"}"), "{metrics}");
    assert!(metrics.contains("tillrail_limited_total{limit=\"CredentialTries\"}"), "{metrics}");
}

#[test]
fn a_hub_that_others_can_reach_is_found_nearby_and_one_that_is_told_to_be_quiet_is_not() {
    if !cfg!(feature = "mdns") {
        return;
    }
    let _alone = super::multicast_alone();
    let machine = Machine::new();
    let hub = Hub::start(&machine, "0.0.0.0:0");
    let asker = Machine::new();
    let found = |seconds: &str| {
        let listed = asker.json(&["hub", "find", "--seconds", seconds]);
        assert_eq!(listed["schema"], "hubs/1");
        let port = format!(":{}", hub.port);
        let hubs = listed["hubs"].as_array().unwrap().clone();
        hubs.into_iter().find(|one| one["address"].as_str().unwrap().ends_with(&port))
    };
    // A busy machine answers late; one without multicast never does, and that is no failure.
    match (0..3).find_map(|_| found("3")) {
        Some(one) => {
            assert_eq!(one["fingerprint"], hub.fingerprint.as_str(), "{one}");
            assert_eq!(one["problem"], serde_json::Value::Null);
        }
        None => asker
            .run(&["hub", "find", "--seconds", "1"])
            .done()
            .out
            .find("No hub")
            .map_or_else(|| panic!("the network carries other hubs and not this one"), |_| ()),
    }
    drop(hub);
    let config = machine.file("quiet.toml", "[hub]\nannounce = \"off\"\n").display().to_string();
    let mut command = machine.command(&["--config", &config, "hub", "--listen", "0.0.0.0:0"]);
    let mut process = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(process.stderr.take().unwrap()).read_line(&mut said).unwrap();
    let port = said.split("0.0.0.0:").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    let listed = asker.json(&["hub", "find", "--seconds", "1"]).to_string();
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(!listed.contains(&format!(":{port}\"")), "{listed}");
}
