//! Which column of the export holds what: recognised by the names of the two known layouts, or said with `--column`.

use std::fmt::Display;
use std::path::Path;

use super::problem::Problem;
use super::{date, number};

/// What a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The number of the order.
    Order,
    /// The product's code.
    Product,
    /// The product's title.
    Title,
    /// How many were bought.
    Quantity,
    /// When.
    Date,
    /// The price of one.
    Price,
    /// Who bought; used for counting, never written.
    Customer,
    /// The product's category.
    Category,
    /// The country that it went to.
    Country,
    /// Filled when the order was cancelled.
    Cancelled,
    /// `refunded` and `voided` orders count as cancelled.
    Status,
    /// The currency of the price.
    Currency,
}

/// Whose columns these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// UCI "Online Retail" and "Online Retail II".
    OnlineRetail,
    /// Shopify's orders export.
    Shopify,
    /// Anything else.
    Other,
}

impl Layout {
    /// The layout's name, for the report.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::OnlineRetail => "Online Retail",
            Self::Shopify => "Shopify orders export",
            Self::Other => "own columns",
        }
    }
}

const FIELDS: [(Field, &str); 12] = [
    (Field::Order, "order"),
    (Field::Product, "product"),
    (Field::Title, "title"),
    (Field::Quantity, "quantity"),
    (Field::Date, "date"),
    (Field::Price, "price"),
    (Field::Customer, "customer"),
    (Field::Category, "category"),
    (Field::Country, "country"),
    (Field::Cancelled, "cancelled"),
    (Field::Status, "status"),
    (Field::Currency, "currency"),
];

const NEEDED: [Field; 5] = [Field::Order, Field::Product, Field::Quantity, Field::Date, Field::Price];

impl Field {
    /// The name that is typed after `--column`.
    pub fn name(self) -> &'static str {
        FIELDS.iter().find(|(field, _)| *field == self).map_or("", |(_, name)| name)
    }

    /// The field of a name.
    pub fn named(name: &str) -> Option<Self> {
        FIELDS.iter().find(|(_, known)| *known == name).map(|(field, _)| *field)
    }

    /// All names, for messages.
    pub fn names() -> String {
        FIELDS.map(|(_, name)| name).join(", ")
    }

    /// The column names of a layout that hold this field, squeezed, best first.
    fn known_as(self, layout: Layout) -> &'static [&'static str] {
        match (layout, self) {
            (Layout::Shopify, Self::Order) => &["name"],
            (Layout::Shopify, Self::Product) => &["lineitemsku"],
            (Layout::Shopify, Self::Title) => &["lineitemname"],
            (Layout::Shopify, Self::Quantity) => &["lineitemquantity"],
            (Layout::Shopify, Self::Date) => &["createdat"],
            (Layout::Shopify, Self::Price) => &["lineitemprice"],
            (Layout::Shopify, Self::Customer) => &["customerid", "email"],
            (Layout::Shopify, Self::Country) => &["shippingcountry", "billingcountry"],
            (Layout::Shopify, Self::Cancelled) => &["cancelledat"],
            (Layout::Shopify, Self::Status) => &["financialstatus"],
            (Layout::Shopify, Self::Currency) => &["currency"],
            (_, Self::Order) => &["invoiceno", "invoice"],
            (_, Self::Product) => &["stockcode"],
            (_, Self::Title) => &["description"],
            (_, Self::Quantity) => &["quantity"],
            (_, Self::Date) => &["invoicedate"],
            (_, Self::Price) => &["unitprice", "price"],
            (_, Self::Customer) => &["customerid"],
            (_, Self::Category) => &["category"],
            (_, Self::Country) => &["country"],
            (_, Self::Currency) => &["currency"],
            _ => &[],
        }
    }
}

/// The columns of one file.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) layout: Layout,
    /// How many columns the first line names.
    pub(super) width: usize,
    /// Field, position and name as the file writes it.
    found: Vec<(Field, usize, String)>,
}

impl Columns {
    /// Finds the columns by the names in the first line, `said` before known names.
    pub(super) fn find(file: &Path, header: &[String], said: &[(Field, String)]) -> Result<Self, Problem> {
        let squeezed: Vec<String> = header.iter().map(|name| squeeze(name)).collect();
        let position = |name: &str| squeezed.iter().position(|column| column == name);
        let layout = if position("lineitemname").is_some() && position("name").is_some() {
            Layout::Shopify
        } else if position("stockcode").is_some() && (position("invoiceno").or(position("invoice"))).is_some() {
            Layout::OnlineRetail
        } else {
            Layout::Other
        };
        let mut found = Vec::new();
        let mut missing = Vec::new();
        for (field, _) in FIELDS {
            let said = said.iter().rev().find(|(of, _)| *of == field).map(|(_, column)| column);
            let at = match said {
                Some(column) => Some(
                    header
                        .iter()
                        .position(|name| name == column)
                        .or_else(|| position(&squeeze(column)))
                        .ok_or_else(|| no_such_column(file, field, column, header))?,
                ),
                None => field.known_as(layout).iter().find_map(|name| position(name)),
            };
            match at {
                Some(at) => found.push((field, at, header.get(at).cloned().unwrap_or_default())),
                None if NEEDED.contains(&field) => missing.push(field),
                None => {}
            }
        }
        if !missing.is_empty() {
            let missing: Vec<_> = missing.iter().map(|field| field.name()).collect();
            return Err(missing_columns(file.display(), &missing, self::found(header)));
        }
        let columns = Self { layout, width: header.len(), found };
        columns.refuse_a_shared_customer()?;
        Ok(columns)
    }

