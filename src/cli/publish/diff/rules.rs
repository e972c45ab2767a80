//! What changed in the marketer's rules: each rule is laid out as facets in words, which are then compared one by one.

use super::super::say::printable;
use super::change::{Change, Group, Kind};
use super::side::Side;
use super::words::{apart, changed, condition, listed, quoted, shortened};
use crate::consent::{Purpose, PurposeSet};
use crate::snapshot::{
    Arm, Block, Campaign, Candidate, Condition, Destination, Experiment, Phrase, Rule, Says, Segment, Set, Unit, Window,
};
use std::collections::BTreeMap;

/// One thing about a rule.
pub(super) enum Facet<'r> {
    /// What it is called, and its value in words; an empty value means that there is none.
    Word(&'static str, String),
    /// For whom it is.
    Condition(Option<&'r Condition>),
}

/// The changes of all rules.
pub(super) fn changes(old: &Side, new: &Side) -> Vec<Change> {
    let (a, b) = (old.core(), new.core());
    let mut all = compare(Group::Segments, (old, &a.segments), (new, &b.segments), segment, |it| it.name.as_str());
    all.extend(compare(Group::Blocks, (old, &a.blocks), (new, &b.blocks), block, |it| it.id.as_str()));
    all.extend(compare(Group::Sets, (old, &a.sets), (new, &b.sets), set, |it| it.id.as_str()));
    all.extend(compare(Group::Campaigns, (old, a.campaigns.values()), (new, b.campaigns.values()), campaign, |it| {
        &it.id
    }));
    all.extend(compare(Group::Experiments, (old, &a.experiments), (new, &b.experiments), experiment, |it| {
        it.id.as_str()
    }));
    all
}

/// A word, and for whom, of a rule.
type FacetsOf<T> = for<'r> fn(&'r T, &Side) -> Vec<Facet<'r>>;

fn compare<'s, T: 's>(
    group: Group,
    (old, was): (&Side, impl IntoIterator<Item = &'s Rule<T>>),
    (new, is): (&Side, impl IntoIterator<Item = &'s Rule<T>>),
    facets: FacetsOf<T>,
    name: impl Fn(&T) -> &str,
) -> Vec<Change> {
    let was: BTreeMap<&str, &Rule<T>> = was.into_iter().map(|rule| (rule.id.as_str(), rule)).collect();
    let is: BTreeMap<&str, &Rule<T>> = is.into_iter().map(|rule| (rule.id.as_str(), rule)).collect();
    let called = |rule: &Rule<T>| format!("`{}`", shortened(rule.body.as_ref().map_or(rule.id.as_str(), &name)));
    let change = |kind, rule: &Rule<T>, said: &str| {
        let text = format!("{}{said}", called(rule));
        Change { group, kind, id: Some(rule.id.clone()), count: 1, text }
    };
    let mut changes = Vec::new();
    for (id, rule) in &is {
        match (was.get(id), &rule.body) {
            (None, _) => changes.push(change(Kind::Added, rule, " is new")),
            (Some(before), Some(body)) => match &before.body {
                Some(then) => {
                    let said = differences(&facets(then, old), &facets(body, new), old, new);
                    if !said.is_empty() {
                        changes.push(change(Kind::Changed, rule, &format!(": {}", said.join("; "))));
                    }
                }
                None => changes.push(change(Kind::Changed, rule, " can be read again")),
            },
            (Some(before), None) if before.body.is_some() => {
                changes.push(change(Kind::Changed, rule, " cannot be read by this version and is switched off"));
            }
            (Some(_), None) => (),
        }
    }
    let gone = was.iter().filter(|(id, _)| !is.contains_key(*id));
    changes.extend(gone.map(|(_, rule)| change(Kind::Removed, rule, " is gone")));
    changes
}

fn differences(old: &[Facet<'_>], new: &[Facet<'_>], was: &Side, is: &Side) -> Vec<String> {
    let (was_segment, is_segment) = (|at| was.segment(at), |at| is.segment(at));
    let difference = |(old, new): (&Facet<'_>, &Facet<'_>)| match (old, new) {
        (Facet::Word(_, old), Facet::Word(_, new)) if old == new => None,
        (Facet::Word(_, old), Facet::Word(name, new)) => Some({
            let (was, is) = apart(old, new);
            match (old.is_empty(), new.is_empty()) {
                (true, _) => format!("{name} {is}, was none"),
                (_, true) => format!("no {name} any more, was {was}"),
                _ => format!("{name} {is}, was {was}"),
            }
        }),
        (Facet::Condition(old), Facet::Condition(new)) => changed(*old, *new, &was_segment, &is_segment),
        _ => None,
    };
    old.iter().zip(new).filter_map(difference).collect()
}

fn segment<'r>(segment: &'r Segment, _: &Side) -> Vec<Facet<'r>> {
    vec![
        Facet::Word("name", quoted(&segment.name)),
        Facet::Condition(Some(&segment.when)),
        Facet::Word("reason for shoppers", text(&segment.why)),
    ]
}

