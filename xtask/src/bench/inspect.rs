//! What an answer has to be before its row is measured: a row that measures something else than it says is worse than
//! none.

use std::net::SocketAddr;
use std::time::Duration;

use super::prepare::Prepared;
use super::redirects;
use crate::error::{Context, Error, Result};
use crate::http;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What every answer of a row has to be.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted {
    /// The status.
    pub(crate) status: u16,
    /// What `Segue-Basis` must say.
    pub(crate) basis: Option<&'static str>,
    /// What the answer has to hold.
    pub(crate) holds: &'static [&'static str],
    /// What it may not hold.
    pub(crate) lacks: &'static [&'static str],
    /// How many bytes the answers have on average, with their heads: at least and at most.
    pub(crate) bytes: Option<(usize, usize)>,
    /// Whether it has to set a cookie.
    pub(crate) sets_cookie: bool,
    /// What the visitor's own page must say, so that no row measures a cookie that is passed over.
    pub(crate) says: Option<&'static str>,
    /// Whether a changed cookie has to be refused: the basis is another one then.
    pub(crate) refuses_changed: bool,
    /// Whether it is answered by our Worker.
    pub(crate) is_ours: bool,
}

/// What rules hold for the visitor that the peers are asked about, and what rules do not.
const HOLD: [&str; 10] = ["on-01", "on-02", "on-03", "on-04", "on-05", "on-06", "on-07", "on-08", "on-09", "on-10"];
const HOLD_NOT: [&str; 1] = ["off-"];

impl Wanted {
    /// Of the least that a Worker can do.
    pub(crate) fn hello() -> Self {
        Self { status: 200, holds: &["\r\n\r\nhello"], ..Self::default() }
    }

    /// Of a constant page.
    pub(crate) fn constant() -> Self {
        Self { status: 200, basis: Some("full"), bytes: Some((2_900, 3_400)), ..Self::default() }
    }

    /// Of the job written by hand.
    pub(crate) fn by_hand() -> Self {
        let holds = &["segue-block", "segue-card"];
        let bytes = Some((2_700, 3_700));
        Self { status: 200, basis: Some("full"), holds, bytes, refuses_changed: true, ..Self::default() }
    }

    /// Of a peer.
    pub(crate) fn peer() -> Self {
        Self { holds: &HOLD, lacks: &HOLD_NOT, ..Self::constant() }
    }

    /// What is not as it has to be.
    fn fault(&self, received: &[u8], status: u16) -> Option<String> {
        let header = |name| http::header_of(received, name);
        let text = String::from_utf8_lossy(received);
        if status != self.status {
            return Some(format!("answered with status {status}"));
        }
        if let Some(wanted) = self.basis
            && header("segue-basis").as_deref() != Some(wanted)
        {
            let basis = header("segue-basis").unwrap_or_else(|| "none".into());
            return Some(format!("answered with basis `{basis}`: its cookie was not accepted"));
        }
        if header("segue-rung").as_deref() == Some("baseline") {
            return Some("answered from the baseline: its snapshot was not read".into());
        }
        if self.is_ours && header("segue-snapshot").is_none_or(|id| id.is_empty()) {
            return Some("does not say of which snapshot it is".into());
        }
        if self.sets_cookie && !header("set-cookie").is_some_and(|cookie| cookie.starts_with("__Host-segue=")) {
            return Some("sets no cookie".into());
        }
        if let Some(text) = self.holds.iter().find(|wanted| !text.contains(**wanted)) {
            return Some(format!("does not hold `{}`", text.trim()));
        }
        self.lacks.iter().find(|unwanted| text.contains(**unwanted)).map(|text| format!("holds `{text}`"))
    }
}

/// What the first answer was like.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inspected {
    /// Bytes of an answer with its head, on average.
    pub(crate) bytes: usize,
    pub(crate) basis: Option<String>,
    pub(crate) rung: Option<String>,
}

