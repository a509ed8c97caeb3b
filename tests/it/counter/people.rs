//! People at the counter: who may what, who approves, who is signed in.

use tillrail::domain::command::Command;
use tillrail::domain::event::{Event, StaffSaved};
use tillrail::domain::id::StaffId;
use tillrail::domain::pin::Pin;
use tillrail::domain::time::At;
use tillrail::tui::Look;
use tillrail::tui::msg::Msg;

use super::till::{self, NOON, Till};

const PEOPLE: [(&str, &str, &str, &str); 4] = [
    ("olga", "Manager", "owner", "9999"),
    ("mia", "Mia L.", "manager", "4711"),
    ("anna", "Anna K.", "cashier", "1234"),
    ("ben", "Ben", "server", "2222"),
];

fn id(word: &str) -> StaffId {
    StaffId(word.into())
}

/// A till of four people, locked.
fn staffed() -> Till {
    let (mut desk, _) = till::desk(true, true);
    for (word, name, role, pin) in PEOPLE {
        let pin = Pin::read(pin).unwrap().hash([9; 16]).unwrap();
        let saved = StaffSaved {
            staff: id(word),
            name: name.to_owned(),
            role: role.to_owned(),
            pin: Some(pin),
        };
        desk.act(&Command::SaveStaff(saved), At(NOON - 1_000)).unwrap();
    }
    Till::over(desk, Look::dark())
}

/// The same till with Anna, a cashier, signed in.
pub fn anna() -> Till {
    let mut till = staffed();
    till.keys("1 2 3 4 Enter");
    till
}

/// The facts of a kind.
fn facts<'t>(till: &'t Till, kind: &str) -> Vec<&'t tillrail::domain::envelope::Fact> {
    till.facts.iter().map(AsRef::as_ref).filter(|fact| fact.kind() == kind).collect()
}

/// An order of a soup and two sandwiches, sent, and the soup chosen.
fn sent(till: &mut Till) {
    till.keys("s o u Enter 2 Space c l u Enter l e m Enter F5");
    assert!(till.message().contains("sent"), "{}", till.picture());
}

#[test]
fn a_till_with_staff_starts_locked_and_the_pin_alone_picks_the_person() {
    let mut till = staffed();
    let screen = till.picture();
    assert!(screen.contains("WHO IS SELLING?") && screen.contains("│ locked "), "{screen}");
    till.keys("F9 c a p Enter");
    assert!(till.facts.is_empty(), "nothing is sold behind the lock");
    till.keys("c 2 2 2 2");
    assert!(till.picture().contains("PIN   * * * * _"), "{}", till.picture());
    assert!(!till.picture().contains("2222"));
    till.keys("Enter");
    assert!(till.picture().contains("│ Ben │"), "{}", till.picture());
    till.keys("c a p Enter");
    assert!(facts(&till, "order_opened").iter().all(|fact| fact.staff == id("ben")));
    assert_eq!(facts(&till, "order_opened").len(), 1);
}

#[test]
fn three_wrong_pins_pause_the_lock_for_a_minute() {
    let mut till = staffed();
    till.keys("0 0 0 0 Enter");
    assert_eq!(till.message(), "! Nobody has this PIN. 2 tries left.");
    till.keys("0 0 0 0 Enter 0 0 0 0 Enter");
    assert!(till.message().contains("Wait 60 s"), "{}", till.message());
    till.keys("1 2 3 4 Enter");
    assert!(till.model.is_locked());
    till.pass(60_000);
    till.keys("1 2 3 4 Enter");
    assert!(!till.model.is_locked());
}

#[test]
fn f12_a_user_switch_keeps_everything_and_gives_each_their_order_back() {
    let mut till = anna();
    till.keys("c a p Enter");
    let made = till.facts.len();
    till.keys("F10 l");
    assert!(till.model.is_locked());
    assert!(till.picture().contains("order A47 open"), "{}", till.picture());
    assert!(!till.picture().contains("Cappuccino"), "only the number: {}", till.picture());
    till.keys("2 2 2 2 Enter");
    assert!(till.model.order.is_none(), "Ben begins with his own");
    till.keys("c r o Enter");
    assert_eq!(till.lines(), ["1 Croissant"]);
    till.keys("Space 0 0 4 1 2 3 4 Enter");
    assert_eq!(till.lines(), ["1 Cappuccino"]);
    till.keys("F10 l 2 2 2 2 Enter");
    assert_eq!(till.lines(), ["1 Croissant"]);
    assert!(till.facts.len() > made && till.waiting.is_empty());
    let opened = facts(&till, "order_opened");
    let who: Vec<_> = opened.iter().map(|fact| fact.staff.clone()).collect();
    assert_eq!(who, [id("anna"), id("ben")]);
}

