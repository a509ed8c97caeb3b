//! The terminal's end of the link, input by input.
#![expect(clippy::wildcard_enum_match_arm, reason = "a test picks what it is about")]

use super::*;
use crate::domain::envelope::Sealed;
use crate::domain::frontier::branch_journal;
use crate::domain::id::SiteId;
use crate::sync::session::chain::head;
use crate::sync::session::testing::{SITE, branch, grow, journal};
use crate::sync::wire::{Ack, Credential, Events, Forked, Packed, Places, Push, Refused, Want};

const ME: TerminalId = TerminalId(7);
const HUB: TerminalId = TerminalId(1);

fn at(mono: u64) -> Now {
    Now { mono, wall: i64::try_from(mono).unwrap() + 1_000_000 }
}

fn frontier(rows: &[&[Sealed]]) -> Frontier {
    let last = rows.iter().filter_map(|rows| rows.last());
    Frontier(last.map(|row| (row.fact.terminal, head(row))).collect())
}

fn session(own: &[Sealed], acked: u64) -> ClientSession {
    let me = Me {
        site: SITE,
        terminal: ME,
        credential: Credential("secret".to_owned()),
        want: Want::All,
        hub: "till.local:7700".to_owned(),
    };
    ClientSession::new(me, frontier(&[own]), acked, 42)
}

fn welcome(frontier: Frontier) -> ClientInput {
    ClientInput::Frame(Frame::Welcome(Box::new(Welcome {
        protocol: PROTOCOL_VERSION,
        hub: HUB,
        site: SITE,
        frontier,
        clock: 0,
        limits: Limits::default(),
        beat_ms: BEAT_MS,
        letter: None,
        personal: false,
        recover: false,
    })))
}

fn rows(rows: Vec<Sealed>) -> ClientInput {
    ClientInput::Rows { journal: ME, rows }
}

/// A session that has been welcomed at time zero by a hub that holds `hub`.
fn open(own: &[Sealed], hub: Frontier) -> (ClientSession, Vec<ClientOutput>) {
    let mut session = session(own, 0);
    session.handle(ClientInput::Start, at(0));
    session.handle(ClientInput::Connected, at(0));
    let out = session.handle(welcome(hub), at(0));
    (session, out)
}

fn pushed(out: &[ClientOutput]) -> Vec<u64> {
    let frames = out.iter().filter_map(|output| match output {
        ClientOutput::Send(Frame::Push(Push { envelopes })) => Some(envelopes),
        _ => None,
    });
    let open = |packed: &Packed| packed.open().unwrap().fact.seq;
    frames.flatten().map(open).collect()
}

fn reads(out: &[ClientOutput]) -> Vec<u64> {
    let read = |output: &ClientOutput| match output {
        ClientOutput::ReadRange { after, .. } => Some(*after),
        _ => None,
    };
    out.iter().filter_map(read).collect()
}

fn ack(rows: &[Sealed], seq: u64) -> ClientInput {
    let hash = rows[usize::try_from(seq).unwrap() - 1].hash;
    ClientInput::Frame(Frame::Ack(Ack { terminal: ME, seq, hash, again: false }))
}

#[test]
fn it_connects_says_hello_and_pushes_from_where_the_hub_ends() {
    let own = journal(ME.0, 5);
    let mut session = session(&own, 2);
    assert!(session.handle(ClientInput::Start, at(0)).contains(&ClientOutput::Connect));
    let hello = session.handle(ClientInput::Connected, at(1));
    assert!(matches!(&hello[0], ClientOutput::Send(Frame::Hello(hello)) if hello.terminal == ME));
    let out = session.handle(welcome(frontier(&[&own[..2]])), at(2));
    assert_eq!(reads(&out), [2]);
    let out = session.handle(rows(own[2..].to_vec()), at(3));
    assert_eq!(pushed(&out), [3, 4, 5]);
    assert_eq!(session.unsent(), 3);
    let out = session.handle(ack(&own, 5), at(4));
    assert!(out.contains(&ClientOutput::AckedUpTo(5)));
    assert!(session.is_settled());
    assert!(matches!(session.report().status, LinkStatus::Online { .. }));
}

#[test]
fn a_live_commit_goes_out_at_once_without_the_disk() {
    let mut own = journal(ME.0, 2);
    let (mut session, _) = open(&own, frontier(&[&own]));
    grow(&mut own, ME.0, 2, 1);
    let out = session.handle(ClientInput::OwnGrew(own[2..].to_vec()), at(5));
    assert_eq!(pushed(&out), [3, 4]);
    assert_eq!(reads(&out), Vec::<u64>::new());
}

