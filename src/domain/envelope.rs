//! Envelopes: a fact with its stamp, sealed into a chain of hashes whose bytes never change.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::event::{Event, Straight};
use super::frontier::{Head, branch_journal};
use super::id::{AggregateId, BadId, Boot, SiteId, StaffId, TerminalId, text_serde};
use super::menu::MENU_LIMIT_BYTES;
use super::time::{At, Day, Hlc};

mod arriving;

pub use arriving::Arriving;

/// The most bytes that an envelope may have, unless it carries a menu.
pub const ENVELOPE_LIMIT_BYTES: usize = 64 * 1024;

/// The version of the envelope that this build writes.
pub const ENVELOPE_VERSION: u16 = 1;

/// A SHA-256; written as 64 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// What precedes the first envelope of a journal.
    pub const ZERO: Self = Self([0; 32]);

    /// The hash of an envelope's bytes behind its predecessor:
    /// `SHA-256(32 raw bytes of the previous hash ‖ bytes)`.
    pub fn chain(previous: Self, bytes: &[u8]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(previous.0);
        hasher.update(bytes);
        Self(hasher.finalize().into())
    }

    /// The hash of any bytes, for credentials and digests.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [b'0'; 64];
        for (pair, byte) in text.chunks_exact_mut(2).zip(self.0) {
            for (digit, half) in pair.iter_mut().zip([byte >> 4_u32, byte & 15]) {
                let letter = u8::from(half > 9).saturating_mul(b'a' - b'0' - 10);
                *digit = half.saturating_add(b'0').saturating_add(letter);
            }
        }
        out.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let mut bytes = [0_u8; 32];
        let mut bad = text.len() != 64;
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            for digit in pair {
                // Letters have the bit of 64, and `a` is 1 in the four bits below.
                let letter = (digit >> 6_u32).saturating_mul(9);
                *byte = (*byte << 4_u32) | (digit & 15).saturating_add(letter) & 15;
                bad |= !digit.is_ascii_hexdigit();
            }
        }
        if bad { Err(BadId(text.to_owned())) } else { Ok(Self(bytes)) }
    }
}
text_serde!(Hash);

/// Where a re-issued envelope was first made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The journal it was first in.
    pub terminal: TerminalId,
    /// Its place there.
    pub seq: u64,
    /// Its hash there.
    pub hash: Hash,
}

/// A fact with its stamp. The field order is the order of the bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// The site it belongs to.
    pub site: SiteId,
    /// The journal it stands in.
    pub terminal: TerminalId,
    /// Its place in that journal, contiguous from 1.
    pub seq: u64,
    /// The process that made it.
    pub boot: Boot,
    /// Its place among the facts of its aggregate.
    pub hlc: Hlc,
    /// When it was made, by the clock of its terminal.
    pub at: At,
    /// The business day, written by the terminal that made it.
    pub day: Day,
    /// Who did it.
    pub staff: StaffId,
    /// The hash of the envelope before it.
    pub prev: Hash,
    /// The version of the envelope.
    pub v: u16,
    /// What is folded by it.
    pub aggregate: AggregateId,
    /// Where it was first made, when it was re-issued.
    pub of: Option<Origin>,
    /// What happened; `None` when this build does not understand it.
    pub event: Option<Event>,
}

/// The bytes of an envelope, in the order in which they are written and read, with the event as it
/// stands there or read.
#[derive(Serialize, Deserialize)]
struct Wire<E> {
    site: SiteId,
    terminal: TerminalId,
    seq: u64,
    boot: Boot,
    hlc: Hlc,
    at: At,
    day: Day,
    staff: StaffId,
    prev: Hash,
    v: u16,
    aggregate: AggregateId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<Origin>,
    event: E,
}

/// Where a fact sorts in the fold of its aggregate: hybrid clock, then terminal, then place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortKey {
    /// The hybrid clock.
    pub hlc: Hlc,
    /// The terminal that first made it.
    pub terminal: TerminalId,
    /// Its place in the journal it was first in.
    pub seq: u64,
    /// The process that made it: two machines with one identity are two processes.
    pub boot: Boot,
}

impl Fact {
    /// Where it sorts; a re-issued fact sorts by its origin, so that it counts once.
    pub fn sort_key(&self) -> SortKey {
        let seq = self.of.as_ref().map_or(self.seq, |of| of.seq);
        SortKey { hlc: self.hlc, terminal: self.maker(), seq, boot: self.boot }
    }

