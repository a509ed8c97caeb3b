//! The failures that happened to people elsewhere, each as a run of the whole shop that would show
//! it, named by its number. What every run checks at its end stands in `check`.

use std::collections::BTreeSet;

use tillrail::domain::envelope::{Hash, Sealed};
use tillrail::domain::event::Event;
use tillrail::domain::time::At;
use tillrail::sync::session::ClientInput;

use crate::plan::Plan;
use crate::run;
use crate::shop::{HUB, NOON, me, state_of};
use crate::site::Site;

/// A shop without faults; each test adds those that it is about.
fn quiet(seed: u64) -> Plan {
    Plan {
        network: 0,
        crashes: 0,
        hub_crashes: 0,
        full: 0,
        silence: 0,
        clocks: 0,
        restore: false,
        rogue: false,
        joins: false,
        ..Plan::of(seed)
    }
}

/// Payments that were shown as done in a run.
fn promises(site: &Site) -> usize {
    site.terminals.iter().map(|terminal| terminal.promises.len()).sum()
}

/// Lines that fail and a hub that dies: what was paid meanwhile is paid with the same rows
/// everywhere (`check_money` looks each promise up in the hub's fold, `check_folds` compares all).
#[test]
fn f01_what_was_paid_while_the_hub_was_away_is_paid_everywhere() {
    for seed in 0..5 {
        let site = run(Plan { network: 60, hub_crashes: 25, silence: 20, ..quiet(seed) }, None);
        assert!(promises(&site) > 0, "seed {seed}: somebody paid");
    }
}

/// Terminals die in the middle of writing: no promise is lost and no number is given twice.
#[test]
fn f02_a_power_cut_at_any_moment_loses_no_payment_and_doubles_no_number() {
    for seed in 0..5 {
        let site = run(Plan { crashes: 40, ..quiet(seed) }, None);
        let boots: u32 = site.terminals.iter().map(|terminal| terminal.boots).sum();
        assert!(boots > u32::try_from(site.terminals.len()).unwrap(), "seed {seed}: it died");
    }
}

/// A counter is copied with its disk in the middle of the day, and both machines sell: every number
/// that both gave is an exception on every disk, once, and nothing else is (`check_repeated`).
#[test]
fn f02_numbers_that_a_copied_machine_gave_twice_are_exceptions_on_every_disk() {
    let mut twice = 0;
    for seed in 0..2 {
        let copied = Plan { clone: true, lose: false, network: 20, ..quiet(seed) };
        let site = run(Plan { steps: 300, ..copied.on_files() }, None);
        twice += site.hub.disk.repeated().expect("real files").len();
    }
    assert!(twice > 0, "both machines sold");
}

/// A payment is promised only by its own commit: with a full disk nothing is promised meanwhile,
/// and every promise is found on the disk of its terminal.
#[test]
fn f03_nothing_is_shown_as_paid_before_it_is_on_the_disk() {
    for seed in 0..5 {
        let site = run(Plan { full: 40, crashes: 20, ..quiet(seed) }, None);
        for terminal in &site.terminals {
            let own = terminal.disk.range(terminal.id, 0, usize::MAX);
            for promise in &terminal.promises {
                let taken = |row: &Sealed| matches!(&row.fact.event, Some(Event::PaymentTaken(paid)) if paid.payment == promise.payment);
                assert!(own.iter().any(taken), "seed {seed}: {promise:?}");
            }
        }
    }
}

/// Every receipt is found in the hub's journals, once.
#[test]
fn f04_every_receipt_is_in_the_journal_of_the_hub() {
    for seed in 0..4 {
        let site = run(Plan { network: 40, crashes: 10, ..quiet(seed) }, None);
        let receipts = |rows: Vec<Sealed>| -> BTreeSet<String> {
            let number = |row: Sealed| match &row.fact.event {
                Some(Event::ReceiptIssued { number, .. }) => Some(number.to_string()),
                _ => None,
            };
            rows.into_iter().filter_map(number).collect()
        };
        for terminal in &site.terminals {
            let printed = receipts(terminal.disk.range(terminal.id, 0, usize::MAX));
            let known = receipts(site.hub.disk.range(terminal.id, 0, usize::MAX));
            assert_eq!(printed, known, "seed {seed}");
        }
    }
}