#[test]
fn beyond_the_window_the_disk_is_read_when_an_answer_comes() {
    let mut own = journal(ME.0, 1);
    let (mut session, _) = open(&own, frontier(&[&own]));
    for _ in 0..12 {
        let before = own.len();
        grow(&mut own, ME.0, 1, 1);
        session.handle(ClientInput::OwnGrew(own[before..].to_vec()), at(5));
    }
    assert_eq!(session.unsent(), 12);
    let out = session.handle(ack(&own, 2), at(6));
    assert_eq!(reads(&out), [9], "eight frames were on their way");
    let out = session.handle(rows(own[9..].to_vec()), at(7));
    assert_eq!(pushed(&out), [10, 11, 12, 13], "many rows fit one frame");
}

#[test]
fn f07_where_to_go_on_is_no_promise_that_it_is_on_the_hubs_disk() {
    let own = journal(ME.0, 5);
    let (mut session, _) = open(&own, frontier(&[&own[..2]]));
    session.handle(rows(own[2..].to_vec()), at(3));
    let hash = own[3].hash;
    let gap = Frame::Ack(Ack { terminal: ME, seq: 4, hash, again: true });
    let out = session.handle(ClientInput::Frame(gap), at(4));
    assert_eq!(reads(&out), [4], "it goes on behind the fourth");
    assert_eq!(session.unsent(), 3, "the third and fourth may still be lost with the hub");
    session.handle(ack(&own, 5), at(5));
    assert_eq!(session.unsent(), 0);
}

#[test]
fn f08_a_timer_is_always_armed_and_the_next_try_is_within_four_seconds() {
    let own = journal(ME.0, 1);
    let mut session = session(&own, 0);
    let mut now = 0;
    session.handle(ClientInput::Start, at(now));
    for _ in 0..100 {
        let out = session.handle(ClientInput::Closed("no network".to_owned()), at(now));
        let timer = out.iter().find_map(|output| match output {
            ClientOutput::ArmTimer(at) => Some(*at),
            _ => None,
        });
        let due = timer.expect("a timer is armed while anything is unsent");
        assert!(due > now && due <= now + 4_000);
        now = due;
        let out = session.handle(ClientInput::Tick, at(now));
        assert!(out.contains(&ClientOutput::Connect), "without any key or write");
    }
    assert!(matches!(session.report().status, LinkStatus::Offline { since: 1_000_000, .. }));
}

#[test]
fn f08_a_line_that_swallows_every_attempt_is_tried_again_at_once() {
    let own = journal(ME.0, 1);
    let mut session = session(&own, 0);
    session.handle(ClientInput::Start, at(0));
    let (mut now, mut waits) = (0, Vec::new());
    while now < 120_000 {
        // Nobody answers: the attempt is given up after five seconds.
        now += SILENCE_MS;
        let out = session.handle(ClientInput::Tick, at(now));
        assert!(out.iter().any(|output| matches!(output, ClientOutput::Close(_))), "{now}");
        let due = out.iter().find_map(|output| match output {
            ClientOutput::ArmTimer(at) => Some(*at),
            _ => None,
        });
        let due = due.expect("a timer is armed");
        waits.push(due - now);
        now = due;
        assert!(session.handle(ClientInput::Tick, at(now)).contains(&ClientOutput::Connect));
    }
    assert!(waits.iter().all(|wait| *wait <= 50), "{waits:?}");
}

#[test]
fn five_silent_seconds_end_a_connection_and_a_sign_of_life_does_not() {
    let (mut session, _) = open(&[], Frontier::default());
    session.handle(ClientInput::Tick, at(4_000));
    session.handle(ClientInput::Heard, at(4_900));
    let out = session.handle(ClientInput::Tick, at(9_899));
    assert!(!out.iter().any(|output| matches!(output, ClientOutput::Close(_))));
    let out = session.handle(ClientInput::Tick, at(9_900));
    assert!(out.iter().any(|output| matches!(output, ClientOutput::Close(_))));
    assert!(matches!(session.report().status, LinkStatus::Offline { .. }));
}

#[test]
fn it_beats_every_two_seconds_and_measures_the_clock() {
    let (mut session, _) = open(&[], Frontier::default());
    let out = session.handle(ClientInput::Tick, at(BEAT_MS));
    assert!(out.iter().any(|output| matches!(output, ClientOutput::Send(Frame::Beat(_)))));
    let beat = Frame::Beat(Beat { clock: at(BEAT_MS).wall + 61_000, digest: String::new() });
    session.handle(ClientInput::Frame(beat), at(BEAT_MS));
    assert_eq!(session.report().offset_ms, Some(61_000));
    assert!(session.report().drifted());
}

