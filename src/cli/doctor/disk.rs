//! What the doctor says of files and disks: room, size, and files of other versions.

use std::path::Path;
use std::process::Command;

use super::Level;
use crate::runtime::boot::replicas::{self, Replica};
use crate::store::{FILE, StoreError};

/// Below so many free bytes somebody must make room: a day of sales still fits.
const FREE_ACT_BYTES: u64 = 100_000_000;

/// Below so many free bytes it is worth a look.
const FREE_LOOK_BYTES: u64 = 1_000_000_000;

/// An upgrade copies the file first, so a disk should hold it once more.
const COPIES: u64 = 2;

/// Room on the disk of a replica, and the size of its file with its log.
pub(super) fn room(replica: &Replica, say: &mut impl FnMut(Level, String)) {
    let path = replica.folder.join(FILE);
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |known| known.len());
    let log = size(&path.with_extension("db-wal"));
    let file = size(&path).saturating_add(log);
    let (level, sentence) = judge(file, free(&replica.folder));
    say(level, sentence);
}

/// What size and room come to. `None` when the system does not say how much is free.
fn judge(file: u64, free: Option<u64>) -> (Level, String) {
    let size = bytes(file);
    let Some(free) = free else { return (Level::Well, format!("the file has {size}")) };
    let room = bytes(free);
    if free < FREE_ACT_BYTES {
        let sentence = format!(
            "only {room} are free on its disk: make room, for when it is full nothing can be sold \
             (the file has {size})"
        );
        (Level::Act, sentence)
    } else if free < FREE_LOOK_BYTES || free < file.saturating_mul(COPIES) {
        let sentence = format!(
            "{room} are free on its disk and the file has {size}: make room before the next upgrade, \
             which copies it first"
        );
        (Level::Look, sentence)
    } else {
        (Level::Well, format!("the file has {size}, {room} are free"))
    }
}

/// The free bytes of the disk of a folder, as `df` says.
fn free(folder: &Path) -> Option<u64> {
    let said = Command::new("df").arg("-Pk").arg(folder).output().ok()?;
    parse(&String::from_utf8(said.stdout).ok()?)
}

/// The free bytes in what `df -Pk` writes: the fourth column of its last line, in kilobytes.
fn parse(said: &str) -> Option<u64> {
    let free: u64 = said.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
    Some(free.saturating_mul(1_024))
}

/// A size as people say it: `80.0 MB`.
fn bytes(count: u64) -> String {
    let (unit, word) = match count {
        0..1_000_000 => (1_000, "kB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    format!("{}.{} {word}", count / unit, count % unit / (unit / 10))
}

/// Terminals whose files this build cannot read: of a newer one, damaged, or of an older one while
/// the program that wrote it still runs.
pub(super) fn unreadable(data: &Path, say: &mut impl FnMut(String, Level, String)) {
    for (mode, error) in replicas::unreadable(data).unwrap_or_default() {
        let older = matches!(error, StoreError::OlderSchema { .. });
        let remedy = if older { "; if it runs, close that program first" } else { "" };
        say(mode.to_string(), Level::Act, format!("{error}{remedy}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_judged_beside_the_size_of_the_file() {
        let said = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                    /dev/a 9 b free x\n";
        assert_eq!(parse(said), None, "a line that is none");
        let said = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                    /dev/sda1 100 20 78125 20% /\n";
        assert_eq!(parse(said), Some(80_000_000));
        let (level, sentence) = judge(2_500_000, Some(80_000_000));
        assert_eq!(level, Level::Act);
        assert!(sentence.starts_with("only 80.0 MB are free"), "{sentence}");
        assert_eq!(judge(1, Some(900_000_000)).0, Level::Look);
        assert_eq!(judge(1_500_000_000, Some(2_000_000_000)).0, Level::Look, "no room for a copy");
        assert_eq!(
            judge(2_500_000, Some(3_000_000_000)),
            (Level::Well, "the file has 2.5 MB, 3.0 GB are free".to_owned())
        );
        assert_eq!(judge(999, None), (Level::Well, "the file has 0.9 kB".to_owned()));
    }
}
