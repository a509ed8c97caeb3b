//! Windows that are closed: every program ends by itself, also when its folder is gone and no signal
//! says it, and gives back what was on the screen when the folder is there.

use std::fs::File;
use std::io::Read;
use std::process::Command;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use crate::pty::Pty;
use crate::whole::links::Hub;
use crate::whole::shop::{Shop, selling, set_up};

/// How long a program may take to end; it is only ever used up by one that does not.
const DEADLINE: Duration = Duration::from_mins(1);

/// A program in a window that can be closed, and word of its end.
struct Window {
    window: Pty,
    ended: Receiver<()>,
}

impl Window {
    /// Runs the program in a window of its own. With `daemon` it is in a session of its own, where
    /// no signal tells it that the window is gone, as under some multiplexers.
    fn open(shop: &Shop, args: &str, daemon: bool) -> Self {
        let pipe = shop.data().with_extension("pipe");
        let _ = std::fs::remove_file(&pipe);
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let (say, ended) = sync_channel(1);
        let path = pipe.clone();
        // The pipe ends when the last program that holds it has: the one in the window.
        std::thread::spawn(move || {
            let mut all = String::new();
            let _ = File::open(path).and_then(|mut pipe| pipe.read_to_string(&mut all));
            let _ = say.send(());
        });
        let start = if daemon { "exec setsid -w" } else { "exec" };
        let inside = format!("exec 9>\"{}\"; {start} \"$TILLRAIL\" {args}", pipe.display());
        let window = shop.shell("exec script -qc \"$INSIDE\" /dev/null").env("INSIDE", inside);
        Self { window: window.start(), ended }
    }

    /// Closes the window and waits until the program has ended by itself.
    #[track_caller]
    fn close(mut self) {
        self.window.kill9();
        let ended = self.ended.recv_timeout(DEADLINE);
        assert!(ended.is_ok(), "it still runs; the screen was:\n{}", self.window.text());
    }
}

#[test]
fn a_counter_whose_window_is_closed_ends_and_keeps_its_order() {
    let shop = Shop::new();
    shop.first_counter().kill9();
    for (daemon, item, shown) in [(false, "cap", "1 Cappuccino"), (true, "fla", "1 Flat white")] {
        let counter = Window::open(&shop, "", daemon);
        selling(&counter.window);
        counter.window.type_keys(&format!("{item} Enter"));
        counter.window.wait_for_text(&format!("Added {shown}"));
        counter.close();
    }
    let counter = shop.counter();
    let text = counter.wait_for_text("A1 TAKEAWAY");
    assert!(text.contains("1 Cappuccino") && text.contains("1 Flat white"), "{text}");
}

#[test]
fn a_counter_whose_folder_and_window_are_gone_ends() {
    for daemon in [false, true] {
        let shop = Shop::new();
        shop.first_counter().kill9();
        let counter = Window::open(&shop, "", daemon);
        selling(&counter.window);
        counter.window.type_keys("cap Enter");
        counter.window.wait_for_text("Added 1 Cappuccino");
        std::fs::remove_dir_all(shop.data()).unwrap();
        counter.close();
    }
}

#[test]
fn a_counter_whose_folder_is_gone_ends_when_it_is_told() {
    let shop = Shop::new();
    let mut counter = shop.first_counter();
    std::fs::remove_dir_all(shop.data()).unwrap();
    counter.signal("TERM");
    assert!(counter.wait_for_end().success(), "{}", counter.text());
    assert!(!counter.is_full_screen());
}

#[test]
fn a_set_up_screen_and_a_waiting_one_end_with_their_window() {
    let shop = Shop::new();
    let first = Window::open(&shop, "", true);
    first.window.wait_for_text("step 1 of 3");
    first.close();
    let selling = set_up(shop.program(&[]));
    let second = Window::open(&shop, "", true);
    second.window.wait_for_text("ALREADY RUNNING");
    second.close();
    assert!(selling.text().contains("ENTRY"), "{}", selling.text());
}

#[test]
fn kitchen_and_display_end_with_their_window_also_without_their_folder() {
    let hub = Hub::start();
    for mode in ["kitchen", "display"] {
        for (daemon, removed) in [(true, false), (true, true), (false, true)] {
            let shop = Shop::new();
            let args = format!("--hub {} {mode} --code {}", hub.url(), hub.code());
            let screen = Window::open(&shop, &args, daemon);
            screen.window.wait_for(|text| text.contains("ONLINE") || text.contains("READY"));
            if removed {
                std::fs::remove_dir_all(shop.data()).unwrap();
            }
            screen.close();
        }
    }
}

#[test]
fn a_hub_ends_with_its_window_and_by_a_word_also_without_its_folder() {
    for removed in [false, true] {
        let shop = Shop::new();
        let hub = Window::open(&shop, "hub --listen 127.0.0.1:0", false);
        hub.window.wait_for_text("Ctrl+C ends it.");
        if removed {
            std::fs::remove_dir_all(shop.data()).unwrap();
        }
        hub.close();
    }
    for signal in ["TERM", "HUP", "INT"] {
        let mut hub = Hub::start();
        std::fs::remove_dir_all(hub.shop.data()).unwrap();
        hub.process.signal(signal);
        let end = hub.process.wait_for_end();
        assert!(end.success(), "{signal}: {end:?}: {}", hub.process.text());
    }
}
