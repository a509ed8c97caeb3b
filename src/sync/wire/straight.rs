//! Frames of envelopes exactly as this program writes them, read in one pass.
//!
//! Whatever looks otherwise (spaces, fields in another order, fields of a later version) is nothing
//! here and is read in general.

use super::{Aside, Events, FRAME_ENVELOPES_MAX, Frame, Packed, Push};
use crate::domain::envelope::{Arriving, Hash};

/// The digits of a hash in a frame.
const HASH_DIGITS: usize = 64;

/// The frame that the text is.
pub(super) fn read(text: &str) -> Option<Frame> {
    if let Some(rest) = text.strip_prefix("{\"push\":{") {
        return Some(Frame::Push(Push { envelopes: envelopes(rest)? }));
    }
    if let Some(rest) = text.strip_prefix("{\"events\":{\"no\":") {
        let (no, rest) = rest.split_once(',')?;
        return Some(Frame::Events(Events { no: number(no)?, envelopes: envelopes(rest)? }));
    }
    let rest = text.strip_prefix("{\"aside\":{\"no\":")?;
    let (no, rest) = rest.split_once(',')?;
    let (last, rest) = rest.strip_prefix("\"last\":")?.split_once(',')?;
    let last = last.parse().ok()?;
    Some(Frame::Aside(Aside { no: number(no)?, last, envelopes: envelopes(rest)? }))
}

/// A number as it is written, without a sign or zeros before it.
fn number(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    (digits && (number == 0) == text.starts_with('0')).then_some(number)
}

/// The envelopes that a frame ends with, no more than a frame may have.
fn envelopes(text: &str) -> Option<Vec<Packed>> {
    let mut rest = text.strip_prefix("\"envelopes\":[")?;
    let mut envelopes = Vec::new();
    while !rest.starts_with(']') {
        if !envelopes.is_empty() {
            rest = rest.strip_prefix(',')?;
        }
        let packed;
        (packed, rest) = one(rest)?;
        envelopes.push(packed);
        if envelopes.len() > FRAME_ENVELOPES_MAX {
            return None;
        }
    }
    (rest == "]}}").then_some(envelopes)
}

/// One envelope with its wrapping, and what stands behind it.
fn one(text: &str) -> Option<(Packed, &str)> {
    let (envelope, rest) = Arriving::first_of(text.strip_prefix("{\"b\":")?)?;
    let (hash, rest) = hash(rest.strip_prefix(",\"h\":\"")?)?;
    let (branch, rest) = match rest.strip_prefix(",\"branch\":\"") {
        Some(rest) => {
            let (branch, rest) = self::hash(rest)?;
            (Some(branch), rest)
        }
        None => (None, rest),
    };
    Some((Packed::arrived(envelope, hash, branch), rest.strip_prefix('}')?))
}

/// A hash and the quote behind it.
fn hash(text: &str) -> Option<(Hash, &str)> {
    let (digits, rest) = text.split_at_checked(HASH_DIGITS)?;
    Some((digits.parse().ok()?, rest.strip_prefix('"')?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::envelope::{Fact, Sealed};
    use crate::domain::event::Event;
    use crate::sync::session::testing::journal;

    /// What the text is for everybody else.
    fn general(text: &str) -> Option<Frame> {
        serde_json::from_str(text).ok()
    }

    fn frames() -> Vec<Frame> {
        let mut rows = journal(1, 3);
        // The others are of a kind that is read in general.
        let event = Some(Event::LineReady { lines: Vec::new() });
        rows[1] = Sealed::seal(Fact { event, ..(*rows[1].fact).clone() }).unwrap();
        let mut envelopes: Vec<Packed> = rows.iter().map(Packed::from).collect();
        envelopes[1].branch = Some(rows[0].hash);
        vec![
            Frame::Push(Push { envelopes: envelopes.clone() }),
            Frame::Push(Push { envelopes: Vec::new() }),
            Frame::Events(Events { no: 0, envelopes: envelopes.clone() }),
            Frame::Events(Events { no: 907, envelopes: Vec::new() }),
            Frame::Aside(Aside { no: 12, last: true, envelopes }),
        ]
    }

    #[test]
    fn what_this_program_writes_is_read_in_one_pass() {
        for frame in frames() {
            let text = frame.encode().unwrap();
            assert_eq!(read(&text), Some(frame), "{text}");
        }
    }

    #[test]
    fn every_cut_and_every_changed_byte_is_read_as_in_general_or_left_to_it() {
        for frame in frames() {
            let text = frame.encode().unwrap();
            for end in 0..text.len() {
                assert_eq!(read(&text[..end]), None);
                for other in ['0', ' ', '"', '}', ',', 'x'] {
                    let changed = format!("{}{other}{}", &text[..end], &text[end + 1..]);
                    if let Some(straight) = read(&changed) {
                        assert_eq!(Some(straight), general(&changed), "{changed}");
                    }
                }
            }
        }
    }
}
