//! What the core knows of the shop itself.

use super::channel::{Apps, Channel};
use super::cuts::Cuts;
use super::product::ProductRef;
use crate::consent::Settings;
use crate::visitor::LifecycleDays;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// The shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shop {
    /// The name.
    pub name: String,
    /// ISO 4217.
    pub currency: String,
    /// The language of its pages (BCP 47).
    pub language: String,
    /// Hosts that a redirect may leave for; `*.` in front allows every subdomain.
    pub allowed_hosts: Vec<String>,
    /// Where a link goes when nothing better is known.
    pub fallback_url: String,
    /// The pattern of product pages, with `{id}`.
    pub product_url: String,
    /// The pattern of product pictures, with `{id}`.
    pub image_url: String,
    /// The version of the privacy policy, and whose signals of consent are read.
    pub consent: Settings,
    /// How much is shown.
    pub defaults: Defaults,
    /// Where the shop also sells.
    pub channels: Vec<Channel>,
    /// Its apps, if it has any.
    pub apps: Option<Apps>,
    /// Click identifiers beyond those that are known anyway: forwarded with consent to advertising alone.
    pub click_ids: Vec<String>,
    /// What is added to a category's address to show one use only: a query with `{use_case}`, or empty.
    pub use_case_query: String,
}

/// How much a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Defaults {
    /// Blocks on a product page.
    pub blocks: u8,
    /// Recommendation sets on a product page.
    pub sets: u8,
    /// Products in a set.
    pub set_size: u8,
    /// How many of the blocks may be personal: the restraint cap.
    pub personalized_blocks: u8,
    /// How much the margin may move a recommended product up, in percent of what speaks for it; 0 to 20, 0 for not at
    /// all.
    pub margin_nudge: u8,
}

impl Default for Defaults {
    fn default() -> Self {
        Self { blocks: 3, sets: 2, set_size: 4, personalized_blocks: 2, margin_nudge: 0 }
    }
}

/// A category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Whether it tells something about a person that nobody should guess: never remembered, never a reason, never in a
    /// redirect.
    pub sensitive: bool,
    /// The categories that complete it.
    pub complements: Vec<u16>,
    /// Its bestsellers, best first.
    pub bestsellers: Vec<ProductRef>,
    /// What is looked at and bought most in it of late, best first.
    pub popular: Vec<ProductRef>,
    /// What was added to it of late, newest first.
    pub newest: Vec<ProductRef>,
}

/// Cut points of recency, frequency and monetary quintiles, and of the lifecycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rfm {
    /// Days since the last order.
    pub recency_days: Cuts,
    /// Orders.
    pub frequency: Cuts,
    /// Money spent in whole units of the currency.
    pub monetary: Cuts,
    /// When a customer is at risk, and lapsed.
    pub lifecycle: LifecycleDays,
}
