//! Small things that are written straight into the page, escaped, without a string of their own.

use crate::engine::{Fields, Part, Why};
use crate::snapshot::{Card, Shop};
use alloc::string::String;
use maud::Render;

/// Writes a text escaped for HTML, in attributes as well: what `maud` writes for it, in runs instead of byte by byte.
pub(super) fn escape(page: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = marked(rest.as_bytes()) {
        let Some((before, from)) = rest.split_at_checked(at) else { break };
        page.push_str(before);
        let mut after = from.chars();
        page.push_str(match after.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            _ => "&quot;",
        });
        rest = after.as_str();
    }
    page.push_str(rest);
}

/// Where the first byte stands that has to be escaped. Most texts have none, so eight bytes are looked at together.
fn marked(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let has_zero = |eight: u64| eight.wrapping_sub(ONES) & !eight & (ONES << 7) != 0;
    let (eights, _) = bytes.as_chunks();
    let clear = eights.iter().take_while(|eight| {
        let eight = u64::from_le_bytes(**eight);
        // `"` and `&` differ in one bit, and so do `<` and `>`.
        let quote = eight & (ONES * 0xFB) ^ (ONES * 0x22);
        let angle = eight & (ONES * 0xFD) ^ (ONES * 0x3C);
        !has_zero(quote) && !has_zero(angle)
    });
    let from = clear.count() * 8;
    let at = bytes.iter().skip(from).position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"'))?;
    Some(from + at)
}

/// A marketer's text, filled. What cannot be filled is left out; the engine does not show such a text.
pub(super) struct Filled<'a>(pub(super) Fields<'a>, pub(super) &'a str);

impl Render for Filled<'_> {
    fn render_to(&self, page: &mut String) {
        for part in self.0.parts(self.1).flatten() {
            match part {
                Part::Text(text) => escape(page, text),
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
        [self.before, self.title, self.after].into_iter().for_each(|part| escape(page, part));
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
        number(page, hundredths / 100);
        let cents = hundredths % 100;
        page.push('.');
        number(page, cents / 10);
        number(page, cents % 10);
        if !after.is_empty() {
            page.push(' ');
            escape(page, after);
        }
    }
}

/// Writes a whole number.
fn number(page: &mut String, number: u32) {
    let mut below = 1;
    while number / below >= 10 {
        below *= 10;
    }
    while below > 0 {
        page.push(char::from(b'0' + (number / below % 10) as u8));
        below /= 10;
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
            return escape(page, self.own);
        }
        // The general search in a text costs more than all the rest of an address.
        let brace = self.pattern.split_once('{').and_then(|(before, from)| Some((before, from.strip_prefix("id}")?)));
        let (before, after) = brace.or_else(|| self.pattern.split_once("{id}")).unwrap_or((self.pattern, ""));
        escape(page, before);
        if self.pattern.len() > before.len() {
            crate::engine::in_path(self.id).for_each(|part| escape(page, part));
        }
        escape(page, after);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    proptest! {
        #[test]
        fn escaping_is_what_maud_does(text in "[a<>&\"'é€ -]{0,20}|\\PC{0,20}|[a-zé]{0,30}[<>&\"][a-z]{0,20}") {
            let mut page = String::new();
            escape(&mut page, &text);
            prop_assert_eq!(page, maud::html! { (text) }.into_string());
        }

        #[test]
        fn a_number_is_written_as_everywhere(value in any::<u32>()) {
            for value in [value, value % 1_000, 0] {
                let mut page = String::new();
                number(&mut page, value);
                prop_assert_eq!(page, value.to_string());
            }
        }
    }
}
