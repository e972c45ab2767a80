//! A KV that fails in every way that there is, under a crowd, with a new snapshot in between: every request is answered
//! within the bound, from the rung that is right, of one snapshot; and when KV is well, so is the Worker, without a restart.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::panics;
use crate::error::{Context, Error, Result};
use crate::kv::fault::{self, Fault, On, Phase, Rule};
use crate::paths::Paths;
use crate::soak::crowd::{self, Answered, Asked, Judge};
use crate::soak::stage::{LOOK_EVERY, Stage};
use crate::soak::traffic::{IN_THE_SHOP, Traffic};
use crate::soak::verdict::{self, Source};
use crate::soak::{self, BOUND};
use crate::{http, say, worker_build};

/// Which order the faults come in.
const SEED: u64 = 7;
/// How long each fault lasts, give or take a quarter.
const LASTS: Duration = Duration::from_millis(1_000);
/// Requests on their way at once, at each of the two Workers.
const VISITORS: usize = 12;
/// How many reads a time of nothing but failures may take, of both Workers together: every visitor of the one that begins
/// asks once, each pause lets one round through, and the other one looks at the pointer and reads a new snapshot.
const MOST_READS: u64 = 160;

/// A shop of more shards than one request may ask for, how many that is, and the pointer and the core beside them.
const MANY: u64 = 18_000;
const MOST_OF_ONE: u64 = 36 + 2;
/// How many shards an isolate reads at once.
const MOST_AT_ONCE: u64 = 24;

/// Builds the Worker and goes through the schedule, and then a short soak.
pub(super) fn run(paths: &Paths) -> Result<()> {
    worker_build::deployed(paths)?;
    asks_for_few(paths)?;
    let stage = Stage::set(paths, paths.at("target/test/faults"), IN_THE_SHOP, paths.at("build"))?;
    go_through(&stage)?;
    panics::run(&stage, &worker_build::panicking(paths)?)?;
    panics::not_deployed(&stage)?;
    soak::soak(&stage, soak::SHORT)
}

/// One request for products all over a large shop, in an isolate that has just begun: it asks for no more than it may, and it
/// is answered within the bound though the first shards come late, or not within its time, and then it asks for no others.
fn asks_for_few(paths: &Paths) -> Result<()> {
    let stage = Stage::set(paths, paths.at("target/test/faults-many"), MANY, paths.at("build"))?;
    for (late, most) in [(0, MOST_OF_ONE), (600, MOST_OF_ONE), (2_100, MOST_AT_ONCE + 2)] {
        stage.kv.fail(&[Rule::always(Fault::Late(late), On::Shards)]);
        let server = stage.start("begins")?;
        let asked = stage.kv.asked();
        let request = Traffic::to(server.address, &stage.cookies, SEED).events_all_over(MANY);
        let sent = Instant::now();
        let (answer, text) = http::ask(server.address, &request.bytes, BOUND * 3).context(|| "no answer".into())?;
        let (took, reads) = (sent.elapsed(), stage.kv.asked() - asked);
        server.stop();
        let sets = http::header_of(&text, "set-cookie").is_some();
        say::now(&format!("events all over a shop of {MANY}: {reads} reads in {} ms", took.as_millis()));
        // Of what is not known to be in the catalogue nothing is remembered.
        let has_come = most == MOST_OF_ONE;
        if answer.status != 204 || sets != has_come || took > BOUND {
            let begin = String::from_utf8_lossy(&text).into_owned();
            return Err(Error::new(format!("events all over a shop: {} ms\n{begin}", took.as_millis())));
        }
        if reads != most {
            return Err(Error::new(format!("one request asked KV {reads} times, and not {most} times")));
        }
    }
    Ok(())
}

