//! Asks the questions, and counts what was right.

use super::Basket;
use super::counts::Counts;
use super::methods::{Method, Setting, lists, settings};
use super::split::{Held, split};
use crate::learn::evaluate::Chance;

/// So far down a list is looked.
const PLACES: usize = 20;
/// Products of a basket that are taken out in turn, at most; they lie evenly in it.
const TAKEN_OUT: usize = 5;
/// After so many days a purchase counts half.
const HALF_LIFE: f64 = 60.0;
/// So often the baskets are drawn again.
const RESAMPLES: usize = 2_000;

/// What came out for one held basket.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Answer {
    /// The share of what was asked for that is among the first 20: HR@20 of completing, recall@20 of the next basket.
    pub found: f64,
    /// The mean of one by the place of what was asked for; of the next basket, of the first that is in it.
    pub reciprocal: f64,
}

/// A method on one question.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// What was measured.
    pub method: Method,
    /// The setting that did best on the baskets before the last ones.
    pub setting: Setting,
    /// The means over the held baskets.
    pub mean: Answer,
    /// Ours minus this: the difference of `found`, and between what it lies in 95 % of the draws.
    pub ours_minus: (f64, f64, f64),
}

/// One question, with the lists of one method.
struct Asking<'a> {
    lists: Vec<Vec<(u32, f64)>>,
    counts: &'a Counts,
    popular: &'a [u32],
    setting: Setting,
    /// The mean of the lists' best weights, in which buying again counts.
    unit: f64,
    /// Whether it is known how often each product is bought again.
    ours: bool,
    scores: Vec<f64>,
    touched: Vec<u32>,
}

/// Measures all methods: with `next` on what the next basket holds, else on what completes a basket. `None` where nobody
/// bought twice.
#[must_use]
pub fn compare(baskets: &[Basket], products: usize, next: bool, seed: u64) -> Option<(usize, Vec<Measured>)> {
    let (before, last) = (split(baskets, 1), split(baskets, 0));
    let asked = |held: &[Held]| -> Vec<Held> {
        held.iter().filter(|held| next || held.basket.products.len() > 1).cloned().collect()
    };
    let (tuned_on, held) = (asked(&before.held), asked(&last.held));
    if held.is_empty() {
        return None;
    }
    let (small, full) = (Counts::of(&before.train, products), Counts::of(&last.train, products));
    let (popular_before, popular) = (by_number(&small), by_number(&full));
    let mut measured: Vec<(Method, Setting, Vec<Answer>)> = Vec::new();
    for method in Method::ALL {
        let mut asking: Option<Asking<'_>> = None;
        let mut score = |setting: &Setting| {
            let same =
                |asked: &Asking<'_>| asked.setting.support == setting.support && asked.setting.rules == setting.rules;
            let mut this = match asking.take().filter(same) {
                // The lists are the same.
                Some(asked) => Asking { setting: *setting, ..asked },
                None => Asking::of(method, &small, &popular_before, *setting),
            };
            let mean = mean(&this.all(&tuned_on, next));
            asking = Some(this);
            mean.found + mean.reciprocal
        };
        let tried = settings(method, next).into_iter().map(|setting| (score(&setting), setting));
        let best = tried.reduce(|best, one| if one.0 > best.0 { one } else { best });
        let Some((_, setting)) = best else { continue };
        measured.push((method, setting, Asking::of(method, &full, &popular, setting).all(&held, next)));
    }
    let ours = measured.first().map(|(_, _, answers)| answers.clone()).unwrap_or_default();
    let one = |(method, setting, answers): (Method, Setting, Vec<Answer>)| Measured {
        method,
        setting,
        mean: mean(&answers),
        ours_minus: difference(&ours, &answers, seed),
    };
    Some((held.len(), measured.into_iter().map(one).collect()))
}

fn by_number(counts: &Counts) -> Vec<u32> {
    let mut all: Vec<u32> = (0_u32..).zip(&counts.of).filter(|(_, of)| **of > 0).map(|(product, _)| product).collect();
    all.sort_by_key(|product| (std::cmp::Reverse(counts.of.get(*product as usize).copied()), *product));
    all
}

fn mean(answers: &[Answer]) -> Answer {
    let n = answers.len().max(1) as f64;
    Answer {
        found: answers.iter().map(|answer| answer.found).sum::<f64>() / n,
        reciprocal: answers.iter().map(|answer| answer.reciprocal).sum::<f64>() / n,
    }
}

/// The difference of `found`, with the interval of 95 % of paired draws.
fn difference(ours: &[Answer], theirs: &[Answer], seed: u64) -> (f64, f64, f64) {
    let apart: Vec<f64> = ours.iter().zip(theirs).map(|(ours, theirs)| ours.found - theirs.found).collect();
    let n = apart.len().max(1) as f64;
    let mut chance = Chance::of(seed, "baskets");
    let mut draw = || (0..apart.len()).filter_map(|_| apart.get(chance.below(apart.len()))).sum::<f64>() / n;
    let mut draws: Vec<f64> = (0..RESAMPLES).map(|_| draw()).collect();
    draws.sort_unstable_by(f64::total_cmp);
    let at = |place: usize| draws.get(place).copied().unwrap_or_default();
    (apart.iter().sum::<f64>() / n, at(RESAMPLES / 40), at(RESAMPLES - 1 - RESAMPLES / 40))
}

