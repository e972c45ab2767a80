//! Conditions, segments, blocks, sets, campaigns and experiments.

use super::{Shop, WELCOME};

/// A segment with this condition, which begins at column 25.
fn when(condition: &str) -> Shop {
    let shop = Shop::new().with("blocks/welcome.json", super::WELCOME_ALL);
    shop.with("segments/back-again.json", format!("{{ \"name\": \"B\",  \"when\": {condition} }}"))
}

#[track_caller]
fn refused(condition: &str, column: usize, message: &str, help: &str) {
    when(condition).expect(&format!("segments/back-again.json:1:{column}"), message, help);
}

#[test]
fn conditions_are_read_exactly() {
    refused("{ \"signal\": \"cart_item\", \"is\": 1 }", 37, "unknown signal `cart_item`", "did you mean `cart_items`?");
    refused(
        "{ \"signal\": \"category_views\", \"category\": \"this\", \"at_least\": 1 }",
        25,
        "a condition needs `within_days`",
        "add `\"within_days\": 30`",
    );
    refused(
        "{ \"signal\": \"affinity\", \"at_least\": 1 }",
        25,
        "a condition needs `category`",
        "add `\"category\": \"this\"`",
    );
    refused(
        "{ \"signal\": \"band_views\", \"band\": \"premum\", \"within_days\": 3, \"at_least\": 1 }",
        59,
        "unknown band `premum`",
        "did you mean `premium`?",
    );
    refused(
        "{ \"signal\": \"visits\" }",
        25,
        "this condition does not say what `visits` has to be",
        "add `\"at_least\": 1`, `\"at_most\": 9` or `\"is\": 2`",
    );
    refused(
        "{ \"signal\": \"visits\", \"any_of\": [\"a\"] }",
        57,
        "`visits` is a number, and `any_of` compares names",
        "write `\"at_least\": 1`, `\"at_most\": 9` or `\"is\": 2`",
    );
    refused(
        "{ \"signal\": \"visits\", \"is\": \"two\" }",
        53,
        "expected a whole number from 0, found the text `two`",
        "write digits without quotes",
    );
    refused(
        "{ \"signal\": \"visits\", \"at_least\": 9, \"at_most\": 2 }",
        25,
        "no number is at least 9 and at most 2",
        "swap the two numbers",
    );
    refused(
        "{ \"signal\": \"monetary_quintile\", \"at_least\": 6 }",
        70,
        "expected a whole number from 1 to 5, found `6`",
        "",
    );
    refused(
        "{ \"signal\": \"visits\", \"within_days\": 3, \"is\": 1 }",
        47,
        "a condition has no field `within_days`",
        "a condition may have `signal`, `at_least`, `at_most`, `is`, `any_of`",
    );
}

#[test]
fn names_in_conditions_are_names_that_can_be() {
    refused(
        "{ \"signal\": \"lifecycle\", \"at_least\": 1 }",
        62,
        "`lifecycle` is a name, and `at_least` compares numbers",
        "write `\"is\": \"...\"` or `\"any_of\": [\"...\"]`",
    );
    refused(
        "{ \"signal\": \"lifecycle\", \"is\": \"laps\" }",
        56,
        "`lifecycle` is never `laps`",
        "write one of `new_visitor`, `first_time_buyer`, `repeat_buyer`, `at_risk`, `lapsed`",
    );
    refused("{ \"signal\": \"device\", \"is\": \"mobil\" }", 53, "`device` is never `mobil`", "did you mean `mobile`?");
    refused(
        "{ \"signal\": \"page_in_stock\", \"is\": true }",
        60,
        "expected text, found `true`",
        "put it into double quotes",
    );
    refused(
        "{ \"signal\": \"country\", \"is\": \"Germany\" }",
        54,
        "`Germany` is not a country code",
        "write two capital letters, such as `DE`",
    );
    refused(
        "{ \"signal\": \"language\", \"is\": \"DE\" }",
        55,
        "`DE` is not a language code",
        "write two or three small letters, such as `de`",
    );
    refused("{ \"signal\": \"page_category\", \"is\": \"tee\" }", 60, "unknown category `tee`", "did you mean `tea`?");
    refused("{ \"signal\": \"page_product\", \"is\": \"T-3\" }", 59, "unknown product `T-3`", "did you mean `T-1`?");
    refused("{ \"signal\": \"campaign\", \"is\": \"x\" }", 55, "unknown campaign `x`", "add it to `campaigns/`");
    refused(
        "{ \"signal\": \"brought_by\", \"any_of\": [\"x\"] }",
        62,
        "unknown campaign `x`",
        "add it to `campaigns/`",
    );
    refused(
        "{ \"signal\": \"affinity\", \"category\": \"pot\", \"at_least\": 1 }",
        61,
        "unknown category `pot`",
        "did you mean `pots`?",
    );
    refused(
        "{ \"signal\": \"device\" }",
        25,
        "this condition does not say what `device` has to be",
        "add `\"is\": \"...\"` or `\"any_of\": [\"...\"]`",
    );
}

