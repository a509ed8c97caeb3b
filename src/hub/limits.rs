//! What a peer may do to a hub: limits with names, counted in buckets that fill again with time.
//!
//! Deciding is pure: every time is an argument. [`Door`] is the one place that reads the clock.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use prometheus_client::encoding::EncodeLabelValue;

use crate::clock::Clock;

/// The most connections at once of one address. This machine itself is not limited by it.
pub const CONNECTIONS_PER_ADDRESS: u32 = 512;

/// The most addresses that are remembered at once.
const ADDRESSES_MAX: usize = 8_192;

/// Frames that a connection may send.
pub const FRAMES: Rate = Rate { count: 5_000, within_ms: 1_000, burst: 10_000 };

/// Bytes in frames that a connection may send.
pub const FRAME_BYTES: Rate = Rate { count: 64 << 20, within_ms: 1_000, burst: 128 << 20 };

/// Calls over REST of one address.
pub const CALLS: Rate = Rate { count: 1_000, within_ms: 1_000, burst: 2_000 };

/// Wrong pairing codes of one address.
pub const PAIRING_TRIES: Rate = Rate { count: 20, within_ms: 600_000, burst: 20 };

/// Unknown credentials of one address.
pub const CREDENTIAL_TRIES: Rate = Rate { count: 60, within_ms: 60_000, burst: 60 };

/// So many in so much time, and so many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many come back in `within_ms`.
    pub count: u64,
    /// Milliseconds.
    pub within_ms: u64,
    /// How many at once after a rest.
    pub burst: u64,
}

/// A limit, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelValue)]
pub enum Limit {
    /// [`CONNECTIONS_PER_ADDRESS`].
    Connections,
    /// [`FRAMES`].
    Frames,
    /// [`FRAME_BYTES`].
    FrameBytes,
    /// [`CALLS`].
    Calls,
    /// [`PAIRING_TRIES`].
    PairingTries,
    /// [`CREDENTIAL_TRIES`].
    CredentialTries,
    /// Plain text where only encrypted lines are taken.
    Plain,
}

impl Limit {
    /// One sentence for whoever meets it.
    pub fn sentence(self) -> String {
        match self {
            Self::Connections => format!(
                "this address has {CONNECTIONS_PER_ADDRESS} connections already: close some first"
            ),
            Self::Frames => format!(
                "more than {} frames a second came on one connection: it is taken again in a moment",
                FRAMES.count
            ),
            Self::FrameBytes => format!(
                "more than {} MiB a second came on one connection: it is taken again in a moment",
                FRAME_BYTES.count >> 20
            ),
            Self::Calls => {
                format!(
                    "more than {} calls a second came from this address: slow down",
                    CALLS.count
                )
            }
            Self::PairingTries => format!(
                "{} wrong codes came from this address: wait half a minute before the next",
                PAIRING_TRIES.burst
            ),
            Self::CredentialTries => format!(
                "{} unknown credentials came from this address within a minute: pair the terminal \
                 that sends them again, or stop it",
                CREDENTIAL_TRIES.burst
            ),
            Self::Plain => format!(
                "this hub takes only encrypted connections: use https:// with the fingerprint that \
                 `tillrail hub pair` shows (with `hub.plain = \"on\"` at the hub plain text works, \
                 but {})",
                crate::tls::PLAIN_GIVES_UP
            ),
        }
    }
}

/// A bucket that fills again with time. It counts in parts of one, so that no time is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    rate: Rate,
    /// What is left, times `within_ms`.
    left: u64,
    at: u64,
}

impl Bucket {
    /// A full bucket at the monotonic time `now`.
    pub const fn new(rate: Rate, now: u64) -> Self {
        Self { rate, left: rate.burst.saturating_mul(rate.within_ms), at: now }
    }

    fn fill(&mut self, now: u64) {
        let passed = now.saturating_sub(self.at);
        self.at = self.at.max(now);
        let more = passed.saturating_mul(self.rate.count);
        let most = self.rate.burst.saturating_mul(self.rate.within_ms);
        self.left = self.left.saturating_add(more).min(most);
    }

    /// Takes so many, or nothing and false when there are not so many.
    pub fn take(&mut self, count: u64, now: u64) -> bool {
        self.fill(now);
        let cost = count.saturating_mul(self.rate.within_ms);
        let enough = self.left >= cost;
        if enough {
            self.left -= cost;
        }
        enough
    }

    fn is_full(&self, now: u64) -> bool {
        let mut then = *self;
        then.fill(now);
        then.left == then.rate.burst.saturating_mul(then.rate.within_ms)
    }
}

