//! Kitchens as real programs: a hub, a counter and consoles on real files, keys and clicks as bytes.

use super::links::Hub;
use super::shop::{Said, Shop};
use crate::pty::Pty;

/// A hub, a machine with a counter, and the machine of a kitchen.
struct Site {
    hub: Hub,
    front: Shop,
    counter: Pty,
    machines: Vec<Shop>,
}

impl Site {
    fn open() -> Self {
        let hub = Hub::start();
        let front = Shop::new();
        let counter = hub.counter(&front);
        Self { hub, front, counter, machines: Vec::new() }
    }

    /// The console of a station, or of all of them, on a machine of its own. It has said that there
    /// is no bump bar.
    fn kitchen(&mut self, station: Option<&str>, size: (u16, u16)) -> Pty {
        let shop = Shop::new();
        let (url, code) = (self.hub.url(), self.hub.code());
        let mut args = vec!["--hub", url.as_str(), "kitchen", "--code", code.as_str()];
        args.extend(station.into_iter().flat_map(|station| ["--station", station]));
        let kitchen = shop.program(&args).size(size.0, size.1).start();
        kitchen.wait_for_text("Is there a bump bar at this kitchen?");
        kitchen.type_keys("Enter");
        kitchen.wait_for(|text| text.contains("ONLINE") && !text.contains("Is there a bump bar"));
        self.machines.push(shop);
        kitchen
    }

    /// An order of the counter, by a command beside it.
    fn order(&self, args: &[&str]) {
        self.front.ask(&[&["order"], args].concat());
    }

    /// How the hub sees an order.
    fn on_hub(&self, number: &str) -> serde_json::Value {
        self.front.ask(&["--hub", &self.hub.url(), "order", "show", number])
    }

    /// A command on the machine of a kitchen.
    fn in_kitchen(&self, at: usize, args: &[&str]) -> Said {
        self.machines[at].run(args)
    }
}

/// The row of the screen that has these words.
fn row(text: &str, words: &str) -> String {
    text.lines().find(|row| row.contains(words)).unwrap_or_default().to_owned()
}

#[test]
fn f31_a_silent_hub_turns_kitchen_and_display_to_stale_and_work_goes_on() {
    let mut site = Site::open();
    let kitchen = site.kitchen(None, (80, 24));
    let hall = Shop::new();
    let display = site.hub.join(&hall, "display");
    site.order(&["new", "--item", "41", "--send"]);
    kitchen.wait_for_text("1 A1 ");
    display.wait_for(|text| text.contains("A1") && text.contains("Your number is on the receipt"));
    site.hub.process.signal("STOP");
    let stale =
        kitchen.wait_for(|text| text.lines().next().is_some_and(|row| row.contains("STALE")));
    let status = stale.lines().next().unwrap_or_default().to_owned();
    let age = status.split("STALE ").nth(1).and_then(|rest| rest.split('s').next());
    assert!(age.is_some_and(|age| age.parse::<u32>().is_ok_and(|age| age >= 10)), "{status}");
    display.wait_for_text("Numbers may be late. Please listen for your number.");
    assert!(display.text().contains("A1"), "the numbers stay: {}", display.text());
    kitchen.type_keys("1 Enter");
    kitchen.wait_for_text("COOK");
    site.hub.process.signal("CONT");
    kitchen.wait_for(|text| !text.contains("STALE") && text.contains("ONLINE"));
    display.wait_for_text("Your number is on the receipt");
    kitchen.wait_for_text("0 unsent");
    site.counter.type_keys("#1 Enter");
    site.counter.wait_for_text("cooking");
}

