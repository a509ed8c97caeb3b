//! `tillrail doctor`: what is wrong on this machine and what to do about it.

mod clocks;
mod copies;
mod disk;
mod health;
mod serving;
mod sites;

use health::{Health, hub_says};
use serde_json::{Value, json};

use super::context::Context;
use super::out::{self, Failure, Outcome};
use super::progress;
use crate::domain::id::TerminalKind;
use crate::domain::order::Order;
use crate::domain::state::State;
use crate::runtime::boot;
use crate::runtime::boot::replicas::Replica;
use crate::runtime::control;
use crate::runtime::rest::{Rest, RestError, Trust};
use crate::store::{NOT_PERMITTED, Reader};

/// The status of a call whose credential the hub does not accept.
const UNAUTHORISED: u16 = 401;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    /// All is well.
    Well,
    /// Worth a look; nothing is lost and selling goes on.
    Look,
    /// Somebody must act.
    Act,
}

impl Level {
    const fn word(self) -> &'static str {
        match self {
            Self::Well => "ok",
            Self::Look => "look",
            Self::Act => "ACT",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone)]
struct Finding {
    level: Level,
    place: String,
    sentence: String,
}

/// Runs the verb.
///
/// # Errors
/// One sentence when somebody must act, after all findings were shown.
pub fn run(context: &Context) -> Result<Outcome, Failure> {
    let mut found = Vec::new();
    disk::unreadable(&context.data, &mut |place, level, sentence| {
        found.push(Finding { level, place, sentence });
    });
    if found.is_empty() {
        context.replica()?;
    }
    for replica in context.replicas()? {
        look(context, &replica, &mut found)?;
    }
    sites::all(context, &mut |place, level, sentence| {
        found.push(Finding { level, place, sentence });
    })?;
    for archive in context.archives()? {
        for replica in &archive.replicas {
            let place = format!("{} (archive {})", replica.identity.name, archive.name);
            let mut say =
                |level, sentence| found.push(Finding { level, place: place.clone(), sentence });
            journal(&Reader::open(&replica.folder)?, replica, &mut say)?;
        }
    }
    let worst = found.iter().map(|finding| finding.level).max().unwrap_or(Level::Well);
    if context.json {
        let findings: Vec<Value> = found
            .iter()
            .map(|one| {
                json!({"level": one.level.word().to_lowercase(), "place": one.place,
                       "sentence": one.sentence})
            })
            .collect();
        let healthy = worst != Level::Act;
        out::value(&json!({"schema": "doctor/1", "healthy": healthy, "findings": findings}))?;
    } else {
        for one in &found {
            out::text(&format!("{:<4}  {}: {}", one.level.word(), one.place, one.sentence))?;
        }
    }
    let acts = found.iter().filter(|one| one.level == Level::Act).count();
    match acts {
        0 => Ok(Outcome::Done),
        1 => Err(Failure::error("one finding needs somebody to act: see ACT above")),
        more => Err(Failure::error(format!("{more} findings need somebody to act: see ACT above"))),
    }
}

fn look(context: &Context, replica: &Replica, found: &mut Vec<Finding>) -> Result<(), Failure> {
    let place = format!("{} ({})", replica.identity.name, replica.mode);
    let mut say = |level, sentence: String| {
        found.push(Finding { level, place: place.clone(), sentence });
    };
    let mut reader = Reader::open(&replica.folder)?;
    disk::room(replica, &mut say);
    copies::erased(&context.data, replica, &reader, &mut say)?;
    if let Some(bad) = journal(&reader, replica, &mut say)? {
        // What is said to come back at the next start does.
        reader.mark_damaged(&bad);
    }
    kept(&reader, &mut say)?;
    clocks::ahead(&mut reader, context.now(), &mut say)?;
    let state = boot::load(&mut reader, &replica.identity, context.now())?;
    shop(context, &state, &mut say);
    link(replica, &reader, &state, &mut say)
}

/// Every row against its hash; answers the first that is damaged, in words.
fn journal(
    reader: &Reader,
    replica: &Replica,
    say: &mut impl FnMut(Level, String),
) -> Result<Option<String>, Failure> {
    let bar = progress::bar(&format!("verify {}", replica.mode));
    let checked = reader.verify(&mut |done, total| progress::to(bar.as_ref(), done, total))?;
    progress::end(bar);
    if checked.is_whole() {
        say(Level::Well, format!("the journal is whole, {} rows", checked.rows));
    }
    for bad in &checked.bad {
        let remedy = if replica.identity.kind == TerminalKind::Hub {
            "restart this hub, and its terminals send the good copy"
        } else {
            "the good copy comes from the hub when this terminal starts again"
        };
        say(Level::Act, format!("{bad}: {remedy}"));
    }
    Ok(checked.bad.first().map(ToString::to_string))
}