#[test]
fn it_locks_by_itself_but_never_while_paying_or_saving() {
    let mut till = anna();
    till.keys("c a p Enter F9");
    till.pass(300_000);
    till.send(&Msg::Tick);
    assert!(!till.model.is_locked(), "never in PAYMENT");
    till.keys("Esc");
    till.pass(119_000);
    till.send(&Msg::Tick);
    assert!(!till.model.is_locked());
    till.pass(1_000);
    till.send(&Msg::Tick);
    assert!(till.model.is_locked());
    till.keys("1 2 3 4 Enter");
    assert_eq!(till.lines(), ["1 Cappuccino"], "the order stays");
}

#[test]
fn a_shop_without_staff_never_locks() {
    let mut till = Till::new();
    till.pass(10_000_000);
    till.send(&Msg::Tick);
    assert!(!till.model.is_locked() && till.picture().contains("│ Owner │"));
    till.keys("F10 l");
    assert!(!till.model.is_locked());
}

#[test]
fn f41_a_void_of_a_sent_line_says_who_why_and_who_approved() {
    let mut till = anna();
    sent(&mut till);
    till.keys("Down Up F8");
    assert!(till.picture().contains("A manager PIN is asked next."), "{}", till.picture());
    for _ in 0..5 {
        till.keys("Enter");
    }
    till.keys("1");
    let screen = till.picture();
    assert!(screen.contains("╔ MANAGER APPROVAL ═"), "{screen}");
    assert!(screen.contains("Asked by Anna K.        Reason: wrong dish"), "{screen}");
    assert!(facts(&till, "line_voided").is_empty());
    for _ in 0..5 {
        till.keys("Enter");
    }
    assert!(facts(&till, "line_voided").is_empty(), "Enter is not yes");
    till.keys("2 2 2 2 Enter");
    assert_eq!(
        till.message(),
        "! Ben may not void what was sent either: that needs manager or owner."
    );
    till.keys("4 7 1 1 Enter");
    let voided = facts(&till, "line_voided");
    assert_eq!(voided.len(), 1, "{}", till.picture());
    assert_eq!(voided[0].staff, id("anna"));
    let Some(Event::LineVoided(given)) = &voided[0].event else { panic!("a void") };
    assert_eq!((given.reason.as_str(), &given.approver), ("Wrong dish", &Some(id("mia"))));
    assert!(till.message().contains("The kitchen is told."), "{}", till.message());
    assert!(till.model.overlays.is_empty());
    assert!(till.picture().contains("│ Anna K. │"), "the user is not changed");
}

#[test]
fn three_wrong_pins_pause_an_approval_also_when_it_is_opened_anew() {
    let mut till = anna();
    sent(&mut till);
    till.keys("Down Up F8 1 0 0 0 0 Enter Esc");
    assert!(till.picture().contains("VOID"), "the void is still open");
    till.keys("1 0 0 0 0 Enter");
    assert!(till.picture().contains("1 try left"), "{}", till.picture());
    till.keys("Esc Esc F8 1 0 0 0 0 Enter");
    assert!(till.picture().contains("Wait 6"), "{}", till.picture());
    till.keys("4 7 1 1 Enter");
    assert!(facts(&till, "line_voided").is_empty());
    till.pass(61_000);
    till.send(&Msg::Tick);
    till.keys("4 7 1 1 Enter");
    assert_eq!(facts(&till, "line_voided").len(), 1, "{}", till.picture());
}

#[test]
fn a_pin_can_be_tapped_and_a_scan_is_a_card() {
    let mut till = anna();
    sent(&mut till);
    till.keys("Down Up F8").click("1 Wrong dish");
    till.click("[ 4 ]").click("[ 7 ]").click("[ 1 ]").click("[ 1 ]").click("[Enter] Approve");
    assert_eq!(facts(&till, "line_voided").len(), 1, "{}", till.picture());
    till.keys("F8 2").scan("4711");
    assert_eq!(facts(&till, "line_voided").len(), 2, "{}", till.picture());
}

