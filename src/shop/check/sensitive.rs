//! Sensitive categories: no rule names one, or what is of one, and no link leads there.

use super::address::page;
use crate::shop::code::Code;
use crate::shop::load::Draft;
use crate::shop::place::{At, Notes};
use crate::shop::source::{Goal, ProductEntry, ShopFile, Subject, When};
use std::collections::{HashMap, HashSet};

/// What a condition is told to do instead.
const NO_REASON: &str = "ask about another category, or take this condition away";
/// What a link is told to do instead.
const ELSEWHERE: &str = "let the link lead elsewhere, such as to the shop's front page";

/// What is sensitive.
struct Sensitive<'d> {
    notes: &'d Notes,
    categories: HashSet<&'d str>,
    /// Their products, with the category of each.
    products: HashMap<&'d str, &'d str>,
    /// Their pages, and those of their products, with the category of each.
    pages: HashMap<String, &'d str>,
}

/// Notes rules that name what is sensitive.
pub(super) fn check(notes: &Notes, draft: &Draft) {
    let Some(shop) = &draft.shop else { return };
    let categories = shop.categories.iter().flatten();
    let sensitive: HashSet<&str> = categories
        .filter(|category| category.sensitive == Some(true))
        .map(|category| category.id.value.as_str())
        .collect();
    if sensitive.is_empty() {
        return;
    }
    let known = Sensitive::of(notes, shop, &draft.products.sound, sensitive);
    known.catalogue(shop, &draft.products.sound);
    known.rules(draft);
    shop.fallback_url.iter().for_each(|url| known.page(url, "never stands in a redirect"));
}

impl<'d> Sensitive<'d> {
    fn of(notes: &'d Notes, shop: &'d ShopFile, all: &'d [ProductEntry], categories: HashSet<&'d str>) -> Self {
        let of_sensitive = all.iter().filter(|product| categories.contains(product.category.value.as_str()));
        let pattern = shop.product_url.as_ref().map_or("/products/{id}", |url| &url.value);
        let mut products = HashMap::new();
        let mut pages = HashMap::new();
        for product in of_sensitive {
            let (id, category) = (product.id.value.as_str(), product.category.value.as_str());
            let own = product.url.as_ref().map_or("", |url| &url.value);
            products.insert(id, category);
            pages.insert(page(&crate::engine::fill_pattern(own, pattern, id)), category);
        }
        for category in shop.categories.iter().flatten() {
            if categories.contains(category.id.value.as_str()) {
                pages.insert(page(&category.url.value), category.id.value.as_str());
            }
        }
        Self { notes, categories, products, pages }
    }

    /// What of the catalogue would tell of what is sensitive, or would never be shown.
    fn catalogue(&self, shop: &ShopFile, products: &[ProductEntry]) {
        for category in shop.categories.iter().flatten().filter(|one| !self.categories.contains(one.id.value.as_str()))
        {
            for other in category.complements.iter().filter(|id| self.categories.contains(id.value.as_str())) {
                let message =
                    format!("the category `{}` is sensitive, and is shown on its own pages alone", other.value);
                self.notes.say(Code::SensitiveHidden, other.place, message, "take it away here");
            }
        }
        for product in products {
            let own = product.category.value.as_str();
            for part in &product.bundle {
                if let Some(category) = self.products.get(part.value.as_str())
                    && !self.categories.contains(own)
                {
                    let message = format!(
                        "this bundle holds `{}` of the sensitive category `{category}`, and would tell of it",
                        part.value
                    );
                    let help = format!("let the bundle's category be `{category}`, or take `{}` out of it", part.value);
                    self.notes.say(Code::Sensitive, part.place, message, help);
                }
            }
            for other in &product.complements {
                if let Some(category) = self.products.get(other.value.as_str()).filter(|category| **category != own) {
                    let message = format!(
                        "the product `{}` is of the sensitive category `{category}`, and is shown on its pages alone",
                        other.value
                    );
                    self.notes.say(Code::SensitiveHidden, other.place, message, "take it away here");
                }
            }
        }
    }

