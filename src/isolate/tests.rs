#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

use super::*;
use crate::edge::fault::Fault;
use crate::edge::patience::{DEADLINE, MOST_AT_ONCE, MOST_SHARDS, TOGETHER};
use crate::edge::{MAX_BODY, Need};
use crate::snapshot::{
    Canary, Live, OnTrial, Pointer, SealedPointer, live_for_tests, live_of_shards, seal_pointer, write_shard,
};
use alloc::string::String;

const NOW: u64 = 1_800_000_000_000;
const PAGE: &str = "GET\nhttps://shop.example/_segue/pdp/K-101";
const NO_CHANCE: Draw<'static> = &|| None;

/// An isolate with its settings, and without a snapshot.
fn cold() -> Isolate {
    Isolate { settings: Some(Configured::read(|_| None).0), ..Isolate::default() }
}

fn serving(name: &str) -> Isolate {
    let mut isolate = cold();
    isolate.memory.take(live_for_tests(name));
    isolate
}

fn id(name: &str) -> SnapshotId {
    live_for_tests(name).snapshot.id()
}

fn ask(isolate: &mut Isolate, words: &str, now: u64) -> (u32, Option<Response>) {
    isolate.answer(words, &Request::told(words), now, NO_CHANCE)
}

fn rung(response: &Response) -> &str {
    response.header("Segue-Rung").unwrap()
}

/// A pointer that was published then, to be followed.
fn following(isolate: &Isolate, live: &str, trial: Option<&str>, published: u64) -> Result<Following, Fault> {
    let canary = trial.map(|name| Canary { snapshot: id(name), percent: 5 });
    let (message, author, commit) = (String::new(), String::new(), String::new());
    let pointer = Pointer { snapshot: id(live), parent: None, published, message, author, commit, canary };
    let bytes = seal_pointer(&pointer.to_json(), None);
    isolate.follow(&SealedPointer::read(&bytes).unwrap())
}

/// Follows it to its end, all snapshots being there; which were read.
fn follow(isolate: &mut Isolate, live: &str, trial: Option<&str>, published: u64) -> Vec<SnapshotId> {
    let mut following = following(isolate, live, trial, published).unwrap();
    let mut read = Vec::new();
    while let Some(next) = following.next(&mut isolate.memory) {
        let name = [Some(live), trial].into_iter().flatten().find(|name| id(name) == next).unwrap();
        following.take(&mut isolate.memory, Some(live_for_tests(name).snapshot)).unwrap();
        read.push(next);
        assert!(read.len() < 3);
    }
    read
}

fn live_of(isolate: &Isolate) -> Option<SnapshotId> {
    isolate.memory.live().map(|live| live.snapshot.id())
}

#[test]
fn one_without_settings_shows_nothing() {
    let (number, answer) = ask(&mut Isolate { settings: None, ..serving("a") }, PAGE, NOW);
    assert_eq!((number, answer.map(|answer| answer.status)), (ANSWERED + DUE, Some(204)));
    assert!(Isolate::default().asks_for_signatures(), "nor does it believe anybody");
}

#[test]
fn a_cold_one_reads_once_and_goes_without_when_that_fails() {
    let mut isolate = cold();
    assert_eq!(ask(&mut isolate, PAGE, NOW), (MUST_READ, None), "nothing is due beside it");
    let pending = isolate.pending.take().unwrap();
    assert!(pending.cold && pending.until() == NOW + DEADLINE);
    let until = pending.until();
    assert_eq!(isolate.begins(false, until, NOW), Some(true), "the first reads");
    assert_eq!(isolate.begins(false, until, NOW + 1), Some(false), "the next one waits");
    isolate.patience.looked(false, NOW, NOW + 9, 0);
    isolate.underway.ended(None);
    assert_eq!(isolate.begins(true, until, NOW + 10), None, "it failed, so nobody tries again at once");
    assert_eq!(isolate.begins(false, until, NOW + 11), Some(true), "who gave up is in nobody's way");
    let (number, answer) = ask(&mut isolate, PAGE, NOW + 20);
    assert_eq!((number, rung(&answer.unwrap())), (ANSWERED, "baseline"));
    assert_eq!(isolate.begins(false, NOW, NOW), None, "the time has passed");
    assert_eq!(serving("a").begins(false, until, NOW), None, "there is one");
}

