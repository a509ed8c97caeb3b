//! The hub's end of a connection, input by input.
#![expect(clippy::wildcard_enum_match_arm, reason = "a test picks what it is about")]

use std::sync::Arc;

use super::*;
use crate::domain::envelope::{Passed, Sealed};
use crate::sync::session::chain::head;
use crate::sync::session::testing::{SITE, grow, journal};
use crate::sync::wire::{Credential, Held, Packed, Push, RANGE_TARGET_BYTES, WINDOW_FRAMES};

const HUB: TerminalId = TerminalId(1);
const PEER: TerminalId = TerminalId(7);

fn at(mono: u64) -> Now {
    Now { mono, wall: 0 }
}

fn frontier(rows: &[&[Sealed]]) -> Frontier {
    let last = rows.iter().filter_map(|rows| rows.last());
    Frontier(last.map(|row| (row.fact.terminal, head(row))).collect())
}

fn hello(frontier: Frontier, want: Want) -> ServerInput {
    ServerInput::Frame(Frame::Hello(Box::new(Hello {
        aside: false,
        protocol: PROTOCOL_VERSION,
        site: SITE,
        terminal: PEER,
        credential: Credential("secret".to_owned()),
        frontier,
        clock: 0,
        want,
    })))
}

fn open(peer: Frontier, disk: Frontier, want: Want) -> (ServerSession, Vec<ServerOutput>) {
    let mut session = ServerSession::new(SITE, HUB, Limits::default(), at(0));
    let out = session.handle(hello(peer, want), at(0));
    assert!(matches!(out[0], ServerOutput::Authorise { terminal: PEER, .. }));
    let kind = TerminalKind::Counter;
    let grant = Grant { frontier: disk, letter: None, kind, personal: true, recover: false };
    let out = session.handle(ServerInput::Admitted(grant), at(0));
    (session, out)
}

#[test]
fn a_display_that_pushes_is_refused() {
    let mut session = ServerSession::new(SITE, HUB, Limits::default(), at(0));
    session.handle(hello(Frontier::default(), Want::All), at(0));
    let kind = TerminalKind::Display;
    let grant = Grant {
        frontier: Frontier::default(),
        letter: None,
        kind,
        personal: false,
        recover: false,
    };
    session.handle(ServerInput::Admitted(grant), at(0));
    let out = session.handle(push(&journal(PEER.0, 1)), at(0));
    assert_eq!(refusal(&out).as_deref(), Some("display"));
    assert!(!out.iter().any(|output| matches!(output, ServerOutput::Append { .. })));
}

fn push(rows: &[Sealed]) -> ServerInput {
    let envelopes = rows.iter().map(Packed::from).collect();
    ServerInput::Frame(Frame::Push(Push { envelopes }))
}

fn sent_events(out: &[ServerOutput]) -> Vec<(u64, usize)> {
    let events = |output: &ServerOutput| match output {
        ServerOutput::Send(Frame::Events(events)) => Some((events.no, events.envelopes.len())),
        _ => None,
    };
    out.iter().filter_map(events).collect()
}

fn acks(out: &[ServerOutput]) -> Vec<(u64, bool)> {
    let ack = |output: &ServerOutput| match output {
        ServerOutput::Send(Frame::Ack(ack)) => Some((ack.seq, ack.again)),
        _ => None,
    };
    out.iter().filter_map(ack).collect()
}

fn refusal(out: &[ServerOutput]) -> Option<String> {
    out.iter().find_map(|output| match output {
        ServerOutput::Send(Frame::Refused(refused)) => Some(refused.code.clone()),
        _ => None,
    })
}

#[test]
fn an_ack_comes_only_after_the_commit() {
    let rows = journal(PEER.0, 3);
    let (mut session, out) = open(Frontier::default(), Frontier::default(), Want::All);
    assert!(out.iter().any(|one| matches!(one, ServerOutput::Send(Frame::Welcome(_)))));
    let out = session.handle(push(&rows), at(1));
    assert_eq!(acks(&out), []);
    let heads = frontier(&[&rows]);
    assert_eq!(out[0], ServerOutput::Held { terminal: PEER, heads }, "what it is known to hold");
    assert!(matches!(&out[1], ServerOutput::Append { ticket: 1, rows } if rows.len() == 3));
    let out = session.handle(ServerInput::Appended { ticket: 1, result: Ok(()) }, at(2));
    assert_eq!(acks(&out), [(3, false)]);
    let out = session.handle(push(&rows), at(3));
    assert_eq!(acks(&out), [(3, false)], "f15: a replay is answered and not written again");
    let out = session.handle(push(&rows[2..]), at(4));
    assert_eq!(acks(&out), [(3, false)]);
}

