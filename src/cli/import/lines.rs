//! One line of the export as plain values, or why it can't be read.

use std::borrow::Cow;

use csv::ByteRecord;

use super::columns::{Columns, Field, Layout};
use super::date::{self, Day, NotADay};
use super::number;
use super::text::{collapse, decode};

/// One order line.
#[derive(Debug, PartialEq)]
pub(super) struct OrderLine<'r> {
    pub(super) order: Cow<'r, str>,
    /// The code as written; empty when the line has a title only.
    pub(super) product: Cow<'r, str>,
    pub(super) title: Cow<'r, str>,
    pub(super) category: Cow<'r, str>,
    /// Who; nothing when the line does not say. Never written out.
    pub(super) customer: Option<String>,
    pub(super) currency: Option<String>,
    /// As the line writes it, or empty.
    pub(super) country: Cow<'r, str>,
    pub(super) quantity: f64,
    /// The price of one, in the currency's own unit.
    pub(super) price: f64,
    pub(super) day: Day,
    /// The export says that the order was cancelled, voided or refunded.
    pub(super) cancelled: bool,
}

/// Why a line can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// More or fewer fields than there are columns.
    Ragged,
    /// No order number.
    Order,
    /// Neither a code nor a title.
    Product,
    /// The quantity is no number.
    Quantity,
    /// The price is no number.
    Price,
    /// The date is none.
    Date,
    /// The date can only be read with day and month the other way round.
    DateOrder,
}

impl Fault {
    /// The fault in words, for the report.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Ragged => "more or fewer fields than columns",
            Self::Order => "no order number",
            Self::Product => "no product",
            Self::Quantity => "the quantity is no number",
            Self::Price => "the price is no number",
            Self::Date => "the date can't be read",
            Self::DateOrder => "day and month are the other way round",
        }
    }
}

/// What an order's first line says about the whole order; Shopify leaves it empty on the lines that follow.
#[derive(Debug, Default, Clone)]
struct Head {
    order: String,
    day: Option<Day>,
    customer: Option<String>,
    currency: Option<String>,
    cancelled: bool,
}

/// Reads records with the columns of one file.
pub(super) struct Lines<'c> {
    columns: &'c Columns,
    decimal_comma: bool,
    day_first: bool,
    head: Head,
    /// Dates that can only be read in the order of day and month in which they were read.
    pub(super) certain_dates: u64,
}

impl<'c> Lines<'c> {
    pub(super) fn new(columns: &'c Columns, delimiter: u8, day_first: bool) -> Self {
        Self { columns, decimal_comma: delimiter == b';', day_first, head: Head::default(), certain_dates: 0 }
    }

    /// Reads one record.
    pub(super) fn read<'r>(&mut self, record: &'r ByteRecord) -> Result<OrderLine<'r>, Fault> {
        let extra = record.iter().skip(self.columns.width).any(|field| !field.is_empty());
        if record.len() < self.columns.width || extra {
            return Err(Fault::Ragged);
        }
        let field = |field| self.columns.at(field).and_then(|at| record.get(at)).map_or(Cow::Borrowed(""), decode);
        let order = field(Field::Order);
        if order.is_empty() {
            return Err(Fault::Order);
        }
        let date = field(Field::Date);
        let mut head = Head {
            order: order.clone().into_owned(),
            day: None,
            customer: customer(&field(Field::Customer)),
            currency: Some(field(Field::Currency).to_ascii_uppercase()).filter(|code| !code.is_empty()),
            cancelled: !field(Field::Cancelled).is_empty()
                || matches!(field(Field::Status).to_ascii_lowercase().as_str(), "refunded" | "voided"),
        };
        if date.is_empty() && self.columns.layout == Layout::Shopify && self.head.order == head.order {
            head = self.head.clone();
        } else {
            let read = date::read(&date, self.day_first).map_err(|error| match error {
                NotADay::Unreadable => Fault::Date,
                NotADay::OtherOrder => Fault::DateOrder,
            });
            head.day = read.map(|read| read.day).ok();
            self.head = head.clone();
            self.certain_dates += u64::from(read?.certain);
        }
        let (product, title) = (field(Field::Product), field(Field::Title));
        if collapse(&product).is_empty() && collapse(&title).is_empty() {
            return Err(Fault::Product);
        }
        Ok(OrderLine {
            order,
            product,
            title,
            category: field(Field::Category),
            customer: head.customer,
            currency: head.currency,
            country: field(Field::Country),
            quantity: number::read(&field(Field::Quantity), self.decimal_comma).ok_or(Fault::Quantity)?,
            price: number::read(&field(Field::Price), self.decimal_comma).ok_or(Fault::Price)?,
            day: head.day.ok_or(Fault::Date)?,
            cancelled: head.cancelled,
        })
    }
}