#[test]
fn a_warm_one_answers_at_once_and_looks_now_and_then() {
    let mut isolate = serving("a");
    assert_eq!(isolate.memory.load(id("a"), 0, Some(write_shard(&[])), usize::MAX), crate::snapshot::Loaded::Kept);
    let mut numbers = [0, 1, 9_999, 10_000, 10_001].map(|later| ask(&mut isolate, PAGE, NOW + later).0);
    assert_eq!(numbers, [DUE, ANSWERED, ANSWERED, DUE, ANSWERED]);
    numbers = [0; 5].map(|_| ask(&mut isolate, "GET\nhttps://shop.example/_segue/tag.js", NOW + 90_000).0);
    let wanted = if cfg!(feature = "pages") { ANSWERED } else { IS_FOR_PAGES };
    assert_eq!(numbers, [wanted; 5], "a file of the program needs no snapshot");
}

#[test]
fn a_body_is_asked_for_and_why_there_is_none_is_answered() {
    let mut isolate = serving("a");
    let words = "POST\nhttps://shop.example/_segue/events";
    assert_eq!(ask(&mut isolate, words, NOW), (WANTS_BODY, None));
    let request = Request { body: Body::TooLarge, ..Request::told(words) };
    let (_, answer) = isolate.answer(words, &request, NOW, NO_CHANCE);
    assert_eq!(answer.unwrap().status, 413, "{MAX_BODY}");
}

#[test]
fn a_request_reads_a_few_times_and_no_longer_than_it_may() {
    let mut isolate = serving("a");
    assert_eq!(ask(&mut isolate, PAGE, NOW).0, MUST_READ + DUE);
    let mut pending = isolate.pending.take().unwrap();
    assert!(!pending.cold && pending.took(NOW + 5).is_none() && pending.left == MOST_SHARDS);
    // What it needs never comes.
    let mut rounds = 0;
    let answer = loop {
        let need = pending.need().unwrap();
        assert_eq!((need.snapshot, need.shards), (Some(id("a")), alloc::vec![0]));
        rounds += 1;
        if let Some(answer) = isolate.again(&mut pending, NOW + 5, NO_CHANCE) {
            break answer;
        }
    };
    assert_eq!((rounds, rung(&answer), answer.header("Server-Timing")), (ROUNDS, "kv", Some("kv;dur=5")));

    let asked = |came, later| {
        let mut isolate = serving("a");
        ask(&mut isolate, PAGE, NOW);
        let mut pending = isolate.pending.take().unwrap();
        pending.need();
        pending.came = came;
        isolate.again(&mut pending, NOW + later, NO_CHANCE).is_some()
    };
    assert!(!asked(true, DEADLINE - 1) && asked(false, 0) && asked(true, DEADLINE));
}

#[test]
fn what_was_drawn_for_a_click_is_drawn_once() {
    let mut isolate = serving("a");
    ask(&mut isolate, PAGE, NOW);
    let mut pending = isolate.pending.take().unwrap();
    pending.missing = Some(Need { drawn: Some(7), ..Need::default() });
    assert_eq!(pending.need().map(|need| need.drawn), Some(Some(7)));
    assert_eq!((pending.drawn, pending.need()), (Some(7), None));
}

/// What a request reads next of these shards of a snapshot of 30; `None` when it goes on.
fn reads(isolate: &mut Isolate, wanted: &mut Shards, now: u64) -> (Option<Vec<u16>>, bool) {
    let mut came = false;
    let of = live_of(isolate).unwrap();
    let ours = isolate.reads(of, wanted, &mut came, now);
    (ours.map(|ours| ours.into_iter().map(|(at, _)| at).collect()), came)
}

fn of_thirty_shards() -> (Isolate, Shards) {
    let mut isolate = cold();
    isolate.memory.take(live_of_shards("a", 30));
    let need = Need { shards: (0..40).collect(), ..Need::default() };
    let (of, mut left) = (live_of(&isolate).unwrap(), MOST_SHARDS);
    let wanted = isolate.wanted(of, &need, &mut left);
    assert_eq!((wanted.len(), left), (30, MOST_SHARDS - 30), "there are no more");
    assert_eq!(isolate.wanted(of, &need, &mut left).len(), MOST_SHARDS - 30);
    assert_eq!((isolate.wanted(of, &need, &mut left).len(), left), (0, 0));
    (isolate, wanted)
}

