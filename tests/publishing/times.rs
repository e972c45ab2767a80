//! The order of publications: what wins is the latest, or Workers that followed another would not take it.

use crate::place::{Place, copy};
use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

const LOCAL: &str = "--local";

/// What somebody else publishes a minute from now, kept in `theirs`; gives when that is.
fn theirs(place: &Place, more: &[&str]) -> u64 {
    copy(&place.path("kv"), &place.path("kept"));
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() + 60;
    place.shop(9);
    let mut push = place.command(&[&["push", "shop", LOCAL, "--author", "Jonas"], more].concat());
    assert!(push.env("SOURCE_DATE_EPOCH", time.to_string()).status().unwrap().success());
    fs::rename(place.path("kv"), place.path("theirs")).unwrap();
    fs::rename(place.path("kept"), place.path("kv")).unwrap();
    time
}

fn published(place: &Place) -> u64 {
    place.pointer()["published"].as_u64().unwrap()
}

#[test]
fn whoever_wins_is_later_than_whoever_was_replaced() {
    for command in [&["push", "shop", LOCAL][..], &["rollback", LOCAL, "--force"]] {
        let place = Place::new();
        place.push(&[]);
        place.shop(4);
        place.push(&[]);
        let time = theirs(&place, &[]);
        place.shop(5);
        copy(&place.path("kv"), &place.path("before"));
        place.plan("");
        place.done(command);
        let (moved, id) = (place.call("kv key put pointer"), place.live());
        fs::remove_dir_all(place.path("kv")).unwrap();
        copy(&place.path("before"), &place.path("kv"));
        place.plan(&format!("move {} theirs", moved - 1));
        place.done(command);
        assert_eq!((place.live(), published(&place)), (id.clone(), time + 1), "{command:?}");
        assert!(place.kv().contains(&format!("publication-{:010}-{id}", time + 1)), "{:?}", place.kv());
    }
}

#[test]
fn a_record_that_nobody_signed_makes_nothing_later() {
    let place = Place::new();
    place.done(&["keygen", "maya"]);
    place.push(&["--key", "maya.key"]);
    fs::rename(place.path("kv"), place.path("signed")).unwrap();
    fs::create_dir(place.path("kv")).unwrap();
    let time = theirs(&place, &[]);
    fs::remove_dir_all(place.path("kv")).unwrap();
    fs::rename(place.path("signed"), place.path("kv")).unwrap();
    fs::remove_file(place.path("theirs/pointer")).unwrap();
    copy(&place.path("theirs"), &place.path("kv"));
    place.shop(5);
    place.push(&["--key", "maya.key"]);
    assert!(published(&place) < time);
}

#[test]
fn a_push_that_never_finished_is_no_ones_past() {
    let place = Place::new();
    place.push(&[]);
    let live = place.live();
    place.shop(4);
    // Later than the one before, and cut off: its record and its core are there, its shard is not.
    place.plan("drop 4 shard-\ndrop 5 shard-\ndrop 6 shard-\nkill-after 6");
    let mut push = place.command(&["push", "shop", LOCAL]);
    let later = (published(&place) + 30).to_string();
    assert!(!push.env("SOURCE_DATE_EPOCH", later).status().unwrap().success());
    place.plan("");
    fs::write(place.path("kv/pointer"), "damaged").unwrap();
    assert_eq!(place.kv().iter().filter(|key| key.starts_with("publication-")).count(), 2);
    let said = place.refused(&["rollback", LOCAL], 3);
    assert!(said.contains(&format!("segue rollback {}", &live[..10])), "{said}");
    place.shop(5);
    let said = place.push(&[]);
    assert!(said.contains("a record is passed over: 1 of the 1 shard"), "{said}");
    assert_eq!(place.pointer()["parent"], *live);
    place.done(&["rollback", LOCAL]);
    assert_eq!(place.live(), live);
}
