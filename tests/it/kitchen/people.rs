//! People in the kitchen: a PIN before the first step, and every step bears its maker's name.

use tillrail::domain::board::CardState;
use tillrail::domain::event::{Event, StaffSaved};
use tillrail::domain::id::{AggregateId, StaffId};
use tillrail::domain::settings::SettingsPatch;
use tillrail::tui::effect::Effect;
use tillrail::tui::msg::Msg;

use super::shop::{Console, NOW, Shop, dish};

fn id(word: &str) -> StaffId {
    StaffId(word.into())
}

/// Two tickets in a kitchen of two cooks, who sign in where the site wants it.
fn shop(signs_in: bool) -> Shop {
    let mut shop = Shop::new();
    for (word, name) in [("rosa", "Rosa"), ("tom", "Tom")] {
        let saved = StaffSaved {
            staff: id(word),
            name: name.to_owned(),
            role: "cook".to_owned(),
            pin: Some("kept".to_owned()),
        };
        shop.push(NOW - 600_000, AggregateId::Staff(id(word)), Event::StaffSaved(saved));
    }
    let patch = SettingsPatch { kitchen_sign_in: Some(signs_in), ..SettingsPatch::default() };
    let changed = Event::SettingsChanged(Box::new(patch));
    shop.push(NOW - 600_000, AggregateId::Settings, changed);
    for number in ["A1", "A2"] {
        shop.order(NOW - 200_000, (number, "takeaway"), &[dish(1, "Kids pasta")]);
    }
    shop
}

/// Types a PIN; it is this person's.
fn pin(console: &mut Console, digits: &str, whose: Option<&str>) -> Vec<Effect> {
    let asked = console.keys(digits).into_iter().chain(console.keys("Enter"));
    let asked: Vec<u64> = asked
        .filter_map(|effect| if let Effect::CheckPin { id, .. } = effect { Some(id) } else { None })
        .collect();
    let [id] = asked.as_slice() else { panic!("one question: {asked:?}") };
    console.msg(&Msg::PinChecked { id: *id, whose: whose.map(self::id) })
}

/// Who made the facts in these effects.
fn makers(effects: &[Effect]) -> Vec<StaffId> {
    let mut makers = Vec::new();
    for effect in effects {
        if let Effect::Append { sealed, .. } = effect {
            makers.extend(sealed.iter().map(|one| one.fact.staff.clone()));
        }
    }
    makers
}

fn state(console: &Console) -> Vec<CardState> {
    console.model.cards().iter().map(|card| card.state).collect()
}

#[test]
fn the_cook_signs_in_with_the_pin_and_every_step_bears_the_name() {
    let mut console = Console::new(&shop(true), (80, 24));
    let screen = console.picture();
    assert!(screen.contains("WHO IS COOKING?") && screen.contains("│ nobody │"), "{screen}");
    assert!(screen.contains("[Enter] Sign in"), "{screen}");
    console.keys("Esc");
    assert!(console.picture().contains("Kids pasta"), "looking needs no PIN");
    assert!(console.keys("2 Enter").is_empty());
    assert_eq!(state(&console), [CardState::New, CardState::New], "a step needs one");
    assert!(console.picture().contains("A2 is COOKING."), "what it is for is said");
    assert!(console.model.hides_keys());
    assert!(!console.picture().contains("1234"));
    let effects = pin(&mut console, "1 2 3 4", Some("rosa"));
    assert_eq!(makers(&effects), [id("rosa")], "the step that was meant is done by her");
    assert_eq!(state(&console), [CardState::New, CardState::Cooking]);
    assert!(console.picture().contains("│ Rosa │"), "{}", console.picture());
    let effects = console.keys("Enter Enter");
    assert!(makers(&effects).len() > 1);
    assert!(makers(&effects).iter().all(|staff| *staff == id("rosa")), "and so are the next");
}

#[test]
fn the_next_cook_takes_over_from_the_numpad_and_three_wrong_pins_pause() {
    let mut console = Console::new(&shop(true), (80, 24));
    pin(&mut console, "1 2 3 4", Some("rosa"));
    console.keys(".");
    assert!(console.picture().contains("0 c  Sign Rosa out, the next one in"));
    console.keys("0");
    assert!(console.picture().contains("WHO IS COOKING?"));
    let refused = pin(&mut console, "0 0 0 0", None);
    assert!(refused.contains(&Effect::Bell));
    assert!(console.picture().contains("Nobody has this PIN. 2 tries left."));
    pin(&mut console, "0 0 0 0", None);
    pin(&mut console, "0 0 0 0", None);
    console.keys("1");
    assert!(console.picture().contains("wait 60 s"), "{}", console.picture());
    console.wait(60_000);
    pin(&mut console, "5 6 7 8", Some("tom"));
    assert_eq!(makers(&console.keys("1 Enter")), [id("tom")]);
}

#[test]
fn where_the_site_does_not_ask_nobody_has_to_and_anybody_may() {
    let mut console = Console::new(&shop(false), (80, 24));
    assert_eq!(makers(&console.keys("1 Enter")), [id("owner")]);
    console.keys("Space c");
    pin(&mut console, "1 2 3 4", Some("rosa"));
    assert_eq!(makers(&console.keys("2 Enter")), [id("rosa")]);
    let mut gone = shop(false);
    let staff = id("rosa");
    let disabled = Event::StaffDisabled { staff: staff.clone() };
    let fact = gone.push(NOW, AggregateId::Staff(staff), disabled);
    console.arrive(&[fact]);
    console.wait(1_000);
    assert_eq!(makers(&console.keys("1 Enter")), [id("owner")], "who left is signed out");
}
