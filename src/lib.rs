//! Tillrail: the till and the ticket rail of a café or restaurant, in a terminal.
//!
//! The house, in reading order; arrows only go down. `domain` decides and folds and knows nothing
//! of the rest. `store` keeps journals and projections, `sync` moves journals between replicas,
//! `report` turns figures into text, `receipt` writes receipts, `menu_file` reads and writes menus, and `past_sales` reads what
//! another till has sold. `tui` holds the screens as pure update and view. `hub` serves
//! other terminals, and `tls` says whom to trust on the way. `runtime` drives all of them, and `cli` is the only room that prints.

pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod hub;
pub mod menu_file;
pub mod past_sales;
pub mod receipt;
pub mod report;
pub mod runtime;
pub mod store;
pub mod sync;
pub mod tls;
pub mod trail;
pub mod tui;
