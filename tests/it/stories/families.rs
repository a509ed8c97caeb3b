//! Bills that are split, merged and moved: money adds up, the kitchen notices nothing, and every
//! replica agrees, whoever did what at the same time.

use std::sync::Arc;

use proptest::prelude::*;
use tillrail::domain::board::{Thresholds, board};
use tillrail::domain::command::{Command, Step};
use tillrail::domain::envelope::Fact;
use tillrail::domain::event::{DiscountApplied, Event, LineStep, OrderChanged, Reduction};
use tillrail::domain::family::Family;
use tillrail::domain::folded::Folded;
use tillrail::domain::id::{AggregateId, DiscountId, LineId, OrderId};
use tillrail::domain::money::{Money, Quantity, Rate};
use tillrail::domain::order::{MoneyStatus, Status};
use tillrail::domain::parting;
use tillrail::domain::rejection::Rejection;
use tillrail::domain::settings::Settings;
use tillrail::domain::time::At;

use super::world::{Place, exclusive_18, meet, second_counter};

type Picks<'a> = &'a [(LineId, Quantity)];

fn split(place: &mut Place, from: OrderId, picks: Picks<'_>) -> Result<OrderId, Rejection> {
    let to = OrderId(place.desk.mint());
    let order = place.get(from).clone();
    let command = parting::split(&order, to, picks, Vec::new(), || place.desk.mint());
    place.act(&command).map(|_| to)
}

fn merge(place: &mut Place, from: OrderId, to: OrderId) -> Result<(), Rejection> {
    let order = place.get(from).clone();
    let command = parting::merge(&order, to, || place.desk.mint());
    place.act(&command).map(|_| ())
}

/// Merges two orders; answers what takes it back.
fn merge_for_now(place: &mut Place, from: OrderId, to: OrderId) -> Result<Command, Rejection> {
    let state = &place.desk.state;
    let order = state.order(from).cloned().ok_or(Rejection::NoOrder)?;
    let into = state.order(to).cloned().ok_or(Rejection::NoOrder)?;
    let command = parting::merge(&order, to, || place.desk.mint());
    let back = parting::unmerge(&order, &into, &command);
    place.act(&command).map(|_| back)
}

/// Everything that people see of an order.
fn looks(place: &Place, id: OrderId) -> String {
    let order = place.get(id);
    let lines: Vec<String> = order
        .live_lines()
        .map(|line| {
            let (sent, ready) = (line.sent, line.ready);
            format!("{} {} -{} {sent:?} {ready:?}", line.id, line.quantity, line.voided)
        })
        .collect();
    let given = order.discounts.iter().filter(|row| !row.removed).map(|row| &row.given);
    let given: Vec<_> = given.collect();
    let settlement = order.settlement().unwrap();
    let states = (order.status(), order.money_status(), order.merged_into());
    let about = (order.guests, order.due, order.pass, order.prioritised, &order.sends);
    let money = (settlement.owed, settlement.paid, &order.payments);
    format!("{lines:?} {given:?} {states:?} {about:?} {money:?}")
}

fn total(place: &Place, order: OrderId) -> i64 {
    place.get(order).totals().unwrap().total.minor()
}

fn two() -> (Place, Place) {
    let mut first = Place::shop(Settings::default());
    let second = second_counter(&mut first);
    (first, second)
}

/// What the kitchen has on its screen: line names, quantities and marks, over all cards.
fn kitchen(place: &Place) -> Vec<String> {
    let cards = board(&place.desk.state, None, At(place.now), &Thresholds::default());
    let mut rows: Vec<String> = cards
        .iter()
        .flat_map(|card| &card.lines)
        .map(|line| format!("{} {:?} {}", line.name, line.mark, line.quantity))
        .collect();
    rows.sort();
    rows
}

