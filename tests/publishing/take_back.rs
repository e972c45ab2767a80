//! `segue push --canary`, `segue promote` and `segue rollback`.

use crate::place::Place;
use std::fs;

const LOCAL: &str = "--local";

/// Pushes shops of these many products, and gives their ids.
fn pushed(place: &Place, shops: &[usize]) -> Vec<String> {
    let push = |products: &usize| {
        place.shop(*products);
        place.push(&[]);
        place.live()
    };
    shops.iter().map(push).collect()
}

fn shard_of(place: &Place, id: &str) -> String {
    let core = place.value(&format!("core-{id}")).unwrap();
    let (snapshot, _) = segue::snapshot::Snapshot::open(&core).unwrap();
    segue::snapshot::shard_key(snapshot.core().shards[0].id)
}

#[test]
fn a_canary_stands_beside_what_is_live_until_it_is_promoted() {
    let place = Place::new();
    let said = place.refused(&["push", "shop", LOCAL, "--canary", "5"], 3);
    assert!(said.contains("push without `--canary`"), "{said}");
    let ids = pushed(&place, &[3, 4]);
    place.shop(5);
    place.refused(&["push", "shop", LOCAL, "--canary", "0"], 2);
    place.refused(&["push", "shop", LOCAL, "--canary", "100"], 2);
    place.push(&["--canary", "5", "--message", "try it", "--author", "Maya"]);
    let pointer = place.pointer();
    assert_eq!((pointer["snapshot"].as_str(), pointer["parent"].as_str()), (Some(&*ids[1]), Some(&*ids[0])));
    assert_eq!((&pointer["canary"]["percent"], &pointer["kind"]), (&5.into(), &"canary".into()));
    assert!(place.is_whole());

    // The same again is nothing; another share is the pointer alone.
    let said = place.push(&["--canary", "5"]);
    assert!(said.contains("already; nothing was published"), "{said}");
    place.plan("drop 4 core-\ndrop 4 shard-");
    place.push(&["--canary", "20"]);
    assert_eq!(place.pointer()["canary"]["percent"], 20);
    assert!(place.is_whole());
    // What is live already can't be on trial.
    place.shop(4);
    assert!(place.push(&["--canary", "5"]).contains("is live already"));

    let canary = place.pointer()["canary"]["snapshot"].clone();
    place.done(&["promote", LOCAL]);
    let pointer = place.pointer();
    assert_eq!((&pointer["snapshot"], &pointer["parent"]), (&canary, &ids[1].clone().into()));
    assert!(pointer.get("canary").is_none() && pointer["kind"] == "promote", "{pointer}");
    let said = place.refused(&["promote", LOCAL], 3);
    assert!(said.contains("no canary to promote"), "{said}");
}

#[test]
fn a_promotion_says_what_was_said_and_refuses_what_is_not_whole() {
    let place = Place::new();
    pushed(&place, &[3]);
    place.shop(4);
    place.push(&["--canary", "5", "--message", "try it"]);
    let canary = place.pointer()["canary"]["snapshot"].as_str().unwrap().to_owned();
    let shard = shard_of(&place, &canary);
    fs::rename(place.path("kv").join(&shard), place.path("away")).unwrap();
    let said = place.refused(&["promote", LOCAL], 3);
    assert!(said.contains("are not there") && place.live() != canary, "{said}");
    fs::rename(place.path("away"), place.path("kv").join(&shard)).unwrap();
    place.done(&["promote", LOCAL]);
    assert_eq!((place.live(), &place.pointer()["message"]), (canary, &"try it".into()));
}

#[test]
fn rollback_ends_a_canary_first() {
    let place = Place::new();
    let ids = pushed(&place, &[3, 4]);
    place.shop(5);
    place.push(&["--canary", "5"]);
    let said = place.done(&["rollback", LOCAL]);
    assert!(said.contains("has ended") && place.live() == ids[1], "{said}");
    assert!(place.pointer().get("canary").is_none());
    place.done(&["rollback", LOCAL]);
    assert_eq!(place.live(), ids[0]);
}

