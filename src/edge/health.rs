//! `GET /_segue/health`: what an engineer wants to know first. No secrets.

use super::{Edge, Response};
use alloc::string::String;
use serde::Serialize;

#[derive(Serialize)]
struct Health {
    snapshot: Option<String>,
    age_seconds: Option<u64>,
    rung: &'static str,
    version: &'static str,
    shard_bytes: usize,
    switched_off: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    canary: Option<Trial>,
}

#[derive(Serialize)]
struct Trial {
    snapshot: String,
    percent: u8,
}

#[inline(never)]
pub(super) fn answer(edge: &Edge<'_>) -> Response {
    let core = edge.snapshot.map(crate::snapshot::Snapshot::core);
    let off = core.map_or(0, |core| {
        core.segments.iter().filter(|rule| rule.body.is_none()).count()
            + core.blocks.iter().filter(|rule| rule.body.is_none()).count()
            + core.sets.iter().filter(|rule| rule.body.is_none()).count()
            + core.campaigns.broken()
            + core.experiments.iter().filter(|rule| rule.body.is_none()).count()
    });
    let health = Health {
        snapshot: edge.snapshot.map(|snapshot| alloc::format!("{}", snapshot.id())),
        age_seconds: edge.snapshot.map(|_| edge.now.unix_seconds.saturating_sub(edge.published)),
        rung: edge.rung.name(),
        version: crate::VERSION,
        shard_bytes: edge.snapshot.map_or(0, crate::snapshot::Snapshot::shard_bytes),
        switched_off: off,
        canary: edge
            .beside
            .trial
            .map(|trial| Trial { snapshot: alloc::format!("{}", trial.snapshot.id()), percent: trial.percent }),
    };
    Response::json(200, &health)
}
