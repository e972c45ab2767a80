//! What the command line draws, to the letter.

use super::super::{Style, render};
use super::Shop;

#[test]
fn a_problem_is_drawn_with_its_line() {
    let text = "{\n  \"name\": \"Back again\",\n  \"when\": { \"signal\": \"vists\", \"at_least\": 2 }\n}\n";
    let drawn = render(&Shop::new().with("segments/back-again.json", text).problems(), Style::Plain);
    let expected = "
  × unknown signal `vists`
   ╭─[segments/back-again.json:3:23]
 2 │   \"name\": \"Back again\",
 3 │   \"when\": { \"signal\": \"vists\", \"at_least\": 2 }
   ·                       ───────
   ╰────
  help: did you mean `visits`?

";
    assert_eq!(drawn, expected.trim_start_matches('\n'));
}

#[test]
fn a_missing_comma_is_drawn_under_what_stands_before_it() {
    let text = "{\n  \"name\": \"Back again\"\n  \"when\": {}\n}\n";
    let drawn = render(&Shop::new().with("segments/back-again.json", text).problems(), Style::Plain);
    let expected = "
  × a comma is missing after this
   ╭─[segments/back-again.json:2:22]
 1 │ {
 2 │   \"name\": \"Back again\"
   ·                      ─
   ╰────
  help: write `,` here

";
    assert_eq!(drawn, expected.trim_start_matches('\n'));
}

#[test]
fn a_missing_file_is_drawn_without_a_line() {
    let drawn = render(&Shop::new().without("products.json").problems(), Style::Plain);
    let expected = "
  × `products.json` is missing
  help: write the catalogue there, or into `products.csv`

";
    assert_eq!(drawn, expected.trim_start_matches('\n'));
}

#[test]
fn a_long_line_is_drawn_in_part() {
    let many: String =
        (0..2_000).map(|n| format!("{{\"id\":\"ü{n}\",\"title\":\"x\",\"category\":\"tea\",\"price\":1}},")).collect();
    let text = format!(
        "[{many}{{\"id\":\"B\",\"title\":\"x\",\"category\":\"tae\",\"price\":1}},{}]",
        many.replace('ü', "v").trim_end_matches(',')
    );
    let shop = Shop::new().with("products.json", text).without("blocks/welcome.json");
    let problems = shop.problems();
    let drawn = render(&problems, Style::Plain);
    let place = format!("products.json:1:{}", problems.last().unwrap().position().1);
    assert!(drawn.contains("unknown category `tae`") && drawn.contains(&place), "{drawn}");
    assert!(drawn.chars().count() < 800, "{drawn}");
}

#[test]
fn many_problems_are_counted() {
    let rows: Vec<String> = (0..60)
        .map(|n| format!("{{ \"id\": \"{n}\", \"title\": \"x\", \"category\": \"tea\", \"price\": -1 }}"))
        .collect();
    let shop = Shop::new().with("products.json", format!("[\n{}\n]", rows.join(",\n")));
    let drawn = render(&shop.problems(), Style::Plain);
    assert_eq!(drawn.matches("`-1` is below zero").count(), 50);
    assert!(drawn.ends_with("and 10 more\n"), "{drawn}");
}

#[test]
fn colour_is_only_drawn_where_it_is_wanted() {
    let problems = Shop::new().without("products.json").problems();
    assert!(render(&problems, Style::Colour).contains('\u{1b}'));
    assert!(!render(&problems, Style::Plain).contains('\u{1b}'));
}
