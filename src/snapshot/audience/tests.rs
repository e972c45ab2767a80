#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

use super::*;
use alloc::format;
use alloc::string::String;
use xxhash_rust::xxh64::xxh64;

const TODAY: Day = Day(20_700);

/// A made-up customer, the same each time.
fn customer(n: u64) -> MemberKey {
    MemberKey(xxh64(&n.to_le_bytes(), 77))
}

fn values(members: core::ops::Range<u64>) -> (u32, Vec<u64>) {
    let count = u32::try_from(members.end - members.start).unwrap();
    let mut values: Vec<u64> = members.map(|n| customer(n).on_list_of(count)).collect();
    values.sort_unstable();
    values.dedup();
    (count, values)
}

fn list<'a>(name: &str, (members, values): &'a (u32, Vec<u64>)) -> List<'a> {
    List { name: NameKey::of(name), until: TODAY.plus(30), members: *members, values }
}

fn names(shards: &[Vec<u8>], member: MemberKey) -> Vec<u32> {
    let place = audience_shard_of(member, shards.len()).unwrap();
    let found = memberships(&shards[usize::from(place)], member, TODAY).unwrap();
    found.iter().map(|audience| audience.audience.0).collect()
}

#[test]
fn every_member_is_found_and_hardly_anybody_else() {
    let (large, small, nobody) = (values(0..200_000), values(150_000..150_300), (0, Vec::new()));
    let shards = write_audience_shards(&[list("large", &large), list("small", &small), list("nobody", &nobody)]);
    assert_eq!(shards.len(), 5);
    let [in_large, in_small] = ["large", "small"].map(|name| NameKey::of(name).0);
    for n in 0..200_000 {
        let found = names(&shards, customer(n));
        assert!(found.contains(&in_large), "member {n}");
        assert!(!(150_000..150_300).contains(&n) || found.contains(&in_small), "member {n}");
    }
    let bytes: usize = shards.iter().map(Vec::len).sum();
    assert!(bytes * 100 < 200_300 * 280, "{bytes} bytes for 200,300 members");
    assert!(shards.iter().all(|shard| shard.len() < 2 * SHARD_BYTES));
}

/// Of two million who are on no list, two are expected to be taken for members at one in 1,048,576, and more than seven in
/// one of a thousand such tests. The hashes are the same each time.
#[test]
fn false_membership_is_at_most_one_in_a_million() {
    let large = values(0..100_000);
    let shards = write_audience_shards(&[list("large", &large)]);
    let wrong = (1_000_000..3_000_000).filter(|n| !names(&shards, customer(*n)).is_empty()).count();
    assert!((1..=7).contains(&wrong), "{wrong} of 2,000,000");
    // The bound itself: of the numbers that a hash may come to, that share is on the list.
    assert!(large.1.len() as u64 <= u64::from(large.0));
    assert_eq!(MemberKey(u64::MAX).on_list_of(large.0), (u64::from(large.0) << 20) - 1);
}

#[test]
fn what_the_shards_share_is_in_both() {
    for shards in [1, 2, 3, 7, 1_000, u16::MAX] {
        let mut next = 0;
        for place in 0..shards {
            let (first, last) = range(place, shards);
            assert_eq!(first.0, next);
            assert_eq!(audience_shard_of(first, shards.into()), Some(place));
            assert_eq!(audience_shard_of(last, shards.into()), Some(place));
            next = last.0.wrapping_add(1);
        }
        assert_eq!(next, 0, "the last shard ends where the hashes end");
    }
    // Few members on many shards: a number stands for the hashes of several shards.
    let few = values(0..40);
    let shards: Vec<_> = (0..5_000).map(|place| write_shard(&[list("few", &few)], place, 5_000)).collect();
    assert!((0..40).all(|n| names(&shards, customer(n)).len() == 1));
}

