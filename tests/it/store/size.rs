//! What a history costs on disk, and that starting does not read it.

use super::shop::{Till, open, sale};

/// The most bytes of the file for each order: journal, indexes and projections together.
const ORDER_BYTES_MAX: u64 = 4_096;

/// A day's orders of the test.
const ORDERS: u64 = 2_000;

fn bytes_of_an_order(tills: &mut [Till]) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    for round in 0..ORDERS {
        let till = &mut tills[usize::try_from(round).unwrap() % tills.len()];
        store.writer().append(sale(till.order().facts), |answer| assert!(answer.is_ok()));
    }
    drop(store);
    std::fs::metadata(folder.path().join("tillrail.db")).unwrap().len() / ORDERS
}

#[test]
fn an_order_of_seven_facts_takes_at_most_four_kilobytes() {
    let one = bytes_of_an_order(&mut [Till::new(1)]);
    assert!(one <= ORDER_BYTES_MAX, "{one} bytes on a lone counter");
    let mut tills: Vec<Till> = (0..20).map(Till::new).collect();
    let many = bytes_of_an_order(&mut tills);
    assert!(many <= ORDER_BYTES_MAX, "{many} bytes on a hub of twenty counters");
}
