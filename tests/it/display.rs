//! The customer display: its pictures, its pages, and that nothing disturbs it.

use std::sync::Arc;

use proptest::prelude::*;
use tillrail::domain::envelope::Fact;
use tillrail::domain::event::Event;
use tillrail::domain::id::{AggregateId, OrderId, TerminalId, TerminalKind};
use tillrail::domain::settings::SettingsPatch;
use tillrail::domain::time::At;
use tillrail::sync::status::LinkStatus;
use tillrail::tui::display::{DisplaySettings, Model, update, view};
use tillrail::tui::effect::Effect;
use tillrail::tui::input::{Input, Key, Mouse, MouseKind, keys};
use tillrail::tui::look::Look;
use tillrail::tui::msg::{LinkView, Msg, Now};

use crate::kitchen::shop::{NOW, Shop, dish, picture, same};

struct Board {
    model: Model,
    now: Now,
}

impl Board {
    fn new(shop: &Shop, size: (u16, u16)) -> Self {
        Self::at(shop, size, NOW)
    }

    fn at(shop: &Shop, (width, height): (u16, u16), at: i64) -> Self {
        let now = Now { at: At(at), mono: 50_000 };
        let desk = shop.desk(TerminalId(3), TerminalKind::Display, "Display 1");
        let mut model = Model::new(desk, Look::dark(), DisplaySettings::default(), now);
        update(&mut model, &Msg::Input(Input::Resize { width, height }), now);
        let mut board = Self { model, now };
        board.hear();
        board
    }

    fn hear(&mut self) {
        let heard = self.now.at.0 - 1_000;
        self.link(
            LinkStatus::Online { hub: String::new(), since: heard, last_contact: heard },
            heard,
        );
    }

    fn link(&mut self, status: LinkStatus, heard: i64) {
        let hub = "bistro-hub".to_owned();
        let last_contact = Some(At(heard));
        self.msg(&Msg::Link(LinkView { status, hub, last_contact, ..LinkView::default() }));
    }

    fn msg(&mut self, msg: &Msg) -> Vec<Effect> {
        update(&mut self.model, msg, self.now)
    }

    fn wait(&mut self, ms: i64) {
        self.now.at = self.now.at.plus(ms);
        self.now.mono += u64::try_from(ms).unwrap();
        self.msg(&Msg::Tick);
    }

    fn keys(&mut self, words: &str) -> Vec<Effect> {
        keys(words).into_iter().flat_map(|key| self.msg(&Msg::Input(Input::key(key)))).collect()
    }

    fn picture(&self) -> String {
        picture(self.model.size, |frame| {
            view(&self.model, frame);
        })
    }
}

/// Sends an order and makes it ready at that moment.
fn ready(shop: &mut Shop, number: &str, at: i64) -> OrderId {
    let (order, lines) = shop.order(at - 60_000, (number, "takeaway"), &[dish(1, "Kids pasta")]);
    shop.event(at, order, Event::LineReady { lines });
    order
}

fn preparing(shop: &mut Shop, numbers: &[&str]) {
    for (index, number) in numbers.iter().enumerate() {
        let at = NOW - 300_000 + i64::try_from(index).unwrap() * 1_000;
        shop.order(at, (number, "takeaway"), &[dish(1, "Kids pasta")]);
    }
}

fn shop(waiting: &[&str], done: &[&str]) -> Shop {
    let mut shop = Shop::new();
    preparing(&mut shop, waiting);
    for (index, number) in done.iter().enumerate() {
        let ago = if index == 0 { 5_000 } else { 30_000 + i64::try_from(index).unwrap() * 10_000 };
        ready(&mut shop, number, NOW - ago);
    }
    shop
}

const WAITING: [&str; 13] =
    ["B12", "W17", "A54", "A55", "B14", "A56", "A57", "W18", "B15", "A58", "A59", "A60", "B16"];
const DONE: [&str; 8] = ["A51", "A49", "W16", "A46", "B19", "B18", "A45", "A44"];

