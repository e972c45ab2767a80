//! Finding the nearest sessions, as VS-kNN and STAN do alike: of the sessions that share an item the most recent,
//! and of these the most similar.

use super::index::Trained;
use crate::learn::evaluate::Scratch;

/// Sums up for the `sample` most recent sessions that share an item the weights of the items that they share, into
/// `scratch.sessions`; and says in `scratch.ago` which of the common items was clicked last. The items come the latest first:
/// how many clicks ago, item, weight above 0.
pub(super) fn gather(
    on: &Trained,
    items: impl Iterator<Item = (usize, u32, f64)>,
    sample: usize,
    scratch: &mut Scratch,
) {
    let Scratch { sessions, ago: latest, .. } = scratch;
    sessions.fit(on.sessions().len());
    if latest.len() < on.sessions().len() {
        latest.resize(on.sessions().len(), 0);
    }
    let mut oldest = 0;
    for (ago, item, weight) in items {
        for session in on.with(item).iter().take(sample) {
            // With enough newer sessions at hand, this one and all that follow are out.
            if *session < oldest {
                break;
            }
            if sessions.add(*session, weight)
                && let Some(latest) = latest.get_mut(*session as usize)
            {
                *latest = ago as u32;
            }
        }
        if sessions.touched.len() > sample {
            let (_, last, _) = sessions.touched.select_nth_unstable_by(sample - 1, |a, b| b.cmp(a));
            oldest = *last;
            for session in sessions.touched.split_off(sample) {
                sessions.take(session);
            }
        }
    }
}

/// Leaves the `k` most similar sessions, of equals the most recent.
pub(super) fn nearest(k: usize, scratch: &mut Scratch) {
    let sessions = &mut scratch.sessions;
    if sessions.touched.len() > k {
        let mut touched = std::mem::take(&mut sessions.touched);
        let order = |a: &u32, b: &u32| sessions.get(*b).total_cmp(&sessions.get(*a)).then(b.cmp(a));
        touched.select_nth_unstable_by(k, order);
        for session in touched.drain(k..) {
            sessions.take(session);
        }
        sessions.touched = touched;
    }
}
