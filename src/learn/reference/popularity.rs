//! What was clicked most.

use super::{Method, Trained};
use crate::learn::evaluate::Value::Number;
use crate::learn::evaluate::{Axis, Recommender, Scratch, Settings, SoFar, Space};

/// The same list for everybody: the items clicked most in the latest part of the training.
#[derive(Debug)]
pub struct Popularity;

impl Method for Popularity {
    fn name(&self) -> &'static str {
        "popularity"
    }

    fn space(&self) -> Space {
        Space(&[Axis {
            name: "latest_share",
            values: &[Number(1.0), Number(0.5), Number(0.2), Number(0.1), Number(0.05), Number(0.02), Number(0.01)],
        }])
    }

    fn learn<'a>(&self, on: &'a Trained, settings: &Settings) -> Box<dyn Recommender + 'a> {
        let sessions = on.sessions();
        let latest = (sessions.len() as f64 * settings.number("latest_share")).ceil() as usize;
        let mut counts = vec![0_u32; on.catalogue()];
        for session in sessions.len().saturating_sub(latest)..sessions.len() {
            for item in sessions.session(session) {
                counts.iter_mut().skip(*item as usize).take(1).for_each(|count| *count += 1);
            }
        }
        let mut ranked: Vec<(u32, u32)> = (0_u32..).zip(counts).filter(|(_, count)| *count > 0).collect();
        ranked.sort_unstable_by_key(|(item, count)| (std::cmp::Reverse(*count), *item));
        Box::new(Learned(ranked.into_iter().map(|(item, _)| item).collect()))
    }
}

struct Learned(Vec<u32>);

impl Recommender for Learned {
    fn predict(&self, _: SoFar<'_>, most: usize, _: &mut Scratch) -> Vec<u32> {
        self.0.get(..most).unwrap_or(&self.0).to_vec()
    }

    fn bytes(&self) -> usize {
        4 * self.0.len()
    }
}
