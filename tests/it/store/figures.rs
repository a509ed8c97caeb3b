//! Projections: figures on the right days, equal however the facts arrive and when made anew.

use std::fmt::Write;
use std::path::Path;

use rusqlite::Connection;
use tillrail::domain::envelope::Sealed;
use tillrail::domain::event::{DiscountApplied, Event, LineVoided, Payment, Reduction, Tender};
use tillrail::domain::id::{AggregateId, DiscountId, PaymentId};
use tillrail::domain::money::{Money, Quantity, Rate};
use tillrail::domain::settings::SettingsPatch;
use tillrail::domain::time::Day;
use tillrail::store::{OpenOptions, Projecting, Store};

use super::shop::{NOON, Sold, Till, open, sale};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Every row of every projection, as text. Numbers of aggregates are given in the order of
/// arrival, so they are written by name.
pub fn projections(folder: &Path) -> Vec<String> {
    let conn = Connection::open(folder.join("tillrail.db")).unwrap();
    let mut all = Vec::new();
    let named = "(SELECT json_extract(bytes, '$.aggregate') FROM journal j \
                  WHERE j.aggregate = key LIMIT 1)";
    for (table, key) in [
        ("orders", named),
        ("shifts", named),
        ("shift_orders", "0"),
        ("series", "0"),
        ("rollups", "0"),
        ("prep", "0"),
    ] {
        let mut select = conn.prepare(&format!("SELECT {key}, * FROM {table}")).unwrap();
        let columns: Vec<String> = select.column_names().map(ToOwned::to_owned).collect();
        let mut rows = select.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let mut text = format!("{table}:");
            for (at, column) in columns.iter().enumerate() {
                if !["key", "shift", "number"].contains(&column.as_str()) {
                    let value: rusqlite::types::Value = row.get(at).unwrap();
                    write!(text, " {column}={value:?}").unwrap();
                }
            }
            all.push(text);
        }
    }
    all.sort();
    all
}

/// Two days of two tills with everything that moves figures, in order of making.
fn two_days() -> Vec<Sealed> {
    let (mut a, mut b) = (Till::new(1), Till::new(2));
    let mut facts = vec![a.open_shift()];
    let sold: Vec<Sold> = (0..12).map(|_| a.order()).collect();
    facts.extend(sold.iter().flat_map(|sold| sold.facts.clone()));
    facts.extend(b.orders(5));
    // A void and a discount after it was paid: money is to be given back.
    let voided = LineVoided {
        line: sold[1].lines[0],
        quantity: Quantity::ONE,
        reason: "spilled".to_owned(),
        approver: None,
    };
    facts.push(a.about(&sold[1], Event::LineVoided(voided)));
    let discount = DiscountApplied {
        discount: DiscountId(a.mint()),
        line: None,
        off: Reduction::Percent(Rate::percent(10)),
        name: None,
        reason: Some("late".to_owned()),
        approver: None,
    };
    facts.push(a.about(&sold[2], Event::DiscountApplied(discount)));
    // The clock of the site changes in between: hours that were written stay.
    let patch =
        SettingsPatch { time_zone: Some("Asia/Tokyo".to_owned()), ..SettingsPatch::default() };
    facts.push(a.say(AggregateId::Settings, Event::SettingsChanged(Box::new(patch))));
    facts.extend(a.orders(2));
    // The other till takes the money of an order once more.
    let twice = Payment {
        payment: PaymentId(b.mint()),
        tender: Tender::Card,
        amount: Money::new(1_500),
        tendered: Money::new(1_500),
        change: Money::ZERO,
        tip: Money::new(100),
        rounding: Money::ZERO,
        reference: None,
        shift: None,
        drawer: None,
    };
    facts.push(b.about(&sold[3], Event::PaymentTaken(Box::new(twice))));
    facts.push(b.refund(&sold[3], 1_500));
    facts.push(
        a.about(&sold[4], Event::OrderCancelled { reason: "fire".to_owned(), approver: None }),
    );
    facts.push(a.refund(&sold[4], 1_500));
    facts.push(a.close_shift());
    a.on_day(1);
    facts.push(a.open_shift());
    facts.extend(a.orders(4));
    facts.push(a.refund(&sold[5], 500));
    let half = a.order();
    facts.extend_from_slice(&half.facts[..5]);
    facts
}

