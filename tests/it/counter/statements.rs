//! The testable statements of the design over every screen that the registry can open.

use std::cell::RefCell;
use std::collections::BTreeMap;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Rect;
use tillrail::domain::command::Command;
use tillrail::domain::floor;
use tillrail::domain::money::Money;
use tillrail::domain::settings::SettingsPatch;
use tillrail::domain::time::At;
use tillrail::tui::counter::action::{Action, Page};
use tillrail::tui::counter::turn::Hit;
use tillrail::tui::counter::{hits, view};
use tillrail::tui::input::{Key, MouseKind};
use tillrail::tui::layout::LayoutSetting;
use tillrail::tui::msg::Msg;
use tillrail::tui::widgets::HitMap;
use tillrail::tui::{Look, text};

use super::till::{NOON, Till, desk, offline};

/// The sizes at which everything must fit.
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (160, 45)];

/// Keys that lead to an order in each of its states.
const STATES: [&str; 6] = [
    "",
    "2 Space c a p Enter c r o Enter",
    "@ 1 2 Enter s o u p Enter F5",
    "@ 1 2 Enter s o u p Enter F5 c a p Enter",
    "c a p Enter F6",
    "@ 1 2 Enter s o u p Enter c l u Enter F5",
];

/// Keys behind which other screens are, besides those of the registry.
const DEEPER: [&str; 15] = [
    "c a p",
    "z z z z",
    "c a p Enter F9",
    "c a p Enter F9 2 Enter",
    "c a p Enter F9 k",
    "c a p Enter F9 = Enter",
    "c a p Enter Ctrl+Q",
    "Tab Down",
    "f l a Enter F4 n",
    "c a p Enter F9 = Enter Enter / a 4 7",
    "c a p Enter F9 = Enter Enter / a 4 7 Enter",
    "c a p Enter F9 = Enter Enter F6 c",
    "c a p Enter F9 = Enter Enter F6 c -",
    "F2 5 B o b Enter c a p Enter F6 F6 b",
    "c a p Enter F6 c a p Enter F6 F6 - 1",
];

/// The keys from the order screen to an action, without a function key.
fn way(action: Action) -> String {
    let row = action.row();
    let pages = match row.page {
        Page::First => "",
        Page::More => "0 ",
        Page::Next => "0 0 ",
        Page::Last => "0 0 0 ",
    };
    format!("Space {pages}{}", row.digit.unwrap_or(row.letter))
}

/// Every screen there is, each as the keys that lead to it.
fn screens() -> Vec<String> {
    let mut screens: Vec<String> = DEEPER.iter().map(|keys| (*keys).to_owned()).collect();
    for state in STATES {
        screens.push(state.to_owned());
        let mut till = Till::new();
        till.keys(state);
        let works = till.model.works();
        screens.extend(works.into_iter().map(|action| format!("{state} {}", way(action))));
    }
    screens
}

/// The till after these keys. Most screens share their first keys, which are pressed once.
fn at(keys: &str) -> Till {
    thread_local! {
        static KNOWN: RefCell<BTreeMap<String, Till>> = RefCell::default();
    }
    let known = KNOWN.with_borrow(|known| known.get(keys).cloned());
    known.unwrap_or_else(|| {
        let (before, key) = keys.rsplit_once(' ').unwrap_or(("", keys));
        let mut till = if keys.is_empty() { Till::new() } else { at(before) };
        till.keys(key);
        KNOWN.with_borrow_mut(|known| known.insert(keys.to_owned(), till.clone()));
        till
    })
}

/// A shop with names as long as they may be and prices to match.
fn long() -> Till {
    let (mut desk, _) = desk(true, true);
    let mut menu = (**desk.state.menu()).clone();
    for item in &mut menu.items {
        item.name = format!("Q{}Z", "xyyx".repeat(9));
        item.short = None;
        item.price = Money::new(9_999_999);
    }
    for group in &mut menu.groups {
        for option in &mut group.options {
            option.name = format!("Q{}Z", "yx".repeat(18));
        }
    }
    desk.act(&Command::PublishMenu(Box::new(menu)), At(NOON - 60_000)).unwrap();
    Till::over(desk, Look::dark())
}

