//! Purposes: no rule reads beyond the consents that it asks for, and what an ad's landing reads of a visitor is an
//! advertising use.

use super::in_order;
use crate::consent::{Purpose, PurposeSet};
use crate::shop::code::Code;
use crate::shop::load::Draft;
use crate::shop::place::{At, Notes, Place};
use crate::shop::source::When;
use crate::snapshot::{Test, Unit};
use std::collections::HashMap;

/// The purposes of what is remembered of a visitor.
const PERSONAL: [Purpose; 2] = [Purpose::Personalization, Purpose::Advertising];

/// What a segment reads, and for each of [`PERSONAL`] the first signal that reads it.
#[derive(Clone, Copy, Default)]
struct Reads {
    set: PurposeSet,
    signals: [Option<&'static str>; 2],
}

/// What kind of rule it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    Block,
    Set,
    Campaign,
    Experiment,
    /// An experiment that deals clicks: what it reads of a visitor is an advertising use.
    Clicks,
}

/// One rule that is looked at.
struct Asking<'c> {
    notes: &'c Notes,
    segments: &'c HashMap<&'c str, Reads>,
    rule: Rule,
    asks: PurposeSet,
}

/// Notes what reads beyond its purposes.
pub(super) fn check(notes: &Notes, draft: &Draft) {
    // A circle was noted already.
    let Ok(ordered) = in_order(&draft.segments.files) else { return };
    let mut segments: HashMap<&str, Reads> = HashMap::with_capacity(ordered.len());
    for segment in ordered {
        let mut reads = Reads::default();
        gather(&segment.when, &segments, &mut reads);
        segments.insert(&segment.id, reads);
    }
    let usual = PurposeSet::NONE.with(Purpose::Personalization);
    let asking = |rule: Rule, purposes: Option<&At<PurposeSet>>| Asking {
        notes,
        segments: &segments,
        rule,
        asks: purposes
            .map_or(if matches!(rule, Rule::Campaign | Rule::Clicks) { PurposeSet::NONE } else { usual }, |asked| {
                asked.value
            }),
    };
    for block in &draft.blocks.files {
        let asking = asking(Rule::Block, block.purposes.as_ref());
        let kind = PurposeSet::NONE.with(block.kind.value.purpose());
        asking.reads(block.kind.place, kind, &format!("the kind `{}`", block.kind.value.name()), "choose another kind");
        block.segments.iter().for_each(|id| asking.segment(id));
        block.when.iter().for_each(|when| asking.condition(when));
        if let Some(cap) = &block.cap {
            asking.reads(cap.place, usual, "the `cap`, which counts what was shown,", "take `cap` away");
        }
    }
    for set in &draft.sets.files {
        let asking = asking(Rule::Set, set.purposes.as_ref());
        for strategy in &set.strategies {
            let reads = PurposeSet::NONE.with(strategy.value.purpose());
            let name = strategy.value.name();
            asking.reads(strategy.place, reads, &format!("the strategy `{name}`"), &format!("take `{name}` away"));
        }
        set.segments.iter().for_each(|id| asking.segment(id));
        set.when.iter().for_each(|when| asking.condition(when));
    }
    for campaign in &draft.campaigns.files {
        let asking = asking(Rule::Campaign, campaign.purposes.as_ref());
        campaign.candidates.iter().filter_map(|one| one.when.as_ref()).for_each(|when| asking.condition(when));
    }
    for experiment in &draft.experiments.files {
        let rule = if experiment.unit == Unit::Click { Rule::Clicks } else { Rule::Experiment };
        let asking = asking(rule, experiment.purposes.as_ref());
        if let Some(purposes) = experiment.purposes.as_ref().filter(|_| rule == Rule::Experiment) {
            asking.reads(purposes.place, usual, "keeping a visitor in one arm", "take `purposes` away");
        }
        experiment.segments.iter().for_each(|id| asking.segment(id));
    }
}

/// Adds up what a condition reads.
fn gather(when: &When, segments: &HashMap<&str, Reads>, reads: &mut Reads) {
    match when {
        When::All(parts) | When::Any(parts) => parts.iter().for_each(|part| gather(part, segments, reads)),
        When::Not(part) => gather(part, segments, reads),
        When::Segment(id) => {
            if let Some(other) = segments.get(id.value.as_str()) {
                reads.set = reads.set.union(other.set);
                for (mine, theirs) in reads.signals.iter_mut().zip(other.signals) {
                    *mine = mine.or(theirs);
                }
            }
        }
        When::Test(test, ..) => {
            let set = of(test);
            reads.set = reads.set.union(set);
            for (signal, purpose) in reads.signals.iter_mut().zip(PERSONAL) {
                *signal = signal.or(set.has(purpose).then(|| name(test)));
            }
        }
    }
}

