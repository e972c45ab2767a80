//! A product's record in a shard: postcard, but for texts. Most texts of a catalogue are said again and again (a
//! specification's name, a brand, what it is good for), so that those that several products of a shard have lie in the shard
//! once, behind its records, and a record says where. That takes a third off what an isolate keeps of a catalogue.
//!
//! A text begins with a number (LEB128): twice its length, and its bytes follow; or twice its place among the shard's
//! texts, and one, and nothing follows. A text among those is its length and its bytes.

use crate::packed::Packed;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cmp::Reverse;
use core::ops::Range;
use serde::Serialize;

/// What is left of a record, and the texts of its shard.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    /// What is left.
    pub(super) packed: Packed<'a>,
    /// What several records say.
    pub(super) texts: &'a [u8],
}

impl core::fmt::Debug for Reading<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} bytes of a record", self.packed.0.len())
    }
}

impl<'a> Reading<'a> {
    pub(super) fn text(&mut self) -> Option<&'a str> {
        let said = self.packed.number()?;
        let half = (said >> 1) as usize;
        let bytes = if said & 1 == 0 {
            let (bytes, rest) = self.packed.0.split_at_checked(half)?;
            self.packed.0 = rest;
            bytes
        } else {
            Packed(self.texts.get(half..)?).bytes()?
        };
        core::str::from_utf8(bytes).ok()
    }

    /// Goes on behind a text that nobody wants to know.
    pub(super) fn skip_text(&mut self) -> Option<()> {
        let said = self.packed.number()?;
        if said & 1 == 0 {
            self.packed.0 = self.packed.0.get((said >> 1) as usize..)?;
        }
        Some(())
    }

    pub(super) fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = self.packed.number()? as usize;
        // Nothing takes less than a byte, so that a number that lies reserves no more than came.
        let mut list = Vec::with_capacity(length.min(self.packed.0.len()));
        for _ in 0..length {
            list.push(read(self)?);
        }
        Some(list)
    }
}

/// A record before it is known which of its texts other products have too.
#[derive(Debug, Clone, Default)]
pub struct ProductRecord {
    bytes: Vec<u8>,
    /// Where in `bytes` its texts are.
    texts: Vec<Range<usize>>,
}

impl ProductRecord {
    /// Adds what has no text in it.
    pub(super) fn put(&mut self, value: &impl Serialize) {
        // A number, a flag and a list of them can always be written.
        self.bytes = postcard::to_extend(value, core::mem::take(&mut self.bytes)).unwrap_or_default();
    }

    pub(super) fn text(&mut self, text: &str) {
        let start = self.bytes.len();
        self.bytes.extend(text.as_bytes());
        self.texts.push(start..self.bytes.len());
    }

    pub(super) fn list<T>(&mut self, list: &[T], mut write: impl FnMut(&mut Self, &T)) {
        number(&mut self.bytes, list.len());
        list.iter().for_each(|value| write(self, value));
    }

    /// How many bytes it takes when it shares no text, to a few.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes.len() + self.texts.len()
    }

    fn texts(&self) -> impl Iterator<Item = &[u8]> {
        self.texts.iter().filter_map(|text| self.bytes.get(text.clone()))
    }

    /// Appends the record as a shard with these texts holds it.
    pub(super) fn write(&self, texts: &Texts<'_>, to: &mut Vec<u8>) {
        let mut done = 0;
        for place in &self.texts {
            let (between, text) =
                (self.bytes.get(done..place.start), self.bytes.get(place.clone()).unwrap_or_default());
            to.extend(between.unwrap_or_default());
            if let Some(at) = texts.at.get(text) {
                number(to, at * 2 + 1);
            } else {
                number(to, text.len() * 2);
                to.extend(text);
            }
            done = place.end;
        }
        to.extend(self.bytes.get(done..).unwrap_or_default());
    }
}

/// The texts that several records of a shard have.
#[derive(Default)]
pub(super) struct Texts<'a> {
    /// Where each begins.
    at: BTreeMap<&'a [u8], usize>,
    /// All of them, as the shard holds them.
    pub(super) bytes: Vec<u8>,
}

impl<'a> Texts<'a> {
    /// Those that take less room when they lie there once; the most frequent first, whose places are the shortest.
    pub(super) fn of(records: impl Iterator<Item = &'a ProductRecord>) -> Self {
        let mut counts = BTreeMap::<&[u8], usize>::new();
        records.flat_map(ProductRecord::texts).for_each(|text| *counts.entry(text).or_default() += 1);
        // Two bytes are what a place takes, or three.
        let saves = |text: &[u8], count: usize| (count - 1) * (text.len() + 1) > count * 2;
        let mut shared: Vec<_> = counts.into_iter().filter(|(text, count)| saves(text, *count)).collect();
        shared.sort_by_key(|(text, count)| (Reverse(*count), *text));
        let mut texts = Self::default();
        for (text, _) in shared {
            texts.at.insert(text, texts.bytes.len());
            number(&mut texts.bytes, text.len());
            texts.bytes.extend(text);
        }
        texts
    }
}

/// LEB128, as postcard writes it.
fn number(to: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        to.push((number & 0x7F) as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;

    fn record(texts: &[&str]) -> ProductRecord {
        let mut record = ProductRecord::default();
        texts.iter().for_each(|text| record.text(text));
        record
    }

    fn written(records: &[ProductRecord]) -> (Vec<Vec<u8>>, Vec<u8>) {
        let texts = Texts::of(records.iter());
        let write = |record: &ProductRecord| {
            let mut bytes = Vec::new();
            record.write(&texts, &mut bytes);
            bytes
        };
        (records.iter().map(write).collect(), texts.bytes)
    }

    #[test]
    fn what_several_records_say_lies_there_once_and_the_most_frequent_first() {
        let records = [record(&["Weight", "Oak", "one"]), record(&["Weight", "", "Oak"]), record(&["Weight", "", "a"])];
        let (bytes, texts) = written(&records);
        assert_eq!(texts, b"\x06Weight", "`Oak` twice takes no less room than a place twice and itself");
        assert_eq!(bytes, [b"\x01\x06Oak\x06one".to_vec(), b"\x01\0\x06Oak".to_vec(), b"\x01\0\x02a".to_vec()]);
        let (_, texts) = written(&[record(&["Width", "Origin"]), record(&["Origin", "Width"]), record(&["Width"])]);
        assert_eq!(texts, b"\x05Width\x06Origin");
    }

    #[test]
    fn a_place_that_is_none_is_no_text() {
        let texts = b"\x02ab\x03c".as_slice();
        let read = |said: &'static [u8]| Reading { packed: Packed(said), texts }.text();
        assert_eq!((read(&[1]), read(&[4, b'x', b'y'])), (Some("ab"), Some("xy")));
        assert_eq!(read(&[7]), None, "behind the end it says three letters and has one");
        assert_eq!((read(&[9]), read(&[11]), read(&[0xFF, 0xFF, 0xFF, 0xFF, 0x0F])), (None, None, None));
        assert_eq!((read(&[]), read(&[4, b'x']), read(&[2, 0xFF])), (None, None, None));
    }

    #[test]
    fn a_text_is_skipped_wherever_it_lies() {
        let mut from = Reading { packed: Packed(&[1, 4, b'x', b'y', 9]), texts: b"\x01a" };
        assert_eq!((from.skip_text(), from.skip_text()), (Some(()), Some(())));
        assert_eq!(from.packed.byte().unwrap(), 9);
        assert_eq!(from.skip_text(), None);
    }
}
