//! The first start: Enter Enter sells, nothing typed is lost, and every problem is said.

use proptest::prelude::*;
use tillrail::domain::id::TerminalKind;
use tillrail::domain::settings::Settings;
use tillrail::domain::time::At;
use tillrail::tui::input::{Input, Key, Mouse, MouseKind, keys};
use tillrail::tui::look::Look;
use tillrail::tui::setup::{Found, Model, SetupEffect, SetupMsg, Start, update, view};

use crate::kitchen::shop::{NOW, picture, same};

struct Form(Model);

impl Form {
    fn new(kind: TerminalKind) -> Self {
        let time = (Settings::default().clock(), At(NOW));
        Self(Model::new(kind, Look::dark(), time, &Start::default()))
    }

    fn msg(&mut self, msg: &SetupMsg) -> Vec<SetupEffect> {
        update(&mut self.0, msg, At(NOW))
    }

    fn keys(&mut self, words: &str) -> Vec<SetupEffect> {
        let inputs = keys(words).into_iter().map(|key| SetupMsg::Input(Input::key(key)));
        inputs.collect::<Vec<_>>().iter().flat_map(|msg| self.msg(msg)).collect()
    }

    fn picture(&self) -> String {
        picture(self.0.size, |frame| {
            view(&self.0, frame);
        })
    }
}

#[test]
fn the_second_step_at_80_by_24() {
    let mut form = Form::new(TerminalKind::Counter);
    form.keys("Enter");
    same(&form.picture(), include_str!("../fixtures/screens/setup_80.txt"));
}

fn nearby(name: &str, address: &str, problem: Option<&'static str>) -> Found {
    Found { name: name.to_owned(), address: address.to_owned(), problem }
}

#[test]
fn hubs_that_are_heard_are_listed_chosen_and_joined_with_a_number_block() {
    let mut form = Form::new(TerminalKind::Counter);
    let bistro = nearby("bistro-hub", "10.0.0.5:7700", None);
    let old = nearby("old-hub", "10.0.0.9:7700", Some("version too old"));
    form.msg(&SetupMsg::Found(vec![bistro.clone(), old.clone()]));
    form.keys("Enter");
    same(&form.picture(), include_str!("../fixtures/screens/setup_found_80.txt"));
    form.keys("+ Enter");
    assert!(form.picture().contains("! That hub has a version too old"), "{}", form.picture());
    form.msg(&SetupMsg::Found(vec![nearby("a", "10.0.0.4:7700", None), bistro, old]));
    assert!(form.picture().contains("▸ old-hub"), "what is chosen stays: {}", form.picture());
    form.keys("- Enter 123456");
    let address = "https://10.0.0.5:7700".to_owned();
    assert_eq!(form.keys("Enter"), [SetupEffect::Look { address }]);
    form.0.seen("3F2A-9C01-77BE-4D10-AA31-0C52", "3F2A9C01");
    let joined = form.keys("+");
    assert!(
        matches!(&joined[..], [SetupEffect::Join { pin: Some(pin), .. }] if pin == "3F2A9C01"),
        "{joined:?}"
    );
}

#[test]
fn what_is_heard_moves_no_choice_and_an_address_of_the_settings_comes_first() {
    let mut form = Form::new(TerminalKind::Counter);
    form.keys("Enter Up 1");
    let before = form.picture();
    form.msg(&SetupMsg::Found(vec![nearby("a", "10.0.0.4:7700", None)]));
    assert!(before.contains("▸ Type an address") && form.picture().contains("▸ Type an address"));
    form.msg(&SetupMsg::Found(Vec::new()));
    assert_eq!(form.picture(), before);
    let time = (Settings::default().clock(), At(NOW));
    let start = Start { address: "https://10.0.0.7:7700".to_owned(), ..Start::default() };
    let mut form = Form(Model::new(TerminalKind::Kitchen, Look::dark(), time, &start));
    form.msg(&SetupMsg::Found(vec![nearby("a", "10.0.0.4:7700", None)]));
    form.keys("Enter");
    assert!(form.picture().contains("▸ Type an address   https://10.0.0.7:7700"));
}

#[test]
fn enter_enter_works_alone() {
    let mut form = Form::new(TerminalKind::Counter);
    let effects = form.keys("Enter Enter");
    let letter = "A".parse().unwrap();
    assert_eq!(effects, [SetupEffect::WorkAlone { name: "Counter A".to_owned(), letter }]);
    assert!(form.keys("Enter Enter").is_empty(), "a held Enter founds one site only");
    form.0.failed("the folder /data cannot be written: choose another with --data DIR");
    let picture = form.picture();
    assert!(picture.contains("! the folder /data cannot be written"), "{picture}");
    assert_eq!(form.keys("Enter").len(), 1, "and it can be tried again");
}

