//! Looks for words in a text in one pass. `str::contains` goes through the text once for each word, and prepares a search that
//! costs more than a user agent is long.

/// Words of three bytes or more, 64 of them at most.
pub(crate) struct Scan<const N: usize> {
    words: [&'static str; N],
    /// By a byte's lower five bits, the words that have it in their first, second and third place, as bits, the first word
    /// lowest. Letters differ in them from one another, and not by case.
    places: [[u64; 3]; 32],
}

impl<const N: usize> Scan<N> {
    #[expect(
        clippy::indexing_slicing,
        reason = "it runs while the program is compiled, which a word that is too short ends"
    )]
    pub(crate) const fn new(words: [&'static str; N]) -> Self {
        assert!(N <= 64);
        let mut places = [[0; 3]; 32];
        let mut word = 0;
        while word < N {
            let mut place = 0;
            while place < 3 {
                places[(words[word].as_bytes()[place] & 31) as usize][place] |= 1 << word;
                place += 1;
            }
            word += 1;
        }
        Self { words, places }
    }

    /// Whether `is` holds of a place and a word that may begin there: what it begins with is that of the text, but for case and
    /// what else the lower five bits leave open. It is handed the number of the word, the word, where that is, and the text from there.
    pub(crate) fn any(&self, text: &[u8], mut is: impl FnMut(usize, &'static str, usize, &[u8]) -> bool) -> bool {
        let (mut one, mut two) = (0, 0);
        for (end, byte) in text.iter().enumerate() {
            let Some([first, second, third]) = self.places.get(usize::from(byte & 31)) else { continue };
            let mut found = two & third;
            (one, two) = (*first, one & second);
            while found != 0 {
                let number = found.trailing_zeros() as usize;
                found &= found - 1;
                let rest = text.get(end - 2..).unwrap_or_default();
                if self.words.get(number).is_some_and(|word| is(number, word, end - 2, rest)) {
                    return true;
                }
            }
        }
        false
    }

    /// Which of the words the text holds, as bits, the first word lowest.
    pub(crate) fn held(&self, text: &str) -> u64 {
        let mut held = 0;
        self.any(text.as_bytes(), |number, word, _, rest| {
            held |= u64::from(rest.starts_with(word.as_bytes())) << number;
            false
        });
        held
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    static SCAN: Scan<5> = Scan::new(["iPad", "; wv)", "Mobi", "Mobile", "ado"]);

    proptest! {
        #[test]
        fn it_finds_what_contains_finds(parts in prop::collection::vec("iPad|; wv|Mobi|le|a|d|o|\\)|\\PC{0,3}", 0..8)) {
            let text = parts.concat();
            let expected = (0..).zip(SCAN.words).fold(0, |held, (at, word)| held | u64::from(text.contains(word)) << at);
            prop_assert_eq!(SCAN.held(&text), expected);
        }
    }
}