#[test]
fn a_bill_is_split_paid_apart_and_both_parts_add_up() {
    let mut shop = Place::shop(exclusive_18());
    let (order, lines) = shop.order(&[("5", 2), ("3", 1), ("4", 3)]);
    let before = total(&shop, order);
    let bill =
        split(&mut shop, order, &[(lines[0], Quantity::ONE), (lines[2], Quantity::pieces(3))])
            .unwrap();
    assert_eq!(shop.get(bill).title(), format!("{}-2", shop.get(order).title()));
    assert_eq!(total(&shop, order) + total(&shop, bill), before);
    let third = split(&mut shop, order, &[(lines[0], Quantity::ONE)]).unwrap();
    assert_eq!(shop.get(third).title(), "A1-3");
    for one in [bill, third, order] {
        let due = total(&shop, one);
        shop.pay(one, due).unwrap();
        assert_eq!(shop.get(one).money_status(), MoneyStatus::Paid);
        assert_eq!(shop.get(one).receipts.len(), 1, "each bill has a receipt of its own");
    }
    let state = &shop.desk.state;
    let figures = tillrail::domain::tally::tally(state, state.my_shift().unwrap()).unwrap();
    assert_eq!((figures.orders, figures.sales.minor()), (3, before));
}

#[test]
fn f21_split_merge_transfer_and_pay_make_no_new_kitchen_lines() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = shop.order(&[("1", 1), ("3", 2), ("5", 2)]);
    shop.send(order).unwrap();
    shop.step(order, Step::Advance(vec![lines[0]], LineStep::Ready)).unwrap();
    let (other, _) = shop.order(&[("2", 1)]);
    shop.send(other).unwrap();
    let before = kitchen(&shop);
    let sends = |shop: &Place| {
        let facts = shop.facts();
        facts.iter().filter(|fact| matches!(fact.event, Some(Event::OrderSent(_)))).count()
    };
    let sent = sends(&shop);
    let bill =
        split(&mut shop, order, &[(lines[0], Quantity::ONE), (lines[1], Quantity::pieces(2))])
            .unwrap();
    assert_eq!(kitchen(&shop), before, "a split changes no line on any card");
    let table = OrderChanged { table: Some(Some("9".to_owned())), ..OrderChanged::default() };
    shop.step(order, Step::Change(table)).unwrap();
    merge(&mut shop, order, other).unwrap();
    assert_eq!(kitchen(&shop), before, "nor does a transfer or a merge");
    for one in [bill, other] {
        let due = total(&shop, one);
        shop.pay(one, due).unwrap();
    }
    assert_eq!(kitchen(&shop), before, "nor does paying");
    assert_eq!(sends(&shop), sent, "nothing was sent again");
}

#[test]
fn a_merged_order_closes_and_its_number_stays_known() {
    let mut shop = Place::shop(Settings::default());
    let (one, _) = shop.order(&[("5", 1)]);
    let (other, _) = shop.order(&[("4", 2)]);
    merge(&mut shop, one, other).unwrap();
    let gone = shop.get(one).clone();
    assert_eq!((gone.status(), gone.title()), (Status::Merged, "A1".to_owned()));
    assert_eq!(gone.merged_into().unwrap().title, "A2");
    assert_eq!(gone.timeline.last().unwrap().status, Status::Merged);
    assert!(!gone.is_open(gone.day().unwrap()));
    assert_eq!(total(&shop, other), 950 + 700);
    let new = shop.new_line("4", 1);
    let why = shop.step(one, Step::Add(new)).unwrap_err();
    assert_eq!(why.to_string(), "A1 went into A2: use A2 instead");
    let due = total(&shop, other);
    shop.pay(other, due).unwrap();
    let state = &shop.desk.state;
    let figures = tillrail::domain::tally::tally(state, state.my_shift().unwrap()).unwrap();
    assert_eq!((figures.orders, figures.sales.minor()), (1, due));
}

