//! What became of every line: the counts behind the report.

use std::collections::BTreeMap;

use super::clean::Reason;
use super::lines::Fault;

/// How many lines of a fault are named by their number.
const NAMED: usize = 5;

/// One fault: how often, and the numbers of the first lines that have it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Faulty {
    pub(super) lines: u64,
    pub(super) first: Vec<u64>,
}

/// Counts over all lines.
#[derive(Debug, Default, Clone)]
pub(super) struct Tally {
    pub(super) read: u64,
    pub(super) kept: u64,
    pub(super) dropped: BTreeMap<Reason, u64>,
    pub(super) faults: BTreeMap<Fault, Faulty>,
    /// Readable lines without a customer, dropped ones among them.
    pub(super) without_customer: u64,
    /// Kept lines without a customer.
    pub(super) kept_without_customer: u64,
    /// The value of cancelled lines, in hundredths.
    pub(super) cancelled_value: i64,
}

impl Tally {
    /// A line that can't be read.
    pub(super) fn malformed(&mut self, fault: Fault, line: u64) {
        self.drop_lines(Reason::Malformed, 1);
        let faulty = self.faults.entry(fault).or_default();
        faulty.lines += 1;
        if faulty.first.len() < NAMED {
            faulty.first.push(line);
        }
    }

    /// Lines dropped for a reason.
    pub(super) fn drop_lines(&mut self, reason: Reason, lines: u64) {
        *self.dropped.entry(reason).or_default() += lines;
    }

    /// Moves lines that were kept at first to those dropped for a reason.
    pub(super) fn drop_kept(&mut self, reason: Reason, lines: u64, without_customer: u64) {
        self.kept = self.kept.saturating_sub(lines);
        self.kept_without_customer = self.kept_without_customer.saturating_sub(without_customer);
        self.drop_lines(reason, lines);
    }

    /// How many were dropped for a reason.
    pub(super) fn dropped_for(&self, reason: Reason) -> u64 {
        self.dropped.get(&reason).copied().unwrap_or_default()
    }

    /// How many have a fault.
    pub(super) fn with_fault(&self, fault: Fault) -> u64 {
        self.faults.get(&fault).map_or(0, |faulty| faulty.lines)
    }
}
