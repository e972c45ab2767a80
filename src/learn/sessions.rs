//! Sessions as numbers.

/// A click: who, what and when, as numbers that say nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Click {
    /// The session's number: equal for clicks of one session. Of two sessions that end at once the lower comes first.
    pub session: u32,
    /// The item's number.
    pub item: u32,
    /// When, in any unit that grows.
    pub time: f64,
}

/// The clicks of sessions of at least two, in order, the session that ended first first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sessions {
    /// All items clicked, session after session.
    items: Vec<u32>,
    /// Where each session ends in it.
    ends: Vec<usize>,
    /// When each ended.
    times: Vec<f64>,
    /// How many items there may be: one more than the highest number.
    catalogue: usize,
}

impl Sessions {
    /// Puts clicks in order: within a session by time (those of one moment as they came), sessions by their last click and
    /// then by number. Sessions of one click are left out.
    #[must_use]
    pub fn of(mut clicks: Vec<Click>, catalogue: usize) -> Self {
        clicks.sort_by(|a, b| a.session.cmp(&b.session).then(a.time.total_cmp(&b.time)));
        let mut order: Vec<(f64, u32, usize, usize)> = Vec::new();
        let mut from = 0;
        for session in clicks.chunk_by(|a, b| a.session == b.session) {
            let to = from + session.len();
            if let (Some(last), true) = (session.last(), session.len() > 1) {
                order.push((last.time, last.session, from, to));
            }
            from = to;
        }
        order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut sessions = Self { catalogue, ..Self::default() };
        for (time, _, from, to) in order {
            sessions.items.extend(clicks.get(from..to).unwrap_or_default().iter().map(|click| click.item));
            sessions.ends.push(sessions.items.len());
            sessions.times.push(time);
        }
        sessions
    }

    /// How many sessions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many clicks.
    #[must_use]
    pub fn clicks(&self) -> usize {
        self.items.len()
    }

    /// How many items there may be.
    #[must_use]
    pub fn catalogue(&self) -> usize {
        self.catalogue
    }

    /// All items clicked, session after session.
    #[must_use]
    pub fn items(&self) -> &[u32] {
        &self.items
    }

    /// Where the session of this number lies in [`Sessions::items`]; sessions are numbered from 0, the oldest first.
    #[must_use]
    pub fn range(&self, session: usize) -> std::ops::Range<usize> {
        let from = session.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        from..self.ends.get(session).copied().unwrap_or(from)
    }

    /// The items of one session, in order.
    #[must_use]
    pub fn session(&self, session: usize) -> &[u32] {
        self.items.get(self.range(session)).unwrap_or_default()
    }

    /// Every session with the time of its last click, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (f64, &[u32])> {
        (0..self.len()).zip(&self.times).map(|(session, time)| (*time, self.session(session)))
    }

    /// The sessions from one number up to another, with the same items.
    #[must_use]
    pub fn part(&self, sessions: std::ops::Range<usize>) -> Self {
        let from = self.range(sessions.start).start;
        let ends = self.ends.get(sessions.clone()).unwrap_or_default();
        let to = ends.last().copied().unwrap_or(from);
        Self {
            items: self.items.get(from..to).unwrap_or_default().to_vec(),
            ends: ends.iter().map(|end| end - from).collect(),
            times: self.times.get(sessions).unwrap_or_default().to_vec(),
            catalogue: self.catalogue,
        }
    }
}
