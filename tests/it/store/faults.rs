//! What goes wrong at the disk: nothing is said to be saved that is not, and figures that cannot be
//! made keep no fact from being saved.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rusqlite::Connection;
use tillrail::clock::Clock;
use tillrail::config::Seeds;
use tillrail::domain::command::Command;
use tillrail::domain::envelope::{Hash, Sealed};
use tillrail::domain::frontier::Head;
use tillrail::domain::id::TerminalKind;
use tillrail::domain::time::At;
use tillrail::runtime::boot::{self, Founding, Mode};
use tillrail::store::{
    BRANCHES_MAX, Batch, DAMAGED, OpenOptions, Opening, Priority, Projecting, Reader, Renewal,
    Store, StoreError,
};

use super::damage::sql;
use super::figures::projections;
use super::shop::{NOON, Till, open, sale};

fn sync(envelopes: Vec<Sealed>) -> Batch {
    Batch { priority: Priority::Sync, envelopes }
}

fn head(store: &Store, till: &Till) -> Head {
    store.reader().unwrap().head(till.terminal).unwrap()
}

#[test]
fn nothing_is_said_to_be_saved_before_the_file_could_be_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let writer = store.writer();
    let mut till = Till::new(1);
    writer.set_identity(till.identity()).unwrap();
    let identity: String = {
        let conn = Connection::open(folder.path().join("tillrail.db")).unwrap();
        conn.query_row("SELECT value FROM meta WHERE key = 'identity'", [], |row| row.get(0))
            .unwrap()
    };
    let facts = till.orders(300);
    writer.limit_pages(Some(0)).unwrap();
    // The disk is full, and what is read afterwards makes no sense either.
    sql(folder.path(), "UPDATE meta SET value = 'garbled' WHERE key = 'identity'");
    assert!(matches!(writer.append_and_wait(sale(facts.clone())), Err(StoreError::Full)));
    for _ in 0..2 {
        assert!(writer.append_and_wait(sale(facts[..1].to_vec())).is_err());
        assert!(writer.append_and_wait(sale(facts[7..8].to_vec())).is_err());
        assert!(writer.limit_pages(None).is_err());
        assert_eq!(head(&store, &till), Head::NONE);
    }
    let mended = format!("UPDATE meta SET value = '{identity}' WHERE key = 'identity'");
    sql(folder.path(), &mended);
    writer.limit_pages(None).unwrap();
    assert_eq!(writer.append_and_wait(sale(facts.clone())).unwrap().stored, facts.len());
    assert_eq!(head(&store, &till), facts.last().unwrap().head());
    assert!(store.reader().unwrap().verify(&mut |_, _| ()).unwrap().is_whole());
}

/// What makes a table anew that was dropped.
fn dropped(folder: &Path, table: &str) -> String {
    let conn = Connection::open(folder.join("tillrail.db")).unwrap();
    let made = "SELECT sql FROM sqlite_schema WHERE name = ?1";
    let text: String = conn.query_row(made, [table], |row| row.get(0)).unwrap();
    conn.execute_batch(&format!("DROP TABLE {table}")).unwrap();
    text
}

#[test]
fn f06_figures_that_cannot_be_made_keep_no_sale_from_being_saved() {
    for projecting in [Projecting::Together, Projecting::Behind] {
        let (folder, whole) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut options = OpenOptions::new("counter", folder.path(), NOON);
        options.projecting = projecting;
        let store = Store::open(folder.path(), &options).unwrap();
        let mut till = Till::new(1);
        let mut facts = till.orders(2);
        store.writer().append_and_wait(sale(facts.clone())).unwrap();
        let table = dropped(folder.path(), "rollups");
        for _ in 0..3 {
            let more = till.order().facts;
            store.writer().append_and_wait(sale(more.clone())).unwrap();
            facts.extend(more);
            assert_eq!(head(&store, &till), facts.last().unwrap().head());
        }
        sql(folder.path(), &table);
        let more = till.order().facts;
        store.writer().append_and_wait(sale(more.clone())).unwrap();
        facts.extend(more);
        store.rebuild(&mut |_, _| ()).unwrap();
        open(whole.path()).writer().append_and_wait(sale(facts)).unwrap();
        assert_eq!(projections(folder.path()), projections(whole.path()), "{projecting:?}");
    }
}

