//! Programs that follow links, by the words that they put into their user agents.

/// Whether this user agent is one of a program that reads links for itself. An empty one is not: somebody may hide theirs.
pub(super) fn is_one(_agent: &str) -> bool {
    false
}
