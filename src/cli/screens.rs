//! The verbs that open a screen or run a server, and joining a site before that.

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::out::{self, Failure, Outcome};
use super::progress;
use super::recover;
use super::sites;
use crate::domain::id::{SiteId, TerminalKind};
use crate::domain::number::Letter;
use crate::runtime;
use crate::runtime::boot::join::{Joining, compare, join};
use crate::runtime::boot::{self, BootError, Mode};
use crate::runtime::control::{self, Answer, Request};
use crate::runtime::modes::{self, ModeError, Setup};

/// How a terminal joins a site.
#[derive(Debug, Clone, Default, Args)]
pub struct JoinArgs {
    /// Join the site of --hub with the code that it shows
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
    /// What the terminal is to be called
    #[arg(long)]
    name: Option<String>,
    /// Write every change as a line of plain text into a file or pipe, for a screen reader
    #[arg(long, value_name = "FILE")]
    announce: Option<std::path::PathBuf>,
    /// Test screen and keyboard instead, and keep what fits this terminal
    #[arg(long)]
    test: bool,
}

/// Open the counter.
#[derive(Debug, Clone, Default, Args)]
pub struct CounterArgs {
    #[command(flatten)]
    join: JoinArgs,
    /// The order letter to ask the hub for
    #[arg(long)]
    letter: Option<Letter>,
    /// Train on a throw-away copy of the data; nothing of it is kept or synced
    #[arg(long, conflicts_with = "code")]
    training: bool,
}

/// Open the kitchen console.
#[derive(Debug, Clone, Default, Args)]
pub struct KitchenScreenArgs {
    /// The station whose tickets are shown; all of them without
    #[arg(long)]
    station: Option<String>,
    #[command(flatten)]
    join: JoinArgs,
}

/// Open the customer display.
#[derive(Debug, Clone, Default, Args)]
pub struct DisplayArgs {
    #[command(flatten)]
    join: JoinArgs,
}

/// Run the hub, or show a pairing code.
#[derive(Debug, Clone, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct HubArgs {
    /// Where it listens [default: the setting `hub.listen`, 127.0.0.1:7700]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// What the place is called, at the first start
    #[arg(long)]
    name: Option<String>,
    /// Start a hub that the terminals of this site fill again; `tillrail status` on one of them
    /// shows the identity of the site
    #[arg(long, value_name = "SITE")]
    recover: Option<SiteId>,
    #[command(subcommand)]
    act: Option<HubAct>,
}

impl HubArgs {
    /// Whether the hub itself is to run.
    pub fn is_server(&self) -> bool {
        self.act.is_none()
    }
}

#[derive(Debug, Clone, Subcommand)]
enum HubAct {
    /// Show a code with which a terminal can join
    Pair,
    /// Add, list, retire the sites that this hub serves
    Site(sites::SiteArgs),
    /// List the hubs on the local network
    Find {
        /// How long to listen
        #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=60))]
        seconds: u64,
    },
    /// Let terminals fill the hub that runs here with every journal that they hold
    Recover {
        /// End it: from now on each terminal pushes its own journal only
        #[arg(long)]
        done: bool,
    },
}

/// Watch a simulated lunch service.
#[derive(Debug, Clone, Args)]
pub struct DemoArgs {
    /// How many times faster than a real service
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pace: u32,
    /// Without screens: run and print figures
    #[arg(long, requires = "seconds")]
    headless: bool,
    /// How long to run without screens
    #[arg(long)]
    seconds: Option<u64>,
}

/// Opens the counter.
///
/// # Errors
/// One sentence.
pub fn counter(context: &Context, args: &CounterArgs) -> Result<Outcome, Failure> {
    if args.training {
        let announce = args.join.announce.clone();
        modes::training(&Setup { announce, ..setup(context, None)? }).map_err(failed)?;
        return Ok(Outcome::Done);
    }
    screen(context, &Mode::Counter, &args.join, args.letter.as_ref())
}

