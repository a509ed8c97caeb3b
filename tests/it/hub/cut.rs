//! A line that is cut after n bytes, for many n: everything arrives in the end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tillrail::domain::id::TerminalKind;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::site::{Hub, Till, converged, folder, soon};

/// A proxy whose first connection ends after so many bytes in both directions together; the later
/// ones are whole.
struct Cutter {
    url: String,
    passed: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

async fn pump(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    passed: Arc<AtomicUsize>,
    most: usize,
) {
    let mut buffer = vec![0_u8; 4_096];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        let before = passed.fetch_add(count, Ordering::SeqCst);
        let allowed = count.min(most.saturating_sub(before));
        if to.write_all(&buffer[..allowed]).await.is_err() || allowed < count {
            return;
        }
    }
}

impl Cutter {
    async fn start(target: String, most: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}", listener.local_addr().unwrap());
        let passed = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&passed);
        let task = tokio::spawn(async move {
            let mut limit = most;
            while let Ok((client, _)) = listener.accept().await {
                let Ok(server) = TcpStream::connect(&target).await else { continue };
                let (client_in, client_out) = client.into_split();
                let (server_in, server_out) = server.into_split();
                let seen = Arc::new(AtomicUsize::new(0));
                let meter = if limit == most { Arc::clone(&counted) } else { seen };
                let up = pump(client_in, server_out, Arc::clone(&meter), limit);
                let down = pump(server_in, client_out, meter, limit);
                tokio::spawn(async move {
                    // When one direction ends, both do: the line is cut.
                    tokio::select! { () = up => {}, () = down => {} }
                });
                limit = usize::MAX;
            }
        });
        Self { url, passed, task }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f07_cut_after_every_byte_everything_arrives_and_nothing_twice() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let mut till = Till::new(&folder.path().join("a"), hub.pair(10, TerminalKind::Counter).await);
    let mut other = Till::new(&folder.path().join("b"), hub.pair(11, TerminalKind::Counter).await);
    // Every byte with `CUTS=all cargo test --test it f07`, else every 53rd.
    let step = if std::env::var("CUTS").is_ok_and(|word| word == "all") { 1 } else { 53 };
    let mut most = 1;
    let mut rounds = 0_i64;
    loop {
        till.note(rounds);
        other.note(rounds);
        other.exchange().await;
        let cutter = Cutter::start(hub.address.clone(), most).await;
        let link = till.link_to(&cutter.url);
        converged(&[&till.store, &hub.store]).await;
        soon(link.settled()).await.unwrap();
        assert_eq!(link.report().unsent, 0);
        let whole = cutter.passed.load(Ordering::SeqCst) < most;
        link.stop().await;
        cutter.task.abort();
        rounds += 1;
        if whole {
            break;
        }
        most += step;
    }
    assert!(rounds > 20, "a session has more bytes than that: {rounds} rounds");
    assert_eq!(till.head().seq, u64::try_from(rounds).unwrap());
    let mut seen = std::collections::BTreeSet::new();
    for row in
        hub.store.reader().unwrap().range(till.identity.terminal, 0, 9_999, usize::MAX).unwrap()
    {
        assert!(seen.insert((row.fact.terminal, row.fact.seq)), "nothing is there twice");
    }
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f16_three_tills_on_a_flapping_line_lose_and_double_nothing() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let mut tills = Vec::new();
    for number in 10..13 {
        let identity = hub.pair(number, TerminalKind::Counter).await;
        let till = Till::new(&folder.path().join(number.to_string()), identity);
        till.exchange().await;
        let mut till = till;
        till.learn();
        tills.push(till);
    }
    let mut orders = Vec::new();
    for round in 0..6 {
        let mut running = Vec::new();
        for (n, till) in tills.iter_mut().enumerate() {
            let cutter = Cutter::start(hub.address.clone(), 400 + 700 * (round + n)).await;
            let link = till.link_to(&cutter.url);
            orders.push(till.sell(&[("1", 1), ("4", 2)], round % 2 == 0));
            running.push((link, cutter));
        }
        let stores: Vec<_> = tills.iter().map(|till| &till.store).chain([&hub.store]).collect();
        converged(&stores).await;
        for (link, cutter) in running {
            soon(link.settled()).await.unwrap();
            link.stop().await;
            cutter.task.abort();
        }
    }
    assert_eq!(orders.len(), 18);
    for order in orders {
        let seen = hub.store.reader().unwrap().order(order).unwrap().unwrap();
        assert_eq!(seen.lines.len(), 2);
        assert!(seen.payments.len() <= 1);
        for till in &tills {
            assert_eq!(till.order(order), seen);
        }
    }
    hub.stop().await;
}
