//! `sets.csv` and `audiences.csv`: one row a set or an audience, lists separated by `|`.

use super::colleagues::Colleagues;
use super::rules::{STRATEGIES, SetFile, USUAL_PRIORITY, pins};
use super::table::{Line, Row, Table};
use super::{mix, purposes_of};
use crate::shop::code::Code;
use crate::shop::fields::Reader;
use crate::shop::names::is_id;
use crate::shop::place::At;
use crate::snapshot::Strategy;

const SETS: [&str; 18] = [
    "id",
    "title",
    "strategies",
    "size",
    "priority",
    "for",
    "why",
    "pin",
    "blend",
    "viewed",
    "page",
    "shared",
    "purposes",
    "hypothesis",
    "owner",
    "review_by",
    "allow",
    "note",
];

const AUDIENCES: [&str; 7] = ["id", "name", "description", "owner", "review_by", "allow", "note"];

/// The sets of a table that could be read, and the ids of all.
#[derive(Default)]
pub(in crate::shop) struct SetRows {
    pub(in crate::shop) files: Vec<SetFile>,
    pub(in crate::shop) ids: Vec<At<String>>,
}

/// Reads `sets.csv`. `None` when the header cannot be used.
pub(in crate::shop) fn read_sets_csv(reader: Reader<'_>, text: &str) -> Option<SetRows> {
    let table = Table::open(reader, text, b',', "a set")?;
    if let Some(when) = table.header().iter().find(|cell| cell.value.trim() == "when") {
        let help = "write a set that has a condition as a file in `sets/`, and take the column away";
        reader.notes.say(Code::UnknownField, when.place, "a condition does not fit into a table", help);
        return None;
    }
    if !table.expect(&SETS, &["id", "title", "strategies"], None) {
        return None;
    }
    let mut found = SetRows::default();
    for line in table.rows() {
        let Line::Row(row) = line else {
            // An id that no file has, so that the sets are not taken for whole.
            found.ids.push(At { value: String::new(), place: table.beginning() });
            continue;
        };
        let id = row_id(reader, &row);
        found.ids.push(id.clone().unwrap_or_else(|| At { value: String::new(), place: row.place() }));
        found.files.extend(set(reader, &row, id));
    }
    Some(found)
}

/// The id of a row, of the shape of a file's name.
fn row_id(reader: Reader<'_>, row: &Row<'_, '_>) -> Option<At<String>> {
    let id = row.needed("id")?;
    if !is_id(&id.value) {
        let help = "write lower-case letters and digits, joined by `-` or `_`";
        reader.notes.say(Code::NotAnId, id.place, format!("`{}` is not an id", id.value), help);
    }
    Some(id)
}

fn set(reader: Reader<'_>, row: &Row<'_, '_>, id: Option<At<String>>) -> Option<SetFile> {
    let names = STRATEGIES.map(|strategy| (strategy.name(), strategy));
    let title = row.needed("title");
    row.needed("strategies");
    let strategies: Option<Vec<At<Strategy>>> = row
        .list("strategies")
        .into_iter()
        .map(|word| Some(At { value: reader.choose(&word, "strategy", &names)?, place: word.place }))
        .collect();
    let size = row.cell("size").and_then(|cell| {
        let size = row.whole("size", 20)?;
        if size == 0 {
            reader.notes.error(cell.place, "a set shows at least one product", "write a number from 1 to 20");
        }
        u8::try_from(size).ok()
    });
    let priority = row.whole("priority", 100).and_then(|n| u8::try_from(n).ok()).unwrap_or(USUAL_PRIORITY);
    let pin = row.list("pin");
    let blend = mix::read_words(reader, &row.list("blend"));
    let viewed = row.cell("viewed").and_then(|cell| Some(At { value: row.flag("viewed")?, place: cell.place }));
    let (page, shared) = (row.flag("page").unwrap_or(true), row.flag("shared").unwrap_or(false));
    let purposes = purposes_of(reader, &row.list("purposes"));
    let colleagues = colleagues(reader, row);
    let strategies = strategies?;
    pins(reader, &strategies, &pin);
    mix::check(reader, &strategies, blend.as_ref(), viewed.as_ref());
    Some(SetFile {
        place: row.place(),
        id: id?.value,
        title: title?,
        strategies,
        size,
        priority,
        segments: row.list("for"),
        when: None,
        why: row.cell("why"),
        pin,
        blend,
        viewed,
        page,
        shared,
        purposes,
        colleagues,
    })
}

fn colleagues(reader: Reader<'_>, row: &Row<'_, '_>) -> Colleagues {
    reader.notes.allow(row.list("allow"));
    Colleagues {
        owner: row.cell("owner"),
        review_by: row.cell("review_by").and_then(|day| Some(At { value: reader.day_of(&day)?, place: day.place })),
        hypothesis: row.cell("hypothesis"),
        note: row.cell("note"),
    }
}

/// Reads `audiences.csv`: the names of the lists. `None` when the header cannot be used.
pub(in crate::shop) fn read_audiences_csv(reader: Reader<'_>, text: &str) -> Option<Vec<At<String>>> {
    let table = Table::open(reader, text, b',', "an audience")?;
    if !table.expect(&AUDIENCES, &["id", "name"], None) {
        return None;
    }
    let mut names = Vec::new();
    for line in table.rows() {
        let Line::Row(row) = line else { continue };
        row.needed("name");
        colleagues(reader, &row);
        names.extend(row_id(reader, &row));
    }
    Some(names)
}
