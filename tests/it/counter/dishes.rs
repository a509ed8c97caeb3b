//! Dishes at the counter: halves, sets, weights, labels, allergies, another price, the card.

use tillrail::domain::command::Command;
use tillrail::domain::label::{BarcodeRule, ValueKind};
use tillrail::domain::settings::SettingsPatch;
use tillrail::tui::input::Input;
use tillrail::tui::msg::Msg;

use super::till::Till;

#[test]
fn two_halves_are_typed_with_a_stroke_between_them() {
    let mut till = Till::new();
    till.keys("m a r g / f u n");
    let says = "║ Enter adds 1 Pizza Margherita + Piz… 10.90║";
    assert!(till.row(20).starts_with(says), "{}", till.row(20));
    till.keys("Enter");
    assert_eq!(till.lines(), ["1 Pizza Margherita+1/2 Pizza Margherita+1/2 Pizza Funghi"]);
    assert_eq!(till.total(), 1_090);
    till.keys("2 * 9 2 / 9 1 + 2 o l i v Enter");
    assert_eq!(till.total(), 1_090 + 2 * (1_090 + 200));
    assert!(till.picture().contains("+ 2x olives"), "{}", till.picture());
    till.keys("s o u p / m a r g Enter");
    assert!(till.message().contains("not sold as halves"), "{}", till.message());
    assert_eq!(till.lines().len(), 2);
}

#[test]
fn a_set_asks_for_what_is_missing_and_nested_options_stand_further_in() {
    let mut till = Till::new();
    till.keys("9 4 Enter");
    let picture = till.picture();
    assert!(picture.contains("MAIN  choose 1 (required)"), "{picture}");
    assert!(picture.contains("(o) 4 Lemonade"), "{picture}");
    till.keys("Enter");
    assert!(till.message().contains("Lunch set needs Main: choose 1"), "{}", till.message());
    till.keys("1");
    let picture = till.picture();
    assert!(picture.contains("║   WITHOUT  up to 4, 0 chosen"), "{picture}");
    till.keys("9 PageDown PageDown");
    let picture = till.picture();
    assert!(picture.contains("║     DIP  choose 1 to 2 (required), 1 chosen"), "{picture}");
    till.keys("Enter");
    assert_eq!(
        till.lines(),
        ["1 Lunch set+Club sandwich+french fries+Lemonade"],
        "ketchup is usual and is not repeated"
    );
    assert_eq!(till.total(), 1_350 + 150);
    till.keys("l u n c h + v e g + g a r l Enter");
    assert_eq!(till.lines().len(), 2);
    assert_eq!(till.total(), 1_500 + 1_350 + 150 + 150 + 50);
    till.keys("- Ctrl+Z");
    assert_eq!(till.lines().len(), 2);
}

#[test]
fn an_item_by_weight_asks_how_much_and_takes_grams() {
    let mut till = Till::new();
    till.keys("9 5 Enter");
    assert!(till.message().starts_with("Ham by weight is sold by the kg"), "{}", till.message());
    assert!(till.lines().is_empty());
    till.keys("0 . 3 5 0 Enter");
    assert_eq!(till.lines(), ["0.350 Ham by weight"]);
    assert!(till.picture().contains("0.350 kg Ham by weight"), "{}", till.picture());
    assert_eq!(till.total(), 840);
    till.keys("* 2 0 0 g Enter");
    assert_eq!(till.total(), 480);
    till.keys("+");
    assert!(till.message().contains("*0.350 sets how much"), "{}", till.message());
    till.keys("3 5 0 g Space 9 5 Enter");
    assert_eq!(till.lines(), ["0.200 Ham by weight", "0.350 Ham by weight"]);
    till.keys("0 . 5 * 1 2 Enter");
    assert!(till.message().contains("sold by the piece"), "{}", till.message());
    till.keys("Esc Ctrl+Z Ctrl+Z");
    assert_eq!(till.total(), 840);
}

fn with_labels() -> Till {
    let mut till = Till::new();
    let rule =
        |prefix: &str, value| BarcodeRule { prefix: prefix.to_owned(), item: 5, value, digits: 5 };
    let barcodes = Some(vec![rule("21", ValueKind::Weight), rule("22", ValueKind::Price)]);
    let patch = SettingsPatch { barcodes, ..SettingsPatch::default() };
    let commands = vec![Command::ChangeSettings(Box::new(patch))];
    till.send(&Msg::Asked { id: 1, commands });
    till
}

/// Twelve digits with their check digit, or with a wrong one.
fn label(digits: &str, wrong: u32) -> String {
    let weighted = digits.chars().zip([1, 3].into_iter().cycle());
    let sum: u32 = weighted.map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    format!("{digits}{}", (10 - sum % 10 + wrong) % 10)
}

#[test]
fn labels_of_a_scale_give_weight_or_price_and_a_wrong_check_digit_adds_nothing() {
    let mut till = with_labels();
    till.scan(&label("210009500350", 0));
    assert_eq!(till.lines(), ["0.350 Ham by weight"]);
    assert_eq!(till.total(), 840);
    till.scan(&label("220009500499", 0));
    assert_eq!(till.lines(), ["0.350 Ham by weight", "1 Ham by weight"]);
    assert_eq!(till.total(), 840 + 499);
    let facts = till.facts.len();
    till.scan(&label("210009500350", 1));
    assert!(till.message().contains("check digit of this label is wrong"), "{}", till.message());
    till.scan(&label("210001200350", 0));
    assert!(till.message().contains("sold by the piece"), "{}", till.message());
    till.scan(&label("217777700350", 0));
    assert!(till.message().contains("No item has the code 77777"), "{}", till.message());
    assert_eq!((till.facts.len(), till.bells), (facts, 3));
    till.keys("F9");
    till.scan(&label("210009500350", 0));
    assert!(till.message().contains("Scan ignored"), "{}", till.message());
    assert_eq!(till.facts.len(), facts);
}

