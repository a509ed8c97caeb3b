//! Rows of customers: the newest wins, they are found, and an erased one leaves nothing and stays
//! away, also from an older copy.

use std::fs;
use std::path::Path;

use tillrail::domain::customer::{Customer, PersonalRow};
use tillrail::domain::event::{Event, OrderChanged, TerminalPaired};
use tillrail::domain::id::{AggregateId, PersonId, TerminalKind};
use tillrail::store::{Opening, Reader, Store};

use super::damage::sql;
use super::shop::{Till, open, sale};

fn person(till: &mut Till) -> PersonId {
    PersonId(till.mint())
}

fn row(person: PersonId, version: u64, name: &str, phone: &str) -> PersonalRow {
    let customer =
        Customer { name: name.to_owned(), phone: phone.to_owned(), ..Customer::default() };
    PersonalRow::of(person, version, [u8::try_from(version).unwrap(); 16], &customer).unwrap()
}

fn keep(store: &Store, rows: Vec<PersonalRow>) -> usize {
    store.writer().keep_persons_and_wait(rows).unwrap().stored
}

fn erase(till: &mut Till, store: &Store, person: PersonId) {
    let fact = till.say(AggregateId::Person(person), Event::PersonalErased { person });
    store.writer().append_and_wait(sale(vec![fact])).unwrap();
}

fn names(reader: &Reader, text: &str) -> Vec<String> {
    let found = reader.persons_like(text, 10).unwrap();
    found.into_iter().map(|person| person.customer.name).collect()
}

/// True when a text stands anywhere in the files of a folder.
fn bytes_say(folder: &Path, text: &str) -> bool {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.is_file()).any(|path| {
        let bytes = fs::read(path).unwrap();
        bytes.windows(text.len()).any(|part| part == text.as_bytes())
    })
}

#[test]
fn the_newest_row_is_kept_and_found_by_words_and_phone() {
    let folder = tempfile::tempdir().unwrap();
    let (store, mut till) = (open(folder.path()), Till::new(1));
    let (ana, zoe) = (person(&mut till), person(&mut till));
    let mut news = store.writer().subscribe_persons();
    assert_eq!(keep(&store, vec![row(ana, 1, "Ana", "0171 1"), row(zoe, 1, "Zoë", "030 12")]), 2);
    let newer = row(ana, 3, "Ana Núñez", "0171 234");
    assert_eq!(keep(&store, vec![newer.clone(), row(ana, 2, "Anna", "")]), 1);
    assert_eq!(keep(&store, vec![newer.clone()]), 0, "the same again is nothing new");
    assert_eq!(news.try_recv().unwrap().len(), 2);
    assert_eq!(*news.try_recv().unwrap(), [newer]);
    assert!(news.try_recv().is_err());
    let reader = store.reader().unwrap();
    assert_eq!(names(&reader, ""), ["Ana Núñez", "Zoë"]);
    assert_eq!(names(&reader, "nunez ana"), ["Ana Núñez"]);
    assert_eq!(names(&reader, "3012"), ["Zoë"]);
    assert!(names(&reader, "0171 1").is_empty(), "an older row is not found any more");
    assert!(names(&reader, "%").is_empty());
    assert_eq!(reader.persons().unwrap(), 2);
    let held = reader.personal_held(None, 1).unwrap();
    assert_eq!((held.len(), held[0].person, held[0].version), (1, ana, 3));
    assert_eq!(reader.personal_held(Some(ana), 9).unwrap()[0].person, zoe);
}

#[test]
fn an_erased_person_is_in_no_byte_of_the_folder_and_the_chain_stays_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (store, mut till) = (open(folder.path()), Till::new(1));
    let mut others = Vec::new();
    let ghost = person(&mut till);
    for number in 0..400_u64 {
        let id = if number == 200 { ghost } else { person(&mut till) };
        // Rows of several lengths, changed often, so that pages split and rows move.
        let name =
            format!("{} {number}", "Somebody Else ".repeat(usize::try_from(number % 5).unwrap()));
        let name = if id == ghost { "Ghostly Vanishing".to_owned() } else { name };
        keep(&store, vec![row(id, 1, &name, "0171 999888777")]);
        if id != ghost {
            others.push(id);
        }
    }
    for (id, version) in others.iter().zip((2..200).cycle()) {
        keep(&store, vec![row(*id, version.min(9), "Renamed Longer Than Before Perhaps", "030 4")]);
    }
    keep(&store, vec![row(ghost, 2, "Ghostly Vanishing Lady", "0171 555444333")]);
    assert!(bytes_say(folder.path(), "Ghostly"));
    let sold = till.order();
    store.writer().append_and_wait(sale(sold.facts.clone())).unwrap();
    erase(&mut till, &store, ghost);
    let reader = store.reader().unwrap();
    assert!(names(&reader, "ghostly").is_empty());
    assert!(reader.person(ghost).unwrap().is_none());
    assert_eq!(keep(&store, vec![row(ghost, 9, "Ghostly", "")]), 0, "refused from now on");
    assert!(reader.verify(&mut |_, _| ()).unwrap().is_whole());
    for text in ["Ghostly", "ghostly", "0171555444333", "0171 555444333"] {
        assert!(!bytes_say(folder.path(), text), "{text} is still there");
    }
    assert_eq!(reader.persons().unwrap(), 399);
    store.rebuild(&mut |_, _| ()).unwrap();
    assert!(reader.person(ghost).unwrap().is_none());
}

