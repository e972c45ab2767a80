//! Files that cannot be read.

use super::{SHOP, Shop};

#[test]
fn a_missing_comma_is_shown_where_it_belongs() {
    let text = "{\n  \"name\": \"X\"\n  \"when\": {}\n}";
    Shop::new().with("segments/a.json", text).expect(
        "segments/a.json:2:13",
        "a comma is missing after this",
        "write `,` here",
    );
}

#[test]
fn what_is_no_json_is_said_in_plain_words() {
    for (text, at, message) in [
        ("{ \"name\": 'X' }", "1:11", "text stands in single quotes"),
        ("{ \"name\": nope }", "1:11", "this word is not JSON"),
        ("{ \"name\" \"X\" }", "1:10", "a colon is missing after this name"),
        ("{ \"name\": }", "1:11", "this is not expected here"),
        ("{ name: \"X\" }", "1:3", "a name in double quotes is expected here"),
        ("{ \"name\": \"X\" ", "1:1", "this object is not closed"),
        ("{ \"name\": [1 ", "1:11", "this list is not closed"),
        ("{} {}", "1:4", "the file ends before this"),
        ("{ \"name\": \"X }", "1:11", "this text is not written as JSON wants it"),
        ("{ \"name\": .5 }", "1:11", "a number begins or ends with its point"),
        ("{ \"name\": 0x10 }", "1:11", "this number is not written as JSON wants it"),
        ("/* { }", "1:1", "this comment is not closed"),
        ("", "1:1", "the file is empty"),
        ("// nothing\n", "1:1", "the file is empty"),
    ] {
        let problems = Shop::new().with("segments/a.json", text).problems();
        let (place, said, help) = super::said(problems.first().unwrap());
        assert_eq!((place.as_str(), said.as_str()), (format!("segments/a.json:{at}").as_str(), message), "{text}");
        assert!(!help.is_empty(), "{text}");
        assert_eq!(problems.len(), 1, "{text}");
    }
}

#[test]
fn comments_trailing_commas_and_schemas_are_fine() {
    let text = "\u{FEFF}// who\n{ \"$schema\": \"../s.json\", /* they */ \"name\": \"X\", \"owner\": \"Maya\",\n\
                \"review_by\": \"2027-01-01\", \"note\": \"n\", \"when\": { \"signal\": \"visits\", \"is\": 1, }, }";
    let welcome = super::WELCOME.replace("back-again", "a");
    let shop = Shop::new().without("segments/back-again.json").with("segments/a.json", text);
    assert_eq!(shop.with("blocks/welcome.json", welcome).compile().warnings, []);
}

#[test]
fn a_name_that_stands_twice_is_refused() {
    Shop::new().with("segments/a.json", "{ \"name\": \"X\",\n \"name\": \"Y\", \"when\": 1 }").expect(
        "segments/a.json:2:2",
        "`name` stands here twice",
        "keep one of the two",
    );
}

#[test]
fn deep_nesting_is_refused_and_not_a_crash() {
    let deep = |depth: usize| {
        let inner = "{ \"signal\": \"visits\", \"is\": 1 }";
        format!("{{ \"name\": \"X\", \"when\": {}{inner}{} }}", "{\"not\":".repeat(depth), "}".repeat(depth))
    };
    let used = super::WELCOME.replace("back-again", "a");
    let shop = |depth| Shop::new().without("segments/back-again.json").with("segments/a.json", deep(depth));
    assert_eq!(shop(62).with("blocks/welcome.json", &used).compile().warnings, []);
    for depth in [63, 100, 5_000, 200_000] {
        let problems = shop(depth).without("blocks/welcome.json").problems();
        let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(messages, ["more than 64 lists and objects within one another"], "{depth}");
    }
}

#[test]
fn what_is_not_utf8_is_refused_where_it_begins() {
    let mut text = b"{ \"name\": \"caf".to_vec();
    text.extend(b"\xE9\", \"when\": {} }");
    Shop::new().with("segments/a.json", text).expect(
        "segments/a.json:1:15",
        "`segments/a.json` is not UTF-8: the byte 0xE9 cannot be read",
        "save the file as UTF-8 (in most editors: \"Save with encoding\")",
    );
}

