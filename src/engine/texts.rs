//! Fills the marketer's texts from the page's product. A text that asks for what the product lacks is not filled, and
//! what holds it steps aside: nobody reads "with you in  days".

use crate::snapshot::{Core, Detail, Product};
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};

/// What a text may ask for.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a> {
    /// The core, for the shop and the categories.
    pub core: &'a Core,
    /// The page's product.
    pub page: Option<&'a Product<'a>>,
    /// Its details.
    pub detail: Option<&'a Detail<'a>>,
}

/// The names that may stand in braces.
pub const PLACEHOLDERS: [&str; 8] =
    ["title", "price", "brand", "category", "rating", "reviews", "ships_in_days", "shop"];

impl Fields<'_> {
    /// `text` with every placeholder filled; `None` when one cannot be.
    #[must_use]
    pub fn fill<'t>(&self, text: &'t str) -> Option<Cow<'t, str>> {
        if !text.contains('{') {
            return Some(Cow::Borrowed(text));
        }
        let mut filled = String::with_capacity(text.len() + 32);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let (name, tail) = after.split_once('}')?;
            filled.push_str(&self.value(name)?);
            rest = tail;
        }
        filled.push_str(rest);
        Some(Cow::Owned(filled))
    }

    fn value(&self, name: &str) -> Option<Cow<'_, str>> {
        if name == "shop" {
            return Some(Cow::Borrowed(&self.core.shop.name));
        }
        let (card, detail) = (self.page?.card, self.detail?);
        let some = |text: &'_ str| (!text.is_empty()).then(|| Cow::Owned(text.to_string()));
        match name {
            "title" => some(card.title),
            "price" => Some(Cow::Owned(money(card.price, &self.core.shop.currency))),
            "brand" => some(detail.brand),
            "category" => self.core.category(card.category).and_then(|category| some(&category.title)),
            "rating" => (detail.rating > 0).then(|| Cow::Owned(stars(detail.rating))),
            "reviews" => (detail.reviews > 0).then(|| Cow::Owned(detail.reviews.to_string())),
            "ships_in_days" => detail.ships_in_days.map(|days| Cow::Owned(days.to_string())),
            _ => None,
        }
    }
}

/// A price in hundredths as people read it: the sign of the common currencies, the code of the others.
#[must_use]
pub fn money(hundredths: u32, currency: &str) -> String {
    let amount = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    match currency {
        "EUR" => format!("€{amount}"),
        "GBP" => format!("£{amount}"),
        "USD" => format!("${amount}"),
        other => format!("{amount} {other}"),
    }
}

/// Stars times ten as people read them: 46 is 4.6.
#[must_use]
pub fn stars(tenths: u8) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}