#[test]
fn a_copy_from_before_the_erasure_loses_the_person_when_the_fact_comes() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut till = Till::new(1);
    let ghost = person(&mut till);
    let store = open(one.path());
    keep(&store, vec![row(ghost, 1, "Ghostly", "")]);
    let copy = two.path().join("tillrail.db");
    store.back_up(&copy).unwrap();
    let fact = till.say(AggregateId::Person(ghost), Event::PersonalErased { person: ghost });
    store.writer().append_and_wait(sale(vec![fact.clone()])).unwrap();

    let older = open(two.path());
    assert!(older.reader().unwrap().person(ghost).unwrap().is_some());
    older.writer().append_and_wait(sale(vec![fact])).unwrap();
    assert!(older.reader().unwrap().person(ghost).unwrap().is_none());
    older.close();
    assert!(!bytes_say(two.path(), "Ghostly"));

    // A row that was put back behind the program's back does not survive the next start.
    store.close();
    sql(
        one.path(),
        "UPDATE persons SET data = '{\"name\":\"Ghostly\"}', salt = '00', words = ' g'",
    );
    let again = open(one.path());
    assert!(again.reader().unwrap().person(ghost).unwrap().is_none());
    assert!(!bytes_say(one.path(), "Ghostly"));
}

#[test]
fn a_damaged_file_gives_its_customers_to_the_new_one_but_not_the_erased() {
    let folder = tempfile::tempdir().unwrap();
    let (store, mut till) = (open(folder.path()), Till::new(1));
    let (ana, ghost) = (person(&mut till), person(&mut till));
    keep(&store, vec![row(ana, 1, "Ana", ""), row(ghost, 1, "Ghostly", "")]);
    erase(&mut till, &store, ghost);
    let sold = till.order();
    store.writer().append_and_wait(sale(sold.facts.clone())).unwrap();
    store.close();
    sql(folder.path(), "UPDATE journal SET bytes = bytes || ' ' WHERE seq = 5");
    let store = open(folder.path());
    assert!(matches!(store.opened(), Opening::Salvaged(_)));
    let reader = store.reader().unwrap();
    assert_eq!(names(&reader, ""), ["Ana"]);
    assert_eq!(keep(&store, vec![row(ghost, 5, "Ghostly", "")]), 0);
}

#[test]
fn what_its_maker_may_not_make_erases_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let (mut till, mut kitchen) = (Till::new(1), Till::new(2));
    let ana = person(&mut till);
    keep(&store, vec![row(ana, 1, "Ana", "")]);
    let paired = TerminalPaired {
        terminal: kitchen.terminal,
        terminal_kind: TerminalKind::Kitchen,
        name: "Hot".to_owned(),
        letter: None,
        credential: None,
    };
    let about = AggregateId::Terminal(kitchen.terminal);
    let paired = till.say(about, Event::TerminalPaired(paired));
    store.writer().append_and_wait(sale(vec![paired])).unwrap();
    erase(&mut kitchen, &store, ana);
    assert_eq!(names(&store.reader().unwrap(), ""), ["Ana"]);
    store.close();
    let store = open(folder.path());
    assert_eq!(names(&store.reader().unwrap(), ""), ["Ana"], "a start erases nobody either");
    erase(&mut till, &store, ana);
    assert!(names(&store.reader().unwrap(), "").is_empty());
}

#[test]
fn the_orders_of_a_customer_are_found_and_follow_a_change() {
    let folder = tempfile::tempdir().unwrap();
    let (store, mut till) = (open(folder.path()), Till::new(1));
    let ana = person(&mut till);
    keep(&store, vec![row(ana, 1, "Ana", "")]);
    let reference = store.reader().unwrap().person(ana).unwrap().unwrap().reference();
    let (first, second) = (till.order(), till.order());
    let all = [first.facts.clone(), second.facts.clone()].concat();
    store.writer().append_and_wait(sale(all)).unwrap();
    let set = |till: &mut Till, order, customer| {
        let change = OrderChanged { customer: Some(customer), ..OrderChanged::default() };
        let fact = till.say(AggregateId::Order(order), Event::OrderChanged(change));
        store.writer().append_and_wait(sale(vec![fact])).unwrap();
    };
    set(&mut till, first.id, Some(reference.clone()));
    set(&mut till, second.id, Some(reference));
    let orders = |reader: &Reader| -> Vec<_> {
        reader.orders_of(ana, 9).unwrap().iter().map(|order| order.id).collect()
    };
    let reader = store.reader().unwrap();
    assert_eq!(orders(&reader), [second.id, first.id]);
    assert_eq!(reader.visits(ana).unwrap(), 2);
    set(&mut till, second.id, None);
    assert_eq!(orders(&reader), [first.id]);
    store.rebuild(&mut |_, _| ()).unwrap();
    assert_eq!(orders(&reader), [first.id]);
}