#[test]
fn an_unpaid_split_is_merged_back_to_what_it_was() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = shop.order(&[("5", 3), ("3", 1)]);
    let ten = DiscountApplied {
        discount: DiscountId(shop.desk.mint()),
        line: None,
        off: Reduction::Percent(Rate::percent(10)),
        name: Some("Regulars".to_owned()),
        reason: None,
        approver: None,
    };
    shop.step(order, Step::Discount(ten)).unwrap();
    let before = total(&shop, order);
    let bill = split(&mut shop, order, &[(lines[0], Quantity::pieces(2))]).unwrap();
    assert_eq!(total(&shop, bill), 1_710, "the percentage is given again on the part");
    assert_eq!(total(&shop, order) + total(&shop, bill), before);
    merge(&mut shop, bill, order).unwrap();
    assert_eq!(total(&shop, order), before, "and once when both are one again");
    assert_eq!(shop.get(bill).status(), Status::Merged);
}

#[test]
fn parts_of_one_piece_add_up_to_the_unit() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = shop.order(&[("5", 1), ("4", 1)]);
    let third = Quantity::new(333);
    let one = split(&mut shop, order, &[(lines[0], third)]).unwrap();
    let two = split(&mut shop, order, &[(lines[0], third)]).unwrap();
    let gross = |shop: &Place, id| shop.get(id).totals().unwrap().gross.minor();
    assert_eq!(gross(&shop, one) + gross(&shop, two) + gross(&shop, order), 950 + 350);
    assert_eq!([gross(&shop, one), gross(&shop, two)], [316, 317]);
}

#[test]
fn what_cannot_move_is_refused_in_one_sentence() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = shop.order(&[("5", 2), ("3", 1)]);
    let (other, _) = shop.order(&[("4", 1)]);
    let mut say = |picks: Picks<'_>| split(&mut shop, order, picks).unwrap_err().to_string();
    assert_eq!(
        say(&[(lines[0], Quantity::pieces(3))]),
        "only 2 of Salad can be moved: choose fewer"
    );
    let all = [(lines[0], Quantity::pieces(2)), (lines[1], Quantity::ONE)];
    assert_eq!(say(&all), "nothing would be left on A1: leave at least one line there");
    assert_eq!(say(&[]), "nothing to do: choose the lines that go");
    let why = merge(&mut shop, order, order).unwrap_err();
    assert_eq!(why.to_string(), "A1 cannot be moved into itself: choose another order");
    let mut part = shop.take(Some(4_000));
    part.part = true;
    shop.step(order, Step::Pay(part)).unwrap();
    let why = split(&mut shop, order, &[(lines[1], Quantity::ONE)]).unwrap_err();
    assert!(why.to_string().starts_with("A1 has 40.00 paid, more than"), "{why}");
    shop.pay(other, 350).unwrap();
    let why = merge(&mut shop, order, other).unwrap_err();
    assert!(why.to_string().starts_with("A2 is paid"), "{why}");
    let (dead, _) = shop.order(&[("4", 1)]);
    shop.step(dead, Step::Cancel("guest left".to_owned())).unwrap();
    let why = merge(&mut shop, order, dead).unwrap_err();
    assert_eq!(why.to_string(), "A3 is cancelled: it cannot be added to");
}

#[test]
fn a_merge_takes_part_payments_and_amounts_along() {
    let mut shop = Place::shop(Settings::default());
    let (one, _) = shop.order(&[("5", 2)]);
    let (other, _) = shop.order(&[("3", 1)]);
    let off = DiscountApplied {
        discount: DiscountId(shop.desk.mint()),
        line: None,
        off: Reduction::Amount(Money::new(100)),
        name: None,
        reason: None,
        approver: None,
    };
    shop.step(one, Step::Discount(off)).unwrap();
    let mut part = shop.take(Some(500));
    part.part = true;
    shop.step(one, Step::Pay(part)).unwrap();
    merge(&mut shop, one, other).unwrap();
    let settlement = shop.get(other).settlement().unwrap();
    assert_eq!((settlement.owed.minor(), settlement.paid.minor()), (1_900 - 100 + 5_000, 500));
    assert_eq!(shop.get(one).status(), Status::Merged);
}

fn off(place: &mut Place, order: OrderId, off: Reduction) {
    let discount = DiscountId(place.desk.mint());
    let (line, name, reason, approver) = (None, None, None, None);
    let given = DiscountApplied { discount, line, off, name, reason, approver };
    place.step(order, Step::Discount(given)).unwrap();
}

