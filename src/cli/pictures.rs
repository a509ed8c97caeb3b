//! Pictures of the screens for the pages: drawn from the real buffers of a small acted scene.

use std::path::Path;

use crate::runtime::pictures;

use super::out::{self, Failure, Outcome};

/// Where the pictures go.
#[derive(Debug, Clone, clap::Args)]
pub struct PicturesArgs {
    /// The folder to write into
    folder: std::path::PathBuf,
}

/// Writes one SVG for each picture.
///
/// # Errors
/// One sentence.
pub fn run(args: &PicturesArgs) -> Result<Outcome, Failure> {
    let write = |name: &str, svg: &str| write(&args.folder, name, svg);
    std::fs::create_dir_all(&args.folder).map_err(|error| cannot(&args.folder, &error))?;
    let pictures = pictures::all().map_err(|error| Failure::error(error.to_string()))?;
    for (name, svg) in &pictures {
        write(name, svg)?;
    }
    out::notice(&format!("{} pictures in {}", pictures.len(), args.folder.display()));
    Ok(Outcome::Done)
}

fn write(folder: &Path, name: &str, svg: &str) -> Result<(), Failure> {
    let path = folder.join(format!("{name}.svg"));
    std::fs::write(&path, svg).map_err(|error| cannot(&path, &error))
}

fn cannot(path: &Path, error: &std::io::Error) -> Failure {
    Failure::error(format!("{} cannot be written: {error}", path.display()))
}
