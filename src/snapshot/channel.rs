//! Where the shop also sells, and its apps.

use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// A place where the shop also sells: a marketplace. What leads there says nothing about the person who goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// The id.
    pub id: String,
    /// The only host that leads there, always `https`.
    pub host: String,
    /// The pattern of a listing's address, with `{id}`.
    pub listing_url: String,
    /// Its front page for this shop; `None` when it has none.
    pub home: Option<String>,
    /// What the channel wants to be told of where a click came from: names and values, of which a value may hold
    /// `{campaign}`.
    pub parameters: Vec<(String, String)>,
    /// Whether a click may go there when the product is sold out in the shop.
    pub catches_sold_out: bool,
}

/// The shop's apps. A page that is opened in one is the page of the same path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Apps {
    /// The host of the shop's pages, since an app knows no "this host".
    pub host: String,
    /// The package of the Android app, opened with an `intent:` address (Chrome, "Android Intents with Chrome").
    pub android: Option<String>,
    /// The host of the universal links of the iOS app (Apple, "Supporting associated domains").
    pub ios: Option<String>,
}
