//! What is counted of the rows: bounded, whatever an export holds.

use super::columns::Record;
use std::collections::BTreeMap;

/// Most campaigns that are told apart; an id that the shop does not have may be anything that somebody typed.
const MOST_CAMPAIGNS: usize = 10_000;
/// Most values of one column that are told apart.
const MOST_VALUES: usize = 500;
/// How the rest is called.
const OTHERS: &str = "(others)";
/// Why a link that nobody here signed is the fallback.
const TAMPERED: &str = "tampered";
/// With fewer records than this a share says little.
pub(super) const FEW: u64 = 100;

/// Counts by value.
#[derive(Debug, Default)]
pub(super) struct Counts(BTreeMap<String, u64>);

impl Counts {
    fn add(&mut self, value: &str, count: u64) {
        let room = self.0.len() < MOST_VALUES || self.0.contains_key(value);
        let held = self.0.entry(if room { value } else { OTHERS }.to_string()).or_default();
        *held = held.saturating_add(count);
    }

    /// The values, the most frequent first.
    pub(super) fn ranked(&self) -> Vec<(&str, u64)> {
        let mut ranked: Vec<(&str, u64)> = self.0.iter().map(|(value, count)| (value.as_str(), *count)).collect();
        ranked.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        ranked
    }
}

/// What is counted of one campaign.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Redirects, as many as the records stand for; those of tampered links are not among them.
    pub(super) redirects: u64,
    /// Redirects of links that nobody here signed.
    pub(super) tampered: u64,
    /// The records that this was read from.
    pub(super) records: u64,
    pub(super) steps: Counts,
    pub(super) candidates: Counts,
    pub(super) fallbacks: Counts,
    pub(super) intents: Counts,
    pub(super) consent: Counts,
    pub(super) arms: Counts,
    pub(super) snapshots: Counts,
}

impl Tally {
    fn take(&mut self, record: &Record, redirects: u64, records: u64) {
        self.records = self.records.saturating_add(records);
        if record.fallback == TAMPERED {
            self.tampered = self.tampered.saturating_add(redirects);
            return;
        }
        self.redirects = self.redirects.saturating_add(redirects);
        let fell = !record.fallback.is_empty() || matches!(record.step.as_str(), "" | "fallback");
        self.steps.add(if fell { "fallback" } else { &record.step }, redirects);
        if fell {
            self.fallbacks.add(or(&record.fallback, "unknown"), redirects);
        } else if !record.candidate.is_empty() {
            self.candidates.add(&format!("{} ({})", record.candidate, record.step), redirects);
        }
        // A click can be after several things.
        let intents: Vec<&str> = words(&record.intent).collect();
        for intent in &intents {
            self.intents.add(intent, redirects);
        }
        if intents.is_empty() {
            self.intents.add("(none)", redirects);
        }
        self.consent.add(or(&record.consent, "none"), redirects);
        words(&record.arm).for_each(|arm| self.arms.add(arm, redirects));
        if !record.snapshot.is_empty() {
            self.snapshots.add(&record.snapshot, redirects);
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ' ', '|', ';']).filter(|word| !word.is_empty())
}

fn or<'t>(text: &'t str, empty: &'t str) -> &'t str {
    if text.is_empty() { empty } else { text }
}

/// What is counted of all.
#[derive(Debug, Default)]
pub(super) struct Report {
    only: Option<String>,
    /// By campaign; an id that the shop does not have is recorded as none.
    pub(super) campaigns: BTreeMap<String, Tally>,
    /// Records that were read.
    pub(super) records: u64,
    /// Redirects that they stand for; those of tampered links are not among them.
    pub(super) redirects: u64,
    /// Redirects of links that nobody here signed.
    pub(super) tampered: u64,
    /// Whether there was no row at all, of whatever campaign.
    pub(super) is_empty: bool,
    /// Whether a row did not say for how many redirects it stands.
    pub(super) is_unweighted: bool,
    /// The first and the last day, where rows have a time.
    pub(super) days: Option<(String, String)>,
}

impl Report {
    /// Nothing counted yet; of this campaign alone, where it is named.
    pub(super) fn new(only: Option<String>) -> Self {
        Self { only, is_empty: true, ..Self::default() }
    }

    /// Counts a row.
    pub(super) fn take(&mut self, record: &Record) {
        self.is_empty = false;
        if !record.is_known || self.only.as_ref().is_some_and(|only| *only != record.campaign) {
            return;
        }
        let redirects = record.redirects.unwrap_or(1);
        // A row of a `GROUP BY` says itself how many records are in it.
        let records = record.records.unwrap_or(1);
        self.is_unweighted |= record.redirects.is_none();
        self.records = self.records.saturating_add(records);
        let total = if record.fallback == TAMPERED { &mut self.tampered } else { &mut self.redirects };
        *total = total.saturating_add(redirects);
        if !record.day.is_empty() {
            let (first, last) = self.days.get_or_insert_with(|| (record.day.clone(), record.day.clone()));
            if record.day < *first {
                first.clone_from(&record.day);
            } else if record.day > *last {
                last.clone_from(&record.day);
            }
        }
        let room = self.campaigns.len() < MOST_CAMPAIGNS || self.campaigns.contains_key(&record.campaign);
        let campaign = if room { &record.campaign } else { OTHERS };
        self.campaigns.entry(campaign.to_string()).or_default().take(record, redirects, records);
    }
}
