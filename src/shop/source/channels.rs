//! `channels` of `shop.json`: the marketplaces where the shop also sells.

use super::id;
use crate::shop::fields::{Fields, Reader, quoted};
use crate::shop::place::{At, Place};
use crate::snapshot::Channel;
use jsonc_parser::ast::Value;

/// Channels of a shop, at most.
pub(in crate::shop) const MOST_CHANNELS: u32 = 50;
/// Parameters of a channel, at most.
pub(in crate::shop) const MOST_PARAMETERS: usize = 10;
/// Characters of a parameter's value, at most.
pub(in crate::shop) const LONGEST_VALUE: usize = 200;

/// What a channel is, which says how its listings are numbered and addressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelKind {
    /// A marketplace of Amazon's: listings have an ASIN.
    Amazon,
    /// Walmart: listings have an item id.
    Walmart,
    /// Any other, which says its host and the pattern of its listings itself.
    Other,
}

/// Every kind, by its word.
pub(in crate::shop) const CHANNEL_KINDS: [(&str, ChannelKind); 3] =
    [("amazon", ChannelKind::Amazon), ("walmart", ChannelKind::Walmart), ("other", ChannelKind::Other)];

/// Amazon's marketplaces by country, and the host of each: the countries of "Marketplace IDs" in Amazon's Selling Partner
/// API documentation, with the hosts of the stores that it names there. `UK` is Amazon's word, `GB` that of ISO 3166.
pub(in crate::shop) const MARKETPLACES: [(&str, &str); 24] = [
    ("US", "www.amazon.com"),
    ("CA", "www.amazon.ca"),
    ("MX", "www.amazon.com.mx"),
    ("BR", "www.amazon.com.br"),
    ("UK", "www.amazon.co.uk"),
    ("GB", "www.amazon.co.uk"),
    ("DE", "www.amazon.de"),
    ("FR", "www.amazon.fr"),
    ("IT", "www.amazon.it"),
    ("ES", "www.amazon.es"),
    ("NL", "www.amazon.nl"),
    ("SE", "www.amazon.se"),
    ("PL", "www.amazon.pl"),
    ("BE", "www.amazon.com.be"),
    ("IE", "www.amazon.ie"),
    ("TR", "www.amazon.com.tr"),
    ("AE", "www.amazon.ae"),
    ("SA", "www.amazon.sa"),
    ("EG", "www.amazon.eg"),
    ("IN", "www.amazon.in"),
    ("JP", "www.amazon.co.jp"),
    ("AU", "www.amazon.com.au"),
    ("SG", "www.amazon.sg"),
    ("ZA", "www.amazon.co.za"),
];

/// Walmart's host: "Item page URL" in Walmart's affiliate and marketplace documentation is `/ip/` and the item id there.
const WALMART: &str = "www.walmart.com";

/// A channel.
#[derive(Debug)]
pub struct ChannelEntry {
    /// Where it stands.
    pub place: Place,
    /// The id.
    pub id: At<String>,
    /// What it is.
    pub kind: ChannelKind,
    /// Its host.
    pub host: At<String>,
    /// The pattern of a listing's address, with `{id}`.
    pub listing_url: At<String>,
    /// Its front page for this shop.
    pub home: Option<At<String>>,
    /// What it wants to be told of where a click came from.
    pub parameters: Vec<(String, At<String>)>,
    /// Whether a click may go there when the product is sold out in the shop.
    pub catches_sold_out: bool,
}

impl ChannelEntry {
    /// The same as the Worker reads it.
    pub(in crate::shop) fn compile(&self) -> Channel {
        Channel {
            id: self.id.value.clone(),
            host: self.host.value.clone(),
            listing_url: self.listing_url.value.clone(),
            home: self.home.as_ref().map(|home| home.value.clone()),
            parameters: self.parameters.iter().map(|(name, value)| (name.clone(), value.value.clone())).collect(),
            catches_sold_out: self.catches_sold_out,
        }
    }
}

