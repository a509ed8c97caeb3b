//! The kitchen's screens, compared row by row.

use tillrail::domain::event::{Event, TicketMoved};
use tillrail::domain::id::SendId;

use tillrail::tui::kitchen::KitchenSettings;

use super::shop::{Console, Dish, NOW, Shop, dish, same};

const RAMEN: &str = "豚骨ラーメン";

/// What differs between the wide and the narrow picture.
struct Words {
    onions: &'static str,
    aside: &'static [&'static str],
    chili: &'static str,
    soup_done: bool,
    /// Whether another station has a part of ticket 3.
    shared: bool,
}

const WIDE: Words = Words {
    onions: "no onions please",
    aside: &["dressing aside"],
    chili: "extra chili",
    soup_done: true,
    shared: false,
};
const NARROW: Words = Words {
    onions: "no onions",
    aside: &["aside"],
    chili: "extra chili",
    soup_done: true,
    shared: false,
};

fn with(dish: Dish, option: &'static [&'static str]) -> Dish {
    Dish { option, ..dish }
}

fn note(dish: Dish, note: &'static str) -> Dish {
    Dish { note: Some(note), ..dish }
}

/// The eight tickets of the design's picture.
fn eight(words: &Words) -> Shop {
    let mut shop = Shop::new();
    let ago = |seconds: i64| NOW - seconds * 1_000;
    let fish = with(dish(1, "Fish and chips"), &["no peas"]);
    let (a41, lines) =
        shop.order(ago(1_450), ("A41", "TABLE 15"), &[fish, dish(1, "Falafel plate")]);
    shop.event(ago(900), a41, Event::LineStarted { lines: vec![lines[0]] });
    shop.event(ago(600), a41, Event::LineReady { lines: vec![lines[1]] });
    let dishes = [dish(1, "Fish and chips"), dish(2, "Quiche Lorraine")];
    let (a44, lines) = shop.order(ago(782), ("A44", "TABLE 7"), &dishes);
    shop.event(ago(240), a44, Event::LineReady { lines });
    let a52 = shop.open(ago(588), "A52", "TABLE 12", Some(4));
    let club = with(dish(1, "Club sandwich"), &["regular", "no mayo", "side salad"]);
    let juice = Dish { station: "bar", ..dish(2, "Lemonade") };
    let dishes = [club, note(dish(2, RAMEN), words.chili), dish(1, "Soup of the day"), juice];
    let count = if words.shared { 4 } else { 3 };
    let lines = shop.send(ago(588), a52, &dishes[..count]);
    shop.event(ago(300), a52, Event::LineStarted { lines: vec![lines[0]] });
    if words.soup_done {
        shop.event(ago(50), a52, Event::LineReady { lines: vec![lines[2]] });
    }
    let burger = Dish { allergy: Some("sesame"), ..dish(2, "Veggie burger") };
    let (b12, lines) = shop.order(ago(435), ("B12", "takeaway"), &[burger, dish(1, "Kids pasta")]);
    shop.event(ago(400), b12, Event::LineStarted { lines: vec![lines[0]] });
    let (a53, lines) =
        shop.order(ago(280), ("A53", "delivery"), &[dish(3, RAMEN), dish(1, "Caesar salad")]);
    shop.event(ago(200), a53, Event::LineStarted { lines: vec![lines[0]] });
    shop.send(ago(120), a53, &[dish(1, "Soup of the day")]);
    let dishes = [note(dish(1, "Falafel plate"), words.onions), dish(2, "Soup of the day")];
    let (w07, _) = shop.order(ago(185), ("W17", "online"), &dishes);
    let eta = Some(tillrail::domain::time::At(NOW + 780_000));
    shop.event(ago(184), w07, Event::OrderAccepted { eta });
    let (a54, lines) = shop.order(
        ago(80),
        ("A54", "takeaway"),
        &[dish(1, "Club sandwich"), dish(1, "Quiche Lorraine")],
    );
    shop.void(ago(40), a54, lines[1], 1);
    shop.order(
        ago(12),
        ("B13", "TABLE 3"),
        &[
            with(dish(4, "Fish and chips"), &["1 no salt"]),
            dish(2, "Kids pasta"),
            with(dish(1, "Caesar salad"), words.aside),
        ],
    );
    shop
}

#[test]
fn eight_tickets_at_120_by_36() {
    let mut console = Console::new(&eight(&WIDE), (120, 36));
    console.keys("3");
    same(&console.picture(), include_str!("../../fixtures/screens/kitchen_120.txt"));
}

