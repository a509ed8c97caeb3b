//! Statements of the design about kitchen and display: states by words, and figures by the minute.

use tillrail::domain::event::{Event, TicketMoved};
use tillrail::domain::id::{LineId, OrderId};
use tillrail::domain::time::At;
use tillrail::sync::status::LinkStatus;
use tillrail::tui::effect::Effect;
use tillrail::tui::msg::{LinkView, Msg};

use super::shop::{Console, Dish, NOW, Shop, dish};

/// The console over its only ticket, sent so many seconds ago, after something became of it.
fn after(ago: i64, size: (u16, u16), change: impl FnOnce(&mut Shop, &Ticket)) -> Console {
    let mut shop = Shop::new();
    let at = NOW - ago * 1_000;
    let order = shop.open(at, "A1", "TABLE 4", None);
    let juice = Dish { station: "bar", ..dish(1, "Lemonade") };
    let lines = shop.send(at, order, &[dish(2, "Fish and chips"), dish(1, "Kids pasta"), juice]);
    change(&mut shop, &Ticket { order, lines });
    Console::new(&shop, size)
}

/// An order of two dishes of the hot station and one of the bar.
struct Ticket {
    order: OrderId,
    lines: Vec<LineId>,
}

impl Ticket {
    /// Some of its lines are started, or ready.
    fn step(&self, shop: &mut Shop, lines: std::ops::Range<usize>, started: bool) {
        let lines = self.lines[lines].to_vec();
        let event = if started { Event::LineStarted { lines } } else { Event::LineReady { lines } };
        shop.event(NOW - 50_000, self.order, event);
    }
}

/// A picture with the clock and every age taken out, so that only words and signs tell states apart.
fn still(picture: &str) -> String {
    let mut out = String::new();
    let mut letters = picture.chars().peekable();
    while let Some(c) = letters.next() {
        let digit = c.is_ascii_digit() && letters.peek().is_some_and(|next| *next == ':');
        out.push(if digit { '_' } else { c });
    }
    out
}

type Change = fn(&mut Shop, &Ticket);

/// What can become of a ticket, and how many seconds ago it was sent.
const STATES: [(&str, i64, Change); 12] = [
    ("new", 10, |_, _| {}),
    ("in time", 100, |_, _| {}),
    ("getting old", 400, |_, _| {}),
    ("late", 700, |_, _| {}),
    ("a line is cooked", 100, |shop, ticket| ticket.step(shop, 0..1, true)),
    ("one line is ready", 100, |shop, ticket| ticket.step(shop, 0..1, false)),
    ("ready", 100, |shop, ticket| ticket.step(shop, 0..2, false)),
    ("the bar is ready", 100, |shop, ticket| ticket.step(shop, 2..3, false)),
    ("a line is void", 100, |shop, ticket| {
        shop.void(NOW - 50_000, ticket.order, ticket.lines[0], 2);
    }),
    ("all is void", 100, |shop, ticket| {
        let reason = "left".to_owned();
        let cancelled = Event::OrderCancelled { reason, approver: None };
        shop.event(NOW - 50_000, ticket.order, cancelled);
    }),
    ("first", 100, |shop, ticket| {
        shop.event(NOW - 50_000, ticket.order, Event::OrderPrioritised { on: true });
    }),
    ("recalled", 100, |shop, ticket| {
        let lines = ticket.lines[..2].to_vec();
        let moved = TicketMoved { station: "hot".to_owned(), sends: Vec::new(), lines };
        shop.event(NOW - 50_000, ticket.order, Event::TicketBumped(moved.clone()));
        shop.event(NOW - 40_000, ticket.order, Event::TicketRecalled(moved));
    }),
];