#[test]
fn a_gap_is_answered_with_what_is_held_and_a_disk_that_fails_with_words() {
    let rows = journal(PEER.0, 5);
    let disk = frontier(&[&rows[..2]]);
    let (mut session, _) = open(frontier(&[&rows]), disk, Want::All);
    assert_eq!(acks(&session.handle(push(&rows[3..]), at(1))), [(2, true)]);
    session.handle(push(&rows[2..]), at(2));
    let result = Err(AppendFault::Disk("the disk is full".to_owned()));
    let out = session.handle(ServerInput::Appended { ticket: 1, result }, at(3));
    assert_eq!(refusal(&out).as_deref(), Some("busy"));
    assert_eq!(acks(&out), []);
}

#[test]
fn a_slow_reader_gets_no_more_than_the_window_and_the_rest_from_the_disk() {
    let (mut session, _) = open(Frontier::default(), Frontier::default(), Want::All);
    let mut rows: Vec<Sealed> = Vec::new();
    let mut sent = Vec::new();
    for _ in 0..1_000 {
        let before = rows.len();
        grow(&mut rows, 9, 1, 1);
        let live = Arc::new(rows[before..].to_vec());
        sent.extend(sent_events(&session.handle(ServerInput::Committed(live), at(1))));
    }
    assert_eq!(sent.len(), WINDOW_FRAMES, "the memory of the hub does not grow");
    let held = Held { no: 1, heads: Frontier::default() };
    let out = session.handle(ServerInput::Frame(Frame::Held(held)), at(2));
    let read = out.iter().find_map(|output| match output {
        ServerOutput::ReadRange { after, chunk, .. } => Some((*after, *chunk)),
        _ => None,
    });
    let (after, chunk) = read.expect("the disk is read when there is room");
    assert_eq!(after, WINDOW_FRAMES as u64);
    assert!(chunk.bytes <= RANGE_TARGET_BYTES);
    let range = rows[WINDOW_FRAMES..WINDOW_FRAMES + 100].iter().map(Passed::from).collect();
    let out = session.handle(ServerInput::Rows { terminal: TerminalId(9), rows: range }, at(3));
    assert_eq!(sent_events(&out).iter().map(|(_, count)| count).sum::<usize>(), 100);
}

#[test]
fn a_feed_that_lagged_falls_back_to_ranges_without_a_gap() {
    let rows = journal(9, 10);
    let (mut session, _) = open(Frontier::default(), Frontier::default(), Want::All);
    let live = |rows: &[Sealed]| ServerInput::Committed(Arc::new(rows.to_vec()));
    assert_eq!(sent_events(&session.handle(live(&rows[..2]), at(1))), [(1, 2)]);
    // Rows 3 to 6 were never heard of; 7 and 8 come before the disk was asked.
    assert_eq!(sent_events(&session.handle(live(&rows[6..8]), at(2))), []);
    let out = session.handle(ServerInput::Behind(frontier(&[&rows[..8]])), at(3));
    assert_eq!(sent_events(&out), []);
    let range = |rows: &[Sealed]| ServerInput::Rows {
        terminal: TerminalId(9),
        rows: rows.iter().map(Passed::from).collect(),
    };
    let out = session.handle(range(&rows[2..8]), at(4));
    assert_eq!(sent_events(&out), [(2, 6)]);
    assert_eq!(sent_events(&session.handle(live(&rows[8..]), at(5))), [(3, 2)]);
}

#[test]
fn nobody_is_welcomed_before_the_frontier_was_read_from_the_disk() {
    let mut session = ServerSession::new(SITE, HUB, Limits::default(), at(0));
    let out = session.handle(hello(Frontier::default(), Want::All), at(0));
    let says = |out: &[ServerOutput]| out.iter().any(|one| matches!(one, ServerOutput::Send(_)));
    assert!(!says(&out));
    let more = Arc::new(journal(9, 3));
    assert!(!says(&session.handle(ServerInput::Committed(more), at(1))), "not even what is new");
    let out = session.handle(push(&journal(PEER.0, 1)), at(2));
    assert_eq!(refusal(&out).as_deref(), Some("frame"), "and nothing is taken");
}

#[test]
fn a_journal_that_the_hub_cannot_read_stops_alone_and_in_words() {
    let (damaged, well) = (journal(8, 3), journal(9, 3));
    let disk = frontier(&[&damaged, &well]);
    let (mut session, out) = open(Frontier::default(), disk, Want::All);
    let asks = |out: &[ServerOutput]| {
        out.iter().find_map(|output| match output {
            ServerOutput::ReadRange { terminal, .. } => Some(*terminal),
            _ => None,
        })
    };
    assert_eq!(asks(&out), Some(TerminalId(8)));
    let why = "row 1 is damaged".to_owned();
    let out = session.handle(ServerInput::ReadFailed { terminal: TerminalId(8), why }, at(1));
    let told = out.iter().find_map(|output| match output {
        ServerOutput::Send(Frame::Quarantined(one)) => Some(one.clone()),
        _ => None,
    });
    let told = told.expect("the terminal is told");
    assert_eq!((told.terminal, told.seq, told.code.as_str()), (TerminalId(8), 1, "envelope"));
    assert!(told.sentence.contains("row 1 is damaged"), "{}", told.sentence);
    assert_eq!(asks(&out), Some(TerminalId(9)), "the others go on");
}

