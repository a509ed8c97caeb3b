//! The calls of the hub, as a web shop or a script makes them.

use reqwest::{Client, Method};
use serde_json::{Value, json};
use tillrail::domain::id::TerminalKind;

use super::site::{Hub, folder};

/// A caller with its credential.
struct Caller {
    client: Client,
    credential: String,
}

impl Caller {
    async fn new(hub: &Hub, number: u64) -> Self {
        let identity = hub.pair(number, TerminalKind::Counter).await;
        Self { client: Client::new(), credential: identity.hub.unwrap().credential }
    }

    async fn call(
        &self,
        hub: &Hub,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> (u16, Value) {
        self.keyed(hub, method, path, body, None).await
    }

    async fn keyed(
        &self,
        hub: &Hub,
        method: Method,
        path: &str,
        body: Option<&Value>,
        key: Option<&str>,
    ) -> (u16, Value) {
        let mut request = self.client.request(method, hub.url(path)).bearer_auth(&self.credential);
        if let Some(body) = body {
            request = request.json(body);
        }
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap())
    }

    async fn get(&self, hub: &Hub, path: &str) -> (u16, Value) {
        self.call(hub, Method::GET, path, None).await
    }
}

fn soup_and_lemonade() -> Value {
    json!({
        "service": "takeaway",
        "name": "Ana",
        "lines": [
            {"item": "1", "quantity": 2, "note": "hot"},
            {"item": "4", "quantity": 1},
        ],
        "send": true,
    })
}

async fn api_paths(hub: &Hub) -> Vec<String> {
    let api: Value = reqwest::get(hub.url("/openapi.json")).await.unwrap().json().await.unwrap();
    api["paths"].as_object().unwrap().keys().cloned().collect()
}