/// What is asked of the hub and of the disk about two branches.
fn asked(out: &[ClientOutput]) -> Vec<String> {
    let ask = |output: &ClientOutput| match output {
        ClientOutput::Send(Frame::Compare(compare)) => Some(format!("{:?}", compare.places)),
        ClientOutput::Refile { after, .. } => Some(format!("file behind {after}")),
        _ => None,
    };
    out.iter().filter_map(ask).collect()
}

#[test]
fn f02_two_branches_are_noticed_however_long_each_is() {
    let own = journal(ME.0, 3);
    let other = branch(&own[..2], 1);
    let (session, out) = open(&own, frontier(&[&other]));
    assert_eq!(asked(&out), ["[1, 2, 3]"], "the same end");
    assert_eq!(session.unsent(), 3, "and ours is not taken for sent");

    let longer = branch(&own, 2);
    let (mut session, _) = open(&longer, frontier(&[&other]));
    let out = session.handle(rows(longer[3..].to_vec()), at(1));
    assert_eq!(asked(&out), ["[1, 2, 3]"], "the hub ends earlier, on another branch");

    let (mut session, _) = open(&own, frontier(&[&own]));
    let mut grown = own.clone();
    grow(&mut grown, ME.0, 1, 5);
    session.handle(ClientInput::OwnGrew(grown[3..].to_vec()), at(1));
    let out = session.handle(ack(&branch(&own, 1), 4), at(2));
    assert_eq!(asked(&out), ["[1, 2, 3, 4]"], "another machine's row stands at the place of ours");
    assert_eq!(session.unsent(), 1, "and ours is not taken for sent");
}

#[test]
fn f02_the_own_branch_is_filed_where_both_part_and_spoken_of_by_its_own_name() {
    let shared = journal(ME.0, 4);
    let (own, other) = (branch(&shared[..2], 3), shared.clone());
    let (mut session, _) = open(&own, frontier(&[&other]));
    let forked = Frame::Forked(Forked { journal: ME, seq: 4 });
    let out = session.handle(ClientInput::Frame(forked), at(1));
    assert_eq!(asked(&out), ["[1, 2, 3, 4]"]);
    let heads = other.iter().map(head).collect();
    let places = Frame::Places(Places { journal: ME, heads });
    let out = session.handle(ClientInput::Frame(places), at(2));
    assert!(matches!(out[0], ClientOutput::CompareOwn { journal: ME, .. }));
    let found = ClientInput::Compared { same: Some(2), other: Some(3) };
    assert_eq!(asked(&session.handle(found, at(3))), ["file behind 2"]);

    let named = branch_journal(ME, own[2].hash);
    let filed = Filed { branch: named, left: head(&own[1]), tip: head(&own[4]) };
    let filed = ClientInput::Refiled { journal: ME, result: Ok(Some(filed)) };
    let out = session.handle(filed, at(4));
    assert!(out.iter().any(|output| matches!(output, ClientOutput::Close(_))), "to greet anew");
    assert_eq!((session.journal(), session.unsent()), (named, 3));

    assert!(out.contains(&ClientOutput::Connect), "at once");
    let out = session.handle(ClientInput::Connected, at(10_000));
    let heads = [(ME, head(&own[1])), (named, head(&own[4]))];
    let said = out.iter().find_map(|output| match output {
        ClientOutput::Send(Frame::Hello(hello)) => Some(hello.frontier.clone()),
        _ => None,
    });
    assert_eq!(said, Some(Frontier(heads.into())));
    session.handle(welcome(frontier(&[&other])), at(10_001));
    let name = Some(own[2].hash);
    let mine: Vec<Sealed> = own[2..].iter().cloned().map(|row| row.on_branch(name)).collect();
    let out = session.handle(ClientInput::Rows { journal: named, rows: mine.clone() }, at(10_002));
    assert_eq!(pushed(&out), [3, 4, 5]);
    let theirs = Events { no: 1, envelopes: other[2..].iter().map(Packed::from).collect() };
    let out = session.handle(ClientInput::Frame(Frame::Events(theirs)), at(10_003));
    assert!(out.iter().any(|output| matches!(output, ClientOutput::Append { .. })), "both stay");
}

#[test]
fn a_refusal_waits_half_a_minute_unless_somebody_asks() {
    let (mut session, _) = open(&[], Frontier::default());
    let refused = Refused {
        code: "retired".to_owned(),
        sentence: "pair it again".to_owned(),
        permanent: true,
    };
    session.handle(ClientInput::Frame(Frame::Refused(refused)), at(10));
    assert!(!session.handle(ClientInput::Tick, at(29_000)).contains(&ClientOutput::Connect));
    assert!(session.handle(ClientInput::TryNow, at(29_001)).contains(&ClientOutput::Connect));
}

