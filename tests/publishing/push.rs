//! `segue push`.

use crate::place::Place;

#[test]
fn the_pointer_moves_last_and_names_what_is_there() {
    let place = Place::new();
    let said = place.push(&["--author", "Maya", "--message", "first"]);
    assert!(said.contains("is live:"), "{said}");
    assert!(place.is_whole());
    let pointer = place.pointer();
    assert_eq!(
        (&pointer["author"], &pointer["message"], &pointer["kind"]),
        (&"Maya".into(), &"first".into(), &"push".into())
    );
    assert!(pointer.get("parent").is_none() && pointer.get("sequence").is_none());
    let calls = place.calls();
    let bulk = place.call("kv bulk put");
    let moved = place.call("kv key put pointer");
    assert!(bulk < moved && calls[moved..].iter().all(|call| !call.contains(" put ")), "{calls:?}");
    let record = place.kv().into_iter().find(|key| key.starts_with("publication-")).unwrap();
    assert_eq!(place.value(&record), place.value("pointer"), "the record is the pointer's own bytes");
    assert_eq!(record, format!("publication-{:010}-{}", pointer["published"].as_u64().unwrap(), place.live()));
}

#[test]
fn the_same_content_is_nothing_to_do() {
    let place = Place::new();
    place.push(&["--message", "first"]);
    let before = (place.value("pointer"), place.kv());
    let said = place.push(&["--message", "second"]);
    assert!(said.contains("is live already; nothing was published"), "{said}");
    assert_eq!((place.value("pointer"), place.kv()), before);
}

#[test]
fn a_push_follows_the_one_before_and_is_later_whatever_the_clock_says() {
    let place = Place::new();
    place.push(&[]);
    let first = place.pointer();
    place.shop(4);
    let mut command = place.command(&["push", "shop", "--local"]);
    assert!(command.env("SOURCE_DATE_EPOCH", "5").status().unwrap().success());
    let second = place.pointer();
    assert_eq!(second["parent"], first["snapshot"]);
    assert_eq!(second["published"].as_u64(), first["published"].as_u64().map(|time| time + 1));
    assert_eq!(second["past"][0]["snapshot"], first["snapshot"]);
}

#[test]
fn killed_anywhere_it_leaves_the_old_one_live_and_the_next_run_finishes() {
    let place = Place::new();
    place.push(&[]);
    let old = place.live();
    place.shop(4);
    // How many calls it takes, and which of them moves the pointer.
    place.plan("");
    let (kv, before) = (place.path("kv"), place.path("before"));
    crate::place::copy(&kv, &before);
    place.push(&[]);
    let (calls, moved, new) = (place.calls().len(), place.call("kv key put pointer"), place.live());
    for call in 1..=calls {
        for when in ["kill-before", "kill-after"] {
            std::fs::remove_dir_all(&kv).unwrap();
            crate::place::copy(&before, &kv);
            place.plan(&format!("{when} {call}"));
            assert_eq!(place.run(&["push", "shop", "--local"]).status.code(), None, "{when} {call}");
            let live = if call > moved || call == moved && when == "kill-after" { &new } else { &old };
            assert_eq!((&place.live(), place.is_whole()), (live, true), "{when} {call}");
            place.plan("");
            let said = place.push(&[]);
            assert_eq!((&place.live(), place.is_whole()), (&new, true), "{when} {call}");
            assert!(!said.contains("replaced"), "{said}");
        }
    }
}

#[test]
fn what_is_there_is_not_uploaded_again() {
    let place = Place::new();
    place.shop(18_000);
    place.plan("kill-after 3");
    assert!(!place.run(&["push", "shop", "--local"]).status.success());
    assert_eq!(place.call("kv bulk put"), 3);
    place.plan("");
    let said = place.push(&[]);
    assert!(said.contains("keys are there already"), "{said}");
    assert!(place.is_whole() && place.kv().len() > 50);
    // Each bulk read has at most 100 keys, or the stand-in would have failed.
    assert!(place.calls().iter().any(|call| call.starts_with("kv bulk get")));
}

