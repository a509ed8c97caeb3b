//! Peers that mean no good: refused in words, the others undisturbed.

use futures_util::{SinkExt, StreamExt};
use tillrail::domain::envelope::{Hash, Sealed};
use tillrail::domain::frontier::Frontier;
use tillrail::domain::id::{SiteId, TerminalId, TerminalKind};
use tillrail::store::Identity;
use tillrail::sync::wire::{
    Credential, FRAME_LIMIT_BYTES, Frame, Hello, PROTOCOL_VERSION, Packed, Push, Want,
};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::site::{Hub, SITE, Till, folder, soon};

/// A bare connection that says what it likes.
struct Raw(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Raw {
    async fn connect(hub: &Hub) -> Self {
        let url = format!("ws://{}/v1/sync", hub.address);
        Self(connect_async(url).await.unwrap().0)
    }

    async fn say(&mut self, message: Message) {
        // The hub may have hung up already; what it said stands in `answer`.
        let _ = self.0.send(message).await;
    }

    async fn send(&mut self, frame: &Frame) {
        self.say(Message::text(frame.encode().unwrap())).await;
    }

    /// The next frame that is no heartbeat; `None` when the hub hung up.
    async fn answer(&mut self) -> Option<Frame> {
        loop {
            match soon(self.0.next()).await {
                Some(Ok(Message::Text(text))) => {
                    let frame = Frame::decode(&text).unwrap();
                    if !matches!(frame, Frame::Beat(_)) {
                        return Some(frame);
                    }
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    /// The code with which the hub refused.
    async fn refused(&mut self) -> String {
        match self.answer().await {
            Some(Frame::Refused(refused)) => {
                assert!(refused.sentence.len() > 20, "in words: {}", refused.sentence);
                assert_eq!(self.answer().await, None, "and hung up");
                refused.code
            }
            other => panic!("{other:?}"),
        }
    }
}

fn hello(identity: &Identity) -> Hello {
    Hello {
        aside: false,
        protocol: PROTOCOL_VERSION,
        site: identity.site,
        terminal: identity.terminal,
        credential: Credential(identity.hub.clone().unwrap().credential),
        frontier: Frontier::default(),
        clock: 0,
        want: Want::None,
    }
}

async fn open(hub: &Hub, identity: &Identity) -> Raw {
    let mut raw = Raw::connect(hub).await;
    raw.send(&Frame::Hello(Box::new(hello(identity)))).await;
    assert!(matches!(raw.answer().await, Some(Frame::Welcome(_))));
    raw
}

fn push(rows: &[Sealed]) -> Frame {
    Frame::Push(Push { envelopes: rows.iter().map(Packed::from).collect() })
}

fn journal(till: &Till) -> Vec<Sealed> {
    till.store.reader().unwrap().range(till.identity.terminal, 0, 999, usize::MAX).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_giants_and_strangers_are_refused_and_nobody_else_notices() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let identity = hub.pair(10, TerminalKind::Counter).await;
    let held = hub.frontier();

    for garbage in ["", "{}", "[1,2", r#"{"push":{"envelopes":7}}"#, r#"{"moon":{}}"#] {
        let mut raw = Raw::connect(&hub).await;
        raw.say(Message::text(garbage)).await;
        assert_eq!(raw.refused().await, "frame", "{garbage}");
    }
    let mut raw = Raw::connect(&hub).await;
    raw.say(Message::binary(vec![0_u8, 255, 254, 1])).await;
    assert_eq!(raw.refused().await, "frame");

    let mut raw = Raw::connect(&hub).await;
    raw.say(Message::text("x".repeat(FRAME_LIMIT_BYTES + 1))).await;
    assert_eq!(raw.answer().await, None, "a giant is cut off");

    let mut raw = Raw::connect(&hub).await;
    raw.send(&push(&[])).await;
    assert_eq!(raw.refused().await, "frame", "nothing before hello");

    let wrong = [
        (Hello { credential: Credential("0".repeat(64)), ..hello(&identity) }, "credential"),
        (Hello { credential: Credential(String::new()), ..hello(&identity) }, "credential"),
        (Hello { terminal: TerminalId(99), ..hello(&identity) }, "credential"),
        (Hello { site: SiteId(8), ..hello(&identity) }, "site"),
        (Hello { protocol: 99, ..hello(&identity) }, "version"),
    ];
    for (hello, code) in wrong {
        let mut raw = Raw::connect(&hub).await;
        raw.send(&Frame::Hello(Box::new(hello))).await;
        assert_eq!(raw.refused().await, code);
    }
    assert_eq!(hub.frontier(), held);
    let till = Till::new(&folder.path().join("a"), identity);
    till.exchange().await;
    assert_eq!(till.frontier(), hub.frontier(), "an honest terminal works as ever");
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_foreign_and_misplaced_envelopes_never_reach_the_disk() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let mut till = Till::new(&folder.path().join("a"), hub.pair(10, TerminalKind::Counter).await);
    let mut other = Till::new(&folder.path().join("b"), hub.pair(11, TerminalKind::Counter).await);
    for n in 0..4 {
        till.note(n);
        other.note(n);
    }
    let held = hub.frontier();
    let (own, foreign) = (journal(&till), journal(&other));
    let identity = till.identity.clone();

    let mut raw = open(&hub, &identity).await;
    raw.send(&push(&foreign)).await;
    assert_eq!(raw.refused().await, "foreign");

    let other = own[0].bytes.replace("\"offset_ms\":0", "\"offset_ms\":9");
    let mut forged = Packed::unread(other, own[0].hash, None);
    let mut raw = open(&hub, &identity).await;
    raw.send(&Frame::Push(Push { envelopes: vec![forged.clone()] })).await;
    assert_eq!(raw.refused().await, "envelope");

    // Hashed anew, the forgery is an envelope of its own, and the chain behind it does not fit.
    forged.hash = Hash::chain(Hash::ZERO, forged.bytes().as_bytes());
    let mut raw = open(&hub, &identity).await;
    raw.send(&Frame::Push(Push { envelopes: vec![forged, Packed::from(&own[1])] })).await;
    assert!(matches!(raw.answer().await, Some(Frame::Forked(_))), "the terminal must compare");

    let elsewhere = own[0].bytes.replace(&SITE.to_string(), &SiteId(8).to_string());
    let hash = Hash::chain(Hash::ZERO, elsewhere.as_bytes());
    let mut raw = open(&hub, &identity).await;
    let packed = Packed::unread(elsewhere, hash, None);
    raw.send(&Frame::Push(Push { envelopes: vec![packed] })).await;
    assert_eq!(raw.refused().await, "site");

    let mut raw = open(&hub, &identity).await;
    raw.send(&push(&own[2..])).await;
    match raw.answer().await {
        Some(Frame::Ack(ack)) => assert!(ack.again && ack.seq == 0, "a gap is answered: {ack:?}"),
        answer => panic!("{answer:?}"),
    }
    assert_eq!(hub.frontier(), held, "nothing of all this is on the disk");

    raw.send(&push(&own[..3])).await;
    assert!(matches!(raw.answer().await, Some(Frame::Ack(ack)) if ack.seq == 3 && !ack.again));
    raw.send(&push(&own[..3])).await;
    assert!(matches!(raw.answer().await, Some(Frame::Ack(ack)) if ack.seq == 3 && !ack.again));
    raw.send(&push(&own)).await;
    assert!(matches!(raw.answer().await, Some(Frame::Ack(ack)) if ack.seq == 4));
    assert_eq!(hub.frontier().head(identity.terminal), till.head());
    hub.stop().await;
}
