//! What a seed does to the site.

use crate::dice::Dice;

/// What a seed does to the site; shares are per thousand steps or deliveries.
#[derive(Debug, Clone)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is something that happens to a site or does not"
)]
pub struct Plan {
    pub seed: u64,
    pub terminals: u64,
    pub steps: u64,
    pub files: bool,
    /// Deliveries that are cut, lost, doubled or late.
    pub network: u64,
    pub crashes: u64,
    pub hub_crashes: u64,
    pub full: u64,
    pub silence: u64,
    pub clocks: u64,
    /// The hub is set back once to an older backup.
    pub restore: bool,
    /// The kitchen also takes money, opens orders and changes the site, and its pairing comes late.
    pub rogue: bool,
    /// The hub is lost once, and an empty one is filled again by the terminals.
    pub lose: bool,
    /// A counter is copied once with its disk, and both machines sell.
    pub clone: bool,
    /// A fresh terminal joins in the middle of the day.
    pub joins: bool,
}

impl Plan {
    /// A third of the seeds are calm and long: too many faults restart everything so often that
    /// slow defects never show.
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let calm = seed.is_multiple_of(3);
        let mut share =
            |most: u64| if calm || dice.per_mille(400) { 0 } else { 1 + dice.below(most) };
        let plan = Self {
            seed,
            terminals: 3 + seed % 3,
            steps: if calm { 700 } else { 320 },
            files: false,
            network: share(30),
            crashes: share(12),
            hub_crashes: share(8),
            full: share(12),
            silence: share(12),
            clocks: share(10),
            restore: false,
            rogue: seed % 4 == 1,
            lose: false,
            clone: false,
            joins: seed % 5 < 2,
        };
        let restore = !calm && dice.per_mille(300);
        let clone = !calm && !restore && dice.per_mille(300);
        let lose = !calm && !restore && dice.per_mille(300);
        Self { restore, lose, clone, ..plan }
    }

    /// Whether somebody sells at the hub: not where it is set back to a backup.
    pub fn hub_sells(&self) -> bool {
        !self.restore && !self.lose
    }

    /// Whether the pairing of the kitchen comes in the middle of the day. A hub that is set back to
    /// a backup must not have written anything since.
    pub fn pairs_late(&self) -> bool {
        self.rogue && !self.restore && !self.lose
    }

    /// The same with real files, shorter because each commit waits for a disk.
    pub fn on_files(self) -> Self {
        Self { files: true, steps: self.steps / 3, ..self }
    }
}
