//! The evaluation from the files to the report.

use super::Args;
use super::progress::Step;
use super::read::{Clicks, Names, read};
use super::report::{Report, Row, Tuning};
use super::table::several;
use super::tuner::{Searched, Tuner, written};
use crate::cli::Failure;
use crate::learn::evaluate::{
    Cleaned, Held, Measured, ROUNDS, Recommender, Served, Settings, clean, differences, measure, time,
};
use crate::learn::reference::{self, Method, Trained};
use crate::learn::{Params, Sessions, fit};
use std::path::Path;

/// Predictions that are timed.
const TIMED: usize = 2_000;

const SEGUE: &str = "segue";
const TUNED: &str = "segue-tuned";

/// What is judged.
pub(super) enum Candidate {
    /// The lists as the import makes them: the default, with what the import itself fits to the end of the training;
    /// untuned, the default alone.
    Segue,
    /// The lists with what `segue tune` finds.
    Tuned,
    /// A published method.
    Reference(&'static dyn Method),
}

impl Candidate {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Segue => SEGUE,
            Self::Tuned => TUNED,
            Self::Reference(method) => method.name(),
        }
    }

    fn is_tuned(&self) -> bool {
        match self {
            Self::Segue => false,
            Self::Tuned => true,
            Self::Reference(method) => method.space().size() > 1,
        }
    }
}

