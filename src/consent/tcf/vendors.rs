//! Lists of vendors as consent strings hold them, and looking one vendor up in them. A list is never expanded: a string of
//! 8 KB can name every vendor a thousand times.

use crate::consent::bits::Cursor;
use crate::consent::{Unreadable, fibonacci};

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::consent) enum Form {
    /// A bit for every vendor.
    Bits,
    /// Single vendors and ranges of vendors, 16 bits each.
    Ranges,
    /// Single vendors and ranges of vendors, each as its Fibonacci coded distance from the one before.
    Fibonacci,
}

/// What a list may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::consent) struct Rules {
    /// Whether a vendor 0 makes it unreadable.
    pub(in crate::consent) no_zero: bool,
    /// Whether a range that ends before it begins makes it unreadable. Otherwise it is empty.
    pub(in crate::consent) no_reversed: bool,
}

/// A list of vendors.
#[derive(Debug, Clone, Copy)]
pub struct VendorList<'a> {
    place: Cursor<'a>,
    form: Form,
    /// The largest vendor, as the list announces it; it bounds the bits, and says nothing about the ranges.
    max: u16,
    entries: u16,
}

impl<'a> VendorList<'a> {
    /// Reads a list with its head: the largest vendor, and whether bits or ranges follow; `ranges` says which ranges.
    pub(in crate::consent) fn read(cursor: &mut Cursor<'a>, ranges: Form, rules: Rules) -> Result<Self, Unreadable> {
        let max = cursor.short(16)?;
        if cursor.flag()? {
            return Ok(Self { max, ..Self::read_ranges(cursor, ranges, rules)? });
        }
        let list = Self { place: *cursor, form: Form::Bits, max, entries: 0 };
        cursor.skip(usize::from(max))?;
        Ok(list)
    }

    /// Reads the ranges alone: how many, and each.
    pub(in crate::consent) fn read_ranges(
        cursor: &mut Cursor<'a>,
        form: Form,
        rules: Rules,
    ) -> Result<Self, Unreadable> {
        let entries = cursor.short(12)?;
        let list = Self { place: *cursor, form, max: u16::MAX, entries };
        let mut ranges = list.ranges();
        for _ in 0..entries {
            let (start, end) = ranges.entry()?;
            if start == 0 && rules.no_zero {
                return Err(Unreadable::Vendor);
            }
            if start > end && rules.no_reversed {
                return Err(Unreadable::Restriction);
            }
        }
        *cursor = ranges.cursor;
        Ok(list)
    }

    /// Whether `vendor` is in the list.
    #[must_use]
    pub fn has(&self, vendor: u16) -> bool {
        match self.form {
            Form::Bits if vendor == 0 || vendor > self.max => false,
            Form::Bits => self.place.bits.get(self.place.at + usize::from(vendor) - 1) == Some(true),
            Form::Ranges | Form::Fibonacci => self.ranges().any(|(start, end)| (start..=end).contains(&vendor)),
        }
    }

    /// The ranges of vendors (first, last) in the order of the string. They may overlap, and one that ends before it
    /// begins holds nobody.
    #[must_use]
    pub fn ranges(&self) -> Ranges<'a> {
        Ranges { cursor: self.place, form: self.form, left: self.entries, last: 0, max: self.max }
    }

    /// Whether the list is what the encoder writes for these vendors: the shorter of the bits and the `ranges`, and of the
    /// largest vendor's length.
    pub(in crate::consent) fn is_canonical(&self, ranges: Form) -> bool {
        let Some((last, width)) = self.written(ranges) else { return false };
        let ranges_are_shorter = width <= usize::from(self.max);
        last == self.max && ranges_are_shorter == (self.form != Form::Bits)
    }

    /// Whether the ranges are what the encoder writes for these vendors: in order, and as wide as they can be.
    pub(in crate::consent) fn has_canonical_ranges(&self) -> bool {
        self.written(self.form).is_some()
    }

    /// The largest vendor, and how many bits the encoder writes for the vendors as `form`; `None` when the ranges here are
    /// not the ones that it writes.
    fn written(&self, form: Form) -> Option<(u16, usize)> {
        let width_of = |number| if form == Form::Ranges { 16 } else { fibonacci::width(number) };
        let (mut before, mut width) = (None, 12);
        let mut all = self.ranges();
        for (start, end) in all.by_ref() {
            if end < start || before.is_some_and(|before: u16| start <= before.saturating_add(1)) {
                return None;
            }
            width += 1 + width_of(start - before.unwrap_or(0));
            width += if end > start { width_of(end - start) } else { 0 };
            before = Some(end);
        }
        let read = 12 + all.cursor.at - self.place.at;
        (self.form == Form::Bits || read == width).then_some((before.unwrap_or(0), width))
    }
}

/// The ranges of a [`VendorList`].
#[derive(Debug, Clone)]
pub struct Ranges<'a> {
    cursor: Cursor<'a>,
    form: Form,
    left: u16,
    /// The last vendor that was passed.
    last: u16,
    max: u16,
}

impl Ranges<'_> {
    /// The next entry of ranges.
    fn entry(&mut self) -> Result<(u16, u16), Unreadable> {
        let (is_range, start) = if self.form == Form::Ranges {
            // Both at once: a string may have thousands of entries.
            let both = self.cursor.uint(17)?;
            (both >> 16 == 1, u16::try_from(both & 0xFFFF).map_err(|_| Unreadable::Vendor)?)
        } else {
            (self.cursor.flag()?, self.vendor()?)
        };
        let end = if is_range { self.vendor()? } else { start };
        self.left = self.left.saturating_sub(1);
        Ok((start, end))
    }

    fn vendor(&mut self) -> Result<u16, Unreadable> {
        if self.form == Form::Ranges {
            return self.cursor.short(16);
        }
        let further = fibonacci::read(&mut self.cursor, Unreadable::Vendor)?;
        self.last = self.last.checked_add(further).ok_or(Unreadable::Vendor)?;
        Ok(self.last)
    }

    /// The next run of set bits.
    fn run(&mut self) -> Option<(u16, u16)> {
        let Self { cursor, last, max, .. } = self;
        let mut step = || {
            *last = last.checked_add(1).filter(|vendor| vendor <= max)?;
            let bit = cursor.bits.get(cursor.at)?;
            cursor.at += 1;
            Some((*last, bit))
        };
        let start = loop {
            if let (vendor, true) = step()? {
                break vendor;
            }
        };
        let mut end = start;
        while let Some((vendor, true)) = step() {
            end = vendor;
        }
        Some((start, end))
    }
}

impl Iterator for Ranges<'_> {
    type Item = (u16, u16);

    fn next(&mut self) -> Option<(u16, u16)> {
        match self.form {
            Form::Bits => self.run(),
            Form::Ranges | Form::Fibonacci if self.left > 0 => self.entry().ok(),
            Form::Ranges | Form::Fibonacci => None,
        }
    }
}
