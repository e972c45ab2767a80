//! Strings laid bit by bit, as the standards have them, and what follows from each.

use super::*;
use crate::consent::Unreadable;
use crate::consent::gpp::Layout;
use crate::consent::laid::Laid;
use alloc::format;
use alloc::string::String;

const TODAY: Day = Day(20_700);
/// The shop's vendor id, where it has one.
const SHOP: u16 = 50;

/// A string with this one section.
fn string(id: u64, section: &str) -> String {
    let header = Laid::default().number(3, 6).number(1, 6).number(1, 12).number(0, 1).coded(id);
    format!("{}~{section}", header.text())
}

/// What is said of a purpose, as a letter; `-` for nothing at all.
fn word(text: &str, purpose: Purpose, vendor: Option<u16>, opt_in: bool) -> char {
    let mut said = Vec::new();
    read(Plain::One(text), Plain::Absent, vendor, opt_in, TODAY, &mut said);
    match said.iter().map(|statement| statement.word(purpose)).min_by_key(|word| word.rank()) {
        Some(Word::Refused) => 'r',
        Some(Word::Granted) => 'g',
        Some(Word::Unreadable(_)) => 'u',
        Some(Word::ForThisVisit) => 'v',
        Some(Word::Silent) => 's',
        None => '-',
    }
}

/// The words on preferences, analytics, personalization and advertising.
fn words(text: &str, vendor: Option<u16>, opt_in: bool) -> String {
    Purpose::ALL.into_iter().skip(1).map(|purpose| word(text, purpose, vendor, opt_in)).collect()
}

/// The Canadian section's core.
#[derive(Clone)]
struct Canada {
    created: u64,
    updated: u64,
    language: [u64; 2],
    express: Vec<u8>,
    implied: Vec<u8>,
    vendors_express: Vec<u16>,
    vendors_implied: Vec<u16>,
    /// Purpose and vendor.
    restricted: Vec<(u8, u16)>,
    /// In place of the vendors with express consent: the range up to 100, as older encoders wrote it.
    older: bool,
}

impl Canada {
    fn of(express: impl IntoIterator<Item = u8>, implied: impl IntoIterator<Item = u8>) -> Self {
        Self {
            created: TODAY.0.into(),
            updated: TODAY.0.into(),
            language: [4, 13],
            express: express.into_iter().collect(),
            implied: implied.into_iter().collect(),
            vendors_express: Vec::new(),
            vendors_implied: Vec::new(),
            restricted: Vec::new(),
            older: false,
        }
    }

    fn core(&self) -> String {
        let [first, second] = self.language;
        let laid = Laid::default().number(1, 6).number(self.created * 864_000, 36).number(self.updated * 864_000, 36);
        let laid = laid.number(10, 12).number(1, 12).number(0, 6).number(first, 6).number(second, 6);
        let laid = laid.number(30, 12).number(2, 6).number(0, 1).number(0, 12).ids(&self.express).ids(&self.implied);
        let laid = if self.older {
            laid.number(100, 16).number(1, 1).number(1, 12).number(1, 1).number(3, 16).number(100, 16)
        } else {
            laid.vendors(&self.vendors_express)
        };
        let laid = laid.vendors(&self.vendors_implied).number(self.restricted.len() as u64, 12);
        let restrict = |laid: Laid, (purpose, vendor): &(u8, u16)| {
            laid.number((*purpose).into(), 6).number(0, 2).vendors(&[*vendor])
        };
        self.restricted.iter().fold(laid, restrict).text()
    }

    fn words(&self, vendor: Option<u16>, opt_in: bool) -> String {
        words(&string(5, &self.core()), vendor, opt_in)
    }
}

#[test]
fn in_canada_express_consent_counts_everywhere_and_implied_consent_where_people_may_object() {
    let (express, implied) = (Canada::of(1..=9, []), Canada::of([], 1..=9));
    assert_eq!((express.words(None, true), express.words(None, false)), ("gggg".into(), "gggg".into()));
    assert_eq!((implied.words(None, true), implied.words(None, false)), ("rrrr".into(), "gggg".into()));
    assert_eq!(Canada::of([], []).words(None, false), "rrrr");
    let both = Canada::of([1, 5, 8], [6, 9, 2, 3, 4, 7]);
    assert_eq!((both.words(None, true), both.words(None, false)), ("rrrr".into(), "gggg".into()));
}

#[test]
fn in_canada_each_purpose_needs_all_of_its_own() {
    for (missing, words) in [
        (1, "rrrr"),
        (2, "gggr"),
        (3, "gggr"),
        (4, "gggr"),
        (5, "rgrg"),
        (6, "rgrg"),
        (7, "gggr"),
        (8, "grgg"),
        (9, "grgg"),
    ] {
        assert_eq!(Canada::of((1..=9).filter(|purpose| *purpose != missing), []).words(None, true), words, "{missing}");
    }
}

