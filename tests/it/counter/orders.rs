//! Orders from the first item to the kitchen and the money, and everything taken back.

use std::sync::Arc;

use tillrail::domain::command::{Command, Step};
use tillrail::domain::envelope::Fact;
use tillrail::domain::event::LineStep;
use tillrail::domain::money::Money;
use tillrail::domain::order::Status;
use tillrail::domain::state::{Applied, State};
use tillrail::sync::status::LinkStatus;
use tillrail::tui::Look;
use tillrail::tui::counter::find::Target;
use tillrail::tui::msg::{LinkView, Msg};

use super::till::{Till, desk, lines_of, me, offline, online};

#[test]
fn two_cappuccini_and_a_croissant_paid_in_cash() {
    for keys in
        ["2 Space c a p Enter c r o Enter F9 b Enter", "2 * 1 2 Enter 3 1 Enter Enter 2 0 . Enter"]
    {
        let mut till = Till::new();
        till.keys(keys);
        let order = till.order();
        assert!(order.is_paid(), "{keys}: {}", till.picture());
        assert_eq!(order.payments.len(), 1);
        let payment = &order.payments[0].payment;
        assert_eq!((payment.tendered.minor(), payment.change.minor()), (2_000, 1_020));
        till.keys("Enter");
        assert!(till.model.order.is_none());
        assert_eq!(till.message(), "Last sale A47: cash 20.00, CHANGE 10.20");
        assert!(till.row(1).contains("A48 TAKEAWAY"), "{}", till.row(1));
    }
}

#[test]
fn a_flat_white_with_options_paid_by_card() {
    for keys in ["f l a + o a t + e x t Enter F9 k y", "1 3 Enter Space 4 5 8 Enter Enter * +"] {
        let mut till = Till::new();
        till.keys(keys);
        let order = till.order();
        assert_eq!(lines_of(order), ["1 Flat white+Oat+Extra shot"], "{keys}");
        assert!(order.is_paid(), "{keys}: {}", till.picture());
        assert_eq!(order.payments[0].payment.tendered.minor(), 500);
    }
}

#[test]
fn a_table_is_served_by_the_kitchen() {
    for keys in [
        "@ 1 2 Enter s o u Enter 2 Space c l u Enter l e m Enter F5",
        ". 2 2 1 2 Enter 4 1 Enter 2 * 4 2 Enter 6 2 Enter . 5",
    ] {
        let mut till = Till::new();
        till.keys(keys);
        let order = till.order();
        assert_eq!(order.place(), "TABLE 12", "{keys}");
        assert_eq!(order.live_lines().count(), 3, "{keys}: {:?}", till.lines());
        assert!(order.unsent_lines().next().is_none(), "{keys}");
        assert_eq!(till.message(), "A47 sent to the kitchen. Course 2 waits: F5 fires it");
    }
}

#[test]
fn an_order_is_held_recalled_added_to_and_paid() {
    for keys in ["F6 F6 1 c r o Enter F9 k y", ". 6 . 6 1 3 1 Enter Enter * +"] {
        let mut till = Till::new();
        till.keys("l a t t e Enter");
        till.keys(keys);
        let order = till.order();
        assert_eq!(lines_of(order), ["1 Latte", "1 Croissant"], "{keys}");
        assert!(order.is_paid(), "{keys}: {}", till.picture());
    }
}

#[test]
fn nothing_is_said_to_be_sent_before_the_disk_has_it() {
    let mut till = Till::new();
    till.keys("c a p Enter");
    till.disk = false;
    till.keys("F5");
    assert!(!till.message().contains("sent"), "{}", till.message());
    till.sync_disk();
    assert_eq!(till.message(), "A47 sent to the kitchen");
    till.keys("c r o Enter F6");
    assert!(!till.message().contains("Held"), "{}", till.message());
    till.sync_disk();
    assert!(till.message().starts_with("Held A47."), "{}", till.message());
}

#[test]
fn sent_lines_stand_below_and_cannot_be_changed() {
    let mut till = Till::new();
    till.keys("s o u p Enter F5 c a p Enter");
    let picture = till.picture();
    let sent = picture.find("-- sent 14:32, waiting --").unwrap();
    assert!(picture.find("1 Cappuccino ").unwrap() < sent, "{picture}");
    till.keys("Down +");
    assert_eq!(till.lines(), ["1 Soup of the day", "1 Cappuccino", "1 Soup of the day"]);
    let last = till.order().live_lines().last().unwrap();
    assert!(last.sold.of.is_some(), "more of a sent line is a line of its own");
    till.keys("Down Down F4");
    assert!(till.message().contains("No unsent line is chosen"), "{}", till.message());
}

