//! The only input and output of synchronisation: a connection, the disk and a timer around the
//! terminal's session.

use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::session::Me;
use super::status::{LinkReport, LinkStatus};
use super::wire::{Credential, Want};
use crate::clock::Clock;
use crate::store::{HubAddress, Identity, Reader, Store, StoreError, Writer};
use crate::tls::Fingerprint;

mod address;
mod branch;
mod driver;
mod keep;
mod socket;

pub use address::HubUrl;
use driver::{Driver, Tell};
pub use socket::probe;

/// Why a link cannot begin, or why everything could not be exchanged.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LinkError {
    /// The address of the hub cannot be one.
    #[error("`{0}` is not the address of a hub: write it like 192.168.1.10:7700")]
    BadAddress(String),
    /// The line is encrypted and nobody has said whom to believe at its other end.
    #[error(
        "this terminal does not know the certificate of {0}: compare the fingerprint with the \
         hub's and run `tillrail terminal trust FINGERPRINT`"
    )]
    NotPinned(String),
    /// This machine has no hub.
    #[error("this machine belongs to no hub: start it with --hub URL --code CODE first")]
    NoHub,
    /// The hub could not be reached.
    #[error("the hub could not be reached: {0}")]
    Unreachable(String),
    /// The hub does not take this terminal.
    #[error("the hub refused ({code}): {sentence}")]
    Refused {
        /// The code of the protocol.
        code: String,
        /// What it said.
        sentence: String,
    },
    /// The link was stopped before everything was exchanged.
    #[error("the link was stopped before everything was exchanged: try again")]
    Stopped,
    /// The store could not do its part.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl LinkError {
    /// Whether trying the same again cannot help before a person has acted.
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::BadAddress(_) | Self::NotPinned(_) | Self::NoHub | Self::Refused { .. } => true,
            Self::Unreachable(_) | Self::Stopped => false,
            Self::Store(error) => error.is_permanent(),
        }
    }
}

/// Who this terminal is and where its hub is.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkConfig {
    /// Who speaks.
    pub me: Me,
    /// Where the hub is.
    pub url: HubUrl,
    /// The certificate that it must show, on an encrypted line.
    pub pin: Option<Fingerprint>,
}

impl LinkConfig {
    /// The configuration that the identity of a store asks for.
    ///
    /// # Errors
    /// [`LinkError::NoHub`] when the machine belongs to none, [`LinkError::BadAddress`],
    /// [`LinkError::NotPinned`].
    pub fn of(identity: &Identity, want: Want) -> Result<Self, LinkError> {
        let hub = identity.hub.as_ref().ok_or(LinkError::NoHub)?;
        let url: HubUrl = hub.url.parse()?;
        let pin = hub.fingerprint.as_deref().and_then(|text| text.parse().ok());
        if url.tls && pin.is_none() {
            return Err(LinkError::NotPinned(url.shown()));
        }
        let me = Me {
            site: identity.site,
            terminal: identity.terminal,
            credential: Credential(hub.credential.clone()),
            want,
            hub: url.shown(),
        };
        Ok(Self { me, url, pin })
    }
}

/// How the line to a hub is protected, in words: `TLS 3F2A-…`, or `PLAIN` with what that means.
pub fn protection(hub: &HubAddress) -> String {
    let pin = hub.fingerprint.as_deref().and_then(|full| full.parse::<Fingerprint>().ok());
    match (hub.url.parse::<HubUrl>(), pin) {
        (Ok(url), Some(pin)) if url.tls => format!("TLS {pin}"),
        (Ok(url), None) if url.tls => "TLS, not trusted yet".to_owned(),
        (Ok(url), _) if url.is_here() => "PLAIN on this machine".to_owned(),
        (Ok(_), _) => "PLAIN, everybody on the network can read it".to_owned(),
        (Err(_), _) => "no line".to_owned(),
    }
}

/// What a handle asks of its link.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ask {
    TryNow,
    Credential(Credential, Option<Fingerprint>),
    Stop,
}

/// A handle on a running link.
#[derive(Debug)]
pub struct LinkHandle {
    asks: mpsc::UnboundedSender<Ask>,
    report: watch::Receiver<LinkReport>,
    status: watch::Receiver<LinkStatus>,
    settled: watch::Receiver<bool>,
    task: JoinHandle<()>,
}

/// Starts links.
#[derive(Debug, Clone, Copy)]
pub struct Link;

/// What one exchange moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exchanged {
    /// Envelopes of this terminal that the hub has now and had not before.
    pub sent: u64,
    /// Envelopes of others that this disk has now and had not before.
    pub received: u64,
}