#[test]
fn a_sale_counts_when_it_is_settled_and_a_refund_on_its_own_day() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.writer().append_and_wait(sale(two_days())).unwrap();
    let mut reader = store.reader().unwrap();
    let (first, second) = (day("2026-11-20"), day("2026-11-21"));
    let one = reader.day_figures(first, first).unwrap();
    // 19 orders of 15.00, less 3.60 voided and 1.50 off.
    assert_eq!((one.orders, one.guests, one.sales), (19, 38, 19 * 1_500 - 360 - 150));
    assert_eq!((one.discounts, one.voids, one.cancelled, one.tips), (150, 2, 1, 100));
    assert_eq!((one.refunds, one.refunded), (1, 1_500), "the double payment is no refund of sales");
    assert_eq!(one.net + one.tax, one.sales);
    let two = reader.day_figures(second, second).unwrap();
    assert_eq!((two.orders, two.sales, two.refunds, two.refunded), (4, 6_000, 1, 500));
    assert_eq!(two.takings(), 5_500);

    let sum = |rows: Vec<i64>| rows.into_iter().sum::<i64>();
    let hours = reader.hours(first, second).unwrap();
    assert_eq!(sum(hours.iter().map(|(_, row)| row.sales).collect()), one.sales + two.sales);
    assert_eq!(hours.iter().map(|(hour, _)| *hour).collect::<Vec<_>>(), [12, 21]);
    let items = reader.items(first, second).unwrap();
    assert_eq!(items.len(), 3);
    assert_eq!((items[0].code.as_deref(), items[0].name.as_str()), (Some("42"), "Club sandwich"));
    assert_eq!(items[0].figures.quantity, 23_000);
    assert_eq!(sum(items.iter().map(|row| row.figures.sales).collect()), one.sales + two.sales);
    let categories = reader.categories(first, second).unwrap();
    assert_eq!(sum(categories.iter().map(|(_, row)| row.sales).collect()), one.sales + two.sales);
    let tenders = reader.tenders(first, first).unwrap();
    assert_eq!(sum(tenders.iter().map(|row| row.figures.sales).collect()), one.sales);
    let tax = reader.tax(first, first).unwrap();
    assert_eq!((tax.len(), tax[0].rate), (1, Rate::percent(10)));
    // The tax of a day is that of its takings: 1.36 of it went back with the 15.00.
    assert_eq!((tax[0].figures.tax, tax[0].figures.sales), (one.tax - 136, one.takings()));
    let staff = reader.staff(first, first).unwrap();
    assert_eq!(staff[0].figures.sales, one.sales);
    let shifts = reader.shifts(first, second).unwrap();
    assert_eq!(shifts.len(), 2);
    assert!(!shifts[0].shift.is_open() && shifts[1].shift.is_open());
}

#[test]
fn projections_made_anew_equal_those_made_step_by_step() {
    let facts = two_days();
    let whole = tempfile::tempdir().unwrap();
    let store = open(whole.path());
    store.writer().append_and_wait(sale(facts.clone())).unwrap();
    let expected = projections(whole.path());
    assert!(expected.len() > 60);

    let single = tempfile::tempdir().unwrap();
    let one_by_one = open(single.path());
    for (index, fact) in facts.iter().enumerate() {
        one_by_one.writer().append_and_wait(sale(vec![fact.clone()])).unwrap();
        if index % 50 == 49 {
            // The next fact must not depend on what the writer remembers.
            one_by_one.writer().limit_pages(Some(0)).unwrap();
            let mut stranger = Till::new(9);
            assert!(one_by_one.writer().append_and_wait(sale(stranger.orders(300))).is_err());
            one_by_one.writer().limit_pages(None).unwrap();
        }
    }
    assert_eq!(projections(single.path()), expected);

    let mut heard = Vec::new();
    store.rebuild(&mut |done, all| heard.push((done, all))).unwrap();
    assert_eq!(projections(whole.path()), expected);
    let all = u64::try_from(facts.len()).unwrap();
    assert_eq!((heard[0], heard[heard.len() - 1]), ((0, all), (all, all)));
    store.writer().append_and_wait(sale(Till::new(3).orders(2))).unwrap();
    one_by_one.writer().append_and_wait(sale(Till::new(3).orders(2))).unwrap();
    assert_eq!(projections(whole.path()), projections(single.path()));
}

#[test]
fn figures_do_not_depend_on_the_order_in_which_terminals_are_heard() {
    let facts = two_days();
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (first, second) = (open(here.path()), open(there.path()));
    first.writer().append_and_wait(sale(facts.clone())).unwrap();
    let terminal = facts[0].fact.terminal;
    let (own, other): (Vec<_>, Vec<_>) =
        facts.into_iter().partition(|fact| fact.fact.terminal == terminal);
    second.writer().append_and_wait(sale(other)).unwrap();
    for part in own.chunks(3) {
        second.writer().append_and_wait(sale(part.to_vec())).unwrap();
    }
    let days = (day("2026-11-20"), day("2026-11-21"));
    let (mut here, mut there) = (first.reader().unwrap(), second.reader().unwrap());
    assert_eq!(here.days(days.0, days.1).unwrap(), there.days(days.0, days.1).unwrap());
    assert_eq!(here.items(days.0, days.1).unwrap(), there.items(days.0, days.1).unwrap());
    assert_eq!(here.tenders(days.0, days.1).unwrap(), there.tenders(days.0, days.1).unwrap());
    assert_eq!(here.shifts(days.0, days.1).unwrap(), there.shifts(days.0, days.1).unwrap());
}

#[test]
fn a_busy_hub_projects_behind_its_journal_and_catches_up() {
    let (hub, counter) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut options = OpenOptions::new("hub", hub.path(), NOON);
    options.projecting = Projecting::Behind;
    let store = Store::open(hub.path(), &options).unwrap();
    let facts = two_days();
    store.writer().append_and_wait(sale(facts.clone())).unwrap();
    open(counter.path()).writer().append_and_wait(sale(facts)).unwrap();
    drop(store);
    let store = Store::open(hub.path(), &options).unwrap();
    assert_eq!(store.reader().unwrap().lag().unwrap(), 0, "it has caught up before it is opened");
    assert_eq!(projections(hub.path()), projections(counter.path()));
}
