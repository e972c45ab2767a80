//! What can be typed after `segue import`.

use std::path::PathBuf;

use super::clicks;
use super::columns::Field;
use super::date::Day;

/// The arguments of `segue import`.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// The export of order lines: CSV, plain or gzipped
    #[arg(long, value_name = "FILE", required_unless_present_any = ["clicks", "lists"])]
    pub orders: Option<PathBuf>,

    /// A log of clicks, plain or gzipped: CSV of session, product and time, GA4's export as JSON lines, or the shop's own
    /// events (may be repeated); without `--orders` DIR is a shop folder, of which only what clicks tell is replaced
    #[arg(long, value_name = "FILE")]
    pub clicks: Vec<PathBuf>,

    /// Lists that a warehouse has made with `sql/lists.sql`: Parquet files, or folders of them; DIR is a shop folder, of
    /// which only its lists are replaced
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["orders", "clicks"])]
    pub lists: Vec<PathBuf>,

    /// The shop folder to write
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,

    /// Which column holds what, such as `product=SKU` (fields: order, product, title, quantity, date, price, customer,
    /// category, country, cancelled, status, currency; of clicks: session, visitor, item, time, event)
    #[arg(long = "column", value_name = "FIELD=COLUMN", value_parser = column)]
    pub columns: Vec<Column>,

    /// The currency of the prices, such as GBP (read from the file where it says)
    #[arg(long, value_name = "CODE", value_parser = currency)]
    pub currency: Option<String>,

    /// The shop's name (default: made from the name of DIR)
    #[arg(long)]
    pub name: Option<String>,

    /// The day from which recency is counted; later lines are left out (default: the day after the last order)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub observed: Option<Day>,

    /// Dates such as 3/12/2010 mean 3 December (default: 12 March)
    #[arg(long)]
    pub day_first: bool,

    /// Treat this code as a product although the rules say that it is none (may be repeated)
    #[arg(long = "keep", value_name = "CODE")]
    pub keep: Vec<String>,

    /// Replace DIR although it was not made by import, or was changed since; the old folder is kept beside it
    #[arg(long)]
    pub force: bool,
}

/// What `--column` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// Of the orders; a product's column is also one of the clicks where there are no orders.
    Orders(Field, String),
    /// Of the clicks.
    Clicks(clicks::Field, String),
}

/// How an export of order lines is to be read.
#[derive(Debug, Clone)]
pub struct Orders {
    /// The file.
    pub file: PathBuf,
    /// Which column holds what.
    pub columns: Vec<(Field, String)>,
    /// The currency of the prices.
    pub currency: Option<String>,
    /// The day from which recency is counted.
    pub observed: Option<Day>,
    /// Whether dates have the day first.
    pub day_first: bool,
    /// Codes that are products whatever the rules say.
    pub keep: Vec<String>,
}

impl Args {
    /// What is said of the orders, if there are any.
    #[must_use]
    pub fn of_orders(&self) -> Option<Orders> {
        let column = |column: &Column| match column {
            Column::Orders(field, name) => Some((*field, name.clone())),
            Column::Clicks(..) => None,
        };
        Some(Orders {
            file: self.orders.clone()?,
            columns: self.columns.iter().filter_map(column).collect(),
            currency: self.currency.clone(),
            observed: self.observed,
            day_first: self.day_first,
            keep: self.keep.clone(),
        })
    }

    /// The columns of the clicks that are said.
    pub(super) fn of_clicks(&self) -> Vec<(clicks::Field, String)> {
        let column = |column: &Column| match column {
            Column::Orders(Field::Product, name) if self.orders.is_none() => Some((clicks::Field::Item, name.clone())),
            Column::Orders(..) => None,
            Column::Clicks(field, name) => Some((*field, name.clone())),
        };
        self.columns.iter().filter_map(column).collect()
    }
}

fn column(text: &str) -> Result<Column, String> {
    let field =
        text.split_once('=').and_then(|(field, column)| Some((clicks::Field::named(field.trim())?, column.trim())));
    match field {
        Some((field, "")) => Err(format!("write the name of the column after `{}=`", field.name())),
        Some((field, column)) => Ok(Column::Clicks(field, column.to_owned())),
        None => mapping(text).map(|(field, column)| Column::Orders(field, column)),
    }
}

pub(in crate::cli) fn mapping(text: &str) -> Result<(Field, String), String> {
    let (field, column) =
        text.split_once('=').ok_or("write a field, `=` and the name of the column, such as `product=SKU`")?;
    let field = Field::named(field.trim())
        .ok_or_else(|| format!("`{}` is not a field; the fields are {}", field.trim(), Field::names()))?;
    match column.trim() {
        "" => Err(format!("write the name of the column after `{}=`", field.name())),
        column => Ok((field, column.to_owned())),
    }
}

pub(in crate::cli) fn currency(text: &str) -> Result<String, String> {
    if text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphabetic()) {
        Ok(text.to_ascii_uppercase())
    } else {
        Err("write the three letters of the currency, such as GBP".to_owned())
    }
}

pub(in crate::cli) fn day(text: &str) -> Result<Day, String> {
    Day::iso(text).ok_or_else(|| "write a day as year-month-day, such as 2011-12-10".to_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]
    use super::*;

    #[test]
    fn a_mapping_names_a_field_and_a_column() {
        assert_eq!(mapping("product=SKU code").unwrap(), (Field::Product, "SKU code".to_owned()));
        assert!(mapping("sku=SKU").unwrap_err().contains("the fields are order, product"));
        assert!(mapping("product").is_err());
        assert!(mapping("product= ").is_err());
    }

    #[test]
    fn a_currency_is_three_letters() {
        assert_eq!(currency("gbp").unwrap(), "GBP");
        assert!(currency("£").is_err());
        assert!(day("10.12.2011").is_err());
    }
}
