//! The touch layout of the kitchen: what a wet finger hits, and the first start with a bump bar.

use ratatui::layout::Rect;
use tillrail::domain::board::{CardState, Mark};
use tillrail::tui::effect::Effect;
use tillrail::tui::input::{Input, Mouse, MouseKind};
use tillrail::tui::kitchen::{BumpBar, KitchenSettings, Target, hits};
use tillrail::tui::layout::LayoutSetting;
use tillrail::tui::msg::Msg;

use super::shop::{Console, Dish, NOW, Shop, dish};

/// Stands for the question of the first start.
const OFFER: &str = "offer";
/// Keys that lead to every part of the kitchen.
const SCREENS: [&str; 12] =
    ["", "3", "1 +", "Enter Enter Enter -", "Space", "t", "1 . 7", ". 4", ". *", "?", "*", OFFER];
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (160, 45)];

/// Seven tickets, of which the first has an allergy, an option and a note.
fn seven() -> Shop {
    let mut shop = Shop::new();
    for index in 0..7 {
        let number = format!("A{}", index + 1);
        let burger = Dish {
            allergy: (index == 0).then_some("sesame"),
            option: if index == 0 { &["no mayo"] } else { &[] },
            note: (index == 0).then_some("well done"),
            ..dish(1, "Veggie burger")
        };
        let at = NOW - 200_000 + index * 1_000;
        shop.order(at, (&number, "takeaway"), &[burger, dish(2, "Caesar salad")]);
    }
    shop
}

fn touch(shop: &Shop, size: (u16, u16)) -> Console {
    let mut console = Console::new(shop, size);
    console.model.look.layout = LayoutSetting::Touch;
    let (width, height) = size;
    console.msg(&Msg::Input(Input::Resize { width, height }));
    console
}

fn click(console: &mut Console, area: Rect) -> Vec<Effect> {
    let (column, row) = (area.x + area.width / 2, area.y + area.height / 2);
    let mouse = |kind| Msg::Input(Input::Mouse(Mouse { column, row, kind }));
    console.msg(&mouse(MouseKind::Down));
    console.msg(&mouse(MouseKind::Up))
}

/// The place on which a target is on top.
fn place(console: &Console, wanted: &Target) -> Rect {
    let map = hits(&console.model);
    let found = map.places().iter().rev().find(|(_, target)| target == wanted);
    found.unwrap_or_else(|| panic!("{wanted:?}\n{}", console.picture())).0
}

/// The cells on which each target is really on top, as one rectangle.
fn seen(console: &Console) -> Vec<(Target, Rect)> {
    let map = hits(&console.model);
    let mut areas: Vec<(Target, Rect)> = Vec::new();
    let (width, height) = console.model.size;
    for row in 1..height {
        for column in 0..width {
            let Some(target) = map.at(column, row) else { continue };
            let cell = Rect::new(column, row, 1, 1);
            match areas.iter_mut().find(|(known, _)| known == target) {
                Some((_, area)) => *area = area.union(cell),
                None => areas.push((*target, cell)),
            }
        }
    }
    areas
}

#[test]
fn s06_in_the_touch_layout_every_place_to_tap_is_six_by_two() {
    for size in SIZES {
        for keys in SCREENS {
            let mut console = touch(&seven(), size);
            if keys == OFFER {
                console.model.offer_teaching();
            } else {
                console.keys(keys);
            }
            console.wait(20_000);
            console.hear();
            let message = size.1 - 4;
            for (target, area) in seen(&console) {
                let row = area.y == message && area.height == 1;
                let around = matches!(target, Target::Inside | Target::Outside);
                let large = area.width >= 6 && area.height >= 2;
                let picture = console.picture();
                assert!(row || around || large, "`{keys}`: {target:?} is {area}\n{picture}");
            }
        }
    }
}

