//! Courses and seats: the first course fires, the others wait in the kitchen without aging until
//! somebody fires them; a line changes its seat as a new line.

use tillrail::domain::board::{Card, CardState, Mark, Thresholds, board};
use tillrail::domain::command::{Command, NewLine, Opening, Step};
use tillrail::domain::event::{LineStep, OrderChanged, TicketMoved};
use tillrail::domain::id::{LineId, OrderId};
use tillrail::domain::order::Status;
use tillrail::domain::rejection::Rejection;
use tillrail::domain::settings::{Service, Settings};
use tillrail::domain::time::At;

use super::world::{NOON, Place};

const MINUTE: i64 = 60_000;

/// A table with soup as course 1, sandwich as course 2, burger as course 3 and a lemonade.
fn dinner(shop: &mut Place, service: Service) -> (OrderId, Vec<LineId>) {
    let order = OrderId(shop.desk.mint());
    let courses = [("1", Some(1)), ("2", Some(2)), ("3", Some(3)), ("4", None)];
    let new: Vec<NewLine> = courses
        .iter()
        .map(|(item, course)| NewLine { course: *course, ..shop.new_line(item, 1) })
        .collect();
    let lines = new.iter().map(|line| line.line).collect();
    let opening = Opening { service, table: Some("12".to_owned()), ..Opening::default() };
    let steps = new.into_iter().map(Step::Add).collect();
    shop.must(&Command::Open { order, opening, steps });
    (order, lines)
}

fn cards(shop: &Place, minutes: i64) -> Vec<Card> {
    let now = At(NOON + minutes * MINUTE);
    board(&shop.desk.state, Some("hot"), now, &Thresholds::default())
}

fn marks(card: &Card) -> Vec<(&str, Mark)> {
    card.lines.iter().map(|line| (line.name.as_str(), line.mark)).collect()
}

fn bump(shop: &mut Place, order: OrderId, ticket: TicketMoved) {
    shop.must(&Command::Order(order, vec![Step::Bump(ticket)]));
}

#[test]
fn a_table_gets_its_first_course_and_the_kitchen_waits_with_the_others() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = dinner(&mut shop, Service::DineIn);
    shop.send(order).unwrap();
    assert_eq!(shop.get(order).held_courses(), [2, 3]);
    let card = &cards(&shop, 5)[0];
    assert_eq!(
        marks(card),
        [("Soup", Mark::Waiting), ("Sandwich", Mark::Held), ("Burger", Mark::Held)]
    );
    assert_eq!((card.lines[1].course, card.lines[2].course), (Some(2), Some(3)));
    assert_eq!((card.done, card.pieces, card.state), (0, 1, CardState::New));
    assert_eq!(card.ticket.lines, [lines[0]], "a bump leaves alone what is held");

    let early = shop.step(order, Step::Advance(vec![lines[1]], LineStep::Ready));
    let sentence = "course 2 of A1 is held: fire it at the counter first";
    assert_eq!(early.unwrap_err().to_string(), sentence);
    shop.step(order, Step::Advance(vec![lines[0]], LineStep::Ready)).unwrap();
    assert_eq!(shop.get(order).status(), Status::Ready, "the soup waits to be carried out");
    let ticket = cards(&shop, 5)[0].ticket.clone();
    bump(&mut shop, order, ticket);

    let late = &cards(&shop, 90)[0];
    assert_eq!((late.state, late.age_ms, late.late_ms), (CardState::Held, 0, None));
    assert_eq!(marks(late), [("Sandwich", Mark::Held), ("Burger", Mark::Held)]);
    shop.now = NOON + 89 * MINUTE;
    shop.step(order, Step::Fire(None)).unwrap();
    let fired = &cards(&shop, 90)[0];
    assert_eq!(marks(fired), [("Sandwich", Mark::Waiting), ("Burger", Mark::Held)]);
    assert!(fired.age_ms <= MINUTE, "it ages from the moment it was fired: {}", fired.age_ms);
    assert_eq!(shop.get(order).held_courses(), [3]);
}

#[test]
fn payment_in_full_fires_everything_and_a_takeaway_holds_nothing_back() {
    let mut shop = Place::shop(Settings::default());
    let (order, _) = dinner(&mut shop, Service::DineIn);
    shop.send(order).unwrap();
    shop.pay(order, 100_000).unwrap();
    assert!(shop.get(order).held_courses().is_empty());
    let (unsent, _) = dinner(&mut shop, Service::DineIn);
    shop.pay(unsent, 100_000).unwrap();
    assert!(shop.get(unsent).held_courses().is_empty());
    let (bag, _) = dinner(&mut shop, Service::Takeaway);
    shop.send(bag).unwrap();
    assert!(shop.get(bag).held_courses().is_empty());
    let again = shop.step(bag, Step::Fire(Some(2)));
    assert_eq!(again.unwrap_err(), Rejection::Nothing("course 2 of A3 does not wait".to_owned()));
}