/// Runs it.
pub(super) fn run(args: &Args, train_file: &Path, test_file: &Path) -> Result<Report, Failure> {
    let candidates = candidates(args)?;
    let mut items = Names::default();
    let train = read(train_file, &mut items)?;
    let test = read(test_file, &mut items)?;
    let mut notes: Vec<String> = [(train_file, &train), (test_file, &test)]
        .iter()
        .filter_map(|(path, clicks)| unreadable(path, clicks))
        .collect();
    let unreadable = [train.unreadable, test.unreadable];
    let cleaned = clean(train.log, test.log, &items.names, args.drop_robots);
    enough(train_file, test_file, &cleaned)?;
    notes.extend(super::table::notes(&cleaned));

    let catalogue = cleaned.items.len();
    let trained = Trained::on(Sessions::of(cleaned.train.clicks.clone(), catalogue));
    let held = Held::of(&cleaned.test.clicks);
    let tuned = candidates.iter().filter(|candidate| candidate.is_tuned()).count();
    let tuner = (!args.untuned && tuned > 0).then(|| Tuner::of(args, &cleaned.train.clicks, catalogue));
    if tuner.as_ref().is_some_and(|tuner| tuner.held.is_empty()) {
        notes.push("too few sessions to hold any back: nothing was tuned".into());
    }
    let tuner = tuner.filter(|tuner| !tuner.held.is_empty());

    let mut left = tuned;
    let mut find = |candidate: &Candidate| {
        let tuner = tuner.as_ref().filter(|_| candidate.is_tuned())?;
        left -= 1;
        Some(tuner.find(candidate, trained.sessions(), left + 1))
    };
    let found: Vec<Option<Searched>> = candidates.iter().map(&mut find).collect();
    let learned: Vec<(Box<dyn Recommender + '_>, Settings)> = candidates
        .iter()
        .zip(&found)
        .map(|(candidate, found)| {
            let _step = Step::begin(&format!("learning {}", candidate.name()), 1);
            learn(candidate, &trained, found.as_ref(), !args.untuned)
        })
        .collect();

    let popularity = trained.popularity();
    let measured: Vec<Measured> = candidates
        .iter()
        .zip(&learned)
        .map(|(candidate, (recommender, _))| {
            let step = Step::begin(&format!("predicting with {}", candidate.name()), held.len() as u64);
            measure(recommender.as_ref(), &held, &popularity, &|sessions| step.add(sessions))
        })
        .collect();
    let step = Step::begin("timing", (learned.len() * ROUNDS) as u64);
    let recommenders: Vec<&dyn Recommender> = learned.iter().map(|(recommender, _)| recommender.as_ref()).collect();
    let times = time(&recommenders, &held, TIMED, &|| step.add(1));
    drop(step);

    let mut rows: Vec<Row> = Vec::new();
    for ((((candidate, found), (recommender, settings)), measured), time) in
        candidates.iter().zip(&found).zip(&learned).zip(&measured).zip(times)
    {
        rows.push(Row {
            name: candidate.name(),
            all: measured.all,
            new: measured.new,
            coverage: measured.coverage,
            popularity: measured.popularity,
            bytes_per_product: recommender.bytes() as f64 / catalogue.max(1) as f64,
            bytes_per_request: measured.request_bytes,
            time,
            settings: settings.clone(),
            trials: found.as_ref().map_or(0, Searched::trials),
            out_of_time: found.as_ref().is_some_and(Searched::out_of_time),
            versus: Vec::new(),
        });
    }
    versus(&mut rows, &measured, args.seed);
    let tuning = tuner.map(|tuner| Tuning {
        fit: tuner.fit.sessions().len(),
        held: tuner.held.len(),
        predictions: tuner.held.predictions(),
    });
    Ok(Report {
        cleaned,
        unreadable,
        tuning,
        seed: args.seed,
        timed: TIMED.min(held.predictions()),
        methods: rows,
        notes,
    })
}

/// Ours minus each of the others.
fn versus(rows: &mut [Row], measured: &[Measured], seed: u64) {
    let _step = Step::begin("confidence intervals", 1);
    let names: Vec<&'static str> = rows.iter().map(|row| row.name).collect();
    for (row, own) in rows.iter_mut().zip(measured).filter(|(row, _)| [SEGUE, TUNED].contains(&row.name)) {
        let others = || names.iter().zip(measured).filter(|(name, _)| **name != row.name);
        let sessions: Vec<_> = others().map(|(_, measured)| measured.sessions.as_slice()).collect();
        let differences = differences(&own.sessions, &sessions, seed);
        row.versus = others().map(|(name, _)| *name).zip(differences).collect();
    }
}

fn candidates(args: &Args) -> Result<Vec<Candidate>, Failure> {
    let mut all = vec![Candidate::Segue];
    if !args.untuned {
        all.push(Candidate::Tuned);
    }
    all.extend(reference::all().into_iter().map(Candidate::Reference));
    let names: Vec<&str> = all.iter().map(Candidate::name).collect();
    if let Some(unknown) = args.methods.iter().find(|name| !names.contains(&name.as_str())) {
        let help = format!("the methods are {}", names.join(", "));
        return Err(Failure::from(miette::miette!(help = help, "there is no method `{unknown}`")));
    }
    all.retain(|candidate| args.methods.is_empty() || args.methods.iter().any(|name| name == candidate.name()));
    Ok(all)
}

fn enough(train: &Path, test: &Path, cleaned: &Cleaned) -> Result<(), Failure> {
    let none = |path: &Path, help: &str| {
        Failure::from(miette::miette!(help = help.to_owned(), "nothing is left of `{}`", path.display()))
    };
    if cleaned.train.left.sessions == 0 {
        let help = "it has no session of two clicks on items that were clicked five times; give it more clicks";
        return Err(none(train, help));
    }
    if cleaned.test.left.sessions == 0 {
        let help =
            "it has no session of two clicks on items that are in the training; do both files write items alike?";
        return Err(none(test, help));
    }
    Ok(())
}

fn unreadable(path: &Path, clicks: &Clicks) -> Option<String> {
    let lines: Vec<String> = clicks.named.iter().map(u64::to_string).collect();
    let more = if clicks.unreadable > clicks.named.len() as u64 { " and others" } else { "" };
    (clicks.unreadable > 0).then(|| {
        let count = clicks.unreadable as usize;
        let what = several(count, "line is no click and was passed over", "lines are no clicks and were passed over");
        format!("`{}`: {what}: {}{more}", path.display(), lines.join(", "))
    })
}

fn learn<'a>(
    candidate: &Candidate,
    on: &'a Trained,
    found: Option<&Searched>,
    fits: bool,
) -> (Box<dyn Recommender + 'a>, Settings) {
    match candidate {
        Candidate::Segue | Candidate::Tuned => {
            let params = match found {
                Some(Searched::Ours { params, .. }) => *params,
                _ if fits => fit(on.sessions(), &Params::default()).0,
                _ => Params::default(),
            };
            (Box::new(Served::learn(on.sessions(), &params)), written(&params))
        }
        Candidate::Reference(method) => {
            let settings = match found {
                Some(Searched::Reference(found)) => found.settings.clone(),
                _ => method.space().default_settings(),
            };
            (method.learn(on, &settings), settings)
        }
    }
}
