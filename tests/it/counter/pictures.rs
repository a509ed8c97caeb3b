//! The screens as pictures, row for row.

use tillrail::domain::command::{Command, Step};
use tillrail::domain::event::{DiscountApplied, LineStep, OrderChanged, Reduction};
use tillrail::domain::id::DiscountId;
use tillrail::domain::money::Money;
use tillrail::domain::time::At;
use tillrail::tui::Look;
use tillrail::tui::counter::model::LastSale;
use tillrail::tui::msg::Msg;

use super::till::{NOON, Till, offline};

#[test]
fn the_compact_order_screen() {
    let mut till = Till::new();
    insta::assert_snapshot!("compact_empty", till.picture());
    till.keys("2 Space c a p Enter c r o Enter");
    insta::assert_snapshot!("compact_order", till.picture());
    let rows = [
        "COUNTER A │ Owner │ Shift 212 │ ONLINE bistro-hub │ sync 3s │ 0 unsent │ 14:32",
        "┌ MENU ────────────────────────── PgUp/PgDn ┐┌ A47 TAKEAWAY ────────── 3 items ┐",
        "│▸1 Coffee 2 Tea 3 Bakery 4 Lunch 5 Cakes +3││   2 Cappuccino              7.20│",
        "├───────────────────────────────────────────┤│▸  1 Croissant               2.60│",
        "│ 11 Espresso     2.40  17 Cold brew    4.10││                                 │",
        "│ 12 Cappuccino   3.60  18 Macchiato    2.80││                                 │",
    ];
    for (at, row) in rows.into_iter().enumerate() {
        assert_eq!(till.row(at), row);
    }
    let rows = [
        "└───────────────────────────────────────────┘├─────────────────────────────────┤",
        "╔ ENTRY ════════════════════════════════════╗│ Subtotal                    9.80│",
        "║ >                                         ║│ incl. VAT 10 %              0.89│",
        "║ name or code, then Enter      2 cap   2*12║│ TOTAL EUR                   9.80│",
        "╚═══════════════════════════════════════════╝└─────────────────────────────────┘",
        " Added 1 Croissant 2.60                                          Ctrl+Z undo",
        "? Help F2 Type F3 Find F4 Opts F5 Send F6 Hold F7 Disc F8 Void F9 PAY F10 More",
    ];
    for (at, row) in rows.into_iter().enumerate() {
        assert_eq!(till.row(at + 17), row);
    }
}

#[test]
fn the_list_while_typing() {
    let mut till = Till::new();
    till.keys("c r o Enter 2 Space c a p");
    insta::assert_snapshot!("compact_find", till.picture());
    assert_eq!(
        till.row(20),
        "║ Enter adds 2 Cappuccino               7.20║│ TOTAL EUR                   2.60│"
    );
    till.keys("Esc z z z z");
    insta::assert_snapshot!("compact_find_nothing", till.picture());
}

#[test]
fn the_options() {
    let mut till = Till::new();
    till.keys("f l a + o a t + e x t Enter F4");
    insta::assert_snapshot!("options", till.picture());
}

/// Rows 1 to 33 of the wide screen: options, note, discount, one part already sent, an item with
/// wide characters and one that is sold out.
const WIDE: &str = "\
┌ CATEGORY ────┐┌ LUNCH ────────────────────────────── 9 items  page 1/1 ┐┌ A52 TABLE 12 ─────────── 6 items, 4 guests ┐
│              ││                                                        ││   1 Club sandwich                      8.90│
│  1 Coffee    ││┌────────────────┐ ┌────────────────┐ ┌────────────────┐││     + no mayo                              │
│    12 items  │││ Soup of the day│ │ Club sandwich  │ │ Caesar salad   │││     + side salad                       1.50│
│              │││                │ │                │ │                │││▸  2 豚骨ラーメン                      25.00│
│  2 Tea       │││ 41        6.50 │ │ 42        8.90 │ │ 43        9.50 │││     \" extra chili, no egg                  │
│     9 items  ││└────────────────┘ └────────────────┘ └────────────────┘││   1 Lemonade                           3.50│
│              ││┌────────────────┐ ┌────────────────┐ ┌────────────────┐││   1 IPA 0.4 l                          5.40│
│  3 Bakery    │││ Veggie burger  │ │ 豚骨ラーメン   │ │ Fish and chips │││     happy hour                        -1.00│
│    14 items  │││                │ │                │ │                │││                                            │
│              │││ 44       11.50 │ │ 45       12.50 │ │ 46       13.90 │││     -- sent 14:21, cooking --              │
│ ▸4 Lunch     ││└────────────────┘ └────────────────┘ └────────────────┘││   1 Soup of the day                    6.50│
│     9 items  ││┌────────────────┐ ┌────────────────┐ ┌────────────────┐││                                            │
│              │││ Quiche Lorraine│ │ Falafel plate  │ │ SOLD OUT 13:10 │││                                            │
│  5 Cakes     │││                │ │                │ │ Kids pasta     │││                                            │
│     8 items  │││ 47        7.90 │ │ 48       10.90 │ │ 49        6.90 │││                                            │
│              ││└────────────────┘ └────────────────┘ └────────────────┘││                                            │
│  6 Drinks    ││                                                        ││                                            │
│    17 items  ││ Sold out items stay visible and cannot be added.       ││                                            │
│              ││ Number keys: 4 = this category, 45 = its fifth item.   ││                                            │
│  7 Beer, wine││                                                        ││                                            │
│    22 items  ││                                                        ││                                            │
│              ││                                                        ││                                            │
│  8 Extras    ││                                                        │├────────────────────────────────────────────┤
│    11 items  ││                                                        ││ Subtotal                              50.80│
│              ││                                                        ││ Happy hour                            -1.00│
│              ││                                                        ││ incl. VAT 10 %                         4.53│
│              ││                                                        ││ TOTAL EUR                             49.80│
└──────────────┘└────────────────────────────────────────────────────────┘└────────────────────────────────────────────┘
╔ ENTRY ═════════════════════════════════════════════════════════════════╗┌ LAST ──────────────────────────────────────┐
║ > 2 ram                                                                ║│ A51 card 18.40 approved 14:29              │
║ Enter adds 2 豚骨ラーメン 25.00      + option   \" note   Esc clear     ║│ A50 cash 20.00, CHANGE 3.40                │
╚════════════════════════════════════════════════════════════════════════╝└────────────────────────────────────────────┘";

