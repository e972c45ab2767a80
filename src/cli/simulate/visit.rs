//! One visitor on one snapshot: through the one door, and then the engine for every page and every link.

use super::population::Person;
use crate::case::{Parts, Visitor as Remembered, parts_as};
use crate::consent::{Raw, Visitor, admit};
use crate::cookie::Keys;
use crate::day::Now;
use crate::engine::{Decision, Link, Placement, bucket, decide};
use crate::snapshot::{Lookup, Snapshot};
use crate::visitor::{LIMITS, VisitorId};
use std::collections::{BTreeMap, BTreeSet};

/// Where and when visitors come.
#[derive(Clone, Copy)]
pub(super) struct Stage<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) keys: &'a Keys,
    pub(super) now: Now,
}

/// What was decided for one visitor.
pub(super) struct Visit {
    /// The visitor as the engine saw them.
    pub(super) visitor: Visitor,
    /// Each page.
    pub(super) pages: Vec<Decision>,
    /// Each campaign's link, in the order of the core: with the first page's product in it, and without.
    pub(super) landings: Vec<[Decision; 2]>,
}

/// A number for a visitor who has none: by their place among all.
fn by_place(who: u64) -> VisitorId {
    VisitorId((u128::from(who) + 1).to_le_bytes())
}

impl Stage<'_> {
    /// Lets a visitor come, the `who`th of all. `consent` goes before the visitor's own choice.
    pub(super) fn visit(
        &self,
        (who, person): (u64, &Person),
        consent: Option<&BTreeMap<String, bool>>,
        pages: &[&str],
    ) -> Result<Visit, String> {
        let mut case = person.asks();
        case.consent = consent.cloned().or(case.consent);
        if let Some(visitor) = &mut case.visitor {
            self.forget_strangers(visitor);
        }
        let parts = parts_as(person.id, &case, Some(self.snapshot), self.keys, self.now.day())?;
        let country = case.request.country.as_deref();
        let search = person.search.as_deref().unwrap_or_default();
        let visitor = self.admitted(&parts, country, search, "");
        let ask = |visitor: &Visitor, placement: Placement<'_>| decide(self.snapshot, visitor, &placement, self.now);
        let decided = pages.iter().map(|product| ask(&visitor, Placement::ProductPage { product })).collect();
        let first = pages.first().copied().unwrap_or_default();
        let landing = |campaign: &String| {
            let visitor = self.admitted(&parts, country, search, campaign);
            // Every click draws a number, of whomever nothing is kept as well; the same visitor's draws the same on both sides
            // of a comparison.
            let id = person.id.unwrap_or_else(|| by_place(who));
            [(first, 0), ("", 1)].map(|(product, link)| {
                let draw = Some(bucket(campaign, link, &id));
                ask(&visitor, Placement::Landing { campaign, link: Link { product, draw, ..Link::default() } })
            })
        };
        let landings = self.snapshot.core().campaigns.keys().map(landing).collect();
        Ok(Visit { visitor, pages: decided, landings })
    }

    /// What one shelf holds for a visitor on a product's page.
    pub(super) fn shelf(&self, person: &Person, set: &str, product: &str) -> Result<Decision, String> {
        let case = person.asks();
        let parts = parts_as(person.id, &case, Some(self.snapshot), self.keys, self.now.day())?;
        let visitor = self.admitted(&parts, case.request.country.as_deref(), "", "");
        let placement = Placement::Recommendations { set, product, category: "", limit: None };
        Ok(decide(self.snapshot, &visitor, &placement, self.now))
    }

    fn admitted(&self, parts: &Parts, country: Option<&str>, search: &str, campaign: &str) -> Visitor {
        let header =
            |name: &str| parts.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
        let text = |name: &str| header(name).unwrap_or_default();
        let raw = Raw {
            cookies: text("cookie"),
            gpc: header("sec-gpc"),
            user_agent: text("user-agent"),
            accept_language: text("accept-language"),
            country,
            region: None,
            search,
            campaign,
            story: crate::cookie::Plain::Absent,
            arms: None,
        };
        admit(raw, self.keys, &self.snapshot.core().shop.consent, self.now).visitor
    }

    /// Leaves out what this snapshot does not have, and of long histories what no cookie holds: only the products bought
    /// last are remembered.
    fn forget_strangers(&self, visitor: &mut Remembered) {
        let known = |id: &String| matches!(self.snapshot.by_id(id), Lookup::Found(_));
        visitor.viewed.retain(|line| known(&line.product));
        visitor.cart.retain(|line| known(&line.product));
        let mut kept: BTreeSet<String> = BTreeSet::new();
        for order in &mut visitor.orders {
            order.products.retain(|id| {
                let keep = kept.contains(id) || (kept.len() < LIMITS.bought && known(id));
                if keep {
                    kept.insert(id.clone());
                }
                keep
            });
        }
    }
}
