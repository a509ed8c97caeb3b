//! Pairing a terminal again while its screen sells: a code becomes a credential, and the link goes on.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;

use super::boot::BootError;
use super::boot::join::{Joining, new_credential};
use crate::store::{Identity, Writer};
use crate::sync::link::{HubUrl, LinkHandle, probe};
use crate::sync::wire::Credential;
use crate::tls::{Fingerprint, Pin};
use crate::tui::msg::Paired;

/// What it takes to pair one seat again.
#[derive(Clone)]
pub struct PairAgain {
    /// Who the terminal is; it changes with every pairing.
    pub identity: Arc<Mutex<Identity>>,
    /// Its store.
    pub writer: Writer,
    /// Its link.
    pub link: Arc<LinkHandle>,
    /// Whether plain text may leave this machine.
    pub plain: bool,
    /// Where the questions to the hub run.
    pub runtime: Handle,
}

impl PairAgain {
    /// Trades the code, keeps the credential and lets the link go on. `compared` is the
    /// fingerprint of the hub's certificate when a person has just compared it. Waits for the hub:
    /// not for a thread that draws.
    pub fn ask(&self, code: &str, compared: Option<&str>) -> Paired {
        match self.trade(code, compared) {
            Ok(()) => Paired::Done,
            Err(BootError::NotCompared { seen, .. }) => Paired::Compare(seen.to_string()),
            Err(error) => Paired::Refused(error.to_string()),
        }
    }

    fn identity(&self) -> MutexGuard<'_, Identity> {
        // Nothing in here panics half way, so a poisoned value is still whole.
        self.identity.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn trade(&self, code: &str, compared: Option<&str>) -> Result<(), BootError> {
        let none = || BootError::Hub("this terminal has no hub".to_owned());
        let identity = self.identity().clone();
        let known = identity.hub.clone().ok_or_else(none)?;
        let url: HubUrl = known.url.parse().map_err(|_| none())?;
        let kept: Option<Fingerprint> =
            known.fingerprint.as_deref().and_then(|full| full.parse().ok());
        let pin: Option<Pin> = match compared {
            Some(groups) => groups.parse().ok(),
            None => kept.map(Pin::from),
        };
        let joining = Joining {
            hub: known.url.clone(),
            pin: pin.clone(),
            plain: self.plain,
            code: code.to_owned(),
            name: String::new(),
            letter: None,
        };
        let hub = self.runtime.block_on(async {
            if url.tls {
                let seen = probe(&url).await.map_err(BootError::Hub)?;
                // A certificate that has changed is compared anew by a person.
                if pin.as_ref().is_none_or(|pin| !pin.fits(&seen)) {
                    return Err(BootError::NotCompared { hub: url.shown(), seen });
                }
            }
            new_credential(&identity, &joining).await
        })?;
        let credential = Credential(hub.credential.clone());
        let pin = hub.fingerprint.as_deref().and_then(|full| full.parse().ok());
        let identity = Identity { hub: Some(hub), ..identity };
        self.writer.set_identity(identity.clone())?;
        *self.identity() = identity;
        self.link.paired_again(credential, pin);
        Ok(())
    }
}
