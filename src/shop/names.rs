//! Names that people write: the shape of ids, and the nearest existing one when a name is unknown.

/// Most characters of an id in file names and categories.
const LONGEST_ID: usize = 64;

/// Whether this is an id as files and categories have it: lower-case words joined by `-` or `_`.
pub(super) fn is_id(text: &str) -> bool {
    let word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.len() <= LONGEST_ID && text.split(['-', '_']).all(word)
}

/// The known name that is most like `text`, when one is like it.
pub(super) fn nearest<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = text.to_lowercase();
    let limit = (wanted.chars().count() / 3).clamp(1, 3);
    let distance = |name: &str| strsim::damerau_levenshtein(&wanted, &name.to_lowercase());
    let near = |name: &&str| name.chars().count().abs_diff(wanted.chars().count()) <= limit;
    let scored = known.into_iter().filter(near).map(|name| (distance(name), name));
    scored.filter(|(far, _)| *far <= limit).min().map(|(_, name)| name)
}

/// What to write instead of an unknown name: the nearest one, else what there is.
pub(crate) fn instead<'a>(text: &str, known: impl IntoIterator<Item = &'a str> + Clone, none: &str) -> String {
    if let Some(name) = nearest(text, known.clone()) {
        return format!("did you mean `{name}`?");
    }
    let mut some: Vec<&str> = known.into_iter().collect();
    some.sort_unstable();
    let listed: Vec<String> = some.iter().take(12).map(|name| format!("`{name}`")).collect();
    match (listed.is_empty(), some.len() > 12) {
        (true, _) => none.into(),
        (false, false) => format!("there are {}", listed.join(", ")),
        (false, true) => format!("there are {} and {} more", listed.join(", "), some.len() - 12),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_lower_case_words() {
        for good in ["a", "cart-abandoner", "t_1", "2026-sale"] {
            assert!(is_id(good), "{good}");
        }
        for bad in ["", "A", "a b", "-a", "a-", "a--b", "ä", &"a".repeat(65)] {
            assert!(!is_id(bad), "{bad}");
        }
    }

    #[test]
    fn the_nearest_name_is_near() {
        let known = ["cart_abandoner", "repeat_buyer", "vip"];
        assert_eq!(nearest("cart_abandonner", known), Some("cart_abandoner"));
        assert_eq!(nearest("Repeat_Buyer", known), Some("repeat_buyer"));
        assert_eq!(nearest("comparison_researcher", known), None);
        assert_eq!(nearest("x", known), None);
    }
}
