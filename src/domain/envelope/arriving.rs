//! Envelopes as they arrive inside a frame: read in the same pass that finds where they end.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::{BadEnvelope, Fact, Hash, Sealed, Straight, Wire, check_size, fact};

/// The bytes of an envelope cut out of a longer text, and what they say when it was read with them.
/// Nothing is checked against a hash yet.
#[derive(Debug, Clone)]
pub struct Arriving {
    bytes: Arc<str>,
    fact: Option<Arc<Fact>>,
}

impl Arriving {
    /// The envelope that `text` begins with, and what stands behind it. The commonest kinds are read
    /// at once; of any other JSON only the end is found. Nothing when no JSON object stands there.
    pub fn first_of(text: &str) -> Option<(Self, &str)> {
        if !text.starts_with('{') {
            return None;
        }
        let mut straight = serde_json::Deserializer::from_str(text).into_iter::<Wire<Straight>>();
        if let Some(Ok(wire)) = straight.next() {
            let (bytes, rest) = text.split_at_checked(straight.byte_offset())?;
            let read = fact(wire, |Straight(event)| Some(event));
            return Some((Self { bytes: bytes.into(), fact: Some(Arc::new(read)) }, rest));
        }
        let mut raw = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
        let bytes = raw.next()?.ok()?.get();
        let rest = text.get(raw.byte_offset()..)?;
        Some((Self::unread(bytes), rest))
    }

    /// Bytes that nobody has looked at.
    pub fn unread(bytes: impl Into<Arc<str>>) -> Self {
        Self { bytes: bytes.into(), fact: None }
    }

    /// The exact text of the envelope.
    pub const fn bytes(&self) -> &Arc<str> {
        &self.bytes
    }

    /// The envelope, once its bytes hash to `hash`; as [`Sealed::open`].
    ///
    /// # Errors
    /// [`BadEnvelope`] when the header cannot be read, the hash does not match or it is too large.
    pub fn open(&self, hash: Hash) -> Result<Sealed, BadEnvelope> {
        match &self.fact {
            Some(fact) => whole(Arc::clone(fact), Arc::clone(&self.bytes), hash),
            None => Sealed::open(Arc::clone(&self.bytes), hash),
        }
    }
}

/// The envelope of bytes and what they say, once the bytes hash to `hash` and are not too large.
pub(super) fn whole(fact: Arc<Fact>, bytes: Arc<str>, hash: Hash) -> Result<Sealed, BadEnvelope> {
    if Hash::chain(fact.prev, bytes.as_bytes()) != hash {
        return Err(BadEnvelope::Hash);
    }
    check_size(&fact.aggregate, bytes.len())?;
    Ok(Sealed { fact, bytes, hash, branch: None })
}

#[cfg(test)]
mod tests {
    use super::super::tests::fact;
    use super::*;
    use crate::domain::event::Event;

    #[test]
    fn what_is_read_in_a_frame_is_what_its_bytes_say() {
        let common = Sealed::seal(fact(Event::LineReady { lines: Vec::new() })).unwrap();
        let other = Sealed::seal(fact(Event::ClockDrifted { offset_ms: 7 })).unwrap();
        for (sealed, at_once) in [(common, true), (other, false)] {
            let text = format!("{},\"h\":7", sealed.bytes);
            let (arriving, rest) = Arriving::first_of(&text).unwrap();
            assert_eq!((arriving.bytes(), rest), (&sealed.bytes, ",\"h\":7"));
            assert_eq!(arriving.fact.is_some(), at_once);
            assert_eq!(arriving.open(sealed.hash), Ok(sealed));
            assert_eq!(arriving.open(Hash::ZERO), Err(BadEnvelope::Hash));
        }
    }

    #[test]
    fn what_is_no_envelope_is_left_to_whoever_opens_it() {
        let (odd, rest) = Arriving::first_of("{\"site\":[{}]}]").unwrap();
        assert_eq!((&**odd.bytes(), rest), ("{\"site\":[{}]}", "]"));
        assert!(matches!(odd.open(Hash::ZERO), Err(BadEnvelope::Header(_))));
        for none in ["", " {}", "[]", "{\"a\":", "7"] {
            assert!(Arriving::first_of(none).is_none(), "{none}");
        }
    }
}