#[test]
fn each_shard_is_read_by_one_request() {
    let (mut isolate, wanted) = of_thirty_shards();
    let (mut mine, mut theirs) = (wanted[..3].to_vec(), wanted[1..4].to_vec());
    assert_eq!(reads(&mut isolate, &mut mine, NOW), (Some(alloc::vec![0, 1, 2]), false));
    assert_eq!(reads(&mut isolate, &mut theirs, NOW + 1), (Some(alloc::vec![3]), false));
    assert_eq!(reads(&mut isolate, &mut theirs, NOW + 2), (Some(Vec::new()), false), "it waits for the others");
    let of = live_of(&isolate).unwrap();
    assert_eq!(isolate.take(of, wanted[1], Ok(write_shard(&[]))), (true, None));
    assert_eq!(reads(&mut isolate, &mut theirs, NOW + 3), (Some(Vec::new()), true), "one came");
    // One that is not there is left alone for a while.
    isolate.patience.shard(wanted[2].1, false, NOW, NOW + 3, 0);
    assert_eq!(reads(&mut isolate, &mut theirs, NOW + 4), (None, false));
    assert_eq!(reads(&mut isolate, &mut mine, NOW + 4), (None, false), "all were taken");
    // Who reads may have been cancelled.
    assert_eq!(reads(&mut isolate, &mut wanted[..1].to_vec(), NOW + TOGETHER), (Some(alloc::vec![0]), false));
    isolate.memory.take(live_for_tests("b"));
    let (mut late, mut came) = (wanted[5..].to_vec(), false);
    assert!(isolate.reads(of, &mut late, &mut came, NOW).is_none() && came, "the snapshot has changed: it asks again");
}

#[test]
fn no_more_than_so_many_shards_are_read_at_once() {
    let (mut isolate, mut wanted) = of_thirty_shards();
    let all = wanted.clone();
    let first = reads(&mut isolate, &mut wanted, NOW).0.unwrap();
    assert_eq!((first.len(), wanted.len()), (MOST_AT_ONCE, 30 - MOST_AT_ONCE));
    assert_eq!(reads(&mut isolate, &mut wanted, NOW + 1).0, Some(Vec::new()), "no room");
    isolate.underway.ended(Some(all[0].1));
    assert_eq!(reads(&mut isolate, &mut wanted, NOW + 2).0.unwrap(), [24], "one has ended");
    assert_eq!(
        reads(&mut isolate, &mut wanted, NOW + TOGETHER).0.unwrap().len(),
        5,
        "what takes long is not waited for"
    );
}

#[test]
fn a_shard_that_is_gone_brings_back_the_snapshot_before_and_a_failure_does_not() {
    let shard = |name: &str| (0, SnapshotId::of(name.as_bytes()));
    let mut isolate = serving("old");
    isolate.memory.take(live_for_tests("new"));
    assert_eq!(isolate.take(id("new"), shard("new"), Err(Unread::Failed)), (false, None));
    assert_eq!(live_of(&isolate), Some(id("new")));
    assert_eq!(isolate.take(id("new"), shard("new"), Err(Unread::Gone)), (true, Some(Fault::ShardFellBack)));
    assert_eq!(live_of(&isolate), Some(id("old")));
    assert_eq!(isolate.take(id("old"), shard("old"), Err(Unread::Gone)), (true, Some(Fault::ShardMissing)));
    isolate.memory.try_out(Some(OnTrial { snapshot: live_for_tests("new").snapshot, percent: 5 }));
    assert_eq!(isolate.take(id("new"), shard("new"), Err(Unread::Gone)), (true, Some(Fault::CanaryEnded)));
}

#[test]
fn a_pointer_is_followed_to_its_end_and_nothing_is_read_twice() {
    let mut isolate = cold();
    assert_eq!(follow(&mut isolate, "a", None, 5), [id("a")]);
    assert_eq!((live_of(&isolate), isolate.memory.live().unwrap().published), (Some(id("a")), 5));
    assert_eq!(follow(&mut isolate, "a", None, 5), [], "the same again");
    assert_eq!(follow(&mut isolate, "a", Some("b"), 6), [id("b")]);
    assert_eq!(isolate.memory.canary().map(|trial| (trial.snapshot.id(), trial.percent)), Some((id("b"), 5)));
    assert_eq!(follow(&mut isolate, "a", Some("b"), 7), [], "the same trial");
    assert_eq!(follow(&mut isolate, "b", None, 8), [], "what was on trial is at hand");
    assert_eq!((live_of(&isolate), isolate.memory.canary().is_none()), (Some(id("b")), true));
    assert_eq!(follow(&mut isolate, "c", Some("d"), 9), [id("c"), id("d")], "both");
}

#[test]
fn nothing_older_is_followed_and_nothing_that_is_no_pointer() {
    let mut isolate = cold();
    follow(&mut isolate, "a", None, 5);
    assert_eq!(following(&isolate, "b", None, 4).unwrap_err(), Fault::PointerOld);
    isolate.settings = Some(Configured::read(|name| (name == "SEGUE_NOT_BEFORE").then(|| "7".into())).0);
    assert_eq!(following(&isolate, "b", None, 6).unwrap_err(), Fault::PointerOld);
    assert!(following(&isolate, "b", None, 7).is_ok());
    let sealed = seal_pointer(b"{}\n", None);
    assert_eq!(isolate.follow(&SealedPointer::read(&sealed).unwrap()).unwrap_err(), Fault::PointerDamaged);
}