fn detail(answer: &Value) -> &str {
    answer["errors"][0]["detail"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_goes_its_whole_way_over_rest() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    hub.pair(10, TerminalKind::Kitchen).await;
    let caller = Caller::new(&hub, 11).await;

    let (status, menu) = caller.get(&hub, "/v1/menu").await;
    assert_eq!((status, menu["schema"].as_str()), (200, Some("menu/1")));
    assert_eq!(menu["items"][0]["price"], 28_000);

    let body = soup_and_lemonade();
    let answer = caller
        .client
        .post(hub.url("/v1/orders"))
        .bearer_auth(&caller.credential)
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 201);
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    let order: Value = answer.json().await.unwrap();
    assert_eq!(order["schema"], "order/1");
    assert_eq!(order["number"], "W1");
    assert_eq!(order["status"], "ACCEPTED");
    assert_eq!(order["lines"][0]["quantity"], 2);
    assert_eq!(order["money"]["subtotal"], 56_350);
    assert_eq!(order["money"]["total"], 66_493, "18 % on top, rounded once");
    assert_eq!(order["currency"], "EUR");
    assert_eq!(location, format!("/v1/orders/{}", order["id"].as_str().unwrap()));

    let day = order["day"].as_str().unwrap();
    for path in [location.clone(), "/v1/orders/W1".to_owned(), format!("/v1/orders/{day}/W1")] {
        assert_eq!(caller.get(&hub, &path).await, (200, order.clone()), "{path}");
    }
    let (_, tickets) = caller.get(&hub, "/v1/kitchen/tickets").await;
    assert_eq!(tickets["tickets"][0]["number"], "W1");
    assert_eq!(
        tickets["tickets"][0]["lines"].as_array().unwrap().len(),
        1,
        "nobody makes lemonade"
    );
    let (_, elsewhere) = caller.get(&hub, "/v1/kitchen/tickets?station=cold").await;
    assert_eq!(elsewhere["tickets"], json!([]));

    assert_eq!(api_paths(&hub).await.len(), 19);
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_kitchen_and_the_till_work_over_rest() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    hub.pair(10, TerminalKind::Kitchen).await;
    let caller = Caller::new(&hub, 11).await;
    let body = soup_and_lemonade();
    let (_, order) = caller.call(&hub, Method::POST, "/v1/orders", Some(&body)).await;
    let location = "/v1/orders/W1";
    let soup = order["lines"][0]["id"].as_str().unwrap();
    let step = format!("{location}/lines/{soup}/start");
    let (status, started) = caller.call(&hub, Method::POST, &step, None).await;
    assert_eq!((status, started["status"].as_str()), (200, Some("PREPARING")));
    let (status, again) = caller.call(&hub, Method::POST, &step, None).await;
    assert_eq!(status, 409);
    assert_eq!(again["errors"][0]["code"], "conflict");

    let wish = json!({"status": "READY"});
    let path = format!("{location}/status");
    let (status, ready) = caller.call(&hub, Method::PATCH, &path, Some(&wish)).await;
    assert_eq!((status, ready["status"].as_str()), (200, Some("READY")));
    let wish = json!({"status": "COMPLETED"});
    let (status, answer) = caller.call(&hub, Method::PATCH, &path, Some(&wish)).await;
    assert_eq!(status, 422);
    assert!(detail(&answer).contains("served and paid"));

    let cash = format!("{location}/payments/cash");
    let (status, short) =
        caller.call(&hub, Method::POST, &cash, Some(&json!({"received": 5}))).await;
    assert_eq!(status, 422, "{short}");
    let (status, paid) =
        caller.call(&hub, Method::POST, &cash, Some(&json!({"received": 70_000}))).await;
    assert_eq!((status, paid["change"].as_i64()), (200, Some(3_507)));
    let (status, _) = caller.call(&hub, Method::POST, &cash, Some(&json!({"received": 1}))).await;
    assert_eq!(status, 409, "it is paid");
    let wish = json!({"status": "SERVED"});
    let (_, served) = caller.call(&hub, Method::PATCH, &path, Some(&wish)).await;
    assert_eq!(served["status"], "COMPLETED");
    let steps: Vec<&str> = served["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|moment| moment["status"].as_str().unwrap())
        .collect();
    assert_eq!(steps, ["DRAFT", "ACCEPTED", "PREPARING", "READY", "COMPLETED"]);

    let (status, report) = caller.get(&hub, "/v1/reports/day").await;
    assert_eq!((status, report["schema"].as_str()), (200, Some("day/1")), "{report}");
    let (_, kitchen) = caller.get(&hub, "/v1/kitchen/stats").await;
    assert_eq!(kitchen["lines"], 1);
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_idempotency_key_is_one_order_also_after_a_restart() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let caller = Caller::new(&hub, 11).await;
    let body = soup_and_lemonade();
    let post = async |hub: &Hub, body: &Value, key: &str| {
        caller.keyed(hub, Method::POST, "/v1/orders", Some(body), Some(key)).await
    };
    let (status, first) = post(&hub, &body, "k1").await;
    assert_eq!(status, 201);
    assert_eq!(post(&hub, &body, "k1").await, (201, first.clone()));
    let path = format!("/v1/orders/{}/status", first["id"].as_str().unwrap());
    let cancel = json!({"status": "CANCELLED", "reason": "guest left"});
    assert_eq!(caller.call(&hub, Method::PATCH, &path, Some(&cancel)).await.0, 200);
    assert_eq!(post(&hub, &body, "k1").await, (201, first.clone()), "whatever came later");

    let other = json!({"service": "takeaway", "lines": [{"item": "2", "quantity": 1}]});
    let (status, answer) = post(&hub, &other, "k1").await;
    assert_eq!(status, 422);
    assert!(detail(&answer).contains("another body"));
    let (status, second) = post(&hub, &other, "k2").await;
    assert_eq!((status, second["number"].as_str()), (201, Some("W2")));
    assert_eq!(second["status"], "DRAFT");

    let stranger = Caller::new(&hub, 12).await;
    let (status, third) =
        stranger.keyed(&hub, Method::POST, "/v1/orders", Some(&other), Some("k1")).await;
    assert_eq!((status, third["number"].as_str()), (201, Some("W3")), "a key is the caller's own");

    let hub = hub.restart().await;
    assert_eq!(post(&hub, &body, "k1").await, (201, first));
    assert_eq!(post(&hub, &other, "k1").await.0, 422);
    let (_, fourth) = post(&hub, &body, "k4").await;
    assert_eq!(fourth["number"], "W4", "no number is given twice");
    let (_, open) = caller.get(&hub, "/v1/orders").await;
    assert_eq!(open["orders"].as_array().unwrap().len(), 3, "the cancelled one is not open");
    let (_, cancelled) = caller.get(&hub, "/v1/orders?status=CANCELLED").await;
    assert_eq!(cancelled["orders"][0]["number"], "W1");
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_have_pages() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let caller = Caller::new(&hub, 11).await;
    let body = json!({"service": "takeaway", "lines": [{"item": "2", "quantity": 1}]});
    for _ in 0..53 {
        let (status, _) = caller.call(&hub, Method::POST, "/v1/orders", Some(&body)).await;
        assert_eq!(status, 201);
    }
    let (_, page) = caller.get(&hub, "/v1/orders").await;
    assert_eq!(page["orders"].as_array().unwrap().len(), 50);
    let path = format!("/v1/orders?cursor={}", page["next"].as_str().unwrap());
    let (_, rest) = caller.get(&hub, &path).await;
    assert_eq!(rest["orders"].as_array().unwrap().len(), 3);
    assert_eq!(rest["next"], Value::Null);
    let mut numbers = std::collections::BTreeSet::new();
    for order in page["orders"].as_array().unwrap().iter().chain(rest["orders"].as_array().unwrap())
    {
        assert!(numbers.insert(order["number"].as_str().unwrap().to_owned()), "each once");
    }
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_has_one_shape_and_one_sentence() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let caller = Caller::new(&hub, 11).await;
    let line = |item: &str, quantity: Value| json!({"item": item, "quantity": quantity});
    let order = |lines: Value| json!({"service": "takeaway", "lines": lines});
    let post = Method::POST;
    let patch = Method::PATCH;
    let get = Method::GET;
    let table = [
        (post.clone(), "/v1/orders", Some(order(json!([line("99", json!(1))]))), 422),
        (post.clone(), "/v1/orders", Some(order(json!([line("1", json!(0))]))), 422),
        (post.clone(), "/v1/orders", Some(order(json!([line("1", json!(-1))]))), 422),
        (post.clone(), "/v1/orders", Some(order(json!([line("1", json!(1.2345))]))), 422),
        (post.clone(), "/v1/orders", Some(order(json!([]))), 422),
        (post.clone(), "/v1/orders", Some(json!({"lines": 7})), 422),
        (post.clone(), "/v1/orders", Some(json!({"service": "moon", "lines": []})), 422),
        (post.clone(), "/v1/orders/W9/payments/cash", Some(json!({"received": 1})), 404),
        (post.clone(), "/v1/orders/W9/lines/x/start", None, 404),
        (patch.clone(), "/v1/orders/W9/status", Some(json!({"status": "READY"})), 404),
        (patch.clone(), "/v1/orders/W9/status", Some(json!({"status": "MOON"})), 422),
        (patch, "/v1/orders/W9/status", Some(json!([])), 422),
        (get.clone(), "/v1/orders/W9", None, 404),
        (get.clone(), "/v1/orders/nonsense", None, 404),
        (get.clone(), "/v1/orders/2026-11-20/W9", None, 404),
        (get.clone(), "/v1/orders/someday/W9", None, 404),
        (get.clone(), "/v1/orders?status=MOON", None, 422),
        (get.clone(), "/v1/orders?day=yesterday", None, 422),
        (get.clone(), "/v1/orders?cursor=x", None, 422),
        (get.clone(), "/v1/reports/day?date=x", None, 422),
        (get.clone(), "/v1/reports/day?from=2026-11-21&to=2026-11-20", None, 422),
        (get.clone(), "/v1/nothing", None, 404),
        (Method::DELETE, "/v1/menu", None, 405),
    ];
    for (method, path, body, wanted) in table {
        let (status, answer) = caller.call(&hub, method.clone(), path, body.as_ref()).await;
        assert_eq!(status, wanted, "{method} {path}: {answer}");
        assert_eq!(answer["errors"][0]["status"], wanted, "{method} {path}");
        assert!(!answer["errors"][0]["code"].as_str().unwrap().is_empty());
        assert!(detail(&answer).len() > 10, "{method} {path}: {answer}");
    }
    let stranger = Caller { client: Client::new(), credential: "nobody".to_owned() };
    for path in ["/v1/orders", "/v1/menu", "/v1/kitchen/tickets", "/v1/reports/day"] {
        let (status, answer) = stranger.get(&hub, path).await;
        assert_eq!((status, answer["errors"][0]["code"].as_str()), (401, Some("unauthorised")));
    }
    let giant = json!({"service": "takeaway", "name": "x".repeat(300_000), "lines": []});
    let (status, answer) = caller.call(&hub, post, "/v1/orders", Some(&giant)).await;
    assert_eq!(status, 413, "{answer}");
    assert!(detail(&answer).contains("256 KiB"));
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn health_is_open_to_all_and_the_description_knows_every_call() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let health: Value = reqwest::get(hub.url("/health")).await.unwrap().json().await.unwrap();
    assert_eq!(
        (health["schema"].as_str(), health["status"].as_str()),
        (Some("health/1"), Some("ok"))
    );
    assert_eq!(health["forked"], json!([]));
    let metrics = reqwest::get(hub.url("/metrics")).await.unwrap().text().await.unwrap();
    let envelopes = hub.store.reader().unwrap().envelopes().unwrap();
    let row = format!("tillrail_envelopes {envelopes}");
    assert!(metrics.lines().any(|line| line == row), "{row} is missing in {metrics}");
    let paths = api_paths(&hub).await;
    for path in [
        "/health",
        "/metrics",
        "/v1/pair",
        "/v1/orders",
        "/v1/orders/{order}",
        "/v1/orders/{order}/{number}",
        "/v1/orders/{order}/status",
        "/v1/orders/{order}/lines/{line}/{step}",
        "/v1/orders/{order}/payments/cash",
        "/v1/menu",
        "/v1/kitchen/tickets",
        "/v1/kitchen/stats",
        "/v1/reports/day",
    ] {
        assert!(paths.iter().any(|known| *known == path), "{path} is missing in {paths:?}");
    }
    hub.stop().await;
}