#[test]
fn a_later_send_of_one_course_is_not_held_and_a_fired_course_takes_more() {
    let mut shop = Place::shop(Settings::default());
    let (order, _) = dinner(&mut shop, Service::DineIn);
    shop.send(order).unwrap();
    let more = NewLine { course: Some(1), ..shop.new_line("5", 1) };
    let main = NewLine { course: Some(3), ..shop.new_line("2", 1) };
    shop.must(&Command::Order(order, vec![Step::Add(more), Step::Add(main)]));
    shop.send(order).unwrap();
    let held = shop.get(order).lines.iter().filter(|line| line.is_held()).count();
    assert_eq!(held, 3, "sandwich, burger and the second sandwich wait, the salad does not");
    let alone = NewLine { course: Some(4), ..shop.new_line("1", 1) };
    let id = alone.line;
    shop.must(&Command::Order(order, vec![Step::Add(alone)]));
    shop.send(order).unwrap();
    assert!(!shop.get(order).line(id).unwrap().is_held(), "who sends one course alone wants it");
}

#[test]
fn more_of_a_course_that_waits_waits_with_it() {
    let mut shop = Place::shop(Settings::default());
    let (order, _) = dinner(&mut shop, Service::DineIn);
    shop.send(order).unwrap();
    let held = shop.get(order).held_courses()[0];
    let more = NewLine { course: Some(held), ..shop.new_line("3", 1) };
    let id = more.line;
    shop.must(&Command::Order(order, vec![Step::Add(more)]));
    shop.send(order).unwrap();
    assert!(shop.get(order).line(id).unwrap().is_held(), "it is made with the others");
    shop.step(order, Step::Fire(Some(held))).unwrap();
    assert!(!shop.get(order).line(id).unwrap().is_held());
    let late = NewLine { course: Some(held), ..shop.new_line("5", 1) };
    let id = late.line;
    shop.must(&Command::Order(order, vec![Step::Add(late)]));
    shop.send(order).unwrap();
    assert!(!shop.get(order).line(id).unwrap().is_held(), "a fired course takes more at once");
}

#[test]
fn a_line_that_the_kitchen_has_gets_another_seat_and_nothing_else() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = dinner(&mut shop, Service::DineIn);
    shop.send(order).unwrap();
    let course = shop.get(order).line(lines[0]).unwrap().sold.course;
    let mut seat = |seat, course| {
        let into = LineId(shop.desk.mint());
        shop.step(order, Step::Place { line: lines[0], into, seat, course })
    };
    seat(Some(3), course).unwrap();
    assert!(matches!(seat(Some(3), Some(9)), Err(Rejection::AlreadySent(_))));
    let found = shop.get(order).line(lines[0]).unwrap();
    assert_eq!((found.sold.seat, found.sold.course, found.is_live()), (Some(3), course, true));
    let into = LineId(shop.desk.mint());
    shop.step(order, Step::Place { line: lines[0], into, seat: None, course }).unwrap();
    assert_eq!(shop.get(order).line(lines[0]).unwrap().sold.seat, None);
}

#[test]
fn a_line_changes_seat_and_course_with_everything_it_has() {
    let mut shop = Place::shop(Settings::default());
    let (order, lines) = dinner(&mut shop, Service::DineIn);
    let note = Some("no onions".to_owned());
    shop.step(order, Step::SetNote { line: lines[0], note: note.clone(), allergy: None }).unwrap();
    let into = LineId(shop.desk.mint());
    let place = Step::Place { line: lines[0], into, seat: Some(3), course: Some(2) };
    shop.step(order, place).unwrap();
    let found = shop.get(order);
    assert!(!found.line(lines[0]).unwrap().is_live());
    let line = found.line(into).unwrap();
    assert_eq!((line.sold.seat, line.sold.course, line.note.clone()), (Some(3), Some(2), note));
    assert_eq!(found.pieces(), 4);
    let back = [Step::Remove(into), Step::Restore(lines[0])];
    shop.must(&Command::Order(order, back.to_vec()));
    assert_eq!(shop.get(order).line(lines[0]).unwrap().sold.seat, None);
    let seat =
        Step::Place { line: lines[1], into: LineId(shop.desk.mint()), seat: Some(0), course: None };
    assert_eq!(
        shop.step(order, seat).unwrap_err(),
        Rejection::BadPlace { what: "seat", number: 0 }
    );
}

#[test]
fn f39_a_printed_bill_sends_nothing_and_lasts_until_the_order_changes() {
    let mut shop = Place::shop(Settings::default());
    let (order, _) = dinner(&mut shop, Service::DineIn);
    let bill = OrderChanged { bill: true, ..OrderChanged::default() };
    shop.step(order, Step::Change(bill)).unwrap();
    let found = shop.get(order);
    assert!(found.billed.is_some() && found.sends.is_empty());
    assert!(cards(&shop, 1).is_empty(), "the kitchen hears nothing of a bill");
    let more = shop.new_line("4", 1);
    shop.step(order, Step::Add(more)).unwrap();
    assert_eq!(shop.get(order).billed, None, "the bill says too little now");
}