impl ChannelKind {
    /// Whether a listing can have this number here.
    pub(in crate::shop) fn numbers(self, number: &str) -> bool {
        match self {
            Self::Amazon => number.len() == 10 && number.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()),
            Self::Walmart => (1..=20).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()),
            Self::Other => {
                let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
                (1..=64).contains(&number.len()) && number.bytes().all(plain) && !number.bytes().all(|b| b == b'.')
            }
        }
    }

    /// How its listings are numbered, in words.
    pub(in crate::shop) fn numbering(self) -> &'static str {
        match self {
            Self::Amazon => "write the ASIN: ten capital letters and digits, such as `B0ABCDEFGH`",
            Self::Walmart => "write the item id: 1 to 20 digits, such as `123456789`",
            Self::Other => "write 1 to 64 letters, digits, `-`, `.` or `_`",
        }
    }
}

/// Reads the channels.
pub(super) fn read(reader: Reader<'_>, value: &Value<'_>) -> Option<Vec<ChannelEntry>> {
    let list = reader.list(value, channel)?;
    if list.len() > MOST_CHANNELS as usize {
        reader.error(value, format!("{} channels, and {MOST_CHANNELS} is the most", list.len()), "take some away");
        return None;
    }
    Some(list)
}

fn channel(reader: Reader<'_>, value: &Value<'_>) -> Option<ChannelEntry> {
    let mut fields = reader.fields(value, "a channel")?;
    let place = fields.place();
    let id = fields.need("id", "\"amazon-de\"", id);
    let kind = fields.need("kind", "\"amazon\"", |r, v| r.one_of(v, "kind of channel", &CHANNEL_KINDS));
    let address = kind.and_then(|kind| address(reader, &mut fields, kind));
    let home = fields.may("home", Reader::text);
    let parameters = fields.may("parameters", parameters).unwrap_or_default();
    let catches_sold_out = fields.may("catches_sold_out", Reader::flag).unwrap_or(false);
    if kind.is_none() {
        // What else belongs to it depends on the kind, and is not called unknown.
        for name in ["marketplace", "host", "listing_url"] {
            fields.take(name);
        }
    }
    fields.finish();
    let (host, listing_url) = address?;
    Some(ChannelEntry { place, id: id?, kind: kind?, host, listing_url, home, parameters, catches_sold_out })
}

/// The host and the pattern of listings.
fn address(reader: Reader<'_>, fields: &mut Fields<'_, '_>, kind: ChannelKind) -> Option<(At<String>, At<String>)> {
    let place = fields.place();
    let known = |host: &str, path: &str| {
        let at = |value: String| At { value, place };
        Some((at(host.into()), at(format!("https://{host}{path}"))))
    };
    match kind {
        ChannelKind::Amazon => {
            let host =
                fields.need("marketplace", "\"DE\"", |r, v| r.one_of(v, "marketplace of Amazon's", &MARKETPLACES))?;
            known(host, "/dp/{id}")
        }
        ChannelKind::Walmart => known(WALMART, "/ip/{id}"),
        ChannelKind::Other => {
            let host = fields.need("host", "\"market.example\"", Reader::text);
            let pattern = fields.need("listing_url", "\"https://market.example/item/{id}\"", |r, v| {
                let text = r.text(v)?;
                if text.value.contains("{id}") {
                    return Some(text);
                }
                let message = format!("`{}` does not say where the listing's number goes", text.value);
                reader.notes.error(text.place, message, "write `{id}` in its place");
                None
            });
            Some((host?, pattern?))
        }
    }
}

/// Whether a parameter can have this name.
pub(in crate::shop) fn is_parameter(name: &str) -> bool {
    (1..=32).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
}

fn parameters(reader: Reader<'_>, value: &Value<'_>) -> Option<Vec<(String, At<String>)>> {
    let mut read = Vec::new();
    for entry in reader.entries(value, "parameters by name")? {
        let name = entry.name.as_str();
        if !is_parameter(name) {
            let message = format!("`{name}` cannot be the name of a parameter");
            reader.error(&entry.name, message, "write 1 to 32 letters, digits, `_`, `.` or `-`");
        }
        let Some(text) = reader.text(&entry.value) else { continue };
        if text.value.len() > LONGEST_VALUE || !text.value.bytes().all(|b| (b' '..=b'~').contains(&b)) {
            let message = "this value cannot stand in an address as it is";
            let help = "write at most 200 letters, digits and signs of ASCII, on one line";
            reader.notes.error(text.place, message, help);
        }
        read.push((name.to_string(), text));
    }
    if read.len() > MOST_PARAMETERS {
        let message = format!("{} parameters, and {MOST_PARAMETERS} is the most", read.len());
        reader.error(value, message, "keep those that the channel needs");
    }
    Some(read)
}

