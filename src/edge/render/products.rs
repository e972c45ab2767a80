//! A row of products, written by hand: a page has up to sixty of them, and what a template makes of each is a string of its own.

use super::pieces::{Address, Money, escape};
use crate::engine::Why;
use crate::snapshot::{Card, Shop};
use alloc::string::String;
use maud::Render;

/// Products as a list, each with an optional line that says why it is there.
pub(super) fn row<'a>(page: &mut String, shop: &Shop, products: impl Iterator<Item = (Card<'a>, Option<Why<'a>>)>) {
    page.push_str("<ul class=\"segue-products\">");
    for (card, why) in products {
        one(page, shop, &card, why);
    }
    page.push_str("</ul>");
}

fn one(page: &mut String, shop: &Shop, card: &Card<'_>, why: Option<Why<'_>>) {
    page.push_str("<li class=\"segue-product\" data-segue-item=\"");
    escape(page, card.id);
    page.push_str("\"><a href=\"");
    Address::page(shop, card).render_to(page);
    page.push_str("\">");
    if !card.image.is_empty() || !shop.image_url.is_empty() {
        page.push_str("<img src=\"");
        Address::picture(shop, card).render_to(page);
        page.push_str("\" alt=\"\" loading=\"lazy\" width=\"160\" height=\"160\">");
    }
    page.push_str("<span class=\"segue-name\">");
    escape(page, card.title);
    page.push_str("</span><span class=\"segue-price\">");
    Money(card.price, &shop.currency).render_to(page);
    if card.on_sale() {
        page.push_str(" <s>");
        Money(card.list_price, &shop.currency).render_to(page);
        page.push_str("</s>");
    }
    page.push_str("</span></a>");
    if let Some(why) = why {
        page.push_str("<small class=\"segue-because\">");
        why.render_to(page);
        page.push_str("</small>");
    }
    page.push_str("</li>");
}