/// One Worker goes through all of it, another one begins anew with each fault.
fn go_through(stage: &Stage) -> Result<()> {
    let warm = stage.start("warm")?;
    let watch = Watch::default();
    let mut at_the_warm = Visit::new(stage, &watch, Traffic::to(warm.address, &stage.cookies, SEED), Rightly::Snapshot);
    // Until it has seen every shard.
    at_the_warm.until(Instant::now() + Duration::from_secs(2));
    crowd::run(warm.address, VISITORS, &mut at_the_warm)?;
    let over = AtomicBool::new(false);
    let ended = thread::scope(|scope| {
        let visit = scope.spawn(|| {
            at_the_warm.over = Some(&over);
            let ended = crowd::run(warm.address, VISITORS, &mut at_the_warm);
            watch.failed.store(ended.is_err(), Ordering::Relaxed);
            ended.context(|| "at the Worker that goes through all of it".into())
        });
        let mut ended = Ok(());
        for phase in fault::schedule(SEED, LASTS) {
            ended = endure(stage, &watch, &phase).context(|| format!("while it was `{}`", phase.name));
            if ended.is_err() {
                break;
            }
        }
        over.store(true, Ordering::Relaxed);
        visit.join().unwrap_or_else(|_| Err(Error::new("the crowd broke off"))).and(ended)
    });
    warm.stop();
    ended?;
    watch.report();
    Ok(())
}

/// What the crowds see, for each other and for the end.
#[derive(Default)]
pub(super) struct Watch {
    /// The newest snapshot that the Worker which goes through all of it has answered from.
    warm: AtomicU32,
    failed: AtomicBool,
    tally: Mutex<Tally>,
}

#[derive(Default)]
struct Tally {
    answers: u64,
    statuses: BTreeMap<u16, u64>,
    slowest: Duration,
    recovery: Duration,
}

impl Watch {
    pub(super) fn report(&self) {
        let tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        say::now(&format!(
            "{} answers ({:?}), the slowest in {} ms",
            tally.answers,
            tally.statuses,
            tally.slowest.as_millis()
        ));
        if !tally.recovery.is_zero() {
            say::now(&format!("both Workers were well again at most {} ms after KV was", tally.recovery.as_millis()));
        }
    }
}

/// Lets KV fail, starts a Worker, publishes a snapshot; then KV is well, and both Workers have to get there.
fn endure(stage: &Stage, watch: &Watch, phase: &Phase) -> Result<()> {
    let (felt, asked) = (stage.kv.felt(), stage.kv.asked());
    let began = Instant::now();
    stage.kv.fail(&phase.rules);
    stage.shop.publish(&stage.kv)?;
    let cold = stage.start("cold")?;
    let traffic = Traffic::to(cold.address, &stage.cookies, SEED + asked);
    let mut visit = Visit::new(stage, watch, traffic, Rightly::begun(phase));
    visit.until(Instant::now() + phase.lasts);
    crowd::run(cold.address, VISITORS, &mut visit)?;
    // Where chance decides between ten faults, a cold isolate asks for too little to meet them all; each has a time of its own.
    let now = stage.kv.felt();
    let is_felt = |rule: &Rule| now.get(rule.fault.name()) != felt.get(rule.fault.name());
    let missing = phase.rules.iter().find(|rule| rule.percent == 100 && !is_felt(rule));
    if missing.is_some() || !phase.rules.iter().any(is_felt) {
        let name = missing.map_or("any", |rule| rule.fault.name());
        return Err(Error::new(format!("nobody felt the fault `{name}`")));
    }
    let reads = stage.kv.asked() - asked;
    if phase.rules.iter().all(|rule| rule.percent == 100) && reads > MOST_READS {
        return Err(Error::new(format!("KV was asked {reads} times, though it failed each time")));
    }
    let lasted = began.elapsed();
    stage.kv.fail(&[]);
    let well = Instant::now();
    // A pause is no longer than the failing was before it, or a second; then comes a look, and what it reads.
    let within = lasted.max(Duration::from_secs(1)) + Duration::from_secs(LOOK_EVERY) + BOUND;
    visit.rightly = Rightly::Either;
    let newest = stage.shop.newest();
    loop {
        visit.until(Instant::now() + Duration::from_millis(100));
        crowd::run(cold.address, VISITORS, &mut visit)?;
        if watch.failed.load(Ordering::Relaxed) {
            return Err(Error::new("the other Worker failed"));
        }
        let warm = watch.warm.load(Ordering::Relaxed);
        if warm == newest && visit.newest == newest {
            break;
        }
        if well.elapsed() > within {
            let seen = format!("they serve {warm} and {}, and {newest} was published", visit.newest);
            return Err(Error::new(format!("{} ms after KV was well, {seen}", well.elapsed().as_millis())));
        }
    }
    let recovery = well.elapsed();
    {
        let mut tally = watch.tally.lock().unwrap_or_else(PoisonError::into_inner);
        tally.recovery = tally.recovery.max(recovery);
    }
    cold.stop();
    let (took, back) = (lasted.as_millis(), recovery.as_millis());
    say::now(&format!("{}: {took} ms, {reads} reads, well again after {back} ms", phase.name));
    Ok(())
}

