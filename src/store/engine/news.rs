//! Who hears what the writer has committed.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tokio::sync::broadcast;

use super::super::aside::AsideNews;
use super::super::writer::{Personal, Published};

/// Who hears what was committed.
pub struct News {
    /// The new envelopes.
    pub published: broadcast::Sender<Published>,
    /// The new rows of customers.
    pub personal: broadcast::Sender<Personal>,
    /// What came ahead of its journals.
    pub aside: broadcast::Sender<AsideNews>,
    /// Whether screens live by it.
    pub leads: Arc<AtomicBool>,
}