#[test]
fn a_merge_that_is_taken_back_leaves_both_orders_as_they_were() {
    let mut shop = Place::shop(Settings::default());
    let (one, lines) = shop.order(&[("5", 2), ("3", 1)]);
    let guests = OrderChanged { guests: Some(Some(3)), ..OrderChanged::default() };
    shop.step(one, Step::Change(guests)).unwrap();
    shop.send(one).unwrap();
    shop.step(one, Step::Advance(vec![lines[0]], LineStep::Ready)).unwrap();
    let void = Step::Void { line: lines[0], quantity: Quantity::ONE, reason: "cold".to_owned() };
    shop.step(one, void).unwrap();
    shop.step(one, Step::Prioritise(true)).unwrap();
    off(&mut shop, one, Reduction::Percent(Rate::percent(10)));
    off(&mut shop, one, Reduction::Amount(Money::new(100)));
    let mut part = shop.take(Some(500));
    part.part = true;
    shop.step(one, Step::Pay(part)).unwrap();
    let (other, _) = shop.order(&[("4", 2), ("1", 1)]);
    off(&mut shop, other, Reduction::Percent(Rate::percent(5)));
    let (before, kitchen_before) = ((looks(&shop, one), looks(&shop, other)), kitchen(&shop));

    let back = merge_for_now(&mut shop, one, other).unwrap();
    assert_eq!(shop.get(one).status(), Status::Merged);
    assert_eq!(shop.get(other).payments.len(), 1);
    shop.act(&back).unwrap();
    assert_eq!((looks(&shop, one), looks(&shop, other)), before);
    assert_eq!(kitchen(&shop), kitchen_before, "the kitchen notices nothing of either");
    let why = shop.act(&back).unwrap_err();
    assert_eq!(why.to_string(), "A2 has changed meanwhile: look at it and try again");
    // What is merged once more goes together again.
    merge(&mut shop, other, one).unwrap();
    assert_eq!(shop.get(other).status(), Status::Merged);
    assert_eq!(shop.get(one).live_lines().count(), 4);
}

#[test]
fn merges_of_merged_orders_are_taken_back_one_after_another() {
    let mut shop = Place::shop(Settings::default());
    let orders = [("5", 2), ("3", 1), ("4", 3)].map(|item| shop.order(&[item]).0);
    for order in &orders[..2] {
        shop.send(*order).unwrap();
    }
    let all = |shop: &Place| orders.map(|order| looks(shop, order));
    let apart = all(&shop);
    let first = merge_for_now(&mut shop, orders[0], orders[1]).unwrap();
    let pair = all(&shop);
    let second = merge_for_now(&mut shop, orders[1], orders[2]).unwrap();
    assert_eq!(shop.get(orders[2]).live_lines().count(), 3);
    shop.act(&second).unwrap();
    assert_eq!(all(&shop), pair);
    shop.act(&first).unwrap();
    assert_eq!(all(&shop), apart);
}

#[test]
fn an_order_that_was_empty_before_a_merge_is_empty_again_and_not_merged() {
    let mut shop = Place::shop(Settings::default());
    let (one, _) = shop.order(&[("5", 1)]);
    let (table, lines) = shop.order(&[("4", 1)]);
    shop.step(table, Step::Remove(lines[0])).unwrap();
    let back = merge_for_now(&mut shop, one, table).unwrap();
    shop.act(&back).unwrap();
    assert_eq!(shop.get(table).status(), Status::Draft);
    let new = shop.new_line("3", 1);
    shop.step(table, Step::Add(new)).unwrap();
}