/// Totals, tax and payments of every order are those of the terminal, to the unit; real files, so
/// that the reports of every store are compared with reports made anew.
#[test]
fn f05_and_f11_the_figures_of_the_hub_are_those_of_the_terminals() {
    for seed in 0..2 {
        let site = run(Plan { network: 30, ..quiet(seed) }.on_files(), None);
        let hub = state_of(me(HUB, site.plan.terminals), &site.hub.disk.facts());
        for terminal in &site.terminals {
            let own = state_of(me(terminal.id, site.plan.terminals), &terminal.disk.facts());
            for (here, there) in own.orders().zip(hub.orders()) {
                assert_eq!(here.totals().unwrap(), there.totals().unwrap(), "seed {seed}");
                assert_eq!(here.settlement().unwrap(), there.settlement().unwrap(), "seed {seed}");
            }
        }
    }
}

/// A newer terminal writes what nobody here understands, in the middle of its day: everything
/// before and behind it arrives and is folded.
#[test]
fn f06_an_envelope_that_nobody_understands_blocks_nothing() {
    for seed in 0..3 {
        let plan = Plan { network: 40, ..quiet(seed) };
        let mut site = Site::new(plan, None);
        let known = &site.terminals[0].desk.clone();
        let mut newer = known.clone();
        let drift = tillrail::domain::command::Command::NoteDrift(123_456);
        let row = newer.act(&drift, At(NOON)).unwrap().remove(0);
        let bytes = row.bytes.replace("clock_drifted", "moon_phased");
        let hash = Hash::chain(row.fact.prev, bytes.as_bytes());
        let strange = Sealed::open(bytes, hash).unwrap();
        site.terminals[0].desk.took_back(strange.head());
        site.write(0, vec![strange], None);
        site.live();
        site.settle();
        site.check();
        let facts = site.hub.disk.facts();
        let unknown = facts.iter().filter(|fact| fact.event.is_none()).count();
        assert_eq!(unknown, 1, "seed {seed}");
        assert!(site.acts > 10, "seed {seed}: the day went on");
    }
}

/// The line is cut again and again in the middle of an exchange; the count of what is unsent equals
/// what is unacknowledged at every step (asserted in `Site::client`), and in the end it is zero.
#[test]
fn f07_a_line_that_is_cut_all_the_time_forgets_nothing() {
    for seed in 0..5 {
        run(Plan { network: 200, ..quiet(seed) }, None);
    }
}

/// A hundred times the line goes and comes back while nobody touches a key: five seconds after each
/// return everything is acknowledged again.
#[test]
fn f08_after_each_of_a_hundred_flaps_the_sync_resumes_within_five_seconds_without_a_key() {
    let mut site = Site::new(quiet(8), None);
    for n in 0..site.terminals.len() {
        site.client(n, ClientInput::Start);
    }
    for flap in 0..100_u64 {
        site.blocked = true;
        let n = usize::try_from(flap).unwrap() % site.terminals.len();
        site.cut(n);
        // Something is sold while the line is away, for some of the flaps longer than any wait.
        for _ in 0..4 {
            site.person(n);
        }
        let away = site.now + 200 + (flap * 1_137) % 30_000;
        while site.now < away {
            site.tick();
        }
        site.blocked = false;
        let back = site.now;
        while !site.is_settled() {
            site.tick();
            assert!(site.now < back + 5_000, "flap {flap}: not in step five seconds after");
        }
    }
    assert!(site.acts > 100, "people sold meanwhile: {}", site.acts);
    site.settle();
    site.check();
}

/// Orders taken while the shift is open belong to it, whenever they arrive and whatever is closed
/// meanwhile.
#[test]
fn f09_an_order_belongs_to_the_shift_it_was_taken_in_whenever_it_arrives() {
    for seed in 0..4 {
        let site = run(Plan { network: 80, silence: 30, ..quiet(seed) }, None);
        let state = state_of(me(HUB, site.plan.terminals), &site.hub.disk.facts());
        for fact in site.hub.disk.facts() {
            if let Some(Event::OrderOpened(opened)) = &fact.event
                && let tillrail::domain::id::AggregateId::Order(id) = &fact.aggregate
            {
                assert_eq!(state.order(*id).unwrap().shift, opened.shift, "seed {seed}");
            }
        }
    }
}

/// Shifts are closed over open orders all day: each of them is still there and open at the end.
#[test]
fn f10_open_orders_survive_the_close_of_a_shift() {
    let mut survivors = 0;
    for seed in 0..4 {
        let site = run(Plan { network: 20, ..quiet(seed) }, None);
        let state = state_of(me(HUB, site.plan.terminals), &site.hub.disk.facts());
        let closed = state.shifts().filter(|shift| shift.closed.is_some()).count();
        survivors += if closed > 0 { state.open_orders(At(NOON)).count() } else { 0 };
    }
    assert!(survivors > 0, "orders were open when a shift was closed");
}

