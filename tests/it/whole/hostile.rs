//! Peers that mean no good against a hub that is a process of its own: it says no in words, its
//! memory stays bounded, and a terminal goes on selling as if nobody else were there.
//!
//! `HALF_OPEN=10000 cargo test --test it hostile` opens as many sockets (mind `ulimit -n`).

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};
use tillrail::domain::envelope::Hash;

use super::links::Hub;
use super::shop::Shop;

/// Half-open sockets of the short form.
const HALF_OPEN: usize = 200;

/// What the hub's process may hold in memory when all this is over, in kilobytes. An idle hub of a
/// build without optimisation holds some thirty thousand.
const RSS_KB_MAX: u64 = 160_000;

/// What one socket more than those of the short form may cost, kilobytes.
const SOCKET_KB_MAX: usize = 20;

/// What a peer that is refused may keep a reader waiting.
const PATIENCE: Duration = Duration::from_secs(30);

/// The memory of a process, kilobytes.
fn rss(process: u32) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = text.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn dial(hub: &Hub) -> Option<TcpStream> {
    let stream = TcpStream::connect(&hub.address).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    Some(stream)
}

/// Bytes that follow from a seed.
fn noise(seed: u64, len: usize) -> Vec<u8> {
    let mut state = seed | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..len).map(|_| next()).collect()
}

/// What is answered until the hub hangs up, or until it has said this much.
fn answer(mut stream: TcpStream) -> Vec<u8> {
    let mut said = Vec::new();
    let mut buffer = [0_u8; 1_024];
    while said.len() < 4_096 {
        match stream.read(&mut buffer) {
            Ok(count @ 1..) => said.extend_from_slice(&buffer[..count]),
            Ok(0) | Err(_) => break,
        }
    }
    said
}

const UPGRADE: &str = "GET /v1/sync HTTP/1.1\r\nHost: hub\r\nConnection: Upgrade\r\n\
    Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/// The head of a text frame that says it is this long, masked with zeros.
fn frame_head(len: u64) -> Vec<u8> {
    let mut head = vec![0x81, 0xFF];
    head.extend_from_slice(&len.to_be_bytes());
    head.extend_from_slice(&[0, 0, 0, 0]);
    head
}

/// A WebSocket that says this; what the hub answered after the upgrade.
fn say(hub: &Hub, bytes: &[u8]) -> String {
    let Some(mut stream) = dial(hub) else { return String::new() };
    // It may hang up in the middle of what is said: then its answer counts.
    let _ = stream.write_all(UPGRADE.as_bytes()).and_then(|()| stream.write_all(bytes));
    String::from_utf8_lossy(&answer(stream)).into_owned()
}

fn text_frame(text: &str) -> Vec<u8> {
    let mut frame = frame_head(text.len() as u64);
    frame.extend_from_slice(text.as_bytes());
    frame
}

/// What a WebSocket has answered so far, once `enough` stands in it or it has hung up.
fn heard(stream: &mut TcpStream, said: &mut String, enough: &str) {
    let mut buffer = [0_u8; 1_024];
    while !said.contains(enough) {
        match stream.read(&mut buffer) {
            Ok(count @ 1..) => said.push_str(&String::from_utf8_lossy(&buffer[..count])),
            Ok(0) | Err(_) => break,
        }
    }
}

/// A WebSocket that says `hello` and, once it is welcome, perhaps more; what the hub answers until
/// `enough` stands in it.
fn hear(hub: &Hub, hello: &str, more: Option<&str>, enough: &str) -> String {
    let mut stream = dial(hub).expect("a connection");
    let mut said = String::new();
    stream.write_all(UPGRADE.as_bytes()).unwrap();
    stream.write_all(&text_frame(hello)).unwrap();
    if let Some(more) = more {
        heard(&mut stream, &mut said, "welcome");
        stream.write_all(&text_frame(more)).unwrap();
    }
    heard(&mut stream, &mut said, enough);
    said
}

/// A call with this body; what is answered.
fn post(hub: &Hub, path: &str, body: &Value) -> Value {
    let mut stream = dial(hub).expect("a connection");
    let (body, close) = (body.to_string(), "Connection: close");
    let kind = "Content-Type: application/json";
    let head = format!("POST {path} HTTP/1.1\r\nHost: hub\r\n{close}\r\n{kind}\r\n");
    write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let said = String::from_utf8_lossy(&answer(stream)).into_owned();
    let (_, body) = said.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{said}"));
    serde_json::from_str(body).unwrap_or_else(|_| panic!("{said}"))
}

/// One who was paired and means no good.
struct Traitor {
    site: String,
    credential: String,
}

/// The identity of the traitor's terminal.
const TRAITOR: &str = "000000000007T";

impl Traitor {
    fn join(hub: &Hub) -> Self {
        let ask = json!({"code": hub.code(), "terminal": TRAITOR, "kind": "counter", "name": "T"});
        let paired = post(hub, "/v1/pair", &ask);
        let word =
            |key: &str| paired[key].as_str().unwrap_or_else(|| panic!("{paired}")).to_owned();
        Self { site: word("site"), credential: word("credential") }
    }

    fn hello(&self, credential: &str) -> String {
        let site = &self.site;
        json!({"hello": {"protocol": 1, "site": site, "terminal": TRAITOR, "credential": credential,
                         "frontier": {}, "clock": 0, "want": "none"}})
        .to_string()
    }

    /// The first envelope of a journal.
    fn envelope(site: &str, terminal: &str) -> String {
        let zeros = "0".repeat(64);
        format!(
            r#"{{"site":"{site}","terminal":"{terminal}","seq":1,"boot":"0000001","hlc":"01a1f8d3ede80000","at":1795176001000,"day":"2026-11-20","staff":"owner","prev":"{zeros}","v":1,"aggregate":"terminal:{terminal}","event":{{"kind":"clock_drifted","offset_ms":61000}}}}"#
        )
    }

