//! Conditions: JSON objects of the shapes in `docs/shop-folder.md`.

use super::intent::never_found;
use super::signals::{Arguments, NUMBERS, Names, all, names_of};
use crate::shop::code::Code;
use crate::shop::fields::{Fields, Reader, quoted};
use crate::shop::names::{instead, nearest};
use crate::shop::place::{At, Place};
use crate::snapshot::{CategoryArg, Name, NameSignal, NumberSignal, Test, Want};
use crate::visitor::Band;
use jsonc_parser::ast::Value;

/// A condition whose segments are still names.
#[derive(Debug)]
pub enum When {
    /// All of these.
    All(Vec<Self>),
    /// At least one of these.
    Any(Vec<Self>),
    /// Not this.
    Not(Box<Self>),
    /// The visitor is in this segment.
    Segment(At<String>),
    /// One signal, and what it names.
    Test(Test, Vec<Mention>, Place),
}

/// Something that a condition names and that has to exist.
#[derive(Debug)]
pub struct Mention {
    /// What it is.
    pub subject: Subject,
    /// Its id.
    pub id: At<String>,
}

/// What is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Subject {
    Category,
    Product,
    Campaign,
    Audience,
}

/// Reads a condition.
pub(super) fn read(reader: Reader<'_>, value: &Value<'_>) -> Option<When> {
    let mut fields = reader.fields(value, "a condition")?;
    let place = fields.place();
    let shapes: Vec<&str> =
        fields.names().filter(|name| ["all", "any", "not", "segment", "signal"].contains(name)).collect();
    let shape = match shapes.as_slice() {
        [shape] => *shape,
        [] => {
            let help = "write one of `all`, `any`, `not`, `segment`, `signal`";
            reader.notes.error(place, "this condition does not say what it asks", help);
            return None;
        }
        several => {
            let message = format!("this condition asks several things at once: {}", quoted(several));
            reader.notes.error(place, message, "write each as its own object within `{ \"all\": [ ... ] }`");
            return None;
        }
    };
    let read = match shape {
        "all" => fields.may("all", parts).map(When::All),
        "any" => fields.may("any", parts).map(When::Any),
        "not" => fields.may("not", read).map(|part| When::Not(Box::new(part))),
        "segment" => fields.may("segment", Reader::text).map(When::Segment),
        _ => {
            let signal = fields.may("signal", Reader::text)?;
            return read_signal(reader, fields, &signal, place);
        }
    };
    fields.finish();
    read
}

/// Reads a list of conditions.
pub(super) fn parts(reader: Reader<'_>, value: &Value<'_>) -> Option<Vec<When>> {
    let parts = reader.list(value, read)?;
    if parts.is_empty() {
        reader.error(value, "this list of conditions is empty", "write a condition, or take the list away");
        return None;
    }
    Some(parts)
}

fn read_signal(reader: Reader<'_>, fields: Fields<'_, '_>, signal: &At<String>, place: Place) -> Option<When> {
    if let Some((name, arguments, least, most)) = NUMBERS.iter().find(|(name, ..)| *name == signal.value) {
        return number(fields, (name, *arguments), (*least, *most), place);
    }
    if let Some(found) = NameSignal::ALL.into_iter().find(|known| known.name() == signal.value) {
        return name(fields, found, place);
    }
    let message = format!("unknown signal `{}`", signal.value);
    let help = match nearest(&signal.value, all()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => instead(&signal.value, all(), ""),
    };
    reader.notes.say(Code::UnknownWord, signal.place, message, help);
    None
}

fn number(mut fields: Fields<'_, '_>, signal: (&str, Arguments), range: (u32, u32), place: Place) -> Option<When> {
    let mut mentions = Vec::new();
    let (name, arguments) = signal;
    let wants_category = matches!(arguments, Arguments::Category | Arguments::CategoryAndDays);
    let wants_days = matches!(arguments, Arguments::Days | Arguments::CategoryAndDays | Arguments::BandAndDays);
    let category = match wants_category {
        true => fields.need("category", "\"this\"", Reader::text).map(|text| category(text, &mut mentions)),
        false => Some(CategoryArg::This),
    };
    let band = match arguments {
        Arguments::BandAndDays => fields.need("band", "\"premium\"", |reader, value| {
            reader.one_of(value, "band", &[("value", Band::Value), ("mid", Band::Mid), ("premium", Band::Premium)])
        }),
        _ => Some(Band::Mid),
    };
    let days = match wants_days {
        true => fields.need("within_days", "30", |reader, value| reader.days(value, 1)),
        false => Some(0),
    };
    let reader = fields.reader();
    // A text here is what somebody writes who takes the signal for one of names.
    let at_least = fields.may("at_least", |r, v| r.whole(v, range.0..=range.1));
    let at_most = fields.may("at_most", |r, v| r.whole(v, range.0..=range.1));
    let is = fields.may("is", |r, v| r.whole(v, range.0..=range.1));
    let compared = fields.names().any(|name| ["at_least", "at_most", "is"].contains(&name));
    if let Some(value) = fields.take("is")
        && fields.names().any(|name| ["at_least", "at_most"].contains(&name))
    {
        reader.error(value, format!("`{name}` is compared twice"), "write `is`, or `at_least` and `at_most`");
        return None;
    }
    if let Some(value) = fields.take("any_of") {
        let message = format!("`{name}` is a number, and `any_of` compares names");
        reader.error(value, message, "write `\"at_least\": 1`, `\"at_most\": 9` or `\"is\": 2`");
        return None;
    }
    fields.finish();
    if !compared {
        let help = "add `\"at_least\": 1`, `\"at_most\": 9` or `\"is\": 2`";
        reader.notes.error(place, format!("this condition does not say what `{name}` has to be"), help);
        return None;
    }
    let (at_least, at_most) = (is.or(at_least), is.or(at_most));
    if let (Some(low), Some(high)) = (at_least, at_most)
        && low > high
    {
        let message = format!("no number is at least {low} and at most {high}");
        reader.notes.error(place, message, "swap the two numbers");
        return None;
    }
    let signal = numbered(name, category?, band?, days?)?;
    Some(When::Test(Test::Number(signal, Want { at_least, at_most }), mentions, place))
}

