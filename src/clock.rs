//! The only reader of wall time, monotonic time and entropy.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The step between two states of the manual entropy: 2^64 divided by the golden ratio, odd, so
/// that all 2^64 states come before one comes again.
const MANUAL_STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// A cheap handle on time and entropy. Clones of one handle agree with each other.
///
/// Deciding code takes time as an argument; drivers hold a `Clock` and read it for them.
#[derive(Debug, Clone)]
pub struct Clock {
    source: Source,
}

/// Where a clock reads from.
#[derive(Debug, Clone)]
enum Source {
    /// The machine; monotonic time counts from the instant held.
    System(Instant),
    /// Whatever the driver's [`Hand`] has set.
    Manual(Arc<Manual>),
}

/// The state of a manual clock, shared by its clones and its hand.
#[derive(Debug)]
struct Manual {
    /// Wall time, UTC milliseconds since 1970.
    wall_ms: AtomicI64,
    /// Monotonic time, milliseconds since the clock was made.
    monotonic_ms: AtomicU64,
    /// The state of the seeded entropy.
    entropy: AtomicU64,
}

/// The driver's hand on a manual clock: tests, the simulation and replay move time with it.
#[derive(Debug, Clone)]
pub struct Hand {
    state: Arc<Manual>,
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl Clock {
    /// A clock on the machine's time and entropy. Its monotonic time starts at zero now.
    #[expect(clippy::disallowed_methods, reason = "this is the one reader of monotonic time")]
    pub fn system() -> Self {
        Self { source: Source::System(Instant::now()) }
    }

    /// A clock that moves only by its hand, with entropy that follows from `seed` alone.
    ///
    /// `wall_ms` is the first wall time, UTC milliseconds since 1970; monotonic time starts at zero.
    pub fn manual(wall_ms: i64, seed: u64) -> (Self, Hand) {
        let state = Arc::new(Manual {
            wall_ms: AtomicI64::new(wall_ms),
            monotonic_ms: AtomicU64::new(0),
            entropy: AtomicU64::new(seed),
        });
        (Self { source: Source::Manual(Arc::clone(&state)) }, Hand { state })
    }

    /// Wall time in UTC milliseconds since 1970. It can jump when somebody sets the machine's clock.
    pub fn now_ms(&self) -> i64 {
        match &self.source {
            Source::System(_) => system_wall_ms(),
            Source::Manual(state) => state.wall_ms.load(Ordering::SeqCst),
        }
    }

    /// Milliseconds since this clock (the first of its clones) was made. It never goes back.
    pub fn monotonic_ms(&self) -> u64 {
        match &self.source {
            Source::System(start) => u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
            Source::Manual(state) => state.monotonic_ms.load(Ordering::SeqCst),
        }
    }

    /// Microseconds since this clock was made, for measuring; a manual clock moves in whole
    /// milliseconds.
    pub fn monotonic_us(&self) -> u64 {
        match &self.source {
            Source::System(start) => u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX),
            Source::Manual(_) => self.monotonic_ms().saturating_mul(1_000),
        }
    }

    /// 64 random bits.
    pub fn entropy_u64(&self) -> u64 {
        u64::from_le_bytes(self.entropy_bytes())
    }

    /// 32 random bits.
    pub fn entropy_u32(&self) -> u32 {
        u32::from_le_bytes(self.entropy_bytes())
    }

    /// `N` random bytes: from the operating system, or from the seed of a manual clock.
    ///
    /// # Panics
    /// When the operating system has no entropy to give: an identity made without it could be made
    /// twice, so nothing may go on.
    pub fn entropy_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0_u8; N];
        match &self.source {
            Source::System(_) => fill_from_system(&mut bytes),
            Source::Manual(state) => {
                for chunk in bytes.chunks_mut(8) {
                    let word = state.next_word().to_le_bytes();
                    chunk.copy_from_slice(&word[..chunk.len()]);
                }
            }
        }
        bytes
    }

    /// The IANA name of the machine's time zone, for instance `Europe/Vienna`, as the seed of a
    /// new site's setting. `None` when the machine does not say; a manual clock lives in `Etc/UTC`.
    pub fn time_zone_name(&self) -> Option<String> {
        match &self.source {
            Source::System(_) => {
                let zone = jiff::tz::TimeZone::system();
                if zone.is_unknown() { None } else { zone.iana_name().map(str::to_owned) }
            }
            Source::Manual(_) => Some("Etc/UTC".to_owned()),
        }
    }
}

