//! Starting: what is loaded, what is found by number, and how old schemas are brought up to date.

use tillrail::domain::envelope::Sealed;
use tillrail::domain::event::{Event, TerminalPaired};
use tillrail::domain::id::{AggregateId, TerminalKind};
use tillrail::domain::menu::Menu;
use tillrail::domain::order::{MoneyStatus, Status};
use tillrail::domain::time::Day;
use tillrail::store::{OpenOptions, Opening, OrderFilter, Page, Reader, Store};

use super::shop::{NOON, Till, open, sale};

fn menu(till: &mut Till, name: &str) -> Sealed {
    let mut menu = Menu::default();
    menu.categories
        .push(tillrail::domain::menu::Category { code: "c".to_owned(), name: name.to_owned() });
    till.say(AggregateId::Menu, Event::MenuPublished { menu })
}

#[test]
fn a_terminal_starts_with_what_is_open_and_its_own_series_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (mut till, mut other) = (Till::new(1), Till::new(2));
    let store = open(folder.path());
    let writer = store.writer();
    writer.set_identity(till.identity()).unwrap();
    writer.append_and_wait(sale(vec![menu(&mut till, "old"), menu(&mut till, "new")])).unwrap();
    let unpaid = till.order();
    writer.append_and_wait(sale(unpaid.facts[..4].to_vec())).unwrap();
    // The rest of that order was never made.
    let mut till = till.forked(6, unpaid.facts[3].hash);
    writer.append_and_wait(sale(vec![till.open_shift()])).unwrap();
    let in_shift = till.order();
    writer.append_and_wait(sale(in_shift.facts.clone())).unwrap();
    other.on_day(3);
    let today = other.day;
    let recent = other.order();
    writer.append_and_wait(sale(recent.facts.clone())).unwrap();
    let mut old = Till::new(3);
    let old = old.order();
    writer.append_and_wait(sale(old.facts.clone())).unwrap();

    let mut reader = store.reader().unwrap();
    let state = reader.load_state(&till.identity(), today).unwrap();
    assert_eq!(state.menu().categories[0].name, "new");
    let paid = |id| state.order(id).map(tillrail::domain::order::Order::money_status);
    assert_eq!(paid(unpaid.id), Some(MoneyStatus::Unpaid), "open money is loaded whatever its age");
    assert_eq!(paid(in_shift.id), Some(MoneyStatus::Paid), "the open shift's orders are loaded");
    assert_eq!(paid(recent.id), Some(MoneyStatus::Paid));
    assert_eq!(paid(old.id), None, "history is not");
    assert_eq!((state.series.receipts, state.series.shifts, state.series.zs), (1, 1, 0));
    assert!(state.my_shift().is_some());
    let same_day = reader.load_state(&till.identity(), till.day).unwrap();
    let key = (till.letter.clone(), till.day);
    assert_eq!(same_day.series.orders.get(&key), Some(&1));
}

#[test]
fn orders_are_found_by_number_the_open_one_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut till = Till::new(1);
    let store = open(folder.path());
    let first = till.order();
    let unpaid = till.order();
    store.writer().append_and_wait(sale(first.facts.clone())).unwrap();
    store.writer().append_and_wait(sale(unpaid.facts[..5].to_vec())).unwrap();
    let mut till = till.forked(12, unpaid.facts[4].hash);
    let opened = till.day;
    till.on_day(1);
    let later = till.order();
    let later_too = till.order();
    let facts = [later.facts.clone(), later_too.facts.clone()].concat();
    store.writer().append_and_wait(sale(facts)).unwrap();
    let mut reader = store.reader().unwrap();
    let find = |reader: &mut Reader, number| {
        reader.order_by_number(number, till.day).unwrap().map(|order| order.id)
    };
    assert_eq!(find(&mut reader, &first.number), Some(later.id), "both are closed: the latest");
    assert_eq!(find(&mut reader, &unpaid.number), Some(unpaid.id), "the open one");
    assert_eq!(find(&mut reader, &"A99".parse().unwrap()), None);
    let exact = reader.order_on(opened, &first.number).unwrap().unwrap();
    assert_eq!((exact.id, exact.status()), (first.id, Status::Completed));

    let listed = |reader: &mut Reader, filter: OrderFilter, page: Page| -> Vec<_> {
        reader.orders_list(&filter, page).unwrap().iter().map(|order| order.id).collect()
    };
    let page = |skip, rows| Page { skip, rows };
    let all = [later_too.id, later.id, unpaid.id, first.id];
    assert_eq!(listed(&mut reader, OrderFilter::default(), page(0, 10)), all);
    assert_eq!(listed(&mut reader, OrderFilter::default(), page(1, 2)), all[1..3]);
    let open = OrderFilter { open_on: Some(till.day), ..OrderFilter::default() };
    assert_eq!(listed(&mut reader, open, page(0, 10)), [unpaid.id]);
    let done =
        OrderFilter { status: Some(Status::Completed), to: Some(opened), ..OrderFilter::default() };
    assert_eq!(listed(&mut reader, done, page(0, 10)), [first.id]);
}