#[test]
fn eight_tickets_at_80_by_24() {
    let mut console = Console::new(&eight(&NARROW), (80, 24));
    console.keys("3");
    same(&console.picture(), include_str!("../../fixtures/screens/kitchen_80.txt"));
}

#[test]
fn items_in_place_at_120_by_36() {
    let shop = eight(&Words { soup_done: false, ..WIDE });
    let mut console = Console::new(&shop, (120, 36));
    console.now.at = console.now.at.plus(-30_000);
    console.keys("3 + 3 Up");
    console.wait(30_000);
    same(&console.picture(), include_str!("../../fixtures/screens/kitchen_items_120.txt"));
}

#[test]
fn items_enlarged_at_80_by_24() {
    let shop = eight(&Words { chili: "extra chili, no egg", shared: true, ..NARROW });
    let mut console = Console::new(&shop, (80, 24));
    console.keys("3 + +");
    same(&console.picture(), include_str!("../../fixtures/screens/kitchen_items_80.txt"));
}

/// Number, place, when it was bumped (seconds before 14:33), how long it was open, what was in it.
type Gone = (&'static str, &'static str, i64, i64, Vec<Dish>);

fn gone() -> Vec<Gone> {
    let mut rows = vec![
        ("A44", "TABLE 7", 19, 813, vec![dish(1, "Fish and chips"), dish(2, "Quiche Lorraine")]),
        ("A51", "takeaway", 293, 252, vec![dish(1, "Veggie burger")]),
        ("B11", "TABLE 9", 430, 511, vec![dish(2, "Soup of the day"), dish(2, "Club sandwich")]),
        ("A49", "takeaway", 521, 182, vec![dish(1, "Quiche Lorraine")]),
        ("W16", "online", 687, 587, vec![dish(3, RAMEN), dish(1, "Kids pasta")]),
        ("A46", "takeaway", 838, 320, vec![dish(1, "Soup of the day")]),
    ];
    for (index, number) in
        ["A31", "A32", "A33", "A34", "A35", "A36", "A37", "A38"].iter().enumerate()
    {
        let ago = 1_000 + i64::try_from(index).unwrap() * 60;
        rows.push((number, "takeaway", ago, 100, vec![dish(1, "Kids pasta")]));
    }
    rows
}

fn bumped_shop() -> Shop {
    let mut shop = Shop::new();
    let end = NOW + 60_000;
    for (number, place, ago, open, dishes) in gone() {
        let at = end - ago * 1_000;
        let (order, lines) = shop.order(at - open * 1_000, (number, place), &dishes);
        shop.event(at - open * 1_000, order, Event::OrderAccepted { eta: None });
        shop.event(at - 1_000, order, Event::LineReady { lines: lines.clone() });
        let send = SendId(shop.mint());
        let ticket = TicketMoved { station: "hot".to_owned(), sends: vec![send], lines };
        shop.event(at, order, Event::TicketBumped(ticket));
    }
    for index in 0..7 {
        let at = if index == 0 { end - 700_000 } else { end - 60_000 };
        shop.order(at, (&format!("A{}", 60 + index), "takeaway"), &[dish(1, "Kids pasta")]);
    }
    shop
}

#[test]
fn fourteen_tickets_to_recall_at_80_by_24() {
    let mut console = Console::new(&bumped_shop(), (80, 24));
    console.now.at = console.now.at.plus(60_000);
    console.hear();
    console.wait(0);
    console.keys("-");
    same(&console.picture(), include_str!("../../fixtures/screens/kitchen_recall_80.txt"));
}

#[test]
fn an_empty_board_says_why_and_what_next() {
    let console = Console::new(&Shop::new(), (80, 24));
    let picture = console.picture();
    assert!(picture.contains("No tickets for Hot."), "{picture}");
    assert!(picture.contains("- shows the last ones that were bumped."), "{picture}");
    assert!(picture.ends_with("- Recall  . Menu  ? Help"), "{picture}");
}

#[test]
fn a_small_window_says_that_the_tickets_are_safe() {
    let console = Console::new(&eight(&NARROW), (60, 16));
    let picture = console.picture();
    assert!(picture.contains("Now 60 x 16. Needed 80 x 24."), "{picture}");
    assert!(picture.contains("Your 8 tickets are safe."), "{picture}");
    assert!(picture.contains("ONLINE  0 unsent  14:32"), "{picture}");
}

