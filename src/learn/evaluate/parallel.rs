//! Work on all processors whose result does not depend on how many there are.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Pieces that a processor takes at a time.
const CHUNK: usize = 16;

/// What `work` makes of each number below `count`, in order. Every thread has a `state` of its own.
pub fn map<S, R: Send>(count: usize, state: impl Fn() -> S + Sync, work: impl Fn(&mut S, usize) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut state = state();
        let mut done = Vec::new();
        loop {
            let from = next.fetch_add(CHUNK, Ordering::Relaxed);
            if from >= count {
                return done;
            }
            let part: Vec<R> = (from..count.min(from + CHUNK)).map(|at| work(&mut state, at)).collect();
            done.push((from, part));
        }
    };
    let processors = std::thread::available_parallelism().map_or(1, usize::from).min(count.div_ceil(CHUNK));
    let mut parts: Vec<(usize, Vec<R>)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..processors).map(|_| scope.spawn(run)).collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, _>| match thread.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        threads.into_iter().flat_map(join).collect()
    });
    parts.sort_by_key(|(from, _)| *from);
    parts.into_iter().flat_map(|(_, part)| part).collect()
}