#[test]
fn shapes_are_one_at_a_time() {
    refused("{ \"all\": [] }", 34, "this list of conditions is empty", "write a condition, or take the list away");
    refused(
        "{ }",
        25,
        "this condition does not say what it asks",
        "write one of `all`, `any`, `not`, `segment`, `signal`",
    );
    refused(
        "{ \"not\": { \"segment\": \"x\" }, \"any\": [] }",
        25,
        "this condition asks several things at once: `not`, `any`",
        "write each as its own object within `{ \"all\": [ ... ] }`",
    );
    refused("{ \"segment\": \"back-agin\" }", 38, "unknown segment `back-agin`", "did you mean `back-again`?");
    refused(
        "\"visits\"",
        25,
        "expected an object with the fields of a condition, found the text `visits`",
        "write `{ ... }`",
    );
}

#[test]
fn segments_do_not_run_in_circles() {
    let of = |other: &str| format!("{{ \"name\": \"B\", \"when\": {{ \"not\": {{ \"segment\": \"{other}\" }} }} }}");
    let shop = Shop::new().with("segments/back-again.json", of("c")).with("segments/c.json", of("d"));
    shop.with("segments/d.json", of("back-again")).expect(
        "segments/d.json:1:46",
        "these segments name one another in a circle: `back-again` -> `c` -> `d` -> `back-again`",
        "write one of them without the others",
    );
    refused(
        "{ \"segment\": \"back-again\" }",
        38,
        "these segments name one another in a circle: `back-again` -> `back-again`",
        "write one of them without the others",
    );
}

#[test]
fn a_segment_that_nothing_asks_for_is_a_label() {
    let idle = super::VISITOR.replace("Back again", "Idle").replace('2', "3");
    let compiled = Shop::new().with("segments/idle.json", idle).compile();
    let warnings: Vec<_> = compiled.warnings.iter().map(super::said).collect();
    let help = "name it in a block's, a set's or an experiment's `for`, or in a condition";
    let message = "the segment `idle` changes nothing: it is a label";
    assert_eq!(warnings, [("segments/idle.json:1:1".to_string(), message.to_string(), help.to_string())]);
}

#[track_caller]
fn block(extra: &str, column: usize, message: &str, help: &str) {
    let text = WELCOME.replace(" }", &format!(", {extra} }}"));
    Shop::new().with("blocks/welcome.json", text).expect(&format!("blocks/welcome.json:1:{column}"), message, help);
}

