//! Stock-keepers write notes where the description stands: `damaged`, `?`, `wrong barcode`. They are no titles.

/// A description made only of these words is a note.
const NOTE_WORDS: [&str; 51] = [
    "adjust",
    "adjusted",
    "adjustment",
    "amazon",
    "barcode",
    "broken",
    "can't",
    "check",
    "checked",
    "code",
    "counted",
    "cracked",
    "credit",
    "crushed",
    "damage",
    "damaged",
    "damages",
    "destroyed",
    "display",
    "dotcom",
    "ebay",
    "error",
    "faulty",
    "found",
    "given",
    "incorrect",
    "label",
    "lost",
    "mailout",
    "mia",
    "missing",
    "mix",
    "mixed",
    "mouldy",
    "pallet",
    "returned",
    "rusty",
    "sale",
    "sales",
    "samples",
    "sell",
    "showroom",
    "smashed",
    "sold",
    "stock",
    "test",
    "thrown",
    "unsaleable",
    "up",
    "wet",
    "wrong",
];

/// Words that a note may hold besides, but that make none by themselves.
const FILLERS: [&str; 8] = ["and", "away", "as", "in", "of", "on", "the", "throw"];

/// A description that holds one of these is a note.
const NOTE_PHRASES: [&str; 14] = [
    "thrown away",
    "throw away",
    "wrong barcode",
    "barcode problem",
    "stock check",
    "wrongly ",
    "sold as ",
    "put aside",
    "cant find",
    "can't find",
    "historic computer",
    "incorrectly ",
    "bad debt",
    "alan hodge",
];

/// Whether a description is a note rather than a title.
pub(super) fn is_note(description: &str) -> bool {
    let text = description.to_lowercase();
    if !text.chars().any(char::is_alphabetic) || text.starts_with('?') || text.ends_with("??") {
        return true;
    }
    if NOTE_PHRASES.iter().any(|phrase| text.contains(phrase)) {
        return true;
    }
    let mut words = text
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .filter(|word| !word.is_empty() && !FILLERS.contains(word))
        .peekable();
    words.peek().is_some() && words.all(|word| NOTE_WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes() {
        for note in [
            "",
            "?",
            "??",
            "damaged",
            "Damages?",
            "?missing",
            "wet/rusty",
            "thrown away-can't sell.",
            "check",
            "found",
            "sold as set on dotcom",
            "wrong barcode (22467)",
            "had been put aside",
            "20713",
            "label mix up",
        ] {
            assert!(is_note(note), "{note}");
        }
    }

    #[test]
    fn titles() {
        for title in [
            "BLUE CHECK BAG HANDLE",
            "WET SHAVING KIT",
            "LOST IN THE WOODS PRINT",
            "WHO'S A CLEVER BOY?",
            "MUG",
            "SET OF 6 STOCK POTS",
            "AND AWAY",
            "Display case",
        ] {
            assert!(!is_note(title), "{title}");
        }
    }
}