#[test]
fn the_board_at_160_by_45() {
    let mut shop = shop(&WAITING, &DONE);
    let lines = ["Your number is on the receipt.", "Ihre Nummer steht auf dem Bon."];
    let patch = SettingsPatch {
        guest_lines: Some(lines.map(str::to_owned).to_vec()),
        ..SettingsPatch::default()
    };
    shop.push(NOW, AggregateId::Settings, Event::SettingsChanged(Box::new(patch)));
    let board = Board::new(&shop, (160, 45));
    same(&board.picture(), include_str!("../fixtures/screens/display_160.txt"));
}

#[test]
fn the_board_at_80_by_24() {
    let board = Board::new(&shop(&WAITING[..10], &DONE[..5]), (80, 24));
    same(&board.picture(), include_str!("../fixtures/screens/display_80.txt"));
}

#[test]
fn f31_a_lost_hub_is_said_in_friendly_words_and_after_ten_minutes_only_that() {
    let mut board = Board::new(&shop(&["B12", "W17", "A54", "A55"], &["A51", "A49"]), (80, 24));
    board.wait(9_000);
    assert!(board.picture().contains("Your number is on the receipt."));
    board.wait(1_001);
    let picture = board.picture();
    assert!(picture.contains("Numbers may be late. Please listen for your number."), "{picture}");
    assert!(picture.ends_with(" DISPLAY 1 │ STALE 11s bistro-hub"), "{picture}");
    let heard = NOW + 540_000;
    board.now.at = At(NOW + 900_000 - 30_000);
    let why = "no route".to_owned();
    board.link(LinkStatus::Offline { since: heard, why, next_try: heard }, heard);
    board.wait(30_000);
    let mut expected = include_str!("../fixtures/screens/display_80_lost.txt").to_owned();
    assert!(board.model.shown().ready.is_empty(), "ready for fifteen minutes: they are gone");
    let mut board = Board::at(&shop(&["B12", "W17", "A54", "A55"], &["A51", "A49"]), (80, 24), NOW);
    board.wait(30_000);
    board.link(
        LinkStatus::Offline { since: NOW, why: String::new(), next_try: NOW },
        NOW + 30_000 - 370_000,
    );
    expected = expected.replace("14:47", "14:32");
    same(&board.picture(), &expected);
    board.wait(300_000);
    let picture = board.picture();
    assert!(!picture.contains("B12") && !picture.contains("PREPARING"), "{picture}");
    assert!(picture.contains("Numbers may be late. Please listen for your number."));
    assert!(picture.ends_with(" DISPLAY 1 │ OFFLINE 11m bistro-hub"), "{picture}");
    board.hear();
    board.wait(0);
    assert!(board.picture().contains("B12"), "back with the hub");
}

#[test]
fn a_board_that_does_not_hold_everything_or_is_refused_says_so_on_the_staff_line() {
    for size in [(80, 24), (120, 36), (160, 45)] {
        let mut board = Board::new(&shop(&["B12"], &["A51"]), size);
        let whole = board.picture();
        let mut link = board.model.front.link.clone();
        link.facts.incomplete = true;
        board.msg(&Msg::Link(link.clone()));
        let picture = board.picture();
        let staff = picture.lines().last().unwrap().trim_start();
        assert!(staff.starts_with("DISPLAY 1 │ ONLINE bistro-hub │ INCOMPLETE │ sync"), "{staff}");
        let above = |text: &str| text.lines().take(usize::from(size.1) - 1).collect::<String>();
        assert_eq!(above(&picture), above(&whole), "guests see nothing of it");
        let (code, sentence) = ("retired".to_owned(), "no".to_owned());
        link.status = LinkStatus::Refused { code, sentence };
        link.facts.incomplete = false;
        board.msg(&Msg::Link(link));
        let picture = board.picture();
        let staff = picture.lines().last().unwrap().trim_start();
        assert!(staff.starts_with("DISPLAY 1 │ REFUSED bistro-hub"), "{staff}");
    }
}

