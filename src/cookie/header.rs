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

/// Looks for the cookie `name` (case-sensitive, RFC 6265 section 5.4) in a `Cookie` header.
#[must_use]
pub fn find<'a>(header: &'a str, name: &'static str) -> Found<'a> {
    let mut found = Found::Absent;
    for pair in header.split(';') {
        let Some((key, value)) = pair.split_once('=') else { continue };
        if key.trim_matches([' ', '\t']) != name {
            continue;
        }
        if found != Found::Absent {
            return Found::Several;
        }
        found = Found::One(Unverified::new(name, value.trim_matches([' ', '\t'])));
    }
    found
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
}
