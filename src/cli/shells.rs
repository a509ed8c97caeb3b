//! `tillrail completions` and `tillrail man`: what shells and manuals know of the commands.

use std::path::PathBuf;

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use super::args::Args;
use super::out::{self, Failure, Outcome};

/// Completions for a shell.
#[derive(Debug, Clone, clap::Args)]
pub struct CompletionsArgs {
    /// Which shell
    shell: Shell,
}

/// The manual.
#[derive(Debug, Clone, clap::Args)]
pub struct ManArgs {
    /// Write one page for each command into this folder [default: the first page, on the output]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// Writes the completions of a shell on the output.
///
/// # Errors
/// As the output says.
pub fn completions(args: &CompletionsArgs) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "tillrail", &mut script);
    out::text(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Done)
}

/// Writes the manual.
///
/// # Errors
/// When the folder cannot be written.
pub fn man(args: &ManArgs) -> Result<Outcome, Failure> {
    let Some(folder) = &args.folder else {
        let mut page = Vec::new();
        Man::new(Args::command()).render(&mut page).map_err(|error| {
            Failure::error(format!("the manual cannot be written ({error}): try again"))
        })?;
        out::text(&String::from_utf8_lossy(&page))?;
        return Ok(Outcome::Done);
    };
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(Args::command(), folder));
    written.map_err(|error| {
        let folder = folder.display();
        Failure::error(format!("{folder} cannot be written ({error}): name another folder"))
    })?;
    out::text(&format!("the pages lie in {}: read one with `man -l`", folder.display()))?;
    Ok(Outcome::Done)
}
