//! The terminal's end of an encrypted line: the hub is believed when its certificate is the one
//! that a person has compared.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};

use super::{Fingerprint, provider};

/// What a line saw of the hub's certificate.
#[derive(Debug, Clone, Default)]
pub struct Seen(Arc<Mutex<Option<Fingerprint>>>);

impl Seen {
    /// The certificate, once the hub has shown it.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the certificate means for a line that expects `pin`.
    pub fn verdict(&self, pin: Option<Fingerprint>) -> Verdict {
        match (self.fingerprint(), pin) {
            (None, _) => Verdict::NotShown,
            (Some(seen), Some(pin)) if seen != pin => Verdict::Changed { seen, pin },
            (Some(seen), _) => Verdict::Good(seen),
        }
    }
}

/// What a certificate means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The hub has not shown one yet.
    NotShown,
    /// It is the expected one, or nothing was expected.
    Good(Fingerprint),
    /// It is another than the expected one.
    Changed {
        /// What was shown.
        seen: Fingerprint,
        /// What was expected.
        pin: Fingerprint,
    },
}

impl Verdict {
    /// The sentence for a certificate that is not the expected one.
    pub fn refusal(&self) -> Option<String> {
        let Self::Changed { seen, pin } = self else { return None };
        Some(format!(
            "The hub shows another certificate ({seen}) than the one this terminal trusts ({pin}): \
             compare it with `tillrail hub pair` on the hub, and only if it is the same there run \
             `tillrail terminal trust {seen}` here"
        ))
    }
}

#[derive(Debug)]
struct Pinned {
    pin: Option<Fingerprint>,
    seen: Seen,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _signers: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = Fingerprint::of(certificate);
        *self.seen.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(shown);
        match self.seen.verdict(self.pin).refusal() {
            None => Ok(ServerCertVerified::assertion()),
            Some(sentence) => Err(Error::General(sentence)),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// The terminal's end of a line: it takes only the certificate of `pin`, or any when nothing is
/// pinned yet, and remembers what it saw.
///
/// # Errors
/// As the library says when it knows no version of the protocol.
pub fn client(pin: Option<Fingerprint>) -> Result<(ClientConfig, Seen), Error> {
    let (provider, seen) = (provider(), Seen::default());
    let verifier = Pinned { pin, seen: seen.clone(), provider: Arc::clone(&provider) };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok((config, seen))
}
