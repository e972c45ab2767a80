//! `cargo xtask dev | test | bench | fuzz | mutants | soak | cost | build | setup`: the commands that people type.

mod apt;
mod args;
mod bench;
mod clicks;
mod cost;
mod dev;
mod error;
mod fuzz;
mod group;
mod http;
mod interrupt;
mod java;
mod kv;
mod mutants;
mod paths;
mod proc;
mod publisher;
mod python;
mod runtime;
mod say;
mod segue;
mod setup;
mod soak;
mod test;
mod vars;
mod version;
mod worker_build;

use std::process::ExitCode;

use args::Args;
use error::{Error, Result};
use paths::Paths;

const HELP: &str = "\
cargo xtask COMMAND

  dev     build the Worker, publish the shop to local KV, and serve it at http://127.0.0.1:8787
            --port N         listen on another port
            --shop DIR       serve this shop folder instead of fixtures/shop
            --orders FILE    import this order export first and serve the shop made from it
            --country CC     where the visitor comes from (default DE: nothing without consent; US: until they say no)
  test    check, build and test everything
            --only A,B       only these steps
            --keep-going     go on after a step that failed
  bench   measure the Worker against bare ones, one by hand and other SDKs in the same runtime (about 8 minutes)
            --seconds N      how long each row is measured in all (default 8)
            --only A,B       only these rows (and the ones they are compared with)
            --json FILE      write the numbers to this file as well
            --check          fail where a ratio is more than 10 % worse than bench/ratios.json says
            --store          write bench/ratios.json and the table of docs/performance.md
            --instructions   instead: instructions of the edge for one request, natively, counted by callgrind
            --publishing     instead: time and memory of `segue check` and `segue build` against serde alone, as Markdown
            --lists          instead: time and memory of making lists from 1, 3 and 10 million clicks, against pandas
                             and SciPy, as Markdown
            --runs N         with either: how often each command runs (default 7, and 3)
  fuzz    let a fuzzer look for a request that breaks what a target of fuzz/ promises
            TARGET           only this one
            --seconds N      how long each runs (default 60)
  cost    what a Worker costs a month by the public price list, as Markdown
  soak    a crowd of good and hostile visitors, a new snapshot every few seconds: no 5xx, no mixture, no growth of memory
            --requests N     how many they make (default 1,000,000)
  mutants change the code in one place after the other, and ask the tests whether they see it
            MODULE           only this one: cookie, consent or engine
            --part K/N       only the K-th of N parts, counted from 0
  build   build the release Worker into build/ and say how large it is
  setup   install what the others need; each of them does it by itself

Each of them sets up what is missing: the Wasm target, worker-build and wasm-bindgen under target/tools, and the npm
packages of package-lock.json.
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut args = Args::new(std::env::args().skip(1));
    let command = args.command();
    if command.is_none() || args.flag("--help") || command.as_deref() == Some("help") {
        print!("{HELP}");
        return Ok(());
    }
    let paths = Paths::find()?;
    interrupt::install()?;
    match command.as_deref().unwrap_or_default() {
        "dev" => dev::run(&paths, dev::Options::read(args)?),
        "test" => test::run(&paths, &test::Options::read(args)?),
        "bench" => bench::run(&paths, &bench::Options::read(args)?),
        "mutants" => mutants::run(&paths, &mutants::Options::read(args)?),
        "fuzz" => fuzz::run(&paths, &fuzz::Options::read(args)?),
        "cost" => {
            args.finish()?;
            print!("{}", cost::table());
            Ok(())
        }
        "soak" => soak::run(&paths, &soak::Options::read(args)?),
        "build" => {
            args.finish()?;
            setup::run(&paths)?;
            worker_build::deployed(&paths).map(drop)
        }
        "setup" => {
            args.finish()?;
            setup::run(&paths)?;
            say::now("everything is set up");
            Ok(())
        }
        other => Err(Error::new(format!("`{other}` is not a command; `cargo xtask help` lists them"))),
    }
}