fn category(text: At<String>, mentions: &mut Vec<Mention>) -> CategoryArg {
    if text.value == "this" {
        return CategoryArg::This;
    }
    let named = CategoryArg::Named(Name::new(&text.value));
    mentions.push(Mention { subject: Subject::Category, id: text });
    named
}

fn numbered(name: &str, category: CategoryArg, band: Band, within_days: u16) -> Option<NumberSignal> {
    Some(match name {
        "category_views" => NumberSignal::CategoryViews { category, within_days },
        "viewed_products" => NumberSignal::ViewedProducts { within_days },
        "top_category_views" => NumberSignal::TopCategoryViews { within_days },
        "discounted_views" => NumberSignal::DiscountedViews { within_days },
        "band_views" => NumberSignal::BandViews { band, within_days },
        "viewed_this" => NumberSignal::ViewedThis { within_days },
        "cart_items" => NumberSignal::CartItems,
        "cart_age_days" => NumberSignal::CartAgeDays,
        "orders" => NumberSignal::Orders,
        "days_since_order" => NumberSignal::DaysSinceOrder,
        "spend" => NumberSignal::Spend,
        "recency_quintile" => NumberSignal::RecencyQuintile,
        "frequency_quintile" => NumberSignal::FrequencyQuintile,
        "monetary_quintile" => NumberSignal::MonetaryQuintile,
        "rebought_products" => NumberSignal::ReboughtProducts,
        "due_for_reorder" => NumberSignal::DueForReorder,
        "visits" => NumberSignal::Visits,
        "days_since_first_visit" => NumberSignal::DaysSinceFirstVisit,
        "affinity" => NumberSignal::Affinity { category },
        "page_reviews" => NumberSignal::PageReviews,
        "page_rating" => NumberSignal::PageRating,
        _ => return None,
    })
}

fn name(mut fields: Fields<'_, '_>, signal: NameSignal, place: Place) -> Option<When> {
    let reader = fields.reader();
    for number in ["at_least", "at_most"] {
        if let Some(value) = fields.take(number) {
            let message = format!("`{}` is a name, and `{number}` compares numbers", signal.name());
            reader.error(value, message, "write `\"is\": \"...\"` or `\"any_of\": [\"...\"]`");
        }
    }
    let one = fields.may("is", Reader::text);
    let several = fields.may("any_of", |reader, value| {
        let words = reader.texts(value)?;
        if words.is_empty() {
            reader.error(value, "this list of names is empty", "write at least one name, or take the condition away");
        }
        Some(words)
    });
    if let (Some(_), Some(value)) = (&one, fields.take("any_of")) {
        let message = format!("`{}` is compared twice", signal.name());
        reader.error(value, message, "write `is` for one name, or `any_of` for several");
        return None;
    }
    let compared = fields.names().filter(|name| ["is", "any_of", "at_least", "at_most"].contains(name)).count();
    fields.finish();
    if compared == 0 {
        let help = "add `\"is\": \"...\"` or `\"any_of\": [\"...\"]`";
        let message = format!("this condition does not say what `{}` has to be", signal.name());
        reader.notes.error(place, message, help);
        return None;
    }
    let words: Vec<At<String>> = one.into_iter().chain(several.into_iter().flatten()).collect();
    if words.is_empty() {
        return None;
    }
    let names = words.iter().map(|word| Name::new(&word.value)).collect();
    let mut mentions = Vec::new();
    for word in words {
        mentions.extend(fits(reader, signal, word)?);
    }
    Some(When::Test(Test::Name(signal, names), mentions, place))
}

/// Checks a name: its shape here, and what has to exist later.
fn fits(reader: Reader<'_>, signal: NameSignal, word: At<String>) -> Option<Option<Mention>> {
    let text = word.value.as_str();
    let subject = match names_of(signal) {
        Names::Words(words) if words.contains(&text) => return Some(None),
        Names::Words(words) => {
            let help = match nearest(text, words.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("write one of {}", quoted(words)),
            };
            reader.notes.say(Code::UnknownWord, word.place, format!("`{}` is never `{text}`", signal.name()), help);
            return None;
        }
        Names::Country if text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()) => return Some(None),
        Names::Country => {
            let message = format!("`{text}` is not a country code");
            reader.notes.error(word.place, message, "write two capital letters, such as `DE`");
            return None;
        }
        Names::Language if (2..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase()) => {
            return Some(None);
        }
        Names::Language => {
            let message = format!("`{text}` is not a language code");
            reader.notes.error(word.place, message, "write two or three small letters, such as `de`");
            return None;
        }
        // What is never found is noted where phrases are looked at.
        Names::Phrase => {
            if let Some((why, help)) = never_found(text) {
                let message = format!("`{text}` is never found: {why}");
                reader.notes.say(Code::PhraseNeverFound, word.place, message, help);
            }
            return Some(None);
        }
        Names::Category => Subject::Category,
        Names::Product => Subject::Product,
        Names::Campaign => Subject::Campaign,
        Names::Audience => Subject::Audience,
    };
    Some(Some(Mention { subject, id: word }))
}
