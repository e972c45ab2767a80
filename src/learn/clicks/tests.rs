use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn cleaned(clicks: &[(Who<'_>, &str, f64)], known: Option<&[&str]>) -> Cleaned {
    let mut log = Log::default();
    clicks.iter().for_each(|(who, product, time)| log.click(*who, product, *time));
    let known: Option<Vec<String>> = known.map(|known| known.iter().map(|id| (*id).to_owned()).collect());
    clean(log, known.as_deref())
}

fn named(cleaned: &Cleaned) -> Vec<Vec<&str>> {
    let name = |item: &u32| cleaned.products.get(*item as usize).map_or("?", String::as_str);
    cleaned.sessions.iter().map(|(_, items)| items.iter().map(name).collect()).collect()
}

const A: Who<'_> = Who::Session("a");
const B: Who<'_> = Who::Session("b");
const V: Who<'_> = Who::Visitor("a");

#[test]
fn clicks_are_put_in_order_and_repetitions_left_out() {
    let clicks =
        [(B, "y", 9.0), (A, "z", 5.0), (B, "x", 7.0), (B, "y", 9.0), (A, "x", 6.0), (A, "x", 8.0), (A, "z", 9.0)];
    let made = cleaned(&clicks, None);
    assert_eq!(made.products, ["x", "y", "z"], "numbered in the order of their ids");
    assert_eq!(
        named(&made),
        [vec!["z", "x", "x", "z"], vec!["x", "y"]],
        "two that end at once: by the id of the session"
    );
    let tally = made.tally;
    assert_eq!((tally.clicks, tally.duplicates, tally.kept, tally.sessions), (7, 1, 6, 2));
    assert_eq!((tally.out_of_order, tally.repeats, tally.products), (1, 1, 3));
    assert_eq!(tally.span, Some((5.0, 9.0)));
}

#[test]
fn clicks_of_one_moment_are_in_the_order_of_their_products() {
    let made = cleaned(&[(A, "z", 1.0), (A, "x", 1.0), (A, "y", 1.0)], None);
    assert_eq!(named(&made), [["x", "y", "z"]]);
}

#[test]
fn visitors_are_cut_where_nothing_happened_and_sessions_are_not() {
    let clicks =
        |who| [(who, "x", 0.0), (who, "y", 1_800.0), (who, "x", 3_601.0), (who, "z", 3_602.0), (who, "y", 9_999.0)];
    let made = cleaned(&clicks(V), None);
    assert_eq!(named(&made), [["x", "y"], ["x", "z"]]);
    assert_eq!((made.tally.visitors, made.tally.cut, made.tally.lone), (1, 3, 1));
    let made = cleaned(&clicks(A), None);
    assert_eq!(named(&made), [["x", "y", "x", "z", "y"]]);
    assert_eq!((made.tally.visitors, made.tally.cut), (0, 0));
    let both: Vec<_> = clicks(A).into_iter().chain(clicks(V)).collect();
    assert_eq!(cleaned(&both, None).sessions.len(), 3, "a visitor's id may be a session's");
}

#[test]
fn robots_are_left_out_whole() {
    let products: Vec<String> = (0..=LONGEST).map(|n| n.to_string()).collect();
    let of = |who, many: usize| {
        let clicks: Vec<_> =
            products.iter().take(many).zip(0_u16..).map(|(id, n)| (who, id.as_str(), f64::from(n))).collect();
        clicks
    };
    let made = cleaned(&[of(A, LONGEST + 1), of(B, LONGEST)].concat(), None);
    assert_eq!((made.tally.robots, made.tally.robot_clicks, made.tally.sessions), (1, LONGEST as u64 + 1, 1));
    let twice = [of(B, LONGEST), of(B, LONGEST)].concat();
    assert_eq!(cleaned(&twice, None).tally.robots, 0, "a log that was read twice makes nobody a robot");
}

#[test]
fn products_are_those_of_the_catalogue() {
    let known = ["85123A", "mug", "Mug", "unseen"];
    let clicks =
        [(A, "85123a", 1.0), (A, "gone", 2.0), (A, "mug", 3.0), (A, "MUG", 4.0), (B, "gone", 5.0), (B, "Mug", 6.0)];
    let made = cleaned(&clicks, Some(&known));
    assert_eq!(made.products, ["85123A", "Mug", "mug", "unseen"]);
    assert_eq!(named(&made), [["85123A", "mug"]], "other capitals are followed where they mean one product only");
    assert_eq!((made.tally.vanished, made.tally.vanished_products, made.tally.lone), (3, 2, 1));
    assert_eq!(made.sessions.catalogue(), 4);
}

#[test]
fn nobody_s_name_is_said() {
    let mut log = Log::default();
    log.click(Who::Session("session-4711"), "x", 1.0);
    log.click(Who::Visitor("visitor-4711"), "x", 1.0);
    let said = format!("{log:?} {:?} {:?}", Who::Session("session-4711"), Who::Visitor("visitor-4711"));
    let said = format!("{said} {:?}", clean(log, None));
    assert!(!said.contains("4711"), "{said}");
}

proptest! {
    /// Every click has one outcome, and what is kept is what a slow reading of the rules keeps.
    #[test]
    fn every_click_is_counted_once(
        clicks in proptest::collection::vec((0..6_u8, any::<bool>(), 0..7_u8, 0..9_u32), 0..120),
        known in proptest::option::of(proptest::collection::btree_set(0..7_u8, 0..7)),
    ) {
        let mut log = Log::default();
        let mut sessions: BTreeMap<(bool, String), BTreeSet<(u32, String)>> = BTreeMap::new();
        for (who, visitor, item, time) in &clicks {
            let (who, item, time) = (who.to_string(), item.to_string(), time * 700);
            log.click(if *visitor { Who::Visitor(&who) } else { Who::Session(&who) }, &item, f64::from(time));
            sessions.entry((*visitor, who.clone())).or_default().insert((time, item));
        }
        let known: Option<Vec<String>> = known.map(|known| known.iter().map(u8::to_string).collect());
        let made = clean(log, known.as_deref());
        let tally = &made.tally;
        let sum = tally.duplicates + tally.robot_clicks + tally.vanished + tally.lone + tally.kept;
        prop_assert_eq!(tally.clicks, sum);
        prop_assert_eq!(tally.clicks, clicks.len() as u64);
        prop_assert_eq!((tally.kept, tally.sessions), (made.sessions.clicks() as u64, made.sessions.len() as u64));

        let mut expected = Vec::new();
        for ((visitor, who), clicks) in &sessions {
            let mut parts: Vec<Vec<&(u32, String)>> = Vec::new();
            for click in clicks {
                match parts.last_mut() {
                    Some(part) if !visitor || part.last().is_some_and(|last| click.0 - last.0 <= 1_800) => part.push(click),
                    _ => parts.push(vec![click]),
                }
            }
            for part in parts {
                let there: Vec<&(u32, String)> =
                    part.into_iter().filter(|click| known.as_ref().is_none_or(|known| known.contains(&click.1))).collect();
                if let (Some(last), true) = (there.last(), there.len() > 1) {
                    let items: Vec<&str> = there.iter().map(|click| click.1.as_str()).collect();
                    expected.push((last.0, !visitor, who, items));
                }
            }
        }
        expected.sort_by(|a, b| (a.0, !a.1, a.2).cmp(&(b.0, !b.1, b.2)));
        let expected: Vec<Vec<&str>> = expected.into_iter().map(|(.., items)| items).collect();
        prop_assert_eq!(named(&made), expected);
    }
}