#[test]
fn s01_no_amount_is_cut_and_no_name_without_the_sign() {
    for keys in screens() {
        let mut till = long();
        till.keys(&keys.replace("c a p Enter", "1 2 Enter").replace("s o u p", "4 1"));
        for layout in [LayoutSetting::Auto, LayoutSetting::Touch] {
            till.model.look.layout = layout;
            for size in SIZES {
                till.resize(size.0, size.1);
                let picture = till.picture();
                for row in picture.lines() {
                    fits(row, &format!("{keys} at {size:?}\n{picture}"));
                }
            }
        }
    }
}

/// No number ends in the cut sign, and what begins like a long name ends like one or in that sign.
fn fits(row: &str, context: &str) {
    let letters: Vec<char> = row.chars().collect();
    for (index, sign) in letters.iter().enumerate() {
        let next = letters.get(index + 1).copied().unwrap_or(' ');
        let number = sign.is_ascii_digit() || (matches!(sign, '.' | ',') && index > 0);
        let in_number =
            number && letters.get(index.saturating_sub(1)).is_some_and(char::is_ascii_digit);
        assert!(!(in_number && next == '…'), "a number is cut: {row}\n{context}");
        if *sign == 'Q' && matches!(next, 'x' | 'y') {
            let rest: String =
                letters[index + 1..].iter().take_while(|c| matches!(c, 'x' | 'y')).collect();
            let end = letters.get(index + 1 + rest.len()).copied().unwrap_or(' ');
            // An overlay may cover the end of a name, and the cells of the wide layout have two rows.
            let cells = end == '│' && letters.len() > 100;
            assert!(
                matches!(end, 'Z' | '…' | '║' | '╔' | '╚' | '╠') || cells,
                "cut without the sign: {row}\n{context}"
            );
        }
    }
    let mut parts = row.split("99,999");
    parts.next();
    for part in parts {
        if part.chars().take(3).any(|sign| matches!(sign, '║' | '╔' | '╚' | '╠')) {
            continue;
        }
        let cents = part.strip_prefix('.').unwrap_or_default();
        let whole = cents.chars().take(2).filter(char::is_ascii_digit).count() == 2;
        assert!(whole, "an amount is cut: {row}\n{context}");
    }
}

#[test]
fn s02_status_line_message_row_and_key_bar_stand_behind_every_overlay() {
    for size in [(80, 24), (100, 30), (120, 36), (160, 45)] {
        for keys in screens() {
            let mut till = at(&keys);
            till.resize(size.0, size.1);
            let first = till.row(0);
            for part in ["COUNTER A", "ONLINE", "0 unsent", "14:32"] {
                assert!(first.contains(part), "{keys}: {first}");
            }
            let picture = till.picture();
            let last = picture.lines().last().unwrap_or_default();
            assert!(!last.trim().is_empty(), "{keys} has no key bar:\n{picture}");
            till.send(&Msg::Warn("something is wrong".to_owned()));
            assert!(till.message().starts_with('!'), "{keys}: {}", till.message());
        }
    }
}

#[test]
fn s03_every_action_has_a_way_without_function_keys_and_without_the_mouse() {
    for action in Action::all() {
        let row = action.row();
        assert!(row.digit.is_some() || row.letter != '\0', "{action:?}");
    }
    let mut reached = std::collections::BTreeSet::new();
    let tills = STATES.map(|state| (state, at(state))).into_iter();
    for (state, before) in tills.chain([("with staff", super::people::anna())]) {
        for action in before.model.works() {
            let mut till = before.clone();
            till.keys(&way(action));
            let changed = till.picture() != before.picture() || till.quit || till.aside;
            assert!(changed, "{action:?} from `{state}` by `{}`", way(action));
            assert!(!till.message().contains("does nothing now"), "{action:?}");
            reached.insert(action);
        }
    }
    let missing: Vec<Action> = Action::all().filter(|action| !reached.contains(action)).collect();
    assert!(missing.is_empty(), "nobody can do {missing:?}");
}

