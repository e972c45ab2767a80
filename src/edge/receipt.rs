//! The receipt of a request as JSON: what the page answers, and of every rule what became of it, why, and what would have
//! to change. `segue explain --format json` prints it, and an authorised preview is given it.

mod intents;
mod item;

use super::promise::StoryJson;
use super::query::Query;
use super::response::Response;
use super::route::{Route, route};
use super::{Body, Edge, Request, Step, admitted, answer, landing, promise, recs};
use crate::consent::{Admitted, Visitor};
use crate::engine::{Change, Changes, Decision, Item, Line, Outcome, Placement, Told, decide, receipt};
use crate::snapshot::{ProductRef, Snapshot};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{borrow::Cow, format};
use intents::IntentJson;
use item::ItemJson;
use serde::Serialize;

#[derive(Serialize)]
struct ReceiptJson<'a> {
    request: RequestJson<'a>,
    asked: &'static str,
    day: String,
    snapshot: String,
    basis: &'static str,
    purposes: Vec<PurposeJson<'a>>,
    intents: Vec<IntentJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    story: Option<StoryJson<'a>>,
    segments: Vec<SegmentJson<'a>>,
    blocks: Vec<BlockJson<'a>>,
    sets: Vec<SetJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    one_off: Option<OneOffJson<'a>>,
    candidates: Vec<CandidateJson<'a>>,
    experiments: Vec<ExperimentJson<'a>>,
}

#[derive(Serialize)]
struct RequestJson<'a> {
    path: Cow<'a, str>,
}

#[derive(Serialize)]
struct PurposeJson<'a> {
    purpose: &'a str,
    granted: bool,
    code: &'a str,
    words: &'a str,
}

#[derive(Serialize)]
struct SegmentJson<'a> {
    id: &'a str,
    name: &'a str,
    r#in: bool,
    code: &'static str,
    words: &'a str,
    change: Vec<ChangeJson<'a>>,
}

#[derive(Serialize)]
struct BlockJson<'a> {
    id: &'a str,
    kind: &'static str,
    priority: u8,
    chosen: bool,
    code: &'a str,
    words: &'a str,
    products: Vec<&'a str>,
    categories: Vec<&'a str>,
    change: Vec<ChangeJson<'a>>,
}

#[derive(Serialize)]
struct SetJson<'a> {
    id: &'a str,
    priority: u8,
    chosen: bool,
    code: &'a str,
    words: &'a str,
    products: Vec<ItemJson<'a>>,
    change: Vec<ChangeJson<'a>>,
}

#[derive(Serialize)]
struct OneOffJson<'a> {
    chosen: bool,
    code: &'a str,
    words: &'a str,
}

#[derive(Serialize)]
struct CandidateJson<'a> {
    candidate: u16,
    step: &'static str,
    chosen: bool,
    code: &'a str,
    words: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    change: Vec<ChangeJson<'a>>,
}

#[derive(Serialize)]
struct ExperimentJson<'a> {
    id: &'a str,
    arm: &'a str,
    enrolled: bool,
    code: &'a str,
    words: &'a str,
    change: Vec<ChangeJson<'a>>,
}

#[derive(Serialize)]
struct ChangeJson<'a> {
    code: &'static str,
    words: &'a str,
}

#[derive(Serialize)]
struct LandingJson<'a> {
    location: &'a str,
    step: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    fallback: &'a str,
}

/// A request that is decided, and by whom it is.
struct Asked<'a> {
    admitted: Admitted,
    placement: Placement<'a>,
    /// What is the same for everyone is decided for nobody in particular.
    shared: bool,
}

impl Asked<'_> {
    fn name(&self) -> &'static str {
        match self.placement {
            Placement::ProductPage { .. } => "page",
            Placement::Recommendations { .. } => "set",
            Placement::Landing { .. } => "landing",
        }
    }

    /// Whether the answer may go on with an ad's story: a click begins one, and what is the same for everyone knows none.
    fn goes_on(&self) -> bool {
        !self.shared && !matches!(self.placement, Placement::Landing { .. })
    }

    fn campaign(&self) -> &str {
        if let Placement::Landing { campaign, .. } = self.placement { campaign } else { "" }
    }
}

/// Takes a request through the door as its answer does; `None` for one in which nothing is decided.
fn asked<'a>(edge: &Edge<'_>, request: &Request<'_>, route: &'a Route<'_>, query: &'a Query<'_>) -> Option<Asked<'a>> {
    let snapshot = edge.snapshot?;
    let placement = match route {
        Route::Page { product } => Placement::ProductPage { product },
        Route::Recs { set } => recs::placement(set, query),
        Route::Landing { campaign } => {
            // Where the link is not believed, nothing is decided.
            let link = landing::link(edge, query, campaign, landing::is_traceless(request)).ok()?;
            let admitted = landing::admit(edge, request, query, campaign);
            return Some(Asked { admitted, placement: Placement::Landing { campaign, link }, shared: false });
        }
        _ => return None,
    };
    let shared = matches!(placement, Placement::Recommendations { set, .. } if recs::is_shared(snapshot, set));
    Some(Asked { admitted: admitted(edge, request, query, None), placement, shared })
}