#[test]
fn a_merge_that_was_paid_is_not_taken_back() {
    let mut shop = Place::shop(Settings::default());
    let (one, _) = shop.order(&[("5", 1)]);
    let (other, _) = shop.order(&[("4", 2)]);
    let back = merge_for_now(&mut shop, one, other).unwrap();
    let mut part = shop.take(Some(1_000));
    part.part = true;
    shop.step(other, Step::Pay(part)).unwrap();
    let why = shop.act(&back).unwrap_err();
    assert!(why.to_string().starts_with("A2 has 10.00 paid, more than"), "{why}");
    let due = shop.get(other).settlement().unwrap().due.minor();
    shop.pay(other, due).unwrap();
    let before = shop.journal.len();
    let why = shop.act(&back).unwrap_err();
    assert!(why.to_string().starts_with("A2 is paid"), "{why}");
    assert_eq!(shop.journal.len(), before);
}

#[test]
fn one_takes_a_merge_back_while_the_other_changes_what_had_come() {
    let (mut first, mut second) = two();
    let (one, lines) = first.order(&[("5", 2)]);
    first.send(one).unwrap();
    let (other, _) = first.order(&[("3", 1)]);
    let back = merge_for_now(&mut first, one, other).unwrap();
    meet(&mut first, &mut second, other);
    second.now = first.now + 60_000;
    first.act(&back).unwrap();
    let void = Step::Void { line: lines[0], quantity: Quantity::ONE, reason: "cold".to_owned() };
    second.step(other, void).unwrap();
    second.pay(other, 5_950).unwrap();
    let apart = meet(&mut first, &mut second, one);
    assert_eq!(apart.line(lines[0]).unwrap().standing(), Quantity::ONE, "the void followed it");
    assert_eq!((apart.status(), apart.money_status()), (Status::Accepted, MoneyStatus::Unpaid));
    let paid = meet(&mut first, &mut second, other);
    assert_eq!(paid.money_status(), MoneyStatus::Overpaid, "the money shows until it is settled");
}

#[test]
fn shares_of_one_order_are_paid_one_after_another_with_change() {
    let mut shop = Place::shop(Settings::default());
    let (order, _) = shop.order(&[("5", 1)]);
    let shares = parting::even_shares(Money::new(950), 4).unwrap();
    assert_eq!(shares[0], Money::new(239));
    for share in &shares {
        let mut take = shop.take(Some(500));
        take.amount = Some(*share);
        shop.step(order, Step::Pay(take)).unwrap();
    }
    let paid = shop.get(order);
    assert_eq!(paid.money_status(), MoneyStatus::Paid);
    assert_eq!((paid.payments.len(), paid.receipts.len()), (4, 1));
    assert_eq!(paid.payments[0].payment.change, Money::new(500 - 239));
    let mut take = shop.take(Some(500));
    take.amount = Some(Money::new(1));
    assert!(shop.step(order, Step::Pay(take)).is_err(), "nothing is due any more");
}

#[test]
fn one_splits_while_the_other_changes_a_moved_line() {
    let (mut first, mut second) = two();
    let (order, lines) = first.order(&[("5", 1), ("3", 2)]);
    first.send(order).unwrap();
    meet(&mut first, &mut second, order);
    let bill = split(&mut first, order, &[(lines[1], Quantity::pieces(2))]).unwrap();
    second.now = first.now + 60_000;
    let void = Step::Void { line: lines[1], quantity: Quantity::ONE, reason: "cold".to_owned() };
    second.step(order, void).unwrap();
    second.step(order, Step::Advance(vec![lines[1]], LineStep::Ready)).unwrap();
    meet(&mut first, &mut second, order);
    let moved = meet(&mut first, &mut second, bill);
    let line = moved.line(lines[1]).expect("the line is on the new bill");
    assert_eq!(line.standing(), Quantity::ONE);
    assert!(line.ready.is_some(), "the kitchen's word followed it");
    assert!(first.get(order).line(lines[1]).is_none());
}

#[test]
fn opposite_merges_at_once_and_the_later_does_nothing() {
    let (mut first, mut second) = two();
    let (one, _) = first.order(&[("5", 1)]);
    let (other, _) = first.order(&[("3", 1)]);
    meet(&mut first, &mut second, one);
    second.now = first.now + 60_000;
    merge(&mut first, one, other).unwrap();
    merge(&mut second, other, one).unwrap();
    let gone = meet(&mut first, &mut second, one);
    let stays = meet(&mut first, &mut second, other);
    assert_eq!(gone.status(), Status::Merged);
    assert_eq!(stays.live_lines().count(), 2, "both lines are on the order that won");
    assert_eq!(
        stays.exceptions[0].sentence,
        "A2 was to go into A1, which had gone into A2: it stays"
    );
}

