//! `segue import`: from an export of order lines to a shop folder.
//!
//! `open` gives the bytes, `columns` and `lines` the values, `clean` says which lines count, `ledger` keeps them as numbers;
//! `catalogue`, `categories`, `relations`, `reorder` and `rfm` find what they say; `files`, `starter` and `report` write it,
//! `folder` puts it in its place. Customer numbers are counted with and forgotten: nothing that is written or said holds
//! one. `docs/import.md` says it in full.

mod args;
mod baskets;
mod buyers;
mod catalogue;
mod categories;
mod clean;
pub(super) mod clicks;
mod codes;
mod columns;
mod complements;
mod country;
mod customers;
mod date;
mod files;
mod folder;
mod ledger;
mod lines;
mod measure;
mod notes;
mod number;
mod open;
mod orders;
mod problem;
mod purchases;
mod read;
mod records;
mod relations;
mod reorder;
mod report;
mod rfm;
mod starter;
mod tally;
mod text;
mod titles;
mod vocabulary;
mod warehouse;

use crate::cli::figures::grouped;
use std::path::Path;

pub use args::{Args, Orders};
pub(super) use args::{currency as currency_code, day as observation_day, mapping};
pub(super) use buyers::Buyer;
pub use columns::Field;
pub(in crate::cli) use columns::squeeze;
pub(super) use customers::{Customer, Histories, histories};
pub use date::Day;
pub(super) use measure::{Measured, of_orders, of_purchases};
pub(super) use orders::baskets as orders_of;
pub use problem::Problem;
pub(super) use rfm::{Part, fifth};

use baskets::Baskets;
use columns::Layout;
use files::Found;
use report::Report;
pub(super) use rfm::Rfm;

/// Imports, and prints what was found.
pub fn run(args: Args) -> miette::Result<()> {
    print!("{}", import(&args)?);
    Ok(())
}

/// Imports, and says what was found. With orders the folder is written whole or not at all.
pub fn import(args: &Args) -> Result<String, Problem> {
    if !args.lists.is_empty() {
        return warehouse::import(args);
    }
    let Some(orders) = args.of_orders() else { return clicks::import(args) };
    let old = folder::may_write(&args.out, args.force)?;
    let mut export = read::read(open::open(&orders.file)?, &orders)?;
    let currency = currency(&export)?;
    let ledger = std::mem::take(&mut export.ledger);
    export.ledger.customers = ledger.customers;
    let catalogue = catalogue::build(ledger, &export.rules, &mut export.tally, &mut export.bookkeeping);
    if catalogue.lines.is_empty() {
        let lines = grouped(export.tally.read);
        return Err(Problem::new(format!("none of the {lines} lines of `{}` can be used", orders.file.display()))
            .help(report::nothing_left(&export)));
    }

    let baskets = Baskets::of(&catalogue.lines, catalogue.products.len());
    let categories = categories::find(&catalogue.products);
    let reorder = reorder::intervals(&catalogue.lines);
    let first = catalogue.lines.iter().map(|line| line.day).min();
    let last = catalogue.lines.iter().map(|line| line.day).max();
    let observed = args.observed.or(last.map(|last| Day(last.0 + 1))).unwrap_or(Day(0));
    let bought = buyers::buyers(&catalogue.lines);
    let value = Rfm::of(&bought, observed).map(|rfm| (rfm.lifecycle_of(&bought), rfm)).map(|(parts, rfm)| (rfm, parts));
    let name = args.name.clone().unwrap_or_else(|| name_of(&args.out));
    let found = Found {
        name: &name,
        currency: &currency,
        catalogue: &catalogue,
        categories: &categories,
        baskets: &baskets,
        reorder: &reorder,
        rfm: value.as_ref().map(|(rfm, _)| rfm),
    };
    let (mut files, amounts) = files::files(&found);
    let learned = of_clicks(args, &catalogue)?;
    files.extend(learned.as_ref().map_or_else(|| clicks::carried(&args.out), |learned| Ok(learned.files()))?);
    if files.get(crate::learn::written::LISTS).is_some_and(|lists| !lists.is_empty()) {
        // What needs no consent, once there are clicks.
        files.insert(
            "sets/others-look-at.json".to_owned(),
            include_str!("starter/clicks/others-look-at.json").to_owned(),
        );
    }

    let report = Report {
        export: &export,
        catalogue: &catalogue,
        categories: &categories,
        currency: &currency,
        baskets: baskets.len(),
        reorders: reorder.len(),
        amounts,
        days: first.zip(last).map(|(first, last)| (first.to_string(), last.to_string())),
        value: value.as_ref(),
        clicks: learned.as_ref(),
    };
    let sums = files.iter().map(|(path, text)| (path.clone(), folder::checksum(text.as_bytes()))).collect();
    let mut said = report.table();
    files.insert(folder::REPORT.to_owned(), files::pretty(&report.json(&sums)));
    let kept = folder::write(&args.out, &files, old)?;
    if let Some(kept) = kept {
        said += &format!("the old folder is now `{}`\n", kept.display());
    }
    said += &format!("wrote `{}`: {} files\n", args.out.display(), files.len());
    Ok(said)
}

/// What the clicks say, if there are any. The parameters are those of the folder that is replaced.
fn of_clicks(args: &Args, catalogue: &catalogue::Catalogue) -> Result<Option<clicks::Learned>, Problem> {
    if args.clicks.is_empty() {
        return Ok(None);
    }
    let ids: Vec<String> = catalogue.products.iter().map(|product| product.id.clone()).collect();
    let unreadable =
        |problem| Problem::new(format!("the parameters of `{}` can't be used: {problem}", args.out.display()));
    let tuned = crate::shop::tuned(&args.out).map_err(unreadable)?;
    let log = clicks::read(&args.clicks, &args.of_clicks())?;
    Ok(Some(clicks::Learned::of(log, &ids, tuned)))
}

/// The shop's currency: said, or read from the lines, or the pounds of Online Retail.
fn currency(export: &read::Export) -> Result<String, Problem> {
    match (&export.rules.currency, export.rules.layout) {
        (Some(currency), _) => Ok(currency.clone()),
        (None, Layout::OnlineRetail) => Ok("GBP".to_owned()),
        (None, _) => Err(Problem::new("the export does not say in which currency its prices are")
            .help("say it, such as `--currency EUR`, or name its column, `--column currency=NAME`")),
    }
}

/// `my-shop` to `My Shop`.
fn name_of(dir: &Path) -> String {
    let stem = std::path::absolute(dir).ok().and_then(|dir| Some(dir.file_name()?.to_string_lossy().into_owned()));
    let words = stem.unwrap_or_default().replace(['-', '_', '.'], " ");
    let name = titles::tidy(&text::collapse(&words));
    if name.is_empty() { "Shop".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_is_named_after_its_folder() {
        assert_eq!(name_of(Path::new("shops/my-gift_shop")), "My Gift Shop");
        assert_eq!(name_of(Path::new("/")), "Shop");
    }
}