impl<'a> Asking<'a> {
    fn of(method: Method, counts: &'a Counts, popular: &'a [u32], setting: Setting) -> Self {
        let (scores, touched) = (vec![0.0; counts.of.len()], Vec::new());
        let lists = lists(method, counts, &setting);
        let best: Vec<f64> = lists.iter().filter_map(|list| Some(list.first()?.1)).collect();
        let unit = if best.is_empty() { 1.0 } else { best.iter().sum::<f64>() / best.len() as f64 };
        Self { lists, counts, popular, setting, unit, ours: method == Method::Segue, scores, touched }
    }

    fn all(&mut self, held: &[Held], next: bool) -> Vec<Answer> {
        held.iter().map(|held| if next { self.next(held) } else { self.complete(&held.basket.products) }).collect()
    }

    /// Each product taken out in turn, the others given.
    fn complete(&mut self, basket: &[u32]) -> Answer {
        let every = basket.len().div_ceil(TAKEN_OUT).max(1);
        let (mut sum, mut asked) = (Answer::default(), 0.0);
        for wanted in basket.iter().step_by(every) {
            let given = || basket.iter().copied().filter(|other| other != wanted);
            given().for_each(|product| self.speak(product, 1.0));
            let first = self.first(|product| basket.contains(&product) && product != *wanted);
            let place = first.iter().position(|product| product == wanted);
            sum.found += f64::from(u8::from(place.is_some()));
            sum.reciprocal += place.map_or(0.0, |place| 1.0 / (place as f64 + 1.0));
            asked += 1.0;
        }
        Answer { found: sum.found / asked, reciprocal: sum.reciprocal / asked }
    }

    /// What the earlier baskets speak for: the later the basket, the more; and what was bought before comes back.
    fn next(&mut self, held: &Held) -> Answer {
        for (nth, basket) in held.before.iter().rev().enumerate() {
            let counts = 1.0 / (nth as f64 + 1.0);
            let age = f64::from(held.basket.day - basket.day);
            let again = self.setting.again * self.unit * (-age / HALF_LIFE).exp2();
            for product in &basket.products {
                self.speak(*product, counts);
                let often = self.counts.again.get(*product as usize).copied().filter(|_| self.ours).unwrap_or(1.0);
                self.add(*product, again * often, true);
            }
        }
        let first = self.first(|_| false);
        let wanted = &held.basket.products;
        let found = first.iter().filter(|product| wanted.binary_search(product).is_ok()).count();
        let place = first.iter().position(|product| wanted.binary_search(product).is_ok());
        Answer {
            found: found as f64 / wanted.len().clamp(1, PLACES) as f64,
            reciprocal: place.map_or(0.0, |place| 1.0 / (place as f64 + 1.0)),
        }
    }

    fn speak(&mut self, product: u32, counts: f64) {
        let lists = std::mem::take(&mut self.lists);
        for (other, weight) in lists.get(product as usize).into_iter().flatten() {
            self.add(*other, weight * counts, self.setting.sum);
        }
        self.lists = lists;
    }

    fn add(&mut self, product: u32, weight: f64, sum: bool) {
        if let Some(score) = self.scores.get_mut(product as usize).filter(|_| weight > 0.0) {
            if *score == 0.0 {
                self.touched.push(product);
            }
            *score = if sum { *score + weight } else { score.max(weight) };
        }
    }

    /// The best of what was spoken for, then what sells most; what was spoken for is forgotten.
    fn first(&mut self, left_out: impl Fn(u32) -> bool) -> Vec<u32> {
        let score = |product: &u32| self.scores.get(*product as usize).copied().unwrap_or_default();
        let of = |product: &u32| self.counts.of.get(*product as usize).copied().unwrap_or_default();
        let mut found: Vec<u32> = self.touched.iter().copied().filter(|product| !left_out(*product)).collect();
        let best = |a: &u32, b: &u32| score(b).total_cmp(&score(a)).then(of(b).cmp(&of(a))).then(a.cmp(b));
        if found.len() > PLACES {
            found.select_nth_unstable_by(PLACES, best);
            found.truncate(PLACES);
        }
        found.sort_unstable_by(best);
        if found.len() < PLACES {
            let rest = self.popular.iter().filter(|product| score(product) == 0.0 && !left_out(**product));
            found.extend(rest.take(PLACES - found.len()).copied().collect::<Vec<_>>());
        }
        for product in self.touched.drain(..) {
            self.scores.get_mut(product as usize).into_iter().for_each(|score| *score = 0.0);
        }
        found
    }
}