#[test]
fn what_is_missing_or_damaged_is_found_and_written_again() {
    // Read back value by value, many at once, and as local KV is read.
    for (products, local) in [(3, false), (4_000, false), (3, true)] {
        for fault in ["drop", "spoil"] {
            for key in ["core-", "shard-", "publication-"] {
                let place = Place::new();
                place.shop(products);
                place.plan(&format!("{fault} 3 {key}"));
                let said = place.done(if local { &["push", "shop", "--local"] } else { &["push", "shop"] });
                assert!(said.contains("not there as written"), "{products} {fault} {key}: {said}");
                assert!(place.is_whole());
                let record = place.kv().into_iter().find(|key| key.starts_with("publication-")).unwrap();
                assert_eq!(place.value(&record), place.value("pointer"));
            }
        }
    }
}

#[test]
fn a_damaged_value_of_an_earlier_run_is_found() {
    let place = Place::new();
    place.plan("spoil 3 shard-\nkill-after 3");
    assert!(!place.run(&["push", "shop", "--local"]).status.success());
    place.plan("");
    place.push(&[]);
    assert!(place.is_whole());
}

#[test]
fn what_stays_missing_is_not_published() {
    let place = Place::new();
    place.push(&[]);
    let old = place.value("pointer");
    place.shop(4);
    place.plan("late 99 shard-");
    let said = place.refused(&["push", "shop", "--local"], 3);
    assert!(said.contains("cannot be read back as written") && said.contains("nothing was published"), "{said}");
    assert_eq!(place.value("pointer"), old);
}

#[test]
fn keys_that_show_late_are_waited_for() {
    let place = Place::new();
    place.plan("late 6 core-");
    place.push(&[]);
    assert!(place.is_whole());
}

#[test]
fn a_failing_call_is_tried_again_and_no_longer_than_makes_sense() {
    let place = Place::new();
    for (text, code) in [("fetch failed", 0), ("429 Too Many Requests", 0), ("You are not logged in", 3)] {
        place.plan(&format!("fail 2 {text}\nfail 4 {text}"));
        let _ = std::fs::remove_file(place.path("kv/pointer"));
        let output = place.run(&["push", "shop", "--local"]);
        assert_eq!(output.status.code(), Some(code), "{output:?}");
    }
    let said = place.refused(&["push", "shop", "--local"], 3);
    assert!(said.contains("you are not logged in") && said.contains("npx wrangler login"), "{said}");
}

#[test]
fn a_failure_that_holds_404_somewhere_is_no_missing_key() {
    let place = Place::new();
    place.push(&[]);
    let first = place.live();
    place.shop(4);
    place.plan("fail 1 GET .../values/core-1404d0 failed: fetch failed");
    place.push(&[]);
    assert_eq!(place.pointer()["parent"], *first);
    for said in ["404: Not Found", "404 Not Found", "key not found [code: 10009]"] {
        place.plan(&format!("fail 1 {said}"));
        std::fs::remove_file(place.path("kv/pointer")).unwrap();
        place.push(&[]);
        assert!(place.calls()[1].starts_with("kv key list"), "{said} is an answer: {:?}", place.calls());
    }
}

#[test]
fn two_at_once_cannot_lose_one_silently() {
    let place = Place::new();
    place.push(&[]);
    place.theirs("theirs", 5);
    place.shop(4);
    place.plan("");
    crate::place::copy(&place.path("kv"), &place.path("before"));
    place.push(&["--author", "Maya"]);
    let (calls, moved) = (place.calls().len(), place.call("kv key put pointer"));
    for call in 2..=calls {
        std::fs::remove_dir_all(place.path("kv")).unwrap();
        crate::place::copy(&place.path("before"), &place.path("kv"));
        place.plan(&format!("move {call} theirs"));
        let output = place.run(&["push", "shop", "--local", "--author", "Maya"]);
        let said = crate::place::said(&output);
        let jonas = place.pointer()["author"] == "Jonas";
        // Either it stopped and says whose is live, or it won and says whose it replaced. The last call is a look, after
        // which whoever comes then finds this one in KV.
        let told = said.contains("`Jonas` published") && said.contains("segue diff");
        assert!(told || call == calls, "call {call} of {calls}: {said}");
        assert!(jonas || call == moved - 1, "call {call}: theirs came later than ours, except right before");
        assert!(place.is_whole());
        if call < moved - 1 {
            assert_eq!(output.status.code(), Some(3));
            place.plan("");
            let forced = place.push(&["--author", "Maya", "--force"]);
            assert!(place.pointer()["past"][0]["author"] == "Jonas", "{forced}");
        }
    }
}