/// A left click in the middle of a place.
fn click(till: &mut Till, place: Rect) {
    let (x, y) = (place.x + place.width / 2, place.y + place.height / 2);
    till.mouse(x, y, MouseKind::Down).mouse(x, y, MouseKind::Up);
}

/// The whole screen with its colours, so that a choice is seen too.
fn drawn(till: &Till) -> String {
    let (width, height) = till.model.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal
        .draw(|frame| {
            view(&till.model, frame);
        })
        .unwrap();
    format!("{:?}", terminal.backend().buffer())
}

#[test]
fn s06_a_single_click_does_what_is_shown() {
    for state in STATES {
        let before = at(state);
        for (place, hit) in hits(&before.model).places() {
            let other_category =
                matches!(hit, Hit::Category(at) if *at != before.model.shown_category());
            let other_line = matches!(hit, Hit::Line(line) if before.model.chosen != Some(*line));
            let acts = matches!(hit, Hit::Item(_) | Hit::Key(_)) || other_category || other_line;
            let mut till = before.clone();
            click(&mut till, *place);
            assert!(!acts || drawn(&till) != drawn(&before), "{state}: {hit:?} at {place}");
        }
    }
}

/// The cells on which a place is really on top, as one rectangle for each target.
fn areas(map: &HitMap<Hit>) -> Vec<(Hit, Rect)> {
    let mut areas: Vec<(Hit, Rect)> = Vec::new();
    for (place, hit) in map.places() {
        match areas.iter_mut().find(|(known, area)| known == hit && touches(*area, *place)) {
            Some((_, area)) => *area = area.union(*place),
            None => areas.push((hit.clone(), *place)),
        }
    }
    areas
}

/// True for rectangles that share an edge or overlap.
fn touches(one: Rect, other: Rect) -> bool {
    let grown = Rect {
        x: one.x.saturating_sub(1),
        y: one.y.saturating_sub(1),
        width: one.width + 2,
        height: one.height + 2,
    };
    grown.intersects(other)
}

#[test]
fn s06_in_the_touch_layout_every_place_to_tap_is_six_by_two() {
    for keys in screens() {
        let mut till = at(&keys);
        till.model.look.layout = LayoutSetting::Touch;
        // While something is typed the keyboard is in use, and the list has rows of one line.
        if !till.model.entry.is_empty() {
            continue;
        }
        for size in SIZES {
            till.resize(size.0, size.1);
            for (hit, area) in areas(&hits(&till.model)) {
                let bars = matches!(hit, Hit::Status | Hit::MessageRow);
                let large = area.width >= 6 && area.height >= 2;
                assert!(bars || large, "{keys} at {size:?}: {hit:?} is {area}\n{}", till.picture());
            }
        }
    }
}

