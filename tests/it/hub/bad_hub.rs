//! Hubs that are none: a terminal says so in words, waits, and goes on selling.

use futures_util::{SinkExt, StreamExt};
use tillrail::domain::frontier::{Frontier, Head};
use tillrail::domain::id::{SiteId, TerminalId, TerminalKind};
use tillrail::store::{HubAddress, Identity};
use tillrail::sync::link::{Link, LinkError};
use tillrail::sync::status::LinkStatus;
use tillrail::sync::wire::{
    BEAT_MS, Frame, Limits, PROTOCOL_VERSION, Places, Refused, Want, Welcome,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;

use super::site::{HUB, SITE, Till, clock, folder, soon};

fn till(folder: &std::path::Path, url: &str) -> Till {
    let identity = Identity {
        site: SITE,
        terminal: TerminalId(10),
        kind: TerminalKind::Counter,
        name: "Bar".to_owned(),
        letter: Some("A".parse().unwrap()),
        hub: Some(HubAddress {
            url: url.to_owned(),
            credential: "c".repeat(64),
            fingerprint: None,
            terminal: None,
        }),
        fingerprint: None,
    };
    Till::new(folder, identity)
}

/// A listener whose every connection is treated alike; its address.
async fn listen<F>(treat: impl Fn(TcpStream) -> F + Send + 'static) -> String
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(treat(stream));
        }
    });
    url
}

/// What the terminal says of a hub.
async fn said(url: &str) -> LinkError {
    let folder = folder();
    let mut till = till(&folder.path().join("a"), url);
    till.note(1);
    let error = soon(Link::once(till.config(url, Want::All), &till.store, clock())).await;
    till.note(2);
    error.unwrap_err()
}

fn welcome(site: SiteId, frontier: Frontier) -> String {
    let welcome = Welcome {
        protocol: PROTOCOL_VERSION,
        hub: HUB,
        site,
        frontier,
        clock: 0,
        limits: Limits::default(),
        beat_ms: BEAT_MS,
        letter: None,
        personal: false,
        recover: false,
    };
    Frame::Welcome(Box::new(welcome)).encode().unwrap()
}

/// A hub that answers the first frame with these texts.
async fn answering(texts: Vec<String>) -> String {
    listen(move |stream| {
        let texts = texts.clone();
        async move {
            let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
            let _ = socket.next().await;
            for text in texts {
                // The terminal may have hung up after an earlier one.
                let _ = socket.send(Message::text(text)).await;
            }
            while let Some(Ok(_)) = socket.next().await {}
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_hub_is_named_as_such() {
    let nobody = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("ws://{}", listener.local_addr().unwrap())
    };
    assert!(said(&nobody).await.to_string().contains("no hub listens at 127.0.0.1"));

    let web = listen(async |mut stream: TcpStream| {
        let mut request = [0_u8; 1_024];
        let _ = stream.read(&mut request).await;
        let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n").await;
    })
    .await;
    let words = said(&web).await.to_string();
    assert!(words.contains("404") && words.contains("check the address"), "{words}");

    let noise = listen(async |mut stream: TcpStream| {
        let _ = stream.write_all(b"\0\xff\x01 220 mail.example ESMTP\r\n").await;
    })
    .await;
    assert!(said(&noise).await.to_string().contains("127.0.0.1"));

    let closing = listen(async |stream: TcpStream| drop(stream)).await;
    assert!(matches!(said(&closing).await, LinkError::Unreachable(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_from_a_hub_is_dropped_in_words() {
    for text in ["", "[]", "{\"moon\":{}}", "{\"events\":{\"no\":1,\"envelopes\":[{}]}}"] {
        let hub = answering(vec![welcome(SITE, Frontier::default()), text.to_owned()]).await;
        let words = said(&hub).await.to_string();
        assert!(words.contains("no frame"), "{words}");
    }
    let hub = answering(vec!["{\"beat\":{\"clock\":1,\"digest\":\"\"}}".to_owned()]).await;
    assert!(said(&hub).await.to_string().contains("out of turn"));
    let giant = "x".repeat(tillrail::sync::wire::FRAME_LIMIT_BYTES + 1);
    let hub = answering(vec![giant]).await;
    assert!(said(&hub).await.to_string().contains("beyond the limit"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_and_a_stranger_are_final_until_a_person_acts() {
    let refused = Frame::Refused(Refused {
        code: "retired".to_owned(),
        sentence: "This terminal was retired.".to_owned(),
        permanent: true,
    });
    let hub = answering(vec![refused.encode().unwrap()]).await;
    let error = said(&hub).await;
    assert!(error.is_permanent() && error.to_string().contains("retired"), "{error}");

    let hub = answering(vec![welcome(SiteId(5), Frontier::default())]).await;
    let error = said(&hub).await;
    assert!(error.is_permanent() && error.to_string().contains("another site"), "{error}");

    let other = Head { seq: 1, hash: tillrail::domain::envelope::Hash::of(b"another branch") };
    let frontier = Frontier([(TerminalId(10), other)].into());
    let nothing = Places { journal: TerminalId(10), heads: Vec::new() };
    let nothing = Frame::Places(nothing).encode().unwrap();
    let hub = answering(vec![welcome(SITE, frontier), nothing]).await;
    let error = said(&hub).await;
    assert!(error.to_string().contains("where two branches part"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_fails_keeps_counting_what_is_unsent() {
    let folder = folder();
    let closing = listen(async |stream: TcpStream| drop(stream)).await;
    let mut till = till(&folder.path().join("a"), &closing);
    let link = till.link();
    for n in 1..=5 {
        till.note(n);
        let report = soon(link.reported(|report| {
            report.unsent == u64::try_from(n).unwrap()
                && matches!(report.status, LinkStatus::Offline { .. })
        }));
        report.await.unwrap();
    }
    link.try_now();
    link.stop().await;
}
