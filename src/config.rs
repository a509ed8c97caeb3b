//! Machine settings, layered: defaults, then config.toml, then environment, then flags.
