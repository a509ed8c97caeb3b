//! Damage: torn, truncated and garbled files, and a single flipped byte.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use tillrail::store::{OpenOptions, Opening, Reader, Salvaged, Store};

use super::shop::{NOON, Till, open, sale};

fn file(folder: &Path) -> PathBuf {
    folder.join("tillrail.db")
}

/// Runs a statement on the file itself, behind the program's back.
pub fn sql(folder: &Path, statement: &str) {
    Connection::open(file(folder)).unwrap().execute_batch(statement).unwrap();
}

/// A closed store with `orders` orders of one till that knows who it is.
fn shop(folder: &Path, orders: usize) -> Till {
    let mut till = Till::new(1);
    let store = open(folder);
    store.writer().set_identity(till.identity()).unwrap();
    for _ in 0..orders {
        store.writer().append(sale(till.order().facts), |answer| assert!(answer.is_ok()));
    }
    store.writer().flush().unwrap();
    till
}

/// Opens a damaged folder and gives what was saved.
fn reopen(folder: &Path) -> (Store, Salvaged) {
    let options = OpenOptions::new("counter", folder, NOON.plus(60_000));
    let store = Store::open(folder, &options).unwrap();
    let Opening::Salvaged(salvaged) = store.opened().clone() else {
        panic!("{}", store.opened());
    };
    (store, salvaged)
}

/// Whether what is held is a whole beginning of what was written, and can be gone on with from a
/// peer that has the rest.
fn goes_on(store: &Store, till: &Till, all: &Path) {
    let reader = store.reader().unwrap();
    let found = reader.verify(&mut |_, _| ()).unwrap();
    assert!(found.is_whole(), "{:?}", found.bad);
    let peer = Reader::open(all).unwrap();
    let held = reader.head(till.terminal).unwrap();
    assert_eq!(peer.hash_at(till.terminal, held.seq).unwrap().unwrap_or_default(), held.hash);
    let rest = peer.range(till.terminal, held.seq, usize::MAX, usize::MAX).unwrap();
    store.writer().append_and_wait(sale(rest)).unwrap();
    assert_eq!(reader.frontier().unwrap(), peer.frontier().unwrap());
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    fs::copy(file(from), file(to)).unwrap();
}

#[test]
fn f14_a_torn_file_is_found_and_the_last_good_state_opens() {
    let whole = tempfile::tempdir().unwrap();
    let till = shop(whole.path(), 300);
    let good = fs::read(file(whole.path())).unwrap();
    for (name, keep) in [("half", good.len() / 2), ("third", good.len() / 3), ("odd", 500_001)] {
        let folder = whole.path().join(name);
        copy(whole.path(), &folder);
        fs::write(file(&folder), &good[..keep]).unwrap();
        let (store, salvaged) = reopen(&folder);
        assert!(salvaged.saved > 100, "{name}: {salvaged:?}");
        assert_eq!(fs::read(&salvaged.aside).unwrap().len(), keep, "the damaged file is kept");
        assert_eq!(store.reader().unwrap().identity().unwrap(), Some(till.identity()));
        goes_on(&store, &till, whole.path());
        drop(store);
        assert_eq!(*open(&folder).opened(), Opening::Clean, "{name}");
    }
}

#[test]
fn f14_a_file_that_is_no_database_any_more_is_moved_aside() {
    let whole = tempfile::tempdir().unwrap();
    let till = shop(whole.path(), 50);
    let folder = whole.path().join("zeros");
    fs::create_dir_all(&folder).unwrap();
    fs::write(file(&folder), vec![0xA5; 100_000]).unwrap();
    let (store, salvaged) = reopen(&folder);
    assert_eq!(salvaged.saved, 0);
    assert!(store.opened().to_string().contains("the rest comes from the hub"));
    goes_on(&store, &till, whole.path());
}

#[test]
fn f14_a_file_without_its_first_page_gives_back_its_rows() {
    let whole = tempfile::tempdir().unwrap();
    let till = shop(whole.path(), 200);
    let mut bytes = fs::read(file(whole.path())).unwrap();
    bytes[..8_192].fill(0xA5);
    let folder = whole.path().join("headless");
    fs::create_dir_all(&folder).unwrap();
    fs::write(file(&folder), bytes).unwrap();
    let (store, salvaged) = reopen(&folder);
    assert_eq!((salvaged.saved, salvaged.left_behind), (1_400, 0));
    assert_eq!(store.reader().unwrap().identity().unwrap(), Some(till.identity()));
    goes_on(&store, &till, whole.path());
}

