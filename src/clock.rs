//! The only reader of wall time, monotonic time and entropy.