/// What a signal reads. An audience or a campaign comes with the profile, so it needs consent to personalization as well.
fn of(test: &Test) -> PurposeSet {
    let purpose = match test {
        Test::Number(signal, _) => signal.purpose(),
        Test::Name(signal, _) => signal.purpose(),
    };
    match purpose {
        Purpose::Advertising => PurposeSet::NONE.with(Purpose::Personalization).with(Purpose::Advertising),
        other => PurposeSet::NONE.with(other),
    }
}

fn name(test: &Test) -> &'static str {
    match test {
        Test::Number(signal, _) => signal.name(),
        Test::Name(signal, _) => signal.name(),
    }
}

impl Asking<'_> {
    fn condition(&self, when: &When) {
        match when {
            When::All(parts) | When::Any(parts) => parts.iter().for_each(|part| self.condition(part)),
            When::Not(part) => self.condition(part),
            When::Segment(id) => self.segment(id),
            When::Test(test, _, place) => {
                let name = name(test);
                self.reads(*place, of(test), &format!("the signal `{name}`"), &format!("take `{name}` away"));
            }
        }
    }

    fn segment(&self, id: &At<String>) {
        // What is unknown was noted already.
        let Some(reads) = self.segments.get(id.value.as_str()) else { return };
        let missing = self.missing(reads.set);
        let pairs = || PERSONAL.into_iter().zip(reads.signals);
        let of_missing = pairs().find_map(|(purpose, signal)| signal.filter(|_| missing.has(purpose)));
        let signal = of_missing.or_else(|| pairs().find_map(|(_, signal)| signal)).unwrap_or_default();
        let what = format!("the segment `{}`, through the signal `{signal}`,", id.value);
        self.reads(id.place, reads.set, &what, &format!("take `{}` away", id.value));
    }

    /// What a rule that reads these has to ask for and does not.
    fn missing(&self, reads: PurposeSet) -> PurposeSet {
        let personal =
            PERSONAL.into_iter().filter(|purpose| reads.has(*purpose)).fold(PurposeSet::NONE, PurposeSet::with);
        let needed = match self.rule {
            Rule::Campaign | Rule::Clicks if personal != PurposeSet::NONE => personal.with(Purpose::Advertising),
            _ => personal,
        };
        Purpose::ALL
            .into_iter()
            .filter(|purpose| needed.has(*purpose) && !self.asks.has(*purpose))
            .fold(PurposeSet::NONE, PurposeSet::with)
    }

    /// Notes that `what` reads what the rule does not ask consent for; `instead` is what else can be done about it.
    fn reads(&self, place: Place, reads: PurposeSet, what: &str, instead: &str) {
        let missing = self.missing(reads);
        if missing == PurposeSet::NONE {
            return;
        }
        let wanted = names(missing).join(" and ");
        let (message, those) = match self.rule {
            Rule::Block => (format!("{what} needs consent to {wanted}, which this block does not ask for"), SHOWN),
            Rule::Set => (format!("{what} needs consent to {wanted}, which this set does not ask for"), SHOWN),
            Rule::Experiment | Rule::Clicks => {
                let message = format!("{what} needs consent to {wanted}, which this experiment does not ask for");
                (message, "it is then run only with those")
            }
            Rule::Campaign => {
                let message = format!(
                    "{what} reads what is remembered, and an ad's landing may do so only with consent to {wanted}, which \
                     this campaign does not ask for"
                );
                (message, "the candidates that read it are then only for those")
            }
        };
        let asked = names(self.asks.union(missing));
        let agreed = match asked.len() {
            1 => "agreed to it",
            2 => "agreed to both",
            _ => "agreed to all of them",
        };
        let quoted: Vec<String> = asked.iter().map(|name| format!("\"{name}\"")).collect();
        let help = format!("write `\"purposes\": [{}]`: {those} who {agreed}; or {instead}", quoted.join(", "));
        self.notes.say(Code::Purposes, place, message, help);
    }
}

/// Whom a block or a set is for that asks for consent.
const SHOWN: &str = "it is then shown only to those";

fn names(set: PurposeSet) -> Vec<&'static str> {
    Purpose::ALL.into_iter().filter(|purpose| set.has(*purpose)).map(Purpose::name).collect()
}