#[test]
fn both_split_the_same_line_and_nothing_is_there_twice() {
    let (mut first, mut second) = two();
    let (order, lines) = first.order(&[("5", 3), ("3", 1)]);
    meet(&mut first, &mut second, order);
    second.now = first.now + 60_000;
    let mine = split(&mut first, order, &[(lines[0], Quantity::pieces(2))]).unwrap();
    let theirs = split(&mut second, order, &[(lines[0], Quantity::pieces(2))]).unwrap();
    let merged = meet(&mut first, &mut second, order);
    let sum: i64 = [order, mine, theirs].into_iter().map(|id| total(&first, id)).sum();
    assert_eq!(sum, 3 * 950 + 5_000, "nothing was lost and nothing doubled");
    assert_eq!(
        merged.exceptions[0].sentence,
        format!("2 Salad were to go to {}, only 1 were left", first.get(theirs).title())
    );
}

#[test]
fn one_merges_while_the_other_takes_a_payment() {
    let (mut first, mut second) = two();
    let (one, _) = first.order(&[("5", 1)]);
    let (other, _) = first.order(&[("3", 1)]);
    meet(&mut first, &mut second, one);
    merge(&mut first, one, other).unwrap();
    second.pay(one, 950).unwrap();
    let paid = meet(&mut first, &mut second, one);
    assert_eq!(paid.payments.len(), 1, "the payment stays where it was taken");
    assert_eq!(paid.money_status(), MoneyStatus::Overpaid, "and shows until it is settled");
    assert!(paid.is_open(paid.day().unwrap()));
}

#[test]
fn f25_two_counters_open_one_table_and_one_act_joins_the_orders() {
    let (mut first, mut second) = two();
    let table = |place: &mut Place| {
        let (order, _) = place.order(&[("5", 1)]);
        let change = OrderChanged { table: Some(Some("12".to_owned())), ..OrderChanged::default() };
        place.step(order, Step::Change(change)).unwrap();
        order
    };
    let (mine, theirs) = (table(&mut first), table(&mut second));
    meet(&mut first, &mut second, mine);
    let at_table = |place: &Place| {
        let open = place.desk.state.open_orders(At(place.now));
        open.filter(|order| order.table.as_deref() == Some("12")).count()
    };
    assert_eq!((at_table(&first), at_table(&second)), (2, 2), "both are shown, none is lost");
    merge(&mut first, theirs, mine).unwrap();
    let joined = meet(&mut first, &mut second, mine);
    assert_eq!((at_table(&first), joined.live_lines().count()), (1, 2));
    meet(&mut first, &mut second, theirs);
}

fn fold(facts: &[Arc<Fact>]) -> Family {
    let mut folded = Folded::new(Family::default());
    for fact in facts {
        folded.insert(Arc::clone(fact));
    }
    folded.value().clone()
}

