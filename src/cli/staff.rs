//! `tillrail staff`: who works here, with which role and PIN.

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::out::{self, Failure, Outcome};
use crate::domain::command::Command;
use crate::domain::event::StaffSaved;
use crate::domain::id::StaffId;
use crate::domain::pin::{self, Pin};
use crate::domain::rights::Role;
use crate::domain::site::Staff;
use crate::domain::state::State;
use crate::tui::input;

/// Who works here, with which role and PIN.
#[derive(Debug, Clone, Args)]
pub struct StaffArgs {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Clone, Subcommand)]
enum Act {
    /// Add somebody; the first one is an owner
    Add {
        /// The name, as it stands on screens
        name: String,
        /// What the person may do: server, cashier, cook, manager, owner
        #[arg(long)]
        role: Role,
        /// The PIN of 4 to 6 digits; asked for without it (without --staff also --pin)
        #[arg(long, value_name = "PIN")]
        new_pin: Option<String>,
    },
    /// List who works here
    List {
        /// Also who does not any more
        #[arg(long)]
        all: bool,
    },
    /// Somebody does not work here any more
    Disable {
        /// The name
        name: String,
    },
    /// Give somebody a new PIN
    Pin {
        /// The name
        name: String,
        /// The PIN of 4 to 6 digits; asked for without it (without --staff also --pin)
        #[arg(long, value_name = "PIN")]
        new_pin: Option<String>,
    },
    /// Give somebody another role
    Role {
        /// The name
        name: String,
        /// What the person may do: server, cashier, cook, manager, owner
        role: Role,
    },
}

/// Runs the verb.
///
/// # Errors
/// One sentence; nothing has changed then.
pub fn run(context: &Context, args: &StaffArgs) -> Result<Outcome, Failure> {
    if context.hub.is_some() {
        return Err(Failure::usage("staff is changed on a terminal: leave --hub out"));
    }
    if let Act::List { all } = args.act {
        return list(context, all);
    }
    context.replica()?;
    let mut errand = context.selling()?;
    let state = errand.state();
    let (command, id) = match &args.act {
        Act::Add { name, role, new_pin } => {
            let pin = new(context, state, new_pin.as_deref(), None)?;
            let staff = pin::new_id(state, name);
            let saved = StaffSaved {
                staff: staff.clone(),
                name: name.clone(),
                role: role.word().to_owned(),
                pin: Some(pin),
            };
            (Command::SaveStaff(saved), staff)
        }
        Act::Pin { name, new_pin } => {
            let saved = known(state, name)?;
            let pin = new(context, state, new_pin.as_deref(), Some(&saved.staff))?;
            let id = saved.staff.clone();
            (Command::SaveStaff(StaffSaved { pin: Some(pin), ..saved }), id)
        }
        Act::Role { name, role } => {
            let saved = known(state, name)?;
            let (id, role) = (saved.staff.clone(), role.word().to_owned());
            (Command::SaveStaff(StaffSaved { role, pin: None, ..saved }), id)
        }
        Act::Disable { name } => {
            let id = known(state, name)?.staff;
            (Command::DisableStaff(id.clone()), id)
        }
        Act::List { .. } => return Ok(Outcome::Done),
    };
    errand.act(vec![command])?;
    let state = errand.state();
    if context.json {
        out::value(&json!({"schema": "staff/1", "staff": [row(state, &id)]}))?;
    } else {
        let member = state.staff(&id);
        let name = state.staff_name(&id);
        let role = member.and_then(Staff::role).unwrap_or(Role::Server);
        let active = member.is_some_and(Staff::is_active);
        let words = if active { format!("works here as {role}") } else { "has left".to_owned() };
        out::text(&format!("{name} {words}"))?;
    }
    Ok(Outcome::Done)
}

