//! Programs in a pseudo terminal: the harness itself, and what the real binary does there.

mod check;
mod closed;
mod demo;
mod first;
mod in_use;
mod leave;
mod look;
mod names;

use std::path::Path;

use crate::pty::Start;

/// A shell that runs `script`.
fn shell(script: &str) -> Start {
    Start::program(Path::new("/bin/sh"), &["-c", script])
}

#[test]
fn the_harness_shows_what_a_program_draws() {
    let mut pty = shell("printf 'one\\ntwo \\033[3;5Hthree'; printf '\\a'; exit 3").start();
    let text = pty.wait_for_text("three");
    assert!(text.starts_with("one\n"), "{text}");
    assert_eq!((pty.row(0).as_str(), pty.row(2).as_str()), ("one", "    three"));
    assert_eq!(pty.wait_for_end().exit_code(), 3);
    assert_eq!(pty.bells(), 1);
    assert!(!pty.is_full_screen());
}

#[test]
fn the_harness_sends_the_bytes_of_real_keys() {
    let pty = shell("stty raw -echo; echo ready; exec cat -v").start();
    pty.wait_for_text("ready");
    pty.type_keys("cap Enter F9 F1 Ctrl+z Up Space x Backspace Del");
    pty.wait_for_text("cap^M^[[20~^[OP^Z^[[A x^?^[[3~");
    pty.paste("flat white");
    pty.wait_for_text("^[[200~flat white^[[201~");
    pty.type_keys("Esc");
    pty.wait_for(|text| text.trim_end().ends_with("^["));
}

#[test]
fn the_harness_clicks_on_cells_and_on_words() {
    let pty = shell("stty raw -echo; printf 'Total [9] PAY\\r\\n'; exec cat -v").start();
    pty.wait_for_text("PAY");
    pty.click(4, 2);
    pty.wait_for_text("^[[<0;5;3M^[[<0;5;3m");
    pty.click_on("[9] PAY");
    pty.wait_for_text("^[[<0;7;1M^[[<0;7;1m");
}

#[test]
fn the_harness_resizes_and_answers_where_the_cursor_is() {
    let pty =
        shell("stty -echo; echo ready; while read line; do stty size; done").size(100, 30).start();
    pty.wait_for_text("ready");
    pty.type_keys("Enter");
    pty.wait_for_text("30 100");
    pty.resize(120, 40);
    pty.type_keys("Enter");
    pty.wait_for_text("40 120");
    let asking = shell("stty raw -echo; printf 'ab\\033[6n'; exec cat -v").start();
    asking.wait_for_text("^[[1;3R");
}

#[test]
fn the_harness_gives_a_home_of_its_own_and_kills_without_a_word() {
    let home = tempfile::tempdir().unwrap();
    let script = "trap 'echo caught' HUP TERM INT; echo \"$HOME $XDG_DATA_HOME\"; read line";
    let mut pty = shell(script).home(home.path()).size(200, 5).start();
    let shown = pty.wait_for_text(&format!("{0} {0}/data", home.path().display()));
    assert!(!shown.contains("caught"));
    pty.kill9();
    assert!(!pty.text().contains("caught"), "{}", pty.text());
}

#[test]
#[should_panic(expected = "the program ended; the screen was:\n  | short of money")]
fn the_harness_fails_with_the_screen() {
    let pty = shell("echo short of money").start();
    pty.wait_for_text("plenty");
}

#[test]
fn the_real_binary_runs_in_a_terminal() {
    let home = tempfile::tempdir().unwrap();
    let mut pty = Start::tillrail(&["--version"]).home(home.path()).start();
    assert!(pty.wait_for_end().success(), "{}", pty.text());
}