#[test]
fn a_large_discount_is_approved_and_a_small_one_is_not_asked_about() {
    let mut till = anna();
    till.keys("c a p Enter % 1 0 Enter 1");
    assert_eq!(facts(&till, "discount_applied").len(), 1, "{}", till.picture());
    till.keys("Ctrl+Z % 2 0 Enter 1");
    assert!(till.picture().contains("Discount 20 %"), "{}", till.picture());
    till.keys("4 7 1 1 Enter");
    let given = facts(&till, "discount_applied");
    assert_eq!(given.len(), 2, "{}", till.picture());
    let Some(Event::DiscountApplied(last)) = &given[1].event else { panic!("a discount") };
    assert_eq!(last.approver, Some(id("mia")));
}

#[test]
fn what_was_served_is_comped_and_stays_on_the_bill_at_nothing() {
    let mut till = anna();
    sent(&mut till);
    let before = till.total();
    till.keys("Down Up F8 *");
    assert!(till.picture().contains("COMP"), "{}", till.picture());
    till.keys("1 4 7 1 1 Enter");
    assert_eq!(facts(&till, "line_comped").len(), 1, "{}", till.picture());
    assert!(till.total() < before);
}

#[test]
fn the_first_person_is_added_at_the_counter_and_then_signs_in() {
    let mut till = Till::new();
    till.keys("F10 e O l g a Enter");
    assert!(till.picture().contains("5 owner"), "{}", till.picture());
    till.keys("Enter 5 5 5 5 Enter 5 5 5 6 Enter");
    assert!(till.message().contains("The two PINs differ"), "{}", till.message());
    till.keys("5 5 5 5 Enter 5 5 5 5 Enter");
    assert_eq!(facts(&till, "staff_saved").len(), 1, "{}", till.picture());
    till.keys("a A n n a Enter 2 Enter 5 5 5 5 Enter 5 5 5 5 Enter");
    assert!(till.message().contains("somebody else's"), "{}", till.message());
    till.keys("5 5 5 7 Enter 5 5 5 7 Enter Esc");
    assert_eq!(facts(&till, "staff_saved").len(), 2, "{}", till.picture());
    assert!(till.model.is_locked(), "now it takes a PIN: {}", till.picture());
    till.keys("5 5 5 7 Enter F10 e");
    assert_eq!(till.message(), "! Anna may not change the staff: owner may (F10 l).");
    let text = format!("{:?}", till.facts);
    assert!(!text.contains("5555") && !text.contains("5557"), "a PIN is never a fact in clear");
}

#[test]
fn s09_enter_neither_approves_a_card_nor_gives_money_back() {
    let mut till = anna();
    till.keys("c a p Enter F9 k Enter Enter Enter");
    assert_eq!(facts(&till, "payment_taken").len(), 0, "{}", till.picture());
    till.keys("y Enter Enter");
    assert_eq!(facts(&till, "payment_taken").len(), 1, "{}", till.picture());
    till.keys("F10 b Enter a Enter Enter Enter");
    assert_eq!(facts(&till, "payment_refunded").len(), 0, "{}", till.picture());
}

#[test]
fn f44_somebody_signs_in_and_sells_while_the_hub_is_down() {
    let mut till = staffed();
    till.send(&Msg::Link(till::offline(3)));
    till.keys("1 2 3 4 Enter c a p Enter F9 k y");
    let screen = till.picture();
    assert!(screen.contains("OFFLINE") && screen.contains("│ Anna K. │"), "{screen}");
    let taken = facts(&till, "payment_taken");
    assert!(taken.len() == 1 && taken.iter().all(|fact| fact.staff == id("anna")), "{screen}");
}

#[test]
fn s09_enter_is_not_yes() {
    let mut till = anna();
    sent(&mut till);
    let before = till.facts.len();
    till.keys("Down Up F8 Enter Enter Enter Esc");
    till.keys("Ctrl+Q Enter Enter");
    assert!(!till.quit);
    till.keys("F10 x Enter Enter Enter Esc");
    assert_eq!(facts(&till, "shift_closed").len(), 0, "{}", till.picture());
    assert_eq!(facts(&till, "line_voided").len(), 0);
    assert_eq!(facts(&till, "payment_refunded").len(), 0);
    assert_eq!(till.facts.len(), before, "{}", till.picture());
}

#[test]
fn a_warning_goes_with_the_window_that_gave_it() {
    let mut till = anna();
    till.keys("F10 x 1 t 1 0 0 F9 F9");
    assert_eq!(till.message(), "! Say why the cash differs: 1 to 4, then F9.");
    till.pass(1_000);
    till.keys("1 F9");
    assert!(!till.message().contains("Say why"), "{}", till.picture());
}