#[test]
fn a_required_choice_opens_the_options_and_nothing_is_added_without_it() {
    let mut till = Till::new();
    till.keys("b a g e l Enter");
    assert_eq!(till.model.overlays.len(), 1);
    till.keys("Enter");
    assert_eq!(till.message(), "! Bagel with cream cheese needs Bagel: choose 1.");
    till.keys("Esc");
    assert!(till.lines().is_empty());
    till.keys("b a g e l Enter 2 n w a r m Enter Enter");
    assert_eq!(till.lines(), ["1 Bagel with cream cheese+Sesame \"warm"]);
}

#[test]
fn options_are_switched_by_number_letter_and_arrows() {
    let mut till = Till::new();
    till.keys("f l a Enter F4 3 6 8 a Enter");
    assert_eq!(till.lines(), ["1 Flat white+Large+Soy+Extra shot+Caramel syrup"]);
    till.keys("F4 9 b");
    assert!(till.message().contains("at most 3"), "{}", till.message());
    till.keys("x Enter");
    assert_eq!(till.lines(), ["1 Flat white+Large"]);
    till.keys("F4 Right Right Space Enter");
    assert_eq!(till.lines(), ["1 Flat white"], "{}", till.picture());
    till.keys("F4 5 Esc");
    assert_eq!(till.lines(), ["1 Flat white"]);
}

#[test]
fn everything_unsent_can_be_taken_back() {
    let mut till = Till::new();
    till.keys("c a p Enter c r o Enter");
    let before = till.lines();
    till.keys("2 Space c a p Enter Up * 5 Enter Down Del F4 5 Enter @ 7 Enter");
    till.keys("t e a Enter F2 3");
    assert_ne!(till.lines(), before);
    let changes = till.model.undo.len() - 2;
    for _ in 0..changes {
        till.keys("Ctrl+Z");
    }
    assert_eq!(till.lines(), before);
    assert_eq!(till.order().place(), "TAKEAWAY");
    till.keys("Ctrl+Z Ctrl+Z");
    assert!(till.lines().is_empty());
    assert!(till.row(1).contains("empty"), "{}", till.row(1));
    till.keys("Ctrl+Z");
    assert!(till.message().starts_with("Nothing to undo"), "{}", till.message());
}

#[test]
fn a_hold_can_be_taken_back() {
    let mut till = Till::new();
    till.keys("c a p Enter F6");
    assert!(till.lines().is_empty());
    assert!(till.row(10).contains("held orders (1)"), "{}", till.picture());
    till.keys("Ctrl+Z");
    assert_eq!(till.lines(), ["1 Cappuccino"]);
    assert_eq!(till.order().status(), Status::Draft);
}

/// A counter that was killed and has read its journal again.
fn restarted(facts: &[Arc<Fact>]) -> Till {
    let mut state = State::new(me());
    for fact in facts {
        assert_eq!(state.load(fact), Applied::Done);
    }
    let (fresh, _) = desk(true, true);
    let mut again = fresh;
    again.state = state;
    Till::over(again, Look::dark())
}

#[test]
fn a_killed_counter_has_its_order_again() {
    let mut till = Till::new();
    till.keys("c a p Enter F6 2 Space c r o Enter f l a + o a t \" h o t Enter z z");
    let again = restarted(&till.facts);
    assert_eq!(again.lines(), ["2 Croissant", "1 Flat white+Oat \"hot"]);
    assert_eq!(again.order().title(), till.order().title());
}

