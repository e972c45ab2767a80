//! The `segue` command: one module a subcommand.

mod build;
mod check;
pub mod consent;
mod cookie;
mod expect;
mod failure;
pub mod import;
mod new;
mod output;
mod push;
mod schema;
mod storefront;
mod synth;
mod wrangler;

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
    Push(push::Args),
    /// Turn an export of order lines into a shop folder
    #[command(after_help = EXIT_CODES)]
    Import(import::Args),
    /// Run the expectations in a shop folder's `tests/`, decisions and reasons
    #[command(after_help = EXIT_CODES)]
    Test(expect::Args),
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
}

/// Runs the command line and says how it ended.
#[must_use]
pub fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Check(args) => check::run(&args),
        Command::Build(args) => build::run(&args),
        Command::Push(args) => push::run(&args),
        Command::Import(args) => import::run(args).map_err(Failure::from),
        Command::Test(args) => expect::run(&args),
        Command::New(args) => new::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Storefront(args) => storefront::run(&args),
        Command::Consent(args) => consent::run(&args),
        Command::Cookie(args) => cookie::run(&args),
        Command::Synth(args) => synth::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprint!("{}", failure.render(style()));
            failure.exit_code()
        }
    }
}

/// Colour for people at a terminal who did not ask for none.
fn style() -> Style {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if std::io::stderr().is_terminal() && !plain { Style::Colour } else { Style::Plain }
}
