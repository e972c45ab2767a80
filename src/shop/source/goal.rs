//! Where a candidate of a campaign leads.

use crate::shop::fields::{Reader, quoted};
use crate::shop::place::At;
use crate::snapshot::Step;
use jsonc_parser::ast::Value;

/// A destination whose products, categories and channels are still names. `None` means those of the link.
#[derive(Debug)]
pub enum Goal {
    /// A product's page.
    Product(Option<At<String>>),
    /// A product's listing in a channel: the channel, and the product.
    Listing(At<String>, Option<At<String>>),
    /// The listing of this number in a channel: the channel, and the number.
    Listed(At<String>, At<String>),
    /// Its variant in stock.
    Variant(Option<At<String>>),
    /// The bundle that holds it.
    Bundle(Option<At<String>>),
    /// What replaces it.
    Successor(Option<At<String>>),
    /// A category's page, and the use that it is filtered to.
    Category(Option<At<String>>, Option<At<String>>),
    /// A page.
    Url(At<String>),
    /// The front page of a channel.
    Channel(At<String>),
    /// The shop's front page.
    Home,
}

impl Goal {
    /// How close it is to what was clicked.
    #[must_use]
    pub fn step(&self) -> Step {
        match self {
            Self::Product(_) => Step::Product,
            Self::Listing(..) | Self::Listed(..) => Step::Listing,
            Self::Variant(_) => Step::Variant,
            Self::Bundle(_) => Step::Bundle,
            Self::Successor(_) => Step::Successor,
            Self::Category(..) => Step::Category,
            Self::Url(_) => Step::Url,
            Self::Channel(_) => Step::Channel,
            Self::Home => Step::Home,
        }
    }

    /// The product that it names.
    #[must_use]
    pub fn product(&self) -> Option<&At<String>> {
        match self {
            Self::Product(id) | Self::Listing(_, id) | Self::Variant(id) | Self::Bundle(id) | Self::Successor(id) => {
                id.as_ref()
            }
            Self::Listed(..) | Self::Category(..) | Self::Url(_) | Self::Channel(_) | Self::Home => None,
        }
    }

    /// The channel that it names.
    #[must_use]
    pub fn channel(&self) -> Option<&At<String>> {
        match self {
            Self::Listing(id, _) | Self::Listed(id, _) | Self::Channel(id) => Some(id),
            _ => None,
        }
    }
}

const GOALS: [&str; 8] = ["product", "listing", "variant", "bundle", "successor", "category", "url", "home"];

/// Reads a destination.
pub(super) fn read(reader: Reader<'_>, value: &Value<'_>) -> Option<Goal> {
    let mut fields = reader.fields(value, "a destination")?;
    let named: Vec<&str> = fields.names().filter(|name| GOALS.contains(name)).collect();
    let has_channel = fields.names().any(|name| name == "channel");
    let goal = match named.as_slice() {
        [] if has_channel => fields.may("channel", Reader::text).map(Goal::Channel),
        [] => {
            for name in GOALS {
                fields.take(name);
            }
            let help = format!("write one of {}, `channel`", quoted(&GOALS));
            reader.error(value, "this candidate does not say where it leads", help);
            None
        }
        ["product"] => {
            let product = fields.may("product", from_link);
            match has_channel {
                false => product.map(Goal::Product),
                true => {
                    let channel = fields.may("channel", Reader::text);
                    product.and_then(|product| Some(Goal::Listing(channel?, product)))
                }
            }
        }
        ["listing"] => {
            let number = fields.may("listing", Reader::text);
            let channel = fields.need("channel", "\"amazon-de\"", Reader::text);
            number.and_then(|number| Some(Goal::Listed(channel?, number)))
        }
        ["variant"] => fields.may("variant", from_link).map(Goal::Variant),
        ["bundle"] => fields.may("bundle", from_link).map(Goal::Bundle),
        ["successor"] => fields.may("successor", from_link).map(Goal::Successor),
        ["category"] => {
            let category = fields.may("category", from_link);
            let use_case = fields.may("use_case", Reader::text);
            category.map(|category| Goal::Category(category, use_case))
        }
        ["url"] => fields.may("url", Reader::text).map(Goal::Url),
        ["home"] => fields.may("home", home).map(|()| Goal::Home),
        several => {
            let message = format!("this candidate leads to several places: {}", quoted(several));
            reader.error(value, message, "write one candidate for each");
            return None;
        }
    };
    fields.finish();
    goal
}

fn from_link(reader: Reader<'_>, value: &Value<'_>) -> Option<Option<At<String>>> {
    let text = reader.text(value)?;
    Some((text.value != "from_link").then_some(text))
}

fn home(reader: Reader<'_>, value: &Value<'_>) -> Option<()> {
    if reader.flag(value)? {
        return Some(());
    }
    reader.error(value, "`home` is `false`", "write `true`, or take the candidate away");
    None
}
