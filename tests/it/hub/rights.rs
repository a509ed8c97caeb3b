//! Who may do what over the network: a display only reads, a kitchen cooks, and what a kitchen made
//! that it may not make is held by everybody and counted by nobody.

use reqwest::{Client, Method};
use serde_json::{Value, json};
use tillrail::domain::envelope::{Fact, Sealed};
use tillrail::domain::event::{Event, Payment, Tender};
use tillrail::domain::id::{AggregateId, OrderId, PaymentId, TerminalId, TerminalKind, Uid};
use tillrail::domain::money::Money;
use tillrail::domain::time::Hlc;
use tillrail::store::{Batch, Priority};

use super::site::{Hub, Till, converged, folder, soon};

async fn call(hub: &Hub, who: &str, way: Method, path: &str, body: Value) -> (u16, Value) {
    let request = Client::new().request(way, hub.url(path)).bearer_auth(who).json(&body);
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_display_only_reads_and_a_kitchen_does_kitchen_work() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let credential = async |number, kind| hub.pair(number, kind).await.hub.unwrap().credential;
    let counter = credential(10, TerminalKind::Counter).await;
    let kitchen = credential(11, TerminalKind::Kitchen).await;
    let display = credential(12, TerminalKind::Display).await;
    let order =
        json!({"service": "takeaway", "lines": [{"item": "1", "quantity": 1}], "send": true});
    for who in [&kitchen, &display] {
        let (status, said) = call(&hub, who, Method::POST, "/v1/orders", order.clone()).await;
        assert_eq!((status, &said["errors"][0]["code"]), (403, &json!("forbidden")), "{said}");
    }
    let (status, placed) = call(&hub, &counter, Method::POST, "/v1/orders", order).await;
    assert_eq!(status, 201, "{placed}");
    let path = format!("/v1/orders/{}", placed["id"].as_str().unwrap());
    let at = |rest: &str| format!("{path}{rest}");
    let ready = json!({"status": "READY"});
    for (who, way, path, body, expected) in [
        (&display, Method::GET, path.clone(), Value::Null, 200),
        (&display, Method::GET, "/v1/menu".to_owned(), Value::Null, 200),
        (&display, Method::PATCH, at("/status"), ready.clone(), 403),
        (&display, Method::POST, at("/payments/cash"), json!({"received": 9_999}), 403),
        (&kitchen, Method::POST, at("/payments/cash"), json!({"received": 9_999}), 403),
        (&kitchen, Method::POST, at("/payments/card"), json!({}), 403),
        (&kitchen, Method::POST, at("/send"), Value::Null, 403),
        (
            &kitchen,
            Method::PATCH,
            at("/status"),
            json!({"status": "CANCELLED", "reason": "no"}),
            403,
        ),
        (&kitchen, Method::PATCH, at("/status"), ready, 200),
        (&counter, Method::POST, at("/payments/card"), json!({}), 200),
    ] {
        let (status, said) = call(&hub, who, way.clone(), &path, body).await;
        assert_eq!(status, expected, "{way} {path}: {said}");
    }
    hub.stop().await;
}

