//! Which clicks count. Each has exactly one outcome, the first that applies: a repetition of another, a click of a robot, on
//! a product that is gone, alone in its session, or kept.

use super::super::{Click, Known, Sessions};
use super::log::{Log, Names, VISITOR};
use super::tally::Tally;
use std::collections::HashSet;

/// A session of more different clicks than this is a robot's. People stay far below: of the 23,753 sessions of the sample
/// that Serenade publishes one in a thousand has more than 54 clicks, and none more than 196.
pub const LONGEST: usize = 200;

/// After so many seconds without a click a visitor's next one begins a new session, as Google Analytics has it.
pub const SILENCE: f64 = 30.0 * 60.0;

/// Sessions, and the products that their numbers stand for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cleaned {
    /// The sessions of at least two clicks.
    pub sessions: Sessions,
    /// The ids of the products, in the order of their bytes; a product's number is its place here.
    pub products: Vec<String>,
    /// What became of the rest.
    pub tally: Tally,
}

/// Puts the clicks in order and leaves out what says nothing. Where the catalogue is `known`, all of its products have a
/// number; otherwise those that were clicked. Products are found by their id, and then by their id in other capitals, if
/// there is one only.
///
/// Within a session clicks are in the order of their times, those of one moment in the order of their products. Sessions
/// that end at one moment are in the order of their ids.
#[must_use]
pub fn clean(log: Log, known: Option<&[String]>) -> Cleaned {
    let Log { sessions, items, mut clicks, mut tally, .. } = log;
    let (products, place) = products(items, known);
    let (rank, visitors) = ranks(sessions);
    for click in &mut clicks {
        click.session = rank.get(click.session as usize).copied().unwrap_or_default();
        click.item = place.get(click.item as usize).copied().unwrap_or_default();
    }
    drop((rank, place));
    let whole =
        |a: &Click, b: &Click| a.session.cmp(&b.session).then(a.time.total_cmp(&b.time)).then(a.item.cmp(&b.item));
    clicks.sort_unstable_by(whole);
    let before = clicks.len();
    clicks.dedup_by(|a, b| whole(a, b).is_eq());
    tally.duplicates += (before - clicks.len()) as u64;

    let mut kept: Vec<Click> = Vec::with_capacity(clicks.len());
    let mut seen = vec![false; products.len()];
    let mut gone = HashSet::new();
    for all in clicks.chunk_by(|a, b| a.session == b.session) {
        let visitor = all.first().and_then(|click| visitors.get(click.session as usize)) == Some(&true);
        tally.visitors += u64::from(visitor);
        for session in all.chunk_by(|a, b| !visitor || b.time - a.time <= SILENCE) {
            tally.cut += u64::from(visitor);
            if session.len() > LONGEST {
                tally.robots += 1;
                tally.robot_clicks += session.len() as u64;
                continue;
            }
            let from = kept.len();
            let number = tally.sessions as u32;
            for click in session {
                if (click.item as usize) < products.len() {
                    kept.push(Click { session: number, ..*click });
                } else {
                    tally.vanished += 1;
                    gone.insert(click.item);
                }
            }
            match kept.get(from..).unwrap_or_default() {
                [] => {}
                [_] => {
                    kept.truncate(from);
                    tally.lone += 1;
                }
                session => {
                    tally.sessions += 1;
                    tally.kept += session.len() as u64;
                    tally.repeats +=
                        session.iter().zip(session.iter().skip(1)).filter(|(a, b)| a.item == b.item).count() as u64;
                    for click in session {
                        seen.get_mut(click.item as usize).into_iter().for_each(|seen| *seen = true);
                        let (first, last) = tally.span.unwrap_or((click.time, click.time));
                        tally.span = Some((first.min(click.time), last.max(click.time)));
                    }
                }
            }
        }
    }
    drop(clicks);
    tally.vanished_products = gone.len() as u64;
    tally.products = seen.iter().filter(|seen| **seen).count() as u64;
    Cleaned { sessions: Sessions::of(kept, products.len()), products, tally }
}

/// The products in order, and for each number that was given while reading the product's number; those that are not known
/// have numbers beyond the last product's.
fn products(items: Names, known: Option<&[String]>) -> (Vec<String>, Vec<u32>) {
    let clicked = items.sorted();
    let mut place = vec![0; clicked.len()];
    let mut set = |number: u32, to: usize| {
        place.get_mut(number as usize).into_iter().for_each(|place| *place = u32::try_from(to).unwrap_or(u32::MAX));
    };
    let Some(known) = known else {
        let mut products = Vec::with_capacity(clicked.len());
        for (at, (id, number)) in clicked.into_iter().enumerate() {
            set(number, at);
            products.push(id.into());
        }
        return (products, place);
    };
    let mut products = known.to_vec();
    products.sort_unstable();
    products.dedup();
    let found = Known::of(&products);
    for (nth, (id, number)) in clicked.iter().enumerate() {
        set(*number, found.find(id).map_or(products.len() + nth, |at| at as usize));
    }
    drop(found);
    (products, place)
}

/// For each session's number its place in the order of the ids, and for each place whether it is a visitor.
fn ranks(sessions: Names) -> (Vec<u32>, Vec<bool>) {
    let sorted = sessions.sorted();
    let mut rank = vec![0; sorted.len()];
    let mut visitors = Vec::with_capacity(sorted.len());
    for (at, (id, number)) in (0_u32..).zip(sorted) {
        rank.get_mut(number as usize).into_iter().for_each(|rank| *rank = at);
        visitors.push(id.starts_with(VISITOR));
    }
    (rank, visitors)
}
