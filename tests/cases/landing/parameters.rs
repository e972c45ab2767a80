//! What of the link's parameters goes on, and where.

use super::{ADVERTISING, Click, shop, to};

const ON_THE_PAGE: &str = r#"{ "to": { "product": "from_link" } }"#;
const IN_THE_CHANNEL: &str = r#"{ "to": { "product": "from_link", "channel": "amazon-de" } }"#;
const ON_A_HOST: &str = r#"{ "to": { "url": "https://journal.shop.example/tea?a=b#top" } }"#;
const LINK: &str = "/r/c?product=K&gclid=g1&sccid=s1&utm_source=mail&utm_term=kettle&q=words&other=x&segue_x=y";

#[test]
fn a_channel_is_told_of_the_campaign_and_nothing_of_the_person() {
    let shop = shop(IN_THE_CHANNEL, &[]);
    let came = Click { case: ADVERTISING, ..to(LINK) }.at(&shop);
    assert_eq!(
        came.location(),
        "https://www.amazon.de/dp/B0AAAAAAA1?maas=m_c&utm_source=segue&utm_term=kettle&utm_campaign=c"
    );
    assert_eq!((came.step(), came.header("Referrer-Policy")), ("listing", "no-referrer"));
    // With and without consent, whoever clicks: the same bytes.
    assert_eq!(to(LINK).at(&shop).location(), came.location());
    let home = to("/r/c?gclid=g1").at(&super::shop(r#"{ "to": { "channel": "amazon-de" } }"#, &[]));
    assert_eq!(home.location(), "https://www.amazon.de/stores/page/X?maas=m_c&utm_source=segue&utm_campaign=c");
    assert_eq!(home.step(), "channel");
}

#[test]
fn click_ids_go_on_with_consent_to_advertising_alone() {
    let shop = shop(ON_THE_PAGE, &[]);
    let with = Click { case: ADVERTISING, ..to(LINK) }.at(&shop);
    assert_eq!(
        with.location(),
        "/products/K?gclid=g1&sccid=s1&utm_source=mail&utm_term=kettle&utm_campaign=c",
        "the shop's own among them"
    );
    let only_personal = Click { case: r#""consent": { "personalization": true },"#, ..to(LINK) }.at(&shop);
    for without in [to(LINK).at(&shop), only_personal] {
        assert_eq!(without.location(), "/products/K?utm_source=mail&utm_term=kettle&utm_campaign=c");
    }
}

#[test]
fn a_page_keeps_its_own_query_and_fragment() {
    let came = to(LINK).at(&shop(ON_A_HOST, &[]));
    let wanted = "https://journal.shop.example/tea?a=b&utm_source=mail&utm_term=kettle&utm_campaign=c#top";
    assert_eq!((came.location().as_str(), came.header("Referrer-Policy")), (wanted, "no-referrer"));
    // The search is the shop's own business.
    let searched = to("/r/c?product=K&q=some+words").at(&shop(ON_A_HOST, &[]));
    assert!(!searched.location().contains("words"), "{}", searched.location());
    let within = to("/r/c?product=K&q=some+words").at(&shop(ON_THE_PAGE, &[]));
    assert_eq!(within.location(), "/products/K?utm_campaign=c&utm_term=some+words");
}

#[test]
fn what_goes_on_is_bounded_and_the_campaign_keeps_its_room() {
    let shop = shop(ON_THE_PAGE, &[]);
    let long = "%26".repeat(400);
    let many: Vec<String> = (0..6).map(|n| format!("utm_x{n}={long}")).collect();
    let came = to(&format!("/r/c?product=K&{}&utm_medium=ad", many.join("&"))).at(&shop);
    let location = came.location();
    let (page, query) = location.split_once('?').unwrap();
    assert_eq!(page, "/products/K");
    assert!((1_200..=2_048).contains(&query.len()), "{}", query.len());
    assert!(query.starts_with("utm_x0=") && query.ends_with("&utm_medium=ad&utm_campaign=c"), "{query}");
    let short: Vec<String> = (0..60).map(|n| format!("utm_x{n}=1")).collect();
    let came = to(&format!("/r/c?product=K&{}", short.join("&"))).at(&shop);
    assert_eq!(came.location().matches("utm_x").count(), 20);
}

#[test]
fn an_app_is_asked_for_by_device() {
    let app = shop(r#"{ "to": { "product": "from_link" }, "in_app": true }"#, &[]);
    let agent = |agent: &str| format!(r#""headers": {{ "user-agent": "{agent}" }},"#);
    let phone =
        agent("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1");
    let at = |request: &str| {
        let came = Click { request, ..to("/r/c?product=K") }.at(&app);
        (came.location(), came.words(1).to_owned(), came.header("Referrer-Policy").to_owned())
    };
    let (location, words, policy) = at(r#""device": "mobile","#);
    assert_eq!(
        location,
        "intent://shop.example/products/K?utm_campaign=c#Intent;scheme=https;package=example.shop.app;\
         S.browser_fallback_url=https%3A%2F%2Fshop.example%2Fproducts%2FK%3Futm_campaign%3Dc;end"
    );
    assert_eq!(
        (words.as_str(), policy.as_str()),
        ("it is the closest that holds: `/products/K` in the shop's app", "strict-origin")
    );
    assert_eq!(at(&phone).0, "https://app.shop.example/products/K?utm_campaign=c");
    for other in [r#""device": "desktop","#, r#""device": "tablet","#] {
        assert_eq!(at(other).0, "/products/K?utm_campaign=c");
    }
    // A program that says it is a phone has no app.
    let crawler = agent(
        "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) Chrome/140.0 Mobile Safari/537.36 (compatible; Googlebot/2.1)",
    );
    assert_eq!(at(&crawler).0, "/products/K?utm_campaign=c");
    // What is elsewhere is in no app.
    let elsewhere = shop(r#"{ "to": { "url": "https://journal.shop.example/" }, "in_app": true }"#, &[]);
    let came = Click { request: r#""device": "mobile","#, ..to("/r/c") }.at(&elsewhere);
    assert_eq!(came.place(), "https://journal.shop.example/");
}
