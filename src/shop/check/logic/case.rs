//! One way in which a condition can come out: what is then known of each signal that was asked.

use super::numbers::{Numbers, needs_an_order, never_above};
use crate::snapshot::{Name, NameSignal, NumberSignal, Test, Want};

/// What is known. A signal stands in it only when it was asked and there was an answer, so that it was not withheld.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Case<'w> {
    numbers: Vec<(&'w NumberSignal, Numbers)>,
    names: Vec<(NameSignal, Names<'w>)>,
}

/// What is known of a signal that has names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Names<'w> {
    /// Of each of these lists it has at least one.
    any: Vec<Vec<&'w str>>,
    /// It has none of these.
    not: Vec<&'w str>,
}

const LIFECYCLES: [&str; 5] = ["new_visitor", "first_time_buyer", "repeat_buyer", "at_risk", "lapsed"];
const DEVICES: [&str; 3] = ["mobile", "tablet", "desktop"];
const SYSTEMS: [&str; 3] = ["android", "ios", "other"];
/// A search has one side of each of these.
const PAIRS: [(&str, &str); 3] = [("branded", "non_branded"), ("problem_aware", "product_aware"), ("single", "bundle")];

/// Whether a signal has one name at most.
fn is_single(signal: NameSignal) -> bool {
    !matches!(signal, NameSignal::Audience | NameSignal::Intent | NameSignal::Keyword)
}

impl Names<'_> {
    /// Puts the lists together, without what it does not have. Whether that can be.
    fn settle(&mut self, signal: NameSignal) -> bool {
        if is_single(signal)
            && let Some((first, rest)) = self.any.split_first()
        {
            let mut one = first.clone();
            one.retain(|name| rest.iter().all(|list| list.contains(name)));
            self.any = vec![one];
        }
        let not = &self.not;
        self.any.iter_mut().for_each(|list| list.retain(|name| !not.contains(name)));
        let all_gone = |all: &[&str]| all.iter().all(|name| not.contains(name));
        let nothing_left = match signal {
            NameSignal::Lifecycle => all_gone(&LIFECYCLES),
            NameSignal::Device => all_gone(&DEVICES),
            NameSignal::Os => all_gone(&SYSTEMS),
            NameSignal::Intent => {
                let sure = |name: &str| self.any.iter().any(|list| list == &[name]);
                PAIRS.iter().any(|(one, other)| sure(one) && sure(other))
            }
            _ => false,
        };
        !nothing_left && self.any.iter().all(|list| !list.is_empty())
    }

    /// Whether one of `names` is sure, or none of them can be.
    fn answer(&self, names: &[Name], single: bool) -> Option<bool> {
        let among = |name: &&str| names.iter().any(|wanted| wanted.text == **name);
        if self.any.iter().any(|list| !list.is_empty() && list.iter().all(&among)) {
            return Some(true);
        }
        let other_one = single && self.any.iter().any(|list| !list.iter().any(&among));
        let gone = names.iter().all(|wanted| self.not.contains(&wanted.text.as_str()));
        (other_one || gone).then_some(false)
    }
}

impl<'w> Case<'w> {
    /// The case in which one test has this answer; `None` when it never has.
    pub(super) fn of(test: &'w Test, holds: bool) -> Option<Self> {
        let mut case = Self::default();
        match test {
            Test::Number(signal, want) => {
                let mut numbers = Numbers::of(signal);
                if holds {
                    numbers.keep(*want)
                } else {
                    numbers.drop(*want)
                }
                case.numbers.push((signal, numbers));
            }
            Test::Name(signal, names) => {
                let texts: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
                let known = if holds {
                    Names { any: vec![texts], not: Vec::new() }
                } else {
                    Names { any: Vec::new(), not: texts }
                };
                case.names.push((*signal, known));
            }
        }
        case.settle().then_some(case)
    }

    /// Both at once; `None` when that cannot be.
    pub(crate) fn and(&self, other: &Self) -> Option<Self> {
        let mut both = self.clone();
        for (signal, numbers) in &other.numbers {
            match both.numbers.iter_mut().find(|(known, _)| known == signal) {
                Some((_, known)) => known.meet(numbers),
                None => both.numbers.push((signal, numbers.clone())),
            }
        }
        for (signal, names) in &other.names {
            match both.names.iter_mut().find(|(known, _)| known == signal) {
                Some((_, known)) => {
                    known.any.extend(names.any.iter().cloned());
                    known.not.extend(&names.not);
                }
                None => both.names.push((*signal, names.clone())),
            }
        }
        both.settle().then_some(both)
    }