#[test]
fn f33_arriving_facts_never_move_the_cursor_or_close_a_screen() {
    let mut till = Till::new();
    till.keys("s o u p Enter c a p Enter F5 c r o Enter Up F4 5");
    let other = {
        let mut other = restarted(&till.facts);
        other.keys("Esc");
        other
    };
    let chosen = till.model.chosen;
    let overlay = till.model.overlays.clone();
    let order = till.order().id;
    let lines: Vec<_> = till.order().live_lines().map(|line| line.id).take(2).collect();
    let mut kitchen = other.model.front.desk.clone();
    let advance = Step::Advance(lines, LineStep::Ready);
    let command = Command::Order(order, vec![advance]);
    let sealed = kitchen.act(&command, till.now.at).unwrap();
    let facts = sealed.into_iter().map(|sealed| sealed.fact).collect();
    till.send(&Msg::Arrived(facts));
    assert_eq!(till.model.chosen, chosen);
    assert_eq!(till.model.overlays, overlay);
    assert_eq!(till.order().id, order);
    assert_eq!(till.order().live_lines().filter(|line| line.ready.is_some()).count(), 2);
    assert_eq!(till.message(), "A47 TAKEAWAY is READY (14:32)");
    till.keys("Esc l e Down Down");
    let target = till.model.found.as_ref().unwrap().target();
    let best = till.model.found.as_ref().unwrap().rows[0];
    let Target::Item(best) = best else { panic!("an item is the best match") };
    let item = till.model.menu().items[best].code.clone();
    let take_86 = Command::Take86 { item, remaining: None, until: None };
    let sealed = kitchen.act(&take_86, till.now.at).unwrap();
    till.send(&Msg::Arrived(sealed.into_iter().map(|sealed| sealed.fact).collect()));
    let found = till.model.found.as_ref().unwrap();
    assert_ne!(found.rows[0], Target::Item(best), "a sold-out item goes to the end");
    assert_eq!(found.target(), target);
    assert_eq!(till.model.entry.text(), "le");
}

#[test]
fn leaving_asks_while_an_order_is_open() {
    let mut till = Till::new();
    till.keys("Ctrl+Q");
    assert!(till.quit);
    let mut till = Till::new();
    till.keys("c a p Enter Ctrl+Q Enter");
    assert!(!till.quit, "Enter stays");
    assert_eq!(till.lines(), ["1 Cappuccino"]);
}

#[test]
fn a_scan_is_refused_while_paying_and_begins_the_next_order_on_paid() {
    let mut till = Till::new();
    let menu = till.model.front.desk.state.menu().clone();
    let item = menu.items.iter().find(|item| !item.barcodes.is_empty()).unwrap();
    let barcode = item.barcodes[0].clone();
    till.keys("c a p Enter F9 1 0");
    let before = till.model.overlays.clone();
    till.pass(2_000);
    till.scan(&barcode);
    assert!(till.message().contains("Scan ignored"), "{}", till.message());
    assert_eq!(till.model.overlays, before, "no digit of the scan is an amount");
    assert_eq!(till.bells, 1);
    till.keys(". Enter");
    assert!(till.order().is_paid());
    till.pass(2_000);
    till.scan(&barcode);
    assert_eq!(till.lines(), [format!("1 {}", item.name)]);
    assert_eq!(till.order().title(), "A48");
}

#[test]
fn an_order_in_the_kitchen_is_put_aside_not_held() {
    let mut till = Till::new();
    till.keys("s o u p Enter F5 F6");
    assert!(till.model.order.is_none());
    let state = &till.model.front.desk.state;
    let order = state.orders().next().unwrap();
    assert!(!order.held);
    assert_eq!(order.status(), Status::Accepted);
    till.keys("F6 1");
    assert_eq!(till.lines(), ["1 Soup of the day"]);
}

#[test]
fn void_from_the_menu_asks_for_the_line_and_a_sent_one_for_a_reason() {
    let mut till = Till::new();
    till.keys("s o u p Enter F5 c a p Enter c r o Enter . 8 2");
    assert_eq!(till.lines(), ["1 Soup of the day", "1 Cappuccino"], "{}", till.picture());
    till.keys("Down F8");
    assert_eq!(till.model.overlays.len(), 1, "{}", till.picture());
    till.keys("Enter Esc");
    assert_eq!(till.order().voids.len(), 0, "Enter is not yes");
}

#[test]
fn what_cannot_be_saved_is_said_until_it_can() {
    let mut till = Till::new();
    till.disk = false;
    till.keys("c a p Enter F9 = Enter");
    assert!(!till.picture().contains("PAID"), "{}", till.picture());
    let batch = *till.waiting.last().unwrap();
    till.send(&Msg::NotSaved { batch, reason: "disk is full".to_owned(), tries: 3 });
    let picture = till.picture();
    assert!(picture.contains("CANNOT SAVE") && picture.contains("disk is full"), "{picture}");
    till.disk = true;
    till.sync_disk();
    let picture = till.picture();
    assert!(!picture.contains("CANNOT SAVE") && picture.contains("PAID A47"), "{picture}");
}

