//! The table of `docs/performance.md`, between its two markers.

use std::fmt::Write as _;

use super::cells::cells;
use super::figures::{Figures, Sizes};
use super::machine::Machine;
use super::rows::YARDSTICK;
use crate::say;
use crate::worker_build::Size;

/// Where it is.
pub(crate) const FILE: &str = "docs/performance.md";

const BEGIN: &str = "<!-- bench:begin (written by `cargo xtask bench --store`) -->";
const END: &str = "<!-- bench:end -->";

/// The page with this between its markers; `None` where it has none.
pub(crate) fn within(page: &str, table: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{table}{END}{after}"))
}

/// The table, with the machine in front.
pub(crate) fn table(rows: &[Figures], sizes: Sizes, machine: &Machine, seconds: u32) -> String {
    let Machine { processor, cores, memory, system, runtime } = machine;
    let memory = memory.map_or_else(|| "unknown".into(), say::bytes);
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ok = writeln!(
        out,
        "\n{processor}, {cores} cores, {memory}, {system}; {runtime}; {} connections, {seconds} s of load a row.\n",
        super::load::CONNECTIONS
    );
    out.push_str(
        "| row | requests/s | of empty | p50 | p99 | of empty | processor | of empty | of hello | of 3k | first answer | \
         of hello | memory | answer | instructions |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for row in rows {
        let instructions = row.instructions.map_or_else(|| "-".into(), say::thousands);
        let _ok = writeln!(out, "| `{}` | {} | {instructions} |", row.row.name, cells(row).join(" | "));
    }
    let wasm = |size: Size| format!("{}, {} gzipped", say::bytes(size.raw), say::bytes(size.gzipped));
    let _ok = write!(out, "\nWasm: {YARDSTICK} {}", wasm(sizes.hello));
    if let Some(size) = sizes.deployed {
        let _ok = write!(out, "; ours {}", wasm(size));
    }
    out.push_str(".\n\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_markers_changes() {
        let page = format!("# A\n\n{BEGIN}\nold\n{END}\n\nrest\n");
        let wanted = format!("# A\n\n{BEGIN}\nnew\n{END}\n\nrest\n");
        assert_eq!(within(&page, "new\n").as_deref(), Some(wanted.as_str()));
        assert_eq!(within(&wanted, "new\n").as_deref(), Some(wanted.as_str()));
        assert_eq!(within("# A\n", "new\n"), None);
    }

    #[test]
    fn the_page_has_the_markers() {
        let page = include_str!("../../../docs/performance.md");
        assert!(within(page, "").is_some());
    }
}
