//! What happens when two terminals act at once: every row of the table of the domain rules.

use tillrail::domain::command::{Command, Step};
use tillrail::domain::event::{Event, LineStep, TicketMoved};
use tillrail::domain::id::SendId;
use tillrail::domain::money::{Money, Quantity};
use tillrail::domain::order::{MoneyStatus, Status};
use tillrail::domain::settings::Settings;
use tillrail::domain::time::At;

use super::world::{Place, meet, menu, second_counter};

fn two() -> (Place, Place) {
    let mut first = Place::shop(Settings::default());
    let second = second_counter(&mut first);
    (first, second)
}

/// An order of a salad and a burger that both counters know.
fn shared(
    first: &mut Place,
    second: &mut Place,
) -> (tillrail::domain::id::OrderId, Vec<tillrail::domain::id::LineId>) {
    let (order, lines) = first.order(&[("5", 1), ("3", 2)]);
    meet(first, second, order);
    (order, lines)
}

#[test]
fn f23_f19_both_add_lines_and_all_survive_once() {
    let (mut first, mut second) = two();
    let (order, _) = shared(&mut first, &mut second);
    let (one, two) = (first.new_line("4", 1), second.new_line("4", 1));
    first.step(order, Step::Add(one)).unwrap();
    second.step(order, Step::Add(two)).unwrap();
    let merged = meet(&mut first, &mut second, order);
    assert_eq!(merged.live_lines().count(), 4);
    let again = meet(&mut first, &mut second, order);
    assert_eq!(again, merged, "learning everything once more changes nothing");
}

#[test]
fn both_set_a_quantity_and_the_later_wins() {
    let (mut first, mut second) = two();
    let (order, lines) = shared(&mut first, &mut second);
    second.now = first.now + 60_000;
    first.step(order, Step::SetQuantity(lines[0], Quantity::pieces(3))).unwrap();
    second.step(order, Step::SetQuantity(lines[0], Quantity::pieces(5))).unwrap();
    let merged = meet(&mut first, &mut second, order);
    assert_eq!(merged.line(lines[0]).unwrap().quantity, Quantity::pieces(5));
}

#[test]
fn one_voids_while_the_other_readies() {
    let (mut first, mut second) = two();
    let (order, lines) = shared(&mut first, &mut second);
    first.send(order).unwrap();
    meet(&mut first, &mut second, order);
    second.step(order, Step::Advance(vec![lines[0]], LineStep::Started)).unwrap();
    first.now = second.now + 5_000;
    let void = Step::Void {
        line: lines[0],
        quantity: Quantity::ONE,
        reason: "guest changed mind".to_owned(),
    };
    first.step(order, void).unwrap();
    let merged = meet(&mut first, &mut second, order);
    let line = merged.line(lines[0]).unwrap();
    assert!(line.is_void() && line.bumped.is_none(), "the card keeps it until it is bumped");
    assert!(merged.exceptions.iter().any(|one| one.sentence.contains("waste")));
}

#[test]
fn one_cancels_while_the_other_takes_a_payment() {
    let (mut first, mut second) = two();
    let (order, _) = shared(&mut first, &mut second);
    second.pay(order, 10_950).unwrap();
    first.step(order, Step::Cancel("guest left".to_owned())).unwrap();
    let merged = meet(&mut first, &mut second, order);
    assert_eq!(merged.status(), Status::Cancelled);
    assert_eq!(merged.money_status(), MoneyStatus::Overpaid);
    assert_eq!(merged.settlement().unwrap().give_back, Money::new(10_950));
    let today = merged.day().unwrap();
    assert!(merged.is_open(today), "it stays open until the refund is settled");
}

#[test]
fn f18_both_take_a_payment_and_both_stay() {
    let (mut first, mut second) = two();
    let (order, _) = shared(&mut first, &mut second);
    first.pay(order, 10_950).unwrap();
    second.pay(order, 10_950).unwrap();
    let merged = meet(&mut first, &mut second, order);
    assert_eq!(merged.payments.len(), 2);
    assert_eq!(merged.money_status(), MoneyStatus::Overpaid);
    assert_eq!(merged.settlement().unwrap().give_back, Money::new(10_950));
    assert!(merged.exceptions.iter().any(|one| one.sentence.contains("give back 109.50")));
}

#[test]
fn both_send_the_same_lines_and_they_count_once_in_the_first() {
    let (mut first, mut second) = two();
    let (order, lines) = shared(&mut first, &mut second);
    second.now = first.now + 60_000;
    let sent = first.send(order).unwrap();
    second.send(order).unwrap();
    let merged = meet(&mut first, &mut second, order);
    let Some(Event::OrderSent(earlier)) = &sent[0].fact.event else { panic!("a send") };
    assert_eq!(merged.line(lines[0]).unwrap().sent.unwrap().send, earlier.send);
    assert_eq!(merged.sends.len(), 2);
    let bump = TicketMoved {
        station: "hot".to_owned(),
        sends: vec![merged.sends[1].0],
        lines: vec![lines[1]],
    };
    second.step(order, Step::Bump(bump)).unwrap();
    let merged = meet(&mut first, &mut second, order);
    assert!(merged.line(lines[1]).unwrap().bumped.is_some(), "bumped in any ticket is bumped");
}

#[test]
fn f37_a_quantity_set_while_it_is_sent_shows_the_difference() {
    let (mut first, mut second) = two();
    let (order, lines) = shared(&mut first, &mut second);
    first.send(order).unwrap();
    second.step(order, Step::SetQuantity(lines[1], Quantity::pieces(3))).unwrap();
    let merged = meet(&mut first, &mut second, order);
    let line = merged.line(lines[1]).unwrap();
    assert_eq!(line.sent.unwrap().quantity, Quantity::pieces(2), "the sent quantity stands");
    assert_eq!(line.quantity, Quantity::pieces(3), "and one more is wanted");
}

