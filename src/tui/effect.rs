//! What a screen wants done outside: data that one driver executes.

use super::customers::CustomersAsk;
use crate::domain::envelope::Sealed;
use crate::domain::id::{AggregateId, StaffId};
use crate::domain::pin::Pin;
use crate::domain::rejection::Rejection;
use crate::domain::search::Query;

/// A wish of a screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Commit these facts; answered by `Msg::Durable` or, until it works, `Msg::NotSaved`.
    Append {
        /// The number of the answer.
        batch: u64,
        /// The facts, already applied on the screen.
        sealed: Vec<Sealed>,
    },
    /// Read all facts of an aggregate; answered by `Msg::Loaded`.
    Load(AggregateId),
    /// Look for orders on the disk, beside the loop; answered by `Msg::Searched`. A newer search
    /// takes the place of one that has not begun.
    Search {
        /// The number of the answer.
        id: u64,
        /// What is looked for.
        query: Query,
    },
    /// Try the hub now.
    TryNow,
    /// Pair this terminal again with its hub, beside the loop; answered by `Msg::Paired`.
    PairAgain {
        /// The six digits that the hub shows.
        code: String,
        /// The fingerprint of the hub's certificate, when a person has just compared it.
        compared: Option<String>,
    },
    /// Write a text into the folder of prints, over an older one of that name.
    Keep {
        /// The name of the file.
        name: String,
        /// What stands in it.
        text: String,
    },
    /// Write the keys of the bump bar, as their file holds them, into the folder of the kitchen.
    KeepKeys(String),
    /// Open the drawer by the command of this machine.
    Kick,
    /// Ring the bell.
    Bell,
    /// Draw everything anew.
    Redraw,
    /// Write one line for screen readers and logs.
    Announce(String),
    /// Answer another program's question: the facts are durable, or why not.
    Answer {
        /// The number of the question.
        id: u64,
        /// The aggregates that changed.
        result: Result<Vec<AggregateId>, Rejection>,
    },
    /// Find out whose PIN it is, beside the loop; answered by `Msg::PinChecked`.
    CheckPin {
        /// The number of the answer.
        id: u64,
        /// What was typed.
        pin: Pin,
        /// Whose it may be, with the PINs as they are kept.
        people: Vec<(StaffId, String)>,
    },
    /// Keep a new PIN that none of these people has; answered by `Msg::PinKept`.
    KeepPin {
        /// The number of the answer.
        id: u64,
        /// What was typed.
        pin: Pin,
        /// Everybody else, with the PINs as they are kept.
        others: Vec<(StaffId, String)>,
    },
    /// Read or keep customers, beside the loop; answered by `Msg::Customers`.
    Customers(CustomersAsk),
    /// Train on a throw-away copy of the counter's data, and come back afterwards.
    Train,
    /// Show the test of screen and keyboard.
    Test,
    /// Leave the program.
    Quit,
}