    /// The identity that made it: of a re-issued fact the one that first had it.
    pub fn maker(&self) -> TerminalId {
        self.of.as_ref().map_or(self.terminal, |of| of.terminal)
    }

    /// The tag of its event, or the word `unknown`.
    pub fn kind(&self) -> &'static str {
        self.event.as_ref().map_or("unknown", Event::kind)
    }
}

/// A fact with the exact bytes that were hashed.
#[derive(Debug, Clone, PartialEq)]
pub struct Sealed {
    /// The fact that the bytes say.
    pub fact: Arc<Fact>,
    /// The exact UTF-8 JSON.
    pub bytes: Arc<str>,
    /// The hash of the bytes behind the previous hash.
    pub hash: Hash,
    /// The branch it is filed under, named by the hash of the branch's first envelope; `None` in
    /// the journal that its terminal is named by. Not a part of the bytes.
    pub branch: Option<Hash>,
}

/// An envelope that is only passed on: its place and its link are known, and what it says was not
/// read.
#[derive(Debug, Clone, PartialEq)]
pub struct Passed {
    /// Its place in its journal.
    pub seq: u64,
    /// The hash of the envelope before it.
    pub prev: Hash,
    /// The exact UTF-8 JSON.
    pub bytes: Arc<str>,
    /// The hash of the bytes behind the previous hash.
    pub hash: Hash,
    /// The branch it is filed under, as in [`Sealed`].
    pub branch: Option<Hash>,
}

impl Passed {
    /// The end of its journal with it.
    pub const fn head(&self) -> Head {
        Head { seq: self.seq, hash: self.hash }
    }
}

impl From<&Sealed> for Passed {
    fn from(sealed: &Sealed) -> Self {
        let (fact, bytes) = (&sealed.fact, Arc::clone(&sealed.bytes));
        let (hash, branch) = (sealed.hash, sealed.branch);
        Self { seq: fact.seq, prev: fact.prev, bytes, hash, branch }
    }
}

/// Why bytes are not an envelope of this chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadEnvelope {
    /// The header cannot be read.
    #[error("the envelope's header cannot be read: {0}")]
    Header(String),
    /// The bytes do not hash to what was said.
    #[error("the envelope's bytes do not match its hash")]
    Hash,
    /// The envelope is larger than the limit.
    #[error(
        "the envelope has {bytes} bytes, the limit is {limit}: split the act into smaller ones"
    )]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit for its kind.
        limit: usize,
    },
}

impl Sealed {
    /// Seals a fact: writes its bytes and chains its hash behind `fact.prev`.
    ///
    /// # Errors
    /// [`BadEnvelope::TooLarge`] beyond the limit, so that nothing durable is too large to send.
    pub fn seal(fact: Fact) -> Result<Self, BadEnvelope> {
        let header = |error: serde_json::Error| BadEnvelope::Header(error.to_string());
        let event = match &fact.event {
            Some(event) => serde_json::value::to_raw_value(event).map_err(header)?,
            None => return Err(BadEnvelope::Header("a fact without an event".to_owned())),
        };
        let wire = Wire {
            site: fact.site,
            terminal: fact.terminal,
            seq: fact.seq,
            boot: fact.boot,
            hlc: fact.hlc,
            at: fact.at,
            day: fact.day,
            staff: fact.staff.clone(),
            prev: fact.prev,
            v: fact.v,
            aggregate: fact.aggregate.clone(),
            of: fact.of,
            event: &*event,
        };
        let bytes = serde_json::to_string(&wire).map_err(header)?;
        check_size(&fact.aggregate, bytes.len())?;
        let hash = Hash::chain(fact.prev, bytes.as_bytes());
        Ok(Self { fact: Arc::new(fact), bytes: bytes.into(), hash, branch: None })
    }

    /// Reads bytes that claim to hash to `hash`. An event that this build does not understand is
    /// kept as bytes with `event: None`: not understood is not refused.
    ///
    /// # Errors
    /// [`BadEnvelope`] when the header cannot be read, the hash does not match or it is too large.
    pub fn open(bytes: impl Into<Arc<str>>, hash: Hash) -> Result<Self, BadEnvelope> {
        let bytes: Arc<str> = bytes.into();
        arriving::whole(Arc::new(read(&bytes)?), bytes, hash)
    }

