//! A kitchen's ticket as text, for the paper at the counter while no kitchen screen can be reached.

use super::{Page, Paper};
use crate::domain::board::station_name;
use crate::domain::choice::{self, Shown};
use crate::domain::id::SendId;
use crate::domain::order::Order;
use crate::domain::state::State;

/// Which ticket: what one send of an order has for one station.
#[derive(Debug, Clone, Copy)]
pub struct KitchenTicket<'o> {
    /// The order.
    pub order: &'o Order,
    /// The send.
    pub send: SendId,
    /// The code of the station.
    pub station: &'o str,
}

/// The text of a ticket, with a line end behind each row. Allergies stand above their line and are
/// never cut.
pub fn kitchen_ticket(state: &State, ticket: KitchenTicket<'_>, paper: Paper) -> String {
    let KitchenTicket { order, send, station } = ticket;
    let settings = state.settings();
    let mut page = Page::new(order.pricing.currency, paper.columns);
    page.marks(paper);
    page.middle(&format!("KITCHEN  {}", station_name(state, station)));
    page.rule();
    let stamp = order.sends.iter().find(|(known, _)| *known == send).map(|(_, stamp)| stamp);
    let clock = settings.clock();
    let time = stamp.map_or_else(String::new, |stamp| clock.hours_minutes(stamp.at));
    let by = stamp.map_or_else(String::new, |stamp| state.staff_name(&stamp.staff));
    page.spread(&format!("{}  {}", order.title(), order.place()), &time);
    let guests = match order.guests {
        Some(1) => "1 guest".to_owned(),
        Some(guests) => format!("{guests} guests"),
        None => String::new(),
    };
    page.spread(&guests, &by);
    if let Some(due) = order.due {
        page.left(&format!("for {}", clock.hours_minutes(due)));
    }
    page.rule();
    let lines = order.work_lines().filter(|line| {
        line.sent.is_some_and(|sent| sent.send == send)
            && line.station() == Some(station)
            && line.standing().is_positive()
            && !line.is_held()
    });
    for line in lines {
        if let Some(allergy) = &line.allergy {
            page.wrapped(&format!("!! ALLERGY {}", allergy.to_uppercase()));
        }
        let plus = if line.sold.of.is_some() { "+" } else { "" };
        let count = line.measure(line.standing());
        page.wrapped(&format!("{plus}{count} {}", line.sold.name));
        for option in choice::shown(&line.options).iter().map(Shown::words) {
            page.wrapped(&format!("   + {option}"));
        }
        if let Some(note) = &line.note {
            page.wrapped(&format!("   \" {note}"));
        }
    }
    page.rule();
    page.marks(paper);
    page.text
}
