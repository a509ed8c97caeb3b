//! The binary's entry: error hook, command line, exit status.

fn main() {}
