//! The command line: one file per verb. The only folder that prints.
//!
//! Exit status: 0 done, 1 error, 2 wrong use, 3 incomplete data. An error is one sentence on the
//! error output that names the remedy.

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use tracing_appender::non_blocking::WorkerGuard;

use crate::clock::Clock;
use crate::config::Config;
use crate::runtime::boot::{moving, replicas};

mod archive;
mod args;
mod backup;
mod cash;
mod context;
mod customer;
mod doctor;
mod floor;
mod item;
mod items;
mod journal;
mod kitchen;
mod menu;
mod nearby;
mod order;
mod order_money;
mod order_view;
mod out;
mod pay;
mod pictures;
mod progress;
mod recover;
mod remote;
mod replay;
mod report;
mod screens;
mod settings;
mod shells;
mod shift;
mod sites;
mod staff;
mod status;
mod sync;
mod terminal;

use args::{Args, Verb};
use context::Context;
use out::{Failure, Outcome};

/// How many days of log files are kept.
const LOG_FILES_MAX: usize = 14;

/// Runs the command line of this process and answers its exit status.
pub fn run() -> ExitCode {
    crate::tls::install();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let _: std::io::Result<()> = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let json = args.json;
    match begin(&args) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Incomplete) => ExitCode::from(3),
        Err(failure) => failure.show(json),
    }
}

/// Shows a fault of the program itself and answers its exit status.
pub fn fault(error: &color_eyre::Report) -> ExitCode {
    Failure::error(error.to_string()).show(false)
}

fn begin(args: &Args) -> Result<Outcome, Failure> {
    let config = Config::load(args.config.as_deref(), &args.flags())?;
    let data = config.data_dir()?.to_owned();
    let verb = args.verb.clone().unwrap_or(Verb::Counter(screens::CounterArgs::default()));
    let _logs = log(&data, &verb, &config.log, args.verbose)?;
    let data = sites::chosen(args, data, &verb)?;
    let context = Context::new(args, config, data, Clock::system());
    // Whoever starts finishes what was interrupted, so that nobody sees a shop between two places.
    moving::finish(&context.data, &context.clock)?;
    for brought in replicas::upgrade(&context.data, &context.clock, progress::catching_up) {
        out::notice(&brought);
    }
    match verb {
        Verb::Counter(args) => screens::counter(&context, &args),
        Verb::Kitchen(args) => kitchen::run(&context, &args),
        Verb::Display(args) => screens::display(&context, &args),
        Verb::Hub(args) => screens::hub(&context, &args),
        Verb::Demo(args) => screens::demo(&context, &args),
        Verb::Menu(args) => menu::run(&context, &args),
        Verb::Order(args) => order::run(&context, &args),
        Verb::Pay(args) => pay::run(&context, &args),
        Verb::Item(args) => item::run(&context, &args),
        Verb::Shift(args) => shift::run(&context, &args),
        Verb::Cash(args) => cash::run(&context, &args),
        Verb::Drawer(args) => cash::drawer(&context, &args),
        Verb::Report(args) => report::run(&context, &args),
        Verb::Floor(args) => floor::run(&context, &args),
        Verb::Staff(args) => staff::run(&context, &args),
        Verb::Customer(args) => customer::run(&context, &args),
        Verb::Settings(args) => settings::run(&context, &args),
        Verb::Pictures(args) => pictures::run(&args),
        Verb::Doctor => doctor::run(&context),
        Verb::Status => status::run(&context),
        Verb::Backup(args) => backup::back_up(&context, &args),
        Verb::Restore(args) => backup::restore(&context, &args),
        Verb::Journal(args) => journal::run(&context, &args),
        Verb::Terminal(args) => terminal::run(&context, &args),
        Verb::Sync(args) => sync::run(&context, &args),
        Verb::Replay(args) => replay::run(&context, &args),
        Verb::Completions(args) => shells::completions(&args),
        Verb::Man(args) => shells::man(&args),
    }
}

/// A runtime for calls over the network.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        Failure::error(format!("the program cannot start its network part ({error}): try again"))
    })
}

/// Starts the log files, one a day. Without a folder for them the program runs all the same.
///
/// # Errors
/// When the filter of the settings is none.
fn log(
    data: &Path,
    verb: &Verb,
    filter: &str,
    verbose: u8,
) -> Result<Option<WorkerGuard>, Failure> {
    let filter = match verbose {
        0 => filter,
        1 => "debug",
        _ => "trace",
    };
    let filter = tracing_subscriber::EnvFilter::try_new(filter).map_err(|error| {
        Failure::error(format!("`log` is `{filter}` ({error}): write for instance info"))
    })?;
    // A verb that only reads leaves no trace where nothing was set up.
    let long = matches!(verb, Verb::Counter(_) | Verb::Display(_) | Verb::Hub(_))
        || matches!(verb, Verb::Kitchen(args) if args.is_screen());
    let folder = data.join("logs");
    if !(long || data.exists()) || std::fs::create_dir_all(&folder).is_err() {
        return Ok(None);
    }
    Ok(log_files(&folder, filter))
}

fn log_files(folder: &Path, filter: tracing_subscriber::EnvFilter) -> Option<WorkerGuard> {
    let files = tracing_appender::rolling::Builder::new()
        .rotation(tracing_appender::rolling::Rotation::DAILY)
        .filename_prefix("tillrail")
        .filename_suffix("log")
        .max_log_files(LOG_FILES_MAX)
        .build(folder)
        .ok()?;
    let (writer, guard) = tracing_appender::non_blocking(files);
    let subscriber =
        tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(writer);
    subscriber.try_init().ok()?;
    Some(guard)
}
