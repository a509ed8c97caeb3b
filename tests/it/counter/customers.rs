//! Customers at the counter: found, attached, their usual order, added, changed, erased.

use tillrail::domain::command::Command;
use tillrail::domain::event::{Event, StaffSaved};
use tillrail::domain::id::{PersonId, StaffId};
use tillrail::domain::search::Searched;
use tillrail::domain::time::At;
use tillrail::tui::Look;
use tillrail::tui::msg::Msg;

use super::guests;
use super::till::{NOON, Till, desk, touch};

fn customer(till: &Till) -> Option<PersonId> {
    till.model.opening().customer.map(|customer| customer.person)
}

#[test]
fn a_customer_is_found_by_name_and_phone_and_named_on_the_order() {
    let mut till = Till::new();
    till.keys("l a t Enter F10 c");
    let picture = till.picture();
    assert!(picture.contains("CUSTOMER  for A47") && picture.contains("Zoe"), "{picture}");
    assert!(picture.contains("Here 12 times"), "{picture}");
    assert!(picture.contains("Usual: 2 Capri orange, 1 Croissant"), "{picture}");
    till.keys("z o");
    assert!(!till.picture().contains("Ana"), "{}", till.picture());
    till.keys("Esc 2 3 4 5 Enter");
    assert_eq!(customer(&till), Some(guests::id(1)));
    assert!(till.message().contains("A47 is for Ana Núñez"), "{}", till.picture());
    assert!(till.picture().contains("A47 TAKEAWAY  Ana"), "{}", till.picture());
    till.keys("F6 F6");
    assert!(till.picture().contains("Ana Núñez: 1 Latte"), "{}", till.picture());
    till.keys("Enter Space 0 5 -");
    assert_eq!(customer(&till), None);
    assert!(till.message().contains("no customer now"), "{}", till.message());
    till.keys("Ctrl+Z");
    assert_eq!(customer(&till), Some(guests::id(1)), "that can be taken back");
}

/// Types behind F3 and lets the disk answer with the customers whom it knows by these words.
fn find(till: &mut Till, words: &str) {
    till.keys(words);
    let typed: String = words.split(' ').skip(1).collect();
    let known = till.guests.iter().map(|guest| guest.person.clone());
    let persons = known.filter(|one| one.customer.name.to_lowercase().starts_with(&typed));
    let found = Searched { persons: persons.collect(), all: true, ..Searched::default() };
    let id = till.searched.expect("the disk is asked");
    till.send(&Msg::Searched { id, found });
}

#[test]
fn a_customer_found_behind_f3_is_whom_the_order_on_the_screen_is_for() {
    let mut till = Till::new();
    till.keys("l a t Enter");
    find(&mut till, "F3 z o e");
    let picture = till.picture();
    assert!(picture.contains("Zoe") && picture.contains("Enter"), "{picture}");
    till.keys("Enter");
    assert_eq!(customer(&till), Some(guests::id(2)));
    assert_eq!(till.lines(), ["1 Latte"], "the order stays as it is");
    assert!(till.message().contains("A47 is for Zoe"), "{}", till.message());
    find(&mut till, "/ a n a");
    till.keys("Enter");
    assert_eq!(customer(&till), Some(guests::id(1)), "another one takes the place");
    till.keys("F10 c *");
    assert_eq!(till.lines(), ["1 Latte", "2 Capri orange", "1 Croissant"], "and the usual comes");
    let mut next = Till::new();
    find(&mut next, "F3 a n a");
    // What the disk finds later stands above, and the choice stays where it was.
    next.keys("Up Enter");
    assert_eq!(customer(&next), Some(guests::id(1)), "{}", next.picture());
    next.keys("c a p p Enter");
    assert_eq!(customer(&next), Some(guests::id(1)), "{}", next.picture());
    let told = next.facts.iter().any(
        |fact| matches!(&fact.event, Some(Event::OrderOpened(opened)) if opened.customer.is_some()),
    );
    assert!(told, "the order was opened for her");
}

#[test]
fn the_usual_order_comes_with_one_key_at_todays_prices_and_leaves_with_one() {
    let mut till = Till::new();
    till.keys("F10 c a n a *");
    assert_eq!(till.lines(), ["2 Capri orange", "1 Croissant"]);
    assert_eq!(customer(&till), Some(guests::id(1)));
    assert!(
        till.message().contains("Usual of Ana Núñez: 2 Capri orange, 1 Croissant"),
        "{}",
        till.message()
    );
    till.keys("Ctrl+Z");
    assert!(till.lines().is_empty(), "{:?}", till.lines());
    till.keys("z");
    till.keys("Esc F10 c z o e *");
    assert!(till.message().contains("Nothing is usual for Zoe yet"), "{}", till.message());
}