/// Opens the kitchen console.
///
/// # Errors
/// One sentence.
pub fn kitchen(context: &Context, args: &KitchenScreenArgs) -> Result<Outcome, Failure> {
    if let Some(station) = args.station.as_deref().filter(|station| !boot::is_station(station)) {
        return Err(Failure::usage(format!(
            "`{station}` is not a station: use letters, digits, - and _, for example hot"
        )));
    }
    screen(context, &Mode::Kitchen(args.station.clone()), &args.join, None)
}

/// Opens the customer display.
///
/// # Errors
/// One sentence.
pub fn display(context: &Context, args: &DisplayArgs) -> Result<Outcome, Failure> {
    screen(context, &Mode::Display, &args.join, None)
}

/// Runs the hub, or asks the one that runs for a pairing code.
///
/// # Errors
/// One sentence.
pub fn hub(context: &Context, args: &HubArgs) -> Result<Outcome, Failure> {
    match &args.act {
        Some(HubAct::Site(args)) => sites::run(context, args),
        Some(HubAct::Pair) => pair(context),
        Some(HubAct::Find { seconds }) => super::nearby::find(context, *seconds),
        Some(HubAct::Recover { done }) => recover::hub(context, !*done),
        None => {
            let mut setup = setup(context, args.listen.as_deref())?;
            if args.name.is_some() {
                setup.config.terminal.name.clone_from(&args.name);
            }
            if let Some(site) = args.recover {
                runtime::hub::prepare_recovery(&setup, site)?;
                out::notice(recover::STEPS);
            }
            runtime::hub::run(&setup, |address, fingerprint, unheard| {
                out::notice(&format!(
                    "The hub listens on {address} with the fingerprint {fingerprint}. Ctrl+C ends it."
                ));
                if let Some(why) = unheard {
                    out::notice(&format!(
                        "It cannot be announced on the local network ({why}): type its address."
                    ));
                }
            })
            .map_err(failed)?;
            Ok(Outcome::Done)
        }
    }
}

/// Runs the demo.
///
/// # Errors
/// One sentence.
pub fn demo(context: &Context, args: &DemoArgs) -> Result<Outcome, Failure> {
    let setup = setup(context, None)?;
    let Some(seconds) = args.seconds.filter(|_| args.headless) else {
        runtime::demo::run(&setup, args.pace).map_err(failed)?;
        return Ok(Outcome::Done);
    };
    let figures = runtime::demo::headless(&setup, args.pace, seconds).map_err(failed)?;
    let (median, worst) = (figures.percentile(50), figures.percentile(99));
    if context.json {
        out::value(&json!({
            "schema": "demo/1", "seconds": seconds, "pace": args.pace,
            "orders": figures.orders, "paid": figures.paid, "bumped": figures.bumped,
            "envelopes": figures.envelopes, "equal": figures.equal,
            "to_kitchen_ms": {"count": figures.to_kitchen_ms.len(), "p50": median, "p99": worst},
        }))?;
    } else {
        let equal = if figures.equal { "hold the same" } else { "DIFFER" };
        let shown = |value: Option<i64>| value.map_or_else(|| "-".to_owned(), |ms| ms.to_string());
        out::text(&format!(
            "{} orders, {} paid, {} tickets bumped, {} envelopes in {seconds} s at pace {}.\n\
             From a send to the kitchen's disk: {} ms in the middle, {} ms for 99 of 100.\n\
             Counter, kitchen and hub {equal}.",
            figures.orders,
            figures.paid,
            figures.bumped,
            figures.envelopes,
            args.pace,
            shown(median),
            shown(worst),
        ))?;
    }
    if figures.equal { Ok(Outcome::Done) } else { Err(Failure::error("the replicas differ")) }
}

/// Joins a site when a code was given, then opens the screen.
fn screen(
    context: &Context,
    mode: &Mode,
    join: &JoinArgs,
    letter: Option<&Letter>,
) -> Result<Outcome, Failure> {
    if join.test {
        runtime::check::run(&setup(context, None)?).map_err(failed)?;
        return Ok(Outcome::Done);
    }
    joined(context, mode, join, letter)?;
    let setup = Setup { announce: join.announce.clone(), ..setup(context, None)? };
    modes::screen(&setup, mode).map_err(failed)?;
    Ok(Outcome::Done)
}

