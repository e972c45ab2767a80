//! The visitor's wishes: how often, and which categories.

use crate::consent::{HowOften, Preferences};
use crate::key::NameKey;
use crate::snapshot::{Category, Core, Snapshot};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Most categories that the page asks about. Of a shop with more, the first and those that were chosen are shown.
const MOST_SHOWN: usize = 48;

/// What somebody thinks of a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::edge) enum Taste {
    /// More of it.
    Like,
    /// No matter.
    Neither,
    /// None of it.
    Dislike,
}

impl Taste {
    /// All, in the order of the page.
    pub(in crate::edge) const ALL: [Self; 3] = [Self::Like, Self::Neither, Self::Dislike];

    /// The name in the form.
    pub(in crate::edge) fn name(self) -> &'static str {
        match self {
            Self::Like => "like",
            Self::Neither => "neither",
            Self::Dislike => "dislike",
        }
    }

    pub(super) fn of(preferences: &Preferences, category: NameKey) -> Self {
        if preferences.dislikes.contains(&category) {
            Self::Dislike
        } else if preferences.likes.contains(&category) {
            Self::Like
        } else {
            Self::Neither
        }
    }
}

/// Preferences as JSON, with the categories by their ids.
#[derive(Serialize)]
pub(in crate::edge) struct PreferencesJson {
    pub(in crate::edge) reminders: bool,
    pub(in crate::edge) recommendations: HowOften,
    likes: Vec<String>,
    dislikes: Vec<String>,
}

impl PreferencesJson {
    pub(super) fn of(preferences: &Preferences, snapshot: Option<&Snapshot>) -> Self {
        let ids = |keys: &[NameKey]| keys.iter().map(|key| id_of(*key, snapshot)).collect();
        Self {
            reminders: preferences.reminders,
            recommendations: preferences.recommendations,
            likes: ids(&preferences.likes),
            dislikes: ids(&preferences.dislikes),
        }
    }
}

/// The id of a category; its key in hexadecimal digits where no snapshot names it.
pub(super) fn id_of(key: NameKey, snapshot: Option<&Snapshot>) -> String {
    let mut categories = snapshot.into_iter().flat_map(|snapshot| &snapshot.core().categories);
    let found = categories.find(|category| NameKey::of(&category.id) == key);
    found.map_or_else(|| format!("{:08x}", key.0), |category| category.id.to_string())
}

/// A category that the page asks about.
pub(in crate::edge) struct Asked<'a> {
    pub(in crate::edge) id: &'a str,
    pub(in crate::edge) title: &'a str,
    pub(in crate::edge) taste: Taste,
}

/// The categories that visitors may like or not. What is sensitive is not among them: it is never remembered, not even so.
pub(super) fn offered(core: &Core) -> impl Iterator<Item = &Category> {
    core.categories.iter().filter(|category| !category.sensitive)
}

/// Those that the page asks about.
pub(super) fn asked<'a>(preferences: &Preferences, snapshot: Option<&'a Snapshot>) -> Vec<Asked<'a>> {
    let categories = snapshot.into_iter().flat_map(|snapshot| offered(snapshot.core()));
    let all = categories.map(|category| Asked {
        id: &category.id,
        title: &category.title,
        taste: Taste::of(preferences, NameKey::of(&category.id)),
    });
    let shown = |(nth, asked): &(usize, Asked<'_>)| *nth < MOST_SHOWN || asked.taste != Taste::Neither;
    all.enumerate().filter(shown).map(|(_, asked)| asked).collect()
}