    /// Pushes an envelope, with the hash of `hashed`; what is answered until `enough`.
    fn push(&self, hub: &Hub, envelope: &str, hashed: &str, enough: &str) -> String {
        let hash = Hash::chain(Hash::ZERO, hashed.as_bytes());
        let push = format!(r#"{{"push":{{"envelopes":[{{"b":{envelope},"h":"{hash}"}}]}}}}"#);
        hear(hub, &self.hello(&self.credential), Some(&push), enough)
    }
}

#[test]
fn forged_foreign_and_replayed_envelopes_and_wrong_credentials_are_refused_by_the_program() {
    let hub = Hub::start();
    let shop = Shop::new();
    let counter = hub.counter(&shop);
    let traitor = Traitor::join(&hub);
    let refused = |said: &str, code: &str| {
        assert!(said.contains(&format!(r#""refused":{{"code":"{code}""#)), "{code}: {said}");
    };
    let stranger = traitor.hello(&"0".repeat(64));
    refused(&hear(&hub, &stranger, None, "refused"), "credential");
    let site = traitor.site.as_str();
    let own = Traitor::envelope(site, TRAITOR);
    refused(&traitor.push(&hub, &own, "something else", "refused"), "envelope");
    let elsewhere = Traitor::envelope("0000000000008", TRAITOR);
    refused(&traitor.push(&hub, &elsewhere, &elsewhere, "refused"), "site");
    let others = Traitor::envelope(site, "000000000009Z");
    refused(&traitor.push(&hub, &others, &others, "refused"), "foreign");
    for _ in 0..3 {
        let said = traitor.push(&hub, &own, &own, r#""ack""#);
        assert!(said.contains(r#""ack""#) && said.contains(r#""seq":1"#), "{said}");
    }
    let another = own.replace("61000", "62000");
    let said = traitor.push(&hub, &another, &another, "forked");
    assert!(said.contains(r#""forked""#), "another first envelope is another branch: {said}");

    counter.type_keys("cap Enter");
    counter.wait_for_text("1 Cappuccino");
    counter.press("~ F9 ~ = ~ Enter");
    counter.wait_for_text("PAID A1");
    counter.wait_for(|text| text.contains("ONLINE") && text.contains("0 unsent"));
    let on_hub = shop.ask(&["--hub", &hub.url(), "order", "show", "A1"]);
    assert_eq!(on_hub["money"]["status"], "PAID", "{on_hub}");
}

#[test]
fn hostile_peers_are_refused_in_bounded_memory_and_a_terminal_goes_on_selling() {
    let hub = Hub::start();
    let shop = Shop::new();
    let counter = hub.counter(&shop);
    let wanted = std::env::var("HALF_OPEN").ok().and_then(|text| text.parse().ok());
    let mut open: Vec<TcpStream> = Vec::new();
    let mut sold = 0_i64;
    let mut sell = || {
        sold += 1;
        let number = format!("A{sold}");
        counter.type_keys("cap Enter");
        counter.wait_for_text("1 Cappuccino");
        counter.press("~ F9 ~ = ~ Enter");
        counter.wait_for_text(&format!("PAID {number}"));
        counter.insist("Enter", |text| text.contains("No items yet."));
    };

    // Sockets that say nothing, or half a request, and stay.
    for n in 0..wanted.unwrap_or(HALF_OPEN) {
        let Some(mut stream) = dial(&hub) else { continue };
        let part = &UPGRADE.as_bytes()[..n % UPGRADE.len()];
        // One that is refused at once has had its answer.
        let _ = stream.write_all(part);
        open.push(stream);
    }
    assert!(open.len() > 100, "the machine gives so many sockets");
    sell();

    for seed in 0..20 {
        if let Some(mut stream) = dial(&hub) {
            let _ = stream.write_all(&noise(seed, 3_000));
            let _ = stream.shutdown(std::net::Shutdown::Write);
            answer(stream);
        }
        let garbage = text_frame(&String::from_utf8_lossy(&noise(seed, 300)));
        assert!(say(&hub, &garbage).contains("101"), "it is a WebSocket");
    }
    sell();

    // A frame that says it is a terabyte, and one that really is large.
    say(&hub, &frame_head(1 << 40));
    let giant = "x".repeat(6 * 1_024 * 1_024);
    for _ in 0..5 {
        say(&hub, &text_frame(&giant));
    }
    let wrong = r#"{"hello":{"protocol":1,"site":"0000000000001","terminal":"0000000000002","credential":"00","frontier":{},"clock":0,"want":"all"}}"#;
    let said = say(&hub, &text_frame(wrong));
    assert!(said.contains("another site"), "{said}");
    let said = say(&hub, &text_frame(r#"{"push":{"envelopes":[]}}"#));
    assert!(said.contains("out of turn"), "{said}");
    sell();

    counter.wait_for(|text| text.contains("ONLINE") && text.contains("0 unsent"));
    let memory = rss(hub.process.process());
    let more = open.len().saturating_sub(HALF_OPEN) * SOCKET_KB_MAX;
    let most = RSS_KB_MAX + u64::try_from(more).unwrap();
    assert!(memory < most, "the hub holds {memory} kB of {most} kB for {} sockets", open.len());
    let on_hub = shop.ask(&["--hub", &hub.url(), "order", "show", &format!("A{sold}")]);
    assert_eq!(on_hub["money"]["status"], "PAID", "{on_hub}");
    drop(open);
    shop.verified(u64::try_from(sold).unwrap(), sold * 360);
}
