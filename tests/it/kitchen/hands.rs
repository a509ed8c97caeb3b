//! What the cook's hands do: slots, steps, undo, recall, stations, bell, taps.

use tillrail::domain::board::{CardState, Mark};
use tillrail::domain::event::Event;
use tillrail::tui::effect::Effect;
use tillrail::tui::input::{Input, Mouse, MouseKind};
use tillrail::tui::kitchen::KitchenSettings;
use tillrail::tui::msg::Msg;

use super::shop::{Console, Dish, NOW, Shop, dish, kinds};

/// Tickets A1, A2 ... of one dish each, the first one the oldest.
fn tickets(count: i64) -> Shop {
    let mut shop = Shop::new();
    for index in 0..count {
        let number = format!("A{}", index + 1);
        let at = NOW - 200_000 + index * 1_000;
        shop.order(at, (&number, "takeaway"), &[dish(1, "Kids pasta"), dish(2, "Caesar salad")]);
    }
    shop
}

fn state(console: &Console, number: &str) -> CardState {
    console.model.cards().iter().find(|card| card.number == number).unwrap().state
}

fn click(console: &mut Console, column: u16, row: u16) -> Vec<Effect> {
    let mouse = |kind| Msg::Input(Input::Mouse(Mouse { column, row, kind }));
    console.msg(&mouse(MouseKind::Down));
    console.msg(&mouse(MouseKind::Up))
}

#[test]
fn a_slot_and_enter_carry_a_ticket_through_its_steps() {
    let mut console = Console::new(&tickets(3), (80, 24));
    console.keys("2 Enter");
    assert_eq!(state(&console, "A2"), CardState::Cooking);
    assert!(console.picture().contains(" A2 is COOKING."), "{}", console.picture());
    console.keys("Enter");
    assert_eq!(state(&console, "A2"), CardState::Ready);
    let effects = console.keys("b");
    assert_eq!(console.numbers(), ["A1", "A3"]);
    assert_eq!(console.chosen(), "A3", "the ticket that closes the gap is chosen");
    assert_eq!(kinds(&effects), ["ticket_bumped", "line_served"], "its only station: it is served");
}

#[test]
fn without_a_start_step_cooking_is_left_out() {
    let settings = KitchenSettings { start_step: false, ..KitchenSettings::default() };
    let mut console = Console::with(&tickets(1), (80, 24), settings);
    console.keys("Enter");
    assert_eq!(state(&console, "A1"), CardState::Ready);
    console.keys("u");
    assert_eq!(state(&console, "A1"), CardState::New, "undo goes back to where it was");
}

#[test]
fn a_slot_number_bumps_at_once_where_that_is_set() {
    let settings = KitchenSettings { direct_bump: true, ..KitchenSettings::default() };
    let mut console = Console::with(&tickets(2), (80, 24), settings);
    console.keys("2 2 2");
    assert_eq!(console.numbers(), ["A1"]);
}

#[test]
fn sticky_slots_keep_their_tickets() {
    let settings = KitchenSettings { sticky: true, ..KitchenSettings::default() };
    let mut shop = tickets(3);
    let mut console = Console::with(&shop, (80, 24), settings);
    console.keys("1 Enter Enter Enter");
    let picture = console.picture();
    assert!(picture.contains("2 A2 ") && picture.contains("3 A3 "), "{picture}");
    shop.order(NOW, ("B1", "takeaway"), &[dish(1, "Kids pasta")]);
    let new = shop.facts.split_off(shop.facts.len() - 3);
    console.arrive(&new);
    assert!(console.picture().contains("1 B1 "), "{}", console.picture());
}

#[test]
fn items_are_done_by_their_numbers_and_the_last_one_makes_it_ready() {
    let mut console = Console::new(&tickets(2), (80, 24));
    console.keys("2 + 2");
    let card = &console.model.cards()[1];
    assert_eq!(card.lines[1].mark, Mark::Ready);
    assert_eq!(card.state, CardState::Cooking);
    assert_eq!((card.done, card.pieces), (2, 3));
    console.keys("-");
    assert_eq!(state(&console, "A2"), CardState::New);
    console.keys("0 .");
    assert_eq!(state(&console, "A2"), CardState::Ready);
    console.keys("u");
    assert_eq!(state(&console, "A2"), CardState::New);
}