    /// Reads bytes from this machine's own journal whose hash was checked when they came in.
    ///
    /// # Errors
    /// [`BadEnvelope::Header`] when the header cannot be read.
    pub fn trusted(bytes: impl Into<Arc<str>>, hash: Hash) -> Result<Self, BadEnvelope> {
        let bytes: Arc<str> = bytes.into();
        Ok(Self { fact: Arc::new(read(&bytes)?), bytes, hash, branch: None })
    }

    /// The same, filed under a branch.
    #[must_use]
    pub fn on_branch(self, branch: Option<Hash>) -> Self {
        Self { branch, ..self }
    }

    /// The journal it is filed under: its terminal's, or that of its branch.
    pub fn journal(&self) -> TerminalId {
        let terminal = self.fact.terminal;
        self.branch.map_or(terminal, |first| branch_journal(terminal, first))
    }

    /// The end of its journal with it.
    pub fn head(&self) -> Head {
        Head { seq: self.fact.seq, hash: self.hash }
    }

    /// The same fact issued again in the journal of `terminal` behind `head` (renewal): clock,
    /// moment, day, staff and content stay, and `of` names where it was first.
    ///
    /// # Errors
    /// [`BadEnvelope`] when its header cannot be read or it is too large with its origin.
    pub fn issued_again(&self, terminal: TerminalId, head: Head) -> Result<Self, BadEnvelope> {
        let header = |error: serde_json::Error| BadEnvelope::Header(error.to_string());
        let old: Wire<&RawValue> = serde_json::from_str(&self.bytes).map_err(header)?;
        let first = Origin { terminal: old.terminal, seq: old.seq, hash: self.hash };
        let wire = Wire {
            terminal,
            seq: head.seq.saturating_add(1),
            prev: head.hash,
            of: Some(old.of.unwrap_or(first)),
            ..old
        };
        let bytes = serde_json::to_string(&wire).map_err(header)?;
        check_size(&wire.aggregate, bytes.len())?;
        let hash = Hash::chain(head.hash, bytes.as_bytes());
        Self::trusted(bytes, hash)
    }
}

/// The code, in lists and frames, of an envelope that is held and not understood.
pub const UNKNOWN_KIND: &str = "unknown_kind";

/// Says in words that an envelope is held and not understood.
pub fn not_understood(journal: TerminalId, seq: u64) -> String {
    format!(
        "Envelope {seq} of {journal} is stored and passed on but not understood here: update this \
         program to count it."
    )
}

fn check_size(aggregate: &AggregateId, bytes: usize) -> Result<(), BadEnvelope> {
    let limit =
        if *aggregate == AggregateId::Menu { MENU_LIMIT_BYTES } else { ENVELOPE_LIMIT_BYTES };
    if bytes > limit { Err(BadEnvelope::TooLarge { bytes, limit }) } else { Ok(()) }
}

fn read(bytes: &str) -> Result<Fact, BadEnvelope> {
    // The commonest kinds are read in one pass; what that cannot read is read in general.
    if let Ok(wire) = serde_json::from_str::<Wire<Straight>>(bytes) {
        return Ok(fact(wire, |Straight(event)| Some(event)));
    }
    let wire: Wire<&RawValue> =
        serde_json::from_str(bytes).map_err(|error| BadEnvelope::Header(error.to_string()))?;
    Ok(fact(wire, |event| serde_json::from_str(event.get()).ok()))
}

