//! Texts that were printed, below the data directory: what paper would say.

use std::io;
use std::path::{Path, PathBuf};

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