#[test]
fn what_is_sold_out_is_left_out_of_the_usual_and_said() {
    let (mut desk, _) = desk(true, true);
    let out = Command::Take86 { item: "31".to_owned(), remaining: None, until: None };
    desk.act(&out, At(NOON - 1_000)).unwrap();
    let mut till = Till::over(desk, Look::dark());
    till.keys("F10 c a n a *");
    assert_eq!(till.lines(), ["2 Capri orange"]);
    let message = till.message();
    assert!(message.contains("Left out: Croissant (sold out)"), "{message}");
}

#[test]
fn a_new_customer_is_checked_kept_and_whom_the_order_is_for() {
    let mut till = Till::new();
    till.keys("F10 c M a x + Enter c a l l F9");
    assert!(till.message().contains("not a phone number"), "{}", till.picture());
    till.keys("Backspace Backspace Backspace Backspace 0 3 0 1 2 3");
    till.keys("Enter Enter Enter Enter q u i e t Enter");
    assert_eq!(till.guests.len(), 3);
    let max = &till.guests[2].person;
    let kept = (max.customer.name.as_str(), max.customer.phone.as_str());
    assert_eq!((kept, max.customer.note.as_str()), (("Max", "030123"), "quiet"));
    assert_eq!(customer(&till), Some(max.id));
    assert!(till.message().contains("is for Max"), "{}", till.message());
    let no_clear_text = till.facts.iter().all(|fact| {
        let text = serde_json::to_string(&fact.event).unwrap();
        !text.contains("Max") && !text.contains("030123")
    });
    assert!(no_clear_text, "a fact holds a digest, never a name");
}

#[test]
fn a_change_is_the_next_version_and_an_answer_that_comes_late_is_void() {
    let mut till = Till::new();
    till.keys("F10 c a n a / Backspace Backspace F9");
    assert_eq!(till.guests[1].person.version, 2);
    assert_eq!(till.guests[1].person.customer.name, "Ana Núñ");
    assert!(till.message().contains("is saved"), "{}", till.message());
    let late = tillrail::tui::customers::CustomersNews::Found { id: 0, found: Vec::new() };
    till.send(&Msg::Customers(late));
    assert!(till.picture().contains("Ana Núñ"), "{}", till.picture());
}

#[test]
fn erasing_is_asked_with_y_never_enter_and_needs_the_right() {
    let mut till = Till::new();
    till.disk = false;
    let erased = |till: &Till| {
        till.facts.iter().any(|fact| matches!(fact.event, Some(Event::PersonalErased { .. })))
    };
    till.keys("F10 c a n a / F8 Enter");
    assert!(!erased(&till), "Enter keeps");
    till.keys("/ F8");
    assert!(till.picture().contains("Erase Ana Núñez for good?"), "{}", till.picture());
    till.keys("y");
    assert!(erased(&till) && !till.message().contains("Erased"), "{}", till.message());
    till.guests.remove(0);
    till.sync_disk();
    assert!(till.message().contains("Erased here"), "{}", till.message());
    assert!(!till.picture().contains("Ana"), "{}", till.picture());

    let (mut desk, _) = desk(true, true);
    for (word, role) in [("olga", "owner"), ("ben", "cashier")] {
        let saved = StaffSaved {
            staff: StaffId(word.into()),
            name: word.to_owned(),
            role: role.to_owned(),
            pin: Some("none".to_owned()),
        };
        desk.act(&Command::SaveStaff(saved), At(NOON - 1_000)).unwrap();
    }
    desk.sign_in(StaffId("ben".into()));
    let mut till = Till::over(desk, Look::dark());
    till.keys("F10 c a n a / F8 y");
    assert!(!erased(&till), "{}", till.picture());
    assert!(till.message().contains("may not erase a customer"), "{}", till.message());
}

#[test]
fn customers_work_by_touch_and_the_record_of_keys_stays_silent() {
    let mut till = touch();
    till.resize(120, 36).keys("F10 c");
    assert!(till.model.hides_keys());
    till.click("Zoe");
    till.click("Zoe");
    assert_eq!(customer(&till), Some(guests::id(2)));
    assert!(!till.model.hides_keys());
}
