//! Which column of a click log holds what: recognised by its name, or said with `--column`.

use super::super::columns::{listed, missing_columns, squeeze};
use super::super::problem::Problem;

/// What a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The session.
    Session,
    /// Who clicked, where the file knows visitors and no sessions.
    Visitor,
    /// The product.
    Item,
    /// When.
    Time,
    /// What was done: a view, or something else.
    Event,
}

const FIELDS: [(Field, &str, &[&str]); 5] = [
    (Field::Session, "session", &["sessionid", "session", "gasessionid", "visitid"]),
    (
        Field::Visitor,
        "visitor",
        &["visitorid", "visitor", "userpseudoid", "clientid", "userid", "user", "fullvisitorid"],
    ),
    (Field::Item, "item", &["itemid", "item", "productid", "product", "sku", "stockcode"]),
    (
        Field::Time,
        "time",
        &["time", "timestamp", "eventtimestamp", "eventtime", "datetime", "clickedat", "createdat", "date"],
    ),
    (Field::Event, "event", &["event", "eventname", "eventtype", "action"]),
];

impl Field {
    /// The name that is typed after `--column`.
    #[must_use]
    pub fn name(self) -> &'static str {
        FIELDS.iter().find(|(field, ..)| *field == self).map_or("", |(_, name, _)| name)
    }

    /// Where it is among names in letters and digits alone, if one of them is known for it.
    pub(in crate::cli) fn among(self, squeezed: &[String]) -> Option<usize> {
        let known = FIELDS.iter().find(|(field, ..)| *field == self).map_or(&[][..], |(.., known)| known);
        known.iter().find_map(|name| squeezed.iter().position(|column| column == name))
    }

    /// The field of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        FIELDS.iter().find(|(_, known, _)| *known == name).map(|(field, ..)| *field)
    }
}

/// The columns of one log.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Columns {
    /// How many columns the first line names.
    pub(super) width: usize,
    /// Sessions; or else visitors, whose clicks are cut into sessions.
    pub(super) session: Option<usize>,
    pub(super) visitor: Option<usize>,
    pub(super) item: usize,
    pub(super) time: usize,
    pub(super) event: Option<usize>,
}

impl Columns {
    /// Finds the columns by the names in the first line, `said` before known names.
    pub(super) fn find(file: &str, header: &[String], said: &[(Field, String)]) -> Result<Self, Problem> {
        let squeezed: Vec<String> = header.iter().map(|name| squeeze(name)).collect();
        let position = |name: &str| squeezed.iter().position(|column| column == name);
        let find = |field: Field| -> Result<Option<usize>, Problem> {
            let Some((_, column)) = said.iter().rev().find(|(of, _)| *of == field) else {
                return Ok(field.among(&squeezed));
            };
            let exact = header.iter().position(|name| name == column).or_else(|| position(&squeeze(column)));
            let missing = || {
                let what = format!("`{file}` has no column `{column}` for the {}", field.name());
                Problem::new(what).help(found(header))
            };
            exact.map(Some).ok_or_else(missing)
        };
        let (session, visitor) = (find(Field::Session)?, find(Field::Visitor)?);
        let (item, time, event) = (find(Field::Item)?, find(Field::Time)?, find(Field::Event)?);
        let mut missing = Vec::new();
        if session.or(visitor).is_none() {
            missing.push(Field::Session);
        }
        for (field, at) in [(Field::Item, item), (Field::Time, time)] {
            if at.is_none() {
                missing.push(field);
            }
        }
        let (Some(item), Some(time), []) = (item, time, missing.as_slice()) else {
            let names: Vec<_> = missing.iter().map(|field| field.name()).collect();
            return Err(missing_columns(file, &names, found(header)));
        };
        if [session, visitor].contains(&Some(item)) {
            let what = format!("one column of `{file}` is said to hold both who clicked and the product");
            return Err(
                Problem::new(what).help("products are written to the shop folder, and who clicked never is: name two")
            );
        }
        Ok(Self { width: header.len(), session, visitor, item, time, event })
    }
}

/// The columns found, unless the first line is data: then its fields could be of somebody.
fn found(header: &[String]) -> String {
    let data = |name: &String| name.contains('@') || name.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    if header.iter().any(data) {
        return "the first line of the file holds data; put a line of column names before it, such as \
                `SessionId,ItemId,Time`"
            .to_owned();
    }
    listed(header)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]
    use super::*;

    fn find(header: &str, said: &[(Field, &str)]) -> Result<Columns, Problem> {
        let header: Vec<_> = header.split(',').map(str::to_owned).collect();
        let said: Vec<_> = said.iter().map(|(field, name)| (*field, (*name).to_owned())).collect();
        Columns::find("clicks.csv", &header, &said)
    }

    #[test]
    fn usual_names_are_known() {
        for header in ["SessionId,ItemId,Time", "session_id,item_id,timestamp", "Session ID,product,event_time"] {
            let columns = find(header, &[]).unwrap();
            let expected = Columns { width: 3, session: Some(0), visitor: None, item: 1, time: 2, event: None };
            assert_eq!(columns, expected, "{header}");
        }
        let columns = find("timestamp,visitorid,event,itemid,transactionid", &[]).unwrap();
        let expected = Columns { width: 5, session: None, visitor: Some(1), item: 3, time: 0, event: Some(2) };
        assert_eq!(columns, expected);
    }

    #[test]
    fn what_is_said_goes_before_what_is_known() {
        let columns = find("session,item,Artikel,time", &[(Field::Item, "Artikel")]).unwrap();
        assert_eq!(columns.item, 2);
        let problem = find("session,item,time", &[(Field::Item, "Artikel")]).unwrap_err();
        assert_eq!(problem.to_string(), "`clicks.csv` has no column `Artikel` for the item");
    }

    #[test]
    fn a_missing_column_says_what_to_write() {
        let problem = find("who,what,time", &[]).unwrap_err();
        assert_eq!(problem.to_string(), "`clicks.csv` has no column that is known to hold: session, item");
        assert_eq!(
            problem.advice().unwrap(),
            "the columns found are `who`, `what`, `time`; say which it is: `--column session=NAME --column item=NAME`"
        );
        let problem = find("4711,214536502,1396867869", &[]).unwrap_err();
        assert!(!problem.advice().unwrap().contains("4711"), "a first line of data is not repeated");
        assert!(find("session,time", &[(Field::Item, "session")]).is_err(), "who clicked is not written as a product");
    }
}