#[test]
fn every_step_is_taken_back_one_by_one() {
    let mut console = Console::new(&tickets(1), (80, 24));
    console.keys("Enter Enter Enter");
    assert!(console.numbers().is_empty());
    console.keys("u");
    assert_eq!(state(&console, "A1"), CardState::Ready);
    assert!(console.picture().contains("╚ RECALLED ═"), "{}", console.picture());
    console.keys("u");
    assert_eq!(state(&console, "A1"), CardState::Cooking);
    console.keys("u");
    assert_eq!(state(&console, "A1"), CardState::New);
    console.keys("u");
    assert!(console.picture().contains("Nothing to take back here"));
}

#[test]
fn s22_a_bump_comes_back_for_sixty_minutes_with_its_timer() {
    let mut console = Console::new(&tickets(2), (80, 24));
    console.keys("Enter Enter Enter");
    console.wait(59 * 60_000);
    let before = console.model.cards()[0].age_ms;
    console.keys("- -");
    assert_eq!(console.numbers(), ["A1", "A2"]);
    assert_eq!(console.model.cards()[0].age_ms, before + 1_000, "sent one second before A2");
    assert!(console.model.cards()[0].recalled);
    console.keys("Enter");
    console.wait(61 * 60_000);
    console.keys("u");
    assert_eq!(console.numbers(), ["A2"], "after sixty minutes u takes nothing back");
}

#[test]
fn s22_digits_taps_and_bump_mean_what_stood_there_before_the_screen_moved() {
    let mut shop = tickets(3);
    let mut console = Console::new(&shop, (80, 24));
    console.keys("2");
    let first = console.model.cards()[0].order;
    let second = console.model.cards()[1].order;
    let on = Event::OrderPrioritised { on: true };
    let third = console.model.cards()[2].order;
    let moved = shop.event(NOW, third, on);
    console.arrive(&[moved]);
    assert_eq!(console.numbers(), ["A3", "A1", "A2"]);
    assert_eq!(console.chosen(), "A2", "the choice goes along with its ticket");
    console.wait(699);
    console.keys("1");
    assert_eq!(console.model.chosen(), Some(first), "slot 1 was A1 a moment ago");
    click(&mut console, 25, 8);
    assert_eq!(console.model.chosen(), Some(second), "and slot 2 was A2");
    console.wait(1);
    console.keys("1");
    assert_eq!(console.chosen(), "A3", "after 700 ms it is what is seen");
}

#[test]
fn s22_bump_does_not_hit_the_ticket_that_slipped_under_the_finger() {
    let mut shop = tickets(2);
    let mut console = Console::new(&shop, (80, 24));
    let order = console.model.cards()[0].order;
    let lines = console.model.cards()[0].ticket.lines.clone();
    let served = shop.event(NOW, order, Event::LineServed { lines });
    console.arrive(&[served]);
    assert_eq!(console.numbers(), ["A2"]);
    console.wait(300);
    console.keys("Enter");
    assert_eq!(state(&console, "A2"), CardState::New);
    assert!(console.picture().contains("! A1 is gone"), "{}", console.picture());
    console.keys("Enter");
    assert_eq!(state(&console, "A2"), CardState::Cooking);
}

#[test]
fn pages_hold_as_many_tickets_as_fit() {
    let mut console = Console::new(&tickets(11), (80, 24));
    assert!(console.picture().contains("1-8 Ticket"));
    console.keys("/");
    assert!(console.picture().contains("1 A9 "), "{}", console.picture());
    console.keys("3 PgUp");
    assert_eq!(console.chosen(), "A1");
    console.keys("n n");
    assert_eq!(console.chosen(), "A1");
    let mut wide = Console::new(&tickets(11), (160, 45));
    assert!(wide.picture().contains("page 1 of 2"), "ten on a page");
    wide.keys("0");
    assert_eq!(wide.chosen(), "A10");
}

#[test]
fn priority_moves_to_the_front_and_back() {
    let mut console = Console::new(&tickets(3), (80, 24));
    console.keys("3 p");
    assert_eq!(console.numbers(), ["A3", "A1", "A2"]);
    assert_eq!(console.chosen(), "A3");
    console.keys(". 2");
    assert_eq!(console.numbers(), ["A1", "A2", "A3"]);
}

