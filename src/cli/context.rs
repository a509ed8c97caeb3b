//! What every verb gets: the settings, the places, the clock, and the way to a journal or a hub.

use std::path::PathBuf;

use super::args::Args;
use super::out::{self, Failure};
use super::staff;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::id::TerminalKind;
use crate::domain::time::At;
use crate::runtime::boot::moving::CLOSED;
use crate::runtime::boot::replicas::{self, Archive, Replica};
use crate::runtime::boot::{self, Founding, Mode};
use crate::runtime::errand::Errand;
use crate::runtime::rest::{Rest, Trust};
use crate::store::{HubAddress, Reader};
use crate::sync::link::{HubUrl, LinkError, probe};
use crate::tls::{Fingerprint, Pin};

/// What every verb gets.
#[derive(Debug)]
pub struct Context {
    /// The settings of this machine.
    pub config: Config,
    /// The data directory.
    pub data: PathBuf,
    /// The hub that was named on the command line.
    pub hub: Option<String>,
    /// The file with the settings, when one was named.
    pub config_file: Option<PathBuf>,
    /// The fingerprint that was given for it.
    pub fingerprint: Option<Pin>,
    /// The credential that was given for it.
    credential: Option<String>,
    /// Who was named with --staff.
    pub staff: Option<String>,
    /// The PIN that was given.
    pub pin: Option<String>,
    /// Whether answers are JSON.
    pub json: bool,
    /// Time and entropy.
    pub clock: Clock,
}

impl Context {
    /// The context of a command line.
    pub fn new(args: &Args, config: Config, data: PathBuf, clock: Clock) -> Self {
        Self {
            config,
            data,
            hub: args.hub.clone(),
            config_file: args.config.clone(),
            credential: args.credential.clone(),
            fingerprint: args.fingerprint.clone(),
            staff: args.staff.clone(),
            pin: args.pin.clone(),
            json: args.json,
            clock,
        }
    }

    /// Now, in milliseconds UTC.
    pub fn now(&self) -> At {
        At(self.clock.now_ms())
    }

    /// The terminals on this machine.
    ///
    /// # Errors
    /// When the data directory cannot be listed.
    pub fn replicas(&self) -> Result<Vec<Replica>, Failure> {
        Ok(replicas::all(&self.data)?)
    }

    /// The most complete replica, for verbs that only read.
    ///
    /// # Errors
    /// When there is none: nothing was set up here.
    pub fn replica(&self) -> Result<Replica, Failure> {
        let replicas = self.replicas()?;
        if replicas.is_empty() {
            self.must_be_readable()?;
        }
        replicas::most_complete(&replicas).cloned().ok_or_else(|| {
            let data = self.data.display();
            Failure::error(format!(
                "there is nothing in {data} yet: start with `tillrail`, or see `tillrail demo`"
            ))
        })
    }

    /// The closed history of sites that this machine has left.
    ///
    /// # Errors
    /// When they cannot be listed.
    pub fn archives(&self) -> Result<Vec<Archive>, Failure> {
        Ok(replicas::archives(&self.data)?)
    }

    /// Refuses to write into the closed history of a site that this machine has left.
    ///
    /// # Errors
    /// When the data directory is an archive.
    pub fn must_not_be_closed(&self) -> Result<(), Failure> {
        if !self.data.join(CLOSED).is_file() {
            return Ok(());
        }
        let data = self.data.display();
        Err(Failure::error(format!(
            "{data} is an archive, its history is closed: look at it with `report` and `order list`, \
             and sell without --data"
        )))
    }

    /// Refuses when there is a terminal whose file this build cannot read.
    fn must_be_readable(&self) -> Result<(), Failure> {
        let first = replicas::unreadable(&self.data)?.into_iter().next();
        first.map_or(Ok(()), |(_, error)| Err(error.into()))
    }

    /// A reader on the most complete replica.
    ///
    /// # Errors
    /// As [`Self::replica`], or as the store says.
    pub fn reader(&self) -> Result<(Replica, Reader), Failure> {
        let replica = self.replica()?;
        let reader = Reader::open(&replica.folder)?;
        Ok((replica, reader))
    }

    /// The journal in which this machine sells: its counter, else its hub. On an empty data
    /// directory a site that works alone is founded, and one line says so.
    ///
    /// # Errors
    /// As the set-up or the store says.
    pub fn selling(&self) -> Result<Errand, Failure> {
        self.must_not_be_closed()?;
        self.writing()
    }