/// The listings of a product: the id of the channel, and its number there.
pub(super) fn listings(reader: Reader<'_>, value: &Value<'_>) -> Option<Vec<(At<String>, At<String>)>> {
    let entries = reader.entries(value, "listings by channel")?;
    let one = |entry: &jsonc_parser::ast::ObjectProp<'_>| {
        let channel = At { value: entry.name.as_str().to_string(), place: reader.place(&entry.name) };
        Some((channel, reader.text(&entry.value)?))
    };
    Some(entries.filter_map(one).collect())
}

/// The same in a cell: `amazon-de=B0ABCDEFGH`, already cut at each `|`.
pub(super) fn listings_of(reader: Reader<'_>, list: Vec<At<String>>) -> Vec<(At<String>, At<String>)> {
    let mut found: Vec<(At<String>, At<String>)> = Vec::with_capacity(list.len());
    for text in list {
        let at = |value: &str| At { value: value.trim().to_string(), place: text.place };
        match text.value.split_once('=').map(|(channel, number)| (at(channel), at(number))) {
            Some((channel, number)) if !channel.value.is_empty() && !number.value.is_empty() => {
                if found.iter().any(|(other, _)| other.value == channel.value) {
                    let message = format!("two listings in the channel `{}`", channel.value);
                    reader.notes.error(text.place, message, "keep one of the two");
                }
                found.push((channel, number));
            }
            _ => {
                let message = format!("`{}` is no listing", text.value);
                let help = "write the channel, `=` and the number: `amazon-de=B0ABCDEFGH|walmart=123456789`";
                reader.notes.error(text.place, message, help);
            }
        }
    }
    found
}

/// Names that a link's parameters have already, and that can be no click identifier's.
pub(in crate::shop) const TAKEN: [&str; 9] =
    ["product", "variant", "category", "q", "to", "exp", "sig", "segue_story", "segue_preview"];

/// Reads the names of further click identifiers.
pub(super) fn click_ids(reader: Reader<'_>, value: &Value<'_>) -> Option<Vec<String>> {
    let list = reader.list(value, |reader, value| {
        let name = reader.text(value)?;
        if !is_parameter(&name.value) {
            let message = format!("`{}` cannot be the name of a parameter", name.value);
            reader.notes.error(name.place, message, "write 1 to 32 letters, digits, `_`, `.` or `-`");
            return None;
        }
        if TAKEN.contains(&name.value.as_str()) || name.value.starts_with("utm_") {
            let message = format!("`{}` is a parameter of every link, and no click identifier", name.value);
            let help = format!("take it away; {} and `utm_` are taken", quoted(&TAKEN));
            reader.notes.error(name.place, message, help);
            return None;
        }
        Some(name.value)
    })?;
    if list.len() > MOST_CLICK_IDS {
        let message = format!("{} click identifiers, and {MOST_CLICK_IDS} is the most", list.len());
        reader.error(value, message, "keep those of the platforms where you advertise");
        return None;
    }
    Some(list)
}

/// Further click identifiers, at most.
pub(in crate::shop) const MOST_CLICK_IDS: usize = 20;

/// What a query may be made of (RFC 3986, section 3.4, without what would end it or begin another).
pub(in crate::shop) const QUERY: &str = "A-Za-z0-9_.~&=+%:,/\\[\\]-";

/// Reads the query that shows one use of a category.
pub(super) fn use_case_query(reader: Reader<'_>, value: &Value<'_>) -> Option<String> {
    let text = reader.text(value)?;
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.~&=+%:,/[]-".contains(&b));
    match text.value.split_once("{use_case}") {
        Some((before, after)) if plain(before) && plain(after) && text.value.len() <= LONGEST_VALUE => Some(text.value),
        Some(_) => {
            let message = format!("`{}` cannot stand behind the `?` of an address", text.value);
            reader.notes.error(text.place, message, "write a query without `?`, such as `use={use_case}`");
            None
        }
        None => {
            let message = format!("`{}` does not say where the use goes", text.value);
            reader.notes.error(text.place, message, "write `{use_case}` in its place, such as `use={use_case}`");
            None
        }
    }
}
