//! Beside the screen: two programs on one directory, signals, sizes, and a window that is gone.

use std::net::TcpListener;

use crate::whole::shop::{Shop, selling};

#[test]
fn a_command_beside_a_running_counter_acts_through_it_and_the_screen_shows_it() {
    let shop = Shop::new();
    let counter = shop.first_counter();
    let order = shop.ask(&["order", "new", "--item", "12:2", "--send"]);
    assert_eq!(order["number"], "A1", "{order}");
    counter.type_keys("F6");
    counter.wait_for(|text| text.contains("A1") && text.contains("2 Cappuccino"));
    shop.ask(&["pay", "cash", "A1", "10"]);
    counter.wait_for(|text| text.contains("ORDERS") && !text.contains("2 Cappuccino"));
    counter.insist("Esc", |text| text.contains("ENTRY"));
    counter.type_keys("cap Enter");
    counter.wait_for_text("A2 TAKEAWAY");
    shop.verified(1, 720);
}

#[test]
fn a_signal_leaves_a_clean_terminal_and_the_order_is_there_at_the_next_start() {
    let shop = Shop::new();
    let mut counter = shop.first_counter();
    for signal in ["TERM", "HUP"] {
        assert!(counter.is_full_screen());
        counter.type_keys("+");
        counter.type_keys("fla\"hot Enter");
        counter.wait_for_text("hot");
        counter.signal(signal);
        assert!(counter.wait_for_end().success(), "{}", counter.text());
        assert!(!counter.is_full_screen());
        let written = counter.written();
        let end =
            String::from_utf8_lossy(&written[written.len().saturating_sub(200)..]).into_owned();
        assert!(end.contains("\x1b[?1049l") && end.contains("\x1b[?25h"), "{end:?}");
        assert!(end.contains("\x1b[?2004l"), "{end:?}");
        counter = shop.counter();
        let text = counter.wait_for_text("A1 TAKEAWAY");
        assert!(text.contains("Flat white") && text.contains("hot"), "{text}");
    }
    counter.type_keys("Ctrl+q");
    counter.wait_for_text("QUIT?");
    counter.type_keys("y");
    assert!(counter.wait_for_end().success(), "{}", counter.text());
    assert!(!counter.is_full_screen());
}

#[test]
fn a_program_whose_window_is_gone_ends_and_gives_its_directory_back() {
    let shop = Shop::new();
    shop.first_counter().kill9();
    // The window belongs to `script`; in a session of its own no signal tells the counter that it
    // is gone.
    let mut window = shop.shell("exec script -qc 'exec setsid -w \"$TILLRAIL\"' /dev/null").start();
    selling(&window);
    window.type_keys("cap Enter");
    window.wait_for_text("Added 1 Cappuccino");
    window.kill9();
    let mut tries = 0;
    let counter = loop {
        let counter = shop.program(&[]).start();
        let text = counter.wait_for(|text| text.contains("ENTRY") || text.contains("close it"));
        if text.contains("ENTRY") {
            break counter;
        }
        tries += 1;
        assert!(tries < 200, "{text}");
    };
    assert!(counter.text().contains("A1 TAKEAWAY"), "{}", counter.text());
}

#[test]
fn sizes_from_one_cell_to_a_wall_lose_nothing_that_is_typed() {
    let shop = Shop::new();
    let counter = shop.first_counter();
    counter.type_keys("cap Enter");
    counter.wait_for_text("Added 1 Cappuccino");
    let sizes =
        [(1, 1), (300, 80), (2, 50), (79, 24), (80, 24), (80, 23), (120, 36), (10, 1), (200, 2)];
    let mut typed = "> ".to_owned();
    for (width, height) in sizes.into_iter().cycle().take(45) {
        counter.resize(width, height);
        if width >= 80 && height >= 24 {
            let last = usize::from(height) - 1;
            counter
                .wait_for(|text| text.lines().nth(last).is_some_and(|row| row.contains("? Help")));
            counter.type_keys("c");
            typed.push('c');
            counter.wait_for_text(&typed);
        }
    }
    counter.resize(70, 20);
    counter.wait_for(|text| text.contains("70") && text.contains("80") && text.contains("A1"));
    counter.resize(80, 24);
    let text = selling(&counter);
    assert!(text.contains(&typed), "{text}");
    assert!(text.contains("1 Cappuccino"), "{text}");
}

#[test]
fn a_port_that_is_taken_is_said_and_selling_goes_on() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let shop = Shop::listening(&address);
    let counter = shop.first_counter();
    counter.wait_for_text(&format!("! No terminal can join: {address} is not free."));
    let pairing = shop.run(&["hub", "pair"]);
    assert_eq!(pairing.status, 1, "{pairing:?}");
    assert!(pairing.error.contains("no hub"), "{pairing:?}");
    counter.press("cap Enter ~ F9 ~ = ~ Enter");
    counter.wait_for_text("PAID A1");
    shop.verified(1, 360);
}