#[test]
fn f06_absurd_amounts_of_one_terminal_block_nobody() {
    for projecting in [Projecting::Together, Projecting::Behind] {
        let folder = tempfile::tempdir().unwrap();
        let mut options = OpenOptions::new("counter", folder.path(), NOON);
        options.projecting = projecting;
        let store = Store::open(folder.path(), &options).unwrap();
        let (mut mad, mut till) = (Till::new(2), Till::new(1));
        for _ in 0..3 {
            let facts = mad.order_times(3_000_000_000_000_000).facts;
            store.writer().append_and_wait(sync(facts)).unwrap();
        }
        store.writer().append_and_wait(sale(till.orders(2))).unwrap();
        store.rebuild(&mut |_, _| ()).unwrap();
        let reader = store.reader().unwrap();
        assert_eq!((reader.lag().unwrap(), reader.envelopes().unwrap()), (0, 35));
        let day = "2026-11-20".parse().unwrap();
        let figures = reader.day_figures(day, day).unwrap();
        assert_eq!((figures.orders, figures.sales), (5, i64::MAX));
    }
}

#[test]
fn a_hub_takes_no_endless_branches_of_one_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let hub = Till::new(3);
    let identity = tillrail::store::Identity { kind: TerminalKind::Hub, ..hub.identity() };
    store.writer().set_identity(identity).unwrap();
    let mut till = Till::new(1);
    store.writer().append_and_wait(sync(vec![till.drift(0)])).unwrap();
    let branch = |offset: usize| {
        let row = till.forked(0, Hash::ZERO).drift(i64::try_from(offset).unwrap() + 1);
        let name = row.hash;
        row.on_branch(Some(name))
    };
    let all: Vec<Sealed> = (0..BRANCHES_MAX).map(branch).collect();
    store.writer().append_and_wait(sync(all)).unwrap();
    let more = store.writer().append_and_wait(sync(vec![branch(BRANCHES_MAX)]));
    assert!(matches!(more, Err(StoreError::Branches { .. })), "{more:?}");
    // Its own journal and those of others go on.
    store.writer().append_and_wait(sync(vec![till.drift(7)])).unwrap();
    assert_eq!(store.reader().unwrap().frontier().unwrap().0.len(), BRANCHES_MAX + 1);
}

#[test]
fn nobody_else_can_read_what_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tillrail.db");
    let rights =
        |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    let store = open(folder.path());
    store.writer().append_and_wait(sale(Till::new(1).orders(1))).unwrap();
    assert_eq!((rights("tillrail.db"), rights("tillrail.db-wal")), (0o600, 0o600));
    store.back_up(&folder.path().join("copy.db")).unwrap();
    assert_eq!(rights("copy.db"), 0o600);
    store.close();
    // One that an older version has made; who shares a group with it stays there.
    fs::set_permissions(&file, fs::Permissions::from_mode(0o664)).unwrap();
    drop(open(folder.path()));
    assert_eq!(rights("tillrail.db"), 0o660);
}

/// A damaged shop whose saving was interrupted: put aside already, with `begun` of the new file.
fn interrupted(folder: &Path, begun: Option<usize>) -> Till {
    let mut till = Till::new(1);
    let store = open(folder);
    store.writer().set_identity(till.identity()).unwrap();
    store.writer().append_and_wait(sale(till.orders(50))).unwrap();
    store.close();
    let file = folder.join("tillrail.db");
    fs::rename(&file, folder.join("tillrail.db.damaged-5")).unwrap();
    let mark = "row 7 is damaged\naside: tillrail.db.damaged-5\n";
    fs::write(folder.join("tillrail.db-damaged"), mark).unwrap();
    if let Some(orders) = begun {
        let part = folder.join("part");
        let store = open(&part);
        store.writer().set_identity(till.identity()).unwrap();
        store.writer().append_and_wait(sale(Till::new(1).orders(orders))).unwrap();
        store.close();
        fs::rename(part.join("tillrail.db"), &file).unwrap();
    }
    till
}

#[test]
fn f14_a_saving_that_was_interrupted_is_begun_again_and_nothing_is_lost() {
    for begun in [None, Some(0), Some(20)] {
        let folder = tempfile::tempdir().unwrap();
        let till = interrupted(folder.path(), begun);
        let options = OpenOptions::new("counter", folder.path(), NOON.plus(60_000));
        let store = Store::open(folder.path(), &options).unwrap();
        let Opening::Salvaged(salvaged) = store.opened() else { panic!("{}", store.opened()) };
        assert_eq!((salvaged.saved, salvaged.what.as_str()), (350, "row 7 is damaged"));
        assert_eq!(head(&store, &till).seq, 350);
        let reader = store.reader().unwrap();
        assert_eq!(reader.identity().unwrap(), Some(till.identity()));
        assert_eq!(reader.must_renew().unwrap().as_deref(), Some(DAMAGED));
        store.close();
        assert_eq!(*open(folder.path()).opened(), Opening::Clean, "{begun:?}");
        assert_eq!(Reader::open(folder.path()).unwrap().envelopes().unwrap(), 350);
    }
}

