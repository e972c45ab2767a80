//! `segue consent decode`: what is in a consent string, for a privacy officer, and for the comparison with the IAB's own
//! libraries (`tests/oracle/`).

mod gpp;
mod object;
mod tcf;

use super::Failure;
use super::output::plain;
use crate::consent::{Unreadable, usp::Usp};
use object::Object;
use serde_json::Value;
use std::io::{BufRead, Write};

/// What `segue consent` is told.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Read consent strings from standard input, one JSON string a line, and print what is in each, one JSON object a line
    Decode {
        /// The standard of the strings
        #[arg(long)]
        format: Format,
    },
}

/// The standards that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// IAB TCF v2.2 and v2.3: the cookie `euconsent-v2`
    Tcf,
    /// IAB GPP: the cookie `__gpp`
    Gpp,
    /// IAB US Privacy: the cookie `usprivacy`
    Usp,
}

/// Answers every line of standard input; a line that cannot be read is an answer too.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let Command::Decode { format } = args.command;
    let fail = |what: &str, error: &std::io::Error| Failure::outside(format!("{what}: {}", plain(error)));
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::BufWriter::new(std::io::stdout().lock()));
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = input.read_until(b'\n', &mut line).map_err(|error| fail("standard input cannot be read", &error))?;
        if read == 0 {
            break;
        }
        let written = writeln!(output, "{}", decode_line(format, &line));
        // Whoever asks line by line gets the answer before asking on.
        let at_rest = input.fill_buf().map_err(|error| fail("standard input cannot be read", &error))?.is_empty();
        let flushed = if at_rest { output.flush() } else { Ok(()) };
        written.and(flushed).map_err(|error| fail("standard output cannot be written", &error))?;
    }
    output.flush().map_err(|error| fail("standard output cannot be written", &error))
}

/// The answer to a line: a JSON string between optional blanks.
fn decode_line(format: Format, line: &[u8]) -> String {
    match serde_json::from_slice::<String>(line) {
        Ok(text) => decode(format, &text),
        Err(_) => refusal("the line is not a JSON string; write the consent string between quotation marks"),
    }
}

/// What is in `text`, as one line of JSON with the names of the IAB's JavaScript libraries, and `ok`; or why it cannot be
/// read, as `error`.
#[must_use]
pub fn decode(format: Format, text: &str) -> String {
    let (name, found) = match format {
        Format::Tcf => ("TC string", tcf::object(text)),
        Format::Gpp => ("GPP string", gpp::object(text)),
        Format::Usp => ("US Privacy string", usp(text)),
    };
    // Of what is too long a whole copy is no shorter.
    let (why, next) = match found {
        Ok(object) => return object.to_json(),
        Err(Refusal::Unreadable(Unreadable::Empty)) => ("the line holds an empty text", COPY),
        Err(Refusal::Unreadable(why @ Unreadable::TooLong)) => (why.words(), ""),
        Err(Refusal::Unreadable(why)) => (why.words(), COPY),
        Err(Refusal::Crowded) => ("it names vendors more than a million times", ""),
    };
    refusal(&format!("this {name} cannot be read, so it grants nothing: {why}{next}"))
}

/// What to do about a string that was cut or misspelt on its way.
const COPY: &str = "; copy it whole from its cookie";

fn refusal(error: &str) -> String {
    Object::new().with("ok", false).with("error", error).to_json()
}

/// Why a string is not shown.
enum Refusal {
    /// It cannot be read.
    Unreadable(Unreadable),
    /// It can be read, and its lists are longer than anybody wants to see.
    Crowded,
}

impl From<Unreadable> for Refusal {
    fn from(why: Unreadable) -> Self {
        Self::Unreadable(why)
    }
}

/// Most vendors that are listed for one string, all its lists together.
const MOST_VENDORS: usize = 1 << 20;

