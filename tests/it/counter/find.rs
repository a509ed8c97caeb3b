//! Orders of older days on the screen: found on a real disk, looked at, printed again, given back.

use std::path::Path;
use std::sync::Arc;

use tillrail::clock::Clock;
use tillrail::config::Seeds;
use tillrail::domain::command::{Command, NewLine, Opening, Step, Take};
use tillrail::domain::desk::Desk;
use tillrail::domain::event::Tender;
use tillrail::domain::id::{LineId, OrderId, PaymentId, ShiftId};
use tillrail::domain::money::{Money, Quantity};
use tillrail::domain::order::MoneyStatus;
use tillrail::domain::time::At;
use tillrail::runtime::boot::{self, Founding, Mode, Station};
use tillrail::store::{Batch, Priority};
use tillrail::tui::Look;

use super::till::{NOON, Till};

const DAY_MS: i64 = 86_400_000;

/// The commands that sell two cappuccinos for cash under a name.
fn sale(desk: &mut Desk, name: &str) -> (OrderId, [Command; 2]) {
    let order = OrderId(desk.mint());
    let line = NewLine {
        line: LineId(desk.mint()),
        item: "12".to_owned(),
        options: None,
        quantity: Quantity::pieces(2),
        note: None,
        allergy: None,
        of: None,
        seat: None,
        course: None,
    };
    let take = Take {
        payment: PaymentId(desk.mint()),
        tender: Tender::Cash,
        tendered: Some(Money::new(2_000)),
        amount: None,
        part: false,
        tip: Money::ZERO,
        reference: None,
        shift: None,
    };
    let opening = Opening { name: Some(name.to_owned()), ..Opening::default() };
    let open = Command::Open { order, opening, steps: vec![Step::Add(line)] };
    (order, [open, Command::Order(order, vec![Step::Pay(take)])])
}

/// Sells them.
fn sell(station: &mut Station, at: At, name: &str) -> OrderId {
    let (order, commands) = sale(&mut station.desk, name);
    station.act(&commands, at).unwrap();
    order
}

/// A counter that sold three weeks ago, closed that shift, and opens again today.
fn three_weeks_later(data: &Path) -> (Till, OrderId) {
    let (clock, hand) = Clock::manual(NOON - 21 * DAY_MS, 7);
    let founding = Founding::alone(&Seeds::default(), &clock).unwrap();
    let mut station = boot::found(data, &Mode::Counter, founding, &clock).unwrap();
    let old = sell(&mut station, At(clock.now_ms()), "Zoe");
    let close =
        Command::CloseShift { counted: Money::new(720), reason: None, left: None, waiting: 0 };
    station.act(&[close], At(clock.now_ms())).unwrap();
    drop(station);
    hand.advance_ms(21 * DAY_MS.unsigned_abs());
    let mut station = boot::open(data, &Mode::Counter, &clock).unwrap();
    let shift = ShiftId(station.desk.mint());
    station.act(&[Command::OpenShift { shift, float: Money::new(5_000) }], At(NOON)).unwrap();
    assert!(station.desk.state.order(old).is_none(), "an old sale is not loaded at the start");
    let mut till = Till::over(station.desk, Look::dark());
    till.archive = Some(Arc::new(station.store));
    (till, old)
}

#[test]
fn a_sale_of_three_weeks_ago_is_given_back_from_the_screen() {
    let folder = tempfile::tempdir().unwrap();
    let (mut till, old) = three_weeks_later(folder.path());
    till.keys("F10 b z o e");
    let picture = till.picture();
    assert!(picture.contains("REFUND  find the sale") && picture.contains("all days"), "{picture}");
    assert!(picture.contains("A1    30 Oct  cash"), "{picture}");
    till.keys("Enter");
    assert!(till.model.front.desk.state.order(old).is_some(), "it was read from the disk");
    till.keys("1 r F9");
    assert!(till.message().contains("3.60 of A1 is given back: cash 3.60."), "{}", till.message());
    let store = till.archive.clone().unwrap();
    let order = store.reader().unwrap().order(old).unwrap().unwrap();
    assert_eq!(order.refunds.first().unwrap().refund.amount, Money::new(360));
    assert_eq!(order.money_status(), MoneyStatus::Paid);
    assert!(order.exceptions.is_empty(), "{:?}", order.exceptions);
}

#[test]
fn everything_is_found_behind_f3_and_opens_as_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (mut till, old) = three_weeks_later(folder.path());
    till.keys("F3");
    let picture = till.picture();
    assert!(picture.contains("▸      A1 30 Oct Zoe…   Order         7.20"), "{picture}");
    assert!(picture.contains(" A-000001 30 Oct A1 ca… Receipt       7.20"), "{picture}");
    for typed in
        ["Z o e", "7 . 2 0", "2 0 2 6 - 1 0 - 3 0", "a 1", "2 0 2 6 - 1 0 - 3 0 Space z o e"]
    {
        till.keys(&format!("Esc / {typed}"));
        let picture = till.picture();
        assert!(picture.contains("Enter shows closed A1 TAKEAWAY Zoe"), "{typed}\n{picture}");
    }
    till.keys("Enter");
    let picture = till.picture();
    assert!(picture.contains("╔ A1  TAKEAWAY Zoe"), "{picture}");
    assert!(picture.contains("paid cash, change 12.80"), "{picture}");
    assert!(till.model.front.desk.state.order(old).is_some());
    till.keys("r");
    assert!(till.picture().contains("RECEIPT A-000001"));
    till.keys("Esc / A - 0 0 0 0 0 1");
    assert!(till.picture().contains("Enter shows receipt A-000001"));
    till.keys("Enter p");
    assert!(till.message().contains("A-000001 is in the folder print"), "{}", till.message());
    till.keys("Esc F10 r z o e Enter");
    assert!(till.picture().contains("RECEIPT A-000001"), "{}", till.picture());
}