#[test]
fn blocks_are_checked() {
    block("\"priority\": 101", 112, "expected a whole number from 0 to 100, found `101`", "");
    block(
        "\"window\": { \"from\": \"2026-02-30\" }",
        120,
        "`2026-02-30` is not a day of the calendar",
        "write it as `2026-03-31`",
    );
    block(
        "\"window\": { \"from\": \"2026-02-03\", \"to\": \"2026-01-01\" }",
        110,
        "this window ends on 2026-01-01, before it begins on 2026-02-03",
        "swap the two days",
    );
    block("\"cap\": { \"times\": 0, \"within_days\": 7 }", 118, "expected a whole number from 1 to 255, found `0`", "");
    block(
        "\"text\": \"{ships_in_day} days\"",
        108,
        "unknown placeholder `{ships_in_day}`",
        "did you mean `{ships_in_days}`?",
    );
    block(
        "\"points\": [\"x\", \"{email}\"]",
        116,
        "unknown placeholder `{email}`",
        "there are `{title}`, `{price}`, `{brand}`, `{category}`, `{rating}`, `{reviews}`, `{ships_in_days}`, `{shop}`, `{offer}`, `{use_case}`, `{ad_product}`",
    );
    block(
        "\"products\": [\"T-1\"]",
        112,
        "only a block of the kind `curated_picks` names its products",
        "take `products` away, or make the block's kind `curated_picks`",
    );
    let kind = |kind: &str| Shop::new().with("blocks/welcome.json", WELCOME.replace("orientation", kind));
    kind("shipping-clarity").expect(
        "blocks/welcome.json:1:11",
        "unknown kind `shipping-clarity`",
        "did you mean `shipping_clarity`?",
    );
    kind("curated_picks").expect(
        "blocks/welcome.json:1:1",
        "a block of the kind `curated_picks` needs `products`",
        "add `\"products\": [\"K-101\", \"F-201\"]`",
    );
    Shop::new().with("blocks/welcome.json", WELCOME.replace("\"need\": \"I am new.\", ", "")).expect(
        "blocks/welcome.json:1:1",
        "a block needs `need`",
        "add `\"need\": \"I want to know what delivery costs before I decide.\"`",
    );
}

#[track_caller]
fn set(rest: &str, column: usize, message: &str, help: &str) {
    let text = format!("{{ \"title\": \"S\", {rest} }}");
    Shop::new().with("sets/s.json", text).expect(&format!("sets/s.json:1:{column}"), message, help);
}

#[test]
fn sets_are_checked() {
    set("\"strategies\": []", 31, "this set has no strategy", "write at least one, such as `\"bestsellers\"`");
    set("\"strategies\": [\"bestseller\"]", 32, "unknown strategy `bestseller`", "did you mean `bestsellers`?");
    set("\"strategies\": [\"bestsellers\"], \"size\": 21", 56, "expected a whole number from 1 to 20, found `21`", "");
    set(
        "\"strategies\": [\"curated\"]",
        32,
        "the strategy `curated` needs a list of products",
        "add `\"pin\": [\"K-101\", \"F-201\"]`",
    );
    set(
        "\"strategies\": [\"bestsellers\"], \"pin\": [\"T-1\"]",
        56,
        "this set pins products, and no strategy shows them",
        "add `\"curated\"` to `strategies`",
    );
    set("\"strategies\": [\"curated\"], \"pin\": [\"T-5\"]", 52, "unknown product `T-5`", "did you mean `T-1`?");
    set(
        "\"strategies\": [\"bestsellers\"], \"why\": \"{titel}\"",
        55,
        "unknown placeholder `{titel}`",
        "did you mean `{title}`?",
    );
}

#[test]
fn a_shared_set_reads_nothing_of_the_visitor() {
    let help = "take `\"shared\": true` away, or take this away";
    let rest = |rest: &str| format!("\"strategies\": [\"bestsellers\"], \"shared\": true, {rest}");
    set(&rest("\"for\": [\"back-again\"]"), 72, "a shared set cannot be for the segment `back-again` alone", help);
    for (signal, value) in [("visits", "\"is\": 1"), ("country", "\"is\": \"DE\""), ("intent", "\"is\": \"value\"")] {
        let condition = format!(
            "\"when\": {{ \"all\": [{{ \"signal\": \"page_in_stock\", \"is\": \"yes\" }}, {{ \"signal\": \"{signal}\", {value} }}] }}"
        );
        let message = format!("a shared set cannot depend on the signal `{signal}`, which differs between visitors");
        set(&rest(&condition), 126, &message, help);
    }
    set(
        "\"strategies\": [\"viewed_products\"], \"shared\": true",
        32,
        "a shared set cannot use `viewed_products`, which reads what the visitor did",
        help,
    );
    let fine = "\"when\": { \"signal\": \"page_in_stock\", \"is\": \"yes\" }";
    Shop::new().with("sets/s.json", format!("{{ \"title\": \"S\", {} }}", rest(fine))).compile();
}