#[test]
fn stations_are_chosen_and_the_pass_shows_all_as_one_ticket() {
    let mut shop = Shop::new();
    let salad = Dish { station: "cold", ..dish(1, "Caesar salad") };
    shop.order(NOW - 60_000, ("A1", "takeaway"), &[dish(1, "Kids pasta"), salad]);
    let mut console = Console::new(&shop, (80, 24));
    assert_eq!(console.model.cards()[0].lines.len(), 1);
    console.keys("Enter Enter Enter");
    assert!(console.numbers().is_empty(), "hot is through");
    console.keys(". 1 2");
    assert_eq!(console.model.cards()[0].lines[0].name, "Caesar salad");
    console.keys("t 0");
    assert!(console.picture().starts_with("KITCHEN all"));
    assert_eq!(console.model.cards()[0].lines.len(), 2, "the pass waits for the cold station");
    console.keys("Enter");
    assert_eq!(state(&console, "A1"), CardState::Ready);
    console.keys("Enter");
    assert!(console.numbers().is_empty());
}

#[test]
fn the_bell_rings_for_new_tickets_until_a_key_and_at_most_eight_times() {
    let mut shop = tickets(1);
    let mut console = Console::new(&shop, (80, 24));
    assert!(!console.wait(1_000).contains(&Effect::Bell), "tickets at the start do not ring");
    shop.order(NOW, ("B1", "takeaway"), &[dish(1, "Kids pasta")]);
    let new = shop.facts.split_off(shop.facts.len() - 3);
    let effects = console.arrive(&new);
    assert!(effects.contains(&Effect::Bell));
    assert!(effects.contains(&Effect::Announce("B1 TAKEAWAY is new".to_owned())));
    let rings = (0..300).filter(|_| console.wait(1_000).contains(&Effect::Bell)).count();
    assert_eq!(rings, 7, "eight with the first one, the late ones come later");
    console.keys("1");
    let third = shop.order(NOW, ("B2", "takeaway"), &[dish(1, "Kids pasta")]).0;
    let new = shop.facts.split_off(shop.facts.len() - 3);
    assert!(console.arrive(&new).contains(&Effect::Bell));
    console.keys("1");
    assert!(!console.wait(15_000).contains(&Effect::Bell), "a key has silenced it");
    shop.send(NOW + 400_000, third, &[dish(1, "Kids pasta")]);
    let addition = shop.facts.split_off(shop.facts.len() - 2);
    assert!(console.arrive(&addition).contains(&Effect::Bell), "an addition is new too");
}

#[test]
fn a_late_ticket_rings_once_and_a_mute_is_seen() {
    let mut console = Console::new(&tickets(1), (80, 24));
    let late = console.wait(400_000);
    assert!(late.contains(&Effect::Bell));
    assert!(late.contains(&Effect::Announce("A1 TAKEAWAY is LATE".to_owned())));
    assert!(!console.wait(60_000).contains(&Effect::Bell));
    console.keys("m");
    console.wait(10_000);
    assert!(console.picture().lines().next().unwrap().contains("bell off"));
}

#[test]
fn taps_do_what_keys_do() {
    let mut console = Console::new(&tickets(3), (80, 24));
    click(&mut console, 25, 2);
    assert_eq!(state(&console, "A2"), CardState::Cooking, "a tap on the head bumps");
    console.keys("u");
    console.wait(20_000);
    click(&mut console, 45, 8);
    assert_eq!(console.chosen(), "A3", "a tap on the lines chooses");
    let bar = console.picture().lines().last().unwrap().to_owned();
    let at = u16::try_from(bar.find("Items").unwrap()).unwrap();
    click(&mut console, at, 23);
    assert!(console.picture().contains("3 A3 TAKEAWAY"), "the key bar opens the items");
    click(&mut console, 20, 5);
    let done = console.model.cards()[2].lines.iter().filter(|l| l.mark == Mark::Ready).count();
    assert_eq!(done, 1, "a tap on an opened item makes it ready");
    click(&mut console, 2, 20);
    assert!(!console.picture().contains("3 A3 TAKEAWAY"), "a tap outside goes back");
}

