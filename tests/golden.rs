//! Golden cookies: made anew by every run and compared with the files, so that a change of format cannot go unnoticed.
//! After a change that is meant, `SEGUE_WRITE_GOLDEN=1 cargo test --test golden` writes them.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use segue::consent::{
    Bridged, Choice, HowOften, MOST_CATEGORIES, Preferences, Purpose, PurposeSet, Record, RecordState,
};
use segue::cookie::{self, Found, Keys, Unverified, seal_profile, verify_profile};
use segue::day::Day;
use segue::key::{NameKey, ProductKey};
use segue::visitor::{
    Affinity, Audience, Band, Bought, Brought, CartLine, Exposure, LIMITS, Profile, Purchases, ShownProduct, View,
    VisitorId,
};
use std::path::PathBuf;

const TODAY: Day = Day(20_700);

fn keys() -> Keys {
    Keys::parse("gold:Z29sZGVuLWtleS1mb3ItdGVzdHMtb25seS0wMTIzNDU2Nzg").unwrap()
}

/// A profile with every list as long as it may be and every number as large as it may be.
fn full() -> Profile {
    let product = |n: usize| ProductKey(u64::MAX - n as u64);
    let name = |n: usize| NameKey(u32::MAX - n as u32);
    let day = Day(u16::MAX);
    let mut profile = Profile::new(VisitorId([0xFF; 16]), day);
    profile.visits = u16::MAX;
    profile.viewed = (0..LIMITS.viewed)
        .map(|n| View { product: product(n), category: name(n), day, band: Band::Premium, on_sale: true })
        .collect();
    profile.affinities = (0..LIMITS.affinities).map(|n| Affinity { category: name(n), score: 100, day }).collect();
    profile.cart = (0..LIMITS.cart).map(|n| CartLine { product: product(n), quantity: u8::MAX }).collect();
    profile.purchases = Purchases { orders: u8::MAX, spend_tens: u16::MAX, last: day };
    profile.bought = (0..LIMITS.bought)
        .map(|n| Bought { product: product(n), day, times: u8::MAX, again_after: u16::MAX, first: day })
        .collect();
    profile.brought = Some(Brought { campaign: name(0), day });
    profile.audiences = (0..LIMITS.audiences).map(|n| Audience { audience: name(n), until: day }).collect();
    profile.asked = u16::MAX;
    profile.exposures =
        (0..LIMITS.exposures).map(|n| Exposure { block: name(n), since: day, last: day, days: u8::MAX }).collect();
    profile.shown = (0..LIMITS.shown).map(|n| ShownProduct { product: name(n), times: u8::MAX, day }).collect();
    profile.binding = u16::MAX;
    profile.for_this_visit = false;
    profile
}

fn small() -> Profile {
    let mut profile = Profile::new(VisitorId([1; 16]), TODAY.minus(9));
    profile.visits = 2;
    profile.viewed.push(View {
        product: ProductKey::of("K-101"),
        category: NameKey::of("kettles"),
        day: TODAY,
        band: Band::Mid,
        on_sale: false,
    });
    profile
}

fn compare(name: &str, made: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/cookies").join(name);
    if std::env::var_os("SEGUE_WRITE_GOLDEN").is_some() {
        std::fs::write(&file, format!("{made}\n")).unwrap();
    }
    let golden = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(golden.trim_end(), made, "{name} is not what it was");
}

#[test]
fn profiles_are_sealed_as_ever() {
    let first = Profile::new(VisitorId([0; 16]), TODAY);
    for (name, profile) in [("first-visit.txt", first), ("one-view.txt", small()), ("full.txt", full())] {
        let made = seal_profile(&profile, &keys(), TODAY).unwrap();
        assert!(cookie::PROFILE.len() + 1 + made.len() <= cookie::MAX_BYTES, "{name}: {} bytes", made.len());
        compare(name, &made);
        let read = verify_profile(Found::One(Unverified::new(cookie::PROFILE, &made)), &keys(), TODAY);
        assert_eq!(read, Ok(Some(profile)), "{name}");
    }
}

/// What the version before wrote is read, and is not made anew: browsers hold it for 180 days.
#[test]
fn profiles_of_the_version_before_are_taken_over() {
    let read = |name: &str| {
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/cookies").join(name);
        let text = std::fs::read_to_string(file).unwrap();
        verify_profile(Found::One(Unverified::new(cookie::PROFILE, text.trim_end())), &keys(), TODAY)
    };
    assert_eq!(read("former-one-view.txt"), Ok(Some(small())));
    let mut former = full();
    former.shown.clear();
    // Nothing is known of the first day: it is taken that the customer buys as often as others.
    former.bought.iter_mut().for_each(|bought| bought.first = Day(0));
    assert_eq!(read("former-full.txt"), Ok(Some(former)));
}

#[test]
fn records_are_sealed_as_ever() {
    let choice = |granted| Choice { day: TODAY, stated: PurposeSet::ALL, granted };
    let necessary = PurposeSet::NONE.with(Purpose::Necessary);
    let all = Purpose::ALL.into_iter().fold(PurposeSet::NONE, PurposeSet::with);
    let record = |granted| Record { day: TODAY, policy: 1, own: choice(granted), ..Record::default() };
    let names = || (0..MOST_CATEGORIES).map(|n| NameKey(u32::MAX - n as u32)).collect();
    let full = Record {
        bridged: Some((Bridged::Usercentrics, choice(necessary))),
        preferences: Preferences {
            reminders: false,
            recommendations: HowOften::Never,
            likes: names(),
            dislikes: names(),
        },
        binding: u16::MAX,
        ..record(all)
    };
    for (name, record) in
        [("consent-none.txt", record(necessary)), ("consent-all.txt", record(all)), ("consent-full.txt", full)]
    {
        let made = record.seal(&keys()).unwrap();
        compare(name, &made);
        let found = Found::One(Unverified::new(cookie::CONSENT, &made));
        assert_eq!(Record::read(found, &keys(), Some(1), TODAY), RecordState::Chosen(record.clone()), "{name}");
        assert_eq!(Record::read(found, &keys(), Some(2), TODAY), RecordState::Outdated(record), "{name}");
    }
}