#[test]
fn missing_files_are_named() {
    Shop::new().without("shop.json").expect(
        "shop.json:1:1",
        "`shop.json` is missing",
        "write at least its `name`, `currency` and `categories`",
    );
    Shop::new().without("products.json").expect(
        "products.json:1:1",
        "`products.json` is missing",
        "write the catalogue there, or into `products.csv`",
    );
    Shop::new().with("products.csv", "id,title,category,price\n").expect(
        "products.csv:1:1",
        "the catalogue stands in `products.json` and in `products.csv`",
        "keep one of the two",
    );
    let nowhere = super::read(std::path::Path::new("/nowhere/at-all")).unwrap_err();
    assert_eq!(nowhere.first().unwrap().message, "`/nowhere/at-all` is not a directory");
}

#[test]
fn a_file_name_has_to_be_an_id() {
    Shop::new().with("blocks/Back Again.json", super::WELCOME).expect(
        "blocks/Back Again.json:1:1",
        "the file's name `Back Again` is not an id",
        "name it in lower-case letters and digits, joined by `-` or `_`",
    );
}

#[test]
fn files_that_are_not_read_are_warned_of() {
    let shop = Shop::new().with("block/x.json", "{}").with("blocks/notes.txt", "x").with("README.md", "x");
    let warnings: Vec<_> = shop.with("blocks/.hidden", "x").compile().warnings.iter().map(super::said).collect();
    let warning = |at: &str, message: &str, help: &str| (at.to_string(), message.to_string(), help.to_string());
    assert_eq!(
        warnings,
        [
            warning("block:1:1", "`block` is not read", "did you mean `blocks`?"),
            warning(
                "blocks/notes.txt:1:1",
                "`blocks/notes.txt` is not read",
                "rules stand in files whose name ends in `.json`"
            ),
        ]
    );
}

#[test]
fn all_problems_are_said_at_once() {
    let products = "[ { \"id\": \"A\", \"title\": \"\", \"category\": \"tee\", \"price\": -1 } ]";
    let shop = Shop::new()
        .with("shop.json", SHOP.replace("\"EUR\"", "\"eur\""))
        .with("products.json", products)
        .with("segments/a.json", "{")
        .with("blocks/welcome.json", super::WELCOME.replace("back-again", "back-agin"));
    let problems = shop.problems();
    let said: Vec<String> = problems.iter().map(|problem| problem.message.clone()).collect();
    assert_eq!(
        said,
        [
            "unknown segment `back-agin`",
            "this text is empty",
            "unknown category `tee`",
            "`-1` is below zero",
            "this object is not closed",
            "`eur` is not a currency code",
        ]
    );
}

#[test]
fn what_colleagues_write_is_kept_with_its_place() {
    let block = super::WELCOME.replace(
        " }",
        ",\n \"owner\": \"Maya\", \"review_by\": \"2027-01-31\",\n \"hypothesis\": \"They stay.\", \"note\": \"n\" }",
    );
    let dir = Shop::new().with("blocks/welcome.json", block).write();
    let folder = super::read(dir.path()).unwrap();
    let block = folder.blocks.first().unwrap();
    let colleagues = block.colleagues.clone();
    assert_eq!(block.need.value, "I am new.");
    assert_eq!(colleagues.owner.unwrap().value, "Maya");
    assert_eq!(colleagues.hypothesis.unwrap().value, "They stay.");
    let review = colleagues.review_by.unwrap();
    assert_eq!(review.value.to_string(), "2027-01-31");
    let quoted = "\"2027-01-31\"".len();
    assert_eq!((review.place.end - review.place.start) as usize, quoted);
    let segment = folder.segments.first().unwrap();
    assert_eq!((segment.name.value.as_str(), segment.description.is_none()), ("Back again", true));
}
