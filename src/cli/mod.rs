//! The `segue` command: one module a subcommand.

mod audience;
mod build;
mod check;
pub mod consent;
mod cookie;
mod evaluate;
mod expect;
mod explain;
mod failure;
mod figures;
mod format;
pub mod import;
mod lines;
mod link;
mod links;
mod lists;
mod new;
mod output;
mod persona;
mod preview;
mod publish;
mod schema;
mod simulate;
mod storefront;
mod stream;
mod synth;
mod tune;
mod value;
mod wrangler;
mod yardstick;

pub use failure::Failure;

use clap::{Parser, Subcommand};
use std::io::IsTerminal;
use std::process::ExitCode;

use crate::shop::Style;

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  what was given has to be mended, or an expectation does not hold; nothing was written
  2  the command line is not understood
  3  a file, the network or Wrangler stood in the way";

#[derive(Debug, Parser)]
#[command(name = "segue", version, about = "Edge personalization for storefronts.", after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a first shop folder: segments, blocks, tests and more, in order from the first line
    #[command(after_help = EXIT_CODES)]
    New(new::Args),
    /// Read a shop folder and say what is wrong with it, where, and what to write instead
    #[command(after_help = check::EXIT_CODES)]
    Check(check::Args),
    /// Compile a shop folder to the files of a snapshot, one file for each KV key
    #[command(after_help = EXIT_CODES)]
    Build(build::Args),
    /// Publish a shop folder to KV: its new keys first, the pointer last
    #[command(after_help = EXIT_CODES)]
    Push(publish::push::Args),
    /// Make a publisher's key: with it a snapshot is signed, so that a Worker serves nobody else's
    #[command(after_help = EXIT_CODES)]
    Keygen(publish::keygen::Args),
    /// Make a link that shows the real page as a persona, on a snapshot that is published or not
    #[command(after_help = EXIT_CODES)]
    Preview(preview::Args),
    /// Make the canary live for everybody
    #[command(after_help = EXIT_CODES)]
    Promote(publish::promote::Args),
    /// Go back to a snapshot that was live before, or end the canary: one write, at once
    #[command(after_help = EXIT_CODES)]
    Rollback(publish::rollback::Args),
    /// Say what changed between two snapshots or folders, in words
    #[command(after_help = EXIT_CODES)]
    Diff(publish::diff::Args),
    /// Say who published what, when and why, and what is live
    #[command(after_help = EXIT_CODES)]
    History(publish::history::Args),
    /// Delete from KV what neither the live snapshot nor the last ten publications need
    #[command(after_help = EXIT_CODES)]
    Gc(publish::gc::Args),
    /// Keep the lists of customers that rules may name
    #[command(after_help = EXIT_CODES)]
    Audience(audience::Args),
    /// Turn an export of order lines into a shop folder
    #[command(after_help = EXIT_CODES)]
    Import(import::Args),
    /// Say how good recommendations are on clicks that they were not learned from, beside published methods
    #[command(after_help = EXIT_CODES)]
    Evaluate(evaluate::Args),
    /// Search for the parameters of what is looked at next that fit a shop best, and keep them if they surely do
    #[command(after_help = EXIT_CODES)]
    Tune(tune::Args),
    /// Say what each customer of an export is worth: fifths, lifecycle, and the summary that Lifetimes makes
    #[command(after_help = EXIT_CODES)]
    Value(value::Args),
    /// Make links of campaigns, sign them, draw them, and say where they lead
    #[command(after_help = EXIT_CODES)]
    Link(link::Args),
    /// Say which destinations the clicks on links resolved to
    #[command(after_help = EXIT_CODES)]
    Links(links::Args),
    /// Run the expectations in a shop folder's `tests/`, decisions and reasons
    #[command(after_help = EXIT_CODES)]
    Test(expect::Args),
    /// Say why a visitor sees what they see, and what would have to change for the next rule to be chosen
    #[command(after_help = EXIT_CODES)]
    Explain(Box<explain::Args>),
    /// Let a population visit a snapshot, or two: who is in which segment, what is shown to how many, what changes for whom
    #[command(after_help = EXIT_CODES)]
    Simulate(Box<simulate::Args>),
    /// Write the development storefront: a small shop of static pages around a shop folder
    #[command(hide = true, after_help = EXIT_CODES)]
    Storefront(storefront::Args),
    /// Write the JSON Schemas of a shop folder's files, for editors
    #[command(hide = true, after_help = EXIT_CODES)]
    Schema(schema::Args),
    /// Say what is in a consent string
    #[command(after_help = EXIT_CODES)]
    Consent(consent::Args),
    /// Print the cookies of a visitor with a long history, for tests and measurements
    #[command(hide = true)]
    Cookie(cookie::Args),
    /// Write a made-up shop folder of any size, for tests and measurements
    #[command(hide = true)]
    Synth(synth::Args),
    /// Print the lists that clicks make, with their weights, for tests and measurements
    #[command(hide = true)]
    Lists(lists::Args),
    /// Read a shop folder with serde alone, for measurements
    #[command(hide = true)]
    Yardstick(yardstick::Args),
}

/// Runs the command line and says how it ended.
#[must_use]
pub fn main() -> ExitCode {
    quiet_on_a_closed_pipe();
    let done = match Cli::parse().command {
        Command::Check(args) => check::run(&args),
        Command::Build(args) => build::run(&args),
        Command::Push(args) => publish::push::run(&args),
        Command::Keygen(args) => publish::keygen::run(&args),
        Command::Preview(args) => preview::run(&args),
        Command::Promote(args) => publish::promote::run(&args),
        Command::Rollback(args) => publish::rollback::run(&args),
        Command::History(args) => publish::history::run(&args),
        Command::Diff(args) => publish::diff::run(&args),
        Command::Gc(args) => publish::gc::run(&args),
        Command::Audience(args) => audience::run(&args),
        Command::Import(args) => import::run(args).map_err(Failure::from),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Tune(args) => tune::run(&args),
        Command::Value(args) => value::run(&args),
        Command::Link(args) => link::run(&args),
        Command::Links(args) => links::run(&args),
        Command::Test(args) => expect::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::New(args) => new::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Simulate(args) => simulate::run(&args),
        Command::Storefront(args) => storefront::run(&args),
        Command::Consent(args) => consent::run(&args),
        Command::Cookie(args) => cookie::run(&args),
        Command::Synth(args) => synth::run(&args),
        Command::Lists(args) => lists::run(&args),
        Command::Yardstick(args) => yardstick::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprint!("{}", failure.render(style()));
            failure.exit_code()
        }
    }
}

/// Whoever reads the beginning only, as `head` does, has what they wanted: printing to a closed pipe ends the program without
/// a word, as it does for every other command.
fn quiet_on_a_closed_pipe() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let said = panic.payload_as_str().unwrap_or_default();
        if said.starts_with("failed printing to std") && said.contains("Broken pipe") {
            std::process::exit(0);
        }
        usual(panic);
    }));
}

/// Colour for people at a terminal who did not ask for none.
fn style() -> Style {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if std::io::stderr().is_terminal() && !plain { Style::Colour } else { Style::Plain }
}