/// A payment that a kitchen forged, behind the end of its journal.
fn forged(kitchen: &Till, order: OrderId) -> Sealed {
    let last = kitchen.store.reader().unwrap();
    let own = kitchen.identity.terminal;
    let rows = last.range(own, 0, 9_999, usize::MAX).unwrap();
    let last = rows.last().unwrap();
    let paid = Payment {
        payment: PaymentId(Uid { terminal: own, boot: last.fact.boot, counter: 77_777 }),
        tender: Tender::Card,
        amount: Money::new(1_000_000),
        tendered: Money::new(1_000_000),
        change: Money::ZERO,
        tip: Money::ZERO,
        rounding: Money::ZERO,
        reference: None,
        shift: None,
        drawer: None,
    };
    Sealed::seal(Fact {
        seq: last.fact.seq + 1,
        prev: last.hash,
        hlc: Hlc::next(last.fact.hlc, last.fact.at.plus(5_000)),
        aggregate: AggregateId::Order(order),
        event: Some(Event::PaymentTaken(Box::new(paid))),
        ..(*last.fact).clone()
    })
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn money_of_a_kitchen_is_everywhere_and_counts_nowhere() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let mut till = Till::new(&folder.path().join("a"), hub.pair(10, TerminalKind::Counter).await);
    till.exchange().await;
    till.learn();
    let order = till.sell(&[("1", 1)], false);
    till.exchange().await;
    let mut kitchen =
        Till::new(&folder.path().join("k"), hub.pair(11, TerminalKind::Kitchen).await);
    kitchen.note(1);
    kitchen.exchange().await;
    let envelopes = vec![forged(&kitchen, order)];
    kitchen.store.writer().append_and_wait(Batch { priority: Priority::Sale, envelopes }).unwrap();
    let links = [till.link(), kitchen.link()];
    converged(&[&hub.store, &till.store, &kitchen.store]).await;
    for link in &links {
        soon(link.settled()).await.unwrap();
    }
    for store in [&hub.store, &till.store, &kitchen.store] {
        let mut reader = store.reader().unwrap();
        assert_eq!(reader.left_out().unwrap().not_permitted, 1);
        assert!(reader.order(order).unwrap().unwrap().payments.is_empty());
    }
    till.learn();
    till.settle(order);
    converged(&[&hub.store, &till.store]).await;
    assert_eq!(hub.store.reader().unwrap().order(order).unwrap().unwrap().payments.len(), 1);
    let health: Value = reqwest::get(hub.url("/health")).await.unwrap().json().await.unwrap();
    assert_eq!(health["not_permitted"], 1, "{health}");
    let metrics = reqwest::get(hub.url("/metrics")).await.unwrap().text().await.unwrap();
    for row in ["tillrail_not_permitted 1", "tillrail_quarantined 0", "tillrail_connected 2"] {
        assert!(metrics.lines().any(|line| line == row), "{row} is missing in {metrics}");
    }
    for link in links {
        link.stop().await;
    }
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_takes_nobody_elses_identity() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let credential = async |number, kind| hub.pair(number, kind).await.hub.unwrap().credential;
    let counter = credential(10, TerminalKind::Counter).await;
    let kitchen = credential(11, TerminalKind::Kitchen).await;
    let renew = async |terminal: TerminalId| {
        let body = json!({"terminal": terminal.to_string(), "trail": [], "retire": false});
        call(&hub, &kitchen, Method::POST, "/v1/renew", body).await
    };
    for taken in [TerminalId(10), TerminalId(11), hub.state.hub()] {
        let (status, said) = renew(taken).await;
        assert_eq!(status, 409, "{said}");
        assert!(said["errors"][0]["detail"].as_str().unwrap().contains("at random"), "{said}");
    }
    // The counter is who it was, and can sell.
    let order =
        json!({"service": "takeaway", "lines": [{"item": "1", "quantity": 1}], "send": true});
    assert_eq!(call(&hub, &counter, Method::POST, "/v1/orders", order).await.0, 201);
    let (status, renewed) = renew(TerminalId(12)).await;
    assert_eq!((status, &renewed["held"], &renewed["letter"]), (200, &json!(0), &Value::Null));
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_makes_nobody_the_hub_or_something_else_than_before() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    hub.pair(10, TerminalKind::Counter).await;
    let pair = async |terminal: TerminalId, kind: &str| {
        let code = hub.state.pair_code().digits;
        let body = json!({
            "code": code, "terminal": terminal.to_string(), "kind": kind, "name": "Bar",
        });
        call(&hub, "", Method::POST, "/v1/pair", body).await
    };
    for (terminal, kind) in [(hub.state.hub(), "counter"), (TerminalId(10), "kitchen")] {
        let (status, said) = pair(terminal, kind).await;
        assert_eq!((status, &said["errors"][0]["code"]), (409, &json!("conflict")), "{said}");
    }
    let (status, again) = pair(TerminalId(10), "counter").await;
    assert_eq!((status, &again["letter"]), (200, &json!("A")), "{again}");
    hub.stop().await;
}
