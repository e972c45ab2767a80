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
    for words in [NOW, LATER, NOW, LATER] {
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
