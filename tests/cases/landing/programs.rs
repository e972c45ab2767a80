//! Programs, previews of links and pages that are fetched ahead: the contextual destination, and no trace.

use super::{ADVERTISING, BUYER, Click, to, with};

const CAMPAIGN: &str = r#""purposes": ["personalization", "advertising"], "candidates": [ { "to": { "url": "/again" }, "when": { "segment": "buyers" } },
    { "to": { "url": "/german" }, "when": { "signal": "country", "is": "DE" } } ]"#;

#[test]
fn whoever_did_not_click_gets_what_the_link_says_and_leaves_no_trace() {
    let shop = with(CAMPAIGN, &[], &[]);
    let case = format!("{BUYER} {ADVERTISING}");
    let link = "/r/c?gclid=g&utm_source=x";
    let person = Click { case: &case, ..to(link) }.at(&shop);
    assert_eq!(person.location(), "/again?gclid=g&utm_source=x&utm_campaign=c");
    assert!(person.cookies().iter().any(|cookie| cookie.starts_with("__Host-segue=")));
    for request in [
        r#""headers": { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)" },"#,
        r#""headers": { "user-agent": "facebookexternalhit/1.1" },"#,
        r#""headers": { "user-agent": "WhatsApp/2.23.20.0 A" },"#,
        r#""headers": { "sec-purpose": "prefetch;prerender" },"#,
        r#""headers": { "purpose": "prefetch" },"#,
        r#""headers": { "purpose": "preview" },"#,
        r#""method": "HEAD","#,
    ] {
        let came = Click { case: &case, request, ..to(link) }.at(&shop);
        assert_eq!(came.location(), "/german?utm_source=x&utm_campaign=c", "{request}");
        assert_eq!(came.cookies(), Vec::<&str>::new(), "{request}");
        assert_eq!(came.header("Segue-Basis"), "contextual", "{request}");
        assert_eq!(came.codes(), ["withheld", "chosen"], "{request}");
    }
    // A cookie that a person's own request would have told to go stays: nobody asked.
    let refused = format!(r#"{BUYER} "consent": {{ "personalization": false }},"#);
    let told = Click { case: &refused, ..to(link) }.at(&shop);
    assert!(told.cookies().iter().any(|cookie| cookie.contains("Max-Age=0")));
    let ahead = Click { case: &refused, request: r#""headers": { "sec-purpose": "prefetch" },"#, ..to(link) }.at(&shop);
    assert_eq!(ahead.cookies(), Vec::<&str>::new());
}
