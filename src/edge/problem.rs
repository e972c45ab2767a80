//! Errors as problem details (RFC 9457): a sentence that says how to mend it.

use super::Response;
use alloc::borrow::Cow;
use alloc::string::String;
use serde::Serialize;

#[derive(Serialize)]
struct Problem<'a> {
    r#type: &'a str,
    title: &'a str,
    status: u16,
    detail: &'a str,
}

/// An error. `detail` says what to do next.
#[inline(never)]
pub(super) fn problem(status: u16, title: &str, detail: &str) -> Response {
    let body = Problem { r#type: "about:blank", title, status, detail };
    let body: String = serde_json::to_string(&body).unwrap_or_default();
    Response::private(status, "application/problem+json", body)
}

/// The method is not one of `allow`.
pub(super) fn method_not_allowed(allow: &'static str) -> Response {
    let mut response = problem(405, "method not allowed", "use one of the methods in the `Allow` header");
    response.headers.push(("Allow", Cow::Borrowed(allow)));
    response
}

/// A form or a script of another site sent this.
pub(super) fn cross_site() -> Response {
    problem(403, "sent by another site", "send this from a page of the shop itself")
}

/// The body is longer than is read.
pub(super) fn too_large() -> Response {
    problem(413, "body too large", "send at most 65,536 bytes; split the events over several requests")
}
