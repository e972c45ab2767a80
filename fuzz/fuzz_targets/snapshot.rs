//! What lies in KV: whatever the bytes of a core, a shard, a shard of audiences or a pointer, they are refused, or everything
//! that can be asked of them answers, without a wrong sum and within the memory that was set aside.
//!
//! The first byte chooses: a core (0), a shard (1), a shard of audiences (2), a pointer (3); the rest is its bytes, or with 4
//! added, what is changed in one of ours.
#![no_main]

use libfuzzer_sys::fuzz_target;
use segue::edge::Request;
use segue::key::ProductKey;
use segue::snapshot::{
    Canary, Lookup, MemberKey, Pointer, ProductRef, SealedPointer, Shard, Snapshot, SnapshotId, memberships,
    seal_pointer,
};
use segue_fuzz::{NOON, TODAY, World, answer, compiled, is_whole};

/// How many bytes of shards are kept.
const BUDGET: usize = 60_000;

/// What was published, in bytes.
struct Published {
    core: Vec<u8>,
    shards: Vec<Vec<u8>>,
    audiences: Vec<u8>,
    pointer: Vec<u8>,
}

thread_local! {
    static WORLD: World = World::new();
    static PUBLISHED: Published = {
        let compiled = compiled();
        let id = SnapshotId::of(&compiled.core);
        let canary = Some(Canary { snapshot: id, percent: 10 });
        let words = || "what changed".to_owned();
        let (message, author, commit) = (words(), words(), words());
        let pointer = Pointer { snapshot: id, parent: Some(id), published: NOON, message, author, commit, canary };
        Published {
            shards: compiled.shards.into_iter().map(|(_, bytes)| bytes).collect(),
            audiences: compiled.audience_shards.into_iter().map(|(_, bytes)| bytes).next().unwrap_or_default(),
            pointer: pointer.to_json(),
            core: compiled.core,
        }
    };
}

/// Bytes of ours with some changed, left out or put in: where, in 65,536ths, then what, and how.
fn changed(ours: &[u8], changes: &[u8]) -> Vec<u8> {
    let mut bytes = ours.to_vec();
    for change in changes.chunks_exact(4) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) * bytes.len() >> 16;
        match change[3] {
            0 if at < bytes.len() => drop(bytes.remove(at)),
            1 => bytes.insert(at, change[2]),
            2 => bytes.truncate(at),
            _ => bytes.get_mut(at).into_iter().for_each(|byte| *byte = change[2]),
        }
    }
    bytes
}

/// Everything that the edge can be asked with this snapshot.
fn everything(world: &World, snapshot: &Snapshot) {
    let core = snapshot.core();
    let mut asked = vec![
        ("GET", "/_segue/privacy".to_owned(), ""),
        ("GET", "/_segue/consent".to_owned(), ""),
        ("GET", "/_segue/health".to_owned(), ""),
    ];
    asked.extend(["K-101", "T-301", "no such product"].map(|id| ("GET", format!("/_segue/pdp/{id}"), "")));
    asked.extend(core.sets.iter().take(8).map(|set| ("GET", format!("/_segue/recs/{}", set.id), "product=K-101")));
    let links = ["gifts", "tea-season", "sharpening-week", "descale"];
    asked.extend(links.map(|id| ("GET", format!("/r/{id}"), "product=K-101&utm_term=limescale&q=kettle")));
    for (method, path, query) in asked {
        let request = Request {
            method,
            path: &path,
            query,
            host: "own.test",
            accept: "text/html",
            accept_language: "de",
            country: Some("DE"),
            cookies: &world.yes,
            ..Request::default()
        };
        let response = answer(Some(snapshot), &world.keys, &request);
        is_whole(&response);
        assert!(response.status < 500);
    }
}

