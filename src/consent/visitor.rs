//! The visitor as the engine sees one: only what was granted.

use super::{Grants, Preferences};
use crate::scan::Scan;
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
    pub(super) fn of(agent: Agent) -> Self {
        if agent.has(IPAD | TABLET) || (agent.has(ANDROID) && !agent.has(MOBILE)) {
            Self::Tablet
        } else if agent.has(MOBI | IPHONE) {
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
    pub(super) fn of(agent: Agent) -> Self {
        if agent.has(IPHONE | IPAD | IPOD) {
            Self::Ios
        } else if agent.has(ANDROID) {
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

/// What a user agent says of itself: the words that browsers, tablets and the large apps use.
#[derive(Clone, Copy)]
pub(super) struct Agent(u64);

static WORDS: Scan<16> = Scan::new([
    "iPad",
    "Tablet",
    "Android",
    "Mobile",
    "Mobi",
    "iPhone",
    "iPod",
    // What Android and the large apps add.
    "; wv)",
    "FBAN",
    "FBAV",
    "Instagram",
    "musical_ly",
    "BytedanceWebview",
    "Pinterest",
    "Snapchat",
    "Line/",
]);
const IPAD: u64 = 1;
const TABLET: u64 = 1 << 1;
const ANDROID: u64 = 1 << 2;
const MOBILE: u64 = 1 << 3;
const MOBI: u64 = 1 << 4;
const IPHONE: u64 = 1 << 5;
const IPOD: u64 = 1 << 6;
const APPS: u64 = !0 << 7;

impl Agent {
    pub(super) fn of(agent: &str) -> Self {
        Self(WORDS.held(agent))
    }

    fn has(self, one_of: u64) -> bool {
        self.0 & one_of != 0
    }

    /// Whether it is another app's own view of the web.
    pub(super) fn is_within_app(self) -> bool {
        self.has(APPS)
    }
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