/// What lies in the file besides whole rows.
fn kept(reader: &Reader, say: &mut impl FnMut(Level, String)) -> Result<(), Failure> {
    let lag = reader.lag()?;
    if lag > 0 {
        let sentence = format!("reports are {lag} facts behind: they catch up while it runs");
        say(Level::Look, sentence);
    }
    let (barred, strange): (Vec<_>, Vec<_>) =
        reader.quarantined()?.into_iter().partition(|one| one.code == NOT_PERMITTED);
    if let Some(first) = barred.first() {
        let sentence = format!(
            "{} facts are kept and left out because their terminals may not make them, the first: {} \
             See `tillrail journal list`, and `tillrail terminal retire` a terminal that was tampered \
             with",
            barred.len(),
            first.sentence
        );
        say(Level::Act, sentence);
    }
    if let Some(first) = strange.first() {
        let sentence = format!(
            "{} facts are kept and not understood here, the first at {} {} ({}): update Tillrail",
            strange.len(),
            first.terminal,
            first.seq,
            first.sentence
        );
        say(Level::Look, sentence);
    }
    for fork in reader.branches()? {
        let sentence = format!(
            "FORK: two machines used the identity {}: both are kept, the branch {} from {} to {} \
             too; run `tillrail terminal renew` on the copied one",
            fork.terminal,
            fork.journal,
            fork.base.saturating_add(1),
            fork.to
        );
        say(Level::Act, sentence);
    }
    let twice = reader.repeated()?;
    if !twice.is_empty() {
        let sentence = format!(
            "{} numbers were given twice: `tillrail report exceptions` names them",
            twice.len()
        );
        say(Level::Look, sentence);
    }
    if reader.kept(crate::hub::RECOVER)?.is_some() {
        let sentence = "this hub is filled again by its terminals: `tillrail hub recover --done` \
                        when every one has given what it holds";
        say(Level::Look, sentence.to_owned());
    }
    if let Some(reason) = reader.must_renew()? {
        let sentence = format!(
            "this terminal was {reason} and takes another identity at its next start: restart it \
             while its hub answers, or run `tillrail terminal renew`"
        );
        say(Level::Act, sentence);
    }
    Ok(())
}

/// What in the shop waits for a person.
fn shop(context: &Context, state: &State, say: &mut impl FnMut(Level, String)) {
    let now = context.now();
    let today = state.settings().clock().day(now);
    if let Some(shift) = state.my_shift() {
        let old = shift.opened.as_ref().is_some_and(|stamp| stamp.day < today);
        let number = shift.number.as_ref().map(ToString::to_string).unwrap_or_default();
        if old {
            let sentence = format!("shift {number} is open since an earlier day: close it");
            say(Level::Look, sentence);
        }
    }
    let due = |order: &&Order| {
        order.settlement().is_ok_and(|money| money.give_back.is_positive())
            || !order.flagged.is_empty()
    };
    let titles: Vec<String> = state.open_orders(now).filter(due).map(Order::title).collect();
    if !titles.is_empty() {
        let titles = titles.join(", ");
        say(Level::Look, format!("money is to be given back or checked: {titles}"));
    }
}

/// How the terminal stands with its hub.
fn link(
    replica: &Replica,
    reader: &Reader,
    state: &State,
    say: &mut impl FnMut(Level, String),
) -> Result<(), Failure> {
    let Some(hub) = &replica.identity.hub else {
        return serving::itself(replica, state, say);
    };
    let unsent = reader.unsent()?;
    let running = control::status(&replica.folder);
    match running {
        Some(owner) => {
            // What is on the disk of the acknowledgements is a moment old while it runs.
            say(Level::Well, format!("it runs, {}, {} not sent", owner.link, owner.unsent));
        }
        None if unsent > 0 => {
            let sentence = format!(
                "{unsent} facts are not sent and it does not run: start it, or `tillrail sync --once`"
            );
            say(Level::Look, sentence);
        }
        None => say(Level::Well, "it does not run and everything is sent".to_owned()),
    }
    let pin = hub.fingerprint.as_deref().and_then(|text| text.parse().ok());
    // What was paired in plain text is asked in plain text: the link does the same.
    let trust = Trust { pin, plain: true };
    let rest = match Rest::new(&hub.url, Some(hub.credential.clone()), trust) {
        Ok(rest) => rest,
        Err(error) => {
            say(Level::Act, error.to_string());
            return Ok(());
        }
    };
    let runtime = super::runtime()?;
    let asked: Result<Health, RestError> = runtime.block_on(rest.get("/health"));
    let health = match asked {
        Ok(health) => health,
        Err(error) => {
            say(Level::Act, error.to_string());
            return Ok(());
        }
    };
    hub_says(replica.identity.terminal, state, &health, say);
    let menu: Result<Value, RestError> = runtime.block_on(rest.get("/v1/menu"));
    match menu {
        Err(RestError::Refused { status: UNAUTHORISED, .. }) => {
            let sentence = "the hub does not accept this terminal: pair it again with \
                            `tillrail hub pair` on the hub";
            say(Level::Act, sentence.to_owned());
        }
        Err(error) => say(Level::Look, error.to_string()),
        Ok(_) => say(Level::Well, format!("the hub at {} accepts it", rest.base())),
    }
    Ok(())
}
