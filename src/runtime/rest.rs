//! Asking a hub over HTTP: one place that knows addresses, credentials and error answers.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::sync::link::{HubUrl, LinkError};
use crate::tls::{self, Fingerprint, PLAIN_GIVES_UP, Seen};

/// How long a call may take.
const CALL_WITHIN: Duration = Duration::from_secs(10);

/// The most bytes of an answer.
const ANSWER_LIMIT_BYTES: usize = 16 * 1024 * 1024;

/// Why a call to a hub failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RestError {
    /// The address is none.
    #[error(transparent)]
    Address(#[from] LinkError),
    /// This machine cannot make calls at all.
    #[error("this machine cannot make network calls ({0}): look at the network's settings")]
    Client(String),
    /// The line is plain text and leaves this machine.
    #[error(
        "{hub} would be spoken to in plain text: use https:// with the fingerprint that the hub \
         shows (with `hub.plain = \"on\"` in config.toml plain text works, but {})",
        PLAIN_GIVES_UP
    )]
    Plain {
        /// The address.
        hub: String,
    },
    /// Nobody has said whom to believe.
    #[error(
        "the certificate of {hub} is not known here: give --fingerprint with the groups that \
         `tillrail hub pair` shows on the hub"
    )]
    NotPinned {
        /// The address.
        hub: String,
    },
    /// The hub shows another certificate.
    #[error("{0}")]
    Certificate(String),
    /// Nobody answers there.
    #[error("the hub at {hub} does not answer ({why}): check the address and that it runs")]
    Unreachable {
        /// The address.
        hub: String,
        /// What the network said.
        why: String,
    },
    /// The hub refused.
    #[error("{sentence}")]
    Refused {
        /// The status of the answer.
        status: u16,
        /// The code of the refusal.
        code: String,
        /// Why, in one sentence with the remedy.
        sentence: String,
    },
    /// The answer is not one of a hub of ours.
    #[error("{hub} answers with something else than a hub does ({why}): check the address")]
    Garbage {
        /// The address.
        hub: String,
        /// What is wrong with it.
        why: String,
    },
}

/// Whom to believe at the other end of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Trust {
    /// The certificate that the hub must show, on an encrypted line.
    pub pin: Option<Fingerprint>,
    /// Whether plain text may leave this machine.
    pub plain: bool,
}

/// A hub's REST interface.
#[derive(Debug, Clone)]
pub struct Rest {
    client: reqwest::Client,
    base: String,
    credential: Option<String>,
    trust: Trust,
    seen: Seen,
}

impl Rest {
    /// A client for the hub at this address, with the credential of a terminal.
    ///
    /// # Errors
    /// [`RestError::Address`] when it is not an address, [`RestError::Plain`] and
    /// [`RestError::NotPinned`] when the line could not be trusted.
    pub fn new(address: &str, credential: Option<String>, trust: Trust) -> Result<Self, RestError> {
        let url = address.parse::<HubUrl>()?;
        if !url.tls && !url.is_here() && !trust.plain {
            return Err(RestError::Plain { hub: url.rest() });
        }
        if url.tls && trust.pin.is_none() {
            return Err(RestError::NotPinned { hub: url.rest() });
        }
        let (config, seen) =
            tls::client(trust.pin).map_err(|error| RestError::Client(error.to_string()))?;
        let client = reqwest::Client::builder()
            .timeout(CALL_WITHIN)
            .tls_backend_preconfigured(config)
            .build()
            .map_err(|error| RestError::Client(error.to_string()))?;
        Ok(Self { client, base: url.rest(), credential, trust, seen })
    }

    /// The address.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Reads a path.
    ///
    /// # Errors
    /// [`RestError`].
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, RestError> {
        self.call(self.client.get(format!("{}{path}", self.base))).await
    }

    /// Posts to a path; with a key, the same key and body are done once.
    ///
    /// # Errors
    /// [`RestError`].
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &(impl Serialize + Sync),
        key: Option<&str>,
    ) -> Result<T, RestError> {
        let mut call = self.client.post(format!("{}{path}", self.base)).json(body);
        if let Some(key) = key {
            call = call.header("Idempotency-Key", key);
        }
        self.call(call).await
    }

    /// Changes what a path names.
    ///
    /// # Errors
    /// [`RestError`].
    pub async fn patch<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<T, RestError> {
        self.call(self.client.patch(format!("{}{path}", self.base)).json(body)).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        mut call: reqwest::RequestBuilder,
    ) -> Result<T, RestError> {
        if let Some(credential) = &self.credential {
            call = call.bearer_auth(credential);
        }
        let answer = call.send().await.map_err(|error| self.unreachable(&error))?;
        let status = answer.status();
        let mut body: Vec<u8> = Vec::new();
        let mut answer = answer;
        while let Some(chunk) = answer.chunk().await.map_err(|error| self.unreachable(&error))? {
            body.extend_from_slice(&chunk);
            if body.len() > ANSWER_LIMIT_BYTES {
                return Err(self.garbage("it does not end"));
            }
        }
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(|error| self.garbage(&error.to_string()));
        }
        Err(refusal(status.as_u16(), &body)
            .unwrap_or_else(|| self.garbage(&format!("status {status}"))))
    }

    fn unreachable(&self, error: &reqwest::Error) -> RestError {
        if let Some(sentence) = self.seen.verdict(self.trust.pin).refusal() {
            return RestError::Certificate(sentence);
        }
        let mut why: &dyn std::error::Error = error;
        while let Some(source) = why.source() {
            why = source;
        }
        let why = if error.is_timeout() { "no answer in time".to_owned() } else { why.to_string() };
        RestError::Unreachable { hub: self.base.clone(), why }
    }

    fn garbage(&self, why: &str) -> RestError {
        RestError::Garbage { hub: self.base.clone(), why: why.to_owned() }
    }
}

/// The first error of an answer `{"errors":[{"status","code","detail"}]}`.
fn refusal(status: u16, body: &[u8]) -> Option<RestError> {
    let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    let first = body.get("errors")?.get(0)?;
    let text = |key: &str| first.get(key).and_then(serde_json::Value::as_str).map(str::to_owned);
    Some(RestError::Refused {
        status,
        code: text("code").unwrap_or_default(),
        sentence: text("detail").or_else(|| text("code"))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_read_and_anything_else_is_not() {
        let body = br#"{"errors":[{"status":409,"code":"not_now","detail":"A47 is cancelled."}]}"#;
        let found = refusal(409, body).unwrap();
        assert_eq!(found.to_string(), "A47 is cancelled.");
        assert!(refusal(500, b"<html>").is_none());
        assert!(refusal(500, b"{\"errors\":[]}").is_none());
    }
}
