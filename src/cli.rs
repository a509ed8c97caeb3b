//! The command line: clap types, one file per verb; the only folder that prints.