#[test]
fn a_tap_on_an_item_is_its_next_step() {
    let mut console = Console::new(&tickets(1), (120, 36));
    click(&mut console, 10, 6);
    assert_eq!(console.model.cards()[0].lines[1].mark, Mark::Cooking);
    click(&mut console, 10, 6);
    assert_eq!(console.model.cards()[0].lines[1].mark, Mark::Ready);
}

#[test]
fn quitting_is_a_question_and_enter_stays() {
    let mut console = Console::new(&tickets(1), (80, 24));
    assert!(!console.keys("Ctrl+Q Enter").contains(&Effect::Quit));
    assert!(console.keys("Ctrl+Q y").contains(&Effect::Quit));
    assert!(console.msg(&Msg::Terminate).contains(&Effect::Quit));
}

#[test]
fn what_cannot_be_saved_is_said_until_it_is() {
    let mut console = Console::new(&tickets(1), (80, 24));
    console.keys("Enter");
    let reason = "the disk is full".to_owned();
    console.msg(&Msg::NotSaved { batch: 1, reason, tries: 1 });
    console.wait(60_000);
    assert!(console.picture().contains("! Cannot save: the disk is full."));
    console.msg(&Msg::Durable { batch: 1 });
    assert!(!console.picture().contains("Cannot save"));
}

#[test]
fn s05_the_numpad_does_everything() {
    let mut console = Console::new(&tickets(11), (80, 24));
    console.keys("2 Enter");
    assert_eq!(state(&console, "A2"), CardState::Cooking, "choose and start");
    console.keys("+ 1 . ");
    assert_eq!(console.model.cards()[1].lines[0].mark, Mark::Ready, "one line ready");
    console.keys(". -");
    assert_eq!(console.model.cards()[1].lines[0].mark, Mark::Cooking, "undo");
    console.keys("Enter Enter");
    assert_eq!(console.numbers().len(), 10, "ready, gone");
    console.keys("- -");
    assert_eq!(console.numbers().len(), 11, "recall");
    console.keys("/");
    assert!(console.picture().contains("1 A9 "), "page");
    console.keys(". 1 0");
    assert!(console.picture().starts_with("KITCHEN all"), "station");
    console.keys(". 3");
    assert!(console.picture().contains("bell off"), "mute");
    console.keys("Left Down Right Up");
    assert!(!console.chosen().is_empty(), "with NumLock off the arrows choose");
}

#[test]
fn s07_every_entry_of_the_bar_does_something_when_it_is_tapped() {
    let bar = |console: &Console| console.picture().lines().last().unwrap().to_owned();
    for word in ["Ticket", "BUMP", "Items", "Recall", "Back", "Help"] {
        let mut console = Console::new(&tickets(3), (80, 24));
        console.keys("Enter");
        console.wait(10_000);
        let before = console.picture();
        let at = u16::try_from(bar(&console).find(word).unwrap()).unwrap();
        click(&mut console, at, 23);
        assert_ne!(console.picture(), before, "{word}");
    }
}

#[test]
fn lists_over_the_tickets_name_their_keys() {
    let mut console = Console::new(&tickets(2), (80, 24));
    console.keys("2 Space");
    let menu = console.picture();
    assert!(menu.contains("2 p  A2 to the front") && menu.contains("3 m  Bell off"), "{menu}");
    console.keys(". t");
    let stations = console.picture();
    assert!(stations.contains("1    Hot") && stations.contains("0    All stations"), "{stations}");
    console.keys(". ?");
    let help = console.picture();
    assert!(help.contains("BUMP: start, then ready, then gone"), "{help}");
    console.keys("Esc Ctrl+Q");
    let quit = console.picture();
    assert!(quit.contains("[Enter] Stay     [y] Quit"), "{quit}");
}

