//! What follows from a GPP string (IAB Tech Lab Global Privacy Platform 1.0; `__gpp`, and `__gpp_sid` for the sections that
//! apply).
//!
//! Section 2 is read as a TC string is. Of section 5 (Canada, TCF CA 1) express consent counts, and implied consent where
//! people may object; purposes as in the TC string. The sections of the United States say an opt-out of sale, sharing or
//! targeted advertising, which refuses advertising, and so does Global Privacy Control in them; no consent for a known
//! child refuses personalization as well. That nobody opted out is a yes only where people may object.

use super::{Statement, Word, gpc, tcf, usp};
use crate::consent::gpp::{Applicable, Field, Gpp, OptOut, Section, TcfCa, UsSection};
use crate::consent::{Purpose, Source};
use crate::cookie::Plain;
use crate::day::Day;
use alloc::vec::Vec;

/// Reads the two cookies and adds what they say.
pub(in crate::consent) fn read(
    string: Plain<'_>,
    applicable: Plain<'_>,
    vendor: Option<u16>,
    opt_in: bool,
    today: Day,
    said: &mut Vec<Statement>,
) {
    if string != Plain::Absent {
        read_present(string, applicable, vendor, opt_in, today, said);
    }
}

/// Most visitors have none, and what reads it is not compiled for them.
#[inline(never)]
fn read_present(
    string: Plain<'_>,
    applicable: Plain<'_>,
    vendor: Option<u16>,
    opt_in: bool,
    today: Day,
    said: &mut Vec<Statement>,
) {
    let unreadable = |why| Statement::all(Source::Gpp, Word::Unreadable(why));
    let text = match (string, applicable) {
        (Plain::Absent, _) => return,
        (Plain::Several, _) | (_, Plain::Several) => return said.push(super::twice(Source::Gpp)),
        (Plain::One(text), _) => text,
    };
    let applicable = match applicable {
        Plain::One(text) => Applicable::parse(text),
        Plain::Absent | Plain::Several => Ok(Applicable::Unknown),
    };
    let (gpp, applicable) = match (Gpp::decode(text), applicable) {
        (Ok(gpp), Ok(applicable)) => (gpp, applicable),
        (Err(why), _) | (_, Err(why)) => return said.push(unreadable(why.words())),
    };
    let applies = |id: u16| match &applicable {
        Applicable::Unknown => true,
        Applicable::Nothing => false,
        Applicable::Sections(ids) => ids.contains(&id),
    };
    for section in gpp.sections.iter().filter(|section| applies(section.id())) {
        match section {
            Section::TcfEu(europe) => said.extend(tcf::of(europe, Source::Gpp, vendor, today)),
            Section::TcfCa(canada) => said.extend(of_canada(canada, vendor, opt_in, today)),
            Section::Usp(us) => said.push(usp::of(us, Source::Gpp, opt_in)),
            Section::Us(us) => {
                said.push(of_us(us, opt_in));
                said.extend((us.gpc() == Some(true)).then(gpc::opt_out));
            }
        }
    }
    // A section that nobody here can read may well be an opt-out.
    if gpp.unknown.iter().any(|id| applies(*id)) {
        let why = "it has a section that is not known here";
        said.push(Statement::only(Source::Gpp, Purpose::Advertising, Word::Unreadable(why)));
    }
}

fn of_us(us: &UsSection, opt_in: bool) -> Statement {
    let answers = [us.sale(), us.sharing(), us.targeted_advertising()];
    let stayed = answers.into_iter().flatten().any(|answer| answer == OptOut::DidNotOptOut);
    let no_child = us.answers(Field::KnownChildSensitiveDataConsents).any(|answer| matches!(answer, 1 | 3));
    Statement::each(Source::Gpp, |purpose| match purpose {
        Purpose::Advertising if us.any_opt_out() || no_child => Word::Refused,
        Purpose::Advertising if stayed && !opt_in => Word::Granted,
        Purpose::Personalization if no_child => Word::Refused,
        _ => Word::Silent,
    })
}

fn of_canada(canada: &TcfCa<'_>, vendor: Option<u16>, opt_in: bool, today: Day) -> Option<Statement> {
    if !tcf::dates_count(&canada.head, today) {
        return None;
    }
    let may = |purpose: u8| {
        let restricted = |vendor| canada.restrictions.on(purpose, vendor).is_some();
        let express =
            canada.purposes_express.has(purpose) && vendor.is_none_or(|vendor| canada.vendors_express.has(vendor));
        let implied =
            canada.purposes_implied.has(purpose) && vendor.is_none_or(|vendor| canada.vendors_implied.has(vendor));
        (express || (implied && !opt_in)) && !vendor.is_some_and(restricted)
    };
    Some(Statement::each(Source::Gpp, |purpose| {
        let granted = may(1)
            && match purpose {
                Purpose::Necessary => true,
                Purpose::Preferences | Purpose::Personalization => may(5) && may(6),
                Purpose::Analytics => may(8) && may(9),
                Purpose::Advertising => [2, 3, 4, 7].into_iter().all(may),
            };
        if granted { Word::Granted } else { Word::Refused }
    }))
}

#[cfg(test)]
mod tests;