#[test]
fn f14_a_garbled_page_costs_only_what_comes_after_it() {
    let whole = tempfile::tempdir().unwrap();
    let till = shop(whole.path(), 140);
    let pages = fs::metadata(file(whole.path())).unwrap().len() / 8_192;
    let good = fs::read(file(whole.path())).unwrap();
    let mut damaged = 0;
    for page in (2..pages).step_by(7) {
        let folder = whole.path().join(format!("page-{page}"));
        let mut bytes = good.clone();
        let at = usize::try_from(page * 8_192).unwrap();
        bytes[at..at + 8_192].fill(0x5A);
        fs::create_dir_all(&folder).unwrap();
        fs::write(file(&folder), bytes).unwrap();
        let options = OpenOptions::new("counter", &folder, NOON.plus(60_000));
        let store = Store::open(&folder, &options).unwrap();
        if let Opening::Salvaged(salvaged) = store.opened() {
            damaged += 1;
            assert!(salvaged.saved + salvaged.left_behind > 800, "page {page}: {salvaged:?}");
        }
        goes_on(&store, &till, whole.path());
    }
    assert!(damaged > 5, "{damaged} of {pages}");
}

#[test]
fn a_torn_write_ahead_log_opens_at_its_last_whole_commit() {
    let folder = tempfile::tempdir().unwrap();
    let torn = tempfile::tempdir().unwrap();
    let mut till = Till::new(1);
    let store = open(folder.path());
    for _ in 0..20 {
        store.writer().append_and_wait(sale(till.order().facts)).unwrap();
    }
    let log = |folder: &Path| folder.join("tillrail.db-wal");
    copy(folder.path(), torn.path());
    let bytes = fs::read(log(folder.path())).unwrap();
    fs::write(log(torn.path()), &bytes[..bytes.len() * 2 / 3]).unwrap();
    let reopened = open(torn.path());
    assert_eq!(*reopened.opened(), Opening::Clean);
    let head = reopened.reader().unwrap().head(till.terminal).unwrap();
    assert!(head.seq > 0 && head.seq < 140 && head.seq.is_multiple_of(7), "{head:?}");
    goes_on(&reopened, &till, folder.path());
}

#[test]
fn one_flipped_byte_is_found_at_its_exact_place() {
    let folder = tempfile::tempdir().unwrap();
    let (mut a, mut b) = (Till::new(1), Till::new(2));
    let store = open(folder.path());
    store.writer().append_and_wait(sale(a.orders(4))).unwrap();
    store.writer().append_and_wait(sale(b.orders(3))).unwrap();
    drop(store);
    let terminal = a.terminal;
    for seq in [1_u64, 2, 13, 27, 28] {
        let pick = format!(
            "seq = {seq} AND journal = (SELECT key FROM journals WHERE terminal = '{terminal}')"
        );
        let last = "x'00'";
        for change in [
            "bytes = replace(bytes, 'owner', 'ownes')".to_owned(),
            "bytes = replace(bytes, '\"v\":1', '\"v\":2')".to_owned(),
            format!("hash = CAST(substr(hash, 1, 31) || {last} AS BLOB)"),
            "kind = kind + 1".to_owned(),
            "aggregate = aggregate + 1".to_owned(),
            "seq = seq + 100".to_owned(),
        ] {
            let changed = folder.path().join("changed");
            copy(folder.path(), &changed);
            sql(&changed, &format!("UPDATE journal SET {change} WHERE {pick}"));
            let found = Reader::open(&changed).unwrap().verify(&mut |_, _| ()).unwrap();
            assert_eq!(found.bad.len(), 1, "{change}: {:?}", found.bad);
            assert_eq!((found.bad[0].terminal, found.bad[0].seq), (terminal, seq), "{change}");
            assert_eq!(found.good[&terminal].seq, seq - 1);
            assert_eq!(found.good[&b.terminal].seq, 21, "the other journal is whole");
            assert!(found.bad[0].to_string().contains(&format!("row {seq}")));
            fs::remove_dir_all(&changed).unwrap();
        }
    }
}

#[test]
fn a_damaged_row_ends_the_range_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let till = shop(folder.path(), 3);
    sql(folder.path(), "UPDATE journal SET bytes = replace(bytes, 'owner', 'ownes') WHERE seq = 9");
    let reader = Reader::open(folder.path()).unwrap();
    assert_eq!(reader.range(till.terminal, 0, 100, usize::MAX).unwrap().len(), 8);
    let error = reader.range(till.terminal, 8, 100, usize::MAX).unwrap_err();
    assert!(error.to_string().contains("row 9 of journal"), "{error}");
    let (store, salvaged) = reopen(folder.path());
    assert_eq!((salvaged.saved, salvaged.left_behind), (8, 12));
    assert_eq!(store.reader().unwrap().head(till.terminal).unwrap().seq, 8);
}