/// What one connection of frames may still send.
#[derive(Debug, Clone, Copy)]
pub struct Meter {
    frames: Bucket,
    bytes: Bucket,
}

impl Meter {
    /// A connection that has sent nothing.
    pub const fn new(now: u64) -> Self {
        Self { frames: Bucket::new(FRAMES, now), bytes: Bucket::new(FRAME_BYTES, now) }
    }

    /// Counts a frame of so many bytes.
    ///
    /// # Errors
    /// The limit that it breaks.
    pub fn frame(&mut self, bytes: usize, now: u64) -> Result<(), Limit> {
        if !self.frames.take(1, now) {
            return Err(Limit::Frames);
        }
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        if self.bytes.take(bytes, now) { Ok(()) } else { Err(Limit::FrameBytes) }
    }
}

/// What one address does.
#[derive(Debug, Clone, Copy)]
struct Use {
    connections: u32,
    calls: Bucket,
    pairing: Bucket,
    credentials: Bucket,
}

impl Use {
    const fn new(now: u64) -> Self {
        Self {
            connections: 0,
            calls: Bucket::new(CALLS, now),
            pairing: Bucket::new(PAIRING_TRIES, now),
            credentials: Bucket::new(CREDENTIAL_TRIES, now),
        }
    }

    fn is_idle(&self, now: u64) -> bool {
        self.connections == 0
            && [self.calls, self.pairing, self.credentials].iter().all(|one| one.is_full(now))
    }
}

/// What every address does. Addresses at rest are forgotten when many are known.
#[derive(Debug, Default)]
struct Addresses(HashMap<IpAddr, Use>);

/// The address that is counted: the half of an IPv6 address that belongs to one network.
fn counted(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) if !v6.is_loopback() => {
            let mut parts = v6.octets();
            parts[8..].fill(0);
            IpAddr::V6(Ipv6Addr::from(parts))
        }
        other @ (IpAddr::V4(_) | IpAddr::V6(_)) => other,
    }
}

impl Addresses {
    fn of(&mut self, address: IpAddr, now: u64) -> &mut Use {
        if self.0.len() >= ADDRESSES_MAX && !self.0.contains_key(&address) {
            self.0.retain(|_, one| !one.is_idle(now));
            if self.0.len() >= ADDRESSES_MAX {
                self.0.retain(|_, one| one.connections > 0);
            }
        }
        self.0.entry(address).or_insert_with(|| Use::new(now))
    }

    fn enter(&mut self, address: IpAddr, now: u64) -> Result<(), Limit> {
        let one = self.of(address, now);
        if one.connections >= CONNECTIONS_PER_ADDRESS && !address.is_loopback() {
            return Err(Limit::Connections);
        }
        one.connections = one.connections.saturating_add(1);
        Ok(())
    }

    fn leave(&mut self, address: IpAddr) {
        if let Some(one) = self.0.get_mut(&address) {
            one.connections = one.connections.saturating_sub(1);
        }
    }
}

/// Who may come in, and how often.
#[derive(Debug)]
pub struct Door {
    addresses: Mutex<Addresses>,
    clock: Clock,
}

impl Door {
    /// A door to which nobody has come yet.
    pub fn new(clock: Clock) -> Self {
        Self { addresses: Mutex::default(), clock }
    }

    fn known(&self) -> MutexGuard<'_, Addresses> {
        // Nothing in here panics half way, so a poisoned value is still whole.
        self.addresses.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection comes; it counts until its [`Seat`] is dropped.
    ///
    /// # Errors
    /// [`Limit::Connections`].
    pub fn enter(self: &Arc<Self>, address: IpAddr) -> Result<Seat, Limit> {
        let address = counted(address);
        self.known().enter(address, self.clock.monotonic_ms())?;
        Ok(Seat { door: Arc::clone(self), address })
    }

    fn take(
        &self,
        address: IpAddr,
        bucket: impl Fn(&mut Use) -> &mut Bucket,
        limit: Limit,
    ) -> Result<(), Limit> {
        let now = self.clock.monotonic_ms();
        let mut known = self.known();
        let took = bucket(known.of(counted(address), now)).take(1, now);
        if took { Ok(()) } else { Err(limit) }
    }

    /// A call over REST.
    ///
    /// # Errors
    /// [`Limit::Calls`].
    pub fn call(&self, address: IpAddr) -> Result<(), Limit> {
        self.take(address, |one| &mut one.calls, Limit::Calls)
    }