#[test]
fn f33_an_order_that_arrives_moves_no_cursor_and_closes_no_screen() {
    let mut site = Site::open();
    let kitchen = site.kitchen(None, (80, 24));
    site.order(&["new", "--item", "41", "--item", "43", "--item", "82", "--send"]);
    kitchen.wait_for_text("1 A1 ");
    kitchen.type_keys("+ +");
    let cursor = |text: &str| row(text, "▸ 2").contains("Caesar salad");
    kitchen.wait_for(cursor);
    site.order(&["new", "--item", "41", "--send"]);
    let after = kitchen.wait_for_text("2 tickets");
    assert!(cursor(&after), "the items stay open at their row: {after}");
    kitchen.type_keys("Enter .");
    let done = kitchen.wait_for(|text| text.contains("1/3") && !text.contains("▸ 2"));
    assert!(row(&done, "╔").contains("1 A1 "), "A1 is still chosen: {done}");
    kitchen.type_keys("Space Down");
    kitchen.wait_for_text("▸ 2 p");
    site.order(&["new", "--item", "41", "--send"]);
    let menu = kitchen.wait_for_text("3 tickets");
    assert!(menu.contains("▸ 2 p  A1 to the front"), "{menu}");
    kitchen.type_keys(". 3");
    kitchen.wait_for(|text| row(text, "╔").contains("3 A3 "));
    kitchen.press("Enter Enter ~ Enter ~ - ");
    let list = kitchen.wait_for_text("RECALL");
    assert!(row(&list, "▸ 1").contains("A3"), "{list}");
    site.order(&["new", "--item", "41", "--send"]);
    let list = kitchen.wait_for_text("3 tickets");
    assert!(row(&list, "▸ 1").contains("A3"), "{list}");
}

#[test]
fn f37_one_more_of_a_sent_line_shows_as_plus_one() {
    let mut site = Site::open();
    let kitchen = site.kitchen(None, (120, 36));
    site.counter.type_keys("2*41 Enter");
    site.counter.wait_for_text("2 Soup of the day");
    site.counter.press("~ F5");
    kitchen.wait_for_text(" 2 Soup of the day");
    site.counter.wait_for_text("A1 sent to the kitchen");
    site.counter.press("~ + ~ F5");
    let shown = kitchen.wait_for_text("+1 Soup of the day");
    assert!(row(&shown, "-- added ").contains(" --"), "{shown}");
    assert!(shown.contains("0/3 done") && !shown.contains("VOID"), "{shown}");
    assert!(shown.contains("1 ticket "), "one ticket, not two: {shown}");
}

#[test]
fn f38_a_cancelled_order_stays_void_until_bumped_and_is_never_served() {
    let mut site = Site::open();
    let kitchen = site.kitchen(None, (120, 36));
    site.order(&["new", "--item", "41", "--item", "82:2", "--send"]);
    kitchen.wait_for_text("2 French fries");
    site.order(&["void", "A1", "--reason", "guest left"]);
    let void = kitchen.wait_for_text("VOID 2 French fries");
    assert!(row(&void, "BUMP it").contains('╝'), "{void}");
    let served = site.in_kitchen(0, &["kitchen", "serve", "A1"]);
    assert_eq!(served.status, 1, "{served:?}");
    assert!(served.error.contains("A1"), "{served:?}");
    kitchen.type_keys("+ 0 .");
    kitchen.wait_for_text("VOID 2 French fries");
    kitchen.type_keys("Enter");
    kitchen.wait_for_text("No tickets.");
    kitchen.wait_for_text("0 unsent");
    assert_eq!(site.on_hub("A1")["status"], "CANCELLED");
    let journal = site.machines[0].run(&["journal", "export"]);
    assert!(journal.out.contains("ticket_bumped") && !journal.out.contains("line_served"));
}

#[test]
fn f39_a_bill_sends_nothing_and_the_payment_that_settles_does() {
    let mut site = Site::open();
    let kitchen = site.kitchen(None, (80, 24));
    site.counter.type_keys("@12 Enter");
    site.counter.wait_for_text("TABLE 12");
    site.counter.type_keys("soup Enter");
    site.counter.wait_for_text("1 Soup of the day");
    site.counter.press("~ @");
    site.counter.wait_for_text("TABLES");
    site.counter.type_keys("b");
    site.counter.wait_for_text("BILL");
    // Another order comes through, so the kitchen has heard of everything before it.
    site.order(&["new", "--item", "82", "--send"]);
    let fries = kitchen.wait_for_text("French fries");
    assert!(fries.contains("1 ticket ") && !fries.contains("Soup"), "{fries}");
    site.front.ask(&["pay", "cash", "A1", "3.00", "--part"]);
    site.order(&["new", "--item", "83", "--item", "82", "--send"]);
    let more = kitchen.wait_for_text("2 tickets");
    assert!(!more.contains("Soup"), "a part payment sends nothing: {more}");
    site.front.ask(&["pay", "cash", "A1"]);
    kitchen.wait_for_text("Soup");
}

