//! Joining a site and leaving it.

use serde_json::{Value, json};
use tillrail::domain::command::Command;
use tillrail::domain::id::{TerminalId, TerminalKind};
use tillrail::hub::desk::DeskRequest;
use tillrail::sync::link::{Link, LinkError};
use tillrail::sync::status::LinkStatus;
use tillrail::sync::wire::Want;

use super::site::{Hub, Till, clock, folder, soon};

fn body(code: &str, number: u64, letter: Option<&str>) -> Value {
    json!({
        "code": code,
        "terminal": TerminalId(number).to_string(),
        "kind": "counter",
        "name": "Bar",
        "letter": letter,
    })
}

async fn pair(hub: &Hub, body: &Value) -> (u16, Value) {
    let answer = reqwest::Client::new().post(hub.url("/v1/pair")).json(body).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_good_once_and_a_wrong_one_says_how_many_tries_are_left() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let (status, answer) = pair(&hub, &body("123456", 10, None)).await;
    assert_eq!(status, 401);
    assert!(answer["errors"][0]["detail"].as_str().unwrap().contains("tillrail hub pair"));

    let code = hub.state.pair_code().digits;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let (status, answer) = pair(&hub, &body(wrong, 10, None)).await;
    assert_eq!(status, 401);
    assert!(answer["errors"][0]["detail"].as_str().unwrap().contains("4 tries are left"));

    let (status, answer) = pair(&hub, &body(&code, 10, None)).await;
    assert_eq!((status, answer["letter"].as_str()), (200, Some("A")), "{answer}");
    assert_eq!(answer["credential"].as_str().unwrap().len(), 64);
    assert_eq!(answer["fingerprint"], Value::Null, "this hub serves plain text alone");
    let (status, _) = pair(&hub, &body(&code, 11, None)).await;
    assert_eq!(status, 401, "a code is good once");

    for _ in 0..5 {
        hub.state.pair_code();
    }
    let code = hub.state.pair_code().digits;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..4 {
        assert_eq!(pair(&hub, &body(wrong, 10, None)).await.0, 401);
    }
    assert_eq!(pair(&hub, &body(wrong, 10, None)).await.0, 429);
    assert_eq!(pair(&hub, &body(&code, 10, None)).await.0, 401, "five wrong tries end a code");
    hub.stop().await;
}

/// Whether any file of a folder holds these bytes.
fn bytes_say(folder: &std::path::Path, wanted: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return bytes_say(&path, wanted);
        }
        let bytes = std::fs::read(&path).unwrap();
        bytes.windows(wanted.len()).any(|part| part == wanted.as_bytes())
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_keeps_the_hash_of_a_credential_and_never_the_credential() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let code = hub.state.pair_code().digits;
    let (_, answer) = pair(&hub, &body(&code, 10, None)).await;
    let credential = answer["credential"].as_str().unwrap().to_owned();
    let digest = tillrail::sync::wire::Credential(credential.clone()).digest();
    let (path, _) = hub.stop().await;
    assert!(bytes_say(&path, &digest), "by this a terminal is known again");
    assert!(!bytes_say(&path, &credential), "whoever copies the file is no terminal");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_letter_is_refused_with_the_next_free_one_and_can_be_tried_again() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let first = hub.pair(10, TerminalKind::Counter).await;
    assert_eq!(first.letter.unwrap().as_str(), "A");
    let code = hub.state.pair_code().digits;
    let (status, answer) = pair(&hub, &body(&code, 11, Some("A"))).await;
    assert_eq!(status, 409);
    let detail = answer["errors"][0]["detail"].as_str().unwrap();
    assert_eq!(detail, "order letter A is taken on this site: take B");
    let (status, answer) = pair(&hub, &body(&code, 11, Some("W"))).await;
    assert_eq!(status, 409, "W is the hub's: {answer}");
    let (status, answer) = pair(&hub, &body(&code, 11, Some("b"))).await;
    assert_eq!((status, answer["letter"].as_str()), (200, Some("B")));
    let kitchen = hub.pair(12, TerminalKind::Kitchen).await;
    assert_eq!(kitchen.letter, None);
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retired_terminal_is_shown_out_at_once_and_stays_out() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let mut till = Till::new(&folder.path().join("a"), hub.pair(10, TerminalKind::Counter).await);
    till.note(1);
    let link = till.link();
    soon(link.settled()).await.unwrap();
    let retire = DeskRequest::Commands(vec![Command::RetireTerminal(TerminalId(10))]);
    hub.state.ask(retire).await;
    let refused = |report: &tillrail::sync::status::LinkReport| matches!(&report.status, LinkStatus::Refused { code, .. } if code == "retired");
    soon(link.reported(refused)).await.unwrap();
    link.stop().await;

    let url = till.identity.hub.clone().unwrap().url;
    let once = Link::once(till.config(&url, Want::All), &till.store, clock());
    match soon(once).await {
        Err(LinkError::Refused { code, sentence }) => {
            assert_eq!(code, "retired");
            assert!(sentence.contains("pair it again"));
        }
        other => panic!("{other:?}"),
    }
    hub.stop().await;
}
