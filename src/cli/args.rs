//! The verbs and the global options, as clap reads them.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::tls::Pin;

use super::{
    backup, cash, customer, floor, item, journal, kitchen, menu, order, pay, pictures, replay,
    report, screens, settings, shells, shift, staff, sync, terminal,
};

/// Till and ticket rail in a terminal. Without a command it opens the counter.
#[derive(Debug, Clone, Parser)]
#[command(name = "tillrail", version, about, propagate_version = true)]
#[command(after_help = "Exit status: 0 done, 1 error, 2 wrong use, 3 incomplete data.")]
pub struct Args {
    /// Where the data lies (default: `$XDG_DATA_HOME/tillrail`; also `TILLRAIL_DATA`)
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The file with the settings of this machine
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Act on a hub instead of the local data, for instance <http://127.0.0.1:7700>
    #[arg(long, global = true, value_name = "URL")]
    pub hub: Option<String>,
    /// Act on this site of a hub that serves many, by the name of `tillrail hub site list`
    #[arg(long, global = true, value_name = "NAME")]
    pub site: Option<String>,
    /// The credential for --hub; without it that of a terminal on this machine is used
    #[arg(
        long,
        global = true,
        value_name = "SECRET",
        env = "TILLRAIL_CREDENTIAL",
        hide_env_values = true
    )]
    pub credential: Option<String>,
    /// The fingerprint of the hub's certificate, as `tillrail hub pair` shows it on the hub
    #[arg(long, global = true, value_name = "GROUPS")]
    pub fingerprint: Option<Pin>,
    /// Who does it, by name (default: the owner of this machine)
    #[arg(long, global = true, value_name = "NAME", env = "TILLRAIL_STAFF")]
    pub staff: Option<String>,
    /// The PIN of --staff; asked for without it
    #[arg(long, global = true, value_name = "PIN", env = "TILLRAIL_PIN", hide_env_values = true)]
    pub pin: Option<String>,
    /// Answer with one JSON object
    #[arg(long, global = true)]
    pub json: bool,
    /// Colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Write more into the log files; twice for everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// What to do.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

impl Args {
    /// The options that are settings too, as pairs of key and value.
    pub fn flags(&self) -> Vec<(String, String)> {
        let data = self.data.as_ref().map(|path| ("data".to_owned(), path.display().to_string()));
        let hub = self.hub.as_ref().map(|url| ("hub.url".to_owned(), url.clone()));
        let plain =
            (self.color == Color::Never).then(|| ("ui.theme".to_owned(), "mono".to_owned()));
        data.into_iter().chain(hub).chain(plain).collect()
    }
}

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Color {
    /// When people read.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Clone, Subcommand)]
pub enum Verb {
    /// Open the counter: take orders and money
    Counter(screens::CounterArgs),
    /// Open the kitchen console, or do a kitchen step
    Kitchen(kitchen::KitchenArgs),
    /// Open the customer display
    Display(screens::DisplayArgs),
    /// Run the hub that keeps terminals in step, or show a pairing code
    Hub(screens::HubArgs),
    /// Watch a simulated lunch service, without any set-up
    Demo(screens::DemoArgs),
    /// Import, check or export the menu
    Menu(menu::MenuArgs),
    /// Make, change and look at orders
    Order(order::OrderArgs),
    /// Take money for an order
    Pay(pay::PayArgs),
    /// Take an item off sale or bring it back
    Item(item::ItemArgs),
    /// Open or close the shift of this counter's drawer
    Shift(shift::ShiftArgs),
    /// Put cash into this counter's drawer, take it out, or bring it to the safe
    Cash(cash::CashArgs),
    /// Open this counter's drawer without a sale
    Drawer(cash::DrawerArgs),
    /// Figures: by day, hour, item, tender, staff; X and Z; exceptions
    Report(report::ReportArgs),
    /// Show or change the floor plan: rooms and tables
    Floor(floor::FloorArgs),
    /// Who works here: add, list, PINs, roles
    Staff(staff::StaffArgs),
    /// Customers: add, find, show, change, erase
    Customer(customer::CustomerArgs),
    /// Show or change the settings of the site
    Settings(settings::SettingsArgs),
    /// Draw the pictures of the screens for the pages
    #[command(hide = true)]
    Pictures(pictures::PicturesArgs),
    /// How the terminals on this machine are
    Status,
    /// What is wrong on this machine and its hub, and what to do about it
    Doctor,
    /// Verify, export or rebuild the journal
    Journal(journal::JournalArgs),
    /// Copy everything on this machine into a folder, also while programs run, and check it
    Backup(backup::BackupArgs),
    /// Put a backup back
    Restore(backup::RestoreArgs),
    /// List and retire terminals, pair one again, trust a new certificate
    Terminal(terminal::TerminalArgs),
    /// Exchange everything with the hub now
    Sync(sync::SyncArgs),
    /// Sell again what another till has sold, through the whole path
    Replay(replay::ReplayArgs),
    /// Write the completions of a shell on the output
    Completions(shells::CompletionsArgs),
    /// Write the manual: its first page on the output, or one page for each command into a folder
    Man(shells::ManArgs),
}
