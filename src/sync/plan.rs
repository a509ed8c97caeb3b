//! How envelopes are cut into frames, and how many frames may be on their way.

use std::collections::VecDeque;

use super::wire::{FRAME_ENVELOPES_MAX, FRAME_TARGET_BYTES, Limits, Packed, RANGE_TARGET_BYTES};

/// What the wrapping of an envelope costs in a frame: keys, quotes and 64 hex digits, rounded up.
const WRAPPING_BYTES: usize = 96;

/// The sizes of one range to read or of one frame to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk {
    /// The most rows.
    pub rows: usize,
    /// The bytes after which no further row is taken; one row is always taken.
    pub bytes: usize,
}

impl Chunk {
    /// The sizes that a peer's limits and our own targets allow.
    pub fn within(limits: Limits) -> Self {
        Self {
            rows: limits.envelopes.clamp(1, FRAME_ENVELOPES_MAX),
            bytes: limits.frame_bytes.clamp(1, FRAME_TARGET_BYTES),
        }
    }

    /// The same for a range from the disk: whoever lacks much gets it in larger frames, as each of
    /// them costs a round of reading, sending and committing.
    pub fn of_range(limits: Limits) -> Self {
        let bytes = limits.frame_bytes.clamp(1, RANGE_TARGET_BYTES);
        Self { bytes, ..Self::within(limits) }
    }
}

/// Cuts rows into frames: in their order, none empty, each within the chunk's sizes unless a single
/// envelope is larger.
pub fn frames(rows: impl IntoIterator<Item = Packed>, chunk: Chunk) -> Vec<Vec<Packed>> {
    let mut out: Vec<Vec<Packed>> = Vec::new();
    let mut bytes = 0_usize;
    for row in rows {
        let size = row.bytes().len().saturating_add(WRAPPING_BYTES);
        let full = |frame: &Vec<Packed>| {
            frame.len() >= chunk.rows || bytes.saturating_add(size) > chunk.bytes
        };
        match out.last_mut() {
            Some(frame) if !full(frame) => {
                frame.push(row);
                bytes = bytes.saturating_add(size);
            }
            Some(_) | None => {
                out.push(vec![row]);
                bytes = size;
            }
        }
    }
    out
}

/// The frames on their way that nobody has answered, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Window<T> {
    most: usize,
    waiting: VecDeque<T>,
}

impl<T> Window<T> {
    /// A window for at most `most` frames, at least one.
    pub fn new(most: usize) -> Self {
        Self { most: most.max(1), waiting: VecDeque::new() }
    }

    /// How many more frames may be sent.
    pub fn room(&self) -> usize {
        self.most.saturating_sub(self.waiting.len())
    }

    /// Notes a frame as sent.
    pub fn sent(&mut self, frame: T) {
        self.waiting.push_back(frame);
    }

    /// Takes the oldest frames that are answered.
    pub fn answered(&mut self, mut is_answered: impl FnMut(&T) -> bool) -> Vec<T> {
        let mut out = Vec::new();
        while let Some(frame) = self.waiting.pop_front_if(|frame| is_answered(frame)) {
            out.push(frame);
        }
        out
    }

    /// Forgets frames that no answer will come to.
    pub fn forget(&mut self, mut is_lost: impl FnMut(&T) -> bool) {
        self.waiting.retain(|frame| !is_lost(frame));
    }

    /// The frames that wait, oldest first.
    pub fn waiting(&self) -> impl Iterator<Item = &T> {
        self.waiting.iter()
    }

    /// Whether every frame is answered.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::super::session::testing::journal;
    use super::*;

    #[test]
    fn rows_are_cut_by_count_and_by_bytes_and_keep_their_order() {
        let rows = journal(1, 10);
        let packed = || rows.iter().map(Packed::from);
        let by_count = frames(packed(), Chunk { rows: 4, bytes: usize::MAX });
        assert_eq!(by_count.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4, 2]);
        let by_bytes = frames(packed(), Chunk { rows: 100, bytes: 1 });
        assert_eq!(by_bytes.len(), 10, "one row always goes");
        let back: Vec<_> = by_count.into_iter().flatten().map(|packed| packed.hash).collect();
        assert_eq!(back, rows.iter().map(|row| row.hash).collect::<Vec<_>>());
    }

    #[test]
    fn a_window_opens_when_the_oldest_is_answered() {
        let mut window = Window::new(2);
        window.sent(1);
        window.sent(2);
        assert_eq!(window.room(), 0);
        assert_eq!(window.answered(|no| *no <= 1), [1]);
        assert_eq!(window.room(), 1);
        assert_eq!(window.answered(|no| *no == 9), Vec::<i32>::new());
        assert!(!window.is_empty());
    }
}
