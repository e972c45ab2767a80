//! Small things that are written straight into the page, escaped, without a string of their own.

use crate::engine::{Fields, Part, Why};
use crate::snapshot::{Card, Shop};
use alloc::string::String;
use core::fmt::Write as _;
use maud::{Escaper, Render};

/// A marketer's text, filled. What cannot be filled is left out; the engine does not show such a text.
pub(super) struct Filled<'a>(pub(super) Fields<'a>, pub(super) &'a str);

impl Render for Filled<'_> {
    fn render_to(&self, page: &mut String) {
        for part in self.0.parts(self.1).flatten() {
            match part {
                Part::Text(text) => text.render_to(page),
                Part::Money(price, currency) => Money(price, currency).render_to(page),
                Part::Stars(tenths) => Stars(tenths).render_to(page),
                Part::Number(number) => number.render_to(page),
            }
        }
    }
}

/// Why a product is on a shelf; the title that it names is the shop's text.
impl Render for Why<'_> {
    fn render_to(&self, page: &mut String) {
        [self.before, self.title, self.after].into_iter().for_each(|part| part.render_to(page));
    }
}

/// A price in hundredths.
pub(super) struct Money<'a>(pub(super) u32, pub(super) &'a str);

impl Render for Money<'_> {
    fn render_to(&self, page: &mut String) {
        let Self(hundredths, currency) = self;
        let (before, after) = match *currency {
            "EUR" => ("€", ""),
            "GBP" => ("£", ""),
            "USD" => ("$", ""),
            other => ("", other),
        };
        page.push_str(before);
        (hundredths / 100).render_to(page);
        let cents = hundredths % 100;
        page.push('.');
        (cents / 10).render_to(page);
        (cents % 10).render_to(page);
        if !after.is_empty() {
            page.push(' ');
            after.render_to(page);
        }
    }
}

/// Stars times ten.
pub(super) struct Stars(pub(super) u8);

impl Render for Stars {
    fn render_to(&self, page: &mut String) {
        (self.0 / 10).render_to(page);
        page.push('.');
        (self.0 % 10).render_to(page);
    }
}

/// An address: a product's own, or the shop's pattern with the id in it.
pub(super) struct Address<'a> {
    own: &'a str,
    pattern: &'a str,
    id: &'a str,
}

impl<'a> Address<'a> {
    /// Of a product's page.
    pub(super) fn page(shop: &'a Shop, card: &Card<'a>) -> Self {
        Self { own: card.url, pattern: &shop.product_url, id: card.id }
    }

    /// Of a product's picture.
    pub(super) fn picture(shop: &'a Shop, card: &Card<'a>) -> Self {
        Self { own: card.image, pattern: &shop.image_url, id: card.id }
    }
}

impl Render for Address<'_> {
    fn render_to(&self, page: &mut String) {
        if !self.own.is_empty() {
            return self.own.render_to(page);
        }
        let (before, after) = self.pattern.split_once("{id}").unwrap_or((self.pattern, ""));
        before.render_to(page);
        if self.pattern.len() > before.len() {
            // Writing into a string cannot fail.
            let _ = write!(Escaper::new(page), "{}", crate::engine::in_path(self.id));
        }
        after.render_to(page);
    }
}