#[test]
fn all_day_at_120_by_36() {
    let mut console = Console::new(&eight(&Words { aside: &[], ..WIDE }), (120, 36));
    console.keys("*");
    same(&console.picture(), include_str!("../../fixtures/screens/kitchen_all_day_120.txt"));
    console.keys("* *");
    let picture = console.picture();
    assert!(picture.contains("ALL DAY"), "{picture}");
}

#[test]
fn all_day_covers_the_right_half_at_80_by_24() {
    let mut console = Console::new(&eight(&NARROW), (80, 24));
    console.keys("a");
    let picture = console.picture();
    let first = picture.lines().nth(1).unwrap();
    assert!(
        first.starts_with("╔1 A41 T15 !! 24:10╗┌2 A44 T7  !! 13:02┐┌ ALL DAY  to cook"),
        "{picture}"
    );
    assert!(picture.contains("23 pieces in 7 tickets"), "{picture}");
    assert!(picture.contains("!! 1 SESAME") && picture.contains("/ Page 1 of 2"), "{picture}");
    console.keys("/");
    assert!(console.picture().contains("Falafel plate  "), "{}", console.picture());
    console.keys("/");
    assert_eq!(console.chosen(), "A53", "behind the last page of the list the tickets turn");
    console.keys("*");
    assert!(!console.picture().contains("ALL DAY"));
}

#[test]
fn teaching_a_bump_bar_at_80_by_24() {
    let mut console = Console::new(&Shop::new(), (80, 24));
    console.keys(". 4 Enter Enter Down F7 F7 F8");
    let picture = console.picture();
    let expected = include_str!("../../fixtures/screens/kitchen_teach_80.txt");
    // The clock of the drawing is a minute later, and its status line has no tickets.
    let rows = |text: &str| text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>().join("\n");
    same(&rows(&picture), &rows(expected));
}

#[test]
fn a_long_ticket_goes_on_in_the_next_slots_and_never_hides_an_allergy() {
    let mut shop = Shop::new();
    let mut dishes: Vec<Dish> = (0..14).map(|_| dish(1, "Kids pasta")).collect();
    dishes.push(Dish { allergy: Some("nuts and sesame seeds"), ..dish(1, "Kids pasta") });
    shop.order(NOW - 60_000, ("A1", "takeaway"), &dishes);
    shop.order(NOW - 50_000, ("A2", "takeaway"), &[dish(1, "Kids pasta")]);
    let mut console = Console::new(&shop, (80, 24));
    let picture = console.picture();
    assert!(picture.contains("part 1/2╝╚ part 2/2"), "{picture}");
    assert!(picture.contains("!! ALLERGY NUTS") && picture.contains("3 A2 "), "{picture}");
    console.keys("3");
    assert_eq!(console.chosen(), "A2");
    console.keys("2");
    assert_eq!(console.chosen(), "A1", "both slots are the same ticket");
    console.keys("Right");
    assert_eq!(console.chosen(), "A2", "an arrow goes to the next ticket, not to its second part");
    console.keys("Left Enter");
    assert_eq!(console.model.cards()[0].state, tillrail::domain::board::CardState::Cooking);
}

#[test]
fn what_no_slot_can_hold_says_how_much_is_hidden() {
    let mut shop = Shop::new();
    let mut dishes: Vec<Dish> = (0..90).map(|_| dish(1, "Kids pasta")).collect();
    dishes.push(Dish { allergy: Some("nuts"), ..dish(1, "Kids pasta") });
    shop.order(NOW - 60_000, ("A1", "takeaway"), &dishes);
    let mut console = Console::new(&shop, (80, 24));
    let picture = console.picture();
    assert!(picture.contains("part 7/8"), "{picture}");
    assert!(picture.contains("!! ALLERGY "), "{picture}");
    console.keys("+ Up");
    assert!(console.picture().contains("!! ALLERGY NUTS"), "{}", console.picture());
}

#[test]
fn a_ticket_names_the_stations_that_share_it() {
    let shop = eight(&Words { shared: true, ..WIDE });
    let console = Console::new(&shop, (120, 36));
    assert!(console.picture().contains("│ ALSO AT Bar 0/2            │"), "{}", console.picture());
    let pass = KitchenSettings::default();
    let console = Console::with(&shop, (120, 36), pass);
    assert!(console.picture().contains("FROM Bar 0/2, Hot 1/4"), "{}", console.picture());
}
