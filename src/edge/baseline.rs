//! What is built into the Wasm: an answer that is true for every shop, for the time when there is no snapshot.

use super::answer::{BlockJson, DecisionJson};
use super::{Response, Rung, render};
use alloc::string::ToString;
use alloc::vec::Vec;

/// The product page without a snapshot: a way back into the shop.
pub(super) fn page(json: bool, shop_url: &str) -> Response {
    let html = render::baseline(shop_url).into_string();
    let mut response = if json {
        let why = "Everyone sees this.".to_string();
        Response::json(
            200,
            &DecisionJson {
                snapshot: None,
                basis: "default",
                segments: Vec::new(),
                blocks: alloc::vec![BlockJson { id: "baseline", kind: "category_path", html, why }],
                recommendations: Vec::new(),
                experiments: Vec::new(),
            },
        )
    } else {
        Response::html(html)
    };
    response.set("Segue-Rung", Rung::Baseline.name());
    response
}