#[test]
fn s16_states_of_numbers_and_links_differ_in_text() {
    for size in [(40, 12), (80, 24), (120, 36), (160, 45)] {
        let offline = |heard: i64| {
            let mut board = Board::new(&shop(&["B12"], &["A51", "A49"]), size);
            board.wait(30_000);
            let why = String::new();
            board.link(LinkStatus::Offline { since: heard, why, next_try: heard }, heard);
            board.wait(0);
            board.picture()
        };
        let mut later = Board::new(&shop(&["B12"], &["A51", "A49"]), size);
        later.wait(30_000);
        later.hear();
        let seen = [
            ("nothing", Board::new(&shop(&[], &[]), size).picture()),
            ("preparing", Board::new(&shop(&["B12"], &[]), size).picture()),
            ("ready and new", Board::new(&shop(&["B12"], &["A51", "A49"]), size).picture()),
            ("ready", later.picture()),
            ("the hub is lost", offline(NOW - 100_000)),
            ("lost for long", offline(NOW - 700_000)),
        ];
        for (at, (name, picture)) in seen.iter().enumerate() {
            for (other, known) in seen.iter().take(at) {
                assert_ne!(picture, known, "{name} looks like {other} at {size:?}");
            }
        }
        let new = if size.0 < 80 { "*A51" } else { "NEW" };
        assert!(seen[2].1.contains(new) && !seen[3].1.contains(new), "{}", seen[2].1);
        assert!(seen[4].1.contains("OFFLINE") && seen[3].1.contains("ONLINE"), "{}", seen[4].1);
    }
}

#[test]
fn s23_each_of_sixty_numbers_is_shown_for_eight_of_thirty_two_seconds() {
    let numbers: Vec<String> = (100..160).map(|count| format!("A{count}")).collect();
    let names: Vec<&str> = numbers.iter().map(String::as_str).collect();
    for size in [(80, 24), (160, 45), (40, 12)] {
        let mut shop = Shop::new();
        for (index, name) in names.iter().enumerate() {
            ready(&mut shop, name, NOW - 60_000 - i64::try_from(index).unwrap() * 1_000);
        }
        let mut board = Board::new(&shop, size);
        let mut seen = vec![0_u32; names.len()];
        for _ in 0..32 {
            let picture = board.picture();
            for (name, count) in names.iter().zip(&mut seen) {
                *count += u32::from(picture.contains(name));
            }
            board.wait(1_000);
            board.hear();
        }
        assert!(seen.iter().all(|seconds| *seconds >= 8), "{size:?}: {seen:?}");
    }
}

#[test]
fn s23_nothing_but_ctrl_q_and_y_within_five_seconds_touches_the_board() {
    let mut board = Board::new(&shop(&WAITING, &DONE), (80, 24));
    let before = board.picture();
    assert!(board.keys("y Enter Esc q Ctrl+C Space 1 F9").is_empty());
    let mouse = |kind| Msg::Input(Input::Mouse(Mouse { column: 40, row: 5, kind }));
    board.msg(&mouse(MouseKind::Down));
    board.msg(&mouse(MouseKind::Up));
    board.msg(&Msg::Input(Input::Paste("y".to_owned())));
    assert_eq!(board.picture(), before);
    board.keys("Ctrl+Q");
    assert!(board.picture().contains("Quit the display? Press y within 5 seconds."));
    board.wait(5_001);
    assert!(!board.keys("y").contains(&Effect::Quit), "too late");
    assert!(!board.keys("Ctrl+Q n y").contains(&Effect::Quit), "another key takes it back");
    assert!(board.keys("Ctrl+Q y").contains(&Effect::Quit));
    assert!(board.msg(&Msg::Terminate).contains(&Effect::Quit));
}

#[test]
fn a_number_is_new_for_twenty_seconds_and_gone_after_fifteen_minutes_or_when_served() {
    let mut shop = Shop::new();
    let order = ready(&mut shop, "A51", NOW);
    ready(&mut shop, "A52", NOW - 60_000);
    let mut board = Board::new(&shop, (80, 24));
    board.wait(19_000);
    board.hear();
    assert!(board.picture().contains("NEW"));
    board.wait(1_000);
    assert!(!board.picture().contains("NEW"));
    let lines = board.model.front.desk.state.order(order).unwrap().lines.iter();
    let lines = lines.map(|line| line.id).collect();
    let served = shop.event(NOW + 20_000, order, Event::LineServed { lines });
    board.msg(&Msg::Arrived(vec![served]));
    let left: Vec<&str> =
        board.model.shown().ready.iter().map(|number| number.number.as_str()).collect();
    assert_eq!(left, ["A52"]);
    board.wait(900_000);
    assert!(board.model.shown().ready.is_empty());
}

