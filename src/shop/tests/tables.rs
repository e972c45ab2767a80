//! `sets.csv` and `audiences.csv`, and tables that are broken.

use super::{Shop, said};

const SETS: &str = "id,title,strategies,size,for,pin,page,purposes,owner,review_by\r\n\
with-tea,\"Goes \"\"well\"\" with it\",complementary|bestsellers,3,back-again,,yes,,Maya,2027-01-31\r\n\
picks,Our picks,curated,,,T-1|P-1,no,personalization|advertising,,\r\n";

fn with(from: &str, to: &str) -> Shop {
    assert!(SETS.contains(from));
    Shop::new().with("sets.csv", SETS.replacen(from, to, 1))
}

#[test]
fn a_table_of_sets_says_the_same_as_files() {
    let files = Shop::new()
        .with(
            "sets/with-tea.json",
            r#"{ "title": "Goes \"well\" with it", "strategies": ["complementary", "bestsellers"], "size": 3, "for": ["back-again"] }"#,
        )
        .with(
            "sets/picks.json",
            r#"{ "title": "Our picks", "strategies": ["curated"], "pin": ["T-1", "P-1"], "page": false,
                 "purposes": ["personalization", "advertising"] }"#,
        );
    assert_eq!(with("id", "id").compile().id, files.compile().id);
    let beside = with("id", "id").with("sets/other.json", r#"{ "title": "T", "strategies": ["bestsellers"] }"#);
    assert_ne!(beside.compile().id, files.compile().id);
    let folder = super::read(with("id", "id").write().path()).unwrap();
    let set = folder.sets.iter().find(|set| set.id == "with-tea").unwrap();
    assert_eq!(set.colleagues.review_by.as_ref().unwrap().value.to_string(), "2027-01-31");
}

#[test]
fn problems_of_a_table_of_sets_know_their_cell() {
    with("title", "titel").expect("sets.csv:1:4", "unknown column `titel`", "did you mean `title`?");
    with("owner", "when").expect(
        "sets.csv:1:48",
        "a condition does not fit into a table",
        "write a set that has a condition as a file in `sets/`, and take the column away",
    );
    with("complementary", "complementry").expect(
        "sets.csv:2:34",
        "unknown strategy `complementry`",
        "did you mean `complementary`?",
    );
    with(",3,", ",21,").expect("sets.csv:2:60", "`21` is too large", "write a smaller number");
    with("yes", "maybe").expect(
        "sets.csv:2:74",
        "expected `yes` or `no`, found `maybe`",
        "write `yes` or `no`, or leave it empty",
    );
    with("back-again", "back-agian").expect(
        "sets.csv:2:62",
        "unknown segment `back-agian`",
        "did you mean `back-again`?",
    );
    with("T-1|P-1", "T-1|P-2").expect("sets.csv:3:27", "unknown product `P-2`", "did you mean `P-1`?");
    with("advertising", "advertizing").expect(
        "sets.csv:3:38",
        "unknown purpose `advertizing`",
        "did you mean `advertising`?",
    );
    with("2027-01-31", "2027-02-31").expect(
        "sets.csv:2:84",
        "`2027-02-31` is not a day of the calendar",
        "write it as `2026-03-31`",
    );
    with("picks,", "with-tea,").expect(
        "sets.csv:3:1",
        "the set `with-tea` stands here and further up",
        "keep one of the two",
    );
    with("picks,", "Picks,").expect(
        "sets.csv:3:1",
        "`Picks` is not an id",
        "write lower-case letters and digits, joined by `-` or `_`",
    );
    with("picks", "picks").with("sets/picks.json", r#"{ "title": "T", "strategies": ["bestsellers"] }"#).expect(
        "sets.csv:3:1",
        "the set `picks` stands here and in `sets/picks.json`",
        "keep one of the two",
    );
}

#[test]
fn every_problem_of_a_table_is_said_at_once() {
    let text = "id,title,strategies,size\na,A,bestsellers\nb,B,bestseller,0\nC,,,x\n\"d\"d,D,bestsellers,1\ne,\"E,bestsellers,1\n";
    let found: Vec<String> = Shop::new()
        .with("sets.csv", text)
        .problems()
        .iter()
        .map(said)
        .map(|(at, message, _)| format!("{at} {message}"))
        .collect();
    assert_eq!(
        found,
        [
            "sets.csv:2:1 this row has 3 fields, and the header has 4",
            "sets.csv:3:5 unknown strategy `bestseller`",
            "sets.csv:3:16 a set shows at least one product",
            "sets.csv:4:1 `C` is not an id",
            "sets.csv:4:3 a set needs `title`",
            "sets.csv:4:4 a set needs `strategies`",
            "sets.csv:4:5 expected a whole number, found `x`",
            "sets.csv:5:1 something stands here behind the closing quotes",
            "sets.csv:6:3 the quotes that open here are not closed",
        ]
    );
}

#[test]
fn audiences_may_be_a_table() {
    let segment = r#"{ "name": "VIP", "when": { "signal": "audience", "is": "vip" } }"#;
    let block = super::WELCOME_ALL.replace("back-again", "v");
    let shop = |table: &str| {
        Shop::new()
            .without("segments/back-again.json")
            .with("segments/v.json", segment)
            .with("blocks/welcome.json", &block)
            .with("audiences.csv", table)
    };
    shop("id,name,description\nvip,VIP list,\"Chosen, by hand\"\n").compile();
    shop("id,name\nvpi,VIP list\n").expect("segments/v.json:1:56", "unknown audience `vip`", "did you mean `vpi`?");
    shop("id,name\nvip,\n").expect("audiences.csv:2:5", "an audience needs `name`", "fill in the field");
    shop("id,name\nvip,A\nvip,B\n").expect(
        "audiences.csv:3:1",
        "the audience `vip` stands here twice",
        "give each its own id",
    );
    shop("id,name\nvip,A\n").with("audiences.json", "{}").expect(
        "audiences.csv:1:1",
        "the audiences stand in `audiences.json` and in `audiences.csv`",
        "keep one of the two",
    );
}

#[test]
fn wrong_encodings_are_named() {
    let csv = "id,title,category,price\nT-1,Grüner Tee,tea,9.50\n";
    let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(csv.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let shop = |bytes: Vec<u8>| Shop::new().without("products.json").with("products.csv", bytes);
    let message = "`products.csv` is not UTF-8: it looks like UTF-16, which spreadsheets call \"Unicode text\"";
    let help = "save the file as UTF-8 (in spreadsheets: \"CSV UTF-8\")";
    shop(wide.clone()).expect("products.csv:1:1", message, help);
    shop(wide.into_iter().skip(2).collect()).expect("products.csv:1:1", message, help);
    let latin: Vec<u8> = csv.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    shop(latin).expect(
        "products.csv:2:7",
        "`products.csv` is not UTF-8: the byte 0xFC cannot be read",
        "save the file as UTF-8 (in most editors: \"Save with encoding\")",
    );
}