#[test]
fn what_cannot_be_read_ends_it_and_the_trial_that_it_does_not_name() {
    let mut isolate = cold();
    follow(&mut isolate, "a", Some("b"), 5);
    let mut next = following(&isolate, "c", Some("b"), 6).unwrap();
    assert_eq!(next.next(&mut isolate.memory), Some(id("c")));
    assert_eq!(next.take(&mut isolate.memory, None), None);
    assert!(isolate.memory.canary().is_some() && live_of(&isolate) == Some(id("a")), "all stays as it was");
    let mut next = following(&isolate, "c", None, 7).unwrap();
    assert_eq!(next.next(&mut isolate.memory), Some(id("c")));
    assert_eq!(next.take(&mut isolate.memory, None), None);
    assert!(isolate.memory.canary().is_none() && live_of(&isolate) == Some(id("a")), "taken back");
    let mut next = following(&isolate, "a", Some("b"), 8).unwrap();
    assert_eq!(next.next(&mut isolate.memory), Some(id("b")));
    assert_eq!(next.take(&mut isolate.memory, None), None);
    assert!(isolate.memory.canary().is_none() && live_of(&isolate) == Some(id("a")));
}

#[test]
fn a_later_pointer_that_was_followed_meanwhile_stays() {
    let mut isolate = cold();
    follow(&mut isolate, "a", None, 5);
    let mut slow = following(&isolate, "b", Some("c"), 6).unwrap();
    assert_eq!(slow.next(&mut isolate.memory), Some(id("b")));
    follow(&mut isolate, "d", None, 7);
    assert_eq!(slow.take(&mut isolate.memory, Some(live_for_tests("b").snapshot)), Some(()));
    assert_eq!((slow.next(&mut isolate.memory), live_of(&isolate)), (None, Some(id("d"))));
    // And in the middle of reading what it puts on trial.
    let mut slow = following(&isolate, "d", Some("c"), 8).unwrap();
    assert_eq!(slow.next(&mut isolate.memory), Some(id("c")));
    follow(&mut isolate, "d", None, 9);
    assert_eq!(slow.take(&mut isolate.memory, Some(live_for_tests("c").snapshot)), Some(()));
    assert!(isolate.memory.canary().is_none() && slow.next(&mut isolate.memory).is_none());
}

#[test]
fn no_read_takes_longer_than_the_request_has() {
    let mut isolate = cold();
    assert_eq!(isolate.begins_read(NOW + 90_000, NOW), Some(DEADLINE));
    assert_eq!(isolate.begins_read(NOW + 7, NOW), Some(7));
    assert_eq!([NOW, NOW - 1].map(|until| isolate.begins_read(until, NOW)), [None; 2]);
    assert_eq!(isolate.begins_read(NOW + 90_000, NOW + 1_500), None, "KV has answered nobody for a second");
}

#[test]
fn settings_say_whose_signature_counts_and_what_is_kept() {
    let mut isolate = serving("a");
    assert!(!isolate.asks_for_signatures() && isolate.keys_of("maya").is_empty());
    assert_eq!(isolate.budget(), 32 * 1024 * 1024);
    assert_eq!((isolate.served().rung, cold().served().rung), (Rung::Memory, Rung::Baseline));
    let list = "maya:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    isolate.settings = Some(Configured::read(|name| (name == "SEGUE_PUBLISHERS").then(|| list.into())).0);
    assert!(isolate.asks_for_signatures());
    assert_eq!((isolate.keys_of("maya"), isolate.keys_of("mallory")), (alloc::vec![[0; 32]], Vec::new()));
}

#[cfg(feature = "pages")]
#[test]
fn a_preview_reads_its_snapshot_while_it_counts() {
    let mut isolate = serving("a");
    let token = |snapshot| Token { shop: "a".into(), until: NOW / 1_000, snapshot, personas: Vec::new() };
    let draft = Some(id("draft"));
    assert_eq!(isolate.lacks(&token(draft), NOW + 999), draft);
    assert_eq!(isolate.lacks(&token(draft), NOW + 1_000), None, "it has ended");
    assert_eq!(isolate.lacks(&token(None), NOW), None, "it shows the live one");
    assert_eq!(isolate.lacks(&token(Some(id("a"))), NOW), None);
    let Live { snapshot, .. } = live_for_tests("draft");
    isolate.memory.show(snapshot);
    assert_eq!(isolate.lacks(&token(draft), NOW), None);
    let asks = "GET\nhttps://shop.example/_segue/pdp/K-101?segue_preview=x";
    assert_eq!(ask(&mut isolate, asks, NOW).0 & MUST_READ, MUST_READ, "its signature takes a promise");
    assert_eq!(isolate.pending.unwrap().asks_for_preview(), Some("segue_preview=x"));
}