fn block<'r>(block: &'r Block, side: &Side) -> Vec<Facet<'r>> {
    vec![
        Facet::Word("title", text(&block.title)),
        Facet::Word("text", text(&block.text)),
        Facet::Word("points", block.points.iter().map(|point| quoted(point)).collect::<Vec<_>>().join(", ")),
        Facet::Word(
            "link",
            block
                .link
                .as_ref()
                .map(|link| format!("{} to `{}`", quoted(&link.text), printable(&link.url)))
                .unwrap_or_default(),
        ),
        Facet::Word("reason for shoppers", text(&block.why)),
        Facet::Word("segments", segments(&block.segments, side)),
        Facet::Condition(block.when.as_ref()),
        Facet::Word("priority", block.priority.to_string()),
        Facet::Word("time", window(block.window)),
        Facet::Word(
            "limit",
            block.cap.map(|cap| format!("{} days within {}", cap.times, cap.within_days)).unwrap_or_default(),
        ),
        Facet::Word("kind", block.kind.name().into()),
        Facet::Word("products", listed(&block.products.iter().map(|at| side.product(*at)).collect::<Vec<_>>(), ", ")),
        Facet::Word("consent", purposes(block.asks)),
    ]
}

fn set<'r>(set: &'r Set, side: &Side) -> Vec<Facet<'r>> {
    vec![
        Facet::Word("title", text(&set.title)),
        Facet::Word("reason for shoppers", text(&set.why)),
        Facet::Word(
            "strategies",
            set.strategies.iter().map(|it| format!("`{}`", it.name())).collect::<Vec<_>>().join(", "),
        ),
        Facet::Word("size", set.size.to_string()),
        Facet::Word("priority", set.priority.to_string()),
        Facet::Word("segments", segments(&set.segments, side)),
        Facet::Condition(set.when.as_ref()),
        Facet::Word("pinned products", listed(&set.pin.iter().map(|at| side.product(*at)).collect::<Vec<_>>(), ", ")),
        Facet::Word(
            "weights of the strategies",
            set.blend.iter().map(ToString::to_string).collect::<Vec<_>>().join(" to "),
        ),
        Facet::Word("may show what was viewed", yes(set.viewed)),
        Facet::Word("on the product page", yes(set.page)),
        Facet::Word("the same for everybody", yes(set.shared)),
        Facet::Word("consent", purposes(set.asks)),
    ]
}

fn campaign<'r>(campaign: &'r Campaign, side: &Side) -> Vec<Facet<'r>> {
    let candidate = |candidate: &Candidate| {
        let name = |at: u16| side.segment(at);
        let when = candidate.when.as_ref().map(|when| format!(" when {}", condition(when, &name)));
        let days = if candidate.window == Window::default() { String::new() } else { window(candidate.window) };
        let days = if days.is_empty() { days } else { format!(" {days}") };
        let arm = candidate.arm.map(|arm| format!(" in {}", arm_of(arm, side)));
        let app = if candidate.in_app { " in the app" } else { "" };
        format!(
            "{}{app}{}{days}{}",
            destination(&candidate.to, side),
            arm.unwrap_or_default(),
            when.unwrap_or_default()
        )
    };
    vec![
        Facet::Word("offer", text(&campaign.offer)),
        Facet::Word("use", text(&campaign.use_case)),
        Facet::Word("time", window(campaign.window)),
        Facet::Word("landing pages", campaign.candidates.iter().map(candidate).collect::<Vec<_>>().join(", then ")),
        Facet::Word("consent", purposes(campaign.asks)),
        Facet::Word("language", printable(&campaign.language)),
        Facet::Word("keywords", keywords(&campaign.phrases)),
    ]
}

/// Every list with its phrases.
fn keywords(phrases: &[Phrase]) -> String {
    let of = |list: Says| {
        let said: Vec<String> = super::intent::phrases(phrases, list).into_iter().collect();
        (!said.is_empty()).then(|| format!("{}: {}", list.name(), listed(&said, ", ")))
    };
    Says::ALL.into_iter().filter_map(of).collect::<Vec<_>>().join("; ")
}