#[test]
fn f14_a_terminal_whose_file_is_damaged_opens_at_its_next_start() {
    let clock = Clock::system();
    for moved in [false, true] {
        let data = tempfile::tempdir().unwrap();
        let founding = Founding::alone(&Seeds::default(), &clock).unwrap();
        let station = boot::found(data.path(), &Mode::Counter, founding, &clock).unwrap();
        let held = station.store.reader().unwrap().envelopes().unwrap();
        let folder = station.folder.clone();
        station.store.close();
        let file = folder.join("tillrail.db");
        let mut bytes = fs::read(&file).unwrap();
        bytes[..4_096].fill(0xA5);
        fs::write(&file, bytes).unwrap();
        if moved {
            // The power went while the damaged file was being put aside.
            fs::rename(&file, folder.join("tillrail.db.damaged-7")).unwrap();
            let mark = "torn\naside: tillrail.db.damaged-7\n";
            fs::write(folder.join("tillrail.db-damaged"), mark).unwrap();
        }
        let mut station = boot::open(data.path(), &Mode::Counter, &clock).unwrap();
        assert!(station.store.reader().unwrap().envelopes().unwrap() >= held);
        station.act(&[Command::NoteDrift(123_456)], At(clock.now_ms())).unwrap();
    }
}

#[test]
fn a_renewal_that_ended_half_way_is_finished_at_the_next_start() {
    let clock = Clock::system();
    let data = tempfile::tempdir().unwrap();
    let founding = Founding::alone(&Seeds::default(), &clock).unwrap();
    let station = boot::found(data.path(), &Mode::Counter, founding, &clock).unwrap();
    let before = station.identity.clone();
    let held = station.store.reader().unwrap().own_head(before.terminal).unwrap().seq;
    let terminal = tillrail::domain::id::TerminalId(77);
    let letter = "B".parse().ok();
    let identity = tillrail::store::Identity { terminal, letter, ..before.clone() };
    // The power went behind this, before anything was said of it.
    station.store.writer().renew(Renewal { identity, held, takes_over: true }).unwrap();
    station.store.close();
    let station = boot::open(data.path(), &Mode::Counter, &clock).unwrap();
    let state = &station.desk.state;
    assert!(state.terminal(terminal).unwrap().is_active());
    assert!(!state.terminal(before.terminal).unwrap().is_active());
    let rows = station.store.reader().unwrap().envelopes().unwrap();
    station.store.close();
    let station = boot::open(data.path(), &Mode::Counter, &clock).unwrap();
    assert_eq!(station.store.reader().unwrap().envelopes().unwrap(), rows, "said once");
}

#[test]
fn f41_what_says_it_was_issued_again_never_takes_the_place_of_the_original() {
    let (mut till, mut other) = (Till::new(1), Till::new(2));
    let sold = till.order();
    let paid = sold.facts.iter().find(|row| row.fact.kind() == "payment_taken").unwrap();
    let copy = paid.issued_again(other.terminal, Head::NONE).unwrap();
    let text = copy.bytes.replace("1500", "15");
    let hash = Hash::chain(Hash::ZERO, text.as_bytes());
    let forged = Sealed::open(text, hash).unwrap();
    assert_eq!(forged.fact.sort_key(), paid.fact.sort_key());
    other.goes_on_behind(hash);
    let folder = tempfile::tempdir().unwrap();
    let orders: [[&[Sealed]; 2]; 2] = [
        [&sold.facts, std::slice::from_ref(&forged)],
        [std::slice::from_ref(&forged), &sold.facts],
    ];
    let mut figures = Vec::new();
    for (n, rows) in orders.into_iter().enumerate() {
        let place = folder.path().join(n.to_string());
        let store = open(&place);
        for part in rows {
            store.writer().append_and_wait(sync(part.to_vec())).unwrap();
        }
        let order = store.reader().unwrap().order(sold.id).unwrap().unwrap();
        let amounts: Vec<_> = order.payments.iter().map(|row| row.payment.amount.minor()).collect();
        assert_eq!(amounts, [1_500], "arrival {n}");
        figures.push(projections(&place));
        store.rebuild(&mut |_, _| ()).unwrap();
        assert_eq!(projections(&place), figures[n]);
    }
    assert_eq!(figures[0], figures[1]);
}