/// The receipt of the decision that [`handle`](super::handle) makes for this request, rule by rule; empty where none is
/// made.
#[must_use]
pub fn receipt_lines(edge: &Edge<'_>, request: &Request<'_>) -> Vec<Line> {
    let (Some(snapshot), Ok(route)) = (edge.snapshot, route(request)) else { return Vec::new() };
    let query = Query::parse(request.query);
    let Some(asked) = asked(edge, request, &route, &query) else { return Vec::new() };
    let visitor = &asked.admitted.visitor;
    let nobody = Visitor::nobody();
    let decided_for = if asked.shared { &nobody } else { visitor };
    let decision = decide(snapshot, decided_for, &asked.placement, edge.now);
    let mut lines = receipt(snapshot, visitor, &decision);
    if asked.goes_on() {
        lines.extend(promise::line(&asked.admitted));
    }
    lines
}

/// The receipt of a request as JSON, with the very answer to it as `decision`; `None` where nothing is decided: another
/// path, or no snapshot. A page, a set and a link only; whoever calls has to have made sure that the one who asks may know.
///
/// # Errors
/// The shards that have to be read first, unless this is the last try.
pub fn receipt_json(edge: &Edge<'_>, request: &Request<'_>) -> Result<Option<String>, Vec<u16>> {
    let request = &Request { method: "GET", accept: "application/json", body: Body::None, ..*request };
    let (Some(snapshot), Ok(route)) = (edge.snapshot, route(request)) else { return Ok(None) };
    let query = Query::parse(request.query);
    let Some(asked) = asked(edge, request, &route, &query) else { return Ok(None) };
    let response = match answer(edge, request, &route) {
        Step::Read(need) => return Err(need.shards),
        Step::Answer(response) => response,
    };
    let visitor = &asked.admitted.visitor;
    let nobody = Visitor::nobody();
    let decided_for = if asked.shared { &nobody } else { visitor };
    let decision = decide(snapshot, decided_for, &asked.placement, edge.now);
    let changes = Changes::new(snapshot, decided_for, &asked.placement, edge.now, &decision);
    let told = changes.told(asked.campaign());
    if !told.missing.is_empty() && !edge.last_try {
        return Err(told.missing);
    }
    let lines = receipt(snapshot, visitor, &decision);
    let path = path_of(request);
    let rest = ReceiptJson {
        request: RequestJson { path },
        asked: asked.name(),
        day: edge.now.day().to_string(),
        snapshot: decision.snapshot.to_string(),
        basis: decision.basis.name(),
        intents: intents::intents(snapshot, visitor.context(), &decision),
        story: if asked.goes_on() { promise::of_page(edge, snapshot, &asked.admitted, &decision) } else { None },
        ..rules(snapshot, asked.campaign(), &decision, &lines, &told)
    };
    let rest = serde_json::to_string(&rest).unwrap_or_default();
    // The answer is JSON already, and stands here as it is.
    let decided = decided(&asked, &response);
    Ok(Some(format!("{{\"decision\":{decided},{}", rest.strip_prefix('{').unwrap_or_default())))
}

/// Path and query, without what only a preview's link has.
fn path_of<'r>(request: &Request<'r>) -> Cow<'r, str> {
    let of_preview = |pair: &&str| !pair.starts_with("segue_") && !pair.starts_with("receipt=");
    let mut path = Cow::Borrowed(request.path);
    let pairs = request.query.split('&').filter(|pair| !pair.is_empty()).filter(of_preview);
    for (pair, joint) in pairs.zip(core::iter::once('?').chain(core::iter::repeat('&'))) {
        let path = path.to_mut();
        path.push(joint);
        path.push_str(pair);
    }
    path
}

/// What the answer says.
fn decided<'r>(asked: &Asked<'_>, response: &'r Response) -> Cow<'r, str> {
    if let Placement::Landing { .. } = asked.placement {
        let header = |name| response.header(name).unwrap_or_default();
        let landing = LandingJson {
            // Sealed bytes, which differ from day to day and from key to key, tell nobody anything.
            location: &crate::story::without_parameter(header("Location")),
            step: header("Segue-Landing"),
            fallback: header("Segue-Fallback"),
        };
        return Cow::Owned(serde_json::to_string(&landing).unwrap_or_default());
    }
    if response.body.is_empty() { Cow::Borrowed("null") } else { Cow::Borrowed(&response.body) }
}

