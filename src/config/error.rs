//! What is wrong with a setting: its key, its place and the remedy, in one sentence.

use super::layer::Origin;

/// A setting that cannot be used. Its text is one sentence for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{key}`{} {problem}{}.", place(.origin.as_ref()), ending(.remedy))]
pub struct ConfigError {
    /// The key, with dots; a file or a variable where no key was understood.
    pub key: String,
    /// Where the setting was written, if it was written anywhere.
    pub origin: Option<Origin>,
    /// What is wrong, as the end of a sentence about the key.
    pub problem: String,
    /// What to do; empty where the problem says it.
    pub remedy: String,
}

impl ConfigError {
    /// An error about `key`, written at `origin`.
    pub(super) fn new(key: &str, origin: Option<&Origin>, problem: &str) -> Self {
        let problem = problem.trim_end_matches('.').to_owned();
        Self { key: key.to_owned(), origin: origin.cloned(), problem, remedy: String::new() }
    }

    /// The same error with what to do about it.
    pub(super) fn remedy(mut self, remedy: &str) -> Self {
        remedy.clone_into(&mut self.remedy);
        self
    }
}

/// The place as it stands in the sentence.
fn place(origin: Option<&Origin>) -> String {
    origin.map_or_else(String::new, |origin| format!(" ({origin})"))
}

/// The remedy as it stands in the sentence.
fn ending(remedy: &str) -> String {
    if remedy.is_empty() { String::new() } else { format!(": {remedy}") }
}