fn list(context: &Context, all: bool) -> Result<Outcome, Failure> {
    let (replica, mut reader) = context.reader()?;
    let state = crate::runtime::boot::load(&mut reader, &replica.identity, context.now())?;
    let shown = || state.all_staff().filter(|(_, member)| all || member.is_active());
    if context.json {
        let rows: Vec<_> = shown().map(|(id, _)| row(&state, id)).collect();
        out::value(&json!({"schema": "staff/1", "staff": rows}))?;
        return Ok(Outcome::Done);
    }
    if shown().next().is_none() {
        let words = "nobody was set up: the owner does everything, without a PIN";
        out::text(words)?;
    }
    for (id, member) in shown() {
        let role = member.role().unwrap_or(Role::Server);
        let left = if member.is_active() { "" } else { "  has left" };
        out::text(&format!("{:<24}  {role:<8}{left}", state.staff_name(id)))?;
    }
    Ok(Outcome::Done)
}

fn row(state: &State, id: &StaffId) -> serde_json::Value {
    let member = state.staff(id);
    let saved = member.and_then(|member| member.saved.as_ref());
    json!({
        "staff": id, "name": state.staff_name(id),
        "role": saved.map(|saved| saved.role.as_str()),
        "active": member.is_some_and(Staff::is_active),
        "pin": saved.is_some_and(|saved| saved.pin.is_some()),
    })
}

/// Somebody by name or word, as last saved.
fn known(state: &State, name: &str) -> Result<StaffSaved, Failure> {
    let id = find(state, name)?;
    let saved = state.staff(&id).and_then(|member| member.saved.clone());
    saved.ok_or_else(|| Failure::error(format!("nobody here is called {name}")))
}

/// Who works here under a name or word.
///
/// # Errors
/// One sentence that lists who does.
pub fn find(state: &State, name: &str) -> Result<StaffId, Failure> {
    let wanted = name.trim().to_lowercase();
    let active = || state.all_staff().filter(|(_, member)| member.is_active());
    let found =
        active().find(|(id, _)| *id.0 == *wanted || state.staff_name(id).to_lowercase() == wanted);
    found.map(|(id, _)| id.clone()).ok_or_else(|| {
        let all: Vec<String> = active().map(|(id, _)| state.staff_name(id)).collect();
        let all = if all.is_empty() { "nobody".to_owned() } else { all.join(", ") };
        Failure::error(format!("`{name}` does not work here: there is {all}"))
    })
}

/// A new PIN as it is kept; nobody else has it.
fn new(
    context: &Context,
    state: &State,
    given: Option<&str>,
    of: Option<&StaffId>,
) -> Result<String, Failure> {
    let plain = context.pin.as_deref().filter(|_| context.staff.is_none());
    let text = match given.or(plain) {
        Some(text) => text.to_owned(),
        None => ask("New PIN: ")?,
    };
    let pin = Pin::read(&text).map_err(Failure::usage)?;
    let mut others = pin::people(state, None);
    others.retain(|(id, _)| Some(id) != of);
    if pin.whose(&others).is_some() {
        return Err(Failure::error("this PIN is somebody else's: choose another"));
    }
    pin.hash(context.clock.entropy_bytes()).map_err(Failure::error)
}

/// Asks for a PIN on the terminal, without showing it.
fn ask(question: &str) -> Result<String, Failure> {
    out::question(question);
    let typed = input::secret().map_err(|error| {
        Failure::error(format!("the PIN cannot be read ({error}): give it with --pin"))
    })?;
    out::notice("");
    typed.ok_or_else(|| Failure::error("no PIN was typed: nothing has changed"))
}

/// Who does what this command line asks for: `--staff` with the PIN, else the owner of the
/// machine.
///
/// # Errors
/// One sentence, when nobody has that name or the PIN is wrong.
pub fn acting(context: &Context, state: &State) -> Result<StaffId, Failure> {
    let Some(name) = &context.staff else { return Ok(StaffId::owner()) };
    let id = find(state, name)?;
    let kept = state.staff(&id).and_then(|member| member.saved.as_ref()?.pin.clone());
    let Some(kept) = kept else { return Ok(id) };
    let name = state.staff_name(&id);
    let text = match &context.pin {
        Some(text) => text.clone(),
        None => ask(&format!("PIN of {name}: "))?,
    };
    if Pin::read(&text).is_ok_and(|pin| pin.is(&kept)) {
        return Ok(id);
    }
    Err(Failure::error(format!("this is not the PIN of {name}: nothing has changed")))
}