    /// Like [`Self::selling`], and also in an archive: customers are erased there too.
    ///
    /// # Errors
    /// As [`Self::selling`].
    pub fn writing(&self) -> Result<Errand, Failure> {
        let replicas = self.replicas()?;
        if replicas.is_empty() {
            self.must_be_readable()?;
            return self.found();
        }
        self.errand(&replicas, &[TerminalKind::Counter, TerminalKind::Hub], "sells")
    }

    /// The journal in which this machine does kitchen steps: its counter, whose replica knows
    /// every order that was made here, else its kitchen, else its hub.
    ///
    /// # Errors
    /// When nothing is set up here, or as the store says.
    pub fn cooking(&self) -> Result<Errand, Failure> {
        self.replica()?;
        self.must_not_be_closed()?;
        let kinds = [TerminalKind::Counter, TerminalKind::Kitchen, TerminalKind::Hub];
        self.errand(&self.replicas()?, &kinds, "cooks")
    }

    fn errand(
        &self,
        replicas: &[Replica],
        kinds: &[TerminalKind],
        does: &str,
    ) -> Result<Errand, Failure> {
        let found = kinds
            .iter()
            .find_map(|kind| replicas.iter().find(|replica| replica.mode.kind() == *kind));
        let replica = found.ok_or_else(|| {
            let data = self.data.display();
            Failure::error(format!(
                "no terminal in {data} {does}: use the data directory of the counter, or --hub URL"
            ))
        })?;
        let mut errand = Errand::open(&self.data, &replica.mode, &self.clock)?;
        let who = staff::acting(self, errand.state())?;
        errand.sign_in(who);
        Ok(errand)
    }

    fn found(&self) -> Result<Errand, Failure> {
        let founding = Founding::alone(&self.config.site, &self.clock)?;
        let station = boot::found(&self.data, &Mode::Counter, founding, &self.clock)?;
        let data = self.data.display();
        out::notice(&format!(
            "{data} was empty: it is now a site that works alone, with the sample menu and an open shift"
        ));
        Ok(Errand::with(station, &self.clock))
    }

    /// The hub that was named with --hub, with the credential that was given or that a terminal
    /// on this machine has for it.
    ///
    /// # Errors
    /// When the address is none, or no credential is known.
    pub fn rest(&self) -> Result<Option<Rest>, Failure> {
        let Some(url) = &self.hub else { return Ok(None) };
        if self.staff.is_some() {
            return Err(Failure::usage("--staff acts on this machine: leave --hub out"));
        }
        let parsed: HubUrl =
            url.parse().map_err(|error: LinkError| Failure::error(error.to_string()))?;
        let base = parsed.rest();
        let stored = || -> Option<HubAddress> {
            let replicas = self.replicas().ok()?;
            let mut hubs = replicas.into_iter().filter_map(|replica| replica.identity.hub);
            hubs.find(|hub| hub.url.parse::<HubUrl>().is_ok_and(|known| known.rest() == base))
        };
        let stored = stored();
        let known = stored.as_ref().and_then(|hub| hub.fingerprint.as_deref()?.parse().ok());
        let credential = self.credential.clone().or_else(|| stored.map(|hub| hub.credential));
        if credential.is_none() {
            return Err(Failure::error(format!(
                "no terminal on this machine is paired with {base}: pair one, or give --credential"
            )));
        }
        let trust = Trust { pin: self.pinned(&parsed)?.or(known), plain: self.config.hub.plain };
        Ok(Some(Rest::new(url, credential, trust)?))
    }

    /// The certificate that --fingerprint names, when the hub shows that one.
    fn pinned(&self, url: &HubUrl) -> Result<Option<Fingerprint>, Failure> {
        let Some(pin) = self.fingerprint.as_ref().filter(|_| url.tls) else { return Ok(None) };
        let seen = super::runtime()?.block_on(probe(url)).map_err(Failure::error)?;
        if pin.fits(&seen) {
            return Ok(Some(seen));
        }
        Err(Failure::error(format!(
            "the hub at {} shows the fingerprint {seen}, which is not that of --fingerprint: compare \
             it with `tillrail hub pair` on the hub",
            url.shown()
        )))
    }
}
