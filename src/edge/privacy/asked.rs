//! What a visitor asks for, as JSON or as a form.

use super::wishes::{Taste, offered};
use crate::consent::{Bridged, Choice, HowOften, MOST_CATEGORIES, Preferences, Purpose};
use crate::key::NameKey;
use crate::snapshot::Snapshot;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// Most fields of a form that are looked at: more than the page has.
const MOST_FIELDS: usize = 100;

/// What is asked for. What is left out stays as it is.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// Yes or no to purposes.
    #[serde(default)]
    pub(super) purposes: Said,
    /// Yes or no to all purposes that are not named.
    #[serde(default)]
    all: Option<bool>,
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

/// Yes or no to each of [`Purpose::ALL`], or nothing.
#[derive(Default, PartialEq, Eq)]
pub(super) struct Said([Option<bool>; 5]);

impl Said {
    /// Whether nothing is said.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn about(&self, purpose: Purpose) -> Option<bool> {
        Purpose::ALL.into_iter().zip(self.0).find(|(other, _)| *other == purpose).and_then(|(_, yes)| yes)
    }

    fn place(&mut self, purpose: Purpose) -> Option<&mut Option<bool>> {
        Purpose::ALL.into_iter().zip(&mut self.0).find(|(other, _)| *other == purpose).map(|(_, place)| place)
    }

    /// Notes an answer. `None` for a name that is no purpose, and for a second answer to one: either may be a no. The
    /// necessary is not up for choice, so an answer to it says nothing.
    fn say(&mut self, name: &str, yes: bool) -> Option<()> {
        let purpose = Purpose::ALL.into_iter().find(|purpose| purpose.name() == name)?;
        if purpose == Purpose::Necessary {
            return Some(());
        }
        let place = self.place(purpose)?;
        place.is_none().then(|| *place = Some(yes))
    }
}

impl<'de> Deserialize<'de> for Said {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Answers;
        impl<'de> Visitor<'de> for Answers {
            type Value = Said;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("purposes, each once, with true or false")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut answers: A) -> Result<Said, A::Error> {
                let mut said = Said::default();
                while let Some((name, yes)) = answers.next_entry::<String, bool>()? {
                    said.say(&name, yes).ok_or_else(|| A::Error::custom("not a purpose, or twice"))?;
                }
                Ok(said)
            }
        }
        from.deserialize_map(Answers)
    }
}

/// Preferences, as they are asked for.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Preferring {
    reminders: Option<bool>,
    recommendations: Option<HowOften>,
    likes: Option<Vec<String>>,
    dislikes: Option<Vec<String>>,
    /// What the form says of single categories; the others stay as they are.
    #[serde(skip)]
    tastes: Vec<(String, Taste)>,
}

impl Asked {
    /// Reads the JSON. A misspelt purpose is refused whole: it may be a no.
    pub(super) fn from_json(body: &[u8]) -> Option<Self> {
        // The reader would take a list for the members in their order, and an empty one for a choice of nothing.
        if body.trim_ascii_start().first() != Some(&b'{') {
            return None;
        }
        serde_json::from_slice(body).ok().map(Self::of_all)
    }

