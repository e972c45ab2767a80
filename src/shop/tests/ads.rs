//! What goes on with an ad: checked where nothing could fill it, and never in what everyone shares.

use super::Shop;

const CAMPAIGN: &str = r#"{ "name": "C", "offer": "A cup goes in", "candidates": [ { "to": { "home": true } } ] }"#;

fn block(rest: &str) -> String {
    format!(r#"{{ "kind": "ad_promise", "need": "n", "title": "As promised"{rest} }}"#)
}

fn set(rest: &str) -> String {
    format!(r#"{{ "title": "t", "strategies": ["continue_ad", "bestsellers"], "size": 2{rest} }}"#)
}

#[test]
fn what_goes_on_with_an_ad_needs_a_campaign() {
    let help = "add a campaign, or take this away";
    Shop::new().with("blocks/welcome.json", block("")).expect(
        "blocks/welcome.json:1:11",
        "there is no campaign whose promise this block could keep, so it is never shown",
        help,
    );
    Shop::new().with("sets/s.json", set("")).expect(
        "sets/s.json:1:32",
        "there is no campaign whose ad this set could go on with, so it is never shown",
        help,
    );
    Shop::new()
        .with("campaigns/c.json", CAMPAIGN)
        .with("blocks/welcome.json", block(r#", "text": "{offer}, with {ad_product}""#))
        .with("sets/s.json", set(r#", "why": "{offer}""#))
        .compile();
}

#[test]
fn a_text_asks_for_what_a_campaign_says() {
    Shop::new()
        .with("campaigns/c.json", CAMPAIGN)
        .with("blocks/welcome.json", block(r#", "text": "for {use_case}""#))
        .expect(
            "blocks/welcome.json:1:74",
            "no campaign has `use_case`, so what says `{use_case}` is never shown",
            "give a campaign `\"use_case\"`, or take `{use_case}` away",
        );
}

#[test]
fn what_everyone_shares_knows_no_ad() {
    let help = "take `\"shared\": true` away, or take this away";
    let shop = || Shop::new().with("campaigns/c.json", CAMPAIGN);
    shop().with("sets/s.json", set(r#", "shared": true"#)).expect(
        "sets/s.json:1:32",
        "a shared set cannot use `continue_ad`, which follows the ad that was clicked",
        help,
    );
    let plain = |rest: &str| format!(r#"{{ "strategies": ["bestsellers"], "size": 2, "shared": true, {rest} }}"#);
    shop().with("sets/s.json", plain(r#""title": "{offer}""#)).expect(
        "sets/s.json:1:71",
        "a shared set cannot say `{offer}`, which only the ad that was clicked fills",
        help,
    );
    shop().with("sets/s.json", plain(r#""title": "t", "when": { "signal": "ad_product", "is": "P-1" }"#)).expect(
        "sets/s.json:1:84",
        "a shared set cannot depend on the signal `ad_product`, which differs between visitors",
        help,
    );
}
