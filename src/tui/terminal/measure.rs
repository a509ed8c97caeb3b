//! Asks the terminal how wide it draws a line-drawing character: where the cursor is behind one.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};

use super::background::stty;

/// One sign at the start of the row, then the question where the cursor is.
const QUESTION: &[u8] = "\r─\x1b[6n".as_bytes();
/// The row as it was.
const ERASE: &[u8] = b"\r\x1b[K";
/// At most so many reads; each waits at most a tenth of a second.
const MAX_READS: usize = 8;

/// The columns that a line-drawing character has on the terminal this program runs in; `None` if it
/// does not answer within 100 milliseconds or there is none. Must be called before the full screen
/// is entered.
pub fn line_columns() -> Option<u16> {
    let mut tty = OpenOptions::new().read(true).write(true).open("/dev/tty").ok()?;
    let before = stty(&tty, &["-g"])?;
    stty(&tty, &["-icanon", "-echo", "min", "0", "time", "1"])?;
    let answer = ask(&mut tty);
    // What was drawn to be measured is taken away; a terminal that has gone needs nothing.
    let _ = tty.write_all(ERASE).and_then(|()| tty.flush());
    stty(&tty, &[before.trim()])?;
    columns_of(&answer)
}

fn ask(tty: &mut File) -> Vec<u8> {
    let mut answer = Vec::new();
    if tty.write_all(QUESTION).and_then(|()| tty.flush()).is_err() {
        return answer;
    }
    let mut chunk = [0_u8; 64];
    for _ in 0..MAX_READS {
        match tty.read(&mut chunk) {
            Ok(0) | Err(_) => break,
            Ok(read) => answer.extend_from_slice(chunk.get(..read).unwrap_or_default()),
        }
        if answer.last() == Some(&b'R') {
            break;
        }
    }
    answer
}

/// Reads `ESC [ row ; column R`; the column is the one behind what was drawn.
fn columns_of(answer: &[u8]) -> Option<u16> {
    let text = String::from_utf8_lossy(answer);
    let (_, rest) = text.rsplit_once("\x1b[")?;
    let (_, column) = rest.strip_suffix('R')?.split_once(';')?;
    column.parse::<u16>().ok()?.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_the_cursor_is_the_width() {
        assert_eq!(columns_of(b"\x1b[12;2R"), Some(1));
        assert_eq!(columns_of(b"\x1b[1;3R"), Some(2));
        assert_eq!(columns_of(b"x\x1b[7;2R"), Some(1));
        assert_eq!(columns_of(b"\x1b[12;R"), None);
        assert_eq!(columns_of(b""), None);
    }
}