    /// Draws what follows from one signal for another. Whether all of it can be at once.
    fn settle(&mut self) -> bool {
        if !self.names.iter_mut().all(|(signal, names)| names.settle(*signal)) {
            return false;
        }
        let known: Vec<(&NumberSignal, u32)> =
            self.numbers.iter().filter_map(|(signal, numbers)| Some((*signal, numbers.least()?))).collect();
        let ordered = known.iter().any(|(signal, _)| needs_an_order(signal));
        let in_cart = known.iter().any(|(signal, _)| **signal == NumberSignal::CartAgeDays);
        let orders = self.orders_of_lifecycle();
        for (signal, numbers) in &mut self.numbers {
            let above = known.iter().filter(|(other, _)| never_above(other, signal)).map(|(_, least)| *least).max();
            if let Some(least) = above {
                // Where there may be no number at all, none is drawn in: it is another category's, or no page's.
                let none = numbers.none;
                numbers.keep(at_least(least));
                numbers.none = none;
            }
            match signal {
                NumberSignal::Orders if ordered => numbers.keep(at_least(1)),
                NumberSignal::CartItems if in_cart => numbers.keep(at_least(1)),
                _ => {}
            }
            if let (NumberSignal::Orders, Some(want)) = (&**signal, orders) {
                numbers.keep(want);
            }
        }
        let never_ordered = orders.is_some_and(|want| want.at_most == Some(0));
        !(never_ordered && ordered) && self.numbers.iter().all(|(_, numbers)| !numbers.is_impossible())
    }

    /// How many orders the lifecycle means, where it is known (`src/visitor/lifecycle.rs`).
    fn orders_of_lifecycle(&self) -> Option<Want> {
        let (_, names) = self.names.iter().find(|(signal, _)| *signal == NameSignal::Lifecycle)?;
        let list = names.any.first()?;
        let least = |name: &&str| match *name {
            "new_visitor" => (0, Some(0)),
            "first_time_buyer" => (1, Some(1)),
            "repeat_buyer" => (2, None),
            _ => (1, None),
        };
        let at_least = list.iter().map(|name| least(name).0).min();
        let at_most = list.iter().map(|name| least(name).1).try_fold(0, |most, one| Some(one?.max(most)));
        Some(Want { at_least, at_most })
    }

    /// The answer to a test in this case; `None` when it is not known, or may be withheld.
    pub(super) fn answer(&self, test: &Test) -> Option<bool> {
        match test {
            Test::Name(signal, names) => {
                let (_, known) = self.names.iter().find(|(asked, _)| asked == signal)?;
                known.answer(names, is_single(*signal))
            }
            Test::Number(signal, want) => {
                if let Some((_, numbers)) = self.numbers.iter().find(|(asked, _)| *asked == signal) {
                    return if numbers.are_within(*want) {
                        Some(true)
                    } else {
                        numbers.are_outside(*want).then_some(false)
                    };
                }
                // A signal that asks about a category may be sensitive where the other was not.
                if signal.category().is_some() || want.at_most.is_some() {
                    return None;
                }
                let below = self.numbers.iter().filter(|(known, _)| never_above(known, signal));
                let least = below.filter_map(|(_, numbers)| numbers.least()).max()?;
                (least >= want.at_least.unwrap_or(0)).then_some(true)
            }
        }
    }

    /// The least number that a signal has in this case, where that is known.
    pub(crate) fn least(&self, signal: &NumberSignal) -> Option<u32> {
        self.numbers.iter().find(|(asked, _)| *asked == signal)?.1.least()
    }

    /// Whether a page signal may be this name.
    pub(crate) fn may_be(&self, signal: NameSignal, name: &str) -> bool {
        let Some((_, known)) = self.names.iter().find(|(asked, _)| *asked == signal) else { return true };
        !known.not.contains(&name) && known.any.iter().all(|list| list.contains(&name))
    }

    /// Whether a signal may have this number.
    pub(crate) fn may_count(&self, signal: &NumberSignal, number: u32) -> bool {
        let known = self.numbers.iter().find(|(asked, _)| *asked == signal);
        known.is_none_or(|(_, numbers)| !numbers.are_outside(Want { at_least: Some(number), at_most: Some(number) }))
    }
}

fn at_least(least: u32) -> Want {
    Want { at_least: Some(least), at_most: None }
}