#[test]
fn a_number_that_becomes_ready_is_announced_once() {
    let mut shop = Shop::new();
    let (order, lines) = shop.order(NOW - 60_000, ("A7", "takeaway"), &[dish(1, "Kids pasta")]);
    let mut board = Board::new(&shop, (80, 24));
    let fact: Arc<Fact> = shop.event(NOW, order, Event::LineReady { lines });
    let effects = board.msg(&Msg::Arrived(vec![fact]));
    assert_eq!(effects, [Effect::Announce("A7 is READY".to_owned())]);
    assert!(board.msg(&Msg::Tick).is_empty());
}

#[test]
fn s25_a_lost_hub_is_announced_once_with_the_words_of_the_board() {
    let mut board = Board::new(&shop(&["B12"], &["A51"]), (80, 24));
    let why = String::new();
    let lost = LinkStatus::Offline { since: NOW - 100_000, why, next_try: NOW };
    let last_contact = Some(At(NOW - 100_000));
    let view = LinkView { status: lost, last_contact, ..LinkView::default() };
    let effects = board.msg(&Msg::Link(view));
    let words = "Numbers may be late. Please listen for your number.";
    assert_eq!(effects, [Effect::Announce(words.to_owned())]);
    assert!(board.picture().contains(words));
    assert!(board.msg(&Msg::Tick).is_empty());
}

#[test]
fn a_narrow_board_cuts_no_word_of_the_lines_below() {
    let mut board = Board::new(&shop(&["B12"], &["A51"]), (40, 12));
    let last = |board: &Board| board.picture().lines().last().unwrap_or_default().to_owned();
    assert_eq!(last(&board), " DISPLAY 1 │ ONLINE │ sync 1s");
    board.model.look.switch = Some(("F12".to_owned(), "Counter".to_owned()));
    assert_eq!(last(&board), " DISPLAY 1 │ ONLINE         F12 Counter");
    board.wait(100_000);
    assert!(board.picture().contains(" Please listen for your number.\n"), "{}", board.picture());
}

#[test]
fn orders_for_a_table_and_unsent_ones_are_not_shown() {
    let mut shop = Shop::new();
    shop.order(NOW - 60_000, ("A1", "TABLE 4"), &[dish(1, "Kids pasta")]);
    let draft = shop.open(NOW - 60_000, "A2", "takeaway", None);
    shop.add(NOW - 60_000, draft, &dish(1, "Kids pasta"));
    shop.order(NOW - 60_000, ("A3", "dine_in"), &[dish(1, "Kids pasta")]);
    let board = Board::new(&shop, (80, 24));
    let seen: Vec<&str> =
        board.model.shown().preparing.iter().map(|number| number.number.as_str()).collect();
    assert_eq!(seen, ["A3"], "a guest who waits at the counter wants to see the number");
}

#[test]
fn an_empty_board_says_so() {
    let board = Board::new(&Shop::new(), (80, 24));
    assert!(board.picture().contains("No orders at the moment."));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_size_and_any_numbers_never_panic(
        width in 1_u16..=200,
        height in 1_u16..=60,
        counts in (0_usize..13, 0_usize..8),
        waits in proptest::collection::vec(0_i64..400_000, 0..6),
        key in proptest::sample::select(vec![Key::Enter, Key::Ctrl('q'), Key::Char('x'), Key::Esc]),
    ) {
        let shop = shop(&WAITING[..counts.0], &DONE[..counts.1]);
        let mut board = Board::new(&shop, (width, height));
        for ms in waits {
            board.wait(ms);
            board.msg(&Msg::Input(Input::key(key)));
            let picture = board.picture();
            if width >= 40 && height >= 12 {
                prop_assert!(picture.contains("BISTRO LUMEN"), "{}", picture);
            }
        }
    }
}