/// One spelling for one customer: `17850.0` is `17850`, `Ann@Example.com` is `ann@example.com`; `nan` and the like are
/// nobody.
pub(super) fn customer(text: &str) -> Option<String> {
    let whole = match text.split_once('.') {
        Some((digits, zeros)) if !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => {
            if digits.bytes().all(|b| b.is_ascii_digit()) { digits } else { text }
        }
        _ => text,
    };
    let one = whole.to_lowercase();
    (!matches!(one.as_str(), "" | "nan" | "null" | "none" | "n/a" | "na" | "-" | "0" | "guest")).then_some(one)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]
    use std::path::Path;

    use super::*;

    fn columns(header: &str) -> Columns {
        let header: Vec<_> = header.split(',').map(str::to_owned).collect();
        Columns::find(Path::new("orders.csv"), &header, &[]).unwrap()
    }

    fn record(line: &str) -> ByteRecord {
        ByteRecord::from(line.split(',').collect::<Vec<_>>())
    }

    const RETAIL: &str = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

    #[test]
    fn decimal_customers_are_one_customer() {
        assert_eq!(customer("17850.0"), customer("17850"));
        assert_eq!(customer("17850.00"), Some("17850".to_owned()));
        assert_ne!(customer("17850.5"), customer("17850"));
        assert_eq!(customer("Ann@Example.com"), customer("ann@example.com"));
        assert_eq!(customer("nan"), None);
        assert_eq!(customer(""), None);
    }

    #[test]
    fn each_fault_has_its_name() {
        let columns = columns(RETAIL);
        let mut lines = Lines::new(&columns, b',', false);
        let mut fault = |line: &str| lines.read(&record(line)).err();
        assert_eq!(fault("1,A1,Mug,1,12/1/2010 8:26,2.55,17850.0,UK"), None);
        assert_eq!(fault("1,A1,Mug,1,12/1/2010 8:26,2.55,17850.0,UK,,"), None);
        assert_eq!(fault("1,A1,Mug,1,12/1/2010 8:26,2.55,17850.0"), Some(Fault::Ragged));
        assert_eq!(fault("1,A1,Mug, blue,1,12/1/2010 8:26,2.55,17850.0,UK"), Some(Fault::Ragged));
        assert_eq!(fault(",A1,Mug,1,12/1/2010 8:26,2.55,17850.0,UK"), Some(Fault::Order));
        assert_eq!(fault("1,, ,1,12/1/2010 8:26,2.55,17850.0,UK"), Some(Fault::Product));
        assert_eq!(fault("1,A1,Mug,one,12/1/2010 8:26,2.55,17850.0,UK"), Some(Fault::Quantity));
        assert_eq!(fault("1,A1,Mug,1,12/1/2010 8:26,,17850.0,UK"), Some(Fault::Price));
        assert_eq!(fault("1,A1,Mug,1,,2.55,17850.0,UK"), Some(Fault::Date));
        assert_eq!(fault("1,A1,Mug,1,13/1/2010 8:26,2.55,17850.0,UK"), Some(Fault::DateOrder));
    }

    #[test]
    fn shopify_lines_take_the_head_of_their_order() {
        let columns = columns(
            "Name,Email,Financial Status,Currency,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,\
             Cancelled at",
        );
        let mut lines = Lines::new(&columns, b',', false);
        let first = record("#1001,ann@example.com,paid,EUR,2024-01-31 10:00:00 +0100,2,Mug,9.50,M-1,");
        let next = record("#1001,,,,,1,Tea,4.00,,");
        let other = record("#1002,,,,,1,Tea,4.00,,");
        let first = lines.read(&first).unwrap();
        let next = lines.read(&next).unwrap();
        assert_eq!((next.day, &next.customer, &next.currency), (first.day, &first.customer, &first.currency));
        assert_eq!((next.product.as_ref(), next.title.as_ref()), ("", "Tea"));
        assert_eq!(lines.read(&other).err(), Some(Fault::Date), "another order's head is not borrowed");
        let voided = record("#1003,bo@example.com,voided,EUR,2024-02-01 10:00:00 +0100,2,Mug,9.50,M-1,");
        assert!(lines.read(&voided).unwrap().cancelled);
        let line = record("#1003,,,,,1,Tea,4.00,,");
        assert!(lines.read(&line).unwrap().cancelled);
    }
}
