//! The header of a GPP string: which sections follow, as ranges of Fibonacci coded distances.

use crate::consent::bits::{Bits, Cursor};
use crate::consent::{Unreadable, fibonacci};
use alloc::vec::Vec;

/// The ids of the sections, in order, each once. `sections` is how many there are; a header that announces another number
/// is refused before it is expanded.
pub(super) fn section_ids(text: &str, sections: usize) -> Result<Vec<u16>, Unreadable> {
    let mut cursor = Bits::new(text)?.cursor();
    let (kind, version) = (cursor.byte(6)?, cursor.byte(6)?);
    if kind != 3 || version != 1 {
        return Err(Unreadable::NotGpp);
    }
    let mut ids = Vec::with_capacity(sections);
    let mut last = 0_u16;
    for _ in 0..cursor.uint(12)? {
        let is_range = cursor.flag()?;
        let start = further(&mut cursor, last)?;
        last = if is_range { further(&mut cursor, start)? } else { start };
        if usize::from(last - start) >= sections - ids.len() {
            return Err(Unreadable::SectionCount);
        }
        ids.extend(start..=last);
    }
    if ids.len() == sections { Ok(ids) } else { Err(Unreadable::SectionCount) }
}

/// The id that is one coded distance after `last`.
fn further(cursor: &mut Cursor<'_>, last: u16) -> Result<u16, Unreadable> {
    let distance = fibonacci::read(cursor, Unreadable::SectionId)?;
    last.checked_add(distance).ok_or(Unreadable::SectionId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headers_of_the_standard() {
        assert_eq!(section_ids("DBABM", 1).as_deref(), Ok(&[2][..]));
        assert_eq!(section_ids("DBABMA", 1).as_deref(), Ok(&[2][..]));
        assert_eq!(section_ids("DBACNY", 2).as_deref(), Ok(&[2, 6][..]));
        assert_eq!(section_ids("DBACNYA", 2).as_deref(), Ok(&[2, 6][..]));
        assert_eq!(section_ids("DBABjw", 2).as_deref(), Ok(&[5, 6][..]));
        assert_eq!(section_ids("DBAA", 0).as_deref(), Ok(&[][..]));
    }

    #[test]
    fn a_header_announces_what_is_there() {
        assert_eq!(section_ids("DBACNYA", 1), Err(Unreadable::SectionCount));
        assert_eq!(section_ids("DBACNYA", 3), Err(Unreadable::SectionCount));
        assert_eq!(section_ids("DBACN", 2), Err(Unreadable::Truncated));
        assert_eq!(section_ids("DBAB__w", 1), Err(Unreadable::SectionCount));
        assert_eq!(section_ids("DCABM", 1), Err(Unreadable::NotGpp));
        assert_eq!(section_ids("CBABM", 1), Err(Unreadable::NotGpp));
    }

    #[test]
    fn a_header_of_endless_ranges_is_refused_at_once() {
        for tail in ["A".repeat(4000), "gAAAAAAw".repeat(500), "_".repeat(4000), "k".repeat(4000)] {
            assert!(section_ids(&format!("DB__{tail}"), 3).is_err(), "{tail:.12}");
        }
    }
}
