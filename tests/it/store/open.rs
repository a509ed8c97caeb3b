//! Opening a folder: the lock, the schema, and a disk without room.

use std::sync::Mutex;

use tillrail::domain::time::At;
use tillrail::store::{OpenOptions, Opening, Reader, Store, StoreError};

use super::shop::{NOON, Till, open, sale};

#[test]
fn a_second_program_is_told_who_holds_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let options = OpenOptions::new("hub", folder.path(), At(5));
    let error = Store::open(folder.path(), &options).unwrap_err();
    let StoreError::Locked { program, pid, since, .. } = &error else { panic!("{error}") };
    assert_eq!((program.as_str(), *pid), ("counter", std::process::id()));
    assert_eq!(*since, NOON.rfc3339());
    assert!(Reader::open(folder.path()).is_ok(), "reading needs no lock");
    drop(store);
    assert_eq!(*Store::open(folder.path(), &options).unwrap().opened(), Opening::Clean);
}

#[test]
fn a_folder_without_a_journal_is_refused_for_reading_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let error = Reader::open(folder.path()).unwrap_err();
    assert!(matches!(error, StoreError::Missing { .. }));
    assert!(error.to_string().contains("start the program there once"));
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut till = Till::new(1);
    let store = open(folder.path());
    assert_eq!(*store.opened(), Opening::Fresh);
    store.writer().append_and_wait(sale(till.orders(1))).unwrap();
    drop(store);
    super::damage::sql(folder.path(), "PRAGMA user_version = 999");
    let options = OpenOptions::new("counter", folder.path(), NOON);
    let error = Store::open(folder.path(), &options).unwrap_err();
    assert!(matches!(error, StoreError::NewerSchema { found: 999, .. }), "{error}");
    assert!(error.to_string().contains("update this program"));
    assert!(Reader::open(folder.path()).is_err());
}

#[test]
fn a_full_disk_leaves_nothing_half_done_and_a_later_try_works() {
    let folder = tempfile::tempdir().unwrap();
    let (mut a, mut b) = (Till::new(1), Till::new(2));
    let store = open(folder.path());
    store.writer().append_and_wait(sale(a.orders(1))).unwrap();
    store.writer().limit_pages(Some(4)).unwrap();
    let big = b.orders(400);
    let error = store.writer().append_and_wait(sale(big.clone())).unwrap_err();
    assert!(matches!(error, StoreError::Full), "{error}");
    assert!(!error.is_permanent() && !error.is_fatal());
    let frontier = store.reader().unwrap().frontier().unwrap();
    assert_eq!((frontier.head(a.terminal).seq, frontier.head(b.terminal).seq), (7, 0));
    assert!(store.reader().unwrap().verify(&mut |_, _| ()).unwrap().is_whole());

    store.writer().limit_pages(None).unwrap();
    let done = store.writer().append_and_wait(sale(big)).unwrap();
    assert_eq!((done.stored, done.head.seq), (2_800, 2_800));
    assert!(store.reader().unwrap().verify(&mut |_, _| ()).unwrap().is_whole());
}

/// What [`an_upgrade_says_how_far_it_is`] hears.
static HEARD: Mutex<Vec<(u64, u64)>> = Mutex::new(Vec::new());

#[test]
fn an_upgrade_says_how_far_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let mut till = Till::new(1);
    let store = open(folder.path());
    store.writer().append_and_wait(sale(till.orders(1_200))).unwrap();
    let rows = store.reader().unwrap().envelopes().unwrap();
    drop(store);
    let options = OpenOptions {
        catching_up: |done, all| HEARD.lock().unwrap().push((done, all)),
        ..OpenOptions::new("counter", folder.path(), NOON)
    };
    drop(Store::open(folder.path(), &options).unwrap());
    assert_eq!(HEARD.lock().unwrap().len(), 0, "nothing had to be made anew");
    super::damage::sql(
        folder.path(),
        "UPDATE meta SET value = '0' WHERE key = 'projection.version'",
    );
    drop(Store::open(folder.path(), &options).unwrap());
    let heard = HEARD.lock().unwrap().clone();
    assert_eq!((heard.first(), heard.last()), (Some(&(0, rows)), Some(&(rows, rows))));
    assert!(heard.is_sorted() && heard.len() > 2, "{heard:?}");
}
