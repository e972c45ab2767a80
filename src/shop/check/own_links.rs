//! Where the shop's own pages are: never at a link of a campaign. That would lead on by its own rules, round in a circle or
//! away from the ad that was clicked, and a link that is lost would need another one that is not.

use super::address::page;
use crate::engine::is_own_link;
use crate::shop::code::Code;
use crate::shop::load::Draft;
use crate::shop::place::{At, Notes};
use crate::shop::source::ShopFile;

const TO_A_PAGE: &str = "write the address of the page itself, and lead to it from the campaign";

/// Notes pages that are links of campaigns.
pub(super) fn check(notes: &Notes, shop: &ShopFile, draft: &Draft) {
    let say = |url: &At<String>, message: String, help: &str| notes.say(Code::RedirectLoop, url.place, message, help);
    if let Some(url) = &shop.fallback_url {
        let text = &url.value;
        if is_link(text) {
            let help = "lead to a page: a link that is lost must not need another one";
            say(url, format!("the fallback `{text}` is itself a link of a campaign"), help);
        } else if is_own_link(text) {
            // The Worker goes to `/` instead.
            let message = format!("the fallback `{text}` may be another page to a browser, even a link of a campaign");
            say(url, message, "write the path without dots, and its escapes as a browser shows them");
        }
    }
    if let Some(url) = shop.product_url.as_ref().filter(|url| is_link(&url.value.replace("{id}", "x"))) {
        say(url, format!("the pattern `{}` makes links of campaigns, not pages of products", url.value), TO_A_PAGE);
    }
    for category in shop.categories.iter().flatten().filter(|category| is_link(&category.url.value)) {
        let message = format!(
            "the page `{}` of the category `{}` is a link of a campaign",
            category.url.value, category.id.value
        );
        say(&category.url, message, TO_A_PAGE);
    }
    for product in &draft.products.sound {
        if let Some(url) = product.url.as_ref().filter(|url| is_link(&url.value)) {
            let message =
                format!("the page `{}` of the product `{}` is a link of a campaign", url.value, product.id.value);
            say(url, message, TO_A_PAGE);
        }
    }
}

/// Whether an address is a link of a campaign, and not just one whose dots or escapes could be read as one.
fn is_link(url: &str) -> bool {
    let page = page(url).replace("%2f", "/").replace("%5c", "/");
    is_own_link(url) && page.split('/').find(|part| !part.is_empty()) == Some("r")
}
