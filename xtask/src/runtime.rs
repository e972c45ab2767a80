//! The real runtime, as Wrangler sets it up: local KV, local files, and the Wasm that would be deployed.

use std::fs::{self, File};
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Context, Error, Result};
use crate::group::Group;
use crate::paths::Paths;
use crate::{http, interrupt, proc};

/// How long the first answer may take. It takes about two seconds; a loaded machine may need many more.
const PATIENCE: Duration = Duration::from_secs(90);

/// How the Worker is run.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// Where it listens, on 127.0.0.1 only.
    pub(crate) port: u16,
    /// The folder of the local KV.
    pub(crate) state: PathBuf,
    /// A folder of files that are served as they are, before the Worker is asked.
    pub(crate) site: Option<PathBuf>,
    /// The country that visitors come from; without it, as for a deployed Worker, the connection says.
    pub(crate) country: Option<String>,
    /// Whose signatures it believes; without them, nothing has to be signed.
    pub(crate) publishers: Option<String>,
    /// A file with the keys; without it, `.dev.vars` is read.
    pub(crate) vars: Option<PathBuf>,
    /// Where the runtime's output goes; without it, to the terminal.
    pub(crate) log: Option<PathBuf>,
}

/// A running Worker. Dropping it ends it.
pub(crate) struct Runtime {
    group: Group,
    options: Options,
}

impl Runtime {
    /// Starts the Worker and waits until `GET /_segue/health` answers 200.
    pub(crate) fn start(paths: &Paths, options: Options) -> Result<Self> {
        if http::is_taken(options.port) {
            let port = options.port;
            return Err(Error::new(format!(
                "port {port} is in use; stop what listens there, or choose another one with `--port N`"
            )));
        }
        let mut command = proc::command(paths, paths.npm_bin("wrangler"));
        command.args(["dev", "--ip", "127.0.0.1", "--inspector-port", "0", "--show-interactive-dev-session=false"]);
        command.args(["--port", &options.port.to_string()]);
        if let Some(country) = &options.country {
            command.args(["--var", &format!("SEGUE_COUNTRY:{country}")]);
        }
        if let Some(publishers) = &options.publishers {
            command.args(["--var", &format!("SEGUE_PUBLISHERS:{publishers}")]);
        }
        command.arg("--persist-to").arg(&options.state);
        // Workers find each other through this folder; ours are alone.
        command.env("WRANGLER_REGISTRY_PATH", options.state.join("registry"));
        if let Some(site) = &options.site {
            command.arg("--assets").arg(site);
        }
        if let Some(vars) = &options.vars {
            command.arg("--env-file").arg(vars);
        }
        if let Some(log) = &options.log {
            let file = File::create(log).context(|| format!("cannot write `{}`", log.display()))?;
            let again = file.try_clone().context(|| format!("cannot write `{}`", log.display()))?;
            command.stdout(file).stderr(again);
        }
        let mut runtime = Self { group: Group::start(&mut command)?, options };
        runtime.wait_until_it_answers()?;
        Ok(runtime)
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", http::local(self.options.port))
    }

    /// Stays until somebody asks to stop; an error when the runtime ends before that.
    pub(crate) fn stay(mut self) -> Result<()> {
        while !interrupt::requested() {
            if let Some(status) = self.group.ended() {
                return Err(Error::new(format!("the runtime ended by itself ({status}); what it wrote is above")));
            }
            thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    fn wait_until_it_answers(&mut self) -> Result<()> {
        let address = http::local(self.options.port);
        let request = http::get(address, "/_segue/health", "Connection: close\r\n");
        let started = Instant::now();
        let mut last = String::from("no connection");
        while started.elapsed() < PATIENCE {
            if interrupt::requested() {
                return Err(Error::new("stopped"));
            }
            if let Some(status) = self.group.ended() {
                return Err(Error::new(format!("the runtime ended at once ({status}){}", self.log())));
            }
            match http::ask(address, &request, Duration::from_secs(5)) {
                Ok((answer, _)) if answer.status == 200 => return Ok(()),
                Ok((answer, _)) => last = format!("status {}", answer.status),
                Err(error) => last = error.to_string(),
            }
            thread::sleep(Duration::from_millis(50));
        }
        let log = self.log();
        Err(Error::new(format!("`GET /_segue/health` did not answer 200 within 90 s (last: {last}){log}")))
    }

    /// The end of the log, to be put behind an error.
    pub(crate) fn log(&self) -> String {
        const LINES: usize = 30;
        let Some(log) = &self.options.log else { return "; what it wrote is above".into() };
        let text = fs::read_to_string(log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let tail = lines.get(lines.len().saturating_sub(LINES)..).unwrap_or_default();
        format!("; the end of its log:\n{}", tail.join("\n"))
    }
}
