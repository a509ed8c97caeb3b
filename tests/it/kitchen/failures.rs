//! Failures that must be impossible in the kitchen, by their numbers.

use tillrail::domain::board::{CardState, Mark, Thresholds, board};
use tillrail::domain::command::{Command, Step, Take};
use tillrail::domain::event::{Event, Tender};
use tillrail::domain::id::{PaymentId, TerminalId, TerminalKind};
use tillrail::domain::money::{Money, Quantity};
use tillrail::domain::time::At;
use tillrail::sync::status::LinkStatus;
use tillrail::tui::effect::Effect;
use tillrail::tui::msg::{LinkView, Msg};

use super::shop::{Console, Dish, NOW, Shop, dish, kinds};

#[test]
fn f31_ten_seconds_without_a_word_turn_the_header_to_stale_and_work_goes_on() {
    let mut shop = Shop::new();
    shop.order(NOW - 60_000, ("A1", "takeaway"), &[dish(1, "Kids pasta")]);
    for size in [(80, 24), (120, 36)] {
        let mut console = Console::new(&shop, size);
        console.wait(9_000);
        assert!(!console.picture().contains("STALE"), "{}", console.picture());
        console.wait(1_001);
        let status = console.picture().lines().next().unwrap().to_owned();
        assert!(status.starts_with("KITCHEN Hot │ STALE 11s"), "{status}");
        assert!(status.contains(" │ 1"), "the load stays: {status}");
        let why = "no route".to_owned();
        console.msg(&Msg::Link(LinkView {
            status: LinkStatus::Offline { since: NOW, why, next_try: NOW },
            hub: "bistro-hub".to_owned(),
            unsent: 2,
            last_contact: Some(At(NOW - 1_000)),
            ..LinkView::default()
        }));
        console.wait(720_000);
        let status = console.picture().lines().next().unwrap().to_owned();
        assert!(status.contains("STALE 12m") && status.contains("OFFLINE 12m"), "{status}");
        assert!(status.contains("2 unsent"), "{status}");
        let effects = console.keys("Enter");
        assert!(effects.iter().any(|effect| matches!(effect, Effect::Append { .. })));
        console.hear();
        assert!(!console.picture().contains("STALE"));
    }
    let header = {
        let mut console = Console::new(&shop, (120, 36));
        console.wait(20_000);
        console.picture().lines().nth(1).unwrap().to_owned()
    };
    assert!(header.contains("STALE 21s: tickets may be missing"), "{header}");
}

#[test]
fn f33_arriving_events_move_no_cursor_and_close_no_screen() {
    let mut shop = Shop::new();
    let (order, _) = shop.order(
        NOW - 60_000,
        ("A1", "takeaway"),
        &[dish(1, "Kids pasta"), dish(1, "Caesar salad"), dish(1, "Falafel plate")],
    );
    let mut console = Console::new(&shop, (80, 24));
    console.keys("+ +");
    let before = console.picture();
    assert!(before.contains("▸ 2  [  ]  1  Caesar salad"), "{before}");
    for number in ["B1", "B2", "B3"] {
        shop.order(NOW, (number, "takeaway"), &[dish(1, "Kids pasta")]);
        let new = shop.facts.split_off(shop.facts.len() - 3);
        console.arrive(&new);
    }
    assert_eq!(console.chosen(), "A1", "a new ticket never takes the focus");
    assert!(console.picture().contains("▸ 2  [  ]  1  Caesar salad"));
    let lines = console.model.cards()[0].ticket.lines.clone();
    let served = shop.event(NOW, order, Event::LineServed { lines });
    console.arrive(&[served]);
    let picture = console.picture();
    assert!(picture.contains("A1 TAKEAWAY") && picture.contains("GONE   bumped elsewhere"));
    console.keys("Enter");
    assert!(console.picture().contains("! A1 is gone"), "{}", console.picture());
    console.keys(".");
    assert!(!console.picture().contains("A1 TAKEAWAY"));
}

#[test]
fn f33_the_recall_list_and_the_menu_stay_where_they_are() {
    let mut shop = Shop::new();
    shop.order(NOW - 60_000, ("A1", "takeaway"), &[dish(1, "Kids pasta")]);
    shop.order(NOW - 50_000, ("A2", "takeaway"), &[dish(1, "Kids pasta")]);
    let mut console = Console::new(&shop, (80, 24));
    console.keys("Enter Enter Enter");
    console.wait(1_000);
    console.keys("Enter Enter Enter - +");
    let before = console.picture();
    assert!(before.contains("▸ 2  A1"), "{before}");
    shop.order(NOW, ("B1", "takeaway"), &[dish(1, "Kids pasta")]);
    let new = shop.facts.split_off(shop.facts.len() - 3);
    console.arrive(&new);
    assert!(console.picture().contains("▸ 2  A1"));
    console.keys("Enter");
    assert_eq!(console.numbers(), ["A1", "B1"]);
    console.keys("Space Down");
    let at = console.picture();
    console.wait(1_000);
    assert!(at.contains("▸ 2 p") && console.picture().contains("▸ 2 p"));
}

#[test]
fn f37_two_raised_to_three_shows_plus_one() {
    let mut shop = Shop::new();
    let (order, lines) = shop.order(NOW - 300_000, ("A1", "TABLE 4"), &[dish(2, "Fish and chips")]);
    let more = Dish { of: Some(lines[0]), ..dish(1, "Fish and chips") };
    shop.send(NOW - 60_000, order, &[more]);
    let console = Console::new(&shop, (120, 36));
    let picture = console.picture();
    assert!(
        picture.contains("│      2 Fish and chips") || picture.contains("║      2 Fish and chips")
    );
    assert!(picture.contains("     +1 Fish and chips"), "{picture}");
    assert!(picture.contains("-- added 14:31 --"), "{picture}");
    assert!(!picture.contains("VOID"), "nothing is cancelled");
}

