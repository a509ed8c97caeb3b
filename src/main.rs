//! The binary's entry: error hook, command line, exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    if let Err(error) = color_eyre::install() {
        return tillrail::cli::fault(&error);
    }
    tillrail::cli::run()
}
