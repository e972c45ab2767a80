//! `segue links`: what became of the clicks on links.

mod columns;
mod json;
mod print;
mod read;
mod table;
mod tally;

use super::Failure;
use super::format::Format;
use std::path::PathBuf;
use tally::Report;

/// What `segue links` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Read an export of Workers Analytics Engine: which destinations visits resolved to, and why
    #[command(after_help = HELP)]
    Report(ReportArgs),
}

const HELP: &str = "\
EXPORT is what the SQL API of Workers Analytics Engine answers, as JSON, JSONEachRow, CSV or TSV with a heading, plain or
gzipped; docs/links.md has the SQL. Columns are index1, blob1 to blob8, _sample_interval and timestamp, or campaign,
candidate, step, intent, consent, snapshot, fallback, arm, redirects and records.

Exit codes:
  0  done
  1  the export has to be mended
  2  the command line is not understood
  3  a file stood in the way";

#[derive(Debug, clap::Args)]
struct ReportArgs {
    /// The export
    export: PathBuf,
    /// This campaign alone
    #[arg(long, value_name = "ID")]
    campaign: Option<String>,
    /// For people, or one JSON object
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Does what it is told.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let Action::Report(args) = &args.action;
    let mut report = Report::new(args.campaign.clone());
    read::read(&args.export, &mut |record| report.take(&record))?;
    if report.is_empty && args.format == Format::Text {
        println!("no redirect in these days");
        return Ok(());
    }
    if report.records == 0 && !report.is_empty {
        let what = match &args.campaign {
            Some(campaign) => format!("`{}` holds no redirect of `{campaign}`", args.export.display()),
            None => format!("`{}` holds no redirect", args.export.display()),
        };
        return Err(miette::miette!(help = "export other days; docs/links.md has the SQL", "{what}").into());
    }
    match args.format {
        Format::Json => println!("{}", print::json(&report)),
        Format::Text => print!("{}", print::text(&report)),
    }
    Ok(())
}
