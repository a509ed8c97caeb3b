//! An envelope inside a frame, byte for byte, and the secret that is never shown.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::domain::envelope::{Hash, Passed, Sealed};

/// An envelope on its way: its exact bytes and their hash in the chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Packed {
    /// The exact UTF-8 JSON that was hashed.
    pub bytes: Arc<str>,
    /// `SHA-256(previous hash ‖ bytes)`.
    pub hash: Hash,
    /// The branch it is filed under, by the hash of the branch's first envelope.
    pub branch: Option<Hash>,
}

impl From<&Sealed> for Packed {
    fn from(sealed: &Sealed) -> Self {
        Self { bytes: Arc::clone(&sealed.bytes), hash: sealed.hash, branch: sealed.branch }
    }
}

impl From<&Passed> for Packed {
    fn from(passed: &Passed) -> Self {
        Self { bytes: Arc::clone(&passed.bytes), hash: passed.hash, branch: passed.branch }
    }
}

/// The bytes that stand around an envelope in a frame, rounded up.
const AROUND_BYTES: usize = 96;

/// A frame that ends with envelopes, written behind its start. Their bytes are JSON, as they were
/// read as such, so they are copied and not read once more.
pub(super) fn written(mut text: String, envelopes: &[Packed]) -> String {
    let sizes = envelopes.iter().map(|one| one.bytes.len().saturating_add(AROUND_BYTES));
    text.reserve(sizes.fold(AROUND_BYTES, usize::saturating_add));
    text.push_str("\"envelopes\":[");
    for (index, one) in envelopes.iter().enumerate() {
        text.push_str(if index == 0 { "{\"b\":" } else { ",{\"b\":" });
        text.push_str(&one.bytes);
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
            serde_json::from_str(&self.bytes).map_err(serde::ser::Error::custom)?;
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
        Ok(Self { bytes: wire.b.get().into(), hash: wire.h, branch: wire.branch })
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
