//! A kitchen that its hub refuses cooks on, and is paired again from its screen.

use ratatui::layout::Rect;
use tillrail::domain::time::At;
use tillrail::sync::status::LinkStatus;
use tillrail::tui::effect::Effect;
use tillrail::tui::input::{Input, Mouse, MouseKind};
use tillrail::tui::kitchen::{Target, hits};
use tillrail::tui::layout::LayoutSetting;
use tillrail::tui::msg::{LinkFacts, LinkView, Msg, Paired};

use super::shop::{Console, NOW, Shop, dish, kinds};

const TITLE: &str = "THE HUB REFUSES THIS KITCHEN";

fn refused(code: &str) -> Msg {
    Msg::Link(LinkView {
        status: LinkStatus::Refused {
            code: code.to_owned(),
            sentence: "this terminal was retired.".to_owned(),
        },
        hub: "bistro-hub".to_owned(),
        unsent: 3,
        last_contact: Some(At(NOW - 1_000)),
        ..LinkView::default()
    })
}

fn kitchen(code: &str) -> Console {
    let mut shop = Shop::new();
    shop.order(NOW - 60_000, ("A1", "takeaway"), &[dish(1, "Kids pasta")]);
    let mut console = Console::new(&shop, (80, 24));
    console.msg(&refused(code));
    console
}

fn asked(code: &str, compared: Option<&str>) -> Vec<Effect> {
    vec![Effect::PairAgain { code: code.to_owned(), compared: compared.map(str::to_owned) }]
}

#[test]
fn a_kitchen_that_the_hub_refuses_says_so_once_and_cooks_on() {
    let mut console = kitchen("retired");
    let said = "Refused by the hub, cooking goes on. h or menu 8 pairs it again.";
    assert!(console.picture().contains(said), "{}", console.picture());
    assert!(console.picture().lines().next().unwrap().contains("REFUSED"));
    assert!(!console.picture().contains(TITLE), "no screen opens by itself");
    assert!(!kinds(&console.keys("Enter")).is_empty());
    let before = console.picture();
    console.msg(&refused("retired"));
    assert_eq!(console.picture(), before, "it is said once");
}

#[test]
fn it_is_paired_again_by_the_numpad_alone_and_a_wrong_code_is_typed_again() {
    let mut console = kitchen("retired");
    console.keys(". 8");
    let screen = console.picture();
    assert!(screen.contains(TITLE), "{screen}");
    assert!(screen.contains("bistro-hub answered: this terminal was retired."), "{screen}");
    assert!(screen.contains("3 steps are saved and"), "{screen}");
    assert_eq!(console.keys("*"), [Effect::TryNow]);
    console.keys("+ 4 2 8 1 1");
    assert!(console.keys("Enter").is_empty());
    assert!(console.picture().contains("The code has six digits"), "{}", console.picture());
    console.keys("9 -");
    assert!(console.picture().contains("42811_"), "{}", console.picture());
    assert_eq!(console.keys("3 7 Enter"), asked("428113", None), "a seventh digit is none");
    assert!(console.picture().contains("Asking bistro-hub ..."));
    console.msg(&Msg::Paired(Paired::Refused("this is not the code".to_owned())));
    let screen = console.picture();
    assert!(screen.contains("this is not the code") && screen.contains("[p]   Pair"), "{screen}");
    assert_eq!(console.keys("+ 1 1 1 1 1 1 Enter"), asked("111111", None));
    console.msg(&Msg::Paired(Paired::Done));
    let screen = console.picture();
    assert!(screen.contains("Paired again: what waits is sent now."), "{screen}");
    assert!(!screen.contains(TITLE) && screen.contains("Kids pasta"), "{screen}");
    console.hear();
    console.keys(".");
    assert!(console.picture().contains("8 ?  Help"), "{}", console.picture());
}

#[test]
fn a_changed_certificate_is_compared_by_a_person_before_the_code_is_told() {
    let mut console = kitchen("certificate");
    console.keys("h");
    let screen = console.picture();
    assert!(screen.contains("bistro-hub shows another certificate"), "{screen}");
    assert_eq!(console.keys("p 4 2 8 1 1 3 Enter"), asked("428113", None));
    let seen = "BA78-16BF-8F01-CFEA-4141-40DE";
    let compare = Msg::Paired(Paired::Compare(seen.to_owned()));
    console.msg(&compare);
    assert!(console.picture().contains(seen), "{}", console.picture());
    assert!(console.keys("n").is_empty());
    assert!(console.picture().contains("[p]   Pair again"), "somebody stands between");
    console.keys("p 4 2 8 1 1 3 Enter");
    console.msg(&compare);
    assert_eq!(console.keys("+"), asked("428113", Some(seen)));
    // An answer that comes after somebody went back changes nothing.
    console.keys("Esc");
    console.msg(&Msg::Paired(Paired::Refused("too late".to_owned())));
    assert!(!console.picture().contains("too late"), "{}", console.picture());
    console.hear();
    let screen = console.picture();
    assert!(screen.contains("The hub takes this kitchen again."), "{screen}");
    assert!(!screen.contains(TITLE), "{screen}");
    assert!(console.keys("h").is_empty() && !console.picture().contains(TITLE));
}

fn tap(console: &mut Console, wanted: &Target) -> Vec<Effect> {
    let map = hits(&console.model);
    let found = map.places().iter().rev().find(|(_, target)| target == wanted);
    let area: Rect = found.unwrap_or_else(|| panic!("{wanted:?}\n{}", console.picture())).0;
    let (column, row) = (area.x + area.width / 2, area.y + area.height / 2);
    let mouse = |kind| Msg::Input(Input::Mouse(Mouse { column, row, kind }));
    console.msg(&mouse(MouseKind::Down));
    console.msg(&mouse(MouseKind::Up))
}

#[test]
fn taps_alone_pair_it_again_in_both_layouts() {
    use tillrail::tui::input::Key;
    for touch in [false, true] {
        let mut console = kitchen("retired");
        if touch {
            console.model.look.layout = LayoutSetting::Touch;
            console.msg(&Msg::Input(Input::Resize { width: 80, height: 24 }));
        }
        tap(&mut console, &Target::Key(Key::Char('h')));
        tap(&mut console, &Target::Key(Key::Char('p')));
        for digit in ['4', '2', '8', '1', '1', '3'] {
            tap(&mut console, &Target::Key(Key::Char(digit)));
        }
        let sent = tap(&mut console, &Target::Key(Key::Enter));
        assert_eq!(sent, asked("428113", None), "{}", console.picture());
        console.msg(&Msg::Paired(Paired::Compare("BA78-16BF".to_owned())));
        let sent = tap(&mut console, &Target::Key(Key::Char('y')));
        assert_eq!(sent, asked("428113", Some("BA78-16BF")));
        console.msg(&Msg::Paired(Paired::Done));
        assert!(!console.picture().contains(TITLE));
    }
}

#[test]
fn f42_a_kitchen_whose_clock_is_off_says_so_and_writes_it_down() {
    let mut console = Console::new(&Shop::new(), (80, 24));
    let facts = LinkFacts { offset_ms: Some(-3_600_000), ..LinkFacts::default() };
    let view = LinkView { facts, ..LinkView::default() };
    assert!(kinds(&console.msg(&Msg::Link(view.clone()))).is_empty());
    console.wait(12_000);
    assert_eq!(kinds(&console.msg(&Msg::Link(view))), ["clock_drifted"]);
    let screen = console.picture();
    assert!(screen.contains("The clock here is 60 min ahead of the hub's: set it."), "{screen}");
}
