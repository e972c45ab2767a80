//! What was found, before it is written as a table or as JSON.

use crate::learn::evaluate::{Accuracy, Cleaned, Difference, Settings, Time};

/// The whole result.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) cleaned: Cleaned,
    /// Lines that are no click: in the training and in the test.
    pub(super) unreadable: [u64; 2],
    pub(super) tuning: Option<Tuning>,
    pub(super) seed: u64,
    /// Predictions that were timed, at most.
    pub(super) timed: usize,
    pub(super) methods: Vec<Row>,
    /// What has to be known of the files.
    pub(super) notes: Vec<String>,
}

/// What the parameters were fitted to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tuning {
    /// Sessions that were learned from.
    pub(super) fit: usize,
    /// Sessions that were predicted.
    pub(super) held: usize,
    pub(super) predictions: usize,
}

/// One method.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) all: Accuracy,
    pub(super) new: Accuracy,
    pub(super) coverage: f64,
    pub(super) popularity: f64,
    pub(super) bytes_per_product: f64,
    /// Mean and largest.
    pub(super) bytes_per_request: Option<(f64, u64)>,
    pub(super) time: Time,
    pub(super) settings: Settings,
    /// How many settings were tried; 0 where none were to be tried.
    pub(super) trials: usize,
    pub(super) out_of_time: bool,
    /// This method minus others.
    pub(super) versus: Vec<(&'static str, Difference)>,
}
