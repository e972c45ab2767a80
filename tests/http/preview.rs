//! Preview links against the real runtime, which verifies them.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use crate::cases::agent;
use crate::common::at;
use crate::publish::copy;
use crate::workers;
use std::path::Path;
use std::process::Command;

/// The link that `segue preview` prints.
fn link(dir: &Path, more: &[&str]) -> String {
    let product: &[&str] = if more.contains(&"--product") { &[] } else { &["--product", "K-101"] };
    let (base, state, key) = workers::signed();
    let output = Command::new(env!("CARGO_BIN_EXE_segue"))
        .arg("preview")
        .arg(dir)
        .args(["--local", "--persist-to", &state, "--key", &key, "--base", &base])
        .args(product)
        .args(more)
        .current_dir(at(""))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    let link = said.lines().last().unwrap().to_owned();
    assert!(link.starts_with(&base), "{said}");
    link
}

/// The parameters of a preview in a link.
fn parameters(link: &str) -> &str {
    link.split_once(['?', '&']).map(|(_, rest)| rest).unwrap()
}

struct Seen {
    status: u16,
    preview: String,
    cookies: usize,
    cache: String,
    body: String,
}

fn get(url: &str, accept: &str) -> Seen {
    let mut answer = agent().get(url).header("accept", accept).header("segue-country", "DE").call().unwrap();
    let header =
        |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    Seen {
        status: answer.status().as_u16(),
        preview: header("segue-preview"),
        cookies: answer.headers().get_all("set-cookie").iter().count(),
        cache: header("cache-control"),
        body: answer.body_mut().read_to_string().unwrap(),
    }
}

fn page(parameters: &str) -> String {
    format!("{}/_segue/pdp/K-101?{parameters}", workers::signed().0)
}

#[test]
fn a_link_shows_the_page_as_a_persona_and_nobody_else_can_make_one() {
    let link = link(&at("fixtures/shop"), &["--persona", "cart-abandoner"]);
    assert!(link.contains("/products/K-101?segue_preview="), "{link}");
    let parameters = parameters(&link);
    let seen = get(&page(parameters), "text/html");
    assert_eq!((seen.status, seen.preview.as_str(), seen.cookies), (200, "live", 0));
    assert_eq!(seen.cache, "private, no-store");
    assert!(seen.body.contains("segue-preview-bar") && seen.body.contains("shipping-clarity"), "{}", seen.body);

    // Without the link, with a part of it, and with another letter anywhere in it: the ordinary answer.
    let token = parameters.strip_prefix("segue_preview=").unwrap();
    let places = [0, 5, token.len() / 2, token.find('.').unwrap() + 1, token.len() - 40, token.len() - 2];
    let changed = places.iter().map(|at| {
        let mut bytes = token.as_bytes().to_vec();
        let byte = bytes.get_mut(*at).unwrap();
        *byte = if *byte == b'A' { b'B' } else { b'A' };
        String::from_utf8(bytes).unwrap()
    });
    for token in changed.chain(["".into(), "x".into(), token.get(..token.len() - 1).unwrap().into()]) {
        let seen = get(&page(&format!("segue_preview={token}")), "text/html");
        assert!(seen.preview.is_empty() && !seen.body.contains("segue-preview"), "{token}");
        let base = workers::signed().0;
        for path in ["/_segue/preview?product=K-101&", "/_segue/preview?check&"] {
            assert_eq!(get(&format!("{base}{path}segue_preview={token}"), "text/html").status, 403, "{path}");
        }
        let receipt = get(&page(&format!("receipt=1&segue_preview={token}")), "application/json");
        assert!(!receipt.body.contains("\"purposes\""), "a receipt is given for a link alone: {}", receipt.body);
    }
    // A Worker that believes nobody believes no link.
    let other = get(&format!("{}/_segue/pdp/K-101?{parameters}", workers::with_shop()), "text/html");
    assert!(other.preview.is_empty() && !other.body.contains("segue-preview"));
}

#[test]
fn a_draft_is_seen_by_the_link_alone() {
    let folder = tempfile::tempdir().unwrap();
    copy(&at("fixtures/shop"), folder.path());
    let file = folder.path().join("blocks/shipping-clarity.json");
    let text = std::fs::read_to_string(&file).unwrap();
    let title = text.lines().find(|line| line.contains("\"title\"")).unwrap();
    std::fs::write(&file, text.replace(title, "  \"title\": \"Only in the draft\",")).unwrap();
    let link = link(folder.path(), &["--persona", "cart-abandoner"]);
    let seen = get(&page(parameters(&link)), "text/html");
    assert_eq!(seen.preview, "draft");
    assert!(seen.body.contains("Only in the draft") && seen.body.contains("not live"), "{}", seen.body);
    assert!(!get(&page(""), "text/html").body.contains("Only in the draft"));
}

#[test]
fn a_gallery_shows_every_persona_of_the_folder() {
    let link = link(&at("fixtures/shop"), &["--snapshot", "live"]);
    let seen = get(&link, "text/html");
    assert_eq!((seen.status, seen.cookies), (200, 0));
    let personas = std::fs::read_dir(at("fixtures/shop/personas")).unwrap().count();
    assert_eq!(seen.body.matches("segue-gallery-links").count(), personas);
    // Every page of it can be opened, and every receipt.
    let first = seen.body.split("href=\"").find(|rest| rest.contains("receipt=1")).unwrap();
    let receipt = first.split('"').next().unwrap().replace("&amp;", "&");
    let receipt = get(&format!("{}{receipt}", workers::signed().0), "application/json");
    let receipt: serde_json::Value = serde_json::from_str(&receipt.body).unwrap();
    assert!(receipt.get("purposes").is_some_and(|purposes| purposes.as_array().is_some_and(|all| !all.is_empty())));
}

#[test]
fn a_receipt_is_what_explain_prints() {
    for (persona, product) in [("cart-abandoner", "K-101"), ("lapsed", "T-301"), ("says-no", "P-601")] {
        let link = link(&at("fixtures/shop"), &["--persona", persona, "--product", product]);
        let url = format!("{}/_segue/pdp/{product}?receipt=1&{}", workers::signed().0, parameters(&link));
        let seen = get(&url, "application/json");
        let explain = Command::new(env!("CARGO_BIN_EXE_segue"))
            .arg("explain")
            .arg(at("fixtures/shop"))
            .args(["--persona", persona, "--product", product, "--format", "json"])
            .output()
            .unwrap();
        assert!(explain.status.success(), "{}", String::from_utf8_lossy(&explain.stderr));
        assert_eq!(seen.body, String::from_utf8(explain.stdout).unwrap().trim_end_matches('\n'), "{persona}");
    }
}