fn setup(context: &Context, listen: Option<&str>) -> Result<Setup, Failure> {
    context.must_not_be_closed()?;
    let read = |listen: &str| {
        listen.parse().map_err(|_| {
            Failure::usage(format!(
                "`{listen}` is not an address to listen on: write it like 127.0.0.1:7700"
            ))
        })
    };
    let listen = listen.map_or(Ok(context.config.hub.listen), read)?;
    Ok(Setup {
        data: context.data.clone(),
        config: context.config.clone(),
        clock: context.clock.clone(),
        listen,
        announce: None,
        config_file: context.config_file.clone(),
        training: false,
        catching_up: progress::catching_up,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "it stands at the end of `map_err`")]
fn failed(error: ModeError) -> Failure {
    Failure::error(error.to_string())
}

/// Joins a site when a code was given.
fn joined(
    context: &Context,
    mode: &Mode,
    args: &JoinArgs,
    letter: Option<&Letter>,
) -> Result<(), Failure> {
    let Some(code) = &args.code else { return Ok(()) };
    let Some(hub) = context.hub.as_ref().or(context.config.hub.url.as_ref()) else {
        return Err(Failure::usage(
            "a code is for one hub: say which with --hub, for example --hub http://10.0.0.5:7700",
        ));
    };
    let usual = match mode.kind() {
        TerminalKind::Counter => "Counter",
        TerminalKind::Kitchen => "Kitchen",
        TerminalKind::Display => "Display",
        TerminalKind::Hub => "Hub",
    };
    let known = context.config.terminal.name.clone();
    let joining = Joining {
        hub: hub.clone(),
        pin: context.fingerprint.clone(),
        plain: context.config.hub.plain,
        code: code.chars().filter(|sign| !sign.is_whitespace()).collect(),
        name: args.name.clone().or(known).unwrap_or_else(|| usual.to_owned()),
        letter: letter.cloned(),
    };
    let runtime = super::runtime()?;
    let mut joined = runtime.block_on(join(&context.data, mode, &joining, &context.clock));
    if let Err(BootError::NotCompared { hub, seen }) = &joined
        && out::confirmed(&compare(hub, seen))
    {
        let joining = Joining { pin: Some((*seen).into()), ..joining };
        joined = runtime.block_on(join(&context.data, mode, &joining, &context.clock));
    }
    let station = joined?;
    let who = &station.identity;
    out::notice(&format!("{} belongs to the site {} now", who.name, who.site));
    Ok(())
}

/// Shows a pairing code of the hub that runs on this machine.
fn pair(context: &Context) -> Result<Outcome, Failure> {
    let replicas = context.replicas()?;
    let hubs = [TerminalKind::Hub, TerminalKind::Counter].into_iter();
    let mut hubs = hubs.filter_map(|kind| replicas.iter().find(|one| one.mode.kind() == kind));
    let answer = hubs.find_map(|one| control::ask(&one.folder, &Request::HubPair).ok());
    match answer {
        Some(Answer::Code { code, until, url, fingerprint }) => {
            if context.json {
                out::value(&json!({
                    "schema": "pairing/1", "code": code, "until": until.rfc3339(), "hub": url,
                    "fingerprint": fingerprint,
                }))?;
            } else {
                // People read how long, scripts read until when.
                let minutes = until.since(context.now()).saturating_add(59_999) / 60_000;
                let told = fingerprint.unwrap_or_default();
                let encrypted = url.starts_with("https:");
                let pin = if encrypted { format!(" --fingerprint {told}") } else { String::new() };
                out::text(&format!(
                    "{code}  valid for {minutes} min, fingerprint {told}\n\
                     on the terminal: --hub {url} --code {code}{pin}"
                ))?;
            }
            Ok(Outcome::Done)
        }
        Some(Answer::Refused { sentence }) => Err(Failure::error(sentence)),
        Some(Answer::Done { .. } | Answer::Sites { .. } | Answer::Status(_)) | None => {
            let data = context.data.display();
            Err(Failure::error(format!(
                "no hub runs in {data}: start `tillrail hub`, or the counter whose hub is inside"
            )))
        }
    }
}