#[test]
fn f40_stations_are_independent_and_two_last_bumps_apart_serve_the_order() {
    let mut site = Site::open();
    let hot = site.kitchen(Some("hot"), (80, 24));
    let bar = site.kitchen(Some("bar"), (80, 24));
    site.order(&["new", "--item", "41", "--item", "12:2", "--send"]);
    hot.wait_for(|text| text.contains("1 A1 ") && text.contains("Soup"));
    bar.wait_for(|text| text.contains("1 A1 ") && text.contains("2 Cappuccino"));
    assert!(!hot.text().contains("Cappuccino") && !bar.text().contains("Soup"));
    bar.press("1 Enter ~ Enter ~ Enter");
    bar.wait_for_text("No tickets for Bar.");
    // What the bar did is here, and the ticket is untouched.
    let shown = hot.wait_for_text("ALSO AT Bar 2/2");
    assert!(row(&shown, "NEW").contains("0/1"), "{shown}");
    hot.press("1 Enter ~ Enter ~ Enter");
    hot.wait_for_text("No tickets for Hot.");
    // The second order: both bump its last tickets while neither hears the other.
    site.order(&["new", "--item", "41", "--item", "12", "--send"]);
    hot.wait_for_text("1 A2 ");
    bar.wait_for_text("1 A2 ");
    site.hub.process.signal("STOP");
    for console in [&hot, &bar] {
        console.press("1 Enter ~ Enter ~ Enter");
        console.wait_for_text("No tickets for");
    }
    site.hub.process.signal("CONT");
    for console in [&hot, &bar] {
        console.wait_for(|text| text.contains("ONLINE") && text.contains("0 unsent"));
    }
    for number in ["A1", "A2"] {
        site.counter.type_keys(&format!("#{} Enter", &number[1..]));
        site.counter.wait_for(|text| {
            text.contains(&format!("{number} TAKEAWAY")) && text.contains("served")
        });
        let order = site.on_hub(number);
        assert_eq!(order["status"], "SERVED", "{order}");
        for at in 0..2 {
            let here = site.in_kitchen(at, &["--json", "order", "show", number]).json();
            assert_eq!(here["status"], "SERVED", "kitchen {at}: {here}");
        }
    }
}