#[test]
fn a_hub_of_another_site_is_not_talked_to() {
    let mut session = session(&[], 0);
    session.handle(ClientInput::Start, at(0));
    session.handle(ClientInput::Connected, at(0));
    let ClientInput::Frame(Frame::Welcome(mut other)) = welcome(Frontier::default()) else {
        panic!("a welcome")
    };
    other.site = SiteId(1);
    session.handle(ClientInput::Frame(Frame::Welcome(other)), at(1));
    assert!(matches!(session.report().status, LinkStatus::Refused { .. }));
}

fn events(no: u64, rows: &[Sealed]) -> ClientInput {
    let envelopes = rows.iter().map(Packed::from).collect();
    ClientInput::Frame(Frame::Events(Events { no, envelopes }))
}

#[test]
fn what_others_did_is_held_only_after_the_commit() {
    let others = journal(3, 2);
    let (mut session, _) = open(&[], frontier(&[&others]));
    assert!(matches!(session.report().status, LinkStatus::Syncing { left: 2 }));
    let out = session.handle(events(1, &others), at(1));
    let ticket = out.iter().find_map(|output| match output {
        ClientOutput::Append { ticket, rows } if rows.len() == 2 => Some(*ticket),
        _ => None,
    });
    assert!(!out.iter().any(|output| matches!(output, ClientOutput::Send(Frame::Held(_)))));
    let ticket = ticket.expect("an append");
    let out = session.handle(ClientInput::Appended { ticket, result: Ok(()) }, at(2));
    let held = out
        .iter()
        .any(|output| matches!(output, ClientOutput::Send(Frame::Held(held)) if held.no == 1));
    assert!(held && session.is_settled());
    assert_eq!(session.durable().head(TerminalId(3)), head(&others[1]));

    let out = session.handle(events(2, &others), at(3));
    assert!(out.iter().any(|output| matches!(output, ClientOutput::Send(Frame::Held(_)))));
    assert!(!out.iter().any(|output| matches!(output, ClientOutput::Append { .. })), "f15");
}

#[test]
fn a_full_disk_drops_the_connection_and_nothing_counts_as_held() {
    let others = journal(3, 2);
    let (mut session, _) = open(&[], frontier(&[&others]));
    session.handle(events(1, &others), at(1));
    let result = Err("the disk is full".to_owned());
    let out = session.handle(ClientInput::Appended { ticket: 1, result }, at(2));
    assert!(out.iter().any(|output| matches!(output, ClientOutput::Close(_))));
    assert_eq!(session.durable().head(TerminalId(3)), Head::NONE);
}

#[test]
fn a_damaged_journal_of_another_stops_that_one_only() {
    let (bad, good) = (journal(3, 2), journal(4, 2));
    let (mut session, _) = open(&[], frontier(&[&bad, &good]));
    let mut envelopes: Vec<Packed> = bad.iter().chain(&good).map(Packed::from).collect();
    let other = envelopes[0].bytes().replace("70000", "70001");
    envelopes[0] = Packed::unread(other, envelopes[0].hash, None);
    let frame = Frame::Events(Events { no: 1, envelopes });
    let out = session.handle(ClientInput::Frame(frame), at(1));
    assert!(
        out.iter()
            .any(|output| matches!(output, ClientOutput::Append { rows, .. } if *rows == good))
    );
    let told = out.iter().any(|output| {
        matches!(output, ClientOutput::Send(Frame::Quarantined(one)) if one.terminal == TerminalId(3))
    });
    assert!(told && session.report().quarantined == 1);
}

#[test]
fn a_lost_frame_of_the_hub_is_noticed_and_fetched_again() {
    let others = journal(3, 2);
    let (mut session, _) = open(&[], frontier(&[&others]));
    let out = session.handle(events(2, &others[1..]), at(1));
    assert!(out.iter().any(|output| matches!(output, ClientOutput::Close(_))));
}

#[test]
fn unanswered_pushes_end_a_connection_although_it_beats() {
    let own = journal(ME.0, 1);
    let (mut session, _) = open(&own, Frontier::default());
    session.handle(rows(own), at(0));
    let beat = || Frame::Beat(Beat { clock: 0, digest: String::new() });
    for now in (1_000..20_000).step_by(1_000) {
        let out = session.handle(ClientInput::Frame(beat()), at(now));
        assert!(!out.iter().any(|output| matches!(output, ClientOutput::Close(_))), "{now}");
    }
    let out = session.handle(ClientInput::Frame(beat()), at(20_000));
    assert!(out.iter().any(|output| matches!(output, ClientOutput::Close(_))));
}
