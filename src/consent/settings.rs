//! What the shop sets about consent: its policy, its vendor id, whose signals are read, and what their categories mean.

use super::Purpose;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// A consent platform or standard whose signals are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// IAB TCF: `euconsent-v2`, and OneTrust's `eupubconsent-v2`.
    Tcf,
    /// IAB GPP: `__gpp`, `__gpp_sid`.
    Gpp,
    /// IAB US Privacy: `usprivacy`.
    Usp,
    /// OneTrust: `OptanonConsent`, `OptanonAlertBoxClosed`.
    Onetrust,
    /// Cookiebot: `CookieConsent`.
    Cookiebot,
    /// Shopify: `_tracking_consent`.
    Shopify,
}

impl Platform {
    /// All.
    pub const ALL: [Self; 6] = [Self::Tcf, Self::Gpp, Self::Usp, Self::Onetrust, Self::Cookiebot, Self::Shopify];

    /// The name in settings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tcf => "tcf",
            Self::Gpp => "gpp",
            Self::Usp => "usp",
            Self::Onetrust => "onetrust",
            Self::Cookiebot => "cookiebot",
            Self::Shopify => "shopify",
        }
    }
}

/// Which categories of a consent platform have to be granted for a purpose: all of those listed. A purpose without any is
/// not spoken of by the platform.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryMap {
    /// For [`Purpose::Preferences`].
    pub preferences: Vec<String>,
    /// For [`Purpose::Analytics`].
    pub analytics: Vec<String>,
    /// For [`Purpose::Personalization`].
    pub personalization: Vec<String>,
    /// For [`Purpose::Advertising`].
    pub advertising: Vec<String>,
}

impl CategoryMap {
    /// The categories of a purpose.
    #[must_use]
    pub fn of(&self, purpose: Purpose) -> &[String] {
        match purpose {
            Purpose::Necessary => &[],
            Purpose::Preferences => &self.preferences,
            Purpose::Analytics => &self.analytics,
            Purpose::Personalization => &self.personalization,
            Purpose::Advertising => &self.advertising,
        }
    }

    fn each(preferences: &str, analytics: &str, personalization: &str, advertising: &str) -> Self {
        let one = |category: &str| alloc::vec![category.to_string()];
        Self {
            preferences: one(preferences),
            analytics: one(analytics),
            personalization: one(personalization),
            advertising: one(advertising),
        }
    }
}

/// The shop's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The version of the privacy policy; `None`, when it is not known, takes any.
    pub policy_version: Option<u16>,
    /// The shop's id in the IAB's Global Vendor List. With one, a TC string has to name it for everything.
    pub vendor: Option<u16>,
    /// The shop's settings are not at hand: a platform may refuse then, and not grant.
    #[serde(skip)]
    pub unknown: bool,
    /// Whose signals are read.
    pub platforms: Vec<Platform>,
    /// What OneTrust's groups mean.
    pub onetrust: CategoryMap,
    /// What Cookiebot's categories mean.
    pub cookiebot: CategoryMap,
    /// What Shopify's purposes mean.
    pub shopify: CategoryMap,
}

impl Default for Settings {
    /// Every platform, with the categories as the platforms themselves describe them: OneTrust's and Cookiebot's
    /// "functional" and "preferences" speak of personalising the site, "targeting" and "marketing" of advertising.
    fn default() -> Self {
        Self {
            policy_version: None,
            vendor: None,
            unknown: false,
            platforms: Platform::ALL.to_vec(),
            onetrust: CategoryMap::each("C0003", "C0002", "C0003", "C0004"),
            cookiebot: CategoryMap::each("preferences", "statistics", "preferences", "marketing"),
            shopify: CategoryMap::each("preferences", "analytics", "preferences", "marketing"),
        }
    }
}