/// The pictures of everything that can lie over a ticket, and of every state of the link.
fn around(size: (u16, u16)) -> Vec<(&'static str, String)> {
    let mut seen = Vec::new();
    let mut console = after(100, size, |_, _| {});
    console.keys("+");
    seen.push(("items", console.picture()));
    console.keys(". m");
    console.wait(20_000);
    console.hear();
    seen.push(("bell off", console.picture()));
    let offline = || LinkStatus::Offline { since: NOW, why: String::new(), next_try: NOW };
    let mut console = after(100, size, |_, _| {});
    for (name, status, unsent) in [
        ("connecting", LinkStatus::Connecting, 0),
        ("syncing", LinkStatus::Syncing { left: 7 }, 0),
        ("offline", offline(), 0),
        ("offline, unsent", offline(), 3),
    ] {
        let last_contact = Some(At(NOW - 1_000));
        let hub = "bistro-hub".to_owned();
        let link = LinkView { status, hub, unsent, last_contact, ..LinkView::default() };
        console.msg(&Msg::Link(link));
        seen.push((name, console.picture()));
    }
    console.wait(60_000);
    seen.push(("stale", console.picture()));
    seen
}

#[test]
fn s16_states_of_tickets_lines_and_links_differ_in_text() {
    for size in [(80, 24), (120, 36)] {
        let mut seen: Vec<(&str, String)> = STATES
            .iter()
            .map(|(name, ago, change)| (*name, after(*ago, size, change).picture()))
            .collect();
        seen.extend(around(size));
        for (at, (name, picture)) in seen.iter().enumerate() {
            for (other, known) in seen.iter().take(at) {
                let same = still(known) == still(picture);
                assert!(!same, "{name} looks like {other} at {size:?}\n{picture}");
            }
        }
    }
}

#[test]
fn shared_tickets_additions_voids_and_allergies_are_on_the_screen_at_every_size() {
    let long = "sesame, peanuts, celery and everything with gluten";
    for size in [(80, 24), (120, 36), (160, 45)] {
        let mut console = after(200, size, |shop, sent| {
            let more = Dish { of: Some(sent.lines[0]), ..dish(1, "Fish and chips") };
            let burger = Dish { allergy: Some(long), ..dish(1, "Veggie burger") };
            shop.send(NOW - 60_000, sent.order, &[more, burger]);
            shop.void(NOW - 50_000, sent.order, sent.lines[1], 1);
        });
        console.keys("1");
        console.wait(20_000);
        console.hear();
        let picture = console.picture();
        assert!(picture.contains("+1 Fish"), "{size:?}\n{picture}");
        assert!(picture.contains("added 14:31"), "{size:?}\n{picture}");
        let shared = after(200, size, |_, _| {}).picture();
        assert!(shared.contains("ALSO AT Bar 0/1"), "{size:?}\n{shared}");
        assert!(picture.contains("VOID 1 Kids") || picture.contains("xx 1 Kids"), "{picture}");
        // Every word of the allergy is there, in its order, over as many rows as it needs.
        let mut words = long.to_uppercase();
        words.insert_str(0, "ALLERGY ");
        let mut cells = picture.lines().flat_map(str::split_whitespace);
        for word in words.split(' ') {
            let known = cells.any(|cell| cell.trim_matches(['│', '║']) == word);
            assert!(known, "{word} at {size:?}\n{picture}");
        }
    }
}