    fn rules(&self, draft: &Draft) {
        draft.segments.files.iter().for_each(|segment| self.condition(&segment.when));
        for block in &draft.blocks.files {
            block.when.iter().for_each(|when| self.condition(when));
            block.products.iter().for_each(|id| self.shown(id, "no block shows"));
            block.link.iter().for_each(|(_, url)| self.page(url, "no block leads there"));
        }
        for set in &draft.sets.files {
            set.when.iter().for_each(|when| self.condition(when));
            set.pin.iter().for_each(|id| self.shown(id, "no set pins"));
        }
        for candidate in draft.campaigns.files.iter().flat_map(|campaign| &campaign.candidates) {
            candidate.when.iter().for_each(|when| self.condition(when));
            candidate.to.product().into_iter().for_each(|id| self.redirect(id));
            match &candidate.to {
                Goal::Category(Some(id), _) if self.categories.contains(id.value.as_str()) => {
                    let message = format!("the category `{}` is sensitive, and never stands in a redirect", id.value);
                    self.notes.say(Code::Sensitive, id.place, message, ELSEWHERE);
                }
                Goal::Url(url) => self.page(url, "never stands in a redirect"),
                Goal::Listed(channel, number) => self.listed(channel, number, &draft.products.sound),
                _ => {}
            }
        }
    }

    /// A listing of what is sensitive tells as much as its page.
    fn listed(&self, channel: &At<String>, number: &At<String>, products: &[ProductEntry]) {
        let is = |(at, own): &(At<String>, At<String>)| at.value == channel.value && own.value == number.value;
        let mut of_it = products.iter().filter(|product| product.listings.iter().any(is));
        let found = of_it.find_map(|product| Some((product, self.products.get(product.id.value.as_str())?)));
        if let Some((product, category)) = found {
            let message = format!(
                "`{}` lists the product `{}` of the sensitive category `{category}`, and never stands in a redirect",
                number.value, product.id.value
            );
            self.notes.say(Code::Sensitive, number.place, message, ELSEWHERE);
        }
    }

    fn condition(&self, when: &When) {
        match when {
            When::All(parts) | When::Any(parts) => parts.iter().for_each(|part| self.condition(part)),
            When::Not(part) => self.condition(part),
            When::Segment(_) => {}
            When::Test(_, mentions, _) => {
                for mention in mentions {
                    let id = mention.id.value.as_str();
                    let message = match mention.subject {
                        Subject::Category if self.categories.contains(id) => {
                            format!("the category `{id}` is sensitive, and never a reason")
                        }
                        Subject::Product => match self.products.get(id) {
                            Some(category) => {
                                format!(
                                    "the product `{id}` is of the sensitive category `{category}`, and never a reason"
                                )
                            }
                            None => continue,
                        },
                        Subject::Category | Subject::Campaign | Subject::Audience => continue,
                    };
                    self.notes.say(Code::Sensitive, mention.id.place, message, NO_REASON);
                }
            }
        }
    }

    fn shown(&self, id: &At<String>, what: &str) {
        if let Some(category) = self.products.get(id.value.as_str()) {
            let message =
                format!("the product `{}` is of the sensitive category `{category}`, and {what} it", id.value);
            self.notes.say(Code::Sensitive, id.place, message, "take it away here");
        }
    }

    fn redirect(&self, id: &At<String>) {
        if let Some(category) = self.products.get(id.value.as_str()) {
            let message = format!(
                "the product `{}` is of the sensitive category `{category}`, and never stands in a redirect",
                id.value
            );
            self.notes.say(Code::Sensitive, id.place, message, ELSEWHERE);
        }
    }

    fn page(&self, url: &At<String>, why: &str) {
        if let Some(category) = self.pages.get(&page(&url.value)) {
            let message = format!("`{}` is a page of the sensitive category `{category}`, and {why}", url.value);
            self.notes.say(Code::Sensitive, url.place, message, ELSEWHERE);
        }
    }
}
