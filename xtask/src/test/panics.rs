//! The Worker built so that it panics when it is told to: the request gets the baseline, those that are on their way beside
//! it and the next one are whole. And the deployed one, which does not know what it is told.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::never_down::{Rightly, Visit, Watch};
use crate::bench::server::Server;
use crate::error::{Context, Error, Result};
use crate::kv::fault::{Fault, On, Rule};
use crate::soak::BOUND;
use crate::soak::crowd::{self, Answered, Asked};
use crate::soak::stage::Stage;
use crate::soak::traffic::Traffic;
use crate::soak::verdict::{self, Source};
use crate::{http, say};

/// How late KV answers, in milliseconds, so that others wait for it while one panics.
const LATE: u16 = 150;
/// How often it panics in each way.
const TIMES: u64 = 12;
/// Requests on their way beside it.
const NEIGHBOURS: usize = 12;
/// How long a page may be without a snapshot after its instance was lost: what a new one reads, and a second for a busy machine.
const BACK: Duration = Duration::from_secs(2);

/// What is asked of it, in the `User-Agent`, which reaches the Wasm as it is.
const NOW: &str = "segue-panic-now";
const LATER: &str = "segue-panic-later";
/// And for an answer that the runtime does not take.
const REFUSED: &str = "segue-answer-refused";

/// Lets the Worker in the folder `build` panic.
pub(super) fn run(stage: &Stage, build: &Path) -> Result<()> {
    stage.kv.fail(&[Rule::always(Fault::Late(LATE), On::Everything)]);
    let server = stage.start_built("panics", build)?;
    let (watch, over) = (Watch::default(), AtomicBool::new(false));
    let traffic = |seed| Traffic::to(server.address, &stage.cookies, seed);
    let mut neighbours = Visit::new(stage, &watch, traffic(1), Rightly::Snapshot);
    let ended = thread::scope(|scope| {
        neighbours.over = Some(&over);
        let visit = scope.spawn(|| crowd::run(server.address, NEIGHBOURS, &mut neighbours));
        let ended = (0..TIMES).try_for_each(|_| panic_and_go_on(stage, &server, &traffic(2)));
        over.store(true, Ordering::Relaxed);
        visit.join().unwrap_or_else(|_| Err(Error::new("the crowd broke off"))).and(ended)
    });
    let ended = ended.and_then(|()| refuse_and_go_on(stage, &server, &traffic(2)));
    server.stop();
    stage.kv.fail(&[]);
    ended?;
    let panics = told(&stage.folder("panics"))?;
    // One at once and one after a read, each time.
    if panics < TIMES * 2 {
        return Err(Error::new(format!("it panicked {panics} times, and should have {} times", TIMES * 2)));
    }
    watch.report();
    say::now(&format!("it panicked {panics} times; neighbours and the next were whole"));
    Ok(())
}

/// Tells the deployed Worker the same, which answers as ever.
pub(super) fn not_deployed(stage: &Stage) -> Result<()> {
    let server = stage.start("deployed")?;
    let traffic = Traffic::to(server.address, &stage.cookies, 3);
    for words in [NOW, LATER, REFUSED, NOW, LATER, REFUSED] {
        let source = ask(stage, &server, &traffic.page(words))?;
        if !matches!(source, Source::Snapshot(_)) {
            return Err(Error::new(format!("the deployed Worker answers `{words}` from {source:?}")));
        }
    }
    server.stop();
    if told(&stage.folder("deployed"))? > 0 {
        return Err(Error::new("the deployed Worker panicked"));
    }
    Ok(())
}

/// One that panics at once, one that panics after a read, and one that is well, until it is.
fn panic_and_go_on(stage: &Stage, server: &Server, traffic: &Traffic) -> Result<()> {
    for words in [NOW, LATER] {
        let source = ask(stage, server, &traffic.page(words))?;
        if source != Source::Nothing {
            return Err(Error::new(format!("`{words}` was answered from {source:?}: it did not panic")));
        }
    }
    let began = Instant::now();
    let source = ask(stage, server, &traffic.page("Mozilla/5.0"))?;
    let took = began.elapsed();
    if !matches!(source, Source::Snapshot(_)) || took > BACK {
        return Err(Error::new(format!("the next one was answered from {source:?} after {} ms", took.as_millis())));
    }
    // Until all is read again.
    thread::sleep(Duration::from_millis(u64::from(LATE) * 5));
    Ok(())
}

/// An answer that is refused leaves the storefront as it is, and its instance has the snapshot still: what comes next is answered
/// from memory. A trap in the middle of an event is answered as well.
fn refuse_and_go_on(stage: &Stage, server: &Server, traffic: &Traffic) -> Result<()> {
    ask(stage, server, &traffic.page("Mozilla/5.0"))?;
    for _ in 0..3 {
        let refused = raw(server, &traffic.page(REFUSED).bytes)?;
        if !refused.starts_with("HTTP/1.1 204 ") || !refused.contains("Segue-Rung: storefront") {
            return Err(Error::new(format!("an answer that was refused became `{refused}`")));
        }
        let next = raw(server, &traffic.page("Mozilla/5.0").bytes)?;
        if !next.contains("Segue-Rung: memory") {
            return Err(Error::new(format!("after an answer that was refused came `{next}`")));
        }
    }
    let event = format!(
        "POST /_segue/events HTTP/1.1\r\nHost: a\r\nUser-Agent: {NOW}\r\nContent-Type: application/json\r\n\
         Content-Length: 13\r\n\r\n{{\"events\":[]}}"
    );
    let fallen = raw(server, event.as_bytes())?;
    if fallen.starts_with("HTTP/1.1 204 ") { Ok(()) } else { Err(Error::new(format!("an event became `{fallen}`"))) }
}

/// The head of an answer.
fn raw(server: &Server, request: &[u8]) -> Result<String> {
    let (_, answer) = http::ask(server.address, request, BOUND * 2).context(|| "no answer".into())?;
    let text = String::from_utf8_lossy(&answer).into_owned();
    Ok(text.split("\r\n\r\n").next().unwrap_or_default().to_owned())
}

fn ask(stage: &Stage, server: &Server, asked: &Asked) -> Result<Source> {
    let sent = Instant::now();
    let answered = http::ask(server.address, &asked.bytes, BOUND * 2);
    let (answer, text) = answered.context(|| format!("`{}` got no answer", asked.what))?;
    let took = sent.elapsed();
    if !matches!(answer.status, 200 | 204 | 302) || took > BOUND {
        return Err(Error::new(format!("`{}`: status {} after {} ms", asked.what, answer.status, took.as_millis())));
    }
    verdict::of(&stage.shop, asked, &Answered { status: answer.status, text: &text, took })
}

/// How often the runtime's log says that the Wasm panicked.
fn told(worker: &Path) -> Result<u64> {
    let log = worker.join("config.log");
    let text = fs::read_to_string(&log).context(|| format!("cannot read `{}`", log.display()))?;
    let count = text.lines().filter(|line| line.contains("\"code\":\"panicked\""));
    Ok(u64::try_from(count.count()).unwrap_or(u64::MAX))
}
