//! Links of this shop that lead to its own campaigns: to ones that exist, and never round in a circle.

use super::Known;
use super::address::page;
use super::candidates::{always_there, both, cases};
use super::logic::{Case, Logic};
use super::view::View;
use crate::engine::allowed;
use crate::shop::code::Code;
use crate::shop::place::{At, Notes, Place};
use crate::shop::source::{CampaignFile, Goal, When};
use crate::snapshot::Window;
use std::collections::{HashMap, HashSet};

/// Steps that are taken in search of circles, at most: beyond that, one may stay unsaid.
const MOST_STEPS: usize = 20_000;
/// Redirects of one click, at most, before it is said that they are many.
const MANY: usize = 3;
/// Candidates before one that are looked at, at most.
const MOST_BEFORE: usize = 20;

/// One way on from a campaign.
struct Way<'d> {
    to: &'d str,
    at: &'d At<String>,
    cases: Vec<Case<'d>>,
    /// The conditions of what is tried before and can always be landed on.
    before: Vec<Option<&'d When>>,
}

/// Notes links to campaigns that are not there.
pub(super) fn known(notes: &Notes, view: &View<'_>, known: &Known<'_>) {
    let Some(shop) = view.shop else { return };
    let hosts: Vec<String> = shop.allowed_hosts.iter().map(|host| host.value.clone()).collect();
    let named = view.blocks.iter().filter_map(|block| block.link.as_ref()).map(|(_, url)| url);
    let candidates = view.campaigns.iter().flat_map(|campaign| &campaign.candidates);
    let in_goals = candidates.filter_map(|candidate| match &candidate.to {
        Goal::Url(url) => Some(url),
        _ => None,
    });
    for url in named.chain(in_goals) {
        if let Some(id) = campaign_of(&url.value, &hosts) {
            known.campaign(notes, &At { value: id, place: url.place });
        }
    }
}

/// Notes circles and long chains.
pub(super) fn check(notes: &Notes, view: &View<'_>, logic: &Logic<'_>) {
    let Some(shop) = view.shop else { return };
    let hosts: Vec<String> = shop.allowed_hosts.iter().map(|host| host.value.clone()).collect();
    let ids: HashMap<&str, &CampaignFile> = view.campaigns.iter().map(|file| (file.id.as_str(), *file)).collect();
    let ways: HashMap<&str, Vec<Way<'_>>> =
        view.campaigns.iter().map(|file| (file.id.as_str(), ways(view, file, &ids, &hosts, logic))).collect();
    let mut walk = Walk {
        notes,
        logic,
        ways: &ways,
        left: MOST_STEPS,
        path: Vec::new(),
        done: HashMap::new(),
        said: HashSet::new(),
    };
    for file in &view.campaigns {
        walk.from(&file.id, &Case::default());
    }
}

/// The campaign that a link of this shop leads to.
fn campaign_of(url: &str, hosts: &[String]) -> Option<String> {
    if !allowed(url, hosts) {
        return None;
    }
    let path = page(url);
    let id = path.strip_prefix("/r/")?;
    (!id.contains('/')).then(|| id.to_string())
}

/// Where a campaign can lead on to other campaigns.
fn ways<'d>(
    view: &'d View<'d>,
    file: &'d CampaignFile,
    ids: &HashMap<&'d str, &'d CampaignFile>,
    hosts: &[String],
    logic: &Logic<'d>,
) -> Vec<Way<'d>> {
    let mut ways = Vec::new();
    let mut before: Vec<Option<&'d When>> = Vec::new();
    for (_, candidate) in file.tried() {
        if both(file.window, candidate.window.value).is_none() {
            continue;
        }
        // A category's page, a product's and the fallback are no campaign (`own_links`), nor is a channel's.
        if let Goal::Url(url) = &candidate.to {
            let to = campaign_of(&url.value, hosts).and_then(|id| ids.get_key_value(id.as_str()));
            let cases = cases(candidate, logic);
            if let (Some((to, _)), false) = (to, cases.is_empty()) {
                ways.push(Way { to, at: url, cases, before: before.clone() });
            }
        }
        // What is in an arm or has days of its own does not always keep a click from what follows.
        let always = candidate.arm.is_none() && candidate.window.value == Window::default();
        if before.len() < MOST_BEFORE && always && always_there(&candidate.to, view, hosts) {
            before.push(candidate.when.as_ref());
        }
    }
    ways
}

struct Walk<'w, 'd> {
    notes: &'w Notes,
    logic: &'w Logic<'d>,
    left: usize,
    ways: &'w HashMap<&'d str, Vec<Way<'d>>>,
    path: Vec<&'d str>,
    /// How many redirects follow from a campaign.
    done: HashMap<&'d str, usize>,
    said: HashSet<Place>,
}

impl<'d> Walk<'_, 'd> {
    /// Follows every way on, as long as the conditions along it can hold at once, and says how many redirects follow.
    fn from(&mut self, id: &'d str, case: &Case<'d>) -> usize {
        let unconditional = *case == Case::default();
        if let (Some(length), true) = (self.done.get(id), unconditional) {
            return *length;
        }
        // A chain that has gone on for so long was told of already.
        if self.path.len() > MANY * 4 || self.left == 0 {
            return 0;
        }
        self.left -= 1;
        self.path.push(id);
        let ways = self.ways;
        let mut longest = 0;
        for way in ways.get(id).into_iter().flatten() {
            for both in way.cases.iter().filter_map(|own| own.and(case)) {
                let lands = |when: &Option<&When>| when.is_none_or(|when| self.logic.answer(when, &both) == Some(true));
                if way.before.iter().any(lands) {
                    continue;
                }
                if let Some(from) = self.path.iter().position(|before| *before == way.to) {
                    self.circle(from, way);
                } else {
                    longest = longest.max(1 + self.from(way.to, &both));
                }
            }
        }
        self.path.pop();
        if unconditional {
            self.done.insert(id, longest);
        }
        // One redirect is the click's own.
        if self.path.is_empty() && longest + 1 > MANY {
            let way = ways.get(id).and_then(|ways| ways.first());
            if let Some(way) = way.filter(|way| self.said.insert(way.at.place)) {
                let message = format!("a click on `/r/{id}` is redirected {} times before it lands", longest + 1);
                self.notes.say(Code::LongChain, way.at.place, message, "lead to the page itself");
            }
        }
        longest
    }

    fn circle(&mut self, from: usize, way: &Way<'d>) {
        if !self.said.insert(way.at.place) {
            return;
        }
        let mut ids: Vec<String> = self.path.iter().skip(from).map(|id| format!("`/r/{id}`")).collect();
        ids.push(format!("`/r/{}`", way.to));
        let message = format!("these links lead round in a circle: {}", ids.join(" -> "));
        self.notes.say(Code::RedirectLoop, way.at.place, message, "lead one of them to a page");
    }
}
