#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use super::*;
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use std::io::Write;

/// Reads these bytes as a log.
fn reading(bytes: &[u8]) -> Result<Log, Problem> {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("clicks");
    std::fs::write(&path, bytes).unwrap();
    read(&[path], &[])
}

/// Whatever a file holds, it is read or refused with a word, and every line that was read is counted once.
fn is_read_or_refused(bytes: &[u8]) -> Result<(), TestCaseError> {
    match reading(bytes) {
        Ok(log) => {
            let tally = log.tally.clone();
            prop_assert!(tally.unreadable_lines() <= tally.lines);
            let first = tally.faults.values().flat_map(|faulty| &faulty.first);
            prop_assert!(first.copied().all(|line| line > 0));
            let cleaned = clean(log, None);
            let tally = &cleaned.tally;
            let dropped = tally.duplicates + tally.robot_clicks + tally.vanished + tally.lone;
            prop_assert_eq!(tally.clicks, dropped + tally.kept);
            let _ = build(&cleaned.sessions, &Params::default());
        }
        Err(problem) => {
            let said = problem.to_string();
            prop_assert!(said.contains("clicks`") && said.len() > 20, "{said}");
        }
    }
    Ok(())
}

const FIXTURES: [&str; 3] = ["clicks.tsv", "clicks-ga4.jsonl", "clicks-own.jsonl"];

fn fixture(nth: usize) -> Vec<u8> {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/import");
    std::fs::read(dir.join(FIXTURES.get(nth).unwrap())).unwrap()
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        is_read_or_refused(&bytes)?;
        is_read_or_refused(&[b"session,item,time\n".as_slice(), &bytes].concat())?;
        is_read_or_refused(&[b"{".as_slice(), &bytes].concat())?;
    }

    #[test]
    fn damaged_logs_are_read_or_refused(
        nth in 0..3_usize,
        zipped in any::<bool>(),
        damages in proptest::collection::vec((0..1_000_usize, any::<u8>(), any::<bool>()), 1..6),
    ) {
        let mut bytes = fixture(nth);
        if zipped {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(&bytes).unwrap();
            bytes = encoder.finish().unwrap();
        }
        for (place, byte, cut) in damages {
            let at = bytes.len() * place / 1_000;
            if cut {
                bytes.truncate(at.max(1));
            } else if let Some(changed) = bytes.get_mut(at) {
                *changed = byte;
            }
        }
        is_read_or_refused(&bytes)?;
    }
}

#[test]
fn a_log_says_the_same_zipped_and_in_pieces() {
    let whole = fixture(0);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&whole).unwrap();
    let plain = reading(&whole).unwrap().tally;
    assert_eq!(reading(&encoder.finish().unwrap()).unwrap().tally, plain);
    let text = String::from_utf8(whole).unwrap();
    let commas = text.replace('\t', ";").replace('\n', "\r\n");
    assert_eq!(reading(commas.as_bytes()).unwrap().tally, plain, "separators and ends of lines are those of the file");
}