#[test]
fn what_has_ended_counts_no_longer_and_no_more_counts_than_a_profile_keeps() {
    let all = values(0..100);
    let many: Vec<String> = (0..20).map(|n| format!("list-{n}")).collect();
    let mut lists: Vec<List<'_>> = many.iter().map(|name| list(name, &all)).collect();
    lists[0].until = TODAY.minus(1);
    lists[1].until = TODAY;
    let shards = write_audience_shards(&lists);
    let found = memberships(&shards[0], customer(5), TODAY).unwrap();
    assert_eq!(found.len(), LIMITS.audiences);
    assert_eq!((found[0].audience, found[0].until), (NameKey::of("list-1"), TODAY));
}

#[test]
fn damaged_bytes_are_nobodys() {
    let all = values(0..1_000);
    let shard = write_audience_shards(&[list("all", &all)]).remove(0);
    let stranger = customer(2_000_000);
    assert_eq!(memberships(&shard, stranger, TODAY), Some(Vec::new()));
    for cut in 0..shard.len() {
        assert_eq!(memberships(&shard[..cut], stranger, TODAY), None, "cut at {cut}");
    }
    // A flipped bit is found by the shard's address; here it must only not be the end of the program.
    for at in 0..shard.len() {
        let mut other = shard.clone();
        other[at] ^= 0xFF;
        let _ = memberships(&other, stranger, TODAY);
    }
    let endless = [MAGIC.as_slice(), &[0, 0, 1, 0, 0xFF, 0xFF]].concat();
    assert_eq!(memberships(&endless, stranger, TODAY), None);
    // Another shard's bytes answer nothing.
    let two = [0, 1].map(|place| write_shard(&[list("all", &all)], place, 2));
    let place = usize::from(audience_shard_of(stranger, 2).unwrap());
    assert!(memberships(&two[place], stranger, TODAY).is_some());
    assert_eq!(memberships(&two[1 - place], stranger, TODAY), None);
    assert_eq!(audience_shard_of(stranger, 0), None);
}

#[test]
fn ones_without_end_are_read_to_the_end_of_the_bytes_and_no_further() {
    let mut bits = rice::Reader::new(&[0xFF; 4_096], 3);
    assert_eq!(bits.next(), None);
    assert_eq!(decode_members(&[0xFF; 4_096], 1, u64::MAX), None);
    assert_eq!(decode_members(&[], usize::MAX, u64::MAX), None);
}

#[test]
fn a_list_comes_back_as_it_was_written() {
    let far = u64::from(u32::MAX) << 12;
    for list in
        [Vec::new(), alloc::vec![0], alloc::vec![0, 1, (1 << 20) - 1, 1 << 20, 5 << 20, far], values(0..5_000).1]
    {
        let bytes = encode_members(&list);
        assert_eq!(decode_members(&bytes, list.len(), u64::MAX), Some(list.clone()));
        let limit = list.last().copied();
        assert!(limit.is_none_or(|limit| decode_members(&bytes, list.len(), limit).is_none()));
        assert!(list.is_empty() || decode_members(&bytes, list.len() - 1, u64::MAX).is_none() || list.len() < 3);
    }
}

#[test]
fn a_hash_is_read_in_three_spellings_and_an_address_in_none() {
    // FIPS 180-4: SHA-256 of "abc".
    let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let key = MemberKey::read(hex).unwrap();
    for same in [
        &hex.to_uppercase(),
        "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
        "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0",
        "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0",
    ] {
        assert_eq!(MemberKey::read(same), Some(key), "{same}");
    }
    let bad = [
        "",
        "ada@example.com",
        &hex[..63],
        &format!("{hex}0"),
        &hex.replace('b', "g"),
        "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa1",
        "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa==",
        "a-very-long-address-of-somebody@example.com",
        &format!("{}@example.com{}", "a".repeat(26), "b".repeat(26)),
    ];
    for text in bad {
        assert_eq!(MemberKey::read(text), None, "{text}");
    }
    assert_eq!(format!("{key:?}"), "MemberKey(..)");
}
