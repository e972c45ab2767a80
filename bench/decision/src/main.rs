//! `segue-bench-decision SHOP ROW ROUNDS`: answers all requests of a row so many times, one after the other, with a snapshot
//! that has all its shards at hand. Run under callgrind, [`measured`] is what is counted.
//!
//! Day, keys and entropy are fixed, so that two runs do the same work to the instruction.

mod rows;

use rows::{Asked, Row};
use segue::case::warm;
use segue::cookie::Keys;
use segue::day::{Day, Now};
use segue::edge::{self, Beside, Edge, Step};
use segue::link::LinkKeys;
use segue::shop;
use segue::snapshot::Snapshot;
use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;

/// A key that signs nothing but the cookies of this program.
const KEYS: &str = "bench:YmVuY2gtYmVuY2gtYmVuY2gtYmVuY2gtYmVuY2gtYmVu";

/// The day of every run: the sample shop's windows and offers depend on it.
const DAY: &str = "2026-11-20";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [dir, row, rounds] = words.as_slice() else {
        eprintln!("usage: segue-bench-decision SHOP ROW ROUNDS");
        return ExitCode::from(2);
    };
    match run(Path::new(dir), row, rounds) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(dir: &Path, row: &str, rounds: &str) -> Result<(), String> {
    let row = Row::named(row).ok_or_else(|| format!("`{row}` is no row; they are {}", Row::names()))?;
    let rounds: u32 = rounds.parse().map_err(|_| format!("`{rounds}`: write how often to answer all requests"))?;
    let day = Day::parse(DAY).ok_or("the day is no day")?;
    let keys = Keys::parse(KEYS).map_err(|error| error.to_string())?;
    let folder = shop::read_on(dir, Some(day)).map_err(|_| format!("run `segue check {}`", dir.display()))?;
    let compiled = shop::compile(&folder).map_err(|_| format!("run `segue check {}`", dir.display()))?;
    let (mut snapshot, _) = Snapshot::open(&compiled.core).map_err(|_| "the core cannot be read back")?;
    for (at, (_, bytes)) in (0_u16..).zip(compiled.shards) {
        snapshot.load(at, bytes, usize::MAX).map_err(|_| "a shard cannot be read back")?;
    }
    let ids: Vec<String> = folder.products.iter().map(|product| product.id.value.clone()).collect();
    let asked = row.asked(&ids, &folder, &snapshot, &keys, day)?;
    let link_keys = LinkKeys::none();
    let edge = warm(Some(&snapshot), &keys, Now::from_unix_seconds(u64::from(day.0) * 86_400 + 43_200));
    let edge = Edge { last_try: false, beside: Beside { link_keys: Some(&link_keys), ..edge.beside }, ..edge };
    // Also decodes what is decoded at its first use, as the first requests of an isolate do.
    let bytes = inspect(&edge, &asked, row)?;
    measured(&edge, &asked, rounds);
    println!("{} requests, {} bytes each on average", asked.len(), bytes.checked_div(asked.len()).unwrap_or_default());
    Ok(())
}

/// Answers all requests so many times. Its name is what callgrind is told to count in.
#[inline(never)]
fn measured(edge: &Edge<'_>, asked: &[Asked], rounds: u32) {
    for _ in 0..rounds {
        for asked in asked {
            black_box(edge::handle(black_box(edge), black_box(&asked.request())));
        }
    }
}

/// Answers each request once and looks at the answer; gives back the bytes of all bodies.
fn inspect(edge: &Edge<'_>, asked: &[Asked], row: Row) -> Result<usize, String> {
    let mut bytes = 0;
    for asked in asked {
        let Step::Answer(answer) = edge::handle(edge, &asked.request()) else {
            return Err(format!("`{}` wants something read", asked.path));
        };
        let header = |name: &str| answer.headers.iter().find(|(other, _)| *other == name).map(|(_, value)| &**value);
        let basis = header("Segue-Basis").unwrap_or("none");
        if answer.status != row.status || basis != row.basis {
            let status = answer.status;
            return Err(format!("`{}` is answered with {status} on basis `{basis}`, not as its row says", asked.path));
        }
        bytes += answer.body.len();
    }
    Ok(bytes)
}
