//! A persona: somebody whom the team knows by name. The parts are those of a case, so that whoever reads one reads both.

use super::file::{Asked, Case, Expect, Prefers, Visitor};
use alloc::collections::BTreeMap;
use alloc::string::String;
use serde::Deserialize;

/// A visitor of whom the team speaks, without a request.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Persona {
    /// What colleagues call them.
    pub name: String,
    /// For editors.
    #[serde(default, rename = "$schema")]
    pub schema: Option<String>,
    /// Who that is, in a sentence.
    #[serde(default)]
    pub description: Option<String>,
    /// What the cookie holds; absent means no cookie.
    #[serde(default)]
    pub visitor: Option<Visitor>,
    /// The visitor's own choice; absent means none was made. Purposes that it leaves out were refused.
    #[serde(default)]
    pub consent: Option<BTreeMap<String, bool>>,
    /// What the visitor prefers.
    #[serde(default)]
    pub preferences: Option<Prefers>,
    /// The country of the connection.
    #[serde(default)]
    pub country: Option<String>,
    /// `mobile`, `tablet` or `desktop`; absent means `desktop`.
    #[serde(default)]
    pub device: Option<String>,
    /// The language of the browser; absent means `en`.
    #[serde(default)]
    pub language: Option<String>,
    /// Whether the browser sends Global Privacy Control.
    #[serde(default)]
    pub gpc: bool,
}

impl Persona {
    /// The persona asking for `path` (with its query): a case that expects nothing, as [`parts`](super::parts) and
    /// [`receipt_of`](super::receipt_of) take it.
    #[must_use]
    pub fn asks(&self, path: &str) -> Case {
        Case {
            name: self.name.clone(),
            schema: None,
            snapshot: None,
            visitor: self.visitor.clone(),
            consent: self.consent.clone(),
            tcf: None,
            preferences: self.preferences.clone(),
            no_reminders: false,
            came_by: None,
            came_by_days_ago: 0,
            spoil_story: None,
            request: Asked {
                path: path.into(),
                country: self.country.clone(),
                device: self.device.clone(),
                language: self.language.clone(),
                gpc: self.gpc,
                ..Asked::default()
            },
            expect: Expect::default(),
        }
    }
}
