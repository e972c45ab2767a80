//! Made-up clicks with the shape of real ones, as far as it decides how long the making of lists takes and what it holds:
//! how long sessions are, how often a product comes back in one, how many different pairs there are, and how popularity is
//! spread and drifts. The numbers behind it are of the 113,601 clicks of 30 days that Serenade publishes:
//!
//! | | real | made up |
//! |---|--:|--:|
//! | clicks a session | 4.8 | 4.7 |
//! | sessions of 2, 3 and 4 clicks | 34, 21 and 12 % | 37, 20 and 12 % |
//! | 90th, 99th and 99.9th percentile | 9, 22 and 54 | 10, 23 and 37 |
//! | clicks on what the session has seen | 29 % | 31 % |
//! | products | 18,009 | 17,991 |
//! | clicks of the 1st, 101st, 1,001st and 10,001st product | 227, 47, 16 and 4 | 383, 38, 15 and 4 |
//! | of the 200 most clicked products of the first third, still so in the last | 61 | 45 |
//! | seconds between clicks, middle and 90th percentile | 50 and 398 | 50 and 393 |
//! | different pairs among all, at most 20 apart | 34 % | 32 % |

use super::id;
use std::fs::File;
use std::io::{BufWriter, Result, Write};
use std::path::Path;

/// Clicks on what was seen before, in 1,000, once there is something.
const AGAIN: u64 = 400;
/// Clicks on something of the same shelf, in 1,000 of the others.
const NEAR: u64 = 880;
/// Products of a shelf.
const SHELF: f64 = 12.0;
/// How much more often the first products are looked at.
const POPULAR: f64 = 2.2;
/// Sessions that follow what is popular now rather than what always is, in 1,000.
const NOW: u64 = 500;
/// Days after which something else is popular.
const SEASON: u64 = 10;
const DAYS: u64 = 30;
/// One session of so many is a robot's.
const ROBOT: u64 = 20_000;
/// 2020-06-01 00:00 UTC.
const BEGIN: u64 = 1_590_969_600;

/// How many products there are for so many clicks: catalogues grow slower than the clicks on them.
fn products(clicks: u64) -> u32 {
    (56.0 * (clicks as f64).sqrt()) as u32
}

/// Numbers by chance, the same each time (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// More than 0, at most 1.
    fn share(&mut self) -> f64 {
        ((self.next() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    fn of_thousand(&mut self, many: u64) -> bool {
        self.next() % 1_000 < many
    }

    /// A place in `0..n`, the first ones more often.
    fn place(&mut self, n: f64, first_more: f64) -> f64 {
        (n * self.share().powf(first_more)).min(n - 1.0).floor()
    }

    fn length(&mut self) -> u64 {
        let mean = if self.of_thousand(670) { 1.5 } else { 6.6 };
        2 + (-self.share().ln() * mean) as u64
    }

    /// Seconds until the next click: 50 in the middle, nine of ten within seven minutes.
    fn pause(&mut self) -> u64 {
        let normal = (-2.0 * self.share().ln()).sqrt() * (std::f64::consts::TAU * self.share()).cos();
        (50.0 * (1.6 * normal).exp()).min(1_500.0) as u64
    }
}

/// Writes `clicks` clicks or a few more, as a CSV file of session, product and time, in the order in which sessions began.
///
/// # Errors
/// When the file cannot be written.
pub fn write_clicks(file: &Path, clicks: u64) -> Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    writeln!(out, "SessionId,ItemId,Time")?;
    let all = f64::from(products(clicks).max(100));
    let mut chance = Chance(clicks);
    let mut seen: Vec<u32> = Vec::new();
    let (mut written, mut session) = (0, 0_u64);
    while written < clicks {
        session += 1;
        seen.clear();
        let mut time = BEGIN + DAYS * 86_400 * written / clicks.max(1);
        let season = (time - BEGIN) / 86_400 / SEASON;
        let drift = if chance.of_thousand(NOW) { season + 1 } else { 0 };
        let begun = chance.place(all, POPULAR);
        let robot = chance.next().is_multiple_of(ROBOT);
        let length = if robot { 300 + chance.next() % 3_000 } else { chance.length() };
        for _ in 0..length {
            let product = if robot {
                product(chance.place(all, 1.0), drift, all)
            } else if seen.len() > 1 && chance.of_thousand(AGAIN) {
                again(&mut chance, &seen)
            } else {
                let mut next = || {
                    let near = (begun / SHELF).floor() * SHELF + chance.place(SHELF, 1.4);
                    product(if chance.of_thousand(NEAR) { near } else { chance.place(all, POPULAR) }, drift, all)
                };
                let first = next();
                if seen.last() == Some(&first) { next() } else { first }
            };
            seen.push(product);
            writeln!(out, "{session},{},{time}", id(product))?;
            time += chance.pause();
            written += 1;
        }
    }
    out.flush()
}

/// One that was seen before, but not the last one.
fn again(chance: &mut Chance, seen: &[u32]) -> u32 {
    let last = seen.last().copied().unwrap_or_default();
    let nth = chance.next() as usize % seen.len();
    seen.iter().skip(nth).chain(seen).copied().find(|product| *product != last).unwrap_or(last)
}

/// The product of this rank at a time: whole shelves change their places.
fn product(rank: f64, drift: u64, all: f64) -> u32 {
    let (rank, all, shelf) = (rank as u64, all as u64, SHELF as u64);
    let shelves = all.div_ceil(shelf);
    let moved = (rank / shelf * 7_919 + drift * shelves / 5) % shelves;
    (moved * shelf + rank % shelf).min(all - 1) as u32
}