/// An arm of an experiment.
fn arm_of((experiment, arm): (u16, u8), side: &Side) -> String {
    let rule = side.core().experiments.get(usize::from(experiment));
    let arms = rule.and_then(|rule| rule.body.as_ref()).map(|body| body.arms.as_slice()).unwrap_or_default();
    let arm = arms.get(usize::from(arm)).map_or("?", |arm| arm.id.as_str());
    format!("the arm `{}` of `{}`", printable(arm), printable(rule.map_or("?", |rule| rule.id.as_str())))
}

pub(super) fn destination(to: &Destination, side: &Side) -> String {
    let product = |at: &Option<_>| at.map_or_else(|| "of the link".into(), |at| format!("`{}`", side.product(at)));
    let within = |channel: &u8| {
        let channel = side.core().shop.channels.get(usize::from(*channel));
        channel.map_or_else(|| "?".into(), |channel| format!("`{}`", printable(&channel.id)))
    };
    match to {
        Destination::Product(at) => format!("the product {}", product(at)),
        Destination::Variant(at) => format!("the variant in stock of the product {}", product(at)),
        Destination::Bundle(at) => format!("the bundle with the product {}", product(at)),
        Destination::Successor(at) => format!("what replaces the product {}", product(at)),
        Destination::Listing(channel, at) => {
            format!("the listing of the product {} in {}", product(at), within(channel))
        }
        Destination::Listed(channel, id) => format!("the listing `{}` in {}", printable(id), within(channel)),
        Destination::Channel(channel) => format!("the front page of {}", within(channel)),
        Destination::Category(at, use_case) => {
            let name = at.map_or_else(|| "of the link".into(), |at| format!("`{}`", side.category(at)));
            let use_case = if use_case.is_empty() { String::new() } else { format!(" for `{}`", printable(use_case)) };
            format!("the category {name}{use_case}")
        }
        Destination::Url(url) => format!("`{}`", printable(url)),
        Destination::Home => "the front page".into(),
    }
}

fn experiment<'r>(experiment: &'r Experiment, side: &Side) -> Vec<Facet<'r>> {
    let block = |at: &u16| side.core().blocks.get(usize::from(*at)).map_or_else(|| "?".into(), |rule| rule.id.clone());
    let blocks = |word: &str, places: &[u16]| {
        let names: Vec<String> = places.iter().map(block).collect();
        if names.is_empty() { String::new() } else { format!(" {word} {}", listed(&names, ", ")) }
    };
    let arm =
        |arm: &Arm| format!("`{}`{}{}", printable(&arm.id), blocks("shows", &arm.show), blocks("hides", &arm.hide));
    let weights = experiment.arms.iter().map(|arm| format!("`{}` {} %", printable(&arm.id), arm.weight));
    let unit = match experiment.unit {
        Unit::Visitor => "visitors",
        Unit::Click => "clicks",
    };
    vec![
        Facet::Word("deals", unit.into()),
        Facet::Word("weights", weights.collect::<Vec<_>>().join(", ")),
        Facet::Word("arms", experiment.arms.iter().map(arm).collect::<Vec<_>>().join(", ")),
        Facet::Word("holdout", format!("{} %", experiment.holdout_percent)),
        Facet::Word("segments", segments(&experiment.segments, side)),
        Facet::Word("time", window(experiment.window)),
        Facet::Word("version", experiment.version.to_string()),
        Facet::Word("consent", purposes(experiment.asks)),
    ]
}

fn text(text: &str) -> String {
    if text.is_empty() { String::new() } else { quoted(text) }
}

fn yes(it: bool) -> String {
    if it { "yes".into() } else { "no".into() }
}

fn segments(places: &[u16], side: &Side) -> String {
    if places.is_empty() {
        return "everyone".into();
    }
    listed(&places.iter().map(|at| side.segment(*at)).collect::<Vec<_>>(), " or ")
}

pub(super) fn window(window: Window) -> String {
    let day = |day: crate::day::Day| {
        let (year, month, day) = day.civil();
        format!("{year}-{month:02}-{day:02}")
    };
    match (window.from.map(day), window.to.map(day)) {
        (None, None) => "always".into(),
        (Some(from), None) => format!("from {from}"),
        (None, Some(to)) => format!("until {to}"),
        (Some(from), Some(to)) => format!("{from} to {to}"),
    }
}

fn purposes(set: PurposeSet) -> String {
    let names = Purpose::ALL.iter().filter(|purpose| set.has(**purpose)).map(|purpose| format!("`{}`", purpose.name()));
    names.collect::<Vec<_>>().join(" and ")
}
