//! `segue gc`.

use crate::place::{Place, copy};
use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

/// A KV with so many pushes, whose ids it gives, oldest first. They are two days old.
fn with(pushes: usize) -> (Place, Vec<String>) {
    let place = Place::new();
    let ids = (0..pushes).map(|n| {
        place.shop(3 + n);
        old(&place, &["push", "shop", "--local"]);
        place.live()
    });
    let ids = ids.collect();
    (place, ids)
}

/// Runs a command as if it were two days ago.
fn old(place: &Place, args: &[&str]) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let output = place.command(args).env("SOURCE_DATE_EPOCH", (now - 2 * 86_400).to_string()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

fn cores(place: &Place) -> Vec<String> {
    place.kv().iter().filter_map(|key| key.strip_prefix("core-").map(str::to_owned)).collect()
}

fn sorted(ids: &[String]) -> Vec<String> {
    let mut ids = ids.to_vec();
    ids.sort();
    ids
}

#[test]
fn it_keeps_the_last_ten_and_the_live_one_wherever_it_is() {
    let (place, ids) = with(13);
    fs::write(place.path("kv/audience-of-tomorrow"), "x").unwrap();
    let before = place.kv();
    let said = place.done(&["gc", "--local", "--dry-run"]);
    assert!(said.contains("nothing was deleted") && said.contains(&format!("core-{}", ids[0])), "{said}");
    assert!(place.refused(&["gc", "--local"], 3).contains("--yes"));
    assert_eq!(place.kv(), before);
    place.done(&["gc", "--local", "--yes"]);
    assert_eq!(cores(&place), sorted(&ids[3..]));
    assert_eq!(place.kv().iter().filter(|key| key.starts_with("shard-")).count(), 10);
    assert_eq!(place.kv().iter().filter(|key| key.starts_with("publication-")).count(), 10);
    assert!(place.is_whole() && place.kv().contains(&"audience-of-tomorrow".to_string()));
    assert!(place.done(&["gc", "--local", "--yes"]).contains("nothing to delete"));
    // Each of them can still be gone back to.
    for id in &ids[3..] {
        place.done(&["rollback", id, "--local"]);
        assert!(place.is_whole());
    }
    let said = place.refused(&["rollback", &ids[0], "--local"], 3);
    assert!(said.contains("is not there"), "{said}");
}

#[test]
fn the_lists_of_members_are_in_use() {
    let place = Place::new();
    place.sample("sample");
    old(&place, &["push", "sample", "--local"]);
    assert_eq!(
        place.kv().iter().filter(|key| key.starts_with("shard-")).count(),
        2,
        "one of products and one of members"
    );
    place.done(&["gc", "--local", "--yes"]);
    assert!(place.is_whole());
    // Nor does a rollback go where they are not there.
    let id = place.live();
    let (snapshot, _) = segue::snapshot::Snapshot::open(&place.value(&format!("core-{id}")).unwrap()).unwrap();
    place.push(&[]);
    let members = segue::snapshot::shard_key(snapshot.core().audience_shards[0]);
    fs::remove_file(place.path("kv").join(members)).unwrap();
    assert!(place.refused(&["rollback", "--local"], 3).contains("1 of the 2 shards"));
}

#[test]
fn neither_the_live_one_nor_the_canary_is_ever_deleted() {
    let (place, ids) = with(12);
    // The oldest is live again, and on trial is one that no record knows.
    old(&place, &["rollback", &ids[0], "--local"]);
    place.shop(40);
    old(&place, &["push", "shop", "--local", "--canary", "5"]);
    for key in place.kv().iter().filter(|key| key.starts_with("publication-")) {
        fs::remove_file(place.path("kv").join(key)).unwrap();
    }
    let pointer = place.pointer();
    let forget = ["--forget", &ids[0], "--forget", pointer["canary"]["snapshot"].as_str().unwrap()];
    place.done(&[&["gc", "--local", "--yes"][..], &forget].concat());
    assert_eq!(place.live(), ids[0]);
    assert!(place.is_whole());
    assert!(!cores(&place).contains(&ids[1]));
}

#[test]
fn unfinished_pushes_are_kept_for_a_day_and_drafts_for_as_long_as_a_link() {
    let (place, _) = with(1);
    place.shop(20);
    place.push(&["--draft"]);
    place.shop(21);
    place.plan("kill-after 6");
    assert!(!place.run(&["push", "shop", "--local"]).status.success());
    place.plan("");
    let before = place.kv();
    assert!(place.done(&["gc", "--local", "--yes"]).contains("nothing to delete"));
    assert_eq!(place.kv(), before);
    // Two days later the push is gone, and the draft is not: a link may show it for 31 days.
    let gc = |days: u64| {
        let later = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() + days * 86_400;
        let mut gc = place.command(&["gc", "--local", "--yes"]);
        assert!(gc.env("SOURCE_DATE_EPOCH", later.to_string()).status().unwrap().success());
    };
    for days in [2, 31] {
        gc(days);
        assert_eq!((cores(&place).len(), place.kv().len()), (2, 7), "{days}: {:?}", place.kv());
    }
    gc(33);
    assert_eq!(cores(&place), [place.live()]);
    assert!(place.is_whole() && place.kv().len() == 4, "{:?}", place.kv());
}

#[test]
fn in_doubt_nothing_is_deleted() {
    let (place, ids) = with(12);
    let kv = place.path("kv");
    copy(&kv, &place.path("before"));
    let kept = format!("core-{}", ids[5]);
    for damage in [Some("broken"), None] {
        match damage {
            Some(text) => fs::write(kv.join(&kept), text).unwrap(),
            None => fs::remove_file(kv.join(&kept)).unwrap(),
        }
        let before = place.kv();
        let said = place.refused(&["gc", "--local", "--yes"], 3);
        assert!(
            said.contains("nothing was deleted") && said.contains(&format!("--forget {}", &ids[5][..10])),
            "{said}"
        );
        assert_eq!(place.kv(), before);
    }
    place.done(&["gc", "--local", "--yes", "--forget", &ids[5][..10]]);
    assert!(place.is_whole() && !cores(&place).contains(&ids[0]));

    fs::remove_dir_all(&kv).unwrap();
    copy(&place.path("before"), &kv);
    fs::write(kv.join("pointer"), "damaged").unwrap();
    let before = place.kv();
    assert!(place.refused(&["gc", "--local", "--yes"], 3).contains("not known what is in use"));
    assert_eq!(place.kv(), before);
}

#[test]
fn a_push_at_the_same_moment_stops_it() {
    let (place, _) = with(12);
    place.theirs("theirs", 50);
    place.plan("");
    let before = place.kv().len();
    // After everything was read, and before anything is deleted.
    place.plan("move 4 theirs");
    let said = place.refused(&["gc", "--local", "--yes"], 3);
    assert!(said.contains("somebody published meanwhile"), "{said}");
    assert!(place.kv().len() > before);

    // A push that has only begun: its record is there, and the pointer where it was.
    let (place, _) = with(12);
    place.theirs("theirs", 50);
    fs::remove_file(place.path("theirs/pointer")).unwrap();
    place.plan("move 4 theirs");
    let said = place.refused(&["gc", "--local", "--yes"], 3);
    assert!(said.contains("somebody published meanwhile"), "{said}");
}

#[test]
fn killed_on_the_way_it_leaves_everything_in_use() {
    let (place, ids) = with(12);
    for call in 1..=30 {
        place.plan(&format!("kill-after {call}"));
        if place.run(&["gc", "--local", "--yes"]).status.success() {
            break;
        }
        assert!(place.is_whole(), "{call}");
    }
    place.plan("");
    place.done(&["gc", "--local", "--yes"]);
    assert_eq!(cores(&place), sorted(&ids[2..]));
}
