//! The files as marketers write them, one type a file: words are still words, and know where they stand.

mod apps;
mod campaign;
mod channels;
mod colleagues;
mod condition;
mod consent;
mod derived;
mod described;
mod experiment;
mod feed;
mod goal;
mod intent;
mod mentioned;
mod mix;
mod neighbours;
mod persona;
mod product;
mod product_csv;
mod rules;
mod shop;
mod signals;
mod table;
mod tables;
mod test;

pub use apps::AppsEntry;
pub use campaign::{ArmOf, CampaignFile, CandidateEntry, Order};
pub use channels::{ChannelEntry, ChannelKind};
pub use colleagues::Colleagues;
pub use condition::{Mention, Subject, When};
pub use derived::Derived;
pub use experiment::{ArmEntry, ExperimentFile};
pub use goal::Goal;
pub use intent::{IntentFile, Lists};
pub use mentioned::{Named, Part};
pub use neighbours::NextList;
pub use persona::PersonaFile;
pub use product::ProductEntry;
pub use rules::{BlockFile, SegmentFile, SetFile};
pub use shop::{CategoryEntry, ShopFile};
pub use test::TestFile;

pub(super) use campaign::read as read_campaign;
pub(super) use derived::{read_bestsellers, read_bought_together, read_most_viewed, read_reorder, read_rfm};
pub(super) use experiment::read as read_experiment;
pub(crate) use intent::primary;
pub(super) use intent::{is_language, never_found, read as read_intent};
pub(super) use neighbours::{COUNTS, DAYS, read_sessions, read_viewed_next};
pub(super) use persona::read as read_persona;
pub(super) use product::read_all as read_products;
pub(super) use product_csv::read_all as read_products_csv;
pub(super) use rules::{read_block, read_segment, read_set};
pub(super) use shop::read as read_shop;
pub(super) use shop::{read_audiences, usual_rfm};
pub(super) use tables::{read_audiences_csv, read_sets_csv};
pub(super) use test::read as read_test;

// What schemas say, too.
pub(super) use super::fields::LONGEST_DAYS;
pub(super) use apps::LONGEST_PACKAGE;
pub(super) use campaign::ORDERS;
pub(super) use channels::{
    CHANNEL_KINDS, LONGEST_VALUE, MARKETPLACES, MOST_CHANNELS, MOST_CLICK_IDS, MOST_PARAMETERS, QUERY, TAKEN,
};
pub(super) use consent::{COOKIEBOT, SHOPIFY};
pub(super) use experiment::{MOST_ARMS, UNITS};
pub(super) use feed::{Feed, Setting, is_shopify, read_shopify, read_tsv, read_xml};
pub(super) use mentioned::{DEVICES, PURPOSES};
pub(super) use mix::HEAVIEST;
pub(super) use product::{LONGEST_ID, Products};
pub(super) use rules::{KINDS, STRATEGIES};
pub(super) use shop::MOST_NUDGE;
#[cfg(test)]
pub(super) use signals::all as all_signals;
pub(super) use signals::{Arguments, NUMBERS, Names, names_of};
pub(super) use test::{BASES, SPOILS};

use super::fields::{Fields, Reader};
use super::names::is_id;
use super::place::At;
use crate::consent::{Purpose, PurposeSet};
use crate::shop::code::Code;
use crate::snapshot::Window;
use jsonc_parser::ast::Value;

/// An id as files and categories have it.
fn id(reader: Reader<'_>, value: &Value<'_>) -> Option<At<String>> {
    let text = reader.text(value)?;
    if !is_id(&text.value) {
        let message = format!("`{}` is not an id", text.value);
        reader.notes.say(
            Code::NotAnId,
            text.place,
            message,
            "write lower-case letters and digits, joined by `-` or `_`",
        );
        return None;
    }
    Some(text)
}

/// The consents that a rule asks for.
fn purposes(reader: Reader<'_>, value: &Value<'_>) -> Option<At<PurposeSet>> {
    let names = Purpose::ALL.map(|purpose| (purpose.name(), purpose));
    let list = reader.list(value, |reader, value| reader.one_of(value, "purpose", names.get(1..).unwrap_or_default()));
    // What could not be read was noted; nothing else can be said about it then.
    let set = list.map(|list| list.into_iter().fold(PurposeSet::NONE, PurposeSet::with));
    Some(At { value: set.unwrap_or(PurposeSet::ALL), place: reader.place(value) })
}

/// The consents that a list of words asks for.
fn purposes_of(reader: Reader<'_>, list: &[At<String>]) -> Option<At<PurposeSet>> {
    let place = list.first()?.place;
    let names = Purpose::ALL.map(|purpose| (purpose.name(), purpose));
    let read: Option<Vec<Purpose>> =
        list.iter().map(|word| reader.choose(word, "purpose", names.get(1..).unwrap_or_default())).collect();
    let set = read.map(|list| list.into_iter().fold(PurposeSet::NONE, PurposeSet::with));
    Some(At { value: set.unwrap_or(PurposeSet::ALL), place })
}

/// First and last day.
fn window(reader: Reader<'_>, value: &Value<'_>) -> Option<Window> {
    let mut fields: Fields<'_, '_> = reader.fields(value, "a window")?;
    let from = fields.may("from", Reader::day);
    let to = fields.may("to", Reader::day);
    fields.finish();
    if let (Some(first), Some(last)) = (from, to)
        && first > last
    {
        reader.error(value, format!("this window ends on {last}, before it begins on {first}"), "swap the two days");
        return None;
    }
    Some(Window { from, to })
}
