//! Conditions in words, and what changed between two.

use crate::snapshot::{CategoryArg, Condition, NumberSignal, Test, Want};
use crate::visitor::Band;

/// The longest text that is said whole, in characters.
const LONGEST: usize = 100;

/// A text in quotation marks, shortened.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", shortened(text))
}

/// A text without line ends and what steers a terminal, shortened.
pub(super) fn shortened(text: &str) -> String {
    let text = super::super::say::printable(text);
    if text.chars().count() <= LONGEST {
        return text;
    }
    let mut short: String = text.chars().take(LONGEST - 1).collect();
    short.push('…');
    short
}

/// Names in backticks, joined.
pub(super) fn listed(names: &[String], between: &str) -> String {
    names.iter().map(|name| format!("`{}`", shortened(name))).collect::<Vec<_>>().join(between)
}

/// How segments are called.
pub(super) type SegmentName<'s> = &'s dyn Fn(u16) -> String;

/// A condition in words.
pub(super) fn condition(condition: &Condition, segment: SegmentName<'_>) -> String {
    match condition {
        Condition::All(parts) => joined(parts, " and ", segment),
        Condition::Any(parts) => joined(parts, " or ", segment),
        Condition::Not(part) => format!("not ({})", self::condition(part, segment)),
        Condition::Segment(at) => format!("in `{}`", segment(*at)),
        Condition::Test(test) => self::test(test),
    }
}

fn joined(parts: &[Condition], between: &str, segment: SegmentName<'_>) -> String {
    let part = |part: &Condition| match part {
        Condition::All(parts) | Condition::Any(parts) if parts.len() > 1 => format!("({})", condition(part, segment)),
        _ => condition(part, segment),
    };
    parts.iter().map(part).collect::<Vec<_>>().join(between)
}

fn test(test: &Test) -> String {
    match test {
        Test::Number(signal, want) => format!("{} {}", number(signal), range(*want)),
        Test::Name(signal, names) => {
            let names: Vec<String> = names.iter().map(|name| name.text.clone()).collect();
            format!("`{}` is {}", signal.name(), listed(&names, " or "))
        }
    }
}

/// A signal with what it is about: `` `category_views` of `kettles` within 30 days ``.
fn number(signal: &NumberSignal) -> String {
    let of = |category: &CategoryArg| match category {
        CategoryArg::This => " of the page's category".to_string(),
        CategoryArg::Named(name) => format!(" of `{}`", shortened(&name.text)),
    };
    let (of, days) = match signal {
        NumberSignal::CategoryViews { category, within_days } => (of(category), Some(within_days)),
        NumberSignal::Affinity { category } => (of(category), None),
        NumberSignal::BandViews { band, within_days } => (format!(" of `{}`", band_name(*band)), Some(within_days)),
        NumberSignal::ViewedProducts { within_days }
        | NumberSignal::TopCategoryViews { within_days }
        | NumberSignal::DiscountedViews { within_days }
        | NumberSignal::ViewedThis { within_days } => (String::new(), Some(within_days)),
        _ => (String::new(), None),
    };
    let within = days.map(|days| format!(" within {days} days")).unwrap_or_default();
    format!("`{}`{of}{within}", signal.name())
}

fn band_name(band: Band) -> &'static str {
    match band {
        Band::Value => "value",
        Band::Mid => "mid",
        Band::Premium => "premium",
    }
}

fn range(want: Want) -> String {
    match (want.at_least, want.at_most) {
        (Some(low), Some(high)) if low == high => format!("exactly {low}"),
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("at least {low}"),
        (None, Some(high)) => format!("at most {high}"),
        (None, None) => "any".into(),
    }
}

/// What changed between two conditions, in words; `None` when they say the same.
pub(super) fn changed(
    old: Option<&Condition>,
    new: Option<&Condition>,
    old_segment: SegmentName<'_>,
    new_segment: SegmentName<'_>,
) -> Option<String> {
    let said = |it: Option<&Condition>, segment| it.map_or_else(|| "everyone".into(), |it| condition(it, segment));
    let (was, is) = (said(old, old_segment), said(new, new_segment));
    if was == is {
        return None;
    }
    let mut leaves = Vec::new();
    if let (Some(old), Some(new)) = (old, new)
        && tests_that_differ(old, new, &mut leaves)
    {
        return Some(leaves.join("; "));
    }
    if let (Some(Condition::All(old)), Some(Condition::All(new))) = (old, new) {
        let old: Vec<String> = old.iter().map(|part| condition(part, old_segment)).collect();
        let new: Vec<String> = new.iter().map(|part| condition(part, new_segment)).collect();
        let more: Vec<&str> = new.iter().filter(|part| !old.contains(part)).map(String::as_str).collect();
        let less: Vec<&str> = old.iter().filter(|part| !new.contains(part)).map(String::as_str).collect();
        let (more_words, less_words) = (more.join(" and "), less.join(" and "));
        return Some(match (more.is_empty(), less.is_empty()) {
            (false, true) => format!("also asks for {}", shortened(&more_words)),
            (true, false) => format!("no longer asks for {}", shortened(&less_words)),
            (false, false) => format!("asks for {} instead of {}", shortened(&more_words), shortened(&less_words)),
            (true, true) => "asks the same in another order".into(),
        });
    }
    Some(format!("is for {}; before, for {}", shortened(&is), shortened(&was)))
}

