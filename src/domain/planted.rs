//! Defects that the simulation must find: planted only in builds with the feature `planted`.
//!
//! Each is a mistake that other systems were shipped with. Without the feature every question is
//! answered with no, and nothing of this is left in the program.

/// A mistake that can be planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Defect {
    /// The hub acknowledges what is not on its disk yet.
    AckBeforeCommit = 1,
    /// A terminal takes what it has handed to a broken line for sent.
    LostDirtyFlag,
    /// A terminal counts what arrives as held before it is on its disk.
    HeldBeforeCommit,
    /// Envelopes are taken without a look at the ones before them.
    MissingChainCheck,
    /// Of two facts made apart the earlier one is dropped when it comes late.
    LastWriterWins,
    /// Facts are folded in the order of their arrival.
    UnsortedFold,
    /// A fact that comes twice is folded twice.
    NoDuplicateCheck,
    /// The number of an order is made from the clock.
    NumberFromClock,
    /// Receipts are counted from one again with each shift.
    ReceiptsRestart,
    /// Projections are written in the transaction after that of their facts.
    ProjectionOutside,
}

impl Defect {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::AckBeforeCommit,
        Self::LostDirtyFlag,
        Self::HeldBeforeCommit,
        Self::MissingChainCheck,
        Self::LastWriterWins,
        Self::UnsortedFold,
        Self::NoDuplicateCheck,
        Self::NumberFromClock,
        Self::ReceiptsRestart,
        Self::ProjectionOutside,
    ];
}

#[cfg(feature = "planted")]
static PLANTED: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(0);

/// Plants a defect in this process, or takes it out again.
#[cfg(feature = "planted")]
pub fn plant(defect: Option<Defect>) {
    let number = defect.map_or(0, |defect| defect as u8);
    PLANTED.store(number, std::sync::atomic::Ordering::SeqCst);
}

/// True when this defect is planted.
#[cfg(feature = "planted")]
pub fn is(defect: Defect) -> bool {
    PLANTED.load(std::sync::atomic::Ordering::SeqCst) == defect as u8
}

/// True when this defect is planted: never in a build without the feature.
#[cfg(not(feature = "planted"))]
pub const fn is(_defect: Defect) -> bool {
    false
}
