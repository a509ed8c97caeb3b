//! What a hub counts and measures, for `GET /metrics`.
//!
//! What only grows is counted where it happens; what is a level is read when somebody asks.

use std::collections::BTreeMap;

use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, LabelSetEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::limits::Limit;
use crate::domain::frontier::Frontier;
use crate::domain::id::TerminalId;

/// Upper ends of the classes of commit times, in seconds.
const COMMIT_SECONDS: [f64; 10] = [0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.1, 0.5, 2.0];

/// What happened since the hub started.
#[derive(Debug)]
pub struct Metrics {
    /// Frames of envelopes that came from terminals.
    pub pushes: Counter,
    /// Envelopes in them that were new.
    pub received: Counter,
    /// Acknowledgements that were sent.
    pub acks: Counter,
    /// Envelopes that were sent to terminals.
    pub forwarded: Counter,
    /// Connections that were refused.
    pub refused: Counter,
    /// From the hand-over of a push to the moment it is durable.
    pub commits: Histogram,
    /// What was refused because of a limit, by its name.
    limited: Limited,
}

/// The name of a limit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LimitLabel {
    limit: Limit,
}

/// What was refused because of a limit, by its name, on all sites of a hub together.
#[derive(Debug, Clone, Default)]
pub struct Limited(Family<LimitLabel, Counter>);

impl Limited {
    /// Something was refused because of a limit.
    pub fn met(&self, limit: Limit) {
        tracing::warn!(?limit, "a limit was met");
        self.0.get_or_create(&LimitLabel { limit }).inc();
    }
}

impl Metrics {
    /// Nothing has happened yet; what limits refuse is counted for the whole hub.
    pub fn new(limited: Limited) -> Self {
        Self {
            pushes: Counter::default(),
            received: Counter::default(),
            acks: Counter::default(),
            forwarded: Counter::default(),
            refused: Counter::default(),
            commits: Histogram::new(COMMIT_SECONDS),
            limited,
        }
    }
}

/// What is at the moment of asking.
#[derive(Debug, Default)]
pub struct Levels {
    /// Envelopes in all journals.
    pub envelopes: u64,
    /// Envelopes that the projections do not know yet.
    pub projection_lag: u64,
    /// Envelopes that were stored and not understood here.
    pub quarantined: u64,
    /// Envelopes that are stored and left out because their makers may not make them.
    pub not_permitted: u64,
    /// Journals with two branches.
    pub forked: u64,
    /// Envelopes that wait for the writer, by priority: sale, sync, upkeep.
    pub waiting: [u64; 3],
    /// The terminals of the site: their names, what they lack and how far their clocks are off.
    pub terminals: BTreeMap<TerminalId, TerminalLevel>,
}

/// How one terminal is.
#[derive(Debug, Default)]
pub struct TerminalLevel {
    /// Whether it is connected now; of the others nothing is measured.
    pub connected: bool,
    /// What people call it.
    pub name: String,
    /// Envelopes that the hub holds and the terminal has not made durable.
    pub lag: u64,
    /// Its clock less the hub's, in milliseconds.
    pub clock_ms: i64,
}

