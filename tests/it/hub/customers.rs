//! Customers go to every counter and to no kitchen, and an erased one comes back from nowhere.

use std::path::Path;

use tillrail::domain::command::Command;
use tillrail::domain::customer::{Customer, PersonalRow};
use tillrail::domain::id::{PersonId, TerminalId, TerminalKind, Uid};
use tillrail::store::Store;

use super::site::{Hub, Till, converged, folder, open_store, soon};

fn row(number: u64, version: u64, name: &str) -> PersonalRow {
    let boot = tillrail::domain::id::Boot(9);
    let person = PersonId(Uid { terminal: TerminalId(10), boot, counter: number });
    let customer = Customer { name: name.to_owned(), ..Customer::default() };
    PersonalRow::of(person, version, [5; 16], &customer).unwrap()
}

fn names(store: &Store) -> Vec<String> {
    let found = store.reader().unwrap().persons_like("", 200).unwrap();
    found.into_iter().map(|person| person.customer.name).collect()
}

/// Waits until a store holds exactly these customers.
async fn holds(store: &Store, wanted: &[&str]) {
    let mut rows = store.writer().subscribe_persons();
    let mut facts = store.writer().subscribe();
    let waiting = async {
        while names(store) != wanted {
            // A lagging feed only means that much has happened.
            tokio::select! {
                _ = rows.recv() => {}
                _ = facts.recv() => {}
            }
        }
    };
    soon(waiting).await;
}

fn keep(store: &Store, rows: Vec<PersonalRow>) {
    store.writer().keep_persons_and_wait(rows).unwrap();
}

async fn terminal(hub: &Hub, folder: &Path, number: u64, kind: TerminalKind) -> Till {
    Till::new(&folder.join(number.to_string()), hub.pair(number, kind).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_at_every_counter_at_once_and_in_no_kitchen() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let first = terminal(&hub, folder.path(), 10, TerminalKind::Counter).await;
    let second = terminal(&hub, folder.path(), 11, TerminalKind::Counter).await;
    let kitchen = terminal(&hub, folder.path(), 12, TerminalKind::Kitchen).await;
    keep(&first.store, vec![row(1, 1, "Before")]);
    let links = [first.link(), second.link(), kitchen.link()];
    for link in &links {
        soon(link.settled()).await.unwrap();
    }
    holds(&second.store, &["Before"]).await;
    keep(&first.store, vec![row(2, 1, "Live")]);
    holds(&second.store, &["Before", "Live"]).await;
    keep(&hub.store, vec![row(3, 1, "Of the hub")]);
    keep(&second.store, vec![row(1, 2, "Changed")]);
    let all = ["Changed", "Live", "Of the hub"];
    holds(&first.store, &all).await;
    holds(&hub.store, &all).await;
    let late = terminal(&hub, folder.path(), 13, TerminalKind::Counter).await;
    late.exchange().await;
    assert_eq!(names(&late.store), all, "one exchange brings everything");
    kitchen.exchange().await;
    assert!(names(&kitchen.store).is_empty());
    keep(&kitchen.store, vec![row(4, 1, "From a kitchen")]);
    kitchen.exchange().await;
    assert_eq!(names(&hub.store), all, "nobody hears a kitchen");
    for link in links {
        link.stop().await;
    }
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_customer_does_not_come_back_from_an_older_copy() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let mut first = terminal(&hub, folder.path(), 10, TerminalKind::Counter).await;
    let second = terminal(&hub, folder.path(), 11, TerminalKind::Counter).await;
    let ghost = row(1, 1, "Ghost");
    keep(&first.store, vec![ghost.clone(), row(2, 1, "Stays")]);
    first.exchange().await;
    second.exchange().await;
    assert_eq!(names(&second.store), ["Ghost", "Stays"]);
    let copy = folder.path().join("copy");
    std::fs::create_dir_all(&copy).unwrap();
    second.store.back_up(&copy.join("tillrail.db")).unwrap();

    first.learn();
    first.act(&Command::ErasePerson(ghost.person));
    assert_eq!(names(&first.store), ["Stays"]);
    keep(&second.store, vec![row(1, 7, "Ghost renamed offline")]);
    second.exchange().await;
    first.exchange().await;
    second.exchange().await;
    converged(&[&first.store, &hub.store, &second.store]).await;
    for store in [&first.store, &hub.store, &second.store] {
        holds(store, &["Stays"]).await;
        assert!(store.reader().unwrap().verify(&mut |_, _| ()).unwrap().is_whole());
    }

    // The second counter is set back to the copy from before the erasure.
    let identity = second.identity.clone();
    drop(second);
    let restored = Till::on(open_store(&copy), identity, 7);
    assert_eq!(names(&restored.store), ["Ghost", "Stays"]);
    restored.exchange().await;
    holds(&restored.store, &["Stays"]).await;
    restored.exchange().await;
    assert_eq!(names(&hub.store), ["Stays"]);
    assert_eq!(names(&first.store), ["Stays"]);
    hub.stop().await;
}
