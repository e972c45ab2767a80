//! The visitor as the engine sees one: only what was granted.

use super::{Grants, Preferences};
use crate::story::Story;
use crate::visitor::Profile;
use alloc::collections::BTreeMap;
use alloc::string::String;

/// The kind of device, from the user agent; the user agent itself goes no further.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Device {
    /// A phone.
    Mobile,
    /// A tablet.
    Tablet,
    /// Anything else.
    #[default]
    Desktop,
}

impl Device {
    /// The device class of a user agent: the words that browsers and tablets themselves use.
    #[must_use]
    pub fn of_user_agent(agent: &str) -> Self {
        let has = |word: &str| agent.contains(word);
        if has("iPad") || has("Tablet") || (has("Android") && !has("Mobile")) {
            Self::Tablet
        } else if has("Mobi") || has("iPhone") {
            Self::Mobile
        } else {
            Self::Desktop
        }
    }

    /// The name as rules write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mobile => "mobile",
            Self::Tablet => "tablet",
            Self::Desktop => "desktop",
        }
    }
}

/// The system of the device, from the user agent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Os {
    /// Android.
    Android,
    /// iOS or iPadOS, where it says so.
    Ios,
    /// Anything else.
    #[default]
    Other,
}

impl Os {
    /// The system of a user agent.
    #[must_use]
    pub fn of_user_agent(agent: &str) -> Self {
        let has = |word: &str| agent.contains(word);
        if has("iPhone") || has("iPad") || has("iPod") {
            Self::Ios
        } else if has("Android") {
            Self::Android
        } else {
            Self::Other
        }
    }

    /// The name as rules write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Android => "android",
            Self::Ios => "ios",
            Self::Other => "other",
        }
    }
}

/// Whether a user agent is that of another app's own view of the web: the words that Android and the large apps add.
pub(super) fn is_within_app(agent: &str) -> bool {
    let words =
        ["; wv)", "FBAN", "FBAV", "Instagram", "musical_ly", "BytedanceWebview", "Pinterest", "Snapchat", "Line/"];
    words.into_iter().any(|word| agent.contains(word))
}

/// What this one request says by itself. It needs no consent, since nothing is kept or looked up.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// ISO 3166-1 alpha-2, or empty when unknown.
    pub country: String,
    /// The device class.
    pub device: Device,
    /// The system of the device.
    pub os: Os,
    /// Whether the page is shown within another app, which may open no third one.
    pub within_app: bool,
    /// The primary language subtag of `Accept-Language`, lower case, or empty.
    pub language: String,
    /// The search words of the link (`q` or `utm_term`), bounded, or empty.
    pub search: String,
    /// The campaign in the link (`utm_campaign` or the path of `/r/`), bounded, or empty.
    pub campaign: String,
    /// What the ad promised that brought the visitor here: from the page's address, or with consent to personalization from
    /// the session's cookie.
    pub story: Option<Story>,
    /// This is a preview, which takes part in no experiment, and looks at these arms.
    pub preview: Option<BTreeMap<String, String>>,
}

debug_says_presence!(Context);

/// A visitor, holding only what the granted purposes allow. Made by [`admit`](super::admit) alone, but for the one of whom
/// nothing is known.
#[derive(Debug, Clone)]
pub struct Visitor {
    profile: Option<Profile>,
    grants: Grants,
    preferences: Preferences,
    context: Context,
}

impl Visitor {
    /// Only the door may make one.
    pub(super) fn new(profile: Option<Profile>, grants: Grants, preferences: Preferences, context: Context) -> Self {
        Self { profile, grants, preferences, context }
    }

    /// What the request says by itself, and nothing else.
    pub(super) fn reduced_to_context(self) -> Self {
        Self::new(None, Grants::default(), Preferences::default(), self.context)
    }

    /// Adds what may be remembered.
    pub(super) fn remember(&mut self, profile: Profile) {
        self.profile = Some(profile);
    }

    /// What is remembered; `None` without consent to personalization, or when nothing is remembered yet.
    #[must_use]
    pub fn profile(&self) -> Option<&Profile> {
        self.profile.as_ref()
    }

    /// The verdicts on the purposes.
    #[must_use]
    pub fn grants(&self) -> &Grants {
        &self.grants
    }

    /// What the visitor prefers.
    #[must_use]
    pub fn preferences(&self) -> &Preferences {
        &self.preferences
    }

    /// What this request says.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// A visitor of whom nothing is known and nothing may be asked, not even the request's context: what a shared answer
    /// is decided for, so that it is the same for everyone.
    #[must_use]
    pub(crate) fn nobody() -> Self {
        Self::new(None, Grants::default(), Preferences::default(), Context::default())
    }
}