fn core(world: &World, bytes: &[u8]) {
    let (whole, begun) = (Snapshot::open(bytes), Snapshot::begin(SnapshotId::of(bytes), bytes));
    assert_eq!(whole.is_ok(), begun.is_ok(), "one way to open it reads what the other refuses");
    for (mut snapshot, _) in whole.into_iter().chain(begun) {
        assert!(snapshot.id() == SnapshotId::of(bytes), "the snapshot is called otherwise");
        PUBLISHED.with(|published| {
            for (at, shard) in (0_u16..).zip(&published.shards) {
                snapshot.load(at, shard.clone(), BUDGET).expect("a shard");
                assert!(snapshot.shard_bytes() <= BUDGET.max(shard.len()), "more is kept than was set aside");
            }
        });
        everything(world, &snapshot);
    }
}

fn shard(world: &World, bytes: &[u8]) {
    let Ok(shard) = Shard::open(bytes.to_vec()) else { return };
    assert_eq!(shard.size(), bytes.len());
    assert_eq!(shard.is_empty(), shard.len() == 0);
    for slot in 0..shard.len() {
        if let Some(product) = shard.product(slot, ProductRef(0)) {
            let _ = product.detail();
            let _ = product.card.on_sale();
            // Keys may be out of order then, and still nothing is found under a key that it does not have.
            let found = shard.find(product.key).and_then(|slot| shard.product(slot, ProductRef(0)));
            assert!(found.is_none_or(|found| found.key == product.key));
        }
    }
    let _ = (shard.first_key(), shard.find(ProductKey(0)), shard.find_short(ProductKey(u64::MAX).short()));
    let (mut snapshot, _) = PUBLISHED.with(|published| Snapshot::open(&published.core)).expect("a core");
    snapshot.load(0, bytes.to_vec(), usize::MAX).expect("a shard");
    if let Lookup::Found(product) = snapshot.by_id("K-101") {
        assert_eq!(product.card.id, "K-101", "another product is found");
    }
    everything(world, &snapshot);
}

/// The pointer's JSON, sealed; and with what is changed after it was sealed.
fn pointer(json: &[u8], changes: &[u8]) {
    // A pointer's JSON ends its last line, or it is not sealed.
    if json.last() != Some(&b'\n') {
        return;
    }
    let bytes = seal_pointer(json, Some(("publisher", &"A".repeat(86))));
    let after = changed(&bytes, changes);
    assert!(
        after == bytes || SealedPointer::read(&after).is_none_or(|read| read.body() == json),
        "a changed pointer is read"
    );
    let Some(sealed) = SealedPointer::read(&bytes) else { return };
    assert!(sealed.body() == json && sealed.signature.is_some(), "the pointer that was sealed is another");
    assert!(sealed.signed().ends_with(json));
    let _ = sealed.takes_back();
    if let Some(pointer) = sealed.pointer() {
        let again = seal_pointer(&pointer.to_json(), None);
        let read = SealedPointer::read(&again).and_then(|sealed| sealed.pointer()).expect("what was just written");
        assert!(read == pointer, "a pointer does not come back as it was");
    }
}

fn audiences(bytes: &[u8]) {
    for member in [0, 1 << 40, u64::MAX] {
        let known = memberships(bytes, MemberKey(member), TODAY);
        assert!(known.is_none_or(|audiences| audiences.iter().all(|audience| audience.until >= TODAY)));
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((chosen, rest)) = bytes.split_first() else { return };
    let ours = |of: fn(&Published) -> &[u8]| match chosen & 4 {
        0 => rest.to_vec(),
        _ => PUBLISHED.with(|published| changed(of(published), rest)),
    };
    WORLD.with(|world| match chosen & 3 {
        0 => core(world, &ours(|published| &published.core)),
        1 => shard(world, &ours(|published| published.shards.first().map_or(&[], Vec::as_slice))),
        2 => audiences(&ours(|published| &published.audiences)),
        _ => {
            pointer(&ours(|published| &published.pointer), rest);
            let _ = SealedPointer::read(rest).map(|sealed| sealed.pointer());
        }
    });
});
