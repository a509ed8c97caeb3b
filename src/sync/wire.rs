//! The frames of the protocol: one closed enum, its text form and its named limits.
//!
//! A frame is one JSON object with one key, its name: `{"beat":{…}}`. Envelopes travel as the exact
//! bytes that were hashed and are never encoded again. PROTOCOL.md shows an example of every frame.

use serde::{Deserialize, Serialize};

use crate::domain::envelope::{Hash, UNKNOWN_KIND, not_understood};
use crate::domain::frontier::Frontier;
use crate::domain::id::{SiteId, TerminalId};
use crate::domain::number::Letter;

mod fork;
mod packed;
mod personal;
mod straight;

pub use fork::{COMPARED_PLACES_MAX, Compare, Forked, Places};
pub use packed::{Credential, Packed};
pub use personal::{PERSONAL_LIST_MAX, PERSONAL_ROWS_MAX, Personal, PersonalDone};

/// The version of the protocol that this build speaks.
pub const PROTOCOL_VERSION: u16 = 1;

/// The most bytes that a frame may have: the largest envelope, a menu, and room for its wrapping.
pub const FRAME_LIMIT_BYTES: usize = 5 * 1024 * 1024;

/// The bytes after which a sender starts another frame, so that a slow line still shows life.
pub const FRAME_TARGET_BYTES: usize = 96 * 1024;

/// The bytes after which no further envelope of a range is put into a frame to a terminal that
/// catches up; with a whole window of them a slow line still carries news within seconds.
pub const RANGE_TARGET_BYTES: usize = 192 * 1024;

/// The most envelopes in one frame.
pub const FRAME_ENVELOPES_MAX: usize = 512;

/// The most frames of envelopes on their way in one direction without an answer.
pub const WINDOW_FRAMES: usize = 8;

/// The time between two heartbeats, in milliseconds.
pub const BEAT_MS: u64 = 2_000;

/// A connection on which nothing was heard for this long is given up by a terminal, milliseconds.
pub const SILENCE_MS: u64 = 5_000;

/// A hub waits longer before it gives up, because it cannot see a large frame on a slow line.
pub const HUB_SILENCE_MS: u64 = 15_000;

/// A peer that lives but answers no frame of envelopes for this long is given up, milliseconds.
pub const STALL_MS: u64 = 20_000;

/// Which facts of others a terminal asks for. A hub may send more than was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Want {
    /// Everything of the site.
    #[default]
    All,
    /// What a kitchen needs.
    Kitchen,
    /// Nothing: it only pushes.
    None,
    /// The areas named, as the glossary names them.
    Areas(Vec<String>),
}

/// The first frame of a terminal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hello {
    /// The version of the protocol.
    pub protocol: u16,
    /// The site it belongs to.
    pub site: SiteId,
    /// Who speaks.
    pub terminal: TerminalId,
    /// The secret from pairing.
    pub credential: Credential,
    /// What it holds on its disk.
    pub frontier: Frontier,
    /// Its clock, milliseconds UTC.
    pub clock: i64,
    /// What it asks for.
    #[serde(default)]
    pub want: Want,
    /// Whether it has never held everything and asks for what matters now ahead of the ranges.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub aside: bool,
}

/// The limits of a hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The most bytes of a frame.
    pub frame_bytes: usize,
    /// The most envelopes of a frame.
    pub envelopes: usize,
    /// The most frames of envelopes without an answer.
    pub window: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            frame_bytes: FRAME_LIMIT_BYTES,
            envelopes: FRAME_ENVELOPES_MAX,
            window: WINDOW_FRAMES,
        }
    }
}

/// The hub takes the terminal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Welcome {
    /// The version of the protocol.
    pub protocol: u16,
    /// The identity of the hub.
    pub hub: TerminalId,
    /// The site.
    pub site: SiteId,
    /// What the hub holds on its disk.
    pub frontier: Frontier,
    /// Its clock, milliseconds UTC.
    pub clock: i64,
    /// Its limits.
    pub limits: Limits,
    /// How often it sends a beat, milliseconds.
    pub beat_ms: u64,
    /// The order letter it knows for this terminal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<Letter>,
    /// Whether it exchanges the rows of customers with this terminal.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub personal: bool,
    /// True while the hub is filled again: the terminal pushes every journal that it holds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recover: bool,
}

