//! What a kitchen may not make is held and left out of every figure, whatever arrives first.

use tillrail::domain::envelope::Sealed;
use tillrail::domain::event::{Event, LineVoided, TerminalPaired};
use tillrail::domain::id::{AggregateId, TerminalId, TerminalKind};
use tillrail::domain::money::{Money, Quantity};
use tillrail::domain::settings::SettingsPatch;
use tillrail::domain::time::Day;
use tillrail::store::{NOT_PERMITTED, OrderFilter, PAGE_ORDERS_MAX, Page, Store};

use super::figures::projections;
use super::shop::{NOON, Sold, Till, open, sale};

fn pairing(hub: &mut Till, terminal: TerminalId, kind: TerminalKind) -> Sealed {
    let paired = TerminalPaired {
        terminal,
        terminal_kind: kind,
        name: "Hot".to_owned(),
        letter: None,
        credential: None,
    };
    hub.say(AggregateId::Terminal(terminal), Event::TerminalPaired(paired))
}

/// Honest facts, what the hub writes, and the facts of a kitchen, of which only the last is its own
/// affair: it voids, takes money, gives it back, sells, moves the clock of the site and pairs.
pub fn scene() -> (Vec<Sealed>, Vec<Sealed>, Vec<Sealed>, Sold) {
    let (mut till, mut kitchen, mut hub) = (Till::new(1), Till::new(2), Till::new(3));
    let mut honest = vec![till.open_shift()];
    let mut sold = till.order();
    honest.append(&mut sold.facts);
    kitchen.at = NOON.plus(60_000);
    let void = LineVoided {
        line: sold.lines[0],
        quantity: Quantity::ONE,
        reason: "mine".to_owned(),
        approver: None,
    };
    let mut forged = vec![
        kitchen.about(&sold, Event::LineVoided(void)),
        kitchen.refund(&sold, 1_500),
        kitchen.open_shift(),
    ];
    forged.extend(kitchen.order().facts);
    let patch = SettingsPatch { cut_off: Some(720), ..SettingsPatch::default() };
    forged.push(kitchen.say(AggregateId::Settings, Event::SettingsChanged(Box::new(patch))));
    let own = kitchen.terminal;
    forged.push(pairing(&mut kitchen, own, TerminalKind::Counter));
    forged.push(kitchen.about(&sold, Event::LineReady { lines: sold.lines.clone() }));
    (honest, vec![pairing(&mut hub, own, TerminalKind::Kitchen)], forged, sold)
}

fn figures(store: &Store, rows: &[&[Sealed]]) -> Vec<String> {
    for part in rows {
        store.writer().append_and_wait(sale(part.to_vec())).unwrap();
    }
    projections(store.folder())
}

#[test]
fn facts_of_a_kitchen_about_money_are_held_and_in_no_figure_in_every_order_of_arrival() {
    let (honest, hub, forged, sold) = scene();
    let may = &forged[forged.len() - 1..];
    let barred = forged.len() - 1;
    let folder = tempfile::tempdir().unwrap();
    // A till whose last row is the only one that a kitchen may make.
    let plain = open(&folder.path().join("plain"));
    let mut expected = figures(&plain, &[&honest, &hub]);
    // Ready lines move the status of the order and the preparation times.
    let of_kitchen = |row: &String| row.starts_with("prep:") || row.starts_with("orders:");
    expected.retain(|row| !of_kitchen(row));
    let both: Vec<Sealed> = hub.iter().chain(&forged).cloned().collect();
    let orders: [&[&[Sealed]]; 4] = [
        &[&hub, &honest, &forged],
        &[&honest, &forged, &hub],
        &[&forged, &honest, &hub],
        &[&honest, &both],
    ];
    let mut whole: Option<Vec<String>> = None;
    for (n, rows) in orders.into_iter().enumerate() {
        let store = open(&folder.path().join(n.to_string()));
        let mut found = figures(&store, rows);
        assert_eq!(*whole.get_or_insert_with(|| found.clone()), found, "arrival {n}");
        store.rebuild(&mut |_, _| ()).unwrap();
        assert_eq!(projections(store.folder()), found, "arrival {n}: made anew");
        found.retain(|row| !of_kitchen(row));
        assert_eq!(found, expected, "arrival {n}");

        let mut reader = store.reader().unwrap();
        let left_out = reader.quarantined().unwrap();
        assert_eq!(left_out.len(), barred, "{left_out:?}");
        assert!(left_out.iter().all(|one| one.code == NOT_PERMITTED), "{left_out:?}");
        assert!(left_out[1].sentence.contains("a kitchen may not make `payment_refunded`"));
        let order = reader.order(sold.id).unwrap().unwrap();
        assert_eq!((order.refunds.len(), order.lines[0].voided), (0, Quantity::ZERO));
        assert!(order.lines.iter().all(|line| line.ready.is_some()), "{may:?}");
        let page = Page { skip: 0, rows: PAGE_ORDERS_MAX };
        assert_eq!(reader.orders_list(&OrderFilter::default(), page).unwrap().len(), 1);
        let today: Day = "2026-11-20".parse().unwrap();
        let mut till = Till::new(1);
        till.at = NOON;
        let state = reader.load_state(&till.identity(), today).unwrap();
        assert_eq!(state.settings().cut_off, 240);
        assert_eq!(state.shifts().count(), 1);
        assert_eq!(state.order(sold.id).unwrap().refunds.len(), 0);
        assert_eq!(reader.frontier().unwrap().0.len(), 3, "everything is held and passed on");
        assert!(reader.verify(&mut |_, _| ()).unwrap().is_whole());
        assert_eq!(Money::ZERO, state.order(sold.id).unwrap().settlement().unwrap().give_back);
    }
}
