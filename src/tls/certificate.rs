//! A hub's certificate: made at the first start, or given by its owner.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::{Certificate, Fingerprint, provider};

/// The name of the certificate in the hub's folder.
pub const CERTIFICATE_FILE: &str = "hub-cert.pem";

/// The name of its key, which only its user can read.
pub const KEY_FILE: &str = "hub-key.pem";

/// The names for which it is made; terminals go by the fingerprint.
const NAMES: [&str; 4] = ["tillrail-hub", "localhost", "127.0.0.1", "::1"];

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file cannot be read or written.
    #[error("{path} cannot be used ({source}): look at the folder's rights and the disk")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file does not hold what it should.
    #[error("{path} holds no certificate or key in PEM form ({why}): put the right file there")]
    Content {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The certificate is there and its key is gone.
    #[error(
        "{key} is gone, and without it the hub cannot prove who it is: put it back from a backup, \
         or delete {certificate} for a new one, which every terminal must then be told with \
         `tillrail terminal trust`"
    )]
    KeyGone {
        /// The certificate.
        certificate: PathBuf,
        /// The key.
        key: PathBuf,
    },
    /// Certificate and key do not fit, or one could not be made.
    #[error(
        "this certificate cannot be served ({0}): check that certificate and key belong together"
    )]
    Unfit(String),
}

/// The hub's own certificate, made in its folder when there is none.
///
/// # Errors
/// [`CertificateError`].
pub fn own(folder: &Path) -> Result<Certificate, CertificateError> {
    let (certificate, key) = (folder.join(CERTIFICATE_FILE), folder.join(KEY_FILE));
    match (certificate.exists(), key.exists()) {
        (true, true) => {}
        (true, false) => return Err(CertificateError::KeyGone { certificate, key }),
        (false, _) => make(&certificate, &key)?,
    }
    given(&certificate, &key)
}

/// Makes a key and a certificate. The key is written first, so that a certificate never stands
/// without one.
fn make(certificate: &Path, key: &Path) -> Result<(), CertificateError> {
    let unfit = |error: rcgen::Error| CertificateError::Unfit(error.to_string());
    let pair = KeyPair::generate().map_err(unfit)?;
    let mut params = CertificateParams::new(NAMES.map(str::to_owned)).map_err(unfit)?;
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, "Tillrail hub");
    params.distinguished_name = name;
    let made = params.self_signed(&pair).map_err(unfit)?;
    write(key, &pair.serialize_pem(), 0o600)?;
    write(certificate, &made.pem(), 0o644)
}

/// Writes a file beside its place and moves it there, so that it is whole or not there.
fn write(path: &Path, text: &str, mode: u32) -> Result<(), CertificateError> {
    let broken = |source| CertificateError::File { path: path.to_owned(), source };
    let draft = path.with_extension("new");
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(broken(error)),
        Ok(()) | Err(_) => {}
    }
    let written = OpenOptions::new().write(true).create_new(true).mode(mode).open(&draft);
    let written = written.and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&draft, path)).map_err(broken)
}

/// A certificate with its key, both in PEM form; behind the certificate may stand those that
/// signed it.
///
/// # Errors
/// [`CertificateError`].
pub fn given(certificate: &Path, key: &Path) -> Result<Certificate, CertificateError> {
    let content =
        |path: &Path, why: String| CertificateError::Content { path: path.to_owned(), why };
    let read = |path: &Path| {
        fs::read(path).map_err(|source| CertificateError::File { path: path.to_owned(), source })
    };
    let chain = CertificateDer::pem_slice_iter(&read(certificate)?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| content(certificate, error.to_string()))?;
    let first = chain.first().ok_or_else(|| content(certificate, "it is empty".to_owned()))?;
    let fingerprint = Fingerprint::of(first);
    let key_der = PrivateKeyDer::from_pem_slice(&read(key)?)
        .map_err(|error| content(key, error.to_string()))?;
    let unfit = |error: rustls::Error| CertificateError::Unfit(error.to_string());
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(unfit)?
        .with_no_client_auth()
        .with_single_cert(chain, key_der)
        .map_err(unfit)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Certificate { config: Arc::new(config), fingerprint })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_certificate_is_made_once_and_its_key_belongs_to_its_user_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = own(folder.path()).unwrap();
        let mode = fs::metadata(folder.path().join(KEY_FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(own(folder.path()).unwrap().fingerprint, first.fingerprint);
        let other = tempfile::tempdir().unwrap();
        assert_ne!(own(other.path()).unwrap().fingerprint, first.fingerprint);
        fs::copy(folder.path().join(CERTIFICATE_FILE), other.path().join(CERTIFICATE_FILE))
            .unwrap();
        let unfit = own(other.path()).unwrap_err();
        assert!(matches!(unfit, CertificateError::Unfit(_)), "{unfit}");
        fs::remove_file(folder.path().join(KEY_FILE)).unwrap();
        let gone = own(folder.path()).unwrap_err().to_string();
        assert!(gone.contains("tillrail terminal trust"), "{gone}");
        fs::write(folder.path().join(KEY_FILE), "no key").unwrap();
        let content = own(folder.path()).unwrap_err();
        assert!(matches!(content, CertificateError::Content { .. }), "{content}");
    }
}