#[test]
fn f37_a_quantity_changed_while_it_was_sent_shows_the_difference() {
    for (wanted, shown, void) in [(3, "     +1 Fish and chips", false), (1, "VOID 1 Fish", true)] {
        let mut shop = Shop::new();
        let (order, lines) =
            shop.order(NOW - 300_000, ("A1", "TABLE 4"), &[dish(2, "Fish and chips")]);
        let quantity = Quantity::pieces(wanted);
        shop.event(NOW - 299_000, order, Event::LineQuantitySet { line: lines[0], quantity });
        let console = Console::new(&shop, (120, 36));
        let picture = console.picture();
        assert!(picture.contains(shown), "{picture}");
        assert_eq!(picture.contains("VOID"), void);
        assert!(picture.contains(&format!("0/{wanted} done")), "{picture}");
    }
}

#[test]
fn f38_a_cancelled_order_is_void_until_bumped_and_cannot_be_served() {
    let mut shop = Shop::new();
    let (order, lines) = shop.order(
        NOW - 60_000,
        ("A1", "takeaway"),
        &[dish(1, "Kids pasta"), dish(2, "Caesar salad")],
    );
    shop.event(NOW - 50_000, order, Event::LineStarted { lines });
    let reason = "guest left".to_owned();
    let mut console = Console::new(&shop, (120, 36));
    let cancelled = Event::OrderCancelled { reason, approver: None };
    let cancelled = shop.event(NOW, order, cancelled);
    console.arrive(&[cancelled]);
    let card = &console.model.cards()[0];
    assert_eq!(card.state, CardState::Void);
    assert!(card.lines.iter().all(|line| line.mark == Mark::Void));
    let picture = console.picture();
    assert!(picture.contains("VOID 2 Caesar salad"), "{picture}");
    console.keys("+ 0");
    assert_eq!(console.model.cards()[0].state, CardState::Void, "its items cannot be made ready");
    let effects = console.keys(". Enter");
    assert_eq!(kinds(&effects), ["ticket_bumped"], "seen, not served");
    assert!(console.numbers().is_empty());
}

#[test]
fn f39_only_a_send_makes_kitchen_lines() {
    let mut shop = Shop::new();
    let order = shop.open(NOW - 60_000, "A1", "TABLE 1", None);
    shop.add(NOW - 60_000, order, &dish(1, "Kids pasta"));
    let number = tillrail::domain::number::SeriesNumber("A-000001".to_owned());
    shop.event(NOW - 50_000, order, Event::ReceiptReprinted { number, approver: None });
    let mut console = Console::new(&shop, (80, 24));
    assert!(console.numbers().is_empty(), "an unsent line, and a bill printed for it");
    shop.send(NOW, order, &[dish(1, "Caesar salad")]);
    let sent = shop.facts.split_off(shop.facts.len() - 2);
    console.arrive(&sent);
    assert_eq!(console.model.cards()[0].lines.len(), 1, "only what was sent is there");
}

#[test]
fn f39_the_payment_that_settles_an_order_sends_it_and_a_part_payment_does_not() {
    let mut shop = Shop::new();
    let order = shop.open(NOW - 60_000, "A1", "takeaway", None);
    shop.add(NOW - 60_000, order, &dish(2, "Kids pasta"));
    let mut counter = shop.desk(TerminalId(1), TerminalKind::Counter, "Front");
    counter.state.me.letter = "A".parse().ok();
    let limits = Thresholds::default();
    for (amount, part, tickets) in [(400, true, 0), (600, false, 1)] {
        let take = Take {
            payment: PaymentId(counter.mint()),
            tender: Tender::Cash,
            tendered: Some(Money::new(amount)),
            amount: None,
            part,
            tip: Money::ZERO,
            reference: None,
            shift: None,
        };
        counter.act(&Command::Order(order, vec![Step::Pay(take)]), At(NOW)).unwrap();
        let cards = board(&counter.state, Some("hot"), At(NOW), &limits);
        assert_eq!(cards.len(), tickets, "after {amount}");
    }
}

#[test]
fn f40_stations_are_independent() {
    let mut shop = Shop::new();
    let juice = Dish { station: "bar", ..dish(2, "Lemonade") };
    shop.order(NOW - 60_000, ("A1", "takeaway"), &[dish(1, "Kids pasta"), juice]);
    let mut bar = Console::new(&shop, (80, 24));
    bar.keys("t 3");
    bar.keys("Enter Enter Enter");
    assert!(bar.numbers().is_empty());
    let state = &bar.model.front.desk.state;
    let hot = board(state, Some("hot"), At(NOW), &Thresholds::default());
    assert_eq!(hot.len(), 1, "done at the bar leaves the kitchen alone");
    assert_eq!(hot[0].state, CardState::New);
    assert_eq!((hot[0].elsewhere[0].done, hot[0].elsewhere[0].pieces), (2, 2));
}

#[test]
fn a_later_send_after_the_bump_is_a_ticket_of_its_own_with_its_own_age() {
    let mut shop = Shop::new();
    let (order, lines) = shop.order(NOW - 900_000, ("A1", "TABLE 4"), &[dish(2, "Fish and chips")]);
    shop.event(NOW - 600_000, order, Event::LineServed { lines });
    shop.send(NOW - 60_000, order, &[dish(1, "Soup of the day")]);
    let console = Console::new(&shop, (120, 36));
    let card = &console.model.cards()[0];
    assert_eq!((card.lines.len(), card.age_ms), (1, 60_000));
    assert!(!console.picture().contains("added"));
}
