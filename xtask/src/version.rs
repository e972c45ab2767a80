//! Reading the version out of what a tool prints.

use std::fmt;

/// Three numbers; what stands after them (`-beta.1`) is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(pub(crate) u32, pub(crate) u32, pub(crate) u32);

impl Version {
    /// The first word of `text` that is a version: `wasm-bindgen 0.2.129` -> 0.2.129, `v22.1.0` -> 22.1.0.
    pub(crate) fn find(text: &str) -> Option<Self> {
        text.split_whitespace().find_map(Self::read)
    }

    fn read(word: &str) -> Option<Self> {
        let mut numbers = word.strip_prefix('v').unwrap_or(word).splitn(3, '.');
        let major = numbers.next()?.parse().ok()?;
        let minor = numbers.next()?.parse().ok()?;
        let patch = numbers.next()?;
        let digits = patch.find(|c: char| !c.is_ascii_digit()).unwrap_or(patch.len());
        Some(Self(major, minor, patch.get(..digits)?.parse().ok()?))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}.{}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_version_in_what_tools_print() {
        assert_eq!(Version::find("wasm-bindgen 0.2.129\n"), Some(Version(0, 2, 129)));
        assert_eq!(Version::find("0.8.7"), Some(Version(0, 8, 7)));
        assert_eq!(Version::find("v22.23.3"), Some(Version(22, 23, 3)));
        assert_eq!(Version::find("tool 1.2.3-beta.4 (abc)"), Some(Version(1, 2, 3)));
    }

    #[test]
    fn nothing_that_is_not_a_version() {
        for text in ["", "wasm-bindgen", "1.2", "a.b.c", "1.2.x", "1.2."] {
            assert_eq!(Version::find(text), None, "{text}");
        }
    }

    #[test]
    fn compares_numbers_and_not_letters() {
        assert!(Version(0, 2, 129) > Version(0, 2, 99));
        assert!(Version(22, 9, 0) < Version(22, 12, 0));
    }
}