fn asked(till: &mut Till, command: Command) {
    till.send(&Msg::Asked { id: 1, commands: vec![command] });
}

/// Table 12 with a soup that cooks since 14:21, and four more lines.
fn table_12() -> Till {
    let mut till = Till::new();
    let day = till.model.front.desk.state.settings().clock().day(At(NOON));
    till.model.front.desk.state.series.orders.insert(("A".parse().unwrap(), day), 51);
    till.resize(120, 36);
    till.now.at = At(NOON - 82 * 60_000);
    let item = "49".to_owned();
    asked(&mut till, Command::Take86 { item, remaining: None, until: None });
    till.now.at = At(NOON - 11 * 60_000);
    till.keys("@ 1 2 Enter s o u p Enter F5");
    let order = till.order().id;
    let soup = till.order().lines[0].id;
    let guests = OrderChanged { guests: Some(Some(4)), ..OrderChanged::default() };
    let steps = vec![Step::Advance(vec![soup], LineStep::Started), Step::Change(guests)];
    asked(&mut till, Command::Order(order, steps));
    till.now.at = At(NOON);
    till.keys(
        "c l u + m a y o + s a l a d Enter 2 Space r a m \" e x t r a Space c h i l i , \
               Space n o Space e g g Enter l e m o n a d e Enter i p a Enter",
    );
    let ipa = till.model.chosen;
    let discount = DiscountApplied {
        discount: DiscountId(till.model.front.desk.mint()),
        line: ipa,
        off: Reduction::Amount(Money::new(100)),
        name: Some("happy hour".to_owned()),
        reason: None,
        approver: None,
    };
    asked(&mut till, Command::Order(order, vec![Step::Discount(discount)]));
    let sale = |number: &str, words: &str| LastSale { number: number.into(), words: words.into() };
    till.model.last.push_back(sale("A51", "card 18.40 approved 14:29"));
    till.model.last.push_back(sale("A50", "cash 20.00, CHANGE 3.40"));
    till
}

#[test]
fn the_wide_order_screen() {
    let mut till = table_12();
    till.keys("Up Up 2 Space r a m");
    for (at, row) in WIDE.lines().enumerate() {
        assert_eq!(till.row(at + 1), row, "row {}", at + 1);
    }
    assert_eq!(
        till.row(35),
        "? Help   F2 Type   F3 Find   F4 Options   F5 Send   F6 Hold   F7 Discount   F8 Void   F9 PAY   F10 More"
    );
    till.keys("Down");
    assert!(till.row(1).contains("FIND \"ram\""), "the list opens when another is looked for");
    till.keys("Esc Esc 4 Enter").resize(160, 45);
    insta::assert_snapshot!("wider_order", till.picture());
}

#[test]
fn without_colours_and_line_drawing_everything_is_still_there() {
    let mut till = Till::with(true, true, Look::plain());
    till.keys("2 Space c a p Enter c r o Enter");
    insta::assert_snapshot!("ascii_order", till.picture());
    assert!(till.picture().is_ascii());
}

#[test]
fn the_key_of_send_fires_the_course_that_waits() {
    let mut till = Till::new();
    till.keys("@ 1 2 Enter s o u p Enter c l u Enter F5");
    assert!(till.message().ends_with("Course 2 waits: F5 fires it"), "{}", till.message());
    assert!(
        till.row(23).starts_with("? Help  F2 Type  F3 Find  F5 Fire  F6 Hold"),
        "{}",
        till.row(23)
    );
    till.keys("Space");
    assert!(till.picture().contains("5 k  Fire next course"), "{}", till.picture());
    till.keys("Esc c a p Enter");
    assert!(till.row(23).contains("F5 Send"), "{}", till.row(23));
    till.keys("Del F5");
    assert_eq!(till.message(), "Course 2 of A47 is fired");
    assert!(!till.row(23).contains("F5"), "{}", till.row(23));
}

