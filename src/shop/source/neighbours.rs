//! `derived/viewed-next.tsv` and `derived/sessions.json`: what visitors look at next, as `segue import --clicks` found it,
//! and how it is combined.

use super::product::Products;
use super::table::{Cell, lines};
use crate::learn::written::{NUMBERS, Number};
use crate::learn::{Kept, Params};
use crate::neighbours::{MOST, Scale};
use crate::shop::code::Code;
use crate::shop::fields::{Fields, Reader};
use crate::shop::place::Place;
use jsonc_parser::ast::Value;
use std::collections::{HashMap, HashSet};

/// What is looked at after one product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextList {
    /// The product's place in the catalogue's file.
    pub product: u32,
    /// What the best weight stands for.
    pub scale: Scale,
    /// The places of its neighbours in the catalogue's file, and their weights.
    pub neighbours: Vec<(u32, u8)>,
}

/// Reads the lists. Products that are not in the catalogue any more are left out, which is noted.
pub(in crate::shop) fn read_viewed_next(reader: Reader<'_>, text: &str, products: &Products) -> Vec<NextList> {
    let places: HashMap<&str, u32> =
        products.sound.iter().zip(0_u32..).map(|(product, at)| (product.id.value.as_str(), at)).collect();
    let mut lists = Vec::new();
    let mut seen = HashSet::new();
    let (mut gone, mut neighbours) = (0_usize, 0_usize);
    for cells in lines(reader, text, b'\t').flatten() {
        let Some(one) = list(reader, &cells, &places) else { continue };
        neighbours += one.gone;
        match one.product {
            Some(product) if seen.insert(product) => {
                lists.push(NextList { product, scale: one.scale, neighbours: one.neighbours });
            }
            Some(_) => {
                let cell = cells.first().map(|cell| (cell.place, &cell.value));
                let (place, id) = cell.map_or((beginning(reader), ""), |(place, id)| (place, id));
                reader.notes.say(
                    Code::DuplicateId,
                    place,
                    format!("the product `{id}` stands here and further up"),
                    AGAIN,
                );
            }
            None => gone += 1,
        }
    }
    if products.whole && gone + neighbours > 0 {
        let lists = if gone == 1 { "list" } else { "lists" };
        let message = format!(
            "{gone} {lists} of products, and {neighbours} neighbours in others, are not in the catalogue and are left out"
        );
        reader.notes.say(Code::GoneNeighbours, beginning(reader), message, AGAIN);
    }
    lists
}

const AGAIN: &str = "make the file again: `segue import --clicks FILE`";

/// A line that was read: a product that is none any more has no place.
struct One {
    product: Option<u32>,
    scale: Scale,
    neighbours: Vec<(u32, u8)>,
    gone: usize,
}

/// Reads a line; `None` for one that was noted.
fn list(reader: Reader<'_>, cells: &[Cell<'_>], places: &HashMap<&str, u32>) -> Option<One> {
    let [product, scale, rest @ ..] = cells else {
        let place = cells.first().map_or(beginning(reader), |cell| cell.place);
        let help = "write the product, the scale, and then neighbours and weights in turn, with tabs between";
        reader.notes.say(Code::Syntax, place, "this line holds no list", help);
        return None;
    };
    let scale = Scale(number(reader, scale, "a scale", 1..=Scale::MAX.0)?);
    let mut one = One { product: places.get(&*product.value).copied(), scale, neighbours: Vec::new(), gone: 0 };
    if rest.len() > 2 * MOST {
        let message = format!("this list has more than {MOST} neighbours");
        reader.notes.say(Code::TooMany, product.place, message, AGAIN);
        return None;
    }
    for pair in rest.chunks(2) {
        let [neighbour, weight] = pair else {
            let place = pair.first().map_or(product.place, |cell| cell.place);
            reader.notes.say(
                Code::Syntax,
                place,
                "this neighbour has no weight",
                "write a weight from 1 to 255 behind it",
            );
            return None;
        };
        let weight = number(reader, weight, "a weight", 1..=u16::from(u8::MAX))?;
        match places.get(&*neighbour.value) {
            Some(at) if one.neighbours.iter().any(|(other, _)| other == at) => {
                let message = format!("the neighbour `{}` stands in this list twice", neighbour.value);
                reader.notes.say(Code::DuplicateId, neighbour.place, message, AGAIN);
                return None;
            }
            Some(at) => one.neighbours.push((*at, u8::try_from(weight).unwrap_or(u8::MAX))),
            None => one.gone += 1,
        }
    }
    Some(one)
}

fn number(reader: Reader<'_>, cell: &Cell<'_>, what: &str, range: std::ops::RangeInclusive<u16>) -> Option<u16> {
    let found = cell.value.parse().ok().filter(|number| range.contains(number));
    if found.is_none() {
        let message = format!("expected {what} from {} to {}, found `{}`", range.start(), range.end(), cell.value);
        reader.notes.error(cell.place, message, AGAIN);
    }
    found
}

fn beginning(reader: Reader<'_>) -> Place {
    Place { file: reader.file, start: 0, end: 0 }
}

/// Reads `derived/sessions.json`, whose counts are for people.
pub(in crate::shop) fn read_sessions(reader: Reader<'_>, value: &Value<'_>) -> Option<Kept> {
    let mut fields = reader.file(value, "the parameters of sessions")?;
    let tuned = fields.may("tuned", Reader::flag).unwrap_or_default();
    let params = fields.need("parameters", "{ }", |reader, value| {
        let mut fields = reader.fields(value, "the parameters")?;
        let mut params = Params::default();
        for number in &NUMBERS {
            if let Some(value) = fields.may(number.name, |reader, value| parameter(reader, value, number)) {
                (number.set)(&mut params, value);
            }
        }
        fields.finish();
        Some(params)
    });
    fields.may("counted", |reader, value| {
        let mut fields: Fields<'_, '_> = reader.fields(value, "what was counted")?;
        for name in COUNTS {
            fields.may(name, |reader, value| reader.whole(value, 0..=u32::MAX));
        }
        for name in DAYS {
            fields.may(name, Reader::day);
        }
        fields.finish();
        Some(())
    });
    fields.finish();
    params.map(|params| Kept { params, tuned })
}

/// What was counted, and when.
pub(in crate::shop) const COUNTS: [&str; 4] = ["sessions", "clicks", "products", "lists"];
pub(in crate::shop) const DAYS: [&str; 2] = ["first_day", "last_day"];

fn parameter(reader: Reader<'_>, value: &Value<'_>, number: &Number) -> Option<f64> {
    let Number { least, most, .. } = number;
    let kind = if number.whole { "a whole number" } else { "a number" };
    let found = match value {
        Value::NumberLit(found) => found.value.parse::<f64>().ok(),
        _ => None,
    };
    let fits = |found: &f64| (*least..=*most).contains(found) && (!number.whole || found.fract() == 0.0);
    let found = found.filter(fits);
    if found.is_none() {
        let what = match value {
            Value::NumberLit(found) => format!(", found `{}`", found.value),
            _ => String::new(),
        };
        let message = format!("expected {kind} from {least} to {most}{what}");
        let default = (number.get)(&Params::default());
        reader.error(value, message, format!("write such as `{default}`, or leave the line out for that"));
    }
    found
}
