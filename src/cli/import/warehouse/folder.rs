//! Putting a warehouse's lists into a shop folder that is there already: only its lists are replaced.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::json;

use super::super::args::Args;
use super::super::clicks::{REPORT, write};
use super::super::files::pretty;
use super::super::folder::{MADE_BY, checksum};
use super::super::problem::Problem;
use super::super::report::row;
use super::{Read, Warehouse, read};
use crate::learn::written::{Counted, LISTS, SESSIONS, sessions, viewed_next};
use crate::learn::{Kept, Params, Quantized};
use crate::shop;

/// Imports lists into a shop folder, and says what was found.
pub(in crate::cli::import) fn import(args: &Args) -> Result<String, Problem> {
    let (dir, shown) = (&args.out, args.out.display());
    if !dir.join("shop.json").exists() {
        return Err(Problem::new(format!("`{shown}` is no shop folder: it has no `shop.json`"))
            .help("name the folder of the shop; `segue import --orders FILE` makes one"));
    }
    let mend = |problem: String| {
        Problem::new(format!("`{shown}` can't be used: {problem}"))
            .help(format!("mend what `segue check {shown}` says"))
    };
    let known = shop::product_ids(dir).map_err(mend)?;
    // They were made elsewhere, with what the folder's own parameters say or with the default.
    let kept = shop::kept(dir).map_err(mend)?.unwrap_or(Kept { params: Params::default(), tuned: false });
    if kept.params.ridge > 0.0 {
        let what = "the parameters that `segue tune` kept are of a linear model, which SQL cannot make";
        return Err(Problem::new(what).help(format!(
            "remove `{}`, and the lists are combined with the default ones; or make the lists with `segue import --clicks`",
            dir.join(SESSIONS).display()
        )));
    }
    let Warehouse { products, lists, read } = read(&args.lists, known)?;
    if read.used() == 0 {
        return Err(Problem::new("no row of these lists can be used").help(nothing_left(&read)));
    }
    let lists = lists.quantize();
    let with_list = lists.iter().filter(|list| !list.neighbours.is_empty()).count() as u64;
    let bytes: usize = lists.iter().map(|list| list.encode().len()).sum();
    let counted = Counted { products: in_lists(&lists), lists: with_list, ..Counted::default() };
    let mut files = BTreeMap::from([
        (LISTS.to_owned(), viewed_next(&products, &lists)),
        (SESSIONS.to_owned(), sessions(&kept, &counted)),
    ]);
    let sums: BTreeMap<&String, String> = files.iter().map(|(path, text)| (path, checksum(text.as_bytes()))).collect();
    let dropped: BTreeMap<&str, u64> = read.dropped().into_iter().map(|(key, count, _)| (key, count)).collect();
    let about = json!({
        "made_by": MADE_BY,
        "lists": {
            "files": read.files,
            "rows": { "read": read.rows, "kept": read.used(), "dropped": dropped },
            "products": { "with_list": with_list, "in_lists": counted.products },
            "list_bytes": bytes,
        },
        "files": sums,
    });
    files.insert(REPORT.to_owned(), pretty(&about));
    write(dir, &files)?;

    let mut said = String::new();
    row(&mut said, read.rows, "rows read", "of lists that a warehouse has made");
    for (_, count, words) in read.dropped().into_iter().filter(|(_, count, _)| *count > 0) {
        row(&mut said, count, "  dropped", words);
    }
    row(&mut said, read.used(), "  kept", "");
    let average = (bytes as u64).checked_div(with_list).unwrap_or_default();
    row(&mut said, with_list, "lists", &format!("of what is looked at next, {average} bytes each on average"));
    let written: Vec<String> = files.keys().map(|path| format!("`{path}`")).collect();
    // Writing to a string does not fail.
    let _ = writeln!(said, "\nwrote {} of `{shown}`, and nothing else", written.join(", "));
    Ok(said)
}

/// Products that have a list or stand in one.
fn in_lists(lists: &[Quantized]) -> u64 {
    let mut seen = vec![false; lists.len()];
    for (product, list) in lists.iter().enumerate().filter(|(_, list)| !list.neighbours.is_empty()) {
        let neighbours = list.neighbours.iter().map(|(neighbour, _)| *neighbour as usize);
        for one in neighbours.chain([product]) {
            seen.get_mut(one).into_iter().for_each(|seen| *seen = true);
        }
    }
    seen.into_iter().filter(|seen| *seen).count() as u64
}

/// What became of the rows, when nothing is left.
fn nothing_left(read: &Read) -> String {
    if read.rows == 0 {
        return "the files hold no rows; run `sql/lists.sql` again".to_owned();
    }
    let parts: Vec<String> = read
        .dropped()
        .into_iter()
        .filter(|(_, count, _)| *count > 0)
        .map(|(_, count, words)| format!("{count} {}: {words}", if count == 1 { "row" } else { "rows" }))
        .collect();
    parts.join("; ")
}
