//! Terminals and a hub exchange their journals: live, after a pause, after a loss.

use tillrail::domain::frontier::Frontier;
use tillrail::domain::id::{OrderId, TerminalKind};
use tillrail::domain::order::MoneyStatus;
use tillrail::store::{FORKED, Store};
use tillrail::sync::link::{Link, LinkError};
use tillrail::sync::status::{LinkReport, LinkStatus};
use tillrail::sync::wire::Want;

use super::site::{Hub, Till, clock, converged, folder, open_store, soon};

async fn till(hub: &Hub, folder: &std::path::Path, number: u64) -> Till {
    let kind = TerminalKind::Counter;
    let till = Till::new(&folder.join(number.to_string()), hub.pair(number, kind).await);
    till.exchange().await;
    let mut till = till;
    till.learn();
    till
}

fn rows(store: &Store) -> u64 {
    store.reader().unwrap().envelopes().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_terminal_does_is_everywhere_while_it_happens() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let mut first = till(&hub, folder.path(), 10).await;
    let second = till(&hub, folder.path(), 11).await;
    let (link, other) = (first.link(), second.link());
    soon(link.settled()).await.unwrap();
    soon(other.settled()).await.unwrap();
    let order = first.sell(&[("1", 2), ("3", 1)], true);
    converged(&[&first.store, &hub.store, &second.store]).await;
    assert_eq!(second.order(order), first.order(order));
    let online = |report: &LinkReport| {
        matches!(report.status, LinkStatus::Online { .. }) && report.unsent == 0
    };
    let report = soon(link.reported(online)).await.unwrap();
    assert!(report.last_contact.is_some());
    let connected = hub.state.connected();
    assert_eq!(
        connected[&first.identity.terminal].held.head(first.identity.terminal),
        first.head()
    );
    let metrics = reqwest::get(hub.url("/metrics")).await.unwrap().text().await.unwrap();
    let value = |name: &str| {
        let row = metrics.lines().find(|line| line.starts_with(name)).unwrap();
        row.rsplit(' ').next().unwrap().parse::<u64>().unwrap()
    };
    assert_eq!(value("tillrail_connected "), 2);
    assert_eq!(value("tillrail_received_total "), first.head().seq, "what was pushed is counted");
    assert!(value("tillrail_acks_total ") > 0 && value("tillrail_forwarded_total ") > 0);
    assert_eq!(value("tillrail_commit_seconds_count "), value("tillrail_pushes_total "));
    link.stop().await;
    other.stop().await;
    assert_eq!(first.store.reader().unwrap().unsent().unwrap(), 0, "the ack is on the disk");
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f01_paid_offline_is_paid_everywhere_also_after_restarts_and_older_views() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let mut first = till(&hub, folder.path(), 10).await;
    let mut second = till(&hub, folder.path(), 11).await;
    let order = first.sell(&[("1", 1)], false);
    first.exchange().await;
    second.exchange().await;
    second.learn();
    let (path, address) = hub.stop().await;
    first.settle(order);
    second.add(order, "4", 1);
    let once =
        Link::once(first.config(&format!("ws://{address}"), Want::All), &first.store, clock());
    let error = soon(once).await.unwrap_err();
    assert!(matches!(error, LinkError::Unreachable(_)) && !error.is_permanent(), "{error}");
    assert_eq!(first.order(order).money_status(), MoneyStatus::Paid);

    let mut hub = Hub::start(&path).await;
    let url = format!("ws://{}", hub.address);
    for till in [&mut first, &mut second] {
        till.identity.hub.as_mut().unwrap().url.clone_from(&url);
    }
    second.exchange().await;
    first.exchange().await;
    second.exchange().await;
    hub = hub.restart().await;
    let payments = first.order(order).payments;
    assert_eq!(payments.len(), 1);
    for store in [&hub.store, &first.store, &second.store] {
        let seen = store.reader().unwrap().order(order).unwrap().unwrap();
        assert_eq!(seen.payments, payments, "the same payment rows everywhere");
        assert_eq!(seen, first.order(order));
    }
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f05_f11_f43_totals_are_equal_to_the_unit_on_terminal_and_hub() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let mut till = till(&hub, folder.path(), 10).await;
    let items = ["1", "2", "3", "4", "5"];
    let orders: Vec<OrderId> = (0_u8..60)
        .map(|n| {
            let item = |line: u8| items[usize::from(n + line) % items.len()];
            let lines: Vec<(&str, i64)> =
                (0..=n % 4).map(|line| (item(line), 1 + i64::from(n % 3))).collect();
            till.sell(&lines, n % 3 != 0)
        })
        .collect();
    till.exchange().await;
    let mut reader = hub.store.reader().unwrap();
    for order in orders {
        let (here, there) = (till.order(order), reader.order(order).unwrap().unwrap());
        assert_eq!(here.totals(), there.totals());
        assert_eq!(here.settlement(), there.settlement());
        assert_eq!(here, there);
    }
    drop(reader);
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f06_what_is_not_understood_is_stored_shown_and_stops_nobody() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let mut first = till(&hub, folder.path(), 10).await;
    let second = till(&hub, folder.path(), 11).await;
    first.note(1);
    let unknown = first.append_unknown();
    let order = first.sell(&[("2", 1)], true);
    let (link, other) = (first.link(), second.link());
    converged(&[&first.store, &hub.store, &second.store]).await;
    soon(link.settled()).await.unwrap();
    assert_eq!(second.order(order), first.order(order), "everything behind it still applies");
    other.stop().await;
    link.stop().await;
    for store in [&hub.store, &second.store] {
        store.writer().flush().unwrap();
        let listed = store.reader().unwrap().quarantined().unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].terminal, listed[0].seq), (unknown.fact.terminal, unknown.fact.seq));
        assert!(listed[0].sentence.contains("update this program"));
    }
    let health: serde_json::Value =
        reqwest::get(hub.url("/health")).await.unwrap().json().await.unwrap();
    assert_eq!(health["quarantined"], 1);
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f15_the_same_journal_pushed_again_changes_nothing() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let mut till = till(&hub, folder.path(), 10).await;
    till.sell(&[("1", 1)], true);
    till.exchange().await;
    let (held, count) = (hub.frontier(), rows(&hub.store));
    for _ in 0..3 {
        till.exchange().await;
    }
    assert_eq!((hub.frontier(), rows(&hub.store)), (held, count));
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f19_merging_never_adds_a_line() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let mut first = till(&hub, folder.path(), 10).await;
    let mut second = till(&hub, folder.path(), 11).await;
    let order = first.sell(&[("1", 1)], false);
    first.exchange().await;
    second.exchange().await;
    second.learn();
    for n in 1..=5 {
        first.add(order, "2", n);
        second.add(order, "3", n);
    }
    for _ in 0..3 {
        first.exchange().await;
        second.exchange().await;
    }
    let hub_view = hub.store.reader().unwrap().order(order).unwrap().unwrap();
    assert_eq!(hub_view.lines.len(), 11, "one, and five from each terminal");
    assert_eq!(first.order(order), hub_view);
    assert_eq!(second.order(order), hub_view);
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f32_after_any_pause_a_terminal_equals_a_fresh_one() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let mut first = till(&hub, folder.path(), 10).await;
    let paused = till(&hub, folder.path(), 11).await;
    for n in 0..40 {
        first.sell(&[("1", 1 + n % 3)], n % 2 == 0);
    }
    first.exchange().await;
    let fresh = till(&hub, folder.path(), 12).await;
    paused.exchange().await;
    assert_eq!(paused.frontier(), fresh.frontier());
    assert_eq!(paused.frontier(), hub.frontier());
    let (a, b) = (paused.store.reader().unwrap(), fresh.store.reader().unwrap());
    for terminal in hub.frontier().0.keys() {
        let read = |reader: &tillrail::store::Reader| {
            reader.range(*terminal, 0, usize::MAX, usize::MAX).unwrap()
        };
        assert_eq!(read(&a), read(&b));
    }
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f12_a_lost_disk_is_taken_back_before_anything_is_added() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let mut till = till(&hub, folder.path(), 10).await;
    let order = till.sell(&[("1", 1)], true);
    till.exchange().await;
    let (head, seen) = (till.head(), till.order(order));
    let identity = till.identity.clone();
    drop(till);

    let mut again = Till::new(&folder.path().join("new disk"), identity);
    assert_eq!(again.head().seq, 0);
    again.exchange().await;
    assert_eq!(again.head(), head);
    assert_eq!(again.order(order), seen);
    again.learn();
    again.note(5);
    again.exchange().await;
    assert_eq!(hub.frontier().head(again.identity.terminal), again.head());
    assert_eq!(again.head().seq, head.seq + 1, "the journal goes on where it ended");
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f02_a_copied_machine_keeps_its_branch_beside_the_other_and_the_hub_lists_it() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let mut till = till(&hub, folder.path(), 10).await;
    till.note(1);
    till.exchange().await;
    let copy_to = folder.path().join("copy");
    std::fs::create_dir_all(&copy_to).unwrap();
    till.store.back_up(&copy_to.join("tillrail.db")).unwrap();
    let mut copy = Till::on(open_store(&copy_to), till.identity.clone(), 2);
    till.note(2);
    till.exchange().await;
    copy.note(3);
    let url = copy.identity.hub.clone().unwrap().url;
    let own = copy.head();
    let once = Link::once(copy.config(&url, Want::All), &copy.store, clock());
    assert_eq!(soon(once).await.unwrap().sent, 1);
    let (left, right) = (hub.frontier(), copy.frontier());
    assert_eq!(left, right, "both hold both branches, by the same names");
    assert_eq!(left.head(till.identity.terminal), till.head(), "nothing was lost");
    let branch = hub.store.reader().unwrap().branches().unwrap()[0];
    assert_eq!((branch.terminal, branch.base), (till.identity.terminal, 1));
    assert_eq!(left.head(branch.journal), own);
    let reader = copy.store.reader().unwrap();
    assert_eq!(reader.must_renew().unwrap().as_deref(), Some(FORKED));
    // Both go on, each on its own branch, and the first machine hears of the second.
    copy.note(4);
    let once = Link::once(copy.config(&url, Want::All), &copy.store, clock());
    assert_eq!(soon(once).await.unwrap().sent, 1);
    till.note(5);
    till.exchange().await;
    assert_eq!(till.frontier(), hub.frontier());
    assert_eq!(hub.frontier().head(branch.journal).seq, own.seq + 1);
    let health: serde_json::Value =
        reqwest::get(hub.url("/health")).await.unwrap().json().await.unwrap();
    assert_eq!(health["forked"].as_array().unwrap().len(), 1);
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f02_a_branch_comes_behind_the_journal_that_it_left_whatever_their_names() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    // Ranges go by the names of the journals, and nearly every branch is named before this one.
    let mut machine = till(&hub, folder.path(), u64::MAX - 7).await;
    machine.note(1);
    machine.exchange().await;
    let base = machine.head().seq;
    let lagging = till(&hub, folder.path(), 12).await;
    let copy_to = folder.path().join("copy");
    std::fs::create_dir_all(&copy_to).unwrap();
    machine.store.back_up(&copy_to.join("tillrail.db")).unwrap();
    let mut copy = Till::on(open_store(&copy_to), machine.identity.clone(), 2);
    machine.note(2);
    machine.exchange().await;
    copy.note(3);
    copy.note(4);
    let url = copy.identity.hub.clone().unwrap().url;
    let once = Link::once(copy.config(&url, Want::All), &copy.store, clock());
    assert_eq!(soon(once).await.unwrap().sent, 2);
    let branch = hub.store.reader().unwrap().branches().unwrap()[0];
    assert!(branch.journal < machine.identity.terminal && branch.base == base, "{branch:?}");
    // One holds the journal exactly up to where both part, the other nothing at all.
    assert_eq!(lagging.frontier().head(machine.identity.terminal).seq, base);
    let fresh = till(&hub, folder.path(), 13).await;
    for late in [&lagging, &fresh] {
        late.exchange().await;
        assert_eq!(late.frontier(), hub.frontier());
        let reader = late.store.reader().unwrap();
        let held = reader.branches().unwrap()[0];
        assert_eq!((held.journal, held.base, held.to), (branch.journal, base, base + 2));
        assert!(reader.verify(&mut |_, _| ()).unwrap().is_whole());
    }
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_that_only_pushes_gets_nothing_of_others() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let mut pushing =
        Till::new(&folder.path().join("p"), hub.pair(20, TerminalKind::Counter).await);
    pushing.note(1);
    let url = pushing.identity.hub.clone().unwrap().url;
    let once = Link::once(pushing.config(&url, Want::None), &pushing.store, clock());
    let exchanged = soon(once).await.unwrap();
    assert_eq!((exchanged.sent, exchanged.received), (1, 0));
    let only = Frontier([(pushing.identity.terminal, pushing.head())].into());
    assert_eq!(pushing.frontier(), only);
    assert_eq!(hub.frontier().head(pushing.identity.terminal), pushing.head());
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f08_the_link_comes_back_by_itself_and_a_long_backlog_arrives() {
    let folder = folder();
    let hub = Hub::start(&folder.path().join("hub")).await;
    let mut till = till(&hub, folder.path(), 10).await;
    let link = till.link();
    soon(link.settled()).await.unwrap();
    let (path, address) = hub.stop().await;
    let offline = |report: &LinkReport| matches!(report.status, LinkStatus::Offline { .. });
    soon(link.reported(offline)).await.unwrap();
    for n in 0..1_500 {
        till.note(n);
    }
    assert!(link.report().unsent >= 1);
    let hub = Hub::open_at(&path, &address).await;
    soon(link.settled()).await.unwrap();
    assert_eq!(hub.frontier(), till.frontier());
    assert_eq!(link.report().unsent, 0);
    link.stop().await;
    hub.stop().await;
}