/// Why a hub does not go on; the connection ends with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// `version`, `site`, `credential`, `retired`, `forked`, `letter`, `frame`, `foreign`,
    /// `window`, `envelope`, `busy`.
    pub code: String,
    /// One sentence for a person, with the remedy.
    pub sentence: String,
    /// Whether trying again without a person's help is pointless.
    pub permanent: bool,
}

/// Envelopes of the terminal's own journal, contiguous.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Push {
    /// The envelopes, in the order of their journal.
    pub envelopes: Vec<Packed>,
}

/// Committed to the hub's disk up to here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    /// Which journal.
    pub terminal: TerminalId,
    /// Up to and with this place.
    pub seq: u64,
    /// The hash there, so that two machines with one identity notice.
    pub hash: Hash,
    /// True when a gap was seen: send again from the next place on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
}

/// Envelopes of others, each journal in its order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Events {
    /// Counts the frames of this kind on this connection, from 1; `held` answers with it.
    pub no: u64,
    /// The envelopes.
    pub envelopes: Vec<Packed>,
}

/// Envelopes ahead of their ranges, for a fresh terminal: folded at once, chain-checked when the
/// gap before them closes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Aside {
    /// Counts with the frames of events; `held` answers with it.
    #[serde(default)]
    pub no: u64,
    /// True when nothing more waits to go ahead now.
    pub last: bool,
    /// The envelopes, in no particular order.
    pub envelopes: Vec<Packed>,
}

/// What a terminal has made durable of the frames of `events`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// All frames of `events` up to and with this number are on its disk.
    pub no: u64,
    /// The ends of the journals that moved.
    pub heads: Frontier,
}

/// The code of a journal that cannot go on at the sender, because bytes there are damaged.
pub const UNREADABLE: &str = "envelope";

/// An envelope that was stored and not understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// Which journal.
    pub terminal: TerminalId,
    /// Its place there.
    pub seq: u64,
    /// `unknown_kind`, `forked` or [`UNREADABLE`].
    pub code: String,
    /// One sentence for a person.
    pub sentence: String,
}

impl Quarantined {
    /// The report on an envelope of a kind, version or content that this build does not know.
    pub fn unknown(terminal: TerminalId, seq: u64) -> Self {
        Self {
            terminal,
            seq,
            code: UNKNOWN_KIND.to_owned(),
            sentence: not_understood(terminal, seq),
        }
    }
}

/// The heartbeat, in both directions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beat {
    /// The sender's clock, milliseconds UTC.
    pub clock: i64,
    /// Eight hex digits over the sender's frontier: equal when both hold the same.
    pub digest: String,
}

/// Everything that is ever said on a connection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each frame is documented at the type that it carries")]
pub enum Frame {
    Hello(Box<Hello>),
    Welcome(Box<Welcome>),
    Refused(Refused),
    Push(Push),
    Ack(Ack),
    Events(Events),
    Aside(Aside),
    Personal(Personal),
    Held(Held),
    Quarantined(Quarantined),
    Beat(Beat),
    Forked(Forked),
    Compare(Compare),
    Places(Places),
}

/// Why a text is not a frame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFrame {
    /// Too many bytes.
    #[error("a frame of {bytes} bytes arrived, the limit is {FRAME_LIMIT_BYTES}")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Not readable.
    #[error("a frame cannot be read: {0}")]
    Unreadable(String),
    /// Cannot be written; an envelope in it is not JSON.
    #[error("a frame cannot be written: {0}")]
    Unwritable(String),
    /// Too many envelopes.
    #[error("a frame holds {envelopes} envelopes, the limit is {FRAME_ENVELOPES_MAX}")]
    TooMany {
        /// How many.
        envelopes: usize,
    },
}

