//! Looks for words in a text in one pass. `str::contains` goes through the text once for each word, and prepares a search that
//! costs more than a user agent is long.

/// Words of two bytes or more.
pub(crate) struct Scan<const N: usize> {
    pub(crate) words: [&'static str; N],
    /// By the lower five bits of a first byte, as bits, those of the second ones. Letters differ in them from one another, and
    /// not by case.
    pairs: [u32; 32],
}

impl<const N: usize> Scan<N> {
    pub(crate) const fn new(words: [&'static str; N]) -> Self {
        let mut pairs = [0; 32];
        let mut rest: &[&str] = &words;
        while let [word, others @ ..] = rest {
            if let [first, second, ..] = word.as_bytes() {
                let (_, from) = pairs.split_at_mut((*first & 31) as usize);
                if let [pair, ..] = from {
                    *pair |= 1 << (*second & 31);
                }
            }
            rest = others;
        }
        Self { words, pairs }
    }

    /// Whether `is` holds of a place, of those where one of the words may begin; it is handed the text from there.
    pub(crate) fn any(&self, text: &[u8], mut is: impl FnMut(usize, &[u8]) -> bool) -> bool {
        let mut seconds = 0;
        for (end, byte) in text.iter().enumerate() {
            if seconds >> (byte & 31) & 1 == 1 && is(end - 1, text.get(end - 1..).unwrap_or_default()) {
                return true;
            }
            seconds = self.pairs.get(usize::from(byte & 31)).copied().unwrap_or_default();
        }
        false
    }

    /// Which of the words the text holds, as bits, the first word lowest.
    pub(crate) fn held(&self, text: &str) -> u32 {
        let mut held = 0;
        self.any(text.as_bytes(), |_, rest| {
            for (at, word) in (0_u32..).zip(&self.words) {
                if rest.first() == word.as_bytes().first() && rest.starts_with(word.as_bytes()) {
                    held |= 1 << at;
                }
            }
            false
        });
        held
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    static SCAN: Scan<5> = Scan::new(["iPad", "; wv)", "Mobi", "Mobile", "ad"]);

    proptest! {
        #[test]
        fn it_finds_what_contains_finds(parts in prop::collection::vec("iPad|; wv|Mobi|le|a|d|\\)|\\PC{0,3}", 0..8)) {
            let text = parts.concat();
            let expected = (0..).zip(SCAN.words).fold(0, |held, (at, word)| held | u32::from(text.contains(word)) << at);
            prop_assert_eq!(SCAN.held(&text), expected);
        }
    }
}