#[test]
fn a_sign_turns_while_the_disk_is_slow_unless_nothing_may_move() {
    let mut till = Till::new();
    till.disk = false;
    till.keys("c a p Enter");
    assert_eq!(till.message(), "Saving ...", "a moment is no waiting");
    let mut seen = Vec::new();
    till.pass(1_000);
    for _ in 0..4 {
        till.pass(250);
        till.send(&Msg::Tick);
        seen.push(till.message());
    }
    seen.sort();
    assert_eq!(seen, ["Saving ... -", "Saving ... /", "Saving ... \\", "Saving ... |"]);
    till.model.look.reduce_motion = true;
    assert_eq!(till.message(), "Saving ...");
    till.sync_disk();
    assert!(!till.message().contains("Saving"), "it stops at once: {}", till.message());
}

#[test]
fn amounts_beyond_every_range_change_nothing() {
    let mut till = Till::new();
    till.keys("= 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 Space g o l d Enter");
    assert!(till.lines().is_empty());
    assert!(till.message().contains("is not an amount"), "{}", till.message());
    till.keys("Esc = 9 2 2 3 3 7 2 0 3 6 8 5 4 7 7 5 8 0 0 Space g o l d Enter");
    let once = till.lines();
    till.keys("+ + Enter Esc");
    assert_eq!(till.lines(), once, "{}", till.picture());
    assert!(!till.picture().is_empty());
}

#[test]
fn a_hub_that_goes_refuses_and_comes_back_is_said_once_each() {
    let mut till = Till::new();
    let refused = LinkView {
        status: LinkStatus::Refused { code: "credential".into(), sentence: "Pair again.".into() },
        ..offline(7)
    };
    for link in [offline(3), offline(4), offline(7), refused.clone(), refused, online(), online()] {
        till.send(&Msg::Link(link));
        till.send(&Msg::Tick);
    }
    let about_the_hub: Vec<&str> =
        till.said.iter().map(String::as_str).filter(|words| words.contains("ub ")).collect();
    assert_eq!(
        about_the_hub,
        [
            "Hub not reachable since 14:20. Selling goes on, 3 changes wait.",
            "The hub refuses this terminal. Sell on, nothing is lost.",
            "Hub reached again at 14:32.",
        ]
    );
}

#[test]
fn what_came_ahead_and_is_in_no_journal_is_taken_out_and_said() {
    let (mut till, mut other) = (Till::new(), Till::new());
    other.keys("s o u p Enter F5");
    let order = other.order().id;
    let ahead: Vec<_> =
        other.facts.iter().filter(|fact| !till.facts.contains(fact)).cloned().collect();
    assert!(!ahead.is_empty());
    till.send(&Msg::Known(ahead.clone()));
    assert!(till.model.front.desk.state.order(order).is_some());
    till.send(&Msg::Disowned(ahead));
    assert!(till.model.front.desk.state.order(order).is_none_or(|order| order.lines.is_empty()));
    let said = till.message();
    assert!(said.contains("in no journal"), "{said}");
    till.keys("F6");
    assert!(!till.picture().contains("Soup"), "{}", till.picture());
}

#[test]
fn that_no_kitchen_has_joined_and_a_course_waits_fits_the_message_row() {
    let mut till = Till::with(true, false, Look::dark());
    till.keys("@ 1 2 Enter s o u Enter c l u Enter F5");
    let sentence = "A47 sent. No kitchen has joined this site yet. Course 2 waits: F5 fires it.";
    assert!(till.picture().contains(sentence), "{}", till.picture());
}

#[test]
fn what_needs_nobody_is_let_go_when_a_day_has_ended_and_it_is_on_the_disk() {
    let mut till = Till::new();
    till.send(&Msg::Tick);
    till.keys("2 Space c a p Enter F9 k y");
    let sold = till.order().id;
    let lines: Vec<_> = till.order().lines.iter().map(|line| line.id).collect();
    till.keys("Enter");
    till.keys("1 Space c a p Enter");
    let open = till.order().id;
    let serve = Command::Order(sold, vec![Step::Advance(lines, LineStep::Served)]);
    let close = Command::CloseShift { counted: Money::ZERO, reason: None, left: None, waiting: 0 };
    till.disk = false;
    for command in [serve, close] {
        let (batch, _) = till.model.front.act(&command).unwrap();
        till.waiting.push(batch);
    }
    till.now.at = till.now.at.plus(4 * 86_400_000);
    till.send(&Msg::Tick);
    assert!(till.model.front.desk.state.order(sold).is_some(), "it is not on the disk yet");
    till.disk = true;
    till.sync_disk();
    till.send(&Msg::Tick);
    let state = &till.model.front.desk.state;
    assert!(state.order(sold).is_none() && state.order(open).is_some());
}
