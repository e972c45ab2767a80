//! What a click must not take along, nor lose.

use super::{ADVERTISING, Came, Click, shop, to, with};
use segue::edge::{Beside, Need, Step};

const PAGE: &str = r#"{ "to": { "product": "from_link" } }, { "to": { "url": "/page" } }"#;

fn granted(link: &str) -> Came {
    Click { case: ADVERTISING, ..to(link) }.at(&shop(PAGE, &[]))
}

#[test]
fn what_is_sensitive_beside_something_plain_is_sensitive() {
    for beside in ["category=health", "variant=H"] {
        let came = granted(&format!("/r/c?product=K&{beside}&utm_source=x&utm_term=nausea&q=nausea&gclid=G"));
        assert_eq!(came.header("Location"), "/products/K?utm_source=x&utm_campaign=c", "{beside}");
        assert!(came.response.header("Set-Cookie").is_none(), "{beside}");
    }
}

#[test]
fn a_tampered_link_tells_no_more_than_a_sound_one() {
    let came = granted("/r/c?product=H&utm_source=x&utm_term=nausea&gclid=G&to=/x");
    assert_eq!((came.header("Location"), came.header("Segue-Fallback")), ("/start?utm_source=x", "tampered"));
}

#[test]
fn an_address_of_a_channel_is_the_channels() {
    // The check refuses such a host; a snapshot may name it all the same.
    let made = shop(r#"{ "to": { "url": "/page" } }"#, &[]);
    let mut settings = made.snapshot.core().shop.clone();
    settings.allowed_hosts.push("www.amazon.de".into());
    let campaign = made.snapshot.core().campaigns.get("c").and_then(|rule| rule.body.clone()).unwrap();
    let mut campaign = campaign;
    campaign.candidates.first_mut().unwrap().to =
        segue::snapshot::Destination::Url("https://www.amazon.de/dp/B0ABCDEFGH".into());
    let made = super::changed(&made, settings, &[campaign]);
    let came = Click { case: ADVERTISING, ..to("/r/c?gclid=G&sccid=S&utm_source=x") }.at(&made);
    assert_eq!(came.header("Location"), "https://www.amazon.de/dp/B0ABCDEFGH?maas=m_c&utm_source=segue&utm_campaign=c");
}

#[test]
fn pages_of_the_catalogue_and_the_fallback_are_no_links_of_ours() {
    let made = shop(PAGE, &[]);
    let mut settings = made.snapshot.core().shop.clone();
    settings.product_url = "/r/c?product={id}".into();
    settings.fallback_url = "/r/c".into();
    let campaign = made.snapshot.core().campaigns.get("c").and_then(|rule| rule.body.clone()).unwrap();
    let made = super::changed(&made, settings, &[campaign]);
    assert_eq!(to("/r/c?product=K").at(&made).step(), "page");
    assert_eq!(to("/r/unknown").at(&made).header("Location"), "/worker");
}

#[test]
fn a_variant_alone_is_the_product_of_the_story() {
    let story = |link: &str| {
        let location =
            granted(link).response.headers.iter().find(|(name, _)| *name == "Set-Cookie").unwrap().1.to_string();
        location.split(';').next().unwrap().to_string()
    };
    assert_eq!(story("/r/c?variant=K-red"), story("/r/c?product=K-red"));
    assert_ne!(story("/r/c?variant=K-red"), story("/r/c"));
}

#[test]
fn the_page_that_an_app_goes_back_to_goes_on_with_the_ad() {
    let app = shop(r#"{ "to": { "product": "from_link" }, "in_app": true }"#, &[]);
    let came = Click { request: r#""device": "mobile","#, ..to("/r/c?product=K") }.at(&app);
    let (_, fallback) = came.header("Location").split_once("S.browser_fallback_url=").unwrap();
    assert!(fallback.contains("segue_story%3D"), "{fallback}");
}

#[test]
fn another_apps_own_view_opens_no_app() {
    let app = shop(r#"{ "to": { "product": "from_link" }, "in_app": true }"#, &[]);
    for within in ["Chrome/140.0; wv)", "Instagram 300.0", "[FBAN/EMA;FBAV/1]"] {
        let agent =
            format!(r#""headers": {{ "user-agent": "Mozilla/5.0 (Linux; Android 14; Mobile; {within} Mobile" }},"#);
        let came = Click { request: &agent, ..to("/r/c?product=K") }.at(&app);
        assert_eq!(came.place(), "/products/K", "{within}");
    }
}

#[test]
fn a_slash_at_the_end_and_an_empty_search_lose_nothing() {
    assert_eq!(granted("/r/c/?product=K").place(), "/products/K");
    let best = with(
        r#""candidates": [ { "to": { "url": "/best" }, "when": { "signal": "intent", "is": "premium" } }, { "to": { "url": "/page" } } ]"#,
        &[],
        &[("intent/en.json", r#"{ "premium": ["best"] }"#)],
    );
    assert_eq!(to("/r/c?q=&utm_term=best").at(&best).place(), "/best?utm_term=best");
}

#[test]
fn a_program_gets_the_same_each_time() {
    let of_clicks = with(
        r#""candidates": [ { "to": { "url": "/b" }, "arm": { "experiment": "e", "is": "b" } }, { "to": { "url": "/page" } } ]"#,
        &[],
        &[(
            "experiments/e.json",
            r#"{ "name": "E", "hypothesis": "h", "unit": "click", "arms": [ { "id": "control", "weight": 50 }, { "id": "b", "weight": 50 } ] }"#,
        )],
    );
    let robot = r#""headers": { "user-agent": "Googlebot/2.1" },"#;
    let lands = |request: &str, drawn: u8| Click { request, drawn: [drawn; 16], ..to("/r/c") }.at(&of_clicks).place();
    let people: Vec<String> = (0..=255).map(|drawn| lands("", drawn)).collect();
    assert!(people.iter().any(|place| place == "/b") && people.iter().any(|place| place == "/page"));
    assert!((0..=255).all(|drawn| lands(robot, drawn) == "/page"));
}

#[test]
fn a_click_is_dealt_once_however_often_it_is_asked_again() {
    let of_clicks = with(
        r#""candidates": [ { "to": { "product": "K" }, "arm": { "experiment": "e", "is": "b" } }, { "to": { "url": "/page" } } ]"#,
        &[],
        &[(
            "experiments/e.json",
            r#"{ "name": "E", "hypothesis": "h", "unit": "click", "arms": [ { "id": "control", "weight": 50 }, { "id": "b", "weight": 50 } ] }"#,
        )],
    );
    let mut read = 0;
    for first in 0..=255_u8 {
        let Step::Read(Need { drawn: Some(drawn), .. }) = to("/r/c").cold(&of_clicks, [first; 16], Beside::default())
        else {
            continue;
        };
        read += 1;
        // The next round has another number at hand, and does not use it.
        for second in [0_u8, 77, 255] {
            let beside = Beside { drawn: Some(drawn), ..Beside::default() };
            let again = to("/r/c").cold(&of_clicks, [second; 16], beside);
            assert!(matches!(again, Step::Read(Need { drawn: Some(same), .. }) if same == drawn));
        }
    }
    assert!((80..=180).contains(&read), "{read}");
}