/// How many envelopes of one frontier another lacks.
pub fn lacking(all: &Frontier, held: &Frontier) -> u64 {
    let each = all.0.iter().map(|(id, head)| head.seq.saturating_sub(held.head(*id).seq));
    each.fold(0, u64::saturating_add)
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Labels(Vec<(&'static str, String)>);

impl EncodeLabelSet for Labels {
    fn encode(&self, encoder: &mut LabelSetEncoder<'_>) -> Result<(), std::fmt::Error> {
        self.0.encode(encoder)
    }
}

impl Metrics {
    /// Everything in the text format of Prometheus.
    pub fn render(&self, levels: &Levels) -> String {
        let mut registry = Registry::with_prefix("tillrail");
        self.counted(&mut registry);
        level(&mut registry, "envelopes", "Envelopes in all journals", levels.envelopes);
        let help = "Envelopes that the projections do not know yet";
        level(&mut registry, "projection_lag", help, levels.projection_lag);
        let help = "Envelopes that were stored and not understood";
        level(&mut registry, "quarantined", help, levels.quarantined);
        let help = "Envelopes that were stored and that their makers may not make";
        level(&mut registry, "not_permitted", help, levels.not_permitted);
        level(&mut registry, "forked", "Journals with two branches", levels.forked);
        let connected = levels.terminals.values().filter(|one| one.connected).count();
        let connected = u64::try_from(connected).unwrap_or(u64::MAX);
        level(&mut registry, "connected", "Terminals that are connected", connected);
        let waiting = Family::<Labels, Gauge>::default();
        for (lane, count) in ["sale", "sync", "upkeep"].into_iter().zip(levels.waiting) {
            let labels = Labels(vec![("priority", lane.to_owned())]);
            waiting.get_or_create(&labels).set(signed(count));
        }
        registry.register("waiting", "Envelopes that wait for the writer", waiting);
        each_terminal(&mut registry, levels);
        let mut text = String::new();
        // A string takes everything that is written to it.
        let _: std::fmt::Result = encode(&mut text, &registry);
        text
    }

    /// Something was refused because of a limit.
    pub fn limited(&self, limit: Limit) {
        self.limited.met(limit);
    }

    fn counted(&self, registry: &mut Registry) {
        let mut count = |name: &str, help: &str, counter: &Counter| {
            registry.register(name, help, counter.clone());
        };
        count("pushes", "Frames of envelopes that came from terminals", &self.pushes);
        count("received", "New envelopes that came from terminals", &self.received);
        count("acks", "Acknowledgements that were sent", &self.acks);
        count("forwarded", "Envelopes that were sent to terminals", &self.forwarded);
        count("refused", "Connections that were refused", &self.refused);
        let help = "What was refused because of a limit";
        registry.register("limited", help, self.limited.0.clone());
        let help = "From the hand-over of a push to the moment it is durable";
        registry.register_with_unit("commit", help, Unit::Seconds, self.commits.clone());
    }
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn level(registry: &mut Registry, name: &str, help: &str, count: u64) {
    let gauge: Gauge = Gauge::default();
    gauge.set(signed(count));
    registry.register(name, help, gauge);
}

fn each_terminal(registry: &mut Registry, levels: &Levels) {
    let (lag, clock) = (Family::<Labels, Gauge>::default(), Family::<Labels, Gauge>::default());
    let up = Family::<Labels, Gauge>::default();
    for (id, one) in &levels.terminals {
        let labels = Labels(vec![("terminal", id.to_string()), ("name", one.name.clone())]);
        up.get_or_create(&labels).set(i64::from(one.connected));
        if !one.connected {
            continue;
        }
        lag.get_or_create(&labels).set(signed(one.lag));
        clock.get_or_create(&labels).set(one.clock_ms);
    }
    registry.register("terminal_connected", "Whether a terminal is connected: 1 or 0", up);
    registry.register("terminal_lag", "Envelopes that a terminal lacks", lag);
    let help = "The clock of a terminal less the hub's";
    registry.register_with_unit(
        "terminal_clock",
        help,
        Unit::Other("milliseconds".to_owned()),
        clock,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_levels_and_terminals_are_written_in_the_usual_format() {
        let metrics = Metrics::new(Limited::default());
        metrics.acks.inc_by(3);
        metrics.limited(Limit::Calls);
        metrics.commits.observe(0.003);
        let level =
            TerminalLevel { connected: true, name: "Front".to_owned(), lag: 7, clock_ms: -40 };
        let levels = Levels {
            envelopes: 12,
            waiting: [1, 2, 0],
            terminals: [(TerminalId(10), level)].into(),
            ..Levels::default()
        };
        let text = metrics.render(&levels);
        let id = TerminalId(10);
        for row in [
            "tillrail_acks_total 3".to_owned(),
            "tillrail_envelopes 12".to_owned(),
            "tillrail_limited_total{limit=\"Calls\"} 1".to_owned(),
            "tillrail_commit_seconds_bucket{le=\"0.004\"} 1".to_owned(),
            "tillrail_waiting{priority=\"sync\"} 2".to_owned(),
            format!("tillrail_terminal_lag{{terminal=\"{id}\",name=\"Front\"}} 7"),
            format!("tillrail_terminal_clock_milliseconds{{terminal=\"{id}\",name=\"Front\"}} -40"),
        ] {
            assert!(text.lines().any(|line| line == row), "{row} is missing in\n{text}");
        }
    }
}