/// One of the acts that people do on the orders of a table; a refusal is fine, a panic is not.
fn act(place: &mut Place, orders: &mut Vec<OrderId>, (which, one, two): (u8, u8, u8)) {
    let pick = |orders: &[OrderId], at: u8| orders[usize::from(at) % orders.len()];
    let (from, to) = (pick(orders, one), pick(orders, two));
    let Some(order) = place.desk.state.order(from).cloned() else { return };
    let lines: Vec<LineId> = order.lines.iter().map(|line| line.id).collect();
    let line = lines.get(usize::from(two) % lines.len().max(1)).copied();
    match (which % 10, line) {
        (0 | 1, Some(line)) => {
            let quantity = Quantity::new(i64::from(one % 4) * 500);
            if let Ok(bill) = split(place, from, &[(line, quantity)]) {
                orders.push(bill);
            }
        }
        (2, _) => drop(merge(place, from, to)),
        (3, Some(line)) => {
            let picks = [(line, Quantity::ONE)];
            let command = parting::transfer(&order, to, &picks, || place.desk.mint());
            let _ = place.act(&command);
        }
        (4, _) => drop(place.send(from)),
        (5, Some(line)) => {
            let reason = "wrong dish".to_owned();
            let _ = place.step(from, Step::Void { line, quantity: Quantity::ONE, reason });
        }
        (6, _) => {
            let mut take = place.take(Some(i64::from(two) * 10));
            take.part = true;
            let _ = place.step(from, Step::Pay(take));
        }
        (7, Some(line)) => {
            let off = Reduction::Percent(Rate::percent(i64::from(two % 30)));
            let discount = DiscountId(place.desk.mint());
            let line = (one % 2 == 0).then_some(line);
            let (name, reason, approver) = (None, None, None);
            let given = DiscountApplied { discount, line, off, name, reason, approver };
            let _ = place.step(from, Step::Discount(given));
        }
        (8, _) => {
            if let Ok(back) = merge_for_now(place, from, to)
                && one % 3 > 0
            {
                let _ = place.act(&back);
            }
        }
        _ => {
            let new = place.new_line(["1", "3", "4", "5"][usize::from(two) % 4], 1);
            let _ = place.step(from, Step::Add(new));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn families_fold_the_same_in_any_order_of_delivery(
        acts in prop::collection::vec((any::<bool>(), any::<(u8, u8, u8)>()), 1..30),
        shuffle in any::<u64>(),
    ) {
        let mut first = Place::shop(Settings::default());
        let mut second = second_counter(&mut first);
        let mut orders = vec![first.order(&[("5", 2), ("3", 1)]).0, first.order(&[("4", 3)]).0];
        second.learn(&first.facts());
        for (index, (by_second, what)) in acts.into_iter().enumerate() {
            let place = if by_second { &mut second } else { &mut first };
            act(place, &mut orders, what);
            if index % 5 == 4 {
                second.learn(&first.facts());
                first.learn(&second.facts());
            }
        }
        let mut facts: Vec<Arc<Fact>> = first.facts().into_iter().chain(second.facts())
            .filter(|fact| matches!(fact.aggregate, AggregateId::Order(_))).collect();
        let straight = fold(&facts);
        facts.extend(facts.clone().into_iter().take(5));
        let mut seed = shuffle;
        for index in (1..facts.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            facts.swap(index, usize::try_from(seed >> 33).unwrap() % (index + 1));
        }
        prop_assert_eq!(&fold(&facts), &straight);
        second.learn(&facts);
        first.learn(&facts);
        for order in straight.orders() {
            prop_assert_eq!(first.desk.state.order(order.id), Some(order));
            prop_assert_eq!(second.desk.state.order(order.id), Some(order));
            prop_assert!(order.totals().unwrap().adds_up(order.pricing.prices));
        }
        // Every line that was ever added is somewhere, once.
        let mut lines: Vec<LineId> =
            straight.orders().iter().flat_map(|order| &order.lines).map(|line| line.id).collect();
        let all = lines.len();
        lines.sort();
        lines.dedup();
        prop_assert_eq!(lines.len(), all);
        for fact in &facts {
            if let Some(Event::LineAdded(added)) = &fact.event {
                prop_assert!(lines.contains(&added.line));
            }
        }
    }
}

#[test]
fn a_command_without_enough_names_is_refused_and_writes_nothing() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = shop.order(&[("5", 3), ("3", 1)]);
    let before = shop.journal.len();
    let to = OrderId(shop.desk.mint());
    let found = shop.get(order).clone();
    let Command::Split(mut bad) =
        parting::split(&found, to, &[(lines[0], Quantity::ONE)], Vec::new(), || shop.desk.mint())
    else {
        panic!("a split is a split");
    };
    bad.lines[0].part = None;
    let why = shop.act(&Command::Split(bad)).unwrap_err();
    assert_eq!(why.to_string(), "A1 has changed meanwhile: look at it and try again");
    assert_eq!(shop.journal.len(), before);
}