#[test]
fn s25_each_choice_message_and_ticket_is_announced_in_one_line() {
    let mut shop = Shop::new();
    shop.order(
        NOW - 60_000,
        ("A1", "TABLE 4"),
        &[dish(2, "Fish and chips"), dish(1, "Kids pasta")],
    );
    shop.order(NOW - 30_000, ("A2", "takeaway"), &[dish(1, "Falafel plate")]);
    let mut console = Console::new(&shop, (80, 24));
    console.model.listens = true;
    let lines = |effects: Vec<Effect>| -> Vec<String> {
        let lines = effects.into_iter().filter_map(|effect| {
            if let Effect::Announce(line) = effect { Some(line) } else { None }
        });
        lines.collect()
    };
    assert_eq!(lines(console.wait(1_000)), ["1 A1 TABLE 4"], "what is chosen at the start");
    assert!(lines(console.wait(1_000)).is_empty(), "time alone says nothing");
    assert_eq!(lines(console.keys("Right")), ["2 A2 TAKEAWAY"]);
    assert_eq!(lines(console.keys("1")), ["1 A1 TABLE 4"]);
    assert_eq!(lines(console.keys("Enter")), ["A1 is COOKING."]);
    assert!(console.picture().contains("A1 is COOKING."));
    assert_eq!(lines(console.keys("+")), ["ITEMS of A1: 2 Fish and chips .."]);
    assert_eq!(lines(console.keys("Down")), ["1 Kids pasta .."]);
    let done = lines(console.keys("2"));
    assert_eq!(done.len(), 2, "the message, and the row with its new mark: {done:?}");
    assert!(done[0].contains("Kids pasta"), "{done:?}");
    assert_eq!(lines(console.keys("Esc")), ["1 A1 TABLE 4"]);
    let known = shop.facts.len();
    shop.order(NOW, ("B1", "delivery"), &[dish(1, "Soup of the day")]);
    let news = console.arrive(&shop.facts[known..]);
    assert_eq!(lines(news), ["B1 DELIVERY is new"]);
    let menu = lines(console.keys("Space"));
    assert!(menu.len() == 1 && menu[0].starts_with("KITCHEN MENU: "), "{menu:?}");
}

/// Names that are wide, turned, joined or combined.
const STRANGE: [&str; 4] = [
    "豚骨ラーメンと餃子のセット",
    "\u{645}\u{631}\u{62d}\u{628}\u{627} \u{1f44d}\u{1f3fd}",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{200d}\u{1f466} menu",
    "cre\u{300}me bru\u{302}le\u{301}e o\u{308}\u{323}",
];

#[test]
fn s15_no_frame_of_a_ticket_moves_whatever_stands_in_a_name_an_option_or_a_note() {
    use tillrail::tui::text::width;
    for size in [(80, 24), (120, 36), (160, 45)] {
        let mut shop = Shop::new();
        for (at, name) in STRANGE.into_iter().enumerate() {
            let strange = Dish {
                option: &["豚骨ラーメン大盛り", "o\u{308}l"],
                note: Some("\u{5e9}\u{5dc}\u{5d5}\u{5dd} 醤油なし \u{1f1e9}\u{1f1ea}"),
                allergy: Some("卵と小麦粉と大豆とピーナッツ"),
                ..dish(2, name)
            };
            let number = format!("A{}", at + 1);
            shop.order(NOW - 60_000, (&number, "takeaway"), &[strange, dish(1, "Kids pasta")]);
        }
        for keys in ["", "+", "*", "Enter Enter -"] {
            let mut console = Console::new(&shop, size);
            console.keys(keys);
            let picture = console.picture();
            let edges = |row: &str| {
                let mut edges = Vec::new();
                for (at, sign) in row.char_indices() {
                    if matches!(sign, '│' | '║') {
                        edges.push(width(&row[..at]));
                    }
                }
                edges
            };
            let rows: Vec<&str> = picture.lines().collect();
            for row in &rows {
                assert!(width(row) <= usize::from(size.0), "{keys} at {size:?}: {row}\n{picture}");
            }
            // A row with names has its frames where the empty row at the end of its ticket has them.
            let body = if size.0 < 120 { 2..11 } else { 5..17 };
            if keys.is_empty() {
                let wanted = edges(rows[body.start]);
                for row in &rows[body] {
                    assert_eq!(edges(row), wanted, "at {size:?}: {row}\n{picture}");
                }
                assert!(picture.contains("卵"), "{picture}");
                let odd = picture.chars().find(|sign| matches!(sign, '\u{200d}' | '\u{1f3fd}'));
                assert_eq!(odd, None, "terminals disagree about it:\n{picture}");
            }
        }
    }
}