#[track_caller]
fn campaign(candidates: &str, column: usize, message: &str, help: &str) {
    let text = format!("{{ \"name\": \"C\", \"candidates\": {candidates} }}");
    Shop::new().with("campaigns/c.json", text).expect(&format!("campaigns/c.json:1:{column}"), message, help);
}

#[test]
fn campaigns_are_checked() {
    campaign("[]", 30, "this campaign has nowhere to land", "add `{ \"to\": { \"home\": true } }`");
    campaign("[{ \"to\": { \"product\": \"T-7\" } }]", 52, "unknown product `T-7`", "did you mean `T-1`?");
    campaign("[{ \"to\": { \"category\": \"tee\" } }]", 53, "unknown category `tee`", "did you mean `tea`?");
    campaign(
        "[{ \"to\": { \"home\": true, \"category\": \"tea\" } }]",
        39,
        "this candidate leads to several places: `home`, `category`",
        "write one candidate for each",
    );
    campaign(
        "[{ \"to\": { } }]",
        39,
        "this candidate does not say where it leads",
        "write one of `product`, `listing`, `variant`, `bundle`, `successor`, `category`, `url`, `home`, `channel`",
    );
    campaign("[{ \"to\": { \"home\": false } }]", 49, "`home` is `false`", "write `true`, or take the candidate away");
    campaign(
        "[{ \"to\": { \"home\": true }, \"when\": { \"segment\": \"x\" } }]",
        78,
        "unknown segment `x`",
        "there are `back-again`",
    );
}

#[track_caller]
fn experiment(from: &str, to: &str, at: &str, message: &str, help: &str) {
    let text = "{ \"name\": \"E\", \"hypothesis\": \"H\",\n  \"arms\": [ { \"id\": \"control\", \"weight\": 50 },\n    \
                { \"id\": \"new\", \"weight\": 50, \"hide\": [\"welcome\"] } ] }";
    assert!(text.contains(from));
    let shop = Shop::new().with("experiments/e.json", text);
    shop.compile();
    shop.with("experiments/e.json", text.replacen(from, to, 1)).expect(
        &format!("experiments/e.json:{at}"),
        message,
        help,
    );
}

#[test]
fn experiments_are_checked() {
    experiment(
        "\"hypothesis\": \"H\",",
        "",
        "1:1",
        "an experiment needs `hypothesis`",
        "add `\"hypothesis\": \"Researchers buy more often when reviews come first.\"`",
    );
    experiment("\"H\"", "\" \"", "1:30", "this text is empty", "write something, or leave the line out");
    experiment(
        "\"weight\": 50",
        "\"weight\": 40",
        "2:11",
        "the weights of the arms add up to 90, not to 100",
        "change the weights",
    );
    experiment(
        "\"control\"",
        "\"old\"",
        "2:11",
        "this experiment has no control",
        "put `{ \"id\": \"control\", \"weight\": 50 }` first",
    );
    experiment("\"welcome\"", "\"welcom\"", "3:43", "unknown block `welcom`", "did you mean `welcome`?");
    experiment("\"new\"", "\"control\"", "3:13", "two arms are called `control`", "give each arm its own id");
    experiment(
        "\"hide\"",
        "\"show\": [\"welcome\"], \"hide\"",
        "3:43",
        "the arm `new` both shows and hides the block `welcome`",
        "keep one of the two",
    );
    experiment(
        "\"H\",",
        "\"H\", \"for\": [\"back-agian\"], \"review_by\": \"2027-01-01\",",
        "1:43",
        "unknown segment `back-agian`",
        "did you mean `back-again`?",
    );
    experiment(
        "\"H\",",
        "\"H\", \"review_by\": \"soon\",",
        "1:48",
        "`soon` is not a day of the calendar",
        "write it as `2026-03-31`",
    );
    experiment("\"H\",", "\"H\", \"version\": 0,", "1:46", "expected a whole number from 1, found `0`", "");
}
