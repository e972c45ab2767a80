//! What the answers to clicks have to be, so that no row measures the fallback, or one step alone.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use crate::error::{Context, Error, Result};
use crate::{http, say};

/// Steps that the links of a row have to land on, at least.
const STEPS: usize = 4;

/// Follows every link once, and looks at where it leads.
pub(super) fn inspect(name: &str, address: SocketAddr, requests: &[Vec<u8>]) -> Result<()> {
    let mut steps: BTreeMap<String, usize> = BTreeMap::new();
    for request in requests {
        let asked = http::ask(address, request, Duration::from_secs(30));
        let (answer, received) = asked.context(|| format!("`{name}` does not answer"))?;
        let header = |header| http::header_of(&received, header).unwrap_or_default();
        let (step, location) = (header("segue-landing"), header("location"));
        if answer.status != 302 || location.is_empty() || !location.contains("utm_source=google") {
            return Err(Error::new(format!("`{name}`: a link was answered with {} to `{location}`", answer.status)));
        }
        if step.is_empty() || step == "fallback" {
            return Err(Error::new(format!("`{name}`: a link landed on the fallback")));
        }
        *steps.entry(step).or_default() += 1;
    }
    let said: Vec<String> = steps.iter().map(|(step, count)| format!("{step} {count}")).collect();
    if steps.len() < STEPS {
        return Err(Error::new(format!("`{name}`: its links land on {} only", said.join(", "))));
    }
    say::now(&format!("the links of {name} land on {}", said.join(", ")));
    Ok(())
}