#[test]
fn the_window_of_options_shows_all_of_an_allergy_beside_its_groups_and_the_note() {
    let listed = [
        "peanuts sesame mustard lupins celery gluten crustaceans molluscs sulphites milk eggs fish",
        "卵と小麦粉と大豆とピーナッツとえびとかにとそばと牛乳とごまとくるみとアーモンドとカシューナッツ",
    ];
    for allergy in listed {
        let mut till = Till::new();
        till.keys("f l a t Enter F4 n");
        till.send(&Msg::Input(Input::Paste(format!("hot !{allergy}"))));
        till.keys("Enter");
        let picture = till.picture();
        for word in allergy.split([' ', 'と']) {
            let first: String = word.chars().take(2).collect();
            assert!(picture.contains(&first), "{first} in {picture}");
        }
        for words in ["! ALLERGY", "NOTE  n   hot", "EXTRAS", "[Enter] Done"] {
            assert!(picture.contains(words), "{words} in {picture}");
        }
    }
}

#[test]
fn an_allergy_is_set_with_an_exclamation_mark_and_is_never_cut() {
    let mut till = Till::new();
    till.keys("c a p \" n o Space i c e Space ! n u t s Enter");
    let line = till.order().live_lines().next().unwrap().clone();
    assert_eq!((line.note.as_deref(), line.allergy.as_deref()), (Some("no ice"), Some("nuts")));
    assert!(till.picture().contains("! ALLERGY nuts"), "{}", till.picture());
    till.keys("F4");
    assert!(till.picture().contains("NOTE  n   no ice"), "{}", till.picture());
    assert!(till.picture().contains(" ! ALLERGY nuts"), "{}", till.picture());
    till.keys("Esc c r o Enter F4 !");
    till.keys("p e a n u t s Space s e s a m e Space m u s t a r d Space l u p i n s Enter Enter");
    let line = till.order().live_lines().nth(1).unwrap().clone();
    assert_eq!(line.allergy.as_deref(), Some("peanuts sesame mustard lupins"));
    let picture = till.picture();
    for word in ["peanuts", "sesame", "mustard", "lupins"] {
        assert!(picture.contains(word), "{picture}");
    }
    till.keys("Ctrl+Z");
    assert_eq!(till.order().live_lines().nth(1).unwrap().allergy, None);
    till.keys("Up \" Enter");
    assert_eq!(till.order().live_lines().next().unwrap().allergy, None);
}

#[test]
fn another_price_has_a_reason_is_shown_and_can_be_taken_back() {
    let mut till = Till::new();
    till.keys("2 Space c a p Enter F10 p");
    assert!(till.picture().contains("PRICE  Cappuccino"), "{}", till.picture());
    till.keys("3 0 0 Enter 2");
    assert_eq!(till.total(), 600);
    assert!(till.picture().contains("price changed, was 3.60"), "{}", till.picture());
    till.keys(". 0 7 2 . Enter 3");
    assert_eq!(till.total(), 400);
    till.keys("F10 7 *");
    assert_eq!(till.total(), 720);
    till.keys("Ctrl+Z");
    assert_eq!(till.total(), 400);
    till.keys("Ctrl+Z Ctrl+Z");
    assert_eq!(till.total(), 720);
    till.keys("F5 F10 p");
    assert!(till.message().contains("p does nothing now"), "{}", till.message());
}

#[test]
fn an_open_item_is_taxed_by_the_first_class() {
    let mut till = Till::new();
    till.keys("= 3 5 0 Space c o f f e e Enter");
    let totals = till.order().totals().unwrap();
    assert_eq!((totals.total.minor(), totals.tax.minor()), (350, 32));
}

#[test]
fn the_menu_shows_the_prices_of_the_chosen_service() {
    let mut till = Till::new();
    let mut menu = till.model.front.desk.state.menu().as_ref().clone();
    for item in &mut menu.items {
        if item.code == "11" {
            let here = tillrail::domain::settings::Service::DineIn;
            item.prices.insert(here, tillrail::domain::money::Money::new(290));
        }
    }
    let commands = vec![Command::PublishMenu(Box::new(menu))];
    till.send(&Msg::Asked { id: 1, commands });
    assert!(till.picture().contains("11 Espresso     2.40"), "{}", till.picture());
    till.keys("e s p Enter F2 4");
    assert!(till.picture().contains("11 Espresso     2.90"), "{}", till.picture());
    assert_eq!(till.total(), 290);
}

#[test]
fn the_card_with_codes_is_looked_at_and_printed() {
    let mut till = Till::new();
    till.keys("F10 0 k");
    let picture = till.picture();
    assert!(picture.contains("CARD WITH CODES") && picture.contains("1 COFFEE"), "{picture}");
    assert!(picture.contains("12 Cappuccino"), "{picture}");
    till.keys("p");
    assert_eq!(till.message(), "The card is codes.txt in the folder of prints.");
}
