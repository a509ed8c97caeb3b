//! How a bench was asked to run, and where it may write.

use std::path::PathBuf;

use color_eyre::eyre::{Result, bail};

/// How a bench runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// A few seconds only, to prove that it runs; its figures mean nothing.
    pub quick: bool,
}

impl Run {
    /// What the command line asks for.
    ///
    /// # Errors
    /// A word that is not known.
    pub fn asked() -> Result<Self> {
        let mut run = Self { quick: false };
        for word in std::env::args().skip(1) {
            match word.as_str() {
                "--quick" => run.quick = true,
                // What `cargo bench` adds by itself.
                "--bench" => {}
                other => bail!("`{other}` is not an option of the benches: use --quick or nothing"),
            }
        }
        Ok(run)
    }

    /// What the command line asks for, with the names of the parts that are to run; all of `parts`
    /// when none is named.
    ///
    /// # Errors
    /// A word that is not known.
    pub fn parts(parts: &[&'static str]) -> Result<(Self, Vec<&'static str>)> {
        let mut run = Self { quick: false };
        let mut named = Vec::new();
        for word in std::env::args().skip(1) {
            match (word.as_str(), parts.iter().find(|part| **part == word)) {
                ("--quick", _) => run.quick = true,
                ("--bench", _) => {}
                (_, Some(part)) => named.push(*part),
                (other, None) => bail!("`{other}` is none of {} or --quick", parts.join(", ")),
            }
        }
        Ok((run, if named.is_empty() { parts.to_vec() } else { named }))
    }

    /// A count for a full run and one for a quick run.
    pub fn count(self, full: usize, quick: usize) -> usize {
        if self.quick { quick } else { full }
    }
}

/// The folder for what is worth keeping between runs: `BENCH_CACHE`, else
/// `XDG_CACHE_HOME/tillrail-bench`, else a folder below the system's temporary one.
pub fn cache() -> PathBuf {
    let given = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    given("BENCH_CACHE").map_or_else(
        || {
            given("XDG_CACHE_HOME")
                .map_or_else(std::env::temp_dir, PathBuf::from)
                .join("tillrail-bench")
        },
        PathBuf::from,
    )
}

/// A folder of its own on the disk of the cache, gone when it is dropped.
///
/// # Errors
/// As the disk says.
pub fn scratch() -> Result<tempfile::TempDir> {
    std::fs::create_dir_all(cache())?;
    Ok(tempfile::Builder::new().prefix("run-").tempdir_in(cache())?)
}
