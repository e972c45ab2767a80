//! Links: a path of the shop, or `https` on an allowed host. Nothing else ever becomes a redirect or a link.

use super::web;
use crate::engine::allowed;
use crate::shop::code::Code;
use crate::shop::load::Draft;
use crate::shop::place::{At, Notes};
use crate::shop::source::{Goal, ShopFile};

/// Notes hosts that are none, and links that lead away from the shop.
pub(super) fn check(notes: &Notes, shop: &ShopFile, draft: &Draft) {
    for host in &shop.allowed_hosts {
        if let Err((why, help)) = web::host(host.value.strip_prefix("*.").unwrap_or(&host.value)) {
            notes.say(Code::BadHost, host.place, format!("`{}` {why}", host.value), help);
        }
    }
    let links = Links {
        notes,
        hosts: shop.allowed_hosts.iter().map(|host| host.value.clone()).collect(),
        channels: shop.channels.iter().flatten().map(|channel| channel.host.value.as_str()).collect(),
    };
    shop.fallback_url.iter().for_each(|url| links.check(url));
    shop.product_url.iter().for_each(|url| links.pattern(url));
    shop.image_url.iter().for_each(|url| links.picture(url));
    shop.categories.iter().flatten().for_each(|category| links.check(&category.url));
    for product in &draft.products.sound {
        product.url.iter().for_each(|url| links.check(url));
        product.image.iter().for_each(|url| links.picture(url));
    }
    for (_, url) in draft.blocks.files.iter().filter_map(|block| block.link.as_ref()) {
        links.check(url);
    }
    for candidate in draft.campaigns.files.iter().flat_map(|campaign| &campaign.candidates) {
        if let Goal::Url(url) = &candidate.to {
            links.check(url);
        }
    }
}

struct Links<'n> {
    notes: &'n Notes,
    hosts: Vec<String>,
    /// The hosts of channels, which are never allowed.
    channels: Vec<&'n str>,
}

impl Links<'_> {
    fn check(&self, url: &At<String>) {
        self.look(url, &url.value);
    }

    fn look(&self, url: &At<String>, filled: &str) {
        if !allowed(filled, &self.hosts) {
            self.refuse(url);
        } else if let Err(why) = web::address(filled) {
            self.odd(url, &why);
        }
    }

    /// What is no other page than the one that stands there, to some browser at least.
    fn odd(&self, url: &At<String>, why: &str) {
        let help = "write the address as a browser shows it";
        self.notes.say(Code::BadLink, url.place, format!("`{}` {why}", url.value), help);
    }

    fn pattern(&self, url: &At<String>) {
        self.look(url, &url.value.replace("{id}", "x"));
    }

    /// A picture may come from any host, since nobody is sent there.
    fn picture(&self, url: &At<String>) {
        let plain = url.value.replace("{id}", "x");
        let host = plain.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
        let hosts: Vec<String> = host.into_iter().map(String::from).collect();
        if !allowed(&plain, &hosts) {
            let help = "write a path such as `/images/kettle.jpg`, or a whole `https://` address";
            self.notes.say(Code::BadLink, url.place, format!("`{}` is not an address for a picture", url.value), help);
        } else if let Err(why) = web::address(&plain) {
            self.odd(url, &why);
        }
    }

    fn refuse(&self, url: &At<String>) {
        let host = url.value.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
        let own = host.is_some_and(|host| allowed(&format!("https://{host}"), &[host.to_string()]));
        let outside = !url.value.bytes().all(|b| (0x21..0x7F).contains(&b));
        let (code, message, help) = match host {
            Some(host) if self.channels.contains(&host) => (
                Code::HostNotAllowed,
                format!("`{host}` is the host of a channel"),
                "write a path such as `/sale`; a campaign leads there with `\"channel\"` and the channel's id".into(),
            ),
            Some(host) if own => (
                Code::HostNotAllowed,
                format!("`{host}` is not among the allowed hosts"),
                format!("add `\"{host}\"` to `allowed_hosts` in `shop.json`, or write a path such as `/sale`"),
            ),
            _ if outside => (
                Code::BadLink,
                format!("`{}` holds characters that a link cannot have", url.value),
                "write spaces and letters with accents percent-encoded, such as `%20`".into(),
            ),
            _ => (
                Code::BadLink,
                format!("`{}` is neither a path of the shop nor a whole address", url.value),
                "write a path such as `/sale`, or `https://` and an allowed host".into(),
            ),
        };
        self.notes.say(code, url.place, message, help);
    }
}
