//! Fills the marketer's texts from the page's product. A text that asks for what the product lacks is not filled, and
//! what holds it steps aside: nobody reads "with you in  days".

use super::Ad;
use crate::snapshot::{Core, Detail, Product};
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
    /// What the ad promised, if one brought the visitor.
    pub ad: Option<Ad<'a>>,
}

/// What a page is about, as it was looked up to decide.
pub struct About<'a> {
    pub(super) page: Option<Product<'a>>,
    pub(super) detail: Option<Detail<'a>>,
    pub(super) ad: Option<Ad<'a>>,
}

impl<'a> About<'a> {
    /// What texts may ask for.
    #[must_use]
    pub fn fields<'f>(&'f self, core: &'f Core) -> Fields<'f>
    where
        'a: 'f,
    {
        Fields { core, page: self.page.as_ref(), detail: self.detail.as_ref(), ad: self.ad }
    }
}

/// The names that may stand in braces.
pub const PLACEHOLDERS: [&str; 11] = [
    "title",
    "price",
    "brand",
    "category",
    "rating",
    "reviews",
    "ships_in_days",
    "shop",
    "offer",
    "use_case",
    "ad_product",
];

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// As it stands.
    Text(&'a str),
    /// A price in hundredths of a currency.
    Money(u32, &'a str),
    /// Stars times ten.
    Stars(u8),
    /// A whole number.
    Number(u32),
}

impl<'a> Fields<'a> {
    /// Whether every placeholder of `text` can be filled.
    #[must_use]
    pub fn can_fill(&self, text: &'a str) -> bool {
        // Most texts ask for nothing.
        !text.as_bytes().contains(&b'{') || self.parts(text).all(|part| part.is_some())
    }

    /// The parts of `text`; `None` for a placeholder that cannot be filled.
    pub fn parts(&self, text: &'a str) -> impl Iterator<Item = Option<Part<'a>>> {
        let fields = *self;
        text.split('{')
            .enumerate()
            .flat_map(move |(nth, piece)| match (nth, piece.split_once('}')) {
                (0, _) => [Some(Some(Part::Text(piece))), None],
                (_, None) => [Some(None), None],
                (_, Some((name, after))) => [Some(fields.value(name)), Some(Some(Part::Text(after)))],
            })
            .flatten()
    }

    /// `text` with every placeholder filled; `None` when one cannot be.
    #[must_use]
    pub fn fill(&self, text: &'a str) -> Option<String> {
        self.parts(text).try_fold(String::with_capacity(text.len()), |mut filled, part| {
            filled.push_str(&match part? {
                Part::Text(text) => text.into(),
                Part::Money(price, currency) => money(price, currency),
                Part::Stars(tenths) => stars(tenths),
                Part::Number(number) => number.to_string(),
            } as &String);
            Some(filled)
        })
    }

    fn value(&self, name: &str) -> Option<Part<'a>> {
        if name == "shop" {
            return Some(Part::Text(&self.core.shop.name));
        }
        let text = |text: &'a str| (!text.is_empty()).then_some(Part::Text(text));
        match name {
            "offer" => return text(self.ad?.offer()),
            "use_case" => return text(self.ad?.use_case()),
            "ad_product" => return text(self.ad?.product?.card.title),
            _ => {}
        }
        let (card, detail) = (self.page?.card, self.detail?);
        match name {
            "title" => text(card.title),
            "price" => Some(Part::Money(card.price, &self.core.shop.currency)),
            "brand" => text(detail.brand),
            "category" => text(&self.core.category(card.category)?.title),
            "rating" => (detail.rating > 0).then_some(Part::Stars(detail.rating)),
            "reviews" => (detail.reviews > 0).then_some(Part::Number(detail.reviews)),
            "ships_in_days" => detail.ships_in_days.map(|days| Part::Number(days.into())),
            _ => None,
        }
    }
}

/// A price in hundredths as people read it: the sign of the common currencies, the code of the others.
#[must_use]
pub fn money(hundredths: u32, currency: &str) -> String {
    let (whole, cents) = (hundredths / 100, hundredths % 100);
    match currency {
        "EUR" => format!("€{whole}.{cents:02}"),
        "GBP" => format!("£{whole}.{cents:02}"),
        "USD" => format!("${whole}.{cents:02}"),
        other => format!("{whole}.{cents:02} {other}"),
    }
}

/// Stars times ten as people read them: 46 is 4.6.
#[must_use]
pub fn stars(tenths: u8) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}