#[test]
fn force_replaces_what_came_meanwhile_and_remembers_it() {
    let place = Place::new();
    place.push(&[]);
    place.theirs("theirs", 5);
    place.shop(4);
    place.plan("move 3 theirs");
    let said = place.push(&["--author", "Maya", "--force"]);
    assert!(said.contains("is replaced"), "{said}");
    let pointer = place.pointer();
    assert_eq!((&pointer["author"], &pointer["past"][0]["author"]), (&"Maya".into(), &"Jonas".into()));
    assert_eq!(pointer["parent"], pointer["past"][0]["snapshot"]);
}

#[test]
fn a_draft_moves_nothing() {
    let place = Place::new();
    place.push(&[]);
    let before = place.value("pointer");
    place.shop(4);
    let said = place.push(&["--draft"]);
    assert!(said.contains("is uploaded and not published"), "{said}");
    assert_eq!(place.value("pointer"), before);
    assert!(place.kv().iter().any(|key| key.starts_with("draft-")));
}

#[test]
fn a_draft_mends_what_is_damaged_of_what_is_live() {
    let place = Place::new();
    place.push(&[]);
    let before = place.value("pointer");
    let shard = place.kv().into_iter().find(|key| key.starts_with("shard-")).unwrap();
    std::fs::write(place.path("kv").join(shard), "damaged").unwrap();
    assert!(!place.is_whole());
    assert!(place.push(&["--draft"]).contains("not there as written"));
    assert!(place.is_whole() && place.value("pointer") == before);
}

#[test]
fn a_late_pointer_is_waited_for() {
    let place = Place::new();
    place.push(&[]);
    place.shop(4);
    place.plan("");
    place.push(&[]);
    let moved = place.call("kv key put pointer");
    place.shop(5);
    place.plan(&format!("stale {}", moved + 1));
    std::fs::copy(place.path("kv/pointer"), place.path("stale")).unwrap();
    let said = place.push(&[]);
    assert!(!said.contains("does not show"), "{said}");
    place.shop(6);
    place.plan("stale 99");
    std::fs::copy(place.path("kv/pointer"), place.path("stale")).unwrap();
    let said = place.push(&[]);
    assert!(said.contains("does not show the new pointer yet"), "{said}");
}

#[test]
fn the_environment_is_passed_on() {
    let place = Place::new();
    place.done(&["push", "shop", "--config", "w.toml", "--env", "staging", "--binding", "STORE"]);
    let flags = "--binding STORE --remote --preview=false --config w.toml --env staging";
    assert!(place.calls().iter().all(|call| call.ends_with(flags)), "{:?}", place.calls());
    place.shop(4);
    place.plan("");
    place.push(&["--persist-to", "state"]);
    let flags = "--binding SEGUE --local --persist-to state";
    assert!(place.calls().iter().all(|call| call.ends_with(flags)), "{:?}", place.calls());
}

#[test]
fn a_broken_folder_leaves_kv_untouched() {
    let place = Place::new();
    std::fs::write(place.path("shop/segments/repeat_buyer.json"), "{ \"name\": \"R\" }").unwrap();
    place.refused(&["push", "shop", "--local"], 1);
    assert!(place.calls().is_empty());
}

#[test]
fn what_is_signed_is_followed_by_nothing_unsigned() {
    let place = Place::new();
    let said = place.done(&["keygen", "maya"]);
    let line = said.lines().find_map(|line| line.trim().strip_prefix("maya:")).unwrap().to_owned();
    place.refused(&["keygen", "maya"], 3);
    place.push(&["--key", "maya.key"]);
    let bytes = place.value("pointer").unwrap();
    assert!(String::from_utf8_lossy(&bytes).contains("\ned25519 maya "));
    assert!(!line.is_empty() && !String::from_utf8_lossy(&bytes).contains(&line));
    place.shop(4);
    let said = place.refused(&["push", "shop", "--local"], 3);
    assert!(said.contains("signed by `maya`") && said.contains("segue keygen"), "{said}");
    assert_eq!(place.value("pointer").unwrap(), bytes);
    // From the environment: a path, or the key itself.
    let text = std::fs::read_to_string(place.path("maya.key")).unwrap();
    for key in ["maya.key", text.as_str()] {
        place.shop(key.len());
        let mut command = place.command(&["push", "shop", "--local"]);
        assert!(command.env("SEGUE_PUBLISHER_KEY", key).status().unwrap().success());
    }
    assert!(!place.path("leaked").exists(), "Wrangler has no use for the key");
}