#[test]
fn in_canada_the_vendor_has_to_be_named_under_the_same_consent() {
    let express = Canada { vendors_express: [7, SHOP].into(), ..Canada::of(1..=9, []) };
    assert_eq!(express.words(Some(SHOP), true), "gggg");
    assert_eq!(express.words(Some(SHOP + 1), true), "rrrr");
    let crossed = Canada { vendors_implied: [SHOP].into(), ..Canada::of(1..=9, []) };
    assert_eq!(crossed.words(Some(SHOP), false), "rrrr");
    let implied = Canada { vendors_implied: [SHOP].into(), ..Canada::of([], 1..=9) };
    assert_eq!((implied.words(Some(SHOP), false), implied.words(Some(SHOP), true)), ("gggg".into(), "rrrr".into()));
    let crossed = Canada { vendors_express: [SHOP].into(), ..Canada::of([], 1..=9) };
    assert_eq!(crossed.words(Some(SHOP), false), "rrrr");
    let all = Canada { vendors_express: [SHOP].into(), vendors_implied: [SHOP].into(), ..Canada::of(1..=9, 1..=9) };
    let restricted = |purpose, vendor| Canada { restricted: [(purpose, vendor)].into(), ..all.clone() };
    assert_eq!(restricted(5, SHOP).words(Some(SHOP), false), "rgrg");
    assert_eq!(restricted(5, SHOP - 1).words(Some(SHOP), false), "gggg", "another vendor's");
    assert_eq!(restricted(5, SHOP).words(None, false), "gggg", "a shop without an id is none of the vendors");
}

#[test]
fn in_canada_what_is_old_or_from_the_future_says_nothing() {
    let today = u64::from(TODAY.0);
    let dated = |created, updated| Canada { created, updated, ..Canada::of(1..=9, []) }.words(None, true);
    assert_eq!(dated(today - 900, today - 300), "gggg", "its age is that of the last change");
    assert_eq!(dated(today - 900, today - 500), "----");
    assert_eq!(dated(today + 1, today), "gggg");
    assert_eq!(dated(today + 2, today), "----");
    assert_eq!(dated(today, today + 2), "----");
}

#[test]
fn in_canada_older_lists_are_known_by_being_written_back_as_they_were() {
    let older = Canada { older: true, ..Canada::of(1..=9, []) };
    assert_eq!(older.words(Some(SHOP), true), "gggg");
    assert_eq!(older.words(Some(101), true), "rrrr");
    // With a restriction as well, which is written without a head then.
    let blank = Canada { language: [63, 63], ..older.clone() };
    assert_eq!(blank.words(Some(SHOP), true), "gggg");
    // A blank that would not come back: neither way is written back as it was, and the standard's counts.
    let never = Canada { language: [63, 4], ..older };
    assert_ne!(never.words(Some(SHOP), true), "gggg");
}

#[test]
fn in_canada_segments_come_once_in_any_order() {
    let core = Canada::of(1..=9, []).core();
    let disclosed = Laid::default().number(1, 3).vendors(&[SHOP]).text();
    let publisher = Laid::default().number(3, 3).ids(&[1]).ids(&[2]).number(0, 6).text();
    for section in [
        format!("{core}.{disclosed}.{publisher}"),
        format!("{publisher}.{core}"),
        format!("{core}..{disclosed}"),
        format!("{core}."),
    ] {
        assert_eq!(words(&string(5, &section), None, true), "gggg", "{section}");
    }
    let other = Laid::default().number(2, 3).vendors(&[SHOP]).text();
    for section in [
        format!("{core}.{core}"),
        format!("{core}.{disclosed}.{disclosed}"),
        format!("{core}.{publisher}.{publisher}"),
        format!("{core}.{other}"),
        disclosed.clone(),
    ] {
        assert_eq!(words(&string(5, &section), None, true), "uuuu", "{section}");
    }
    let text = string(5, &format!("{core}.{disclosed}.{publisher}"));
    let gpp = Gpp::decode(&text).ok();
    let canada = gpp.iter().flat_map(|gpp| &gpp.sections).find_map(|section| match section {
        Section::TcfCa(canada) => Some(canada),
        _ => None,
    });
    let held = canada.map(|canada| {
        let disclosed = canada.vendors_disclosed.is_some_and(|list| list.has(SHOP) && !list.has(SHOP - 1));
        (disclosed, canada.publisher.is_some_and(|publisher| publisher.consents.has(1)))
    });
    assert_eq!(held, Some((true, true)));
}

/// A section of the United States: its answers by their fields, all others 0.
fn us(id: u16, version: u64, answers: &[(Field, u64)]) -> String {
    let layout = Layout::of(id).into_iter().flat_map(|layout| layout.core);
    let laid = layout.fold(Laid::default().number(version, 6), |laid, (field, count)| {
        let answer = answers.iter().find(|(other, _)| other == field).map_or(0, |(_, answer)| *answer);
        (0..count.count()).fold(laid, |laid, _| laid.number(answer, 2))
    });
    string(id.into(), &laid.text())
}