/// What the answers may be made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rightly {
    /// A snapshot: it is in memory.
    Snapshot,
    /// Nothing: there is none to be had.
    Nothing,
    /// One or the other.
    Either,
}

impl Rightly {
    /// For a Worker that begins in such a time.
    fn begun(phase: &Phase) -> Self {
        match phase.rules.as_slice() {
            // An old pointer is one that was published, and who begins knows no later one; a core has no other name.
            [Rule { fault: Fault::Old, .. }] => Self::Snapshot,
            [Rule { on: On::Everything, percent: 100, .. }] => Self::Nothing,
            // Core and pointer are there.
            [Rule { on: On::Shards, .. }] => Self::Snapshot,
            _ => Self::Either,
        }
    }
}

/// A crowd at one Worker.
pub(super) struct Visit<'a> {
    stage: &'a Stage,
    watch: &'a Watch,
    traffic: Traffic,
    rightly: Rightly,
    until: Instant,
    /// When it says so it is over, and not before.
    pub(super) over: Option<&'a AtomicBool>,
    /// The number of the newest snapshot that was seen.
    newest: u32,
}

impl<'a> Visit<'a> {
    pub(super) fn new(stage: &'a Stage, watch: &'a Watch, traffic: Traffic, rightly: Rightly) -> Self {
        Self { stage, watch, traffic, rightly, until: Instant::now(), over: None, newest: 0 }
    }

    fn until(&mut self, until: Instant) {
        self.until = until;
    }
}

impl Judge for Visit<'_> {
    fn next(&mut self) -> Asked {
        self.traffic.good()
    }

    fn answered(&mut self, asked: &Asked, answer: &Answered<'_>) -> Result<()> {
        {
            let mut tally = self.watch.tally.lock().unwrap_or_else(PoisonError::into_inner);
            tally.answers += 1;
            *tally.statuses.entry(answer.status).or_default() += 1;
            tally.slowest = tally.slowest.max(answer.took);
        }
        if !matches!(answer.status, 200 | 204 | 302) {
            return Err(Error::new(format!("an answer to `{}` had status {}", asked.what, answer.status)));
        }
        if answer.took > BOUND {
            return Err(Error::new(format!("an answer to `{}` took {} ms", asked.what, answer.took.as_millis())));
        }
        let source = verdict::of(&self.stage.shop, asked, answer)?;
        let fits = match source {
            Source::Snapshot(_) => self.rightly != Rightly::Nothing,
            Source::Nothing => self.rightly != Rightly::Snapshot,
            Source::Runtime => false,
        };
        if !fits {
            return Err(Error::new(format!("an answer to `{}` is of {source:?}", asked.what)));
        }
        if let Source::Snapshot(number) = source {
            self.newest = self.newest.max(number);
            if self.over.is_some() {
                self.watch.warm.fetch_max(number, Ordering::Relaxed);
            }
        }
        Ok(())
    }

    fn closed(&mut self, _asked: &Asked) {}

    fn goes_on(&mut self) -> bool {
        match self.over {
            Some(over) => !over.load(Ordering::Relaxed),
            None => Instant::now() < self.until,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_worker_that_begins_may_answer_from() {
        let begun = |rules: Vec<Rule>| Rightly::begun(&Phase { name: String::new(), rules, lasts: LASTS });
        assert_eq!(begun(vec![Rule::always(Fault::Silent, On::Everything)]), Rightly::Nothing);
        assert_eq!(begun(vec![Rule::always(Fault::Old, On::Everything)]), Rightly::Snapshot);
        assert_eq!(begun(vec![Rule::always(Fault::Missing, On::Shards)]), Rightly::Snapshot);
        assert_eq!(begun(vec![Rule { percent: 9, ..Rule::always(Fault::Reset, On::Everything) }]), Rightly::Either);
    }
}
