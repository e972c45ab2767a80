//! Global Privacy Control (W3C, `Sec-GPC`): an opt-out of advertising and sharing, wherever the visitor is. It wins over
//! an older grant.

/// Whether the header's value says so. Only the exact value `1` does (section 3.2 of the specification).
#[must_use]
pub(super) fn opts_out(header: Option<&str>) -> bool {
    header.is_some_and(|value| value.trim_matches([' ', '\t']) == "1")
}