#[test]
fn s05_seventeen_keys_and_the_arrows_of_a_numpad_without_numlock_do_all_kitchen_work() {
    let mut site = Site::open();
    let kitchen = site.kitchen(None, (80, 24));
    for _ in 0..9 {
        site.order(&["new", "--item", "41", "--item", "82:2", "--send"]);
    }
    kitchen.wait_for_text("9 tickets");
    let head = |number: &str| format!(" {number} ");
    kitchen.press("2 Enter");
    kitchen.wait_for_text("A2 is COOKING.");
    kitchen.press("~ Enter");
    kitchen.wait_for_text("A2 is READY.");
    kitchen.press("~ Enter");
    kitchen.wait_for(|text| text.contains("8 tickets") && !text.contains(&head("A2")));
    kitchen.press("~ - -");
    kitchen.wait_for(|text| text.contains("9 tickets") && text.contains(&head("A2")));
    kitchen.press("~ 1 + 2");
    kitchen.wait_for_text("2/3");
    kitchen.press("- .");
    kitchen.wait_for(|text| text.contains("0/3") && !text.contains("2/3"));
    kitchen.press("*");
    kitchen.wait_for_text("ALL DAY");
    kitchen.press("*");
    kitchen.wait_for(|text| !text.contains("ALL DAY"));
    kitchen.press("/");
    kitchen.wait_for_text("1 A9 ");
    kitchen.press("/");
    kitchen.wait_for_text("1 A1 ");
    kitchen.press(". 1");
    let stations = kitchen.wait_for_text("All stations");
    let digit = (1..=9).find(|digit| stations.contains(&format!("{digit}    Hot ")));
    kitchen.press(&digit.unwrap_or_else(|| panic!("{stations}")).to_string());
    kitchen.wait_for_text("KITCHEN Hot");
    kitchen.press(". 3");
    kitchen.wait_for_text("bell off");
    // A dish is taken off sale and brought back.
    kitchen.press(". *");
    kitchen.wait_for_text("SOLD OUT");
    kitchen.press("~ 1");
    kitchen.wait_for_text("Soup of the day is sold out, on every counter.");
    kitchen.press("~ 1");
    kitchen.wait_for_text("Soup of the day can be sold again");
    kitchen.press("~ .");
    kitchen.wait_for(|text| !text.contains("SOLD OUT"));
    // NumLock off: the same keys are arrows, Home and End.
    kitchen.type_keys("Home");
    kitchen.wait_for(|text| row(text, "╔").contains("╔1 A1 "));
    kitchen.type_keys("Right");
    kitchen.wait_for(|text| row(text, "╔").contains("╔2 A2 "));
    kitchen.type_keys("Down");
    kitchen.wait_for(|text| row(text, "╔").contains("╔6 A6 "));
    kitchen.press("~ Enter");
    kitchen.wait_for_text("A6 is COOKING.");
    kitchen.press("~ - -");
    kitchen.wait_for_text("A6 is NEW again.");
}

#[test]
fn s23_no_key_click_or_paste_changes_the_board_of_a_display_except_ctrl_q_and_y() {
    let mut site = Site::open();
    let kitchen = site.kitchen(None, (80, 24));
    let hall = Shop::new();
    let mut display = site.hub.join(&hall, "display");
    for _ in 0..2 {
        site.order(&["new", "--item", "41", "--send"]);
    }
    kitchen.wait_for_text("2 A2 ");
    kitchen.press("1 Enter ~ Enter");
    kitchen.wait_for_text("A1 is READY.");
    // Large digits on the right, the other number as text on the left.
    let board = |text: &str| {
        let rows: Vec<&str> = text.lines().collect();
        rows[1..rows.len() - 1].join("\n")
    };
    display
        .wait_for(|text| text.contains("██████") && text.contains("A2") && !text.contains("NEW"));
    let before = board(&display.text());
    for keys in ["Enter", "Space", "1", "q", "y", "F9", "Ctrl+c", "Ctrl+l", "Up", "PageDown", "Esc"]
    {
        display.type_keys(keys);
    }
    display.click(40, 8);
    display.click(5, 3);
    display.paste("y");
    display.type_keys("Ctrl+q");
    display.wait_for_text("Quit the display? Press y within 5 seconds.");
    assert!(display.text().contains("██████"));
    display.type_keys("n");
    display.wait_for(|text| !text.contains("Quit the display?"));
    assert_eq!(board(&display.text()), before);
    display.type_keys("Ctrl+q");
    display.wait_for_text("Press y within 5 seconds.");
    display.type_keys("y");
    assert!(display.wait_for_end().success());
}