impl Frame {
    /// The text of the frame.
    ///
    /// # Errors
    /// [`BadFrame::Unwritable`] when the bytes of an envelope are not JSON.
    pub fn encode(&self) -> Result<String, BadFrame> {
        let (start, envelopes) = match self {
            Self::Push(Push { envelopes }) => ("{\"push\":{".to_owned(), envelopes),
            Self::Events(Events { no, envelopes }) => {
                (format!("{{\"events\":{{\"no\":{no},"), envelopes)
            }
            Self::Aside(Aside { no, last, envelopes }) => {
                (format!("{{\"aside\":{{\"no\":{no},\"last\":{last},"), envelopes)
            }
            Self::Hello(_)
            | Self::Welcome(_)
            | Self::Refused(_)
            | Self::Ack(_)
            | Self::Personal(_)
            | Self::Held(_)
            | Self::Quarantined(_)
            | Self::Beat(_)
            | Self::Forked(_)
            | Self::Compare(_)
            | Self::Places(_) => {
                let text = serde_json::to_string(self);
                return text.map_err(|error| BadFrame::Unwritable(error.to_string()));
            }
        };
        Ok(packed::written(start, envelopes))
    }

    /// Reads a frame.
    ///
    /// # Errors
    /// [`BadFrame`] beyond a limit or when the text is not a frame of this protocol.
    pub fn decode(text: &str) -> Result<Self, BadFrame> {
        if text.len() > FRAME_LIMIT_BYTES {
            return Err(BadFrame::TooLarge { bytes: text.len() });
        }
        if let Some(frame) = straight::read(text) {
            return Ok(frame);
        }
        let frame: Self =
            serde_json::from_str(text).map_err(|error| BadFrame::Unreadable(error.to_string()))?;
        let envelopes = frame.envelopes().len();
        if envelopes > FRAME_ENVELOPES_MAX {
            return Err(BadFrame::TooMany { envelopes });
        }
        Ok(frame)
    }

    /// The envelopes it carries.
    pub fn envelopes(&self) -> &[Packed] {
        match self {
            Self::Push(push) => &push.envelopes,
            Self::Events(events) => &events.envelopes,
            Self::Aside(aside) => &aside.envelopes,
            Self::Hello(_)
            | Self::Welcome(_)
            | Self::Refused(_)
            | Self::Ack(_)
            | Self::Personal(_)
            | Self::Held(_)
            | Self::Quarantined(_)
            | Self::Beat(_)
            | Self::Forked(_)
            | Self::Compare(_)
            | Self::Places(_) => &[],
        }
    }

    /// The name of the frame, as it stands in its text.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Hello(_) => "hello",
            Self::Welcome(_) => "welcome",
            Self::Refused(_) => "refused",
            Self::Push(_) => "push",
            Self::Ack(_) => "ack",
            Self::Events(_) => "events",
            Self::Aside(_) => "aside",
            Self::Personal(_) => "personal",
            Self::Held(_) => "held",
            Self::Quarantined(_) => "quarantined",
            Self::Beat(_) => "beat",
            Self::Forked(_) => "forked",
            Self::Compare(_) => "compare",
            Self::Places(_) => "places",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_keeps_every_byte_on_its_way() {
        let odd = r#"{"a" : 1.50,  "b":"\u00e9 ü","c":[ ]}"#;
        let packed = Packed::unread(odd, Hash::of(b"x"), None);
        let branched = Packed::unread(odd, Hash::of(b"x"), Some(Hash::of(b"y")));
        let frame = Frame::Events(Events { no: 3, envelopes: vec![packed, branched] });
        let text = frame.encode().unwrap();
        assert!(text.contains(odd));
        assert_eq!(text, serde_json::to_string(&frame).unwrap());
        assert_eq!(Frame::decode(&text).unwrap(), frame);
    }

    #[test]
    fn garbage_is_refused_in_words() {
        for text in ["", "{", "[]", "null", r#"{"push":{}}"#, r#"{"moon":{}}"#, "\u{0}"] {
            assert!(matches!(Frame::decode(text), Err(BadFrame::Unreadable(_))), "{text}");
        }
        let giant = " ".repeat(FRAME_LIMIT_BYTES + 1);
        assert!(matches!(Frame::decode(&giant), Err(BadFrame::TooLarge { .. })));
        let packed = Packed::unread("{}", Hash::ZERO, None);
        let many = Frame::Push(Push { envelopes: vec![packed; FRAME_ENVELOPES_MAX + 1] });
        let text = many.encode().unwrap();
        assert!(matches!(Frame::decode(&text), Err(BadFrame::TooMany { .. })));
    }

    #[test]
    fn a_credential_is_never_shown() {
        assert!(!format!("{:?}", Credential("secret".to_owned())).contains("secret"));
    }
}