/// Programs end and start again all day with facts that nobody else has: none is ever deleted
/// (`check_exchange`: the last durable place of every terminal is on the hub with its hash).
#[test]
fn f12_a_restart_never_deletes_what_is_not_acknowledged() {
    for seed in 0..4 {
        run(Plan { crashes: 30, hub_crashes: 20, network: 60, ..quiet(seed) }, None);
    }
}

/// Customers are added, changed and erased at counters and at the hub, over bad lines, with full
/// disks and power cuts: everybody ends with the same rows, none is lost and none that was erased is
/// kept (`check_customers`). A hub that is set back or lost is filled with them again.
#[test]
fn customers_end_alike_everywhere_and_nobody_keeps_one_who_was_erased() {
    let (mut erased, mut added) = (0, 0);
    for seed in 0..12 {
        let faults = Plan { network: 60, crashes: 12, hub_crashes: 8, full: 20, ..quiet(seed) };
        let plan = Plan { restore: seed % 3 == 1, lose: seed % 3 == 2, clone: false, ..faults };
        let site = run(Plan { silence: 12, ..plan }, None);
        added += site.kept.len();
        let facts = site.hub.disk.facts();
        let is_erasure = |event: &Event| matches!(event, Event::PersonalErased { .. });
        erased += facts.iter().filter(|fact| fact.event.as_ref().is_some_and(is_erasure)).count();
    }
    assert!(added > 50 && erased > 5, "{added} persons were added, {erased} erased");
    let files = Plan { network: 40, crashes: 20, full: 20, ..quiet(1) };
    run(files.on_files(), None);
}

/// Whatever is delivered twice, late or again changes nothing: half of all frames are doubled or
/// out of order, and the fold of all facts given twice is the fold of them given once.
#[test]
fn f15_replaying_any_envelope_any_number_of_times_changes_nothing() {
    for seed in 0..3 {
        let site = run(Plan { network: 120, ..quiet(seed) }, None);
        let facts = site.hub.disk.facts();
        let twice: Vec<_> = facts.iter().chain(facts.iter().rev()).cloned().collect();
        let (once, twice) = (
            state_of(me(HUB, site.plan.terminals), &facts),
            state_of(me(HUB, site.plan.terminals), &twice),
        );
        assert!(once.orders().eq(twice.orders()), "seed {seed}");
        assert!(once.shifts().eq(twice.shifts()), "seed {seed}");
    }
}

/// Eight terminals, a day of selling, lines that flap: every act is there once.
#[test]
fn f16_eight_terminals_a_day_and_flapping_lines_double_nothing() {
    let plan = Plan { terminals: 8, steps: 4_000, network: 60, silence: 8, ..quiet(16) };
    let site = run(plan, None);
    assert!(site.acts > 800, "a day: {} acts", site.acts);
    let mut payments = BTreeSet::new();
    for fact in site.hub.disk.facts() {
        if fact.terminal != HUB
            && let Some(Event::PaymentTaken(paid)) = &fact.event
        {
            assert!(payments.insert(paid.payment), "{:?} was booked twice", paid.payment);
        }
    }
    assert_eq!(payments.len(), promises(&site), "each payment was shown once and is there once");
}

/// A terminal joins in the middle of a day, over a line that is cut again and again, and is killed
/// while what matters comes ahead of its journals: it sells before it holds everything, keeps
/// nothing beside the journals in the end, and holds what everybody holds.
#[test]
fn a_fresh_terminal_sells_before_it_is_whole_and_is_whole_in_the_end() {
    let mut ahead = 0;
    for seed in 0..12 {
        let faults = Plan { network: 40, crashes: 20, hub_crashes: 8, silence: 8, ..quiet(seed) };
        let plan = if seed % 2 == 0 { faults } else { quiet(seed) };
        ahead += run(Plan { joins: true, clone: false, steps: 700, ..plan }, None).acts_ahead;
    }
    assert!(ahead > 0, "somebody sold before everything was there");
    for seed in 0..2 {
        let faults = Plan { crashes: 40, network: 40, ..quiet(seed) };
        run(Plan { joins: true, clone: false, ..faults }.on_files(), None);
    }
}