/// Every rule of the decision.
fn rules<'a>(
    snapshot: &'a Snapshot,
    campaign: &str,
    decision: &'a Decision,
    lines: &'a [Line],
    told: &'a Told,
) -> ReceiptJson<'a> {
    let core = snapshot.core();
    let campaign = core.campaigns.get(campaign).and_then(|rule| rule.body.as_ref());
    let id_of = |at: &ProductRef| super::answer::product(snapshot, *at).map(|product| product.card.id);
    let of = |kind: &'static str| lines.iter().filter(move |line| line.kind == kind);
    let purposes = of("purpose").map(|line| PurposeJson {
        purpose: &line.id,
        granted: line.chosen,
        code: line.code,
        words: &line.words,
    });
    let segments = core.segments.iter().zip(&decision.segments).zip(told.why.iter().zip(&told.segments));
    let segments = segments.map(|((rule, truth), (why, needs))| SegmentJson {
        id: &rule.id,
        name: rule.body.as_ref().map_or("", |segment| &segment.name),
        r#in: *truth == crate::engine::Truth::Yes,
        code: truth.code(),
        words: why,
        change: change(needs),
    });
    let of_blocks = of("block").zip(&decision.blocks).zip(told.blocks.iter().zip(&told.no_room));
    let blocks = of_blocks.map(|((line, evidence), (needs, no_room))| {
        let body = core.blocks.get(usize::from(evidence.rule)).and_then(|rule| rule.body.as_ref());
        let (products, categories) = match &evidence.outcome {
            Outcome::Chosen(shown) => (shown.products.as_slice(), shown.categories.as_slice()),
            Outcome::Not(_) => (&[][..], &[][..]),
        };
        BlockJson {
            id: &line.id,
            kind: body.map_or("", |block| block.kind.name()),
            priority: body.map_or(0, |block| block.priority),
            chosen: line.chosen,
            code: line.code,
            words: if no_room.is_empty() { &line.words } else { no_room },
            products: products.iter().filter_map(id_of).collect(),
            categories: categories.iter().filter_map(|at| Some(core.category(*at)?.id.as_str())).collect(),
            change: change(needs),
        }
    });
    let sets = of("set").zip(&decision.sets).zip(&told.sets).map(|((line, evidence), needs)| {
        let body = core.sets.get(usize::from(evidence.rule)).and_then(|rule| rule.body.as_ref());
        let items = match &evidence.outcome {
            Outcome::Chosen(shelf) => shelf.items.as_slice(),
            Outcome::Not(_) => &[],
        };
        let item = |item: &Item| ItemJson::of(snapshot, item);
        SetJson {
            id: &line.id,
            priority: body.map_or(0, |set| set.priority),
            chosen: line.chosen,
            code: line.code,
            words: &line.words,
            products: items.iter().filter_map(item).collect(),
            change: change(needs),
        }
    });
    let one_off = of("one-off").next();
    let one_off = one_off.map(|line| OneOffJson { chosen: line.chosen, code: line.code, words: &line.words });
    let candidates = of("candidate").zip(&decision.landing).zip(&told.landing).map(|((line, evidence), needs)| {
        let candidate = campaign.and_then(|campaign| campaign.candidates.get(usize::from(evidence.rule)));
        let url = match &evidence.outcome {
            Outcome::Chosen(landed) => Some(landed.url.as_str()),
            Outcome::Not(_) => None,
        };
        CandidateJson {
            candidate: evidence.rule + 1,
            step: candidate.map_or("", |candidate| candidate.to.step().name()),
            chosen: line.chosen,
            code: line.code,
            words: &line.words,
            url,
            change: change(needs),
        }
    });
    let dealt = of("experiment").zip(&decision.experiments).zip(&told.experiments);
    let experiments = dealt.map(|((line, dealt), needs)| {
        let rule = core.experiments.get(usize::from(dealt.experiment)).and_then(|rule| rule.body.as_ref());
        let arm = rule.and_then(|body| body.arms.get(usize::from(dealt.arm)));
        ExperimentJson {
            id: &line.id,
            arm: arm.map_or("control", |arm| &arm.id),
            enrolled: dealt.enrolled,
            code: line.code,
            words: &line.words,
            change: change(needs),
        }
    });
    ReceiptJson {
        request: RequestJson { path: Cow::Borrowed("") },
        asked: "",
        day: String::new(),
        snapshot: String::new(),
        basis: "",
        purposes: purposes.collect(),
        intents: Vec::new(),
        story: None,
        segments: segments.collect(),
        blocks: blocks.collect(),
        sets: sets.collect(),
        one_off,
        candidates: candidates.collect(),
        experiments: experiments.collect(),
    }
}

fn change(needs: &[Change]) -> Vec<ChangeJson<'_>> {
    needs.iter().map(|need| ChangeJson { code: need.code, words: &need.words }).collect()
}