    /// Where a field stands in a line.
    pub(super) fn at(&self, field: Field) -> Option<usize> {
        self.found.iter().find(|(found, ..)| *found == field).map(|(_, at, _)| *at)
    }

    /// Field and column name, for the report.
    pub(super) fn named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.found.iter().map(|(field, _, name)| (field.name(), name.as_str()))
    }

    /// The customer's column must hold nothing that is written out.
    fn refuse_a_shared_customer(&self) -> Result<(), Problem> {
        let customer = self.at(Field::Customer);
        let shared = self.found.iter().find(|(field, at, _)| *field != Field::Customer && Some(*at) == customer);
        match shared {
            None => Ok(()),
            Some((field, _, column)) => Err(Problem::new(format!(
                "the column `{column}` is named both for the customer and for the {}",
                field.name()
            ))
            .help("customer numbers are never written out, so their column can't hold anything else")),
        }
    }
}

/// Letters and digits alone, in small letters.
pub(in crate::cli) fn squeeze(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn no_such_column(file: &Path, field: Field, column: &str, header: &[String]) -> Problem {
    Problem::new(format!("`{}` has no column `{column}` for the {}", file.display(), field.name())).help(found(header))
}

/// The file has no column that is known to hold these fields; `found` says what it has.
pub(super) fn missing_columns(file: impl Display, missing: &[&str], found: String) -> Problem {
    let options: Vec<_> = missing.iter().map(|name| format!("--column {name}=NAME")).collect();
    let message = format!("`{file}` has no column that is known to hold: {}", missing.join(", "));
    Problem::new(message).help(format!("{found}; say which it is: `{}`", options.join(" ")))
}

/// The columns found, unless the first line is data: then its fields could be customers.
pub(super) fn found(header: &[String]) -> String {
    let data =
        |name: &String| number::read(name, false).is_some() || date::read(name, false).is_ok() || name.contains('@');
    if header.iter().any(data) {
        return "the first line of the file holds data; put a line of column names before it".to_owned();
    }
    listed(header)
}

/// The names in the first line.
pub(super) fn listed(header: &[String]) -> String {
    let names: Vec<_> = header.iter().filter(|name| !name.is_empty()).map(|name| format!("`{name}`")).collect();
    format!("the columns found are {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]
    use super::*;

    fn find(header: &str, said: &[(Field, &str)]) -> Result<Columns, Problem> {
        let header: Vec<_> = header.split(',').map(str::to_owned).collect();
        let said: Vec<_> = said.iter().map(|(field, name)| (*field, (*name).to_owned())).collect();
        Columns::find(Path::new("orders.csv"), &header, &said)
    }

    #[test]
    fn both_spellings_of_online_retail() {
        let first =
            find("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country", &[]).unwrap();
        let second = find("Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country", &[]).unwrap();
        for columns in [first, second] {
            assert_eq!(columns.layout, Layout::OnlineRetail);
            assert_eq!(columns.at(Field::Order), Some(0));
            assert_eq!(columns.at(Field::Price), Some(5));
            assert_eq!(columns.at(Field::Customer), Some(6));
        }
    }

    #[test]
    fn shopify_names_the_order_name() {
        let header = "Name,Email,Financial Status,Currency,Created at,Lineitem quantity,Lineitem name,Lineitem price,\
                      Lineitem sku,Cancelled at";
        let columns = find(header, &[]).unwrap();
        assert_eq!(columns.layout, Layout::Shopify);
        assert_eq!(columns.at(Field::Order), Some(0));
        assert_eq!(columns.at(Field::Customer), Some(1));
        assert_eq!(columns.at(Field::Title), Some(6));
    }

    #[test]
    fn a_missing_column_says_what_was_found_and_what_to_write() {
        let problem = find("SKU,Quantity,Price", &[(Field::Product, "SKU")]).unwrap_err();
        assert_eq!(problem.to_string(), "`orders.csv` has no column that is known to hold: order, date");
        assert_eq!(
            problem.advice().unwrap(),
            "the columns found are `SKU`, `Quantity`, `Price`; say which it is: `--column order=NAME --column date=NAME`"
        );
        let problem = find("SKU,Quantity", &[(Field::Product, "Sk")]).unwrap_err();
        assert!(problem.to_string().contains("no column `Sk` for the product"));
    }

    #[test]
    fn a_first_line_of_data_is_not_repeated() {
        let problem = find("536365,85123A,6,2010-12-01,17850", &[]).unwrap_err();
        assert!(!problem.advice().unwrap().contains("17850"));
        assert!(problem.advice().unwrap().contains("column names"));
    }

    #[test]
    fn the_customer_column_holds_customers_only() {
        let header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID";
        assert!(find(header, &[(Field::Title, "CustomerID")]).is_err());
    }
}
