#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use super::*;
use crate::snapshot::{Block, Condition, Kind, Name, NameSignal, Test, Window};

fn segment(id: &str, when: Condition) -> Segment {
    Segment { id: id.into(), name: id.into(), why: String::new(), when }
}

fn block(id: &str, segment: u16) -> Block {
    Block {
        id: id.into(),
        kind: Kind::Orientation,
        segments: alloc::vec![segment],
        when: None,
        priority: 50,
        title: id.into(),
        text: String::new(),
        points: Vec::new(),
        link: None,
        why: String::new(),
        window: Window::default(),
        cap: None,
        products: Vec::new(),
        asks: PurposeSet::NONE,
    }
}

#[test]
fn a_rule_that_cannot_be_read_is_switched_off_and_the_rest_works() {
    let german = Condition::Test(Test::Name(NameSignal::Country, alloc::vec![Name::new("DE")]));
    let segments = [segment("of-tomorrow", german.clone()), segment("german", german)];
    let blocks = [block("needs-tomorrow", 0), block("for-germans", 1)];
    let (shop, rfm) = (crate::snapshot::memory::tests::shop("x"), crate::snapshot::memory::tests::rfm());
    let mut core = WireCore::new(shop, Vec::new(), Vec::new(), rfm);
    core.set_rules(&segments, &blocks, &[], &[], &[]);
    // A newer publisher writes what this program does not know.
    core.segments.first_mut().unwrap().body = alloc::vec![0xFF; 9];

    let (read, warnings) = Core::read(&core.to_bytes()).unwrap();
    let off = |rules: &[Rule<Block>]| rules.iter().map(|rule| rule.body.is_none()).collect::<Vec<_>>();
    assert_eq!(off(&read.blocks), [true, false], "what rests on it is off as well, and nothing else");
    assert!(read.segments.iter().map(|rule| rule.body.is_none()).eq([true, false]));
    let words: Vec<&str> = warnings.iter().map(|warning| warning.0.as_str()).collect();
    assert_eq!(
        words,
        [
            "segment `of-tomorrow` cannot be evaluated here and is switched off",
            "block `needs-tomorrow` cannot be evaluated here and is switched off",
        ]
    );
}

#[test]
fn a_campaign_that_cannot_be_read_is_off_whenever_it_is_asked_for() {
    let campaign = |id: &str| Campaign {
        id: id.into(),
        window: Window::default(),
        offer: String::new(),
        use_case: String::new(),
        language: String::new(),
        phrases: Vec::new(),
        candidates: Vec::new(),
        asks: PurposeSet::NONE,
    };
    let (shop, rfm) = (crate::snapshot::memory::tests::shop("x"), crate::snapshot::memory::tests::rfm());
    let mut core = WireCore::new(shop, Vec::new(), Vec::new(), rfm);
    core.set_rules(&[], &[], &[], &[campaign("good"), campaign("of-tomorrow")], &[]);
    core.campaigns.last_mut().unwrap().body = alloc::vec![0xFF; 9];
    let bytes = core.to_bytes();

    let (whole, warnings) = Core::read(&bytes).unwrap();
    let words: Vec<&str> = warnings.iter().map(|warning| warning.0.as_str()).collect();
    assert_eq!(words, ["campaign `of-tomorrow` cannot be evaluated here and is switched off"]);
    let (begun, warnings) = Core::begin(&bytes).unwrap();
    assert!(warnings.is_empty(), "nothing was read yet");
    for core in [&whole, &begun] {
        assert_eq!(core.campaigns.broken(), 1);
        let has_body = |id: &str| core.campaigns.get(id).map(|rule| rule.body.is_some());
        assert_eq!([has_body("good"), has_body("of-tomorrow"), has_body("none")], [Some(true), Some(false), None]);
        assert_eq!(core.campaigns.broken(), 1, "once asked for as well");
    }
}
