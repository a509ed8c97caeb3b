//! Texts that were printed, below the data directory: what paper would say. Nothing waits long for a
//! disk or a device that does not take them.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SendError, sync_channel};
use std::time::Duration;

/// How long the loop waits for a text to be written, milliseconds: nobody notices that.
const WITHIN_MS: u64 = 50;

/// At most so many texts wait for something that does not take them.
const STUCK_MAX: usize = 16;

/// How many texts are being written now.
static WRITING: AtomicUsize = AtomicUsize::new(0);

/// Where texts lie that were printed.
pub fn folder(data: &Path) -> PathBuf {
    data.join("print")
}

/// Writes a printed text over an older one of that name; answers where it lies.
///
/// # Errors
/// As the disk says.
pub fn keep(folder: &Path, name: &str, text: &str) -> io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join(name);
    std::fs::write(&path, text)?;
    Ok(path)
}

/// The same beside the loop: answers what is to be said, nothing when it is written. What is not
/// written soon is no longer waited for; `late` hears when it fails after all.
pub fn beside(
    folder: PathBuf,
    name: String,
    text: String,
    late: impl FnOnce(String) + Send + 'static,
) -> Option<String> {
    let slow = format!("print/{name} is not written yet, the folder does not answer: sell on.");
    if WRITING.fetch_add(1, Ordering::Relaxed) >= STUCK_MAX {
        WRITING.fetch_sub(1, Ordering::Relaxed);
        return Some(format!(
            "print/{name} is not written: {STUCK_MAX} prints wait for the folder. Sell on."
        ));
    }
    let (tell, told) = sync_channel(1);
    let write = move || {
        let kept = keep(&folder, &name, &text).map(drop).map_err(|error| {
            tracing::error!(%error, name, "a print could not be kept");
            format!("print/{name} could not be written ({error}): print again.")
        });
        WRITING.fetch_sub(1, Ordering::Relaxed);
        if let Err(SendError(Err(words))) = tell.send(kept) {
            late(words);
        }
    };
    if let Err(error) = std::thread::Builder::new().name("print".to_owned()).spawn(write) {
        WRITING.fetch_sub(1, Ordering::Relaxed);
        return Some(format!("Nothing can be printed now ({error}): print again."));
    }
    match told.recv_timeout(Duration::from_millis(WITHIN_MS)) {
        Ok(Ok(())) => None,
        Ok(Err(words)) => Some(words),
        Err(_) => Some(slow),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn a_text_is_written_a_failure_is_said() {
        let home = tempfile::tempdir().unwrap();
        let folder = folder(home.path());
        let never = |words: String| panic!("{words}");
        let said = beside(folder.clone(), "z.txt".to_owned(), "Z".to_owned(), never);
        assert_eq!(said, None);
        assert_eq!(std::fs::read_to_string(folder.join("z.txt")).unwrap(), "Z");
        std::fs::create_dir(folder.join("x.txt")).unwrap();
        let said = beside(folder, "x.txt".to_owned(), "X".to_owned(), never).unwrap();
        assert!(said.starts_with("print/x.txt could not be written"), "{said}");
    }

    /// A device that takes nothing until somebody reads: a pipe.
    #[cfg(unix)]
    #[test]
    fn f13_what_takes_no_text_is_not_waited_for_and_gets_it_later() {
        let home = tempfile::tempdir().unwrap();
        let pipe = home.path().join("slip.txt");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let (tell, told) = channel();
        let late = move |words| tell.send(words).unwrap();
        let text = "A-000001".to_owned();
        let said = beside(home.path().to_owned(), "slip.txt".to_owned(), text, late).unwrap();
        assert!(said.contains("is not written yet"), "{said}");
        assert_eq!(std::fs::read_to_string(&pipe).unwrap(), "A-000001");
        assert!(told.recv().is_err(), "it did not fail after all");
    }
}
