//! A Google Merchant feed as XML: RSS 2.0 or Atom. What comes from elsewhere may be hostile: no document type is read and
//! so no entity is expanded, and depth and the length of each text are bounded.

use super::gather::Gather;
use super::merchant::{Record, attribute, take};
use super::{Feed, Setting};
use crate::shop::code::Code;
use crate::shop::fields::Reader;
use crate::shop::place::{At, Place};
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Elements within one another, at most.
const DEEPEST: usize = 64;
/// Bytes of one attribute that are kept.
const LONGEST: usize = 16 * 1024;
/// The attributes that may stand in one product several times.
const REPEATED: [&str; 2] = ["product_type", "google_product_category"];
/// Values of one such attribute that are kept; Google itself takes five.
const MOST_REPEATED: usize = 10;
/// The namespace of a feed's attributes.
const NAMESPACE: &str = "base.google.com/ns/1.0";

/// What is being read.
struct Walk {
    depth: usize,
    /// The prefix of the feed's attributes.
    prefix: String,
    /// The depth of the product that is being read, where it begins, and what was read of it.
    item: Option<(usize, usize, Item)>,
    /// The attribute that is being read, where it begins, and its text.
    field: Option<(&'static str, bool, usize, String)>,
    items: usize,
}

/// Reads a feed. `None` where it is no XML or no feed, which is noted.
pub(in crate::shop) fn read(reader: Reader<'_>, text: &str, setting: Setting<'_>) -> Option<Feed> {
    let mut gather = Gather::new(reader, setting, "/categories");
    let mut xml = quick_xml::Reader::from_str(text);
    let mut walk = Walk { depth: 0, prefix: "g".into(), item: None, field: None, items: 0 };
    loop {
        let from = offset(xml.buffer_position());
        let event = match xml.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => event,
            Err(error) => {
                let at = offset(xml.error_position());
                let message = format!("this is not XML: {}", error.to_string().to_lowercase());
                reader.notes.say(
                    Code::Syntax,
                    at_byte(reader, text, at),
                    message,
                    "make the feed again where it comes from",
                );
                return None;
            }
        };
        let to = offset(xml.buffer_position());
        if let Err((message, help)) = walk.step(reader, &mut gather, &event, from, to) {
            reader.notes.say(Code::Syntax, at_byte(reader, text, from), message, help);
            return None;
        }
    }
    if walk.depth > 0 {
        let end = text.trim_end().len().saturating_sub(1);
        reader.notes.say(
            Code::Syntax,
            at_byte(reader, text, end),
            "the file ends in the middle of an element",
            "make the feed again",
        );
        return None;
    }
    if walk.items == 0 {
        let help = "a Google Merchant feed holds an `<item>` (RSS) or an `<entry>` (Atom) for each product";
        reader.notes.say(Code::Syntax, at_byte(reader, text, 0), "there is no product in this feed", help);
        return None;
    }
    Some(gather.finish("product_type"))
}