impl Link {
    /// Starts a link on the runtime of `handle`. `reader` is a connection of its own.
    ///
    /// # Errors
    /// [`LinkError::Store`] when the disk cannot say what it holds.
    pub fn start(
        config: LinkConfig,
        writer: Writer,
        reader: Reader,
        clock: Clock,
        handle: &Handle,
    ) -> Result<LinkHandle, LinkError> {
        let (asks, asked) = mpsc::unbounded_channel();
        let (tell, report) =
            watch::channel(LinkReport { status: LinkStatus::Connecting, ..LinkReport::default() });
        let (tell_status, status) = watch::channel(LinkStatus::Connecting);
        let (tell_settled, settled) = watch::channel(false);
        let tell = Tell { report: tell, status: tell_status, settled: tell_settled };
        let driver = Driver::new(config, writer, reader, clock, tell)?;
        let task = handle.spawn(driver.run(asked));
        Ok(LinkHandle { asks, report, status, settled, task })
    }

    /// Exchanges everything once and ends.
    ///
    /// # Errors
    /// [`LinkError`] that says why not everything could be exchanged.
    pub async fn once(
        config: LinkConfig,
        store: &Store,
        clock: Clock,
    ) -> Result<Exchanged, LinkError> {
        let reader = store.reader()?;
        let unsent_before = reader.unsent()?;
        let held_before = reader.envelopes()?;
        let here = Handle::current();
        let handle = Self::start(config, store.writer(), store.reader()?, clock, &here)?;
        let result = handle.settled_or_failed().await;
        handle.stop().await;
        result?;
        let unsent_after = reader.unsent()?;
        Ok(Exchanged {
            sent: unsent_before.saturating_sub(unsent_after),
            received: reader.envelopes()?.saturating_sub(held_before),
        })
    }
}

impl LinkHandle {
    /// What to show now.
    pub fn report(&self) -> LinkReport {
        self.report.borrow().clone()
    }

    /// A receiver that hears every change of what to show.
    pub fn watch(&self) -> watch::Receiver<LinkReport> {
        self.report.clone()
    }

    /// A receiver that hears every change of the status alone.
    pub fn status(&self) -> watch::Receiver<LinkStatus> {
        self.status.clone()
    }

    /// Tries at once instead of waiting.
    pub fn try_now(&self) {
        // A link that has ended needs no try.
        let _ = self.asks.send(Ask::TryNow);
    }

    /// Goes on with what pairing again gave: a credential, and the certificate to believe.
    pub fn paired_again(&self, credential: Credential, pin: Option<Fingerprint>) {
        // A link that has ended starts with what the store keeps.
        let _ = self.asks.send(Ask::Credential(credential, pin));
    }

    /// Waits until everything known on either side has been exchanged.
    ///
    /// # Errors
    /// [`LinkError::Stopped`] when the link ends before.
    pub async fn settled(&self) -> Result<(), LinkError> {
        let mut settled = self.settled.clone();
        settled.wait_for(|settled| *settled).await.map(drop).map_err(|_| LinkError::Stopped)
    }

    /// Waits for a report that `wanted` accepts, and answers it.
    ///
    /// # Errors
    /// [`LinkError::Stopped`] when the link ends before.
    pub async fn reported(
        &self,
        wanted: impl FnMut(&LinkReport) -> bool,
    ) -> Result<LinkReport, LinkError> {
        let mut report = self.report.clone();
        let found = report.wait_for(wanted).await.map_err(|_| LinkError::Stopped)?;
        Ok(found.clone())
    }

    /// Waits until everything is exchanged or the first try has failed.
    async fn settled_or_failed(&self) -> Result<(), LinkError> {
        let failed = self.reported(|report| {
            matches!(report.status, LinkStatus::Offline { .. } | LinkStatus::Refused { .. })
        });
        tokio::select! {
            biased;
            settled = self.settled() => settled,
            failed = failed => Err(match failed?.status {
                LinkStatus::Refused { code, sentence } => LinkError::Refused { code, sentence },
                LinkStatus::Offline { why, .. } => LinkError::Unreachable(why),
                LinkStatus::Alone
                | LinkStatus::Connecting
                | LinkStatus::Online { .. }
                | LinkStatus::Syncing { .. } => LinkError::Stopped,
            }),
        }
    }

    /// Ends the link and waits until what it has to write is written.
    pub async fn stop(self) {
        let _ = self.asks.send(Ask::Stop);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the link ended by a panic");
        }
    }
}
