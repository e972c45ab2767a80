//! The protocol of session recommendation, as session-rec has it (Ludewig and Jannach, 2018): what is left out of the
//! clicks before anything is learned, and what is held back.

use super::held::Held;
use crate::learn::{Click, Sessions};
use std::collections::HashMap;

/// An item with fewer clicks in the training is left out.
pub const FEWEST: usize = 5;

/// A session of more clicks is a robot's, as far as a count can tell. The import of clicks says the same.
pub const ROBOT: usize = 200;

/// A click as it was read: numbers of the names in a [`Log`].
pub type Logged = Click;

/// A file of clicks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Log {
    /// In the order of the file.
    pub clicks: Vec<Logged>,
    /// The sessions' names, by number.
    pub sessions: Vec<String>,
}

/// How much there is of everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Clicks.
    pub clicks: usize,
    /// Sessions.
    pub sessions: usize,
    /// Distinct items.
    pub items: usize,
}

/// What was left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Sessions of one click, at first or after other clicks were left out, and those of which nothing was left.
    pub short_sessions: usize,
    /// In the training items with fewer than [`FEWEST`] clicks; in the test items that are not in the cleaned training.
    pub items: usize,
    /// The clicks on them.
    pub clicks_on_items: usize,
    /// Sessions of more than [`ROBOT`] clicks, when they were to be left out.
    pub robots: usize,
}

/// One side of the split, cleaned.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Split {
    /// Session by session and within each by time; numbers of items are those of [`Cleaned::items`], and sessions are
    /// numbered in the order of their names.
    pub clicks: Vec<Click>,
    /// What the file held.
    pub read: Counted,
    /// What is left of it.
    pub left: Counted,
    /// What was left out.
    pub dropped: Dropped,
    /// Sessions of more than [`ROBOT`] clicks, left out or not.
    pub robots: usize,
    /// Clicks that stood in the file after a later one of their session.
    pub out_of_order: usize,
    /// Clicks that stand there again with the same session, item and time.
    pub duplicates: usize,
}

/// Training and test, cleaned.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cleaned {
    /// The names of the items that are left in the training, ascending.
    pub items: Vec<String>,
    /// What is learned from.
    pub train: Split,
    /// What is predicted.
    pub test: Split,
    /// Sessions whose name is in both files.
    pub in_both: usize,
    /// Training clicks that are not before the first test click.
    pub later: usize,
}

/// Cleans both files by the protocol. `names` are the items' names by the numbers in both.
#[must_use]
pub fn clean(train: Log, test: Log, names: &[String], drop_robots: bool) -> Cleaned {
    let begins = test.clicks.iter().map(|click| click.time).fold(f64::INFINITY, f64::min);
    let later = train.clicks.iter().filter(|click| click.time >= begins).count();
    let known: HashMap<&str, ()> = train.sessions.iter().map(|name| (name.as_str(), ())).collect();
    let in_both = test.sessions.iter().filter(|name| known.contains_key(name.as_str())).count();

    let mut train = ordered(train, names.len(), drop_robots);
    train.drop_short();
    let mut counts = counts(&train.clicks, names.len());
    let enough = |counts: &[usize], item: u32| counts.get(item as usize).is_some_and(|count| *count >= FEWEST);
    train.keep_items(|item| enough(&counts, item), &counts);
    train.drop_short();
    counts = self::counts(&train.clicks, names.len());
    let mut left: Vec<(&str, u32)> = Vec::new();
    for ((item, name), count) in (0_u32..).zip(names).zip(&counts) {
        if *count > 0 {
            left.push((name, item));
        }
    }
    left.sort_unstable();
    let mut number = vec![None; names.len()];
    for (new, (_, old)) in (0_u32..).zip(&left) {
        number.iter_mut().skip(*old as usize).take(1).for_each(|number| *number = Some(new));
    }
    let numbered = |split: &mut Split| {
        let to = |item: u32| number.get(item as usize).copied().flatten();
        split.clicks.retain_mut(|click| to(click.item).map(|new| click.item = new).is_some());
    };
    numbered(&mut train);

    let mut test = ordered(test, names.len(), drop_robots);
    let counts = self::counts(&test.clicks, names.len());
    test.keep_items(|item| number.get(item as usize).is_some_and(Option::is_some), &counts);
    test.drop_short();
    numbered(&mut test);
    for split in [&mut train, &mut test] {
        split.left = counted(&split.clicks, left.len());
        split.dropped.short_sessions = split.read.sessions - split.left.sessions - split.dropped.robots;
    }
    let items = left.into_iter().map(|(name, _)| name.to_owned()).collect();
    Cleaned { items, train, test, in_both, later }
}

