//! Trust on the line between terminals and hub: certificates, fingerprints, and who is believed.
//!
//! A hub makes its own certificate and a terminal pins its fingerprint, so neither names nor
//! authorities nor dates matter: the certificate is the one that a person has compared, or it is
//! refused.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, ring};

mod certificate;
mod fingerprint;
mod verifier;

pub use certificate::{CERTIFICATE_FILE, CertificateError, KEY_FILE, given, own};
pub use fingerprint::{Fingerprint, Pin};
pub use verifier::{Seen, Verdict, client};

/// A hub's certificate, ready to serve.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// What a listener needs.
    pub config: Arc<ServerConfig>,
    /// What people compare.
    pub fingerprint: Fingerprint,
}

/// The cryptography that every line here uses.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// Makes the cryptography of this program the usual one of the process, for clients that ask no
/// further. A second call changes nothing.
pub fn install() {
    // Whoever was first has installed the same.
    let _: Result<(), Arc<CryptoProvider>> = ring::default_provider().install_default();
}

/// Whether an address never leaves this machine: a name or a number without brackets.
pub fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.to_canonical().is_loopback())
}

/// What plain text gives up, for every place that refuses it.
pub const PLAIN_GIVES_UP: &str = "without encryption everybody on the network can read the sales \
                                  and take the terminal's key";
