//! Finds one cookie in the `Cookie` header.

use super::Unverified;

/// What the `Cookie` header holds under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found<'a> {
    /// No such cookie.
    Absent,
    /// One.
    One(Unverified<'a>),
    /// Two or more of the same name. A browser sends a `__Host-` cookie once, so somebody planted one: none is believed.
    Several,
}

/// What the `Cookie` header holds of some names: in one pass over it, since it may be long and is looked at with every
/// request. Names are case-sensitive (RFC 6265 section 5.4).
#[must_use]
pub fn find_all<'a, const N: usize>(header: &'a str, names: [&'static str; N]) -> [Plain<'a>; N] {
    let mut found = [Plain::Absent; N];
    for pair in header.split(';') {
        let Some((key, value)) = pair.split_once('=') else { continue };
        let key = key.trim_matches([' ', '\t']);
        if let Some((_, place)) = names.iter().zip(&mut found).find(|(name, _)| **name == key) {
            *place = match place {
                Plain::Absent => Plain::One(value.trim_matches([' ', '\t'])),
                Plain::One(_) | Plain::Several => Plain::Several,
            };
        }
    }
    found
}

/// What a `Cookie` header holds under a name that others write.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Plain<'a> {
    /// No such cookie.
    #[default]
    Absent,
    /// One, as it came.
    One(&'a str),
    /// Two or more of the same name.
    Several,
}

impl core::fmt::Debug for Plain<'_> {
    /// Prints presence only.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Absent => "Absent",
            Self::One(_) => "One(..)",
            Self::Several => "Several",
        })
    }
}

impl<'a> Plain<'a> {
    /// The cookie as one of those that Segue signs.
    #[must_use]
    pub fn signed(self, name: &'static str) -> Found<'a> {
        match self {
            Self::Absent => Found::Absent,
            Self::One(value) => Found::One(Unverified::new(name, value)),
            Self::Several => Found::Several,
        }
    }
}

/// Looks for the cookie `name`, which Segue signs.
#[must_use]
pub fn find<'a>(header: &'a str, name: &'static str) -> Found<'a> {
    let [found] = find_all(header, [name]);
    found.signed(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_found_and_two_are_not_believed() {
        let one = |value| Found::One(Unverified::new("__Host-segue", value));
        assert_eq!(find("", "__Host-segue"), Found::Absent);
        assert_eq!(find("a=1; __Host-segue=x.y; b=2", "__Host-segue"), one("x.y"));
        assert_eq!(find("__Host-segue-consent=z; __Host-segue=x", "__Host-segue"), one("x"));
        assert_eq!(find("__host-segue=x", "__Host-segue"), Found::Absent);
        assert_eq!(find("__Host-segue=x; __Host-segue=x", "__Host-segue"), Found::Several);
        assert_eq!(find("__Host-segue", "__Host-segue"), Found::Absent);
        assert_eq!(find(";;=;__Host-segue=", "__Host-segue"), one(""));
    }

    #[test]
    fn what_others_wrote_is_not_printed() {
        let shown = [Plain::Absent, Plain::One("secret"), Plain::Several].map(|found| alloc::format!("{found:?}"));
        assert_eq!(shown, ["Absent", "One(..)", "Several"]);
    }
}