impl Manual {
    /// The next 64 bits of the seeded series (the SplitMix64 finaliser over a counter).
    fn next_word(&self) -> u64 {
        let state = self.entropy.fetch_add(MANUAL_STEP, Ordering::SeqCst).wrapping_add(MANUAL_STEP);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

impl Hand {
    /// Lets `ms` milliseconds pass, on the wall and on the monotonic clock alike.
    pub fn advance_ms(&self, ms: u64) {
        self.state.monotonic_ms.fetch_add(ms, Ordering::SeqCst);
        self.state.wall_ms.fetch_add(i64::try_from(ms).unwrap_or(i64::MAX), Ordering::SeqCst);
    }

    /// Sets the wall clock to `wall_ms` (UTC milliseconds), as a person or a time server does;
    /// monotonic time does not move.
    pub fn set_wall_ms(&self, wall_ms: i64) {
        self.state.wall_ms.store(wall_ms, Ordering::SeqCst);
    }

    /// Sets both clocks to recorded readings, for replay. Monotonic time never goes back: an
    /// earlier reading than the present one is ignored.
    pub fn set(&self, wall_ms: i64, monotonic_ms: u64) {
        self.state.wall_ms.store(wall_ms, Ordering::SeqCst);
        self.state.monotonic_ms.fetch_max(monotonic_ms, Ordering::SeqCst);
    }
}

/// The machine's wall time in UTC milliseconds; negative when the machine believes it is before 1970.
#[expect(clippy::disallowed_methods, reason = "this is the one reader of wall time")]
fn system_wall_ms() -> i64 {
    let in_ms = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(after) => in_ms(after),
        Err(before) => in_ms(before.duration()).saturating_neg(),
    }
}

/// Fills `bytes` from the operating system.
#[expect(clippy::disallowed_methods, reason = "this is the one reader of entropy")]
#[expect(
    clippy::expect_used,
    reason = "an identity made without entropy could be made twice; stopping is the only safe answer"
)]
fn fill_from_system(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives entropy");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_by_its_hand() {
        let (clock, hand) = Clock::manual(1_000, 1);
        let other = clock.clone();
        assert_eq!((clock.now_ms(), clock.monotonic_ms()), (1_000, 0));
        hand.advance_ms(250);
        assert_eq!((other.now_ms(), other.monotonic_ms()), (1_250, 250));
        assert_eq!(other.monotonic_us(), 250_000);
        hand.set_wall_ms(-5);
        assert_eq!((clock.now_ms(), clock.monotonic_ms()), (-5, 250));
    }

    #[test]
    fn replay_sets_both_clocks_and_monotonic_time_never_goes_back() {
        let (clock, hand) = Clock::manual(0, 1);
        hand.set(77, 500);
        assert_eq!((clock.now_ms(), clock.monotonic_ms()), (77, 500));
        hand.set(78, 100);
        assert_eq!((clock.now_ms(), clock.monotonic_ms()), (78, 500));
    }

    #[test]
    fn manual_entropy_follows_from_the_seed() {
        let (one, _) = Clock::manual(0, 42);
        let (same, _) = Clock::manual(9, 42);
        let (other, _) = Clock::manual(0, 43);
        let first: Vec<u64> = (0..8).map(|_| one.entropy_u64()).collect();
        let again: Vec<u64> = (0..8).map(|_| same.entropy_u64()).collect();
        let different: Vec<u64> = (0..8).map(|_| other.entropy_u64()).collect();
        assert_eq!(first, again);
        assert_ne!(first, different);
        assert_ne!(one.entropy_u32(), one.entropy_u32());
    }

    #[test]
    fn entropy_fills_every_length() {
        let (clock, _) = Clock::manual(0, 7);
        let long: [u8; 13] = clock.entropy_bytes();
        assert!(long[8..].iter().any(|byte| *byte != 0));
        let none: [u8; 0] = clock.entropy_bytes();
        assert!(none.is_empty());
    }

    #[test]
    fn the_system_clock_reads_the_machine() {
        let clock = Clock::system();
        let start_of_2024 = 1_704_067_200_000;
        assert!(clock.now_ms() > start_of_2024);
        let before = clock.monotonic_us();
        assert!(clock.monotonic_us() >= before);
        assert_ne!(clock.entropy_u64(), clock.entropy_u64());
    }

    #[test]
    fn a_named_time_zone_is_one_that_exists() {
        if let Some(name) = Clock::system().time_zone_name() {
            assert!(jiff::tz::TimeZone::get(&name).is_ok(), "{name}");
        }
        assert_eq!(Clock::manual(0, 0).0.time_zone_name().as_deref(), Some("Etc/UTC"));
    }
}
