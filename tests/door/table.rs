//! The table of `src/consent/combine.rs`, against a second reading of it.

use super::{TODAY, keys, tc_string, through};
use proptest::prelude::*;
use segue::consent::{Choice, Platform, Purpose, PurposeSet, Record, Settings, Source, Standing};
use segue::cookie;
use serde_json::json;

/// What a source says about personalization or advertising.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Says {
    No,
    Garbled,
    Visit,
    Yes,
    Nothing,
}

fn record(say: [Says; 2]) -> Option<String> {
    let mut own = Choice { day: TODAY, stated: PurposeSet::NONE, granted: PurposeSet::NONE };
    for (purpose, say) in [Purpose::Personalization, Purpose::Advertising].into_iter().zip(say) {
        match say {
            Says::Yes => own.say(purpose, true),
            Says::No => own.say(purpose, false),
            Says::Garbled => return Some(format!("{}=1.k1.65000.AAAA.AAAA", cookie::CONSENT)),
            Says::Visit | Says::Nothing => {}
        }
    }
    let record = Record { day: TODAY, policy: 1, own, ..Record::default() };
    Some(format!("{}={}", cookie::CONSENT, record.seal(&keys())?))
}

fn tcf(name: &str, say: Option<[Says; 2]>) -> Option<String> {
    let [personalization, advertising] = say?;
    let mut purposes = vec![1];
    match personalization {
        Says::Yes => purposes.extend([5, 6]),
        Says::Visit => purposes.push(11),
        Says::Garbled => return Some(format!("{name}=garbled")),
        Says::No | Says::Nothing => {}
    }
    if advertising == Says::Yes {
        purposes.extend([2, 3, 4, 7]);
    }
    Some(format!("{name}={}", tc_string(json!({ "purposes": purposes }))))
}

/// Everything that a request may carry.
#[derive(Debug, Clone)]
struct Carried {
    own: Option<[Says; 2]>,
    tcf: Option<[Says; 2]>,
    onetrust: Option<[Says; 2]>,
    usp: Option<Says>,
    gpc: bool,
    opt_in: bool,
}

fn says() -> impl Strategy<Value = Says> {
    prop_oneof![3 => Just(Says::Yes), 2 => Just(Says::No), 1 => Just(Says::Nothing), 1 => Just(Says::Garbled)]
}

fn of_tcf() -> impl Strategy<Value = [Says; 2]> {
    let first =
        prop_oneof![4 => Just(Says::Yes), 2 => Just(Says::No), 1 => Just(Says::Visit), 1 => Just(Says::Garbled)];
    let second = prop_oneof![2 => Just(Says::Yes), 1 => Just(Says::No)];
    // A string that cannot be read says so of everything.
    (first, second).prop_map(|(one, two)| if one == Says::Garbled { [one; 2] } else { [one, two] })
}

fn carried() -> impl Strategy<Value = Carried> {
    let own = [says(), says()].prop_map(|say| if say.contains(&Says::Garbled) { [Says::Garbled; 2] } else { say });
    (
        prop::option::of(own),
        prop::option::of(of_tcf()),
        prop::option::weighted(0.2, of_tcf()),
        prop::option::of(says()),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(own, tcf, onetrust, usp, gpc, opt_in)| Carried { own, tcf, onetrust, usp, gpc, opt_in })
}

