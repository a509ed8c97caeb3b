//! A row of the hub that is damaged deep in its file: one journal stops, in words, and the good copy
//! comes back from the terminal that made it.

use rusqlite::Connection;
use tillrail::domain::frontier::Head;
use tillrail::domain::id::TerminalKind;
use tillrail::store::{CHECK_ROWS, Opening};

use super::site::{Hub, Till, folder, soon};

/// The place of the damaged row in the journal of the first till.
const DAMAGED: u64 = 5;

#[tokio::test(flavor = "multi_thread")]
async fn f14_a_damaged_row_of_the_hub_stops_one_journal_in_words_and_its_good_copy_comes_back() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let till = async |number: u64| {
        let identity = hub.pair(number, TerminalKind::Counter).await;
        let mut till = Till::new(&folder.path().join(number.to_string()), identity);
        till.exchange().await;
        till.learn();
        till
    };
    let (mut first, mut second, third) = (till(10).await, till(11).await, till(12).await);
    let order = first.sell(&[("1", 2), ("3", 1)], true);
    first.exchange().await;
    // So many rows behind it that no start looks so far back.
    for number in 0..=CHECK_ROWS {
        second.note(number);
    }
    second.exchange().await;
    let (path, address) = hub.stop().await;
    let file = Connection::open(path.join("tillrail.db")).unwrap();
    let change = format!(
        "UPDATE journal SET bytes = replace(bytes, 'owner', 'ownes')
         WHERE seq = {DAMAGED} AND bytes LIKE '%\"terminal\":\"{}\"%'",
        first.identity.terminal
    );
    assert_eq!(file.execute(&change, []).unwrap(), 1);
    drop(file);

    let hub = Hub::open_at(&path, &address).await;
    assert_eq!(hub.store.opened(), &Opening::Clean);
    let link = third.link();
    let report = soon(link.reported(|report| report.stopped.is_some())).await.unwrap();
    let words = report.stopped.unwrap();
    assert!(words.contains(&format!("cannot read {} at", first.identity.terminal)), "{words}");
    assert!(words.contains("restart the hub"), "{words}");
    soon(link.settled()).await.unwrap();
    assert_eq!(third.frontier().head(second.identity.terminal), second.head(), "the others go on");
    let health: serde_json::Value =
        reqwest::get(hub.url("/health")).await.unwrap().json().await.unwrap();
    let listed = &health["unreadable"][0];
    assert_eq!(listed["terminal"], first.identity.terminal.to_string(), "{health}");
    assert_eq!(listed["seq"], DAMAGED, "{health}");
    let head = |till: &Till| till.frontier().head(first.identity.terminal);
    assert!(head(&third).seq < DAMAGED);
    link.stop().await;

    let hub = hub.restart().await;
    assert!(matches!(hub.store.opened(), Opening::Salvaged(_)), "{:?}", hub.store.opened());
    assert_eq!(hub.frontier().head(first.identity.terminal).seq, DAMAGED - 1);
    assert_eq!(hub.frontier().head(second.identity.terminal), second.head());
    first.exchange().await;
    third.exchange().await;
    for frontier in [hub.frontier(), third.frontier()] {
        assert_eq!(frontier.head(first.identity.terminal), first.head());
    }
    assert_ne!(first.head(), Head::NONE);
    assert_eq!(third.order(order), first.order(order));
    for store in [&hub.store, &third.store] {
        assert!(store.reader().unwrap().verify(&mut |_, _| ()).unwrap().is_whole());
    }
    hub.stop().await;
}
