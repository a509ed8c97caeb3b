//! Asks the terminal for its background colour, which decides between the dark and the light theme.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::process::{Command, Stdio};

use crate::tui::theme::Background;

/// The colour question, followed by one every terminal answers, so that silence ends at once.
const QUESTION: &[u8] = b"\x1b]11;?\x1b\\\x1b[c";
/// At most so many reads; each waits at most a tenth of a second (`min 0 time 1`).
const MAX_READS: usize = 8;

/// Asks the terminal this program runs in; `None` if it does not answer within 100 milliseconds or
/// there is none. Must be called before the full screen is entered.
pub fn ask_background() -> Option<Background> {
    let mut tty = OpenOptions::new().read(true).write(true).open("/dev/tty").ok()?;
    let before = stty(&tty, &["-g"])?;
    stty(&tty, &["-icanon", "-echo", "min", "0", "time", "1"])?;
    let answer = ask(&mut tty);
    stty(&tty, &[before.trim()])?;
    background_of(&answer)
}

/// Runs the system's own tool on the terminal, as settings cannot be made without unsafe code here.
pub(super) fn stty(tty: &File, arguments: &[&str]) -> Option<String> {
    let output = Command::new("stty")
        .args(arguments)
        .stdin(Stdio::from(tty.try_clone().ok()?))
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn ask(tty: &mut File) -> Vec<u8> {
    let mut answer = Vec::new();
    if tty.write_all(QUESTION).and_then(|()| tty.flush()).is_err() {
        return answer;
    }
    let mut chunk = [0_u8; 256];
    for _ in 0..MAX_READS {
        match tty.read(&mut chunk) {
            Ok(0) | Err(_) => break,
            Ok(read) => answer.extend_from_slice(chunk.get(..read).unwrap_or_default()),
        }
        // The second answer, ESC [ ? ... c, is complete: nothing more will come.
        if answer.last() == Some(&b'c') && answer.windows(3).any(|part| part == b"\x1b[?") {
            break;
        }
    }
    answer
}

/// Reads `rgb:RRRR/GGGG/BBBB`, with one to four hexadecimal digits in each part.
fn background_of(answer: &[u8]) -> Option<Background> {
    let text = String::from_utf8_lossy(answer);
    let (_, colour) = text.split_once("]11;rgb:")?;
    let mut brightness = 0;
    // Weights of the eye for red, green and blue, in thousandths.
    let mut parts = colour.split('/');
    for weight in [299_u32, 587, 114] {
        let part = parts.next()?;
        let digits: String = part.chars().take_while(char::is_ascii_hexdigit).take(4).collect();
        let value = u32::from_str_radix(&digits, 16).ok()?;
        let most = 16_u32.pow(u32::try_from(digits.len()).ok()?) - 1;
        brightness += weight * value / most;
    }
    Some(if brightness > 500 { Background::Light } else { Background::Dark })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_in_every_length() {
        let of = |text: &str| background_of(text.as_bytes());
        assert_eq!(of("\u{1b}]11;rgb:0f0f/1414/1919\u{1b}\\\u{1b}[?62c"), Some(Background::Dark));
        assert_eq!(of("\u{1b}]11;rgb:ff/ff/f0\u{7}"), Some(Background::Light));
        assert_eq!(of("\u{1b}]11;rgb:f/f/f\u{7}"), Some(Background::Light));
        assert_eq!(of("\u{1b}[?62c"), None);
        assert_eq!(of("\u{1b}]11;rgb:/14/19"), None);
        assert_eq!(of(""), None);
    }
}
