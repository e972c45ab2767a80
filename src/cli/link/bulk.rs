//! `segue link bulk`: a link for every row of a table, of any length.

mod row;
mod table;

use super::keys::KeyArgs;
use super::signing::Signer;
use super::{Shop, now};
use crate::cli::Failure;
use crate::cli::output::plain;
use crate::link::LinkKeys;
use row::Known;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use table::Table;

/// What every exit code of `segue link bulk` means.
pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0  every row has its link
  1  rows have none, and say why in the column `problem`; or what was given has to be mended
  2  the command line is not understood
  3  a file stood in the way

The columns, of which `campaign` is needed and every other may be left out: campaign, product, variant, category, q,
source, medium, content, term, to, expires. A row with `to` is signed until `expires`. `product_id`, `utm_source`,
`utm_medium`, `utm_content` and `utm_term` are other names. Further columns are kept, and named on standard error.";

/// So many wrong rows are said on standard error; the others are counted.
const SAID: u64 = 20;

/// What `segue link bulk` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shop folder
    dir: PathBuf,
    /// The table: CSV with a first line that names the columns, plain or gzipped
    file: PathBuf,
    /// Where to write the rows with their links; without it, standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    keys: KeyArgs,
    /// Where the shop is; without it, `https` on the first of its `allowed_hosts`
    #[arg(long, value_name = "URL")]
    host: Option<String>,
}

/// What became of the rows.
#[derive(Default)]
struct Counted {
    rows: u64,
    bad: u64,
}

/// Writes the rows with their links.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let shop = Shop::open(&args.dir)?;
    let host = shop.host(args.host.as_deref())?;
    let mut table = Table::open(&args.file)?;
    if let Some(kept) = table.kept() {
        eprintln!("note: columns that say nothing of a link are kept as they are: {kept}");
    }
    let keys = if table.signs() { args.keys.load()? } else { LinkKeys::none() };
    let signer = Signer { shop: &shop, keys, now: now() };
    let known = Known::of(&shop);
    let counted = match &args.out {
        None => {
            let mut out = BufWriter::new(std::io::stdout().lock());
            rows(&mut table, &signer, &known, &host, &mut out, Path::new("standard output"))?
        }
        Some(path) => {
            let next = path.with_extension(format!("next-{}", std::process::id()));
            let unwritable = |error: std::io::Error| {
                Failure::outside(format!("`{}` cannot be written: {}", path.display(), plain(&error)))
            };
            let file = File::create(&next).map_err(unwritable)?;
            let mut out = BufWriter::with_capacity(1 << 16, file);
            let done = rows(&mut table, &signer, &known, &host, &mut out, path);
            let done = done.and_then(|counted| std::fs::rename(&next, path).map(|()| counted).map_err(unwritable));
            if done.is_err() {
                // Half a table would pass for a whole one.
                let _ = std::fs::remove_file(&next);
            }
            done?
        }
    };
    let Counted { rows, bad } = counted;
    if bad > SAID {
        eprintln!("and {} more; the column `problem` says of each row what is wrong", bad - SAID);
    }
    eprintln!("{rows} rows: {} with a link, {bad} without", rows - bad);
    if bad == 0 { Ok(()) } else { Err(Failure::Checked) }
}

/// Goes through the table, row by row: no more than one is held.
fn rows(
    table: &mut Table,
    signer: &Signer<'_>,
    known: &Known<'_>,
    host: &str,
    out: &mut dyn Write,
    path: &Path,
) -> Result<Counted, Failure> {
    let unwritable =
        |error: &dyn std::fmt::Display| Failure::outside(format!("`{}` cannot be written: {error}", path.display()));
    let mut writer = csv::WriterBuilder::new().delimiter(table.delimiter()).flexible(true).from_writer(out);
    writer.write_byte_record(&table.heading()).map_err(|error| unwritable(&error))?;
    let mut counted = Counted::default();
    while let Some(line) = table.next()? {
        counted.rows += 1;
        let made = row::link(&table.row(), signer, known);
        if let Err(problem) = &made {
            counted.bad += 1;
            if counted.bad <= SAID {
                eprintln!("line {line}: {problem}");
            }
        }
        let link = made.as_ref().map(|path| format!("{host}{path}")).unwrap_or_default();
        let problem = made.err().unwrap_or_default();
        writer.write_byte_record(table.with(&link, &problem)).map_err(|error| unwritable(&error))?;
    }
    writer.flush().map_err(|error| unwritable(&plain(&error)))?;
    Ok(counted)
}
