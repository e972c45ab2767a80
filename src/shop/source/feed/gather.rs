//! Collects the products of a feed, and counts what is left out and what does not fit.

use super::super::product::product_id;
use super::shelves::{Shelves, slug};
use super::{Feed, Setting};
use crate::day::Day;
use crate::engine::allowed;
use crate::shop::code::Code;
use crate::shop::fields::Reader;
use crate::shop::place::{At, Place};
use crate::shop::source::{ProductEntry, Products};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::collections::{BTreeMap, HashMap};

/// Characters that a link cannot hold as they are.
const UNSAFE: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'}');

/// Something that is not taken as it stands: what to say of one, what of several, and what can be done.
pub(super) type Remark = (&'static str, &'static str, &'static str);

/// What a feed says about one product.
pub(super) struct Offer {
    pub(super) id: At<String>,
    pub(super) title: String,
    /// What may name its category, best first.
    pub(super) shelf: Vec<At<String>>,
    pub(super) price: u32,
    pub(super) list_price: u32,
    pub(super) brand: String,
    pub(super) stock: Option<u32>,
    pub(super) link: Option<At<String>>,
    pub(super) image: Option<At<String>>,
    pub(super) added: Option<At<Day>>,
    /// What the shop pays for it, in hundredths.
    pub(super) cost: Option<u32>,
    /// What its family is called.
    pub(super) family: Option<String>,
}

pub(super) struct Gather<'r, 's> {
    reader: Reader<'r>,
    setting: Setting<'s>,
    shelves: Shelves,
    products: Vec<ProductEntry>,
    whole: bool,
    heads: HashMap<String, String>,
    left_out: BTreeMap<&'static str, u32>,
    remarks: BTreeMap<Remark, u32>,
    currency: Option<String>,
    foreign: BTreeMap<String, (Place, u32)>,
    strange: BTreeMap<String, (Place, u32)>,
    hosts: Vec<String>,
}

impl<'r, 's> Gather<'r, 's> {
    /// `below` is how the links of new categories begin.
    pub(super) fn new(reader: Reader<'r>, setting: Setting<'s>, below: &'static str) -> Self {
        Self {
            reader,
            setting,
            shelves: Shelves::new(setting.categories, below),
            products: Vec::new(),
            whole: true,
            heads: HashMap::new(),
            left_out: BTreeMap::new(),
            remarks: BTreeMap::new(),
            currency: None,
            foreign: BTreeMap::new(),
            strange: BTreeMap::new(),
            hosts: Vec::new(),
        }
    }

    /// Something is not a product that could be read, which was noted.
    pub(super) fn broken(&mut self) {
        self.whole = false;
    }

    /// A product is not for the shop.
    pub(super) fn leave_out(&mut self, why: &'static str) {
        *self.left_out.entry(why).or_default() += 1;
    }

    /// Something is not taken as it stands.
    pub(super) fn remark(&mut self, what: Remark) {
        *self.remarks.entry(what).or_default() += 1;
    }

    /// Whether a price of this currency is one of the shop's; a foreign one is counted.
    pub(super) fn is_ours(&mut self, currency: &At<String>) -> bool {
        if self.currency.is_none() {
            self.currency = Some(match self.setting.currency {
                Some(ours) => ours.to_string(),
                None => currency.value.clone(),
            });
        }
        let ours = self.currency.as_deref() == Some(currency.value.as_str());
        if !ours {
            let count = self.foreign.entry(currency.value.clone()).or_insert((currency.place, 0));
            count.1 += 1;
        }
        ours
    }

    /// Takes a product.
    pub(super) fn take(&mut self, offer: Offer) {
        let place = offer.id.place;
        let category = self.shelves.find(&offer.shelf, place);
        let url = offer.link.and_then(|link| self.path(link));
        let image = offer.image.map(|image| At { value: picture(&image.value), place: image.place });
        let Some(id) = product_id(self.reader, offer.id) else {
            self.whole = false;
            return;
        };
        let variant_of = offer.family.and_then(|family| match self.heads.get(&family) {
            Some(head) => Some(At { value: head.clone(), place }),
            None => {
                self.heads.insert(family, id.value.clone());
                None
            }
        });
        self.products.push(ProductEntry {
            id,
            title: offer.title,
            category,
            price: offer.price,
            list_price: if offer.list_price > offer.price { offer.list_price } else { 0 },
            brand: offer.brand,
            stock: offer.stock,
            url,
            image,
            rating: 0,
            reviews: 0,
            review: String::new(),
            specs: Vec::new(),
            use_cases: Vec::new(),
            ships_in_days: None,
            reorder_days: None,
            variant_of,
            successor: None,
            bundle: Vec::new(),
            complements: Vec::new(),
            added: offer.added,
            margin: offer.cost.map_or(0, |cost| margin(offer.price, cost)),
            listings: Vec::new(),
        });
    }

    /// A link as a path of the shop. `None` where it leads elsewhere, which is counted.
    fn path(&mut self, link: At<String>) -> Option<At<String>> {
        let rest = link.value.strip_prefix("https://").or_else(|| link.value.strip_prefix("http://"));
        let Some(rest) = rest else {
            let value = utf8_percent_encode(&link.value, UNSAFE).to_string();
            return Some(At { value, place: link.place });
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (host, path) = rest.split_at_checked(end)?;
        let host = host.to_ascii_lowercase();
        if self.setting.currency.is_some() && !allowed(&format!("https://{host}"), self.setting.hosts) {
            self.strange.entry(host).or_insert((link.place, 0)).1 += 1;
            return None;
        }
        if !self.hosts.contains(&host) && self.hosts.len() < 20 {
            self.hosts.push(host);
        }
        Some(At { value: plain(path), place: link.place })
    }

    /// Notes what was counted.
    pub(super) fn finish(mut self, column: &str) -> Feed {
        let reader = self.reader;
        let ours = self.currency.clone().unwrap_or_default();
        for (currency, (place, count)) in &self.foreign {
            let prices = if *count == 1 { "1 price is".into() } else { format!("{count} prices are") };
            let message = format!("{prices} in `{currency}`, and the shop's currency is `{ours}`");
            reader.notes.error(*place, message, format!("export the feed with prices in {ours}"));
            self.whole = false;
        }
        for (host, (place, count)) in &self.strange {
            let links = if *count == 1 { "1 link leads".into() } else { format!("{count} links lead") };
            let message = format!("{links} to `{host}`, which is not among the allowed hosts");
            let help = format!("add `\"{host}\"` to `allowed_hosts` in `shop.json` if it is the shop's own");
            reader.notes.say(Code::HostNotAllowed, *place, message, help);
        }
        if self.products.is_empty() && self.whole {
            let place = Place { file: reader.file, start: 0, end: 1 };
            reader.notes.error(place, "there is no product here that is on sale", "export the shop's products again");
            self.whole = false;
        }
        let place = Place { file: reader.file, start: 0, end: 1 };
        if !self.left_out.is_empty() {
            let all: u32 = self.left_out.values().sum();
            let parts: Vec<String> = self.left_out.iter().map(|(why, count)| format!("{count} {why}")).collect();
            let verb = if all == 1 { "product is" } else { "products are" };
            let message = format!("{all} {verb} left out: {}", parts.join(", "));
            reader.notes.say(
                Code::LeftOut,
                place,
                message,
                "nothing has to be done unless one of them should be on sale",
            );
        }
        for ((one, several, help), count) in &self.remarks {
            let what = if *count == 1 { one } else { several };
            reader.notes.say(Code::LeftOut, place, format!("{count} {what}"), *help);
        }
        let shelves = self.shelves.finish(reader, column);
        let products = Products { sound: self.products, whole: self.whole };
        Feed { products, shelves, currency: self.currency, hosts: self.hosts }
    }
}

/// What is earned in percent of the price; what is sold below its cost earns nothing.
fn margin(price: u32, cost: u32) -> u8 {
    let (price, cost) = (u64::from(price), u64::from(cost));
    let share = (price.saturating_sub(cost) * 100).checked_div(price);
    share.and_then(|share| u8::try_from(share).ok()).unwrap_or_default()
}

/// The path of a link without what counts clicks, and without a fragment.
fn plain(path: &str) -> String {
    let path = path.split('#').next().unwrap_or_default();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let counts = |part: &str| {
        let name = part.split('=').next().unwrap_or_default();
        name.starts_with("utm_") || ["gclid", "srsltid", "fbclid"].contains(&name)
    };
    let kept: Vec<&str> = query.split('&').filter(|part| !part.is_empty() && !counts(part)).collect();
    let slash = if path.starts_with('/') { "" } else { "/" };
    // Two slashes at the beginning would lead to another host.
    let path = path.trim_start_matches('/');
    let slash = if slash.is_empty() { "/" } else { slash };
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    utf8_percent_encode(&format!("{slash}{path}{query}"), UNSAFE).to_string()
}

/// The address of a picture: with `https`, as pages with `https` need it.
fn picture(address: &str) -> String {
    let address = match address.strip_prefix("http://") {
        Some(rest) => format!("https://{rest}"),
        None => address.to_string(),
    };
    utf8_percent_encode(&address, UNSAFE).to_string()
}

/// The page of a product by its handle.
pub(super) fn handle_path(handle: &str) -> String {
    format!("/products/{}", utf8_percent_encode(handle, UNSAFE))
}

/// A word as part of an id.
pub(super) fn word(text: &str) -> String {
    slug(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_margin_is_of_the_price() {
        assert_eq!([margin(1_000, 400), margin(1_000, 0), margin(999, 1_000), margin(0, 5)], [60, 100, 0, 0]);
    }

    #[test]
    fn links_become_paths() {
        assert_eq!(plain("/p/a?utm_source=g&variant=1&gclid=x#top"), "/p/a?variant=1");
        assert_eq!(plain("?a=1"), "/?a=1");
        assert_eq!(plain(""), "/");
        assert_eq!(plain("//evil.example/x"), "/evil.example/x");
        assert_eq!(plain("/töpfe \"x\""), "/t%C3%B6pfe%20%22x%22");
    }
}