#[test]
fn a_ticket_is_given_to_another_station_and_taken_back() {
    let mut console = Console::new(&tickets(2), (80, 24));
    console.keys("2 . 7");
    assert!(console.picture().contains("GIVE A2 TO"), "{}", console.picture());
    let effects = console.keys("1");
    assert_eq!(kinds(&effects), ["lines_routed"]);
    assert_eq!(console.numbers(), ["A1"]);
    assert!(console.picture().contains("A2 went to Cold."), "{}", console.picture());
    console.keys("- -");
    assert_eq!(console.numbers(), ["A1", "A2"], "minus twice takes the last step back");
}

#[test]
fn minus_takes_a_ticket_from_the_front_again_and_twice_undoes_a_start() {
    let mut console = Console::new(&tickets(3), (80, 24));
    console.keys("3 p");
    assert_eq!(console.numbers(), ["A3", "A1", "A2"]);
    console.keys("-");
    assert_eq!(console.numbers(), ["A1", "A2", "A3"]);
    console.keys("1 Enter - -");
    assert_eq!(state(&console, "A1"), CardState::New);
}

#[test]
fn a_taught_key_works_and_a_used_one_is_refused_by_name() {
    let mut console = Console::new(&tickets(2), (80, 24));
    console.keys(". 4 F5 F5 Enter Enter F5 F5");
    assert!(console.picture().contains("F5 is BUMP already."), "{}", console.picture());
    let effects = console.keys("Esc");
    let kept = effects
        .iter()
        .any(|effect| matches!(effect, Effect::KeepKeys(text) if text.contains("bump = \"F5\"")));
    assert!(kept, "{effects:?}");
    console.keys("F5");
    assert_eq!(state(&console, "A1"), CardState::Cooking);
    console.keys("Enter");
    assert_eq!(state(&console, "A1"), CardState::Ready, "the usual key stays");
}

#[test]
fn more_than_ten_slots_are_chosen_by_two_digits() {
    let settings = KitchenSettings { max_slots: 30, ..KitchenSettings::default() };
    let mut console = Console::with(&tickets(25), (160, 45), settings);
    assert!(console.picture().contains("24 A24 "), "{}", console.picture());
    console.keys("1 8");
    assert_eq!(console.chosen(), "A18");
    console.keys("0 3");
    assert_eq!(console.chosen(), "A3");
    console.keys("7 Enter");
    assert_eq!(console.chosen(), "A7", "Enter ends a number of one digit");
    assert_eq!(state(&console, "A7"), CardState::New);
}

#[test]
fn the_recall_list_keeps_what_the_settings_say() {
    let keep = tillrail::domain::board::RecallKeep { tickets: 2, within_ms: 1_000 };
    let settings = KitchenSettings { keep, ..KitchenSettings::default() };
    let mut console = Console::with(&tickets(4), (80, 24), settings);
    for _ in 0..4 {
        console.keys("1 Enter Enter Enter");
    }
    console.wait(2_000);
    console.keys("-");
    assert!(console.picture().contains(" 2 of 2 kept"), "{}", console.picture());
}

#[test]
fn s05_numpad_keys_alone_do_all_kitchen_work_and_arrows_choose_without_numlock() {
    let mut console = Console::new(&tickets(10), (80, 24));
    console.keys("2 Enter Enter Enter");
    assert!(!console.numbers().contains(&"A2".to_owned()), "chosen, started, ready and gone");
    console.keys("- -");
    assert_eq!(state(&console, "A2"), CardState::Ready, "minus twice brings it back");
    console.keys("1 + 1");
    assert_eq!(console.model.cards()[0].lines[0].mark, Mark::Ready, "one line is ready");
    console.keys("- .");
    assert_eq!(console.model.cards()[0].lines[0].mark, Mark::Waiting, "and taken back");
    console.keys("*");
    assert!(console.picture().contains("ALL DAY"), "{}", console.picture());
    console.keys("*");
    console.keys("/");
    assert_eq!(console.chosen(), "A9", "the next page");
    console.keys(". 1 0");
    assert!(console.picture().contains("KITCHEN all"), "{}", console.picture());
    console.keys(". 1 1");
    assert!(console.picture().contains("KITCHEN Hot"), "{}", console.picture());
    console.keys("1 Right Down Left Up Right");
    assert_eq!(console.chosen(), "A2");
    console.keys("Home Enter");
    assert_eq!(state(&console, "A1"), CardState::Cooking, "arrows choose and Enter bumps");
}
