//! The figures of `report kitchen`, from the preparation times of the store.

use std::collections::BTreeMap;

use crate::cli::context::Context;
use crate::cli::out::Failure;
use crate::domain::board::station_name;
use crate::domain::prep::{PrepTimes, add_up};
use crate::domain::state::State;
use crate::domain::time::At;
use crate::report::figures::Head;
use crate::report::kitchen::{KitchenHour, KitchenItem, KitchenReport, KitchenStation};
use crate::store::Reader;

/// How the kitchen did on the business days of `head`; late is what the settings of this machine
/// call late at the station.
pub(super) fn report(
    context: &Context,
    state: &State,
    reader: &Reader,
    (head, top): (Head, usize),
) -> Result<KitchenReport, Failure> {
    let clock = state.settings().clock();
    let from = clock.start(head.from).unwrap_or(At(0));
    let until = clock.start(head.to.after()).unwrap_or(At(i64::MAX));
    let cells = reader.prep(from, until)?;
    let tickets = |item: &str| item.is_empty();
    let hours: BTreeMap<u8, PrepTimes> = add_up(cells.iter().cloned(), |(hour, _, item, _)| {
        tickets(item).then(|| clock.hour(At(hour.saturating_mul(3_600_000))))
    });
    let stations = add_up(cells.iter().cloned(), |(_, station, item, _)| {
        tickets(item).then(|| station.clone())
    });
    let items = add_up(cells, |(_, station, item, _)| {
        (!tickets(item)).then(|| (station.clone(), item.clone()))
    });
    let kitchen = &context.config.kitchen;
    let late_ms = |station: &str| {
        let own = kitchen.station_late_ms.get(station).and_then(|ages| ages.all_ms);
        i64::try_from(own.unwrap_or(kitchen.late_ms.default_ms)).unwrap_or(i64::MAX)
    };
    let stations = stations.into_iter().map(|(code, times)| KitchenStation {
        station: station_name(state, &code),
        tickets: times.sums.count,
        late: times.at_least(late_ms(&code)),
        average_ms: times.sums.wait().unwrap_or(0),
        p90_ms: times.p90().unwrap_or(0),
        longest_ms: times.longest().unwrap_or(0),
    });
    let name = |code: &str| {
        let item = state.menu().items.iter().find(|item| item.code == code);
        item.map_or_else(|| code.to_owned(), |item| item.name.clone())
    };
    let items = items.into_iter().map(|((station, code), times)| KitchenItem {
        station: station_name(state, &station),
        name: name(&code),
        code,
        lines: times.sums.count,
        average_ms: times.sums.wait().unwrap_or(0),
        p90_ms: times.p90().unwrap_or(0),
    });
    let mut items: Vec<KitchenItem> = items.collect();
    items.sort_by_key(|item| std::cmp::Reverse(item.average_ms));
    // A business day begins at its cut-off, so the hours after midnight come last.
    let first = u8::try_from(state.settings().cut_off / 60).unwrap_or(0);
    let mut hours: Vec<KitchenHour> = hours
        .into_iter()
        .map(|(hour, times)| KitchenHour { hour, tickets: times.sums.count })
        .collect();
    hours.sort_by_key(|hour| (hour.hour + 24 - first) % 24);
    Ok(KitchenReport { head, hours, stations: stations.collect(), items, top })
}
