//! The frame for the erasable rows of customers.

use serde::{Deserialize, Serialize};

use crate::domain::customer::{PersonalList, PersonalRow};
use crate::domain::id::PersonId;

/// The most rows that a sender puts into one frame.
pub const PERSONAL_ROWS_MAX: usize = 64;

/// The most rows that a terminal names in one list.
pub const PERSONAL_LIST_MAX: usize = 500;

/// Erasable rows of customers by person and version, and what finds out who lacks which.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Personal {
    /// The rows; the receiver keeps the newer ones.
    pub rows: Vec<PersonalRow>,
    /// From a terminal: what it holds of a span, so that the hub sends what it lacks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<PersonalList>,
    /// From the hub: whose rows it lacks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub want: Vec<PersonId>,
    /// From the hub: this frame ends the answer to a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<PersonalDone>,
    /// From the hub: it lost count of what was new; list again from the start.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
}

/// How far the answer to a list goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PersonalDone {
    /// Up to and with this person; absent when it was the end, and nothing is to be listed any
    /// more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<PersonId>,
}
