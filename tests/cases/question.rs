//! The question of consent where the answer could not be kept.
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use crate::common::{cases, sample_snapshot};
use segue::case::run;
use segue::cookie::Keys;
use segue::day::Now;

/// A choice that cannot be signed cannot be kept, so nobody is bothered with the question.
#[test]
fn without_a_key_nothing_is_asked() {
    let snapshot = sample_snapshot();
    let mut case = cases()
        .into_iter()
        .map(|(_, case)| case)
        .find(|case| case.name.starts_with("where people are asked first the question"))
        .unwrap();
    case.expect = serde_json::from_str(r#"{ "status": 204, "no_cookies": true }"#).unwrap();
    let now = Now::from_unix_seconds(20_780 * 86_400);
    assert_eq!(run(&case, Some(&snapshot), &Keys::none(), now), Vec::<String>::new());
}