/// The vendors of `ranges`, one by one, in their order. `left` is how many more may be listed.
fn vendors(ranges: impl Iterator<Item = (u16, u16)>, left: &mut usize) -> Result<Vec<u16>, Refusal> {
    let mut all = Vec::new();
    for (start, end) in ranges {
        let count = usize::from(end.saturating_sub(start)) + usize::from(start <= end);
        *left = left.checked_sub(count).ok_or(Refusal::Crowded)?;
        all.extend(start..=end);
    }
    Ok(all)
}

/// The ranges in order, those that touch or overlap as one.
fn merged(ranges: impl Iterator<Item = (u16, u16)>) -> impl Iterator<Item = (u16, u16)> {
    let mut sorted: Vec<_> = ranges.filter(|(start, end)| start <= end).collect();
    sorted.sort_unstable();
    let mut merged: Vec<(u16, u16)> = Vec::new();
    for (start, end) in sorted {
        match merged.last_mut() {
            Some((_, last)) if start <= last.saturating_add(1) => *last = end.max(*last),
            _ => merged.push((start, end)),
        }
    }
    merged.into_iter()
}

/// A moment as JavaScript writes a date in JSON.
fn date(milliseconds: u64) -> String {
    let (days, rest) = (milliseconds / 86_400_000, milliseconds % 86_400_000);
    let (year, month, day) = crate::day::civil_from_days(days.cast_signed());
    let (hours, minutes, seconds) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{:03}Z", rest % 1_000)
}

fn usp(text: &str) -> Result<Object, Refusal> {
    let usp = Usp::decode(text)?;
    Ok(Object::new().with("ok", true).and(usp_fields(&usp)).with("anyOptOut", usp.any_opt_out()))
}

/// The fields of a US Privacy string, by the names of section `uspv1` of the GPP library.
fn usp_fields(usp: &Usp) -> Object {
    let letter = |answer: crate::consent::usp::Answer| Value::from(String::from(answer.letter()));
    Object::new()
        .with("Version", Usp::VERSION)
        .with("Notice", letter(usp.notice))
        .with("OptOutSale", letter(usp.opt_out_sale))
        .with("LspaCovered", letter(usp.lspa_covered))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_json_string() {
        assert!(decode_line(Format::Usp, b"\"1YNN\"\n").starts_with(r#"{"ok":true,"Version":1,"Notice":"Y""#));
        assert!(decode_line(Format::Usp, b" \"1\\u0059NN\" \r\n").starts_with(r#"{"ok":true"#));
        for line in
            [&b"1YNN\n"[..], b"\n", b"", b"[\"1YNN\"]", b"\"\\ud800\"", b"\"\xFF\"", b"\"1YNN\" \"1YNN\"", b"\"1Y"]
        {
            assert!(decode_line(Format::Usp, line).starts_with(r#"{"ok":false,"error":"the line is not"#), "{line:?}");
        }
    }

    #[test]
    fn a_copy_is_advised_where_it_can_help() {
        for format in [Format::Tcf, Format::Gpp, Format::Usp] {
            let said = decode(format, "");
            assert!(said.contains("the line holds an empty text; copy it whole"), "{said}");
            let said = decode(format, &"C".repeat(crate::consent::MAX_BYTES + 1));
            assert!(said.contains("it is 8 KB or longer") && !said.contains("copy"), "{said}");
            let said = decode(format, "D!");
            assert!(said.contains("; copy it whole from its cookie"), "{said}");
        }
    }

    #[test]
    fn dates_are_written_as_javascript_does() {
        assert_eq!(date(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(date(1_582_243_059_300), "2020-02-20T23:57:39.300Z");
        assert_eq!(date(((1 << 36) - 1) * 100), "2187-10-06T10:21:13.500Z");
    }

    #[test]
    fn ranges_are_merged() {
        let merge = |ranges: &[(u16, u16)]| merged(ranges.iter().copied()).collect::<Vec<_>>();
        assert_eq!(merge(&[(5, 9), (1, 2), (3, 3), (8, 12), (40, 30)]), [(1, 3), (5, 12)]);
        assert_eq!(merge(&[(0, u16::MAX), (7, 7), (u16::MAX, u16::MAX)]), [(0, u16::MAX)]);
    }
}
