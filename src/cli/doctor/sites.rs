//! What the doctor says of the other sites of a hub: whether each can be opened.

use super::Level;
use crate::cli::context::Context;
use crate::cli::out::Failure;
use crate::cli::sites::running;
use crate::hub::sites::{Listed, RETIRED};
use crate::runtime::boot::replicas;
use crate::runtime::sites;

/// Every site besides the first; what lies inside one is told with `--site`.
pub(super) fn all(
    context: &Context,
    say: &mut impl FnMut(String, Level, String),
) -> Result<(), Failure> {
    let listed = sites::list(&context.data)?;
    if listed.is_empty() {
        return Ok(());
    }
    let running = running(context);
    for Listed { name, retired, .. } in listed {
        let known = running.iter().flatten().find(|one| one.name == name);
        let state = known.map(|one| one.state.as_str()).filter(|state| !is_usual(state));
        let unreadable = replicas::unreadable(&sites::data_of(&context.data, &name));
        let why =
            unreadable.unwrap_or_default().into_iter().next().map(|(_, error)| error.to_string());
        let place = format!("site {name}");
        match state.map(str::to_owned).or(why) {
            _ if retired => {
                let sentence = format!(
                    "it is retired and nobody is served: `tillrail hub site resume {name}` takes it back"
                );
                say(place, Level::Well, sentence);
            }
            Some(why) => {
                let sentence = format!("it cannot be opened: {why}; the other sites go on");
                say(place, Level::Act, sentence);
            }
            None => {
                let sentence =
                    format!("it can be opened: `tillrail --site {name} doctor` looks inside");
                say(place, Level::Well, sentence);
            }
        }
    }
    Ok(())
}

/// Whether a site is as sites are when nothing is wrong.
fn is_usual(state: &str) -> bool {
    matches!(state, "open" | "opening" | "asleep" | RETIRED)
}
