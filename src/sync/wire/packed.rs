//! An envelope inside a frame, byte for byte, and the secret that is never shown.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::domain::envelope::{Arriving, BadEnvelope, Hash, Passed, Sealed};

/// An envelope on its way: its exact bytes and their hash in the chain.
#[derive(Debug, Clone)]
pub struct Packed {
    /// The exact UTF-8 JSON that was hashed, read already when it came in a frame.
    envelope: Arriving,
    /// `SHA-256(previous hash ‖ bytes)`.
    pub hash: Hash,
    /// The branch it is filed under, by the hash of the branch's first envelope.
    pub branch: Option<Hash>,
}

impl Packed {
    /// An envelope that came in a frame.
    pub(super) const fn arrived(envelope: Arriving, hash: Hash, branch: Option<Hash>) -> Self {
        Self { envelope, hash, branch }
    }

    /// Bytes with the hash that they claim to have.
    pub fn unread(bytes: impl Into<Arc<str>>, hash: Hash, branch: Option<Hash>) -> Self {
        Self { envelope: Arriving::unread(bytes), hash, branch }
    }

    /// The exact UTF-8 JSON that was hashed.
    pub const fn bytes(&self) -> &Arc<str> {
        self.envelope.bytes()
    }

    /// The envelope, under the branch that it claims, once its bytes have the hash that they claim.
    ///
    /// # Errors
    /// As [`Sealed::open`].
    pub fn open(&self) -> Result<Sealed, BadEnvelope> {
        Ok(self.envelope.open(self.hash)?.on_branch(self.branch))
    }

    /// What the bytes claim to be, whatever they hash to.
    ///
    /// # Errors
    /// [`BadEnvelope::Header`] when the header cannot be read.
    pub fn claimed(&self) -> Result<Sealed, BadEnvelope> {
        let claimed = Sealed::trusted(Arc::clone(self.bytes()), self.hash)?;
        Ok(claimed.on_branch(self.branch))
    }
}

/// Equal when the bytes are, with what is claimed of them; that they were read makes no difference.
impl PartialEq for Packed {
    fn eq(&self, other: &Self) -> bool {
        let same = self.bytes() == other.bytes() && self.hash == other.hash;
        same && self.branch == other.branch
    }
}

impl From<&Sealed> for Packed {
    fn from(sealed: &Sealed) -> Self {
        Self::unread(Arc::clone(&sealed.bytes), sealed.hash, sealed.branch)
    }
}

impl From<&Passed> for Packed {
    fn from(passed: &Passed) -> Self {
        Self::unread(Arc::clone(&passed.bytes), passed.hash, passed.branch)
    }
}

/// The bytes that stand around an envelope in a frame, rounded up.
const AROUND_BYTES: usize = 96;

/// A frame that ends with envelopes, written behind its start. Their bytes are JSON, as they were
/// read as such, so they are copied and not read once more.
pub(super) fn written(mut text: String, envelopes: &[Packed]) -> String {
    let sizes = envelopes.iter().map(|one| one.bytes().len().saturating_add(AROUND_BYTES));
    text.reserve(sizes.fold(AROUND_BYTES, usize::saturating_add));
    text.push_str("\"envelopes\":[");
    for (index, one) in envelopes.iter().enumerate() {
        text.push_str(if index == 0 { "{\"b\":" } else { ",{\"b\":" });
        text.push_str(one.bytes());
        text.push_str(",\"h\":\"");
        // Writing to a string cannot fail.
        let _ = write!(text, "{}", one.hash);
        if let Some(branch) = one.branch {
            let _ = write!(text, "\",\"branch\":\"{branch}");
        }
        text.push_str("\"}");
    }
    text.push_str("]}}");
    text
}

/// How an envelope looks in a frame.
#[derive(Deserialize)]
struct PackedWire<'a> {
    #[serde(borrow)]
    b: &'a RawValue,
    h: Hash,
    #[serde(default)]
    branch: Option<Hash>,
}

impl Serialize for Packed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue =
            serde_json::from_str(self.bytes()).map_err(serde::ser::Error::custom)?;
        let mut out = serializer.serialize_struct("Packed", 3)?;
        out.serialize_field("b", raw)?;
        out.serialize_field("h", &self.hash)?;
        if let Some(branch) = &self.branch {
            out.serialize_field("branch", branch)?;
        }
        out.end()
    }
}

impl<'de> Deserialize<'de> for Packed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = PackedWire::deserialize(deserializer)?;
        Ok(Self::unread(wire.b.get(), wire.h, wire.branch))
    }
}

/// The secret that a terminal got when it was paired; never shown by `Debug`.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Credential(pub String);

impl Credential {
    /// What the hub keeps of it: its SHA-256 in hex.
    pub fn digest(&self) -> String {
        Hash::of(self.0.as_bytes()).to_string()
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Credential(…)")
    }
}
