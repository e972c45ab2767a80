//! Seeded mutations of cookies, for the tests of the platforms' readers.

use alloc::string::String;
use alloc::vec::Vec;

/// xorshift64*: small, seeded, the same everywhere.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.max(1))
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap_or(0);
        high % end.max(1)
    }

    pub(super) fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of.get(self.below(of.len())).copied().unwrap_or_default()
    }
}

/// What is put in: what the cookies' syntaxes are made of, and what breaks texts.
const PIECES: [&str; 40] = [
    "%",
    "%2",
    "%2C",
    "%3A",
    "%27",
    "%22",
    "%7B",
    "%7D",
    "%00",
    "%C3",
    "%FF",
    "%5C",
    "&",
    "=",
    ",",
    ":",
    "'",
    "\"",
    "{",
    "}",
    "\\",
    "+",
    " ",
    ".",
    "_",
    "-",
    "0",
    "1",
    "2",
    "true",
    "false",
    "AMPS",
    "ms",
    "groups=",
    "C0004:1",
    "marketing:true",
    "\"m\":\"1\"",
    "ü",
    "\u{0}",
    "\n",
];

/// `value` with one to three of: a byte or a stretch taken out, doubled, moved or overwritten, a piece of syntax put in.
pub(super) fn mutate(value: &str, random: &mut Random) -> String {
    let mut bytes: Vec<u8> = value.bytes().collect();
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len() + 1);
        let length = if random.below(2) == 0 { 1 } else { random.below(20) };
        let end = (at + length).min(bytes.len());
        match random.below(6) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let stretch: Vec<u8> = bytes.drain(at..end).collect();
                let twice = [stretch.as_slice(), stretch.as_slice()].concat();
                bytes.splice(at..at, twice);
            }
            2 => {
                let stretch: Vec<u8> = bytes.drain(at..end).collect();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, stretch);
            }
            3 => drop(bytes.splice(at..end, random.pick(&PIECES).bytes())),
            4 => drop(bytes.splice(at..at, random.pick(&PIECES).bytes())),
            _ => {
                let other = random.below(bytes.len() + 1);
                if at < bytes.len() && other < bytes.len() {
                    bytes.swap(at, other);
                }
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
