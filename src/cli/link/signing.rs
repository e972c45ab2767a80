//! Signs destinations that the Worker would not refuse: it is the engine that is asked.

use super::Shop;
use super::address::{Says, path};
use crate::consent::Visitor;
use crate::day::{Day, Now};
use crate::engine::{Link, OneOff, Outcome, Placement, Reason, decide};
use crate::link::{LONGEST, LinkKeys, is_destination};

/// Signs for one shop.
pub(super) struct Signer<'s> {
    pub(super) shop: &'s Shop,
    pub(super) keys: LinkKeys,
    pub(super) now: Now,
}

impl Signer<'_> {
    /// The path of a link of `campaign`, which is there, that leads to `to` until that moment.
    ///
    /// # Errors
    /// Why the Worker would not lead there, as a sentence.
    pub(super) fn sign(&self, campaign: &str, says: &Says<'_>, to: &str, until: u64) -> Result<String, String> {
        if !is_destination(to) {
            return Err(format!(
                "`to` has to be 1 to {LONGEST} characters of ASCII without spaces; percent-encode the others"
            ));
        }
        if let Some(objection) = self.refusal(campaign, to) {
            return Err(objection);
        }
        let signed = self.keys.sign(self.shop.name(), campaign, until, to);
        let signed = signed.ok_or("there is no key to sign with; make one with `segue link key`")?;
        Ok(path(campaign, says, Some(&signed)))
    }

    fn refusal(&self, campaign: &str, to: &str) -> Option<String> {
        let core = self.shop.snapshot.core();
        let window = core.campaigns.get(campaign).and_then(|rule| rule.body.as_ref()).map(|body| body.window)?;
        // A mail may be written before its campaign begins.
        let first = window.from.map_or(0, |Day(day)| u64::from(day) * 86_400);
        let now = Now::from_unix_seconds(self.now.unix_seconds.max(first));
        let link = Link { to: Some(OneOff { url: to, expired: false }), ..Link::default() };
        let placement = Placement::Landing { campaign, link };
        match decide(&self.shop.snapshot, &Visitor::nobody(), &placement, now).one_off {
            Some(Outcome::Chosen(_)) => None,
            Some(Outcome::Not(Reason::OutsideWindow)) => {
                Some(format!("the campaign `{campaign}` is over; name another, or move its `window`"))
            }
            Some(Outcome::Not(_)) | None => Some(format!(
                "`{to}` is no place that a link may lead to; name a path of the shop, or `https` on one of its \
                 `allowed_hosts`, and no link of a campaign (`/r/`)"
            )),
        }
    }
}