/// A counter whose file holds so many closed orders of the days before, a thousand a day, none of
/// them in memory; answers the oldest one.
fn after_many(data: &Path, count: usize) -> (Till, OrderId) {
    let days = i64::try_from(count.div_ceil(1_000)).unwrap() + 7;
    let (clock, hand) = Clock::manual(NOON - days * DAY_MS, 7);
    let founding = Founding::alone(&Seeds::default(), &clock).unwrap();
    let mut station = boot::found(data, &Mode::Counter, founding, &clock).unwrap();
    let mut first = None;
    let mut envelopes = Vec::new();
    for number in 0..count {
        let day = i64::try_from(number / 1_000).unwrap();
        let at = At(NOON - (days - day) * DAY_MS);
        let (order, commands) = sale(&mut station.desk, &format!("Guest {number}"));
        first.get_or_insert(order);
        for command in commands {
            envelopes.extend(station.desk.act(&command, at).unwrap());
        }
        if number % 500 == 499 || number + 1 == count {
            let envelopes = std::mem::take(&mut envelopes);
            let batch = Batch { priority: Priority::Upkeep, envelopes };
            station.store.writer().append_and_wait(batch).unwrap();
        }
    }
    let counted = Money::new(720 * i64::try_from(count).unwrap());
    let close = Command::CloseShift { counted, reason: None, left: None, waiting: 0 };
    station.act(&[close], At(NOON - 6 * DAY_MS)).unwrap();
    drop(station);
    hand.advance_ms(days.unsigned_abs() * DAY_MS.unsigned_abs());
    let mut station = boot::open(data, &Mode::Counter, &clock).unwrap();
    let shift = ShiftId(station.desk.mint());
    station.act(&[Command::OpenShift { shift, float: Money::new(5_000) }], At(NOON)).unwrap();
    let mut till = Till::over(station.desk, Look::dark());
    till.archive = Some(Arc::new(station.store));
    (till, first.unwrap())
}

/// Finds the oldest of many orders by its receipt, opens it, and gives one piece of it back.
fn the_oldest_of_many_is_given_back(count: usize) {
    let folder = tempfile::tempdir().unwrap();
    let (mut till, oldest) = after_many(folder.path(), count);
    assert!(till.model.front.desk.state.order(oldest).is_none(), "it is not in memory");
    // The latest is found by its name, the oldest by the number of its receipt, however many lie
    // between them.
    till.keys("/ G u e s t").keys("Space");
    let last: Vec<String> = (count - 1).to_string().chars().map(String::from).collect();
    till.keys(&last.join(" "));
    let picture = till.picture();
    assert!(picture.contains(&format!("Guest {}", count - 1)), "{picture}");
    till.keys("Esc F3 A - 0 0 0 0 0 1");
    assert!(till.picture().contains("Enter shows receipt A-000001"), "{}", till.picture());
    till.keys("Enter");
    assert!(till.picture().contains("RECEIPT A-000001"), "{}", till.picture());
    assert!(till.model.front.desk.state.order(oldest).is_some(), "it was read from the disk");
    till.keys("b 1 r F9");
    assert!(till.message().contains("3.60 of A1 is given back: cash 3.60."), "{}", till.picture());
    let store = till.archive.clone().unwrap();
    let order = store.reader().unwrap().order(oldest).unwrap().unwrap();
    assert_eq!(order.refunds.first().unwrap().refund.amount, Money::new(360));
    assert!(order.exceptions.is_empty(), "{:?}", order.exceptions);
}

#[test]
fn the_oldest_of_two_thousand_orders_is_found_opened_and_given_back() {
    the_oldest_of_many_is_given_back(2_000);
}

/// Run it with `cargo test --test it the_oldest_of_a_hundred -- --ignored`.
#[test]
#[ignore = "the long form: a file of 100 000 orders takes minutes to make"]
fn the_oldest_of_a_hundred_thousand_orders_is_found_opened_and_given_back() {
    the_oldest_of_many_is_given_back(100_000);
}

#[test]
fn a_tab_is_opened_found_and_taken_up_by_its_name() {
    let mut till = Till::new();
    till.keys("F2 5 B o b Enter c a p Enter");
    assert!(till.row(1).contains("A47 TAKEAWAY Bob"), "{}", till.row(1));
    till.keys("F5 F6 c r o i s Enter F6 F2 5 b o b Enter");
    assert_eq!(till.lines(), ["1 Cappuccino"], "the same name is the same tab");
    assert!(till.row(1).contains("A47 TAKEAWAY Bob"), "{}", till.row(1));
    till.keys("F6 / b o b");
    assert!(till.picture().contains("Enter opens A47 TAKEAWAY Bob"), "{}", till.picture());
    till.keys("Esc F6 b 1");
    assert_eq!(till.lines(), ["1 Cappuccino"]);
}