    /// Reads a form of the page or of the banner: a field for each purpose, `yes` or `no`, or `all`; `reminders`;
    /// `recommendations`; `category.ID`, `like`, `neither` or `dislike`; or `forget`.
    pub(super) fn from_form(body: &[u8]) -> Option<Self> {
        let mut asked = Self::default();
        let mut fields = form_urlencoded::parse(body);
        for (name, value) in fields.by_ref().take(MOST_FIELDS) {
            let yes = || match value.as_ref() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            };
            match name.as_ref() {
                "forget" => asked.forget = yes()?,
                "all" => asked.all = Some(yes()?),
                "reminders" => asked.preferring().reminders = Some(yes()?),
                "recommendations" => asked.preferring().recommendations = Some(how_often(&value)?),
                other => match other.strip_prefix("category.") {
                    Some(id) => {
                        let taste = Taste::ALL.into_iter().find(|taste| taste.name() == value)?;
                        asked.preferring().tastes.push((id.to_string(), taste));
                    }
                    None => asked.purposes.say(other, yes()?)?,
                },
            }
        }
        // What is beyond may be a no.
        fields.next().is_none().then(|| asked.of_all())
    }

    fn preferring(&mut self) -> &mut Preferring {
        self.preferences.get_or_insert_default()
    }

    /// Says of every purpose that is not named what is said of all.
    fn of_all(mut self) -> Self {
        for purpose in Purpose::ALL.into_iter().filter(|purpose| *purpose != Purpose::Necessary) {
            if let (Some(yes), Some(place)) = (self.all, self.purposes.place(purpose)) {
                place.get_or_insert(yes);
            }
        }
        self
    }

    /// What is said about a purpose.
    pub(super) fn about(&self, purpose: Purpose) -> Option<bool> {
        self.purposes.about(purpose)
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

fn how_often(value: &str) -> Option<HowOften> {
    match value {
        "usual" => Some(HowOften::Usual),
        "fewer" => Some(HowOften::Fewer),
        "never" => Some(HowOften::Never),
        _ => None,
    }
}

/// Why a list of categories cannot be taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Misnamed<'a> {
    /// The shop does not have this one, or does not offer it.
    Unknown(&'a str),
    /// More than [`MOST_CATEGORIES`].
    TooMany,
}

impl Preferring {
    /// What is wrong with the lists, as a program sends them. Without a snapshot nobody knows the shop's categories.
    pub(super) fn misnamed(&self, snapshot: Option<&Snapshot>) -> Option<Misnamed<'_>> {
        let lists = || self.likes.iter().chain(&self.dislikes);
        if lists().any(|ids| ids.len() > MOST_CATEGORIES) {
            return Some(Misnamed::TooMany);
        }
        let core = snapshot?.core();
        let unknown = |id: &&String| !offered(core).any(|category| category.id == **id);
        lists().flatten().find(unknown).map(|id| Misnamed::Unknown(id))
    }

    /// Changes `preferences`. Of a category that is liked and not liked at once, the no counts. Whether every category
    /// that was named is in them: there may be [`MOST_CATEGORIES`] of each kind.
    pub(super) fn add_to(&self, preferences: &mut Preferences, snapshot: Option<&Snapshot>) -> bool {
        if let Some(reminders) = self.reminders {
            preferences.reminders = reminders;
        }
        if let Some(recommendations) = self.recommendations {
            preferences.recommendations = recommendations;
        }
        let Preferences { likes, dislikes, .. } = preferences;
        let keys = |ids: &Vec<String>| ids.iter().map(|id| NameKey::of(id)).collect();
        if let Some(ids) = &self.likes {
            *likes = keys(ids);
        }
        if let Some(ids) = &self.dislikes {
            *dislikes = keys(ids);
        }
        for (id, taste) in &self.tastes {
            let key = NameKey::of(id);
            for (list, mine) in [(&mut *likes, Taste::Like), (&mut *dislikes, Taste::Dislike)] {
                let there = list.contains(&key);
                match (*taste == mine, there) {
                    (true, false) => list.push(key),
                    (false, true) => list.retain(|other| *other != key),
                    _ => {}
                }
            }
        }
        let offered: Option<Vec<NameKey>> =
            snapshot.map(|snapshot| offered(snapshot.core()).map(|category| NameKey::of(&category.id)).collect());
        let mut whole = true;
        for list in [&mut *likes, &mut *dislikes] {
            let mut seen = Vec::new();
            list.retain(|key| {
                let keep = !seen.contains(key) && offered.as_ref().is_none_or(|offered| offered.contains(key));
                seen.push(*key);
                keep
            });
            whole &= list.len() <= MOST_CATEGORIES;
            list.truncate(MOST_CATEGORIES);
        }
        likes.retain(|key| !dislikes.contains(key));
        whole
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;
    use alloc::format;

    fn preferences(asked: &Asked) -> (Preferences, bool) {
        let mut preferences = Preferences::default();
        let whole = asked.preferences.as_ref().unwrap().add_to(&mut preferences, None);
        (preferences, whole)
    }

    #[test]
    fn all_is_all_that_is_not_named() {
        let asked = Asked::from_json(br#"{"all":true,"purposes":{"advertising":false}}"#).unwrap();
        let said = Purpose::ALL.map(|purpose| asked.about(purpose));
        assert_eq!(said, [None, Some(true), Some(true), Some(true), Some(false)]);
        let no = Asked::from_form(b"all=no").unwrap();
        assert_eq!(
            Purpose::ALL.map(|purpose| no.about(purpose)),
            [None, Some(false), Some(false), Some(false), Some(false)]
        );
        assert!(Asked::from_form(b"all=maybe").is_none());
    }

    #[test]
    fn a_form_changes_the_categories_that_it_names() {
        let (mut before, _) =
            preferences(&Asked::from_json(br#"{"preferences":{"likes":["a","b"],"dislikes":["c"]}}"#).unwrap());
        let form =
            Asked::from_form(b"category.a=dislike&category.c=neither&category.d=like&recommendations=fewer").unwrap();
        assert!(form.preferences.as_ref().unwrap().add_to(&mut before, None));
        assert_eq!(before.likes, [NameKey::of("b"), NameKey::of("d")]);
        assert_eq!(before.dislikes, [NameKey::of("a")]);
        assert_eq!(before.recommendations, HowOften::Fewer);
        assert!(before.reminders);
    }

    #[test]
    fn lists_are_bounded_and_say_so() {
        let form: Vec<String> = (0..MOST_CATEGORIES + 1).map(|n| format!("category.c{n}=like")).collect();
        let (kept, whole) = preferences(&Asked::from_form(form.join("&").as_bytes()).unwrap());
        assert_eq!((kept.likes.len(), whole), (MOST_CATEGORIES, false));
        assert_eq!(kept.likes.first(), Some(&NameKey::of("c0")), "the first are kept");
        let ids: Vec<String> = (0..MOST_CATEGORIES + 1).map(|n| format!("\"c{n}\"")).collect();
        let json = format!(r#"{{"preferences":{{"likes":[{}]}}}}"#, ids.join(","));
        let asked = Asked::from_json(json.as_bytes()).unwrap();
        assert_eq!(asked.preferences.unwrap().misnamed(None), Some(Misnamed::TooMany));
        let (twice, whole) =
            preferences(&Asked::from_json(br#"{"preferences":{"likes":["a","a"],"dislikes":["a"]}}"#).unwrap());
        assert_eq!((twice.likes.len(), twice.dislikes.len(), whole), (0, 1, true));
    }

    #[test]
    fn what_cannot_be_meant_is_refused_whole() {
        for form in ["category.a=love", "recommendations=sometimes", "reminders=1", "purpose=yes", "forget=maybe"] {
            assert!(Asked::from_form(format!("personalization=no&{form}").as_bytes()).is_none(), "{form}");
        }
        for json in [
            r#"{"preferences":{"recommendations":"sometimes"}}"#,
            r#"{"preferences":{"likes":"kettles"}}"#,
            r#"{"preferences":{"tastes":[]}}"#,
            r#"{"purposes":{"personalisation":false}}"#,
            r#"{"purpose":{}}"#,
        ] {
            assert!(Asked::from_json(json.as_bytes()).is_none(), "{json}");
        }
    }
}