#[test]
fn a_list_says_what_its_keys_do_and_a_declined_card_is_forgotten_once_paid() {
    let mut till = Till::new();
    till.keys("c a p Enter F2");
    assert_eq!(till.row(23), "? Help  1-6 Choose  Up/Down Move  Enter Take  Esc Back");
    till.keys("?");
    assert_eq!(till.message(), "A number chooses how the guest gets it. Esc goes back.");
    till.keys("Esc F9 k n = Enter");
    assert!(till.message().starts_with("Customer number A47."), "{}", till.message());
}

#[test]
fn no_menu_says_why_and_open_items_work() {
    let mut till = Till::with(false, true, Look::dark());
    till.keys("= 3 5 0 Space c o f f e e");
    insta::assert_snapshot!("no_menu", till.picture());
    till.keys("Enter");
    assert_eq!(till.lines(), ["1 coffee"]);
    assert_eq!(till.total(), 350);
}

#[test]
fn a_small_window_says_so_and_keeps_everything() {
    let mut till = Till::new();
    till.keys("2 Space c a p Enter c r o").resize(60, 16);
    insta::assert_snapshot!("too_small", till.picture());
    till.keys("x y z Enter Del");
    till.resize(80, 24);
    assert_eq!(till.lines(), ["2 Cappuccino"]);
    assert_eq!(till.model.entry.text(), "cro");
}

#[test]
fn offline_is_said_in_words() {
    let mut till = Till::new();
    till.keys("l a t t e Enter");
    till.send(&Msg::Link(offline(7)));
    assert_eq!(
        till.row(0),
        "COUNTER A │ Owner │ Shift 212 │ OFFLINE 12m bistro-hub │ 7 unsent │ 14:32"
    );
    assert_eq!(
        till.message(),
        "! Hub not reachable since 14:20. Selling goes on, 7 changes wait. F10 n Details"
    );
    till.keys("F5");
    assert!(till.message().starts_with("! A47 saved, NOT in the kitchen yet."));
}

/// Every entry of the key bar that is one key.
fn bar(till: &Till) -> Vec<String> {
    let picture = till.picture();
    let bar = picture.lines().last().unwrap_or_default().to_owned();
    let words: Vec<&str> = bar.split_whitespace().collect();
    let keys = words.into_iter().filter(|word| {
        let function = word.strip_prefix('F').is_some_and(|n| n.parse::<u8>().is_ok());
        function || ["?", "@", "Enter", "Esc", "Tab"].contains(word)
    });
    keys.map(str::to_owned).collect()
}

#[test]
fn the_key_bar_is_true() {
    let states = [
        "Esc",
        "c a p Enter",
        "c a p Enter c r o",
        "c a p Enter Tab",
        "s o u p Enter F5",
        "s o u p Enter F5 c a p Enter",
        "b a g e l Enter 1 Enter",
        "c a p Enter F6",
    ];
    for state in states {
        let mut till = Till::new();
        till.keys(state);
        let keys = bar(&till);
        assert!(keys.contains(&"?".to_owned()) && keys.contains(&"F10".to_owned()), "{state}");
        for key in keys {
            let mut till = Till::new();
            till.keys(state).keys(&key);
            let said = till.message();
            assert!(!said.starts_with('!'), "{state}, then {key}: {said}");
        }
    }
}

#[test]
fn s15_strange_names_never_move_an_amount() {
    let names = [
        "👨‍👩‍👧‍👦 menu for the family",
        "שניצל עם תפוחי אדמה ועוד",
        "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A",
        "豚骨ラーメン大盛り替え玉追加無料サービス",
        "A very long name that never ends at all",
        "🇩🇪🇫🇷 flags",
    ];
    let (mut desk, _) = super::till::desk(true, true);
    let mut menu = (**desk.state.menu()).clone();
    for (item, name) in menu.items.iter_mut().zip(names) {
        item.name = name.to_owned();
        item.groups.clear();
    }
    desk.act(&Command::PublishMenu(Box::new(menu)), At(NOON - 60_000)).unwrap();
    let mut till = Till::over(desk, Look::dark());
    till.keys("1 1 Enter 1 2 Enter 1 3 Enter 1 4 Enter 1 5 Enter 1 6 Enter");
    let picture = till.picture();
    for row in picture.lines().take(22).skip(1) {
        assert!(row.ends_with(['│', '┐', '┘', '┤']), "{row}");
    }
    let prices = ["2.40", "3.60", "3.80", "3.90", "2.90", "4.20"];
    for (row, price) in picture.lines().skip(4).zip(prices) {
        let at = row.find(price).unwrap();
        assert_eq!(tillrail::tui::text::width(&row[..at]), 18, "{row}");
        assert!(picture.contains(&format!("{price}│")), "{price} ends at the frame:\n{picture}");
    }
}