    /// Whether an address may try another pairing code.
    ///
    /// # Errors
    /// [`Limit::PairingTries`].
    pub fn may_pair(&self, address: IpAddr) -> Result<(), Limit> {
        let now = self.clock.monotonic_ms();
        let mut tries = self.known().of(counted(address), now).pairing;
        if tries.take(1, now) { Ok(()) } else { Err(Limit::PairingTries) }
    }

    /// A wrong pairing code.
    pub fn wrong_code(&self, address: IpAddr) {
        // Whether it was one too many is asked before the next.
        let _ = self.take(address, |one| &mut one.pairing, Limit::PairingTries);
    }

    /// An unknown credential.
    ///
    /// # Errors
    /// [`Limit::CredentialTries`] when it was one too many.
    pub fn unknown_credential(&self, address: IpAddr) -> Result<(), Limit> {
        self.take(address, |one| &mut one.credentials, Limit::CredentialTries)
    }
}

/// The place of a connection.
#[derive(Debug)]
pub struct Seat {
    door: Arc<Door>,
    address: IpAddr,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.door.known().leave(self.address);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_gives_its_burst_and_then_what_comes_back() {
        let mut bucket = Bucket::new(Rate { count: 3, within_ms: 1_000, burst: 4 }, 0);
        assert!(bucket.take(4, 0) && !bucket.take(1, 0));
        assert!(!bucket.take(1, 333) && bucket.take(1, 334), "a third of a second brings one");
        assert!(!bucket.take(1, 600) && bucket.take(1, 667), "no part of a second is lost");
        assert!(bucket.take(4, 60_000) && !bucket.take(1, 60_000), "never more than the burst");
        assert!(!bucket.take(1, 0), "a clock that goes back brings nothing");
    }

    #[test]
    fn a_connection_may_send_so_many_frames_and_bytes() {
        let mut meter = Meter::new(0);
        for _ in 0..FRAMES.burst {
            meter.frame(10, 0).unwrap();
        }
        assert_eq!(meter.frame(10, 0), Err(Limit::Frames));
        assert_eq!(meter.frame(10, 1), Ok(()));
        let whole = usize::try_from(FRAME_BYTES.burst).unwrap();
        assert_eq!(Meter::new(0).frame(whole + 1, 0), Err(Limit::FrameBytes));
        for limit in [Limit::Frames, Limit::FrameBytes, Limit::Calls, Limit::Plain] {
            assert!(limit.sentence().len() > 40);
        }
    }

    #[test]
    fn an_address_has_its_share_and_others_keep_theirs() {
        let (clock, hand) = Clock::manual(0, 1);
        let door = Arc::new(Door::new(clock));
        let (one, other): (IpAddr, IpAddr) = ([10, 0, 0, 1].into(), [10, 0, 0, 2].into());
        let mut seats: Vec<Seat> =
            (0..CONNECTIONS_PER_ADDRESS).map(|_| door.enter(one).unwrap()).collect();
        assert_eq!(door.enter(one).err(), Some(Limit::Connections));
        assert!(door.enter(other).is_ok());
        seats.pop();
        assert!(door.enter(one).is_ok(), "a place that is left can be taken");
        for _ in 0..PAIRING_TRIES.burst {
            door.may_pair(one).unwrap();
            door.wrong_code(one);
        }
        assert_eq!(door.may_pair(one), Err(Limit::PairingTries));
        assert_eq!(door.may_pair(other), Ok(()));
        hand.advance_ms(30_000);
        assert_eq!(door.may_pair(one), Ok(()));
        let tries = (0..=CREDENTIAL_TRIES.burst).map(|_| door.unknown_credential(one));
        assert_eq!(tries.filter(Result::is_err).count(), 1);
        let here: IpAddr = [127, 0, 0, 1].into();
        let seats: Vec<_> = (0..=CONNECTIONS_PER_ADDRESS).map(|_| door.enter(here)).collect();
        assert!(seats.iter().all(Result::is_ok), "this machine is not limited by connections");
    }

    #[test]
    fn one_network_of_ipv6_is_one_address_and_the_table_does_not_grow_for_ever() {
        let near: IpAddr = "2001:db8::1".parse().unwrap();
        let same: IpAddr = "2001:db8::ffff:2".parse().unwrap();
        assert_eq!(counted(near), counted(same));
        assert_eq!(counted("::ffff:10.0.0.1".parse().unwrap()), IpAddr::from([10, 0, 0, 1]));
        let mut addresses = Addresses::default();
        for n in 0..=u32::try_from(ADDRESSES_MAX).unwrap() {
            let address = IpAddr::from(std::net::Ipv4Addr::from(n));
            assert!(addresses.of(address, 0).calls.take(1, 0));
        }
        assert!(addresses.0.len() <= ADDRESSES_MAX);
    }
}