#[test]
fn a_bump_bar_is_offered_taught_exported_and_imported_on_the_next_kitchen() {
    let mut site = Site::open();
    let shop = Shop::new();
    let (url, code) = (site.hub.url(), site.hub.code());
    let mut kitchen = shop.program(&["--hub", &url, "kitchen", "--code", &code]).start();
    kitchen.wait_for_text("Is there a bump bar at this kitchen?");
    kitchen.type_keys("1");
    kitchen.wait_for_text("TEACH THE BUMP BAR");
    kitchen.type_keys("F5 F5 Down F5 F5");
    kitchen.wait_for_text("F5 is BUMP already. Take another key.");
    kitchen.type_keys("Esc");
    kitchen.wait_for_text("The bump bar is taught.");
    kitchen.type_keys("Ctrl+q");
    kitchen.wait_for_text("QUIT");
    kitchen.type_keys("y");
    assert!(kitchen.wait_for_end().success());
    let file = shop.data().join("keys.toml");
    let name = file.to_str().unwrap();
    assert_eq!(shop.run(&["kitchen", "bumpbar", "export", name]).status, 0);
    assert!(std::fs::read_to_string(&file).unwrap().contains("bump = \"F5\""));
    let shown = shop.run(&["kitchen", "bumpbar", "show"]);
    assert!(row(&shown.out, "BUMP").contains("F5"), "{shown:?}");
    // The next kitchen asks once and takes the file instead.
    drop(site.kitchen(None, (80, 24)));
    let next = &site.machines[0];
    let taken = next.run(&["kitchen", "bumpbar", "import", name]);
    assert!(taken.out.contains("1 taught key taken over"), "{taken:?}");
    std::fs::write(&file, "bump = \"F5\"\npage = \"F5\"\n").unwrap();
    let clash = next.run(&["kitchen", "bumpbar", "import", name]);
    assert_eq!(clash.status, 1);
    assert!(clash.error.contains("line 2 of the bump bar: F5 is BUMP already"), "{clash:?}");
    let kitchen = next.program(&["kitchen"]).start();
    site.order(&["new", "--item", "41", "--send"]);
    let first = kitchen.wait_for_text("1 A1 ");
    assert!(!first.contains("Is there a bump bar"), "{first}");
    kitchen.type_keys("F5");
    kitchen.wait_for_text("A1 is COOKING.");
}

#[cfg(unix)]
#[test]
fn the_bell_command_of_the_machine_rings_for_a_new_ticket() {
    let site = Site::open();
    let shop = Shop::new();
    let pipe = shop.data().with_extension("bell");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let (url, code) = (site.hub.url(), site.hub.code());
    let ring = format!("echo ring > '{}'", pipe.display());
    let kitchen = shop
        .program(&["--hub", &url, "kitchen", "--code", &code])
        .env("TILLRAIL_KITCHEN__BELL_COMMAND", ring)
        .start();
    kitchen.wait_for(|text| text.contains("ONLINE") && text.contains("Is there a bump bar"));
    let (sounds, hears) = std::sync::mpsc::channel();
    std::thread::spawn(move || sounds.send(std::fs::read_to_string(pipe)));
    site.order(&["new", "--item", "41", "--send"]);
    kitchen.wait_for_text("1 A1 ");
    let sound = hears.recv_timeout(std::time::Duration::from_secs(30)).expect("a sound");
    assert_eq!(sound.unwrap(), "ring\n");
    assert_eq!(kitchen.bells(), 0, "the terminal stays silent");
}

#[test]
fn a_cook_signs_in_with_the_pin_and_the_journal_names_who_bumped() {
    let mut site = Site::open();
    for (name, role, pin) in [("Olga", "owner", "9999"), ("Rosa", "cook", "4321")] {
        site.front.ask(&["staff", "add", name, "--role", role, "--pin", pin]);
    }
    site.front.ask(&["settings", "set", "kitchen_sign_in", "true"]);
    let kitchen = site.kitchen(None, (80, 24));
    site.order(&["new", "--item", "41", "--send"]);
    kitchen.wait_for(|text| text.contains("1 A1 ") && row(text, "KITCHEN").contains("nobody"));
    kitchen.type_keys("1 Enter");
    kitchen.wait_for_text("WHO IS COOKING?");
    kitchen.type_keys("4321 Enter");
    kitchen.wait_for(|text| row(text, "KITCHEN").contains("Rosa") && text.contains("COOK"));
    kitchen.press("~ Enter ~ Enter ~ ");
    kitchen.wait_for(|text| text.contains("No tickets.") && text.contains("0 unsent"));
    let journal = site.machines[0].run(&["journal", "export"]).out;
    for kind in ["line_started", "line_ready", "ticket_bumped"] {
        let made = journal.lines().find(|fact| fact.contains(kind)).unwrap_or_default();
        assert!(made.contains("\"staff\":\"rosa\""), "{kind}: {made}");
    }
}
