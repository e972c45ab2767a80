//! Everything that is known of a click.

use super::super::Edge;
use super::super::query::Query;
use super::fallback::Why;
use crate::consent::Admitted;
use crate::engine::{Decision, Intents, Landed, Outcome, Place};

/// A click that is decided.
pub(in crate::edge) struct Resolved<'q> {
    /// The campaign, as the path names it.
    pub(in crate::edge) campaign: &'q str,
    /// The link's parameters.
    pub(in crate::edge) query: &'q Query<'q>,
    /// Who clicked.
    pub(in crate::edge) admitted: Admitted,
    /// Nobody clicked: it leaves no trace, and nothing is told of it.
    pub(in crate::edge) traceless: bool,
    /// The decision, if one was made.
    pub(in crate::edge) decision: Option<Decision>,
    /// Whether it is about something sensitive: the link's words say nothing more then.
    pub(in crate::edge) sensitive: bool,
    /// Where it leads.
    pub(in crate::edge) lands: Lands,
}

/// Where a click leads.
pub(in crate::edge) enum Lands {
    /// Where the decision says.
    On(Landed),
    /// On the shop's fallback.
    Fallback(Why),
}

impl Resolved<'_> {
    /// How close it is, as `Segue-Landing` says it.
    pub(in crate::edge) fn step(&self) -> &'static str {
        match &self.lands {
            Lands::On(landed) => landed.step.name(),
            Lands::Fallback(_) => "fallback",
        }
    }

    /// Whose page it leads to; `None` for the fallback.
    pub(in crate::edge) fn place(&self) -> Option<Place> {
        match &self.lands {
            Lands::On(landed) => Some(landed.place),
            Lands::Fallback(_) => None,
        }
    }

    /// The candidate (its place in the campaign) that was chosen; `None` for a one-off link and the fallback.
    pub(in crate::edge) fn candidate(&self) -> Option<u16> {
        let decision = self.decision.as_ref()?;
        if let Some(Outcome::Chosen(_)) = decision.one_off {
            return None;
        }
        decision.landing.iter().find(|evidence| matches!(evidence.outcome, Outcome::Chosen(_))).map(|found| found.rule)
    }

    /// The experiments in which the click or the visitor takes part, and their arms, by id.
    pub(in crate::edge) fn arms<'s>(&self, edge: &Edge<'s>) -> impl Iterator<Item = (&'s str, &'s str)> {
        let core = edge.snapshot.map(|snapshot| snapshot.core());
        let dealt = self.decision.iter().flat_map(|decision| &decision.experiments).filter(|dealt| dealt.enrolled);
        dealt.filter_map(move |dealt| {
            let rule = core?.experiments.get(usize::from(dealt.experiment))?;
            Some((rule.id.as_str(), rule.body.as_ref()?.arms.get(usize::from(dealt.arm))?.id.as_str()))
        })
    }

    /// What the link's words are after.
    pub(in crate::edge) fn intents(&self) -> Intents {
        self.decision.as_ref().map_or_else(Intents::default, |decision| decision.intents)
    }

    /// What the next page may be told of where the click came from: the shop's own pages the host, everybody else nothing.
    pub(in crate::edge) fn referrer_policy(&self) -> &'static str {
        match self.place() {
            Some(Place::Shop | Place::App) => "strict-origin",
            Some(Place::Host | Place::Channel(_)) | None => "no-referrer",
        }
    }
}
