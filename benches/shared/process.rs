//! What the system says of a process: its memory and the time it has computed.

use color_eyre::eyre::{Result, eyre};

/// The memory of a process that is in RAM, in kilobytes.
///
/// # Errors
/// When there is no such process, or the system has no `/proc`.
pub fn resident_kb(process: u32) -> Result<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.ok_or_else(|| eyre!("the system does not say how much memory"))?.parse()?)
}

/// The time that all threads of a process have computed, in microseconds.
///
/// # Errors
/// When there is no such process, or the system has no `/proc`.
pub fn computed_us(process: u32) -> Result<u64> {
    let mut sum = 0;
    for thread in std::fs::read_dir(format!("/proc/{process}/task"))? {
        let text = std::fs::read_to_string(thread?.path().join("schedstat"))?;
        let nanos: u64 = text.split_whitespace().next().unwrap_or("0").parse()?;
        sum += nanos / 1_000;
    }
    Ok(sum)
}

/// The same with the threads that have ended meanwhile, to a hundredth of a second.
///
/// # Errors
/// When there is no such process, or the system has no `/proc`.
pub fn computed_in_all_us(process: u32) -> Result<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let behind = text.rsplit(')').next().unwrap_or_default();
    let ticks = |place: usize| -> Result<u64> {
        let word = behind.split_whitespace().nth(place);
        Ok(word.ok_or_else(|| eyre!("the system does not say what was computed"))?.parse()?)
    };
    Ok((ticks(11)? + ticks(12)?) * 10_000)
}

/// How many threads a process has.
///
/// # Errors
/// When there is no such process, or the system has no `/proc`.
pub fn threads(process: u32) -> Result<usize> {
    Ok(std::fs::read_dir(format!("/proc/{process}/task"))?.count())
}