#[test]
fn a_counter_joins_with_address_and_code_and_keeps_what_was_typed() {
    let mut form = Form::new(TerminalKind::Counter);
    form.keys("Enter 10.0.0.5");
    assert!(form.picture().contains("▸ Type an address   10.0.0.5"), "{}", form.picture());
    form.keys("Enter 1x2345");
    assert!(form.keys("Enter").is_empty());
    assert!(form.picture().contains("! A pairing code has 6 digits"), "{}", form.picture());
    assert!(form.picture().contains("from the hub screen: 1 2 3 4 5 _"));
    form.keys("6 Down Down Backspace b");
    let address = "https://10.0.0.5:7700".to_owned();
    let looked = [SetupEffect::Look { address: address.clone() }];
    assert_eq!(form.keys("Enter"), looked, "nothing is told before the certificate is seen");
    assert!(form.keys("Enter y").is_empty(), "and nothing is pressed meanwhile");
    form.0.seen("3F2A-9C01-77BE-4D10-AA31-0C52", "3F2A9C01");
    let picture = form.picture();
    assert!(picture.contains("3F2A-9C01-77BE-4D10-AA31-0C52"), "{picture}");
    assert!(form.keys("Enter Space 1").is_empty(), "only a clear yes tells the hub anything");
    assert!(form.keys("n").is_empty());
    assert!(form.picture().contains("! Nothing was told to that hub"), "{}", form.picture());
    assert_eq!(form.keys("Enter"), looked);
    form.0.seen("3F2A-9C01-77BE-4D10-AA31-0C52", "3F2A9C01");
    let effects = form.keys("y");
    let wanted = SetupEffect::Join {
        kind: TerminalKind::Counter,
        address,
        pin: Some("3F2A9C01".to_owned()),
        code: "123456".to_owned(),
        name: "Counter B".to_owned(),
        letter: "B".parse().ok(),
    };
    assert_eq!(effects, [wanted]);
    assert!(form.picture().contains("Connecting to 10.0.0.5 ..."));
    form.0.failed("The hub does not know this code: it is used once and lives ten minutes.");
    let picture = form.picture();
    assert!(picture.contains("! The hub does not know this code"), "{picture}");
    assert!(picture.contains("1 2 3 4 5 6") && picture.contains("Counter B"), "{picture}");
    form.keys("Esc Esc");
    assert!(form.picture().contains("step 1 of 3"));
    form.keys("Enter Enter Enter");
    assert!(form.picture().contains("Connecting to 10.0.0.5 ..."), "everything is still there");
}

#[test]
fn a_kitchen_needs_a_hub_and_says_so() {
    let mut form = Form::new(TerminalKind::Kitchen);
    assert!(form.picture().contains("▸ Kitchen"));
    assert!(form.keys("Enter").is_empty());
    let picture = form.picture();
    assert!(!picture.contains("Work alone") && !picture.contains("Order letter"), "{picture}");
    assert!(picture.contains("A kitchen needs a hub: it cannot work alone."), "{picture}");
    assert!(picture.contains("127.0.0.1:7700"));
    let effects = form.keys("Enter 0 0 0 0 4 2 Enter");
    let wanted = SetupEffect::Join {
        kind: TerminalKind::Kitchen,
        address: "http://127.0.0.1:7700".to_owned(),
        pin: None,
        code: "000042".to_owned(),
        name: "Kitchen".to_owned(),
        letter: None,
    };
    assert_eq!(effects, [wanted]);
}

#[test]
fn bad_fields_are_said_where_they_are() {
    let mut form = Form::new(TerminalKind::Display);
    form.keys("Enter :99999 Enter");
    assert!(form.picture().contains("is not an address: write for example"), "{}", form.picture());
    let mut form = Form::new(TerminalKind::Counter);
    form.keys("Enter Down Down Backspace 7 Enter");
    assert!(form.picture().contains("`7` is not an order letter"), "{}", form.picture());
}

#[test]
fn the_kind_can_be_changed_and_the_name_follows_until_it_is_typed() {
    let mut form = Form::new(TerminalKind::Counter);
    form.keys("Down Down");
    assert!(form.picture().contains("Display 1"));
    form.keys("Down x Up Up");
    let picture = form.picture();
    assert!(picture.contains("▸ Kitchen") && picture.contains("Display 1x"), "{picture}");
}

#[test]
fn it_is_left_by_ctrl_q_and_explained_by_a_question_mark() {
    let mut form = Form::new(TerminalKind::Counter);
    form.keys("?");
    assert!(form.picture().contains("HELP  set-up"));
    form.keys("Enter");
    assert!(form.picture().contains("step 1 of 3"), "closing help does nothing else");
    form.keys("Esc");
    assert!(form.picture().contains("Nothing to go back to. Ctrl+Q quits."));
    assert_eq!(form.keys("Ctrl+Q"), [SetupEffect::Quit]);
}

#[test]
fn taps_choose_and_press() {
    let mut form = Form::new(TerminalKind::Counter);
    let mut click = |column, row| {
        let mouse = |kind| SetupMsg::Input(Input::Mouse(Mouse { column, row, kind }));
        form.msg(&mouse(MouseKind::Down));
        form.msg(&mouse(MouseKind::Up))
    };
    click(20, 7);
    click(15, 18);
    assert!(form.picture().contains("What is it?      Kitchen"), "{}", form.picture());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_keys_at_any_size_never_panic(
        words in proptest::collection::vec("[a-zA-Z0-9:./?é豚 ]|Enter|Esc|Up|Down|Tab|Left|Backspace|Home", 0..60),
        size in (1_u16..=200, 1_u16..=60),
        place in (0_u16..200, 0_u16..60),
        kind in proptest::sample::select(vec![
            TerminalKind::Counter, TerminalKind::Kitchen, TerminalKind::Display, TerminalKind::Hub,
        ]),
    ) {
        let mut form = Form::new(kind);
        form.msg(&SetupMsg::Input(Input::Resize { width: size.0, height: size.1 }));
        for word in &words {
            let key = word.parse().unwrap_or(Key::Char(' '));
            form.msg(&SetupMsg::Input(Input::key(key)));
            for kind in [MouseKind::Down, MouseKind::Up] {
                let mouse = Mouse { column: place.0, row: place.1, kind };
                form.msg(&SetupMsg::Input(Input::Mouse(mouse)));
            }
            form.msg(&SetupMsg::Input(Input::Paste("10.0.0.5\n".to_owned())));
            prop_assert!(!form.picture().is_empty());
        }
    }
}
