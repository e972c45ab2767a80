//! The Parquet reader asserts what a damaged file does not keep. Here that becomes a refusal.

use std::panic;
use std::sync::Once;
use std::thread;

use super::super::problem::Problem;

/// How the names of the threads begin whose panics are told as a damaged file.
const READING: &str = "reading ";

/// Runs `read`; a panic in it is the answer that the file is damaged. Where panics abort (the release profile), the
/// refusal is said from here, and the process ends as it does after any other.
pub(super) fn guarded<T: Send>(name: &str, read: impl FnOnce() -> Result<T, Problem> + Send) -> Result<T, Problem> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let thread = thread::current();
            match thread.name().and_then(|name| name.strip_prefix(READING)) {
                None => before(info),
                Some(name) if cfg!(panic = "abort") => {
                    let problem = damaged(name);
                    eprintln!("error: {problem}\n  help: {}", problem.advice().unwrap_or_default());
                    std::process::exit(1);
                }
                Some(_) => {}
            }
        }));
    });
    thread::scope(|scope| {
        let thread = thread::Builder::new().name(format!("{READING}{name}")).spawn_scoped(scope, read);
        match thread.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(answer)) => answer,
            Ok(Err(_panic)) => Err(damaged(name)),
            Err(error) => Err(Problem::new(format!("`{name}` can't be read: {error}"))),
        }
    })
}

/// The sentence for a file whose bytes say what cannot be.
pub(super) fn damaged(name: &str) -> Problem {
    Problem::new(format!("`{name}` is damaged")).help("copy it again, or have the warehouse write it again")
}
