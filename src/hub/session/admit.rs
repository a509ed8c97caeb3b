//! Who is let in: the credential of a terminal, what it was paired as, and what it may know at once.

use crate::domain::id::{TerminalId, TerminalKind};
use crate::hub::state::HubState;
use crate::sync::session::Grant;
use crate::sync::wire::{Credential, Refused};

/// What a terminal hears that does not belong to the site any more.
pub(super) fn refused_retired() -> Refused {
    Refused {
        code: "retired".to_owned(),
        sentence: "This terminal was retired: pair it again to use it here.".to_owned(),
        permanent: true,
    }
}

/// Checks that a terminal may speak for itself, and reads what it may know at once.
pub(super) async fn authorise(
    state: &HubState,
    terminal: TerminalId,
    credential: &Credential,
) -> Result<Grant, Refused> {
    let known = state.whose(credential).await.filter(|(id, _)| *id == terminal);
    let Some((_, known)) = known else {
        return Err(Refused {
            code: "credential".to_owned(),
            sentence: "The hub does not know this terminal: pair it with `tillrail hub pair`."
                .to_owned(),
            permanent: true,
        });
    };
    if !known.is_active() {
        return Err(refused_retired());
    }
    let frontier = state.read(|reader| reader.frontier()).await.map_err(|error| Refused {
        code: "busy".to_owned(),
        sentence: format!("The hub cannot read its disk now: {error}"),
        permanent: false,
    })?;
    let paired = known.paired.as_ref();
    let kind = paired.map_or(TerminalKind::Display, |paired| paired.terminal_kind);
    // Kitchens and displays need nobody's name and get none.
    let personal = matches!(kind, TerminalKind::Counter | TerminalKind::Hub);
    Ok(Grant {
        frontier,
        kind,
        letter: paired.and_then(|paired| paired.letter.clone()),
        personal,
        recover: state.recovers(),
    })
}