/// What was read of one product. A document can repeat an element without end, so each list is as short as its names.
#[derive(Default)]
struct Item {
    /// Google's own attributes.
    own: Vec<(&'static str, At<String>)>,
    /// Those of RSS and Atom with the same names.
    plain: Vec<(&'static str, At<String>)>,
}

impl Item {
    /// Keeps the first value of each name, and the first few of those that may repeat.
    fn add(&mut self, name: &'static str, own: bool, value: At<String>) {
        let fields = if own { &mut self.own } else { &mut self.plain };
        let most = if REPEATED.contains(&name) { MOST_REPEATED } else { 1 };
        if !value.value.is_empty() && fields.iter().filter(|(known, _)| *known == name).count() < most {
            fields.push((name, value));
        }
    }

    /// Google's own count more than the others.
    fn record(mut self) -> Record {
        self.own.append(&mut self.plain);
        Record { fields: self.own }
    }
}

type Refused = (String, &'static str);

impl Walk {
    fn step(
        &mut self,
        reader: Reader<'_>,
        gather: &mut Gather<'_, '_>,
        event: &Event<'_>,
        from: usize,
        to: usize,
    ) -> Result<(), Refused> {
        match event {
            Event::Start(start) => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    let message = format!("more than {DEEPEST} elements within one another");
                    return Err((message, "a feed has five; make it again where it comes from"));
                }
                self.start(start, from, to);
            }
            Event::Empty(start) => self.link(start, from, to),
            Event::End(_) => {
                self.end(reader, gather, from, to);
                self.depth = self.depth.saturating_sub(1);
            }
            Event::Text(text) => self.append(text),
            Event::CData(text) => self.append(text),
            Event::GeneralRef(entity) => self.append(&character(entity)?),
            Event::DocType(_) => {
                return Err(("a document type is not read".into(), "take the line `<!DOCTYPE ...>` away"));
            }
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn start(&mut self, start: &BytesStart<'_>, from: usize, to: usize) {
        let name = start.name();
        if self.item.is_none() {
            self.bind(start);
            if ["item", "entry"].contains(&name.local_name().into_inner()) {
                self.items += 1;
                self.item = Some((self.depth, from, Item::default()));
            }
        } else if self.item.as_ref().is_some_and(|(depth, ..)| self.depth == depth + 1) {
            self.link(start, from, to);
            self.field = self.named(start).map(|(name, own)| (name, own, to, String::new()));
        }
    }

    /// The attribute that an element is, and whether it is one of Google's own.
    fn named(&self, start: &BytesStart<'_>) -> Option<(&'static str, bool)> {
        let (local, prefix) = start.name().decompose();
        let own = prefix.as_ref().is_some_and(|prefix| prefix.into_inner() == self.prefix);
        (own || prefix.is_none()).then(|| Some((attribute(local.into_inner())?, own)))?
    }

    /// Which prefix stands for Google's namespace.
    fn bind(&mut self, start: &BytesStart<'_>) {
        for attribute in start.attributes().take(100).flatten() {
            if let Some(prefix) = attribute.key.0.strip_prefix("xmlns:")
                && attribute.value.contains(NAMESPACE)
            {
                self.prefix = prefix.to_string();
            }
        }
    }

    /// Atom's `<link href="..."/>`.
    fn link(&mut self, start: &BytesStart<'_>, from: usize, to: usize) {
        let direct = self.item.as_ref().is_some_and(|(depth, ..)| self.depth >= *depth && self.depth <= depth + 1);
        if !direct || start.name().0 != "link" {
            return;
        }
        let mut href = None;
        for attribute in start.attributes().take(100).flatten() {
            match attribute.key.0 {
                "href" => href = quick_xml::escape::unescape(&attribute.value).ok().map(|text| text.into_owned()),
                "rel" if attribute.value != "alternate" => return,
                _ => {}
            }
        }
        if let (Some(value), Some((_, _, record))) = (href, &mut self.item) {
            record.add("link", false, At { value, place: Place { file: 0, start: narrow(from), end: narrow(to) } });
        }
    }

    fn append(&mut self, text: &str) {
        let direct = self.item.as_ref().is_some_and(|(depth, ..)| self.depth == depth + 1);
        if let (true, Some((_, _, _, kept))) = (direct, &mut self.field)
            && kept.len() < LONGEST
        {
            let room = LONGEST - kept.len();
            let end =
                text.char_indices().map(|(at, letter)| at + letter.len_utf8()).take_while(|at| *at <= room).last();
            kept.push_str(text.get(..end.unwrap_or(0)).unwrap_or_default());
        }
    }

    fn end(&mut self, reader: Reader<'_>, gather: &mut Gather<'_, '_>, from: usize, to: usize) {
        let Some((depth, began, _)) = self.item.as_ref().map(|(depth, began, _)| (*depth, *began, ())) else { return };
        if self.depth == depth + 1 {
            if let (Some((name, own, start, text)), Some((_, _, record))) = (self.field.take(), &mut self.item) {
                let place = Place { file: reader.file, start: narrow(start), end: narrow(from.max(start)) };
                record.add(name, own, At { value: text.trim().to_string(), place });
            }
        } else if self.depth == depth
            && let Some((_, _, item)) = self.item.take()
        {
            let mut record = item.record();
            record.fields.iter_mut().for_each(|(_, value)| value.place.file = reader.file);
            let end = began.saturating_add(5).min(to);
            take(reader, gather, &record, Place { file: reader.file, start: narrow(began), end: narrow(end) });
        }
    }
}

/// What a reference stands for: a character, or one of the five that XML itself knows.
fn character(entity: &BytesRef<'_>) -> Result<String, Refused> {
    let name: &str = entity;
    if let Some(known) = resolve_predefined_entity(name) {
        return Ok(known.to_string());
    }
    let code = match name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => name.strip_prefix('#').and_then(|digits| digits.parse().ok()),
    };
    match code.and_then(char::from_u32) {
        Some(letter) => Ok(letter.to_string()),
        None => {
            let shown: String = name.chars().take(40).collect();
            Err((format!("`&{shown};` is not known in XML"), "write the letter itself, or `&amp;` for `&`"))
        }
    }
}

fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The place of one character, moved back to where one begins.
fn at_byte(reader: Reader<'_>, text: &str, at: usize) -> Place {
    let mut start = at.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let length = text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Place { file: reader.file, start: narrow(start), end: narrow(start + length) }
}