#[test]
fn s06_one_tap_bumps_a_head_steps_a_line_and_opens_what_the_bar_shows() {
    let mut console = touch(&seven(), (80, 24));
    let head = place(&console, &Target::Head(1));
    assert!(head.width >= 6 && head.height >= 2);
    click(&mut console, Rect { height: 2, ..head });
    assert_eq!(console.model.cards()[1].state, CardState::Cooking, "{}", console.picture());
    let line = place(&console, &Target::Item(2, 1));
    click(&mut console, line);
    assert_eq!(console.model.cards()[2].lines[1].mark, Mark::Cooking);
    click(&mut console, line);
    assert_eq!(console.model.cards()[2].lines[1].mark, Mark::Ready);
    console.keys("+");
    let open = place(&console, &Target::OpenItem(0));
    assert!(open.height >= 2, "{open}\n{}", console.picture());
    click(&mut console, open);
    assert_eq!(console.model.cards()[2].lines[0].mark, Mark::Ready);
    assert_eq!(console.model.cards()[2].state, CardState::Ready);
    console.keys(". Space");
    let bell = place(&console, &Target::Row(2));
    click(&mut console, bell);
    assert!(console.picture().contains("bell off"), "{}", console.picture());
}

#[test]
fn allergies_are_whole_in_every_layout() {
    for size in SIZES {
        for layout in [LayoutSetting::Touch, LayoutSetting::Compact, LayoutSetting::Auto] {
            let mut console = Console::new(&seven(), size);
            console.model.look.layout = layout;
            console.msg(&Msg::Input(Input::Resize { width: size.0, height: size.1 }));
            let picture = console.picture();
            assert!(picture.contains("!! ALLERGY SESAME"), "{layout:?} {size:?}\n{picture}");
            assert!(picture.contains("+ no mayo"), "{picture}");
        }
    }
}

fn offered() -> Console {
    let mut console = Console::new(&seven(), (80, 24));
    console.model.offer_teaching();
    console
}

#[test]
fn the_first_start_offers_to_teach_a_bump_bar_and_asks_once() {
    let mut console = offered();
    let picture = console.picture();
    assert!(picture.contains("Is there a bump bar at this kitchen?"), "{picture}");
    assert!(picture.contains("1    Yes, teach its keys now"), "{picture}");
    for keys in ["F5", "z", "7"] {
        assert!(console.keys(keys).is_empty());
        assert!(console.picture().contains("Is there a bump bar"), "{keys} answers nothing");
    }
    for no in ["Enter", "2", ".", "Esc"] {
        let mut console = offered();
        let kept = console.keys(no);
        let [Effect::KeepKeys(text)] = kept.as_slice() else { panic!("{no}: {kept:?}") };
        assert_eq!(BumpBar::parse(text), Ok(BumpBar::default()));
        assert!(console.picture().contains("1 A1 "), "{}", console.picture());
        assert!(console.picture().contains("The usual keys work."), "{}", console.picture());
    }
    console.keys("1");
    assert!(console.picture().contains("TEACH THE BUMP BAR"), "{}", console.picture());
    console.keys("F5 F5");
    let kept = console.keys("Esc");
    assert!(
        kept.iter().any(|effect| matches!(effect, Effect::KeepKeys(text) if text.contains("F5")))
    );
    console.keys("F5");
    assert_eq!(console.model.cards()[0].state, CardState::Cooking);
}

#[test]
fn a_bump_bar_without_digits_does_everything_with_six_keys() {
    let text = "bump = \"F1\"\nback = \"F2\"\nrecall = \"F3\"\nleft = \"F4\"\nright = \"F6\"\n";
    let bump_bar = BumpBar::parse(text).unwrap();
    let settings = KitchenSettings { bump_bar, ..KitchenSettings::default() };
    let mut console = Console::with(&seven(), (80, 24), settings);
    console.keys("F6 F6 F1");
    assert_eq!(console.model.cards()[2].state, CardState::Cooking);
    console.keys("F1 F1");
    assert_eq!(console.numbers().len(), 6);
    console.keys("F3 F3");
    assert_eq!(console.numbers().len(), 7, "RECALL twice brings it back");
    console.keys("F4 F1");
    assert_eq!(console.model.cards()[1].state, CardState::Cooking);
    console.keys("F2");
    assert!(console.picture().contains("KITCHEN MENU"));
    console.keys("F2");
    assert!(!console.picture().contains("KITCHEN MENU"), "BACK goes back");
}