#[test]
fn one_takes_part_of_the_money_and_the_other_the_rest() {
    let (mut first, mut second) = two();
    let (order, _) = shared(&mut first, &mut second);
    let mut part = first.take(Some(5_000));
    part.part = true;
    first.step(order, Step::Pay(part)).unwrap();
    let mut rest = second.take(Some(5_950));
    rest.part = true;
    second.step(order, Step::Pay(rest)).unwrap();
    let merged = meet(&mut first, &mut second, order);
    assert_eq!(merged.money_status(), MoneyStatus::Paid);
    assert!(merged.is_receipt_due());
    first.step(order, Step::IssueReceipt).unwrap();
    assert!(!meet(&mut first, &mut second, order).is_receipt_due());
}

#[test]
fn f25_both_open_the_same_table_and_both_orders_stay() {
    let (mut first, mut second) = two();
    let mut ids = Vec::new();
    for place in [&mut first, &mut second] {
        let order = tillrail::domain::id::OrderId(place.desk.mint());
        let opening = tillrail::domain::command::Opening {
            table: Some("7".to_owned()),
            service: tillrail::domain::settings::Service::DineIn,
            ..Default::default()
        };
        let line = place.new_line("5", 1);
        place.must(&Command::Open { order, opening, steps: vec![Step::Add(line)] });
        ids.push(order);
    }
    for id in ids {
        let order = meet(&mut first, &mut second, id);
        assert_eq!(order.place(), "TABLE 7");
    }
}

#[test]
fn one_86es_an_item_while_the_other_sells_it() {
    let (mut first, mut second) = two();
    first.must(&Command::Take86 { item: "5".to_owned(), remaining: None, until: None });
    let (order, _) = second.order(&[("5", 1)]);
    let merged = meet(&mut first, &mut second, order);
    assert_eq!(merged.live_lines().count(), 1, "the sale stands");
    assert!(second.desk.state.is_86("5", At(second.now)));
    let line = second.new_line("5", 1);
    let refusal = second.step(order, Step::Add(line)).unwrap_err().to_string();
    assert!(refusal.contains("Salad is sold out"), "{refusal}");
}

#[test]
fn both_publish_a_menu_and_the_later_wins_while_sold_lines_keep_their_snapshot() {
    let (mut first, mut second) = two();
    let (order, lines) = shared(&mut first, &mut second);
    let (mut cheap, mut dear) = (menu(), menu());
    cheap.items[4].price = Money::new(100);
    dear.items[4].price = Money::new(2_000);
    first.must(&Command::PublishMenu(Box::new(cheap)));
    second.now = first.now + 60_000;
    second.must(&Command::PublishMenu(Box::new(dear)));
    let merged = meet(&mut first, &mut second, order);
    assert_eq!(first.desk.state.menu().item("5").unwrap().price, Money::new(2_000));
    assert_eq!(merged.totals().unwrap().line(lines[0]).unwrap().gross, Money::new(950));
}

#[test]
fn f38_a_cancelled_order_cannot_be_served() {
    let (mut first, mut second) = two();
    let (order, lines) = shared(&mut first, &mut second);
    first.send(order).unwrap();
    first.step(order, Step::Cancel("guest left".to_owned())).unwrap();
    meet(&mut first, &mut second, order);
    let refusal = second.step(order, Step::Advance(lines, LineStep::Served)).unwrap_err();
    assert_eq!(refusal.to_string(), "A1 is cancelled: it cannot be served");
}

#[test]
fn f40_the_last_bump_serves_and_an_earlier_one_leaves_the_other_station_alone() {
    let (mut first, mut second) = two();
    let (order, lines) = shared(&mut first, &mut second);
    first.send(order).unwrap();
    meet(&mut first, &mut second, order);
    let sends: Vec<SendId> = second.get(order).sends.iter().map(|(send, _)| *send).collect();
    for (station, line, status) in
        [("cold", lines[0], Status::Preparing), ("hot", lines[1], Status::Served)]
    {
        second.step(order, Step::Advance(vec![line], LineStep::Ready)).unwrap();
        let ticket =
            TicketMoved { station: station.to_owned(), sends: sends.clone(), lines: vec![line] };
        second.step(order, Step::Bump(ticket)).unwrap();
        assert_eq!(second.get(order).status(), status, "after {station}");
    }
    let back = TicketMoved { station: "hot".to_owned(), sends, lines: vec![lines[1]] };
    second.step(order, Step::Recall(back)).unwrap();
    assert_eq!(second.get(order).status(), Status::Ready);
}

fn closing() -> Command {
    Command::CloseShift { counted: Money::ZERO, reason: None, left: None, waiting: 0 }
}

#[test]
fn f10_open_orders_survive_the_close_of_their_shift() {
    let (mut first, mut second) = two();
    let (order, _) = shared(&mut first, &mut second);
    first.must(&closing());
    let later = At(first.now + 48 * 3_600_000);
    first.desk.state.forget_closed(later);
    assert!(first.desk.state.open_orders(later).any(|open| open.id == order));
}

#[test]
fn f09_an_order_belongs_to_the_shift_it_was_taken_in() {
    let (mut first, mut second) = two();
    let shift = first.desk.state.my_shift().unwrap().id;
    let (order, _) = first.order(&[("5", 1)]);
    first.must(&closing());
    first.open_shift();
    let merged = meet(&mut first, &mut second, order);
    assert_eq!(merged.shift, Some(shift));
}
