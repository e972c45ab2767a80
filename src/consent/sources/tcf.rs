//! What follows from a TC string (IAB Europe Transparency and Consent Framework v2.2 and v2.3, Policies 4 and 5):
//! `euconsent-v2`, and OneTrust's `eupubconsent-v2`.
//!
//! | our purpose | of the standard's |
//! |---|---|
//! | any | 1, or nothing is stored |
//! | preferences | 11, or 5 and 6 |
//! | analytics | 8 and 9 |
//! | personalization | 5 and 6; 11 without them: for this visit only |
//! | advertising | 2, 3, 4 and 7 |
//!
//! 10 is not read. For 1 and 3 to 6 only consent counts. For the others legitimate interest counts too, if the shop has a
//! vendor id: without one there is no vendor that could have declared it. "Purpose one treatment" is not taken for a
//! consent, and the publisher's own segment is not read: most platforms write it full of zeros when nobody uses it.

use super::{Statement, Word, counts_ms, once};
use crate::consent::tcf::{Head, Kind, Tcf};
use crate::consent::{Purpose, Source};
use crate::cookie::Plain;
use crate::day::Day;

/// TCF v2.3 has to name the vendors that were disclosed in strings of this day and later (2026-03-01), in milliseconds
/// since 1970-01-01 00:00 UTC, whatever policy version they carry.
const DISCLOSURE_MS: u64 = 1_772_323_200_000;

/// The policy version of TCF v2.3.
const POLICY_2_3: u8 = 5;

/// Reads a cookie with a TC string.
#[inline(never)]
pub(in crate::consent) fn read(cookie: Plain<'_>, vendor: Option<u16>, today: Day) -> Option<Statement> {
    once(cookie, Source::Tcf, |text| match Tcf::decode(text) {
        Ok(tcf) => of(&tcf, Source::Tcf, vendor, today),
        Err(why) => Some(Statement::all(Source::Tcf, Word::Unreadable(why.words()))),
    })
}

/// What a decoded string says; `None` when it is too old or from the future.
#[inline(never)]
pub(super) fn of(tcf: &Tcf<'_>, source: Source, vendor: Option<u16>, today: Day) -> Option<Statement> {
    let head = &tcf.core.head;
    if !dates_count(head, today) {
        return None;
    }
    let facts = Facts { tcf, vendor };
    Some(Statement::each(source, |purpose| facts.word(purpose)))
}

/// Whether a string of these dates still counts: its age is that of its last change, and neither date may lie ahead.
pub(super) fn dates_count(head: &Head, today: Day) -> bool {
    let ahead = head.created_ms / 86_400_000 > u64::from(today.0) + 1;
    counts_ms(head.last_updated_ms, today) && !ahead
}

struct Facts<'a> {
    tcf: &'a Tcf<'a>,
    vendor: Option<u16>,
}

impl Facts<'_> {
    fn word(&self, purpose: Purpose) -> Word {
        let profile = || self.consents(5) && self.consents(6);
        let granted = match purpose {
            _ if !self.consents(1) => false,
            Purpose::Necessary => true,
            Purpose::Preferences => self.may(11) || profile(),
            Purpose::Analytics => self.may(8) && self.may(9),
            Purpose::Personalization if !profile() && self.may(11) => return Word::ForThisVisit,
            Purpose::Personalization => profile(),
            Purpose::Advertising => self.may(2) && self.consents(3) && self.consents(4) && self.may(7),
        };
        if granted { Word::Granted } else { Word::Refused }
    }

    /// Whether the purpose may be followed, on either legal basis.
    fn may(&self, purpose: u8) -> bool {
        self.consents(purpose) || self.has_interest(purpose)
    }

    fn consents(&self, purpose: u8) -> bool {
        let core = &self.tcf.core;
        core.purpose_consents.has(purpose)
            && self.vendor.is_none_or(|vendor| {
                let restricted = matches!(
                    core.restrictions.on(purpose, vendor),
                    Some(Kind::NotAllowed | Kind::RequireLegitimateInterest)
                );
                !restricted && core.vendor_consents.has(vendor) && self.is_disclosed(vendor)
            })
    }

    fn has_interest(&self, purpose: u8) -> bool {
        let core = &self.tcf.core;
        core.purpose_legitimate_interests.has(purpose)
            && self.vendor.is_some_and(|vendor| {
                let restricted =
                    matches!(core.restrictions.on(purpose, vendor), Some(Kind::NotAllowed | Kind::RequireConsent));
                !restricted && core.vendor_legitimate_interests.has(vendor) && self.is_disclosed(vendor)
            })
    }

    /// Whether the vendor was disclosed to the visitor, where the string has to say so.
    fn is_disclosed(&self, vendor: u16) -> bool {
        let head = &self.tcf.core.head;
        match &self.tcf.vendors_disclosed {
            Some(list) => list.has(vendor),
            None => head.policy_version < POLICY_2_3 && head.last_updated_ms < DISCLOSURE_MS,
        }
    }
}