/// The words for every test that differs. `false` when the two are not built alike.
fn tests_that_differ(old: &Condition, new: &Condition, words: &mut Vec<String>) -> bool {
    match (old, new) {
        (Condition::All(old), Condition::All(new)) | (Condition::Any(old), Condition::Any(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| tests_that_differ(old, new, words))
        }
        (Condition::Not(old), Condition::Not(new)) => tests_that_differ(old, new, words),
        // Their places may differ; whether they are the same segment was not asked here.
        (Condition::Segment(old), Condition::Segment(new)) => old == new,
        (Condition::Test(old), Condition::Test(new)) if old == new => true,
        (Condition::Test(Test::Number(old, was)), Condition::Test(Test::Number(new, is)))
            if old.name() == new.name() =>
        {
            words.push(if old != new {
                format!("{} {}, was {} {}", number(new), range(*is), number(old), range(*was))
            } else {
                let was = match (was.at_least, was.at_most, is.at_least, is.at_most) {
                    (Some(low), None, Some(_), None) => low.to_string(),
                    (None, Some(high), None, Some(_)) => high.to_string(),
                    _ => range(*was),
                };
                format!("{} {}, was {was}", number(new), range(*is))
            });
            true
        }
        (Condition::Test(Test::Name(old, was)), Condition::Test(Test::Name(new, is))) if old == new => {
            let names = |names: &[crate::snapshot::Name]| {
                listed(&names.iter().map(|name| name.text.clone()).collect::<Vec<_>>(), " or ")
            };
            words.push(format!("`{}` is {}, was {}", new.name(), names(is), names(was)));
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{Name, NameSignal};

    fn days(at_least: u32) -> Condition {
        let want = Want { at_least: Some(at_least), at_most: None };
        Condition::Test(Test::Number(NumberSignal::DaysSinceOrder, want))
    }

    fn country(names: &[&str]) -> Condition {
        Condition::Test(Test::Name(NameSignal::Country, names.iter().map(|name| Name::new(name)).collect()))
    }

    fn said(old: &Condition, new: &Condition) -> Option<String> {
        let name = |at: u16| format!("s{at}");
        changed(Some(old), Some(new), &name, &name)
    }

    #[test]
    fn changes_are_said_as_a_colleague_would() {
        let all = Condition::All;
        assert_eq!(said(&days(120), &days(120)), None);
        assert_eq!(said(&days(120), &days(180)).as_deref(), Some("`days_since_order` at least 180, was 120"));
        let (de, at) = (country(&["DE"]), country(&["DE", "AT"]));
        assert_eq!(said(&de, &at).as_deref(), Some("`country` is `DE` or `AT`, was `DE`"));
        let both = all(vec![days(120), de.clone()]);
        let more = all(vec![days(120), de.clone(), Condition::Segment(1)]);
        assert_eq!(said(&both, &more).as_deref(), Some("also asks for in `s1`"));
        assert_eq!(said(&more, &both).as_deref(), Some("no longer asks for in `s1`"));
        let not = Condition::Not(Box::new(de.clone()));
        assert_eq!(said(&de, &not).as_deref(), Some("is for not (`country` is `DE`); before, for `country` is `DE`"));
        assert_eq!(
            condition(&Condition::Any(vec![both, at]), &|_| String::new()),
            "(`days_since_order` at least 120 and `country` is `DE`) or `country` is `DE` or `AT`"
        );
    }

    #[test]
    fn texts_are_shortened_and_steer_no_terminal() {
        assert_eq!(quoted(&"x".repeat(200)).chars().count(), LONGEST + 2);
        assert_eq!(quoted("a\u{1b}[2J\nb"), "\"a [2J b\"");
    }
}
