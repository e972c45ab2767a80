//! The columns of an export: those of Workers Analytics Engine, and the names that the SQL in docs/links.md gives them.

use std::collections::BTreeSet;

/// Unknown columns that are named; the others are counted.
const NAMED: usize = 10;
/// Longest value that is told apart, in characters.
const LONGEST: usize = 80;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Campaign,
    Candidate,
    Step,
    Intent,
    Consent,
    Snapshot,
    Fallback,
    Arm,
    /// How many redirects the row stands for.
    Redirects,
    /// How many records were written for it.
    Records,
    Time,
    /// Known, and of no use here.
    Other,
}

impl Column {
    /// Whether only redirects have it.
    pub(super) fn is_of_redirect(self) -> bool {
        matches!(self, Self::Campaign | Self::Step)
    }

    /// What the column of this name holds.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name = name.trim_start_matches('\u{feff}').trim();
        Some(match name.to_ascii_lowercase().as_str() {
            "blob1" | "campaign" => Self::Campaign,
            "blob2" | "candidate" => Self::Candidate,
            "blob3" | "step" => Self::Step,
            "blob4" | "intent" => Self::Intent,
            "blob5" | "consent" => Self::Consent,
            "blob6" | "snapshot" => Self::Snapshot,
            "blob7" | "fallback" => Self::Fallback,
            "blob8" | "arm" => Self::Arm,
            "_sample_interval" | "redirects" => Self::Redirects,
            "records" => Self::Records,
            "timestamp" | "day" => Self::Time,
            "index1" | "dataset" | "double1" => Self::Other,
            // Empty places that the engine has whether they are written or not.
            other => {
                let digits = other.strip_prefix("blob").or_else(|| other.strip_prefix("double"))?;
                let place: u8 = digits.parse().ok()?;
                return (1..=20).contains(&place).then_some(Self::Other);
            }
        })
    }
}

/// Which columns were not known.
#[derive(Debug, Default)]
pub(super) struct Unknown {
    names: BTreeSet<String>,
    more: bool,
}

impl Unknown {
    pub(super) fn note(&mut self, name: &str) {
        let name = plain(name);
        if self.names.contains(&name) {
            return;
        }
        if self.names.len() < NAMED {
            self.names.insert(name);
        } else {
            self.more = true;
        }
    }

    /// A sentence about them, if there are any.
    pub(super) fn said(&self) -> Option<String> {
        if self.names.is_empty() {
            return None;
        }
        let names: Vec<String> = self.names.iter().map(|name| format!("`{name}`")).collect();
        let more = if self.more { " and more" } else { "" };
        Some(format!("columns that are not known were passed over: {}{more}", names.join(", ")))
    }
}

/// Text of an export without what steers a terminal, and bounded.
pub(super) fn plain(text: &str) -> String {
    let mut letters = text.chars();
    let mut plain: String = letters.by_ref().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if letters.next().is_some() {
        plain.push('…');
    }
    plain
}

/// A row of an export.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Record {
    pub(super) campaign: String,
    pub(super) candidate: String,
    pub(super) step: String,
    pub(super) intent: String,
    pub(super) consent: String,
    pub(super) snapshot: String,
    pub(super) fallback: String,
    pub(super) arm: String,
    /// The day, where the row has a time.
    pub(super) day: String,
    /// How many redirects it stands for, where it says so.
    pub(super) redirects: Option<u64>,
    /// How many records were written for it, where it says so.
    pub(super) records: Option<u64>,
    /// Whether it has anything of a redirect.
    pub(super) is_known: bool,
}

impl Record {
    /// Takes a cell.
    ///
    /// # Errors
    /// When it has to be a number and is none, as a sentence.
    pub(super) fn set(&mut self, column: Column, cell: &str) -> Result<(), String> {
        let text = match column {
            Column::Campaign => &mut self.campaign,
            Column::Candidate => &mut self.candidate,
            Column::Step => &mut self.step,
            Column::Intent => &mut self.intent,
            Column::Consent => &mut self.consent,
            Column::Snapshot => &mut self.snapshot,
            Column::Fallback => &mut self.fallback,
            Column::Arm => &mut self.arm,
            Column::Time => {
                self.day = plain(cell).chars().take(10).collect();
                return Ok(());
            }
            Column::Redirects => {
                self.redirects = Some(count(cell)?);
                return Ok(());
            }
            Column::Records => {
                self.records = Some(count(cell)?);
                return Ok(());
            }
            Column::Other => return Ok(()),
        };
        *text = plain(cell.trim());
        self.is_known |= column.is_of_redirect();
        Ok(())
    }
}

/// A whole number. The API writes some in quotation marks, and some with a fraction of zeros.
fn count(cell: &str) -> Result<u64, String> {
    let cell = cell.trim();
    let whole =
        cell.split_once('.').filter(|(_, rest)| rest.bytes().all(|b| b == b'0')).map_or(cell, |(whole, _)| whole);
    let plain_digits = !whole.is_empty() && whole.len() <= 15 && whole.bytes().all(|b| b.is_ascii_digit());
    let number = whole.parse::<u64>().ok().filter(|_| plain_digits);
    number.ok_or_else(|| format!("`{}` is no number of redirects", plain(cell)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_two_names() {
        for (first, second) in [("blob1", "campaign"), ("blob7", "Fallback"), ("_sample_interval", "redirects")] {
            assert_eq!(Column::named(first), Column::named(second));
        }
        assert_eq!(Column::named("blob20"), Some(Column::Other));
        assert_eq!(Column::named("\u{feff}blob1"), Some(Column::Campaign));
        for unknown in ["blob21", "blob", "index2", "gclid", ""] {
            assert_eq!(Column::named(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn numbers_are_whole() {
        assert_eq!(count("12"), Ok(12));
        assert_eq!(count(" 12.00 "), Ok(12));
        for bad in ["", "-1", "1.5", "1e3", "NaN", "12 000", "1234567890123456", "."] {
            assert!(count(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(plain("a\u{1b}[31mb\n"), "a [31mb ");
        assert_eq!(plain(&"x".repeat(200)).chars().count(), LONGEST + 1);
    }
}
