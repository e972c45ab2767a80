//! The `segue` command: one module a subcommand.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub mod import;

#[derive(Debug, Parser)]
#[command(name = "segue", version, about = "Edge personalization for storefronts")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Turn an export of order lines into a shop folder
    Import(import::Args),
}

/// Runs the command line and says how it ended.
pub fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Import(args) => import::run(args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(report) => {
            eprintln!("{report:?}");
            ExitCode::FAILURE
        }
    }
}