/// The table once more, by counting words.
fn expected(carried: &Carried, purpose: Purpose) -> Says {
    let at = usize::from(purpose == Purpose::Advertising);
    let words = [carried.own, carried.tcf, carried.onetrust];
    let mut words: Vec<Says> = words.into_iter().flatten().filter_map(|say| say.get(at).copied()).collect();
    match (carried.usp, purpose) {
        (Some(Says::Garbled), _) => words.push(Says::Garbled),
        (Some(Says::No), Purpose::Advertising) => words.push(Says::No),
        (Some(Says::Yes), Purpose::Advertising) if !carried.opt_in => words.push(Says::Yes),
        _ => {}
    }
    if carried.gpc && purpose == Purpose::Advertising {
        words.push(Says::No);
    }
    match words.into_iter().min() {
        // Who granted storage and purpose 11 granted preferences; nobody here does so and says nothing of personalization.
        None | Some(Says::Nothing) if carried.opt_in => Says::Nothing,
        None | Some(Says::Nothing) => Says::Yes,
        Some(word) => word,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    #[test]
    fn the_strictest_word_wins(carried in carried()) {
        let usp = carried.usp.map(|say| match say {
            Says::Yes => "usprivacy=1YNN",
            Says::No => "usprivacy=1YYN",
            Says::Garbled => "usprivacy=1Y",
            Says::Nothing | Says::Visit => "usprivacy=1---",
        });
        let cookies = [
            carried.own.and_then(record),
            tcf("euconsent-v2", carried.tcf),
            tcf("eupubconsent-v2", carried.onetrust),
            usp.map(ToString::to_string),
        ];
        let cookies: Vec<String> = cookies.into_iter().flatten().collect();
        let settings = Settings { policy_version: Some(1), ..Settings::default() };
        let country = if carried.opt_in { "DE" } else { "US" };
        let grants = *through(&cookies.join("; "), country, carried.gpc, &settings).visitor.grants();
        for purpose in [Purpose::Personalization, Purpose::Advertising] {
            let found = match grants.verdict(purpose).standing {
                Standing::Granted => Says::Yes,
                Standing::ForThisVisit => Says::Visit,
                Standing::Refused => Says::No,
                Standing::Unreadable(_) => Says::Garbled,
                Standing::Unasked => Says::Nothing,
            };
            prop_assert_eq!(found, expected(&carried, purpose), "{:?}", purpose);
        }
    }

    /// Whatever else is sent along, a word more never makes of a no a yes.
    #[test]
    fn no_word_undoes_a_no(carried in carried(), more in of_tcf()) {
        let settings = Settings::default();
        let country = if carried.opt_in { "DE" } else { "US" };
        let some = [carried.own.and_then(record), tcf("euconsent-v2", carried.tcf)];
        let some: Vec<String> = some.into_iter().flatten().collect();
        let all = [some.clone(), tcf("eupubconsent-v2", Some(more)).into_iter().collect()].concat();
        let before = *through(&some.join("; "), country, carried.gpc, &settings).visitor.grants();
        let after = *through(&all.join("; "), country, carried.gpc, &settings).visitor.grants();
        for purpose in Purpose::ALL {
            if matches!(before.verdict(purpose).standing, Standing::Refused | Standing::Unreadable(_)) {
                prop_assert!(!after.has(purpose), "{:?}", purpose);
            }
        }
    }
}

#[test]
fn a_platform_that_is_switched_off_is_not_read() {
    let cookies = tcf("euconsent-v2", Some([Says::Yes; 2])).unwrap_or_default();
    let read = |platforms: &[Platform]| {
        let settings = Settings { platforms: platforms.to_vec(), ..Settings::default() };
        through(&cookies, "DE", false, &settings).visitor.grants().verdict(Purpose::Personalization)
    };
    assert_eq!(read(&[Platform::Tcf]).standing, Standing::Granted);
    assert_eq!(read(&[Platform::Tcf]).source, Source::Tcf);
    assert_eq!(read(&[Platform::Gpp, Platform::Usp]).standing, Standing::Unasked);
}

#[test]
fn a_record_lapses_after_thirteen_months() {
    let read = |own_ago: u16, written_ago: u16, country: &str| {
        let own = Choice { day: TODAY.minus(own_ago), stated: PurposeSet::ALL, granted: PurposeSet::NONE };
        let record = Record { day: TODAY.minus(written_ago), own, ..Record::default() };
        let cookie = record.seal(&keys()).map(|value| format!("{}={value}", cookie::CONSENT)).unwrap_or_default();
        through(&cookie, country, false, &Settings::default()).visitor.grants().verdict(Purpose::Analytics).standing
    };
    assert_eq!(read(395, 395, "DE"), Standing::Refused);
    assert_eq!(read(396, 396, "DE"), Standing::Unasked, "asked again");
    // Writing the record for another reason does not make the choice younger.
    assert_eq!(read(396, 0, "DE"), Standing::Unasked);
    assert_eq!(read(395, 0, "US"), Standing::Refused);
}
