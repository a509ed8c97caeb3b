//! How long to wait before the next try: doubling from 50 milliseconds to 4 seconds, with jitter.

/// The longest first wait, milliseconds.
const FIRST_MS: u64 = 50;

/// The longest wait, milliseconds; with a connection attempt of its own a returned link is noticed
/// within five seconds.
const MOST_MS: u64 = 4_000;

/// The wait before try number `attempt` (from 0), milliseconds: between half and the whole of the
/// doubled span, so that the terminals of a site do not come back in one instant. `random` is any
/// 64 random bits.
pub fn delay_ms(attempt: u32, random: u64) -> u64 {
    let span = FIRST_MS.saturating_mul(1_u64 << attempt.min(20)).min(MOST_MS);
    let half = span / 2;
    half.saturating_add(random % half.saturating_add(1))
}

/// The next 64 bits of a small seeded series, for jitter only (a multiply and shift generator).
pub fn next_random(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) ^ *seed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_from_fifty_milliseconds_to_four_seconds() {
        let mut seed = 7;
        for attempt in 0..200 {
            let delay = delay_ms(attempt, next_random(&mut seed));
            let span = (50 << attempt.min(10)).min(4_000);
            assert!((span / 2..=span).contains(&delay), "{attempt}: {delay}");
        }
    }
}