/// Numbers the sessions in the order of their names and puts the clicks in order.
fn ordered(log: Log, items: usize, drop_robots: bool) -> Split {
    let read = counted(&log.clicks, items);
    let mut order: Vec<u32> = (0_u32..).zip(&log.sessions).map(|(number, _)| number).collect();
    order.sort_unstable_by_key(|number| log.sessions.get(*number as usize));
    let mut place = vec![0_u32; order.len()];
    for (new, old) in (0_u32..).zip(&order) {
        place.iter_mut().skip(*old as usize).take(1).for_each(|place| *place = new);
    }
    let mut clicks = log.clicks;
    let mut latest = vec![f64::NEG_INFINITY; order.len()];
    let mut out_of_order = 0;
    for click in &mut clicks {
        if let Some(latest) = latest.get_mut(click.session as usize) {
            out_of_order += usize::from(click.time < *latest);
            *latest = latest.max(click.time);
        }
        click.session = place.get(click.session as usize).copied().unwrap_or_default();
    }
    clicks.sort_by(|a, b| a.session.cmp(&b.session).then(a.time.total_cmp(&b.time)));
    let mut split = Split { clicks, read, out_of_order, ..Split::default() };
    let same_moment = |a: &Click, b: &Click| a.session == b.session && a.time == b.time;
    for moment in split.clicks.chunk_by(same_moment).filter(|moment| moment.len() > 1) {
        let mut items: Vec<u32> = moment.iter().map(|click| click.item).collect();
        items.sort_unstable();
        items.dedup();
        split.duplicates += moment.len() - items.len();
    }
    let robot = |session: &[Click]| session.len() > ROBOT;
    split.robots = split.clicks.chunk_by(of_session).filter(|session| robot(session)).count();
    if drop_robots && split.robots > 0 {
        split.dropped.robots = split.robots;
        split.clicks = kept(&split.clicks, |session| !robot(session));
    }
    split
}

fn of_session(a: &Click, b: &Click) -> bool {
    a.session == b.session
}

fn kept(clicks: &[Click], keep: impl Fn(&[Click]) -> bool) -> Vec<Click> {
    clicks.chunk_by(of_session).filter(|session| keep(session)).flatten().copied().collect()
}

fn counts(clicks: &[Click], items: usize) -> Vec<usize> {
    let mut counts = vec![0; items];
    for click in clicks {
        counts.iter_mut().skip(click.item as usize).take(1).for_each(|count| *count += 1);
    }
    counts
}

fn counted(clicks: &[Click], items: usize) -> Counted {
    let mut sessions: Vec<u32> = clicks.iter().map(|click| click.session).collect();
    sessions.sort_unstable();
    sessions.dedup();
    let items = counts(clicks, items).into_iter().filter(|count| *count > 0).count();
    Counted { clicks: clicks.len(), sessions: sessions.len(), items }
}

impl Split {
    fn drop_short(&mut self) {
        self.clicks = kept(&self.clicks, |session| session.len() > 1);
    }

    fn keep_items(&mut self, keep: impl Fn(u32) -> bool, counts: &[usize]) {
        let before = self.clicks.len();
        self.clicks.retain(|click| keep(click.item));
        self.dropped.clicks_on_items += before - self.clicks.len();
        let gone = (0_u32..).zip(counts).filter(|(item, count)| **count > 0 && !keep(*item));
        self.dropped.items += gone.count();
    }
}

/// The end of the training, held back so that parameters can be fitted to it. It depends on the training alone.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Validation {
    /// What comes before.
    pub fit: Sessions,
    /// What is predicted, thinned to a bounded number of sessions.
    pub held: Held,
}

/// Holds back the sessions that ended last: a tenth of them, at least 1,000 where that is no more than a fifth, and predicts
/// about `most` of them.
#[must_use]
pub fn validation(clicks: &[Click], items: usize, most: usize) -> Validation {
    let mut ended: Vec<(f64, u32)> = clicks
        .chunk_by(of_session)
        .filter_map(|session| session.last())
        .map(|last| (last.time, last.session))
        .collect();
    ended.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let all = ended.len();
    let back = (all / 10).max(1_000.min(all / 5));
    let late: std::collections::HashSet<u32> = ended.iter().skip(all - back).map(|(_, session)| *session).collect();
    let (held, fit): (Vec<Click>, Vec<Click>) = clicks.iter().partition(|click| late.contains(&click.session));
    let known = counts(&fit, items);
    let held: Vec<Click> =
        held.into_iter().filter(|click| known.get(click.item as usize).is_some_and(|count| *count >= FEWEST)).collect();
    Validation { fit: Sessions::of(fit, items), held: Held::of(&held).thinned(most) }
}
