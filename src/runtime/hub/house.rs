//! How other programs act through a hub: its control socket, for each of its sites.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::Notify;

use crate::domain::command::Command;
use crate::domain::id::{AggregateId, TerminalKind};
use crate::hub::HubState;
use crate::hub::desk::{DeskReply, DeskRequest};
use crate::hub::sites::{Absent, SiteView, Sites, Visit};
use crate::runtime::control::{self, OwnerStatus, Reply, Request, Serving, SiteStatus};
use crate::runtime::inside::{announced, pair_code, recover};
use crate::runtime::modes::ModeError;

/// Where a hub of many sites listens, and what its sites say of themselves.
pub(super) struct House {
    /// Its sites.
    pub sites: Sites,
    /// Where it listens.
    pub address: SocketAddr,
    /// The fingerprint of its certificate, in the form that people compare.
    pub fingerprint: Option<String>,
    /// Told when the folder of the sites was read again.
    pub looked: Arc<Notify>,
}

/// Lets other programs act through the hub.
pub(super) fn listen(folder: &Path, house: House) -> Result<Serving, ModeError> {
    let (house, handle) = (Arc::new(house), Handle::current());
    let hand = move |request: Request, reply: Reply| {
        let house = Arc::clone(&house);
        handle.spawn(async move {
            match request {
                Request::Sites => {
                    house.sites.look().await;
                    house.looked.notify_one();
                    reply.send(&control::Answer::Sites { sites: house.statuses() });
                }
                Request::Site { site, request } => {
                    answer(&house, house.sites.named(&site).await, *request, reply).await;
                }
                asked @ (Request::Act { .. }
                | Request::KeepPersons { .. }
                | Request::HubPair
                | Request::HubRecover { .. }
                | Request::Status) => {
                    answer(&house, house.sites.first().await, asked, reply).await;
                }
            }
        });
    };
    Ok(control::serve(folder, hand)?)
}

/// Answers what another program asks of one site.
async fn answer(house: &House, visit: Result<Visit, Absent>, request: Request, reply: Reply) {
    let visit = match visit {
        Ok(visit) => visit,
        Err(absent) => {
            return reply.send(&control::Answer::Refused { sentence: absent.to_string() });
        }
    };
    let state = &visit.state;
    match request {
        Request::Act { commands } => {
            let changed = changed_by(&commands);
            let said = state.ask(DeskRequest::Commands(commands)).await;
            reply.send(&told(said, changed));
        }
        Request::KeepPersons { rows } => control::keep_persons(state.writer(), rows, reply),
        Request::HubPair => reply.send(&pair_code(Some(state), Some(&house.listens(state)))),
        Request::HubRecover { on } => {
            let state = state.clone();
            // It waits for the disk.
            let done = tokio::task::spawn_blocking(move || {
                reply.send(&recover(Some(&state), on));
            });
            if let Err(error) = done.await {
                tracing::error!(%error, "the filling of a hub could not be switched");
            }
        }
        Request::Status => reply.send(&control::Answer::Status(Box::new(house.owner(state)))),
        Request::Sites | Request::Site { .. } => {
            let sentence = "a site has no sites of its own";
            reply.send(&control::Answer::Refused { sentence: sentence.to_owned() });
        }
    }
}

impl House {
    /// Where a site is reached.
    fn listens(&self, state: &HubState) -> String {
        match state.name() {
            "" => self.address.to_string(),
            name => format!("{}/{name}", self.address),
        }
    }

    fn owner(&self, state: &HubState) -> OwnerStatus {
        OwnerStatus {
            terminal: state.hub(),
            kind: TerminalKind::Hub,
            link: "ONLINE".to_owned(),
            hub: String::new(),
            unsent: 0,
            listens: Some(self.listens(state)),
            announced: announced(state),
            left: 0,
            offset_ms: None,
            fingerprint: self.fingerprint.clone(),
        }
    }

    fn statuses(&self) -> Vec<SiteStatus> {
        let views = self.sites.views().into_iter();
        let status = |view: SiteView| {
            let SiteView { name, state, connected, .. } = view;
            SiteStatus { name, state, connected }
        };
        views.map(status).collect()
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "commands are answered by done or refused")]
fn told(said: DeskReply, changed: Vec<AggregateId>) -> control::Answer {
    match said {
        DeskReply::Done(_) => control::Answer::Done { changed },
        DeskReply::Refused(fault) => control::Answer::Refused { sentence: fault.sentence },
        other => control::Answer::Refused { sentence: format!("the hub answered {other:?}") },
    }
}

/// The aggregates that commands are about.
fn changed_by(commands: &[Command]) -> Vec<AggregateId> {
    commands.iter().filter_map(about).collect()
}

/// The aggregate that a command is about.
fn about(command: &Command) -> Option<AggregateId> {
    match command {
        Command::Open { order, .. } | Command::Order(order, _) => Some(AggregateId::Order(*order)),
        Command::Split(split) => Some(AggregateId::Order(split.to)),
        Command::Splits(splits) => splits.first().map(|split| AggregateId::Order(split.from)),
        Command::Move { to, .. } => Some(AggregateId::Order(*to)),
        Command::Unmerge(back) => Some(AggregateId::Order(back.to)),
        Command::OpenShift { shift, .. } => Some(AggregateId::Shift(*shift)),
        Command::Take86 { item, .. } | Command::Restore86(item) => {
            Some(AggregateId::Item(item.clone()))
        }
        Command::PublishMenu(_) => Some(AggregateId::Menu),
        Command::ChangeSettings(_) => Some(AggregateId::Settings),
        Command::ErasePerson(person) => Some(AggregateId::Person(*person)),
        Command::PairTerminal(paired) => Some(AggregateId::Terminal(paired.terminal)),
        Command::RetireTerminal(terminal) => Some(AggregateId::Terminal(*terminal)),
        Command::SaveStaff(saved) => Some(AggregateId::Staff(saved.staff.clone())),
        Command::DisableStaff(staff) => Some(AggregateId::Staff(staff.clone())),
        Command::As { command, .. } => about(command),
        Command::CountShift { .. }
        | Command::CloseShift { .. }
        | Command::MoveCash { .. }
        | Command::OpenDrawer { .. }
        | Command::PayTogether(_)
        | Command::NoteDrift(_) => None,
    }
}
