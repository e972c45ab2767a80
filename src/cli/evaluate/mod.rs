//! `segue evaluate`: how good the recommendations are on clicks that they were not learned from, beside published methods
//! that are tuned as hard.

mod baskets;
mod json;
mod progress;
mod read;
mod report;
mod run;
mod table;
mod tuner;

use super::Failure;
use std::path::PathBuf;

/// What `segue evaluate` is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Clicks to learn from: columns `SessionId`, `ItemId` and `Time` (or names for them that `segue import --clicks`
    /// knows), separated by tabs or commas, plain or gzipped
    #[arg(long, value_name = "FILE", required_unless_present = "baskets", requires = "test")]
    train: Option<PathBuf>,
    /// Later clicks, to be predicted one by one
    #[arg(long, value_name = "FILE", requires = "train")]
    test: Option<PathBuf>,
    /// Of orders instead: which product completes a basket, and what is in the next one
    #[command(flatten)]
    orders: baskets::Orders,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
    /// Only these methods, separated by commas: segue, segue-tuned, popularity, association-rules, sequential-rules, vmis-knn,
    /// vs-knn, stan
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    methods: Vec<String>,
    /// What the search for parameters and the confidence intervals draw by
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Settings that are tried for each method that is tuned
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    trials: u32,
    /// Seconds for all searches together; a search that runs out of its part keeps the best so far
    #[arg(long, default_value_t = 300)]
    seconds: u64,
    /// Tune nothing: every method runs with its published default
    #[arg(long)]
    untuned: bool,
    /// Leave out sessions of more than 200 clicks; the protocol keeps them
    #[arg(long)]
    drop_robots: bool,
}

/// Runs the subcommand.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    if let Some(orders) = args.orders.told() {
        return baskets::run(&orders, args.json, args.seed);
    }
    let (Some(train), Some(test)) = (&args.train, &args.test) else {
        return Err(miette::miette!(help = "name both with `--train` and `--test`", "no clicks are given").into());
    };
    let report = run::run(args, train, test)?;
    if args.json {
        println!("{}", json::print(&report));
    } else {
        print!("{}", table::print(&report));
    }
    Ok(())
}
