//! What the shop's owner is told of clicks, as it arrives through the runtime's own binding of Workers Analytics Engine:
//! one record a click, with nothing in it of who clicked.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use crate::cases::{keys, now};
use crate::secrets::Secrets;
use crate::wire::Wire;
use crate::workers;
use segue::consent::{Choice, Purpose, Record};
use segue::cookie;
use serde_json::Value;
use std::time::Duration;

/// A browser on a phone.
const PHONE: &str = "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36";

/// A record: its index and its blobs, as text.
#[derive(Debug, PartialEq, Eq)]
struct Point {
    index: String,
    blobs: Vec<String>,
}

/// Everything that has arrived, once `count` records have.
fn arrived(count: usize) -> (Vec<Point>, String) {
    let address = format!("{}/arrived", workers::telling("arrived"));
    let read = || ureq::get(&address).call().unwrap().body_mut().read_to_string().unwrap();
    for _ in 0..50 {
        if read().lines().count() >= count {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    // One more than expected would come a moment later.
    std::thread::sleep(Duration::from_millis(300));
    let text = read();
    let points: Vec<Point> = text.lines().map(point).collect();
    let readable: String = points.iter().map(|point| format!("\n{point:?}")).collect();
    (points, text + &readable)
}

/// The runtime writes each text as a list of bytes.
fn point(line: &str) -> Point {
    let value: Value = serde_json::from_str(line).unwrap();
    let text = |name: &str| {
        let bytes = value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        let bytes: Vec<u8> = bytes.iter().map(|byte| u8::try_from(byte.as_u64().unwrap()).unwrap()).collect();
        String::from_utf8(bytes).unwrap()
    };
    let unused = (9..=20).all(|n| text(&format!("blob{n}")).is_empty());
    assert!(unused && value.get("double1") == Some(&Value::from(1)), "{line}");
    Point { index: text("index1"), blobs: (1..=8).map(|n| text(&format!("blob{n}"))).collect() }
}

/// The cookie of a visitor who granted these.
fn granting(purposes: &[Purpose]) -> String {
    let mut own = Choice { day: now().day(), ..Choice::default() };
    Purpose::ALL.into_iter().for_each(|purpose| own.say(purpose, purposes.contains(&purpose)));
    let record = Record { day: now().day(), policy: 1, own, ..Record::default() };
    format!("{}={}", cookie::CONSENT, record.seal(&keys()).unwrap())
}

#[test]
fn a_click_is_told_once_and_nothing_of_who_clicked() {
    let secrets = Secrets::default();
    let mut wire = Wire::to(&workers::telling("kept"));
    let mut ask = |method: &str, target: String, headers: &[(&str, String)]| {
        let headers: Vec<(&str, Vec<u8>)> =
            headers.iter().map(|(name, value)| (*name, value.clone().into_bytes())).collect();
        let answer = wire.ask(method, target.as_bytes(), &headers);
        assert_eq!(answer.status, 302, "{target}");
        (answer.header("segue-landing"), answer.header("segue-snapshot"))
    };
    let planted = |place: &str| secrets.plant(place);
    let person = || {
        vec![
            ("User-Agent", format!("{PHONE} {}", planted("user agent"))),
            ("Cookie", format!("a={}; __Host-segue={}", planted("cookie"), planted("profile"))),
            ("Referer", format!("https://elsewhere.example/{}", planted("referer"))),
            ("Accept-Language", format!("de, {}", planted("language"))),
            ("X-Forwarded-For", planted("address")),
        ]
    };
    let parameters = || {
        let names = ["gclid", "fbclid", "utm_source", "utm_content", "utm_campaign", "email", "to2"];
        names.map(|name| format!("{name}={}", planted(name))).join("&")
    };
    // Told.
    let (landing, snapshot) = ask("GET", format!("/r/gifts?product=K-101&q=best+kettle&{}", parameters()), &person());
    let link = format!("/r/gifts?product={}&q={}", planted("product"), planted("search"));
    let (unknown_product, _) = ask("GET", link, &person());
    ask("GET", format!("/r/{}?{}", planted("campaign"), parameters()), &person());
    let mut consents = person();
    consents.retain(|(name, _)| *name != "Cookie");
    consents.push(("Cookie", granting(&[Purpose::Personalization, Purpose::Advertising])));
    ask("GET", "/r/gifts?product=K-101".into(), &consents);
    consents.retain(|(name, _)| *name != "Cookie");
    consents.push(("Cookie", granting(&[Purpose::Personalization])));
    ask("GET", "/r/gifts?product=K-101".into(), &consents);
    // Not told: nobody clicked.
    ask("HEAD", "/r/gifts?product=K-101".into(), &person());
    ask("GET", "/r/gifts?product=K-101".into(), &[("User-Agent", "facebookexternalhit/1.1".into())]);
    let mut ahead = person();
    ahead.push(("Sec-Purpose", "prefetch;prerender".into()));
    ask("GET", "/r/gifts?product=K-101".into(), &ahead);

    let (points, text) = arrived(5);
    assert_eq!(points.len(), 5, "{text}");
    let leaked = secrets.found_in(&text, 0..secrets.count());
    assert!(leaked.is_empty() && secrets.count() > 40, "{leaked:?} in {text}");
    let blobs = |n: usize| points.get(n).unwrap().blobs.iter().map(String::as_str).collect::<Vec<_>>();
    let first = blobs(0);
    assert_eq!(points.first().unwrap().index, "gifts");
    assert_eq!(first, ["gifts", "1", &landing, *first.get(3).unwrap(), "none", &snapshot, "", ""]);
    assert_eq!(landing, "product");
    assert!(first.get(3).unwrap().split(' ').any(|intent| intent == "product_aware"), "{first:?}");
    assert_eq!(blobs(1).get(2), Some(&unknown_product.as_str()));
    // An id that the shop does not have may be anything that somebody typed.
    assert_eq!(blobs(2), ["", "", "fallback", "", "none", &snapshot, "unknown-campaign", ""]);
    assert_eq!(points.get(2).unwrap().index, "");
    assert_eq!(blobs(3).get(4), Some(&"advertising"));
    assert_eq!(blobs(4).get(4), Some(&"personalization"));
}

#[test]
fn a_binding_that_takes_nothing_breaks_no_click() {
    let mut wire = Wire::to(&workers::telling("broken"));
    for _ in 0..3 {
        let answer = wire.ask("GET", b"/r/gifts?product=K-101", &[("User-Agent", PHONE.into())]);
        assert_eq!((answer.status, answer.header("segue-landing").as_str()), (302, "product"));
    }
}