#[test]
fn completeness_knows_every_journal_and_every_pairing() {
    let folder = tempfile::tempdir().unwrap();
    let (mut till, mut silent) = (Till::new(1), Till::new(2));
    let store = open(folder.path());
    let paired = |who: &Till, name: &str| {
        let event = Event::TerminalPaired(TerminalPaired {
            terminal: who.terminal,
            terminal_kind: TerminalKind::Counter,
            name: name.to_owned(),
            letter: Some(who.letter.clone()),
            credential: None,
        });
        (AggregateId::Terminal(who.terminal), event)
    };
    let (own, other) = (paired(&till, "Bar"), paired(&silent, "Door"));
    let facts = vec![till.say(own.0, own.1), till.say(other.0, other.1), till.open_shift()];
    store.writer().append_and_wait(sale(facts)).unwrap();
    store.writer().append_and_wait(sale(till.orders(1))).unwrap();
    let rows = store.reader().unwrap().completeness().unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0].name.as_str(), rows[0].seq, rows[0].last_at), ("Bar", 10, till.at));
    assert_eq!((rows[0].kind, rows[0].open_shift), (Some(TerminalKind::Counter), till.shift));
    assert_eq!(rows[0].last_day, Some("2026-11-20".parse::<Day>().unwrap()));
    assert_eq!((rows[1].name.as_str(), rows[1].seq, rows[1].last_day), ("Door", 0, None));
    assert!(!rows[1].retired && silent.drift(0).fact.seq == 1);
}

#[test]
fn an_older_schema_is_backed_up_and_brought_up_to_date() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("counter");
    let mut till = Till::new(1);
    let store = open(&folder);
    store.writer().append_and_wait(sale(till.orders(3))).unwrap();
    drop(store);
    // What a program of the first schema left behind: a journal without projections.
    super::damage::sql(
        &folder,
        "DROP TABLE orders; DROP TABLE shifts; DROP TABLE shift_orders; DROP TABLE series;
         DROP TABLE rollups; DROP TABLE links; DROP TABLE remarked; DROP TABLE prep; DROP TABLE branches;
         DROP TABLE persons; DROP TABLE visits; DROP TABLE not_permitted; DROP TABLE aside;
         DELETE FROM meta WHERE key LIKE 'projection%';
         PRAGMA user_version = 1",
    );
    let options = OpenOptions::new("counter", &folder, NOON);
    let store = Store::open(&folder, &options).unwrap();
    let Opening::Migrated { backup } = store.opened() else { panic!("{}", store.opened()) };
    assert!(backup.starts_with(data.path().join("backups")) && backup.exists());
    let mut reader = store.reader().unwrap();
    assert_eq!(reader.day_figures(till.day, till.day).unwrap().orders, 3);
    assert_eq!(
        reader.orders_list(&OrderFilter::default(), Page { skip: 0, rows: 9 }).unwrap().len(),
        3
    );
    drop(store);
    assert_eq!(*open(&folder).opened(), Opening::Clean);
}