#[test]
fn s07_each_entry_of_the_key_bar_does_the_same_by_key_and_by_click_and_is_never_refused() {
    let mut refused: Vec<String> = Vec::new();
    for keys in screens() {
        let start = at(&keys);
        let height = start.model.size.1;
        let bar: Vec<(Rect, Key)> = hits(&start.model)
            .places()
            .iter()
            .filter(|(place, _)| place.y == height - 1)
            .filter_map(
                |(place, hit)| {
                    if let Hit::Key(key) = hit { Some((*place, *key)) } else { None }
                },
            )
            .collect();
        let on_order = start.model.overlays.is_empty();
        if on_order {
            let mut resized = start.clone();
            for width in 80..=200 {
                resized.resize(width, 24);
                let bar = resized.row(23);
                assert!(bar.starts_with("? Help"), "{keys} at {width}: {bar}");
            }
        }
        for (place, key) in bar {
            let (mut pressed, mut clicked) = (start.clone(), start.clone());
            pressed.pass(1_400);
            pressed.press(key);
            clicked.pass(0);
            click(&mut clicked, place);
            let (one, other) = (pressed.picture(), clicked.picture());
            assert_eq!(one, other, "{keys}: {key} pressed and clicked differ");
            // A warning that comes with a fact says what was done: a declined card.
            let (said, did) = (pressed.message(), pressed.facts.len() > start.facts.len());
            if said.starts_with('!') && !did && said != start.message() {
                refused.push(format!("{keys}, then {key}: {said}"));
            }
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

#[test]
fn s16_states_differ_in_text_not_only_in_colour() {
    let mut seen: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, picture: String| {
        for (other, known) in &seen {
            assert_ne!(*known, picture, "{name} looks like {other}");
        }
        seen.push((name.to_owned(), picture));
    };
    let cart = "c a p Enter c r o Enter";
    add("unsent", at(cart).picture());
    add("chosen", at(&format!("{cart} Up")).picture());
    add("focus", at(&format!("{cart} Tab")).picture());
    add("sent", at(&format!("{cart} F5")).picture());
    add("held", at(&format!("{cart} F6")).picture());
    let mut till = at(cart);
    till.send(&Msg::Link(offline(0)));
    till.model.messages.solved();
    add("offline", till.picture());
    till.send(&Msg::Link(offline(3)));
    till.model.messages.solved();
    add("offline with unsent", till.picture());
    let mut warned = at(cart);
    warned.send(&Msg::Warn("Added 1 Croissant 2.60".to_owned()));
    add("a warning", warned.picture());
    let mut sold_out = at(cart);
    let command = Command::Take86 { item: "12".to_owned(), remaining: None, until: None };
    sold_out.send(&Msg::Asked { id: 1, commands: vec![command] });
    add("sold out", sold_out.picture());
    let mut plain = Till::with(true, true, Look::plain());
    plain.keys(cart).keys("Up");
    let chosen = plain.picture();
    plain.keys("Down");
    assert_ne!(chosen, plain.picture(), "the chosen line is told by a sign");
}

/// How a table and an order in the list of orders look, after these keys.
fn of_tables(keys: &str) -> (String, String) {
    let mut till = at(keys);
    till.keys("Esc Esc Esc F6");
    if !till.picture().contains("ORDERS") {
        till.keys("F6");
    }
    let orders = till.picture();
    let patch = SettingsPatch { floor: Some(floor::sample()), ..SettingsPatch::default() };
    let commands = vec![Command::ChangeSettings(Box::new(patch))];
    till.send(&Msg::Asked { id: 1, commands });
    till.keys("Esc @");
    (till.picture(), orders)
}

#[test]
fn s16_states_of_tables_orders_items_and_messages_differ_in_text() {
    let seen = [
        ("free", "Esc"),
        ("ordered", "@ 1 2 Enter c a p Enter"),
        ("sent", "@ 1 2 Enter s o u p Enter F5"),
        ("the bill is printed", "@ 1 2 Enter s o u p Enter F5 @ p"),
    ];
    let pictures: Vec<_> = seen.iter().map(|(name, keys)| (*name, of_tables(keys))).collect();
    for (at, (name, (table, order))) in pictures.iter().enumerate() {
        for (other, (known, listed)) in pictures.iter().take(at) {
            let same = table == known && order == listed;
            assert!(!same, "{name} looks like {other}:\n{table}\n{order}");
        }
    }
    let (_, ordered) = &pictures[1].1;
    assert!(ordered.contains("HELD") || ordered.contains("OPEN"), "{ordered}");
    assert!(pictures[2].1.1.contains("COOKING"), "{}", pictures[2].1.1);
    assert!(pictures[3].1.1.contains("BILL"), "{}", pictures[3].1.1);
    assert!(pictures[3].1.0.contains("BILL 0m"), "{}", pictures[3].1.0);
    // An item that is sold out says so where it is looked for, and so does every kind of message.
    let mut till = at("c a p");
    let before = till.row(2);
    let command = Command::Take86 { item: "12".to_owned(), remaining: None, until: None };
    till.send(&Msg::Asked { id: 1, commands: vec![command] });
    till.keys("Esc c a p");
    let rows: Vec<String> = (2..8).map(|row| till.row(row)).collect();
    let out = rows.iter().find(|row| row.contains("Cappuccino")).unwrap();
    assert!(out.contains("SOLD OUT") && !before.contains("SOLD OUT"), "{out}");
}

#[test]
fn s18_every_screen_is_drawn_with_ascii_signs_alone() {
    for keys in screens() {
        let mut till = Till::with(true, true, Look::plain());
        till.keys(&keys);
        for size in SIZES {
            till.resize(size.0, size.1);
            let picture = till.picture();
            let names = "豚骨ラーメンéèüöäñú";
            let strange = picture.chars().find(|sign| !sign.is_ascii() && !names.contains(*sign));
            assert_eq!(strange, None, "{keys} at {size:?}\n{picture}");
        }
    }
}

#[test]
fn s20_no_size_panics_or_loses_what_was_typed_and_open() {
    let sizes = [(1, 1), (19, 2), (20, 3), (79, 24), (80, 23), (80, 24), (200, 60), (40, 12)];
    // Beside these a walk through all sizes, which begins elsewhere on every screen.
    let mut walk =
        (1_u16..).map(|step| (step.wrapping_mul(139) % 400 + 1, step.wrapping_mul(53) % 120 + 1));
    for keys in screens() {
        for layout in [LayoutSetting::Auto, LayoutSetting::Touch] {
            let mut till = at(&keys);
            till.model.look.layout = layout;
            let (typed, open) = (till.model.entry.text(), till.model.overlays.clone());
            let chosen = till.model.chosen;
            let walked: Vec<(u16, u16)> = walk.by_ref().take(4).collect();
            for (width, height) in walked.into_iter().chain([(400, 120)]).chain(sizes) {
                till.resize(width, height);
                let picture = till.picture();
                if (width, height) == (40, 12) {
                    assert!(picture.contains("Now 40 x 12. Needed 80 x 24."), "{picture}");
                }
                if (width, height) == (19, 2) {
                    assert!(picture.contains("too small"), "{picture}");
                }
            }
            assert_eq!(till.model.entry.text(), typed, "{keys}");
            assert_eq!(till.model.overlays, open, "{keys}");
            assert_eq!(till.model.chosen, chosen, "{keys}");
        }
    }
}

#[test]
fn s25_the_cursor_is_at_the_caret_or_the_chosen_row_in_every_frame() {
    for keys in screens() {
        for layout in [LayoutSetting::Auto, LayoutSetting::Touch] {
            let mut till = at(&keys);
            till.model.look.layout = layout;
            let (width, height) = till.model.size;
            let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
            let mut caret = None;
            terminal
                .draw(|frame| {
                    caret = view(&till.model, frame);
                })
                .unwrap();
            let at = caret.unwrap_or_else(|| panic!("{keys}, {layout:?}:\n{}", till.picture())).at;
            assert!(at.x < width && at.y > 0 && at.y < height, "{keys}: {at}");
        }
    }
}

#[test]
fn s25_each_change_is_announced_in_one_line_with_the_words_of_the_screen() {
    let mut till = Till::new();
    till.model.listens = true;
    till.keys("Esc");
    let mut says = |keys: &str, lines: &[&str]| {
        till.said.clear();
        till.keys(keys);
        assert_eq!(till.said, lines, "{keys}");
        till.picture()
    };
    let found =
        says("1 2", &["Enter keeps Coffee open or go on: a code", "Enter adds 1 Cappuccino 3.60"]);
    assert!(found.contains("Enter adds 1 Cappuccino"));
    let screen = says("Enter", &["Added 1 Cappuccino 3.60, TOTAL EUR 3.60"]);
    assert!(screen.contains("Added 1 Cappuccino 3.60") && text::width(&screen) > 0);
    says(
        "3 1 Enter",
        &[
            "Enter keeps Bakery open or go on: a code",
            "Enter adds 1 Croissant 2.60",
            "Added 1 Croissant 2.60, TOTAL EUR 6.20",
        ],
    );
    says("Up", &["Chosen 1 Cappuccino"]);
    says("F9", &["PAY A47 2 items CASH 1 of 5 methods: Received 0.00, Still due 6.20"]);
    let screen = says("2 0", &["Received 0.02, Still due 6.18", "Received 0.20, Still due 6.00"]);
    assert!(screen.contains("Still due"));
    says(".", &["Received 20.00, Change 13.80"]);
    says("Esc", &["A47 TAKEAWAY"]);
}