fn fact<E>(wire: Wire<E>, event: impl FnOnce(E) -> Option<Event>) -> Fact {
    let understood = wire.v == ENVELOPE_VERSION;
    Fact {
        site: wire.site,
        terminal: wire.terminal,
        seq: wire.seq,
        boot: wire.boot,
        hlc: wire.hlc,
        at: wire.at,
        day: wire.day,
        staff: wire.staff,
        prev: wire.prev,
        v: wire.v,
        aggregate: wire.aggregate,
        of: wire.of,
        event: if understood { event(wire.event) } else { None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn fact(event: Event) -> Fact {
        Fact {
            site: SiteId(1),
            terminal: TerminalId(2),
            seq: 1,
            boot: Boot(3),
            hlc: Hlc::next(Hlc::default(), At(1_700_000_000_000)),
            at: At(1_700_000_000_000),
            day: "2023-11-14".parse().unwrap(),
            staff: StaffId::owner(),
            prev: Hash::ZERO,
            v: ENVELOPE_VERSION,
            aggregate: AggregateId::Settings,
            of: None,
            event: Some(event),
        }
    }

    #[test]
    fn sealed_bytes_open_to_the_same_fact() {
        let sealed = Sealed::seal(fact(Event::ClockDrifted { offset_ms: 70_000 })).unwrap();
        let opened = Sealed::open(sealed.bytes.clone(), sealed.hash).unwrap();
        assert_eq!(opened, sealed);
    }

    #[test]
    fn one_changed_byte_breaks_the_hash() {
        let sealed = Sealed::seal(fact(Event::ClockDrifted { offset_ms: 70_000 })).unwrap();
        let forged = sealed.bytes.replace("70000", "70001");
        assert_eq!(Sealed::open(forged, sealed.hash), Err(BadEnvelope::Hash));
    }

    #[test]
    fn a_hash_is_64_hex_digits_and_nothing_else() {
        let bytes: Vec<u8> = (0..=255).step_by(8).collect();
        let hash = Hash(bytes.try_into().unwrap());
        let text = hash.to_string();
        assert!(text.starts_with("0008101820") && text.ends_with("e8f0f8"), "{text}");
        assert_eq!(text.parse(), Ok(hash));
        assert_eq!(text.to_uppercase().parse(), Ok(hash));
        for bad in [&text[1..], &text.replace('8', "g"), &text.replace('8', "/"), ""] {
            assert!(bad.parse::<Hash>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_unknown_kind_is_kept_and_not_understood() {
        let sealed = Sealed::seal(fact(Event::ClockDrifted { offset_ms: 1 })).unwrap();
        let newer = sealed.bytes.replace("clock_drifted", "moon_phased");
        let hash = Hash::chain(Hash::ZERO, newer.as_bytes());
        let opened = Sealed::open(newer.clone(), hash).unwrap();
        assert_eq!(opened.fact.event, None);
        assert_eq!(&*opened.bytes, newer.as_str());
    }

    #[test]
    fn every_kind_reads_in_one_pass_as_it_does_in_general() {
        let text = include_str!("../../PROTOCOL.md");
        for event in text.lines().filter(|line| line.starts_with("{\"kind\":")) {
            let event: Event = serde_json::from_str(event).unwrap();
            let sealed = Sealed::seal(fact(event)).unwrap();
            let wire: Wire<&RawValue> = serde_json::from_str(&sealed.bytes).unwrap();
            let general = super::fact(wire, |event| serde_json::from_str(event.get()).ok());
            assert_eq!(super::read(&sealed.bytes).unwrap(), general);
            assert_eq!(*sealed.fact, general);
        }
    }

    #[test]
    fn a_common_kind_of_a_newer_envelope_or_with_its_tag_behind_is_kept() {
        let event = Event::LineReady { lines: Vec::new() };
        let bytes = Sealed::seal(fact(event.clone())).unwrap().bytes;
        let newer = bytes.replace("\"v\":1", "\"v\":2");
        assert_eq!(super::read(&newer).unwrap().event, None);
        let turned = bytes.replace(
            "\"kind\":\"line_ready\",\"lines\":[]",
            "\"lines\":[],\"kind\":\"line_ready\"",
        );
        assert_ne!(turned, *bytes);
        assert_eq!(super::read(&turned).unwrap().event, Some(event));
        let strange = bytes.replace("\"lines\":[]", "\"lines\":7");
        assert_eq!(super::read(&strange).unwrap().event, None, "not understood is not refused");
    }

    #[test]
    fn a_fact_that_is_issued_again_keeps_its_place_in_the_fold() {
        let first = Sealed::seal(fact(Event::ClockDrifted { offset_ms: 70_000 })).unwrap();
        let head = Head { seq: 4, hash: Hash::of(b"the row before") };
        let again = first.issued_again(TerminalId(9), head).unwrap();
        assert_eq!((again.fact.terminal, again.fact.seq), (TerminalId(9), 5));
        assert_eq!(again.fact.sort_key(), first.fact.sort_key());
        assert_eq!(again.fact.event, first.fact.event);
        assert_eq!(again.fact.of.unwrap().hash, first.hash);
        assert_eq!(Sealed::open(again.bytes.clone(), again.hash).unwrap(), again);
        let third = again.issued_again(TerminalId(10), Head::NONE).unwrap();
        assert_eq!(third.fact.of, again.fact.of, "the origin is the first one");
    }

    #[test]
    fn an_envelope_too_large_is_refused_when_it_is_made() {
        let reason = "x".repeat(ENVELOPE_LIMIT_BYTES);
        let event = Event::DrawerOpened { drawer: "A".to_owned(), reason, approver: None };
        assert!(matches!(Sealed::seal(fact(event)), Err(BadEnvelope::TooLarge { .. })));
    }
}