#[test]
fn a_reader_that_never_answers_is_given_up() {
    let (mut session, _) = open(Frontier::default(), Frontier::default(), Want::All);
    session.handle(ServerInput::Committed(Arc::new(journal(9, 1))), at(0));
    let beat = || ServerInput::Frame(Frame::Beat(Beat { clock: 0, digest: String::new() }));
    for now in (1_000..20_000).step_by(1_000) {
        let out = session.handle(beat(), at(now));
        assert!(!out.iter().any(|output| matches!(output, ServerOutput::Close(_))), "{now}");
    }
    let out = session.handle(beat(), at(20_000));
    assert!(out.iter().any(|output| matches!(output, ServerOutput::Close(_))));
}

#[test]
fn who_says_nothing_is_shown_out_after_five_seconds() {
    let mut session = ServerSession::new(SITE, HUB, Limits::default(), at(0));
    let out = session.handle(ServerInput::Tick, at(4_999));
    assert!(!out.iter().any(|output| matches!(output, ServerOutput::Close(_))));
    let out = session.handle(ServerInput::Tick, at(5_000));
    assert!(out.iter().any(|output| matches!(output, ServerOutput::Close(_))));
}

#[test]
fn too_many_frames_at_once_are_refused() {
    let mut rows: Vec<Sealed> = Vec::new();
    let (mut session, _) = open(Frontier::default(), Frontier::default(), Want::None);
    for _ in 0..WINDOW_FRAMES {
        let before = rows.len();
        grow(&mut rows, PEER.0, 1, 1);
        assert_eq!(refusal(&session.handle(push(&rows[before..]), at(1))), None);
    }
    grow(&mut rows, PEER.0, 1, 1);
    let out = session.handle(push(&rows[WINDOW_FRAMES..]), at(1));
    assert_eq!(refusal(&out).as_deref(), Some("window"));
}

#[test]
fn who_wants_nothing_gets_only_its_own_lost_rows() {
    let (own, others) = (journal(PEER.0, 4), journal(9, 4));
    let disk = frontier(&[&own, &others]);
    let (mut session, out) = open(frontier(&[&own[..1], &others]), disk, Want::None);
    let more = journal(9, 6).split_off(4);
    session.handle(ServerInput::Committed(Arc::new(more)), at(1));
    let followed: Vec<_> = session.known.0.keys().chain(session.sent.0.keys()).collect();
    assert_eq!(followed, [&PEER, &PEER], "thousands of such connections need no memory");
    let reads: Vec<_> = out
        .iter()
        .filter_map(|output| match output {
            ServerOutput::ReadRange { terminal, after, .. } => Some((*terminal, *after)),
            _ => None,
        })
        .collect();
    assert_eq!(reads, [(PEER, 1)]);
}

#[test]
fn a_peer_that_holds_more_of_others_is_noted_for_recovery() {
    let others = journal(9, 4);
    let (_, out) = open(frontier(&[&others]), frontier(&[&others[..2]]), Want::All);
    let ahead = Notice::Ahead { terminal: TerminalId(9), seq: 4 };
    assert!(out.contains(&ServerOutput::Notice(ahead)));
}

#[test]
fn of_journals_that_nobody_knows_nothing_is_kept_however_many_a_peer_names() {
    let others = journal(9, 4);
    let known = frontier(&[&others]);
    let strange = Frontier((100..200).map(|id| (TerminalId(id), head(&others[0]))).collect());
    let mut named = strange.clone();
    named.0.extend(known.0.iter());
    let (mut session, out) = open(named.clone(), known.clone(), Want::All);
    let held = Frame::Held(Held { no: 1, heads: named });
    let more = session.handle(ServerInput::Frame(held), at(1));
    let kept = out.iter().chain(&more).filter_map(|output| match output {
        ServerOutput::Held { heads, .. } => Some(heads),
        _ => None,
    });
    assert_eq!(kept.collect::<Vec<_>>(), [&known, &known]);
}

#[test]
fn places_are_compared_one_question_after_the_other() {
    use crate::sync::wire::{Compare, Places};
    let (mut session, _) = open(Frontier::default(), Frontier::default(), Want::All);
    let compare = || ServerInput::Frame(Frame::Compare(Compare { journal: PEER, places: vec![1] }));
    let places = || ServerInput::Places(Places { journal: PEER, heads: Vec::new() });
    for _ in 0..3 {
        let out = session.handle(compare(), at(1));
        assert!(out.iter().any(|output| matches!(output, ServerOutput::ReadPlaces(_))));
        session.handle(places(), at(1));
    }
    session.handle(compare(), at(1));
    let out = session.handle(compare(), at(1));
    assert_eq!(refusal(&out).as_deref(), Some("frame"));
}