/// Asks for everything that the row asks for, and looks at each answer.
pub(crate) fn inspect(prepared: &Prepared, address: SocketAddr, requests: &[Vec<u8>]) -> Result<Inspected> {
    let (name, wanted) = (prepared.row.name, prepared.wanted);
    let ask = |request: &[u8]| http::ask(address, request, PATIENCE).context(|| format!("`{name}` does not answer"));
    let mut inspected = Inspected::default();
    for request in requests {
        let (answer, received) = ask(request)?;
        if let Some(fault) = wanted.fault(&received, answer.status) {
            return Err(Error::new(format!("`{name}` {fault}")));
        }
        inspected.bytes += answer.length;
        inspected.basis = http::header_of(&received, "segue-basis");
        inspected.rung = http::header_of(&received, "segue-rung");
    }
    inspected.bytes = inspected.bytes.checked_div(requests.len()).unwrap_or_default();
    let bytes = inspected.bytes;
    if wanted.bytes.is_some_and(|(least, most)| bytes < least || bytes > most) {
        return Err(Error::new(format!("`{name}` answers with {bytes} bytes on average, which is another job")));
    }
    if wanted.status == 302 {
        redirects::inspect(name, address, requests)?;
    }
    let first = prepared.asked.first();
    if wanted.refuses_changed
        && let (Some(asked), Some(headers)) = (first, changed(&prepared.headers))
    {
        let (_, received) = ask(&asked.request(address, &headers))?;
        if http::header_of(&received, "segue-basis").as_deref() == wanted.basis {
            return Err(Error::new(format!("`{name}` believes a cookie that was changed")));
        }
    }
    if let Some(words) = wanted.says {
        // In English, as the words to look for are.
        let headers = prepared.headers.replace("Accept: */*", "Accept: application/json").replace("de-DE,de", "en");
        let (_, page) = ask(&http::get(address, "/_segue/privacy", &headers))?;
        if !String::from_utf8_lossy(&page).contains(words) {
            return Err(Error::new(format!("`{name}`: the visitor's page does not say `{words}`")));
        }
    }
    Ok(inspected)
}

/// The same headers with one letter of the profile's signature changed.
fn changed(headers: &str) -> Option<String> {
    let (before, after) = headers.split_at(headers.rfind("\r\n")?);
    let last = before.chars().nth_back(3)?;
    let (kept, rest) = before.split_at(before.len() - 4);
    let other = if last == 'A' { 'B' } else { 'A' };
    Some(format!("{kept}{other}{}{after}", rest.get(1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &[u8] =
        b"HTTP/1.1 200 OK\r\nSegue-Basis: full\r\nSegue-Rung: memory\r\nSegue-Snapshot: ab\r\n\r\non-01";

    #[test]
    fn an_answer_is_what_its_row_says() {
        let wanted = Wanted { status: 200, basis: Some("full"), holds: &["on-01"], is_ours: true, ..Wanted::default() };
        assert_eq!(wanted.fault(ANSWER, 200), None);
        let faulty = |wanted: Wanted| wanted.fault(ANSWER, 200).is_some();
        assert!(faulty(Wanted { status: 302, ..wanted }));
        assert!(faulty(Wanted { basis: Some("default"), ..wanted }));
        assert!(faulty(Wanted { holds: &["on-02"], ..wanted }));
        assert!(faulty(Wanted { lacks: &["on-"], ..wanted }));
        assert!(faulty(Wanted { sets_cookie: true, ..wanted }));
        let baseline =
            b"HTTP/1.1 200 OK\r\nSegue-Basis: full\r\nSegue-Rung: baseline\r\nSegue-Snapshot: ab\r\n\r\non-01";
        assert!(wanted.fault(baseline, 200).is_some());
        assert!(wanted.fault(b"HTTP/1.1 200 OK\r\nSegue-Basis: full\r\n\r\non-01", 200).is_some(), "no snapshot");
    }

    #[test]
    fn one_letter_is_changed() {
        let headers = "Accept: */*\r\nCookie: a=1.x.abcd\r\n";
        assert_eq!(changed(headers).as_deref(), Some("Accept: */*\r\nCookie: a=1.x.Abcd\r\n"));
        assert_eq!(changed("Cookie: a=1.x.Abcd\r\n").as_deref(), Some("Cookie: a=1.x.Bbcd\r\n"));
    }
}