#[test]
fn an_opt_out_of_anything_refuses_advertising_and_a_stay_grants_it_where_people_may_object() {
    let out = [Field::SaleOptOut, Field::SharingOptOut, Field::TargetedAdvertisingOptOut];
    for field in out {
        for (answer, words) in [(0, "sss"), (1, "rrr"), (2, "sgs"), (3, "rrr")] {
            let text = us(7, 2, &[(field, answer)]);
            let advertising = |opt_in| word(&text, Purpose::Advertising, None, opt_in);
            let found: String = [advertising(true), advertising(false)].iter().collect();
            assert_eq!(Some(&*found), words.get(..2), "{field:?} {answer}");
            assert_eq!(word(&text, Purpose::Personalization, None, false), 's', "{field:?} {answer}");
        }
    }
    let one_out = us(7, 2, &[(Field::SaleOptOut, 2), (Field::SharingOptOut, 1)]);
    assert_eq!(word(&one_out, Purpose::Advertising, None, false), 'r');
}

#[test]
fn a_section_that_may_begin_with_a_header_of_its_own_is_an_opt_out() {
    let stay = [(Field::SaleOptOut, 2), (Field::TargetedAdvertisingOptOut, 2)];
    for (id, version, word_of) in [(24, 24, 'r'), (24, 1, 'g'), (25, 24, 'g'), (23, 23, 'g')] {
        assert_eq!(word(&us(id, version, &stay), Purpose::Advertising, None, false), word_of, "{id} {version}");
    }
}

#[test]
fn no_consent_for_a_known_child_refuses_personalization_too() {
    for (answer, words) in [(0, "sg"), (1, "rr"), (2, "sg"), (3, "rr")] {
        let text = us(7, 2, &[(Field::KnownChildSensitiveDataConsents, answer), (Field::SaleOptOut, 2)]);
        let of = |purpose| word(&text, purpose, None, false);
        assert_eq!(
            [of(Purpose::Personalization), of(Purpose::Advertising)].iter().collect::<String>(),
            words,
            "{answer}"
        );
    }
}

/// Version 1 of the national section: 12 answers about sensitive data and 2 about children, in 10 characters.
#[test]
fn the_first_national_section_is_known_by_its_length() {
    let laid = Laid::default().number(1, 6).number(0, 12).number(2, 2).number(2, 2).number(2, 2);
    let laid = laid.number(0xAA_AAAA, 24).number(0b11_01, 4).number(0b10_01_10_01, 8);
    assert_eq!(laid.len(), 60);
    let text = string(7, &laid.text());
    let gpp = Gpp::decode(&text).ok();
    let answers = |field| gpp.iter().flat_map(Gpp::us).flat_map(|us| us.answers(field)).collect::<Vec<u8>>();
    assert_eq!(answers(Field::SaleOptOut), [2]);
    assert_eq!(answers(Field::SensitiveDataProcessing), [2; 12]);
    assert_eq!(answers(Field::KnownChildSensitiveDataConsents), [3, 1]);
    assert_eq!(answers(Field::PersonalDataConsents), [2]);
    assert_eq!(answers(Field::MspaServiceProviderMode), [1]);
    assert_eq!(word(&text, Purpose::Personalization, None, false), 'r');
}

#[test]
fn the_segment_behind_says_gpc_or_what_is_sensitive() {
    let core = us(7, 2, &[(Field::SaleOptOut, 2)]);
    let with = |kind, on| format!("{core}.{}", Laid::default().number(kind, 2).number(on, 1).text());
    let kind = |text: &str| Gpp::decode(text).ok().and_then(|gpp| gpp.us().next().map(UsSection::gpc_segment_type));
    assert_eq!((kind(&core), kind(&with(1, 1)), kind(&with(2, 0))), (Some(None), Some(Some(1)), Some(Some(2))));
    assert_eq!(word(&with(1, 1), Purpose::Advertising, None, false), 'r');
    assert_eq!(word(&with(1, 0), Purpose::Advertising, None, false), 'g');
    // Florida and the like have no such segment; one section has its answers about sensitive data there.
    let sensitive = crate::consent::gpp::LAYOUTS.iter().find(|one| one.extra == crate::consent::gpp::Extra::Sensitive);
    let id = sensitive.map_or(0, |layout| layout.id);
    let behind = Laid::default().number(0b01_10_00_00_00_00_00_11, 16).text();
    let text = format!("{}.{behind}", us(id, 1, &[(Field::SaleOptOut, 2)]));
    let gpp = Gpp::decode(&text).ok();
    let answers: Vec<u8> =
        gpp.iter().flat_map(Gpp::us).flat_map(|us| us.answers(Field::SensitiveDataProcessing)).collect();
    assert_eq!(answers, [1, 2, 0, 0, 0, 0, 0, 3]);
    assert_eq!(gpp.map(|gpp| (gpp.usp().is_some(), gpp.tcf_eu().is_some())), Some((false, false)));
}

#[test]
fn sections_are_found_by_what_they_are() {
    let gpp = Gpp::decode("DBACNYA~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA~1YNN");
    assert!(gpp.is_ok_and(|gpp| gpp.usp().is_some() && gpp.tcf_eu().is_some() && gpp.us().next().is_none()));
    assert_eq!(Gpp::decode("DBABM~").err(), Some(Unreadable::BlankSection));
    assert_eq!(format!("{}", Unreadable::BlankSection), Unreadable::BlankSection.words());
}
