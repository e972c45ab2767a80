//! What a visitor asks for, as JSON or as a form.

use crate::consent::{Bridged, Choice, HowOften, MOST_CATEGORIES, Preferences, Purpose};
use crate::key::NameKey;
use crate::snapshot::Snapshot;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::Deserialize;

/// What is asked for. What is left out stays as it is.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// Yes or no to purposes.
    #[serde(default)]
    pub(super) purposes: BTreeMap<String, bool>,
    /// What is preferred.
    #[serde(default)]
    pub(super) preferences: Option<Preferring>,
    /// Forget what is remembered.
    #[serde(default)]
    pub(super) forget: bool,
    /// The bridge sent this: the purposes are what this platform says, not the visitor's choice here.
    #[serde(default)]
    pub(super) platform: Option<Bridged>,
}

/// Preferences, as they are asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Preferring {
    reminders: Option<bool>,
    recommendations: Option<HowOften>,
    likes: Option<Vec<String>>,
    dislikes: Option<Vec<String>>,
}

impl Asked {
    /// Reads the JSON. A misspelt purpose is refused whole: it may be a no.
    pub(super) fn from_json(body: &[u8]) -> Option<Self> {
        let asked: Self = serde_json::from_slice(body).ok()?;
        asked.purposes.keys().all(|name| named(name).is_some()).then_some(asked)
    }

    /// Reads the form of the page: a field for each purpose, `yes` or `no`; `reminders`; or `forget`.
    pub(super) fn from_form(body: &[u8]) -> Option<Self> {
        let mut asked = Self::default();
        for (name, value) in form_urlencoded::parse(body).take(20) {
            let yes = match value.as_ref() {
                "yes" => true,
                "no" => false,
                _ => return None,
            };
            match name.as_ref() {
                "forget" => asked.forget = yes,
                "reminders" => asked.preferences.get_or_insert_default().reminders = Some(yes),
                purpose => {
                    named(purpose)?;
                    asked.purposes.insert(purpose.to_string(), yes);
                }
            }
        }
        Some(asked)
    }

    /// What is said about a purpose.
    pub(super) fn about(&self, purpose: Purpose) -> Option<bool> {
        self.purposes.get(purpose.name()).copied()
    }

    /// Adds what is said about purposes to `choice`.
    pub(super) fn add_to(&self, choice: &mut Choice) {
        for purpose in Purpose::ALL {
            if let Some(yes) = self.about(purpose) {
                choice.say(purpose, yes);
            }
        }
    }
}

fn named(name: &str) -> Option<Purpose> {
    Purpose::ALL.into_iter().find(|purpose| purpose.name() == name)
}

impl Preferring {
    /// Changes `preferences`. A category that the shop does not have is left out; of one that is liked and not liked at
    /// once, the no counts.
    pub(super) fn add_to(&self, preferences: &mut Preferences, snapshot: Option<&Snapshot>) {
        let keys = |ids: &Vec<String>| {
            let known = |id: &&String| snapshot.is_some_and(|snapshot| snapshot.core().category_named(id).is_some());
            let mut keys: Vec<NameKey> = ids.iter().filter(known).map(|id| NameKey::of(id)).collect();
            keys.sort_unstable();
            keys.dedup();
            keys.truncate(MOST_CATEGORIES);
            keys
        };
        if let Some(reminders) = self.reminders {
            preferences.reminders = reminders;
        }
        if let Some(recommendations) = self.recommendations {
            preferences.recommendations = recommendations;
        }
        if let Some(dislikes) = &self.dislikes {
            preferences.dislikes = keys(dislikes);
        }
        if let Some(likes) = &self.likes {
            preferences.likes = keys(likes);
        }
        let Preferences { likes, dislikes, .. } = preferences;
        likes.retain(|key| !dislikes.contains(key));
    }
}
