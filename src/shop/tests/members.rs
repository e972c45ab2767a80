//! `audiences/`: which lists go into a snapshot, and what is said of the others.

use super::{Shop, said};
use crate::day::Day;
use crate::key::NameKey;
use crate::shop::{Members, read};
use crate::snapshot::{MemberKey, Snapshot, audience_shard_of, memberships};

const VIP: &str = r#"{ "name": "VIP", "when": { "signal": "audience", "is": "vip" } }"#;
const BLOCK: &str = r#"{ "kind": "orientation", "need": "I am new.", "title": "Hello", "for": ["vip"],
  "purposes": ["personalization", "advertising"] }"#;
const NAMES: &str = r#"{ "vip": { "name": "VIP" }, "idle": { "name": "Idle" } }"#;
const LATER: Day = Day(40_000);

fn members(name: &str, until: Day, count: u64) -> Vec<u8> {
    let keys = (0..count).map(|n| MemberKey(n.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
    Members::of(name, until, keys.collect()).to_bytes()
}

fn shop() -> Shop {
    Shop::new().with("segments/vip.json", VIP).with("blocks/vip.json", BLOCK).with("audiences.json", NAMES)
}

fn warnings(shop: &Shop) -> Vec<(String, String, String)> {
    shop.compile().warnings.iter().map(said).collect()
}

fn warning(at: &str, message: &str, help: &str) -> (String, String, String) {
    (at.into(), message.into(), help.into())
}

#[test]
fn a_list_that_a_rule_reads_is_published_and_no_other() {
    let shop = shop()
        .with("audiences/vip.members", members("vip", LATER, 5_000))
        .with("audiences/idle.members", members("idle", LATER, 5_000));
    let compiled = shop.compile();
    assert_eq!(
        warnings(&shop),
        [warning(
            "audiences/idle.members:1:1",
            "no rule reads the audience `idle`, so its list is left out",
            "name it in a condition, or `segue audience remove idle`"
        )]
    );
    let (snapshot, _) = Snapshot::open(&compiled.core).unwrap();
    let named: Vec<_> = compiled.audience_shards.iter().map(|(id, _)| *id).collect();
    assert_eq!(snapshot.core().audience_shards, named);
    let member = MemberKey(7_u64.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let place = audience_shard_of(member, named.len()).unwrap();
    let (_, shard) = compiled.audience_shards.get(usize::from(place)).unwrap();
    let found = memberships(shard, member, Day(30_000)).unwrap();
    assert_eq!(found.iter().map(|a| (a.audience, a.until)).collect::<Vec<_>>(), [(NameKey::of("vip"), LATER)]);
    assert_eq!(compiled.id, shop.compile().id, "the same folder gives the same snapshot");
}

#[test]
fn an_audience_that_nobody_is_in_is_warned_of_where_a_rule_names_it() {
    assert_eq!(
        warnings(&shop()),
        [warning(
            "segments/vip.json:1:56",
            "nobody is in the audience `vip`: no file says who is",
            "write it with `segue audience add vip --ids FILE`"
        )]
    );
    assert_eq!(shop().compile().audience_shards, []);
}

#[test]
fn a_list_that_has_ended_is_left_out() {
    let shop = shop().with("audiences/vip.members", members("vip", Day(9), 10));
    assert_eq!(
        warnings(&shop),
        [warning(
            "audiences/vip.members:1:1",
            "the list of the audience `vip` ended on 1970-01-10, and is left out",
            "make it again with `segue audience add vip --ids FILE`"
        )]
    );
    assert_eq!(shop.compile().audience_shards, []);
}

#[test]
fn what_is_no_list_is_refused_or_warned_of() {
    let again = "make it again: `segue audience add vip --ids FILE`";
    let whole = members("vip", LATER, 100);
    let with = |bytes: &[u8]| shop().with("audiences/vip.members", bytes);
    with(b"ada@example.com\n").expect(
        "audiences/vip.members:1:1",
        "`audiences/vip.members` is no list of members",
        again,
    );
    with(b"").expect("audiences/vip.members:1:1", "`audiences/vip.members` is no list of members", again);
    for at in 4..whole.len() {
        let mut flipped = whole.clone();
        flipped.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1);
        assert!(Members::read("vip", &flipped).is_err(), "byte {at}");
        assert!(Members::read("vip", whole.get(..at).unwrap()).is_err(), "cut at {at}");
    }
    let half = whole.get(..60).unwrap();
    with(half).expect("audiences/vip.members:1:1", "`audiences/vip.members` is damaged", again);
    let strange = with(&whole).with("audiences/vop.members", &whole).with("audiences/notes.txt", "x");
    assert_eq!(
        warnings(&strange),
        [
            warning(
                "audiences/notes.txt:1:1",
                "`audiences/notes.txt` is not read",
                "lists are made by `segue audience add NAME --ids FILE`"
            ),
            warning(
                "audiences/vop.members:1:1",
                "there is no audience `vop`, so `audiences/vop.members` is not read",
                "add it to `audiences.json`, or remove the file"
            ),
        ]
    );
}

#[test]
fn members_are_written_in_under_three_bytes_each_and_nobody_is_lost() {
    let keys: Vec<MemberKey> = (1..=50_000_u64).map(|n| MemberKey(n.wrapping_mul(0x9E37_79B9_7F4A_7C15))).collect();
    let twice: Vec<MemberKey> = keys.iter().chain(&keys).copied().collect();
    let list = Members::of("vip", LATER, twice);
    let bytes = list.to_bytes();
    assert_eq!(list.members, 50_000);
    assert!(bytes.len() < 50_000 * 28 / 10, "{} bytes", bytes.len());
    assert_eq!(Members::read("vip", &bytes), Ok(list.clone()));
    let values = list.values().unwrap();
    assert!(keys.iter().all(|key| values.binary_search(&key.on_list_of(50_000)).is_ok()));
    assert!(read(shop().with("audiences/vip.members", bytes).write().path()).is_ok());
}