#[test]
fn rollback_is_one_write_and_never_looks_at_what_is_broken() {
    let place = Place::new();
    let ids = pushed(&place, &[3, 4, 5]);
    // The newest is broken: its core is no core, its shard is gone.
    fs::write(place.path("kv").join(format!("core-{}", ids[2])), "broken").unwrap();
    place.plan("");
    place.done(&["rollback", LOCAL, "--message", "too early", "--author", "Maya"]);
    assert_eq!((place.live(), place.is_whole()), (ids[1].clone(), true));
    let pointer = place.pointer();
    assert_eq!(
        (&pointer["message"], &pointer["author"], &pointer["kind"]),
        (&"too early".into(), &"Maya".into(), &"rollback".into())
    );
    let calls = place.calls();
    let writes = calls.iter().filter(|call| call.contains(" put ")).collect::<Vec<_>>();
    assert!(
        writes[0].starts_with("kv key put pointer") && writes.len() == 2,
        "the pointer, then its record: {calls:?}"
    );
    assert!(!calls.iter().any(|call| call.contains(&ids[2])), "{calls:?}");
    // A second one goes further back, not forward again; and a third has nowhere to go.
    place.done(&["rollback", LOCAL]);
    assert_eq!(place.live(), ids[0]);
    let said = place.refused(&["rollback", LOCAL], 3);
    assert!(said.contains("nothing to go back to"), "{said}");
    // And by name, anywhere.
    place.done(&["rollback", &ids[1][..6], LOCAL]);
    assert_eq!(place.live(), ids[1]);
    assert!(place.done(&["rollback", &ids[1], LOCAL]).contains("is live already"));
}

#[test]
fn rollback_goes_only_where_everything_is() {
    let place = Place::new();
    let ids = pushed(&place, &[3, 4]);
    let before = place.value("pointer");
    fs::remove_file(place.path("kv").join(shard_of(&place, &ids[0]))).unwrap();
    let said = place.refused(&["rollback", LOCAL], 3);
    assert!(said.contains("1 of the 1 shard") && said.contains("--force"), "{said}");
    fs::write(place.path("kv").join(format!("core-{}", ids[0])), "broken").unwrap();
    let said = place.refused(&["rollback", LOCAL], 3);
    assert!(said.contains("is damaged") && place.value("pointer") == before, "{said}");
    place.done(&["rollback", LOCAL, "--force"]);
    assert_eq!(place.live(), ids[0]);
    for (id, why) in [("ffffff", "no snapshot `ffffff`"), ("fff", "no snapshot's id"), ("../../x", "no snapshot's id")]
    {
        let said = place.refused(&["rollback", id, LOCAL], 3);
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn without_a_pointer_the_records_are_enough() {
    for damage in [None, Some(&b"{\"snapshot\":\"oops\"}\nsha256 00\n"[..])] {
        let place = Place::new();
        let ids = pushed(&place, &[3, 4]);
        let last = place.pointer()["published"].as_u64().unwrap();
        match damage {
            Some(bytes) => fs::write(place.path("kv/pointer"), bytes).unwrap(),
            None => fs::remove_file(place.path("kv/pointer")).unwrap(),
        }
        let said = place.refused(&["rollback", LOCAL], 3);
        assert!(said.contains(&format!("segue rollback {}", &ids[1][..10])), "{said}");
        place.done(&["rollback", &ids[0][..8], LOCAL]);
        let pointer = place.pointer();
        assert_eq!((place.live(), &pointer["parent"]), (ids[0].clone(), &ids[1].clone().into()));
        assert!(pointer["published"].as_u64().unwrap() > last, "later than everything before");
        assert_eq!(pointer["past"].as_array().unwrap().len(), 2, "{pointer}");
    }
}

#[test]
fn a_push_replaces_a_damaged_pointer_and_keeps_the_past() {
    let place = Place::new();
    pushed(&place, &[3, 4]);
    fs::write(place.path("kv/pointer"), "damaged").unwrap();
    place.shop(5);
    assert!(place.push(&[]).contains("cannot be read; it is replaced"));
    assert_eq!(place.pointer()["past"].as_array().unwrap().len(), 2);
}

#[test]
fn nobody_is_replaced_by_a_rollback_or_a_promotion_unseen() {
    let place = Place::new();
    pushed(&place, &[3, 4]);
    place.theirs("theirs", 6);
    place.plan("move 3 theirs");
    let said = place.refused(&["rollback", LOCAL], 3);
    assert!(said.contains("`Jonas` published"), "{said}");
    assert_eq!(place.pointer()["author"], "Jonas");

    let place = Place::new();
    pushed(&place, &[3]);
    place.shop(4);
    place.push(&["--canary", "5"]);
    place.theirs("theirs", 6);
    place.plan("move 4 theirs");
    let said = place.refused(&["promote", LOCAL], 3);
    assert!(said.contains("`Jonas` published"), "{said}");
}

#[test]
fn what_is_signed_is_taken_back_with_a_key_only() {
    let place = Place::new();
    place.done(&["keygen", "maya"]);
    place.push(&["--key", "maya.key"]);
    place.shop(4);
    place.push(&["--key", "maya.key"]);
    let before = place.value("pointer");
    assert!(place.refused(&["rollback", LOCAL], 3).contains("segue keygen"));
    assert_eq!(place.value("pointer"), before);
    place.done(&["rollback", LOCAL, "--key", "maya.key"]);
    assert!(String::from_utf8(place.value("pointer").unwrap()).unwrap().contains("\ned25519 maya "));
}
