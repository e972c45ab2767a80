//! Writes a TC string for a case, so that its dates are those of the run.

use crate::day::Day;
use alloc::string::String;
use alloc::vec::Vec;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

/// What a TC string says; vendors are written as ranges.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TcString {
    /// The cookie that holds it; absent means `euconsent-v2`.
    #[serde(default)]
    pub cookie: Option<String>,
    /// Purposes with consent.
    #[serde(default)]
    pub purposes: Vec<u8>,
    /// Purposes with legitimate interest.
    #[serde(default)]
    pub interests: Vec<u8>,
    /// Vendors with consent.
    #[serde(default)]
    pub vendors: Vec<u16>,
    /// Vendors with legitimate interest.
    #[serde(default)]
    pub interest_vendors: Vec<u16>,
    /// Vendors that were disclosed; absent means that the string does not say.
    #[serde(default)]
    pub disclosed: Option<Vec<u16>>,
    /// Publisher restrictions: purpose, kind (0 not allowed, 1 consent, 2 legitimate interest), vendor.
    #[serde(default)]
    pub restrictions: Vec<(u8, u8, u16)>,
    /// When it was last changed; below zero is in the future.
    #[serde(default)]
    pub days_ago: i32,
    /// When it was first made; absent means when it was last changed.
    #[serde(default)]
    pub created_days_ago: Option<i32>,
    /// The policy version; absent means 5, TCF v2.3.
    #[serde(default)]
    pub policy_version: Option<u8>,
}

impl TcString {
    /// The string, as of `today`.
    #[must_use]
    pub fn text(&self, today: Day) -> String {
        let deciseconds = |ago: i32| u64::try_from(i64::from(today.0) - i64::from(ago)).unwrap_or(0) * 864_000;
        let created = self.created_days_ago.unwrap_or(self.days_ago);
        let mut core = Bits::default();
        core.put(2, 6).put(deciseconds(created), 36).put(deciseconds(self.days_ago), 36);
        // Consent platform 10 in version 1, screen 1, English, vendor list 100.
        core.put(10, 12).put(1, 12).put(1, 6).put(4, 6).put(13, 6).put(100, 12);
        core.put(u64::from(self.policy_version.unwrap_or(5)), 6).put(1, 1).put(0, 1).put(0, 12);
        core.set(&self.purposes, 24).set(&self.interests, 24).put(0, 1).put(3, 6).put(4, 6);
        core.vendors(&self.vendors).vendors(&self.interest_vendors);
        core.put(self.restrictions.len() as u64, 12);
        for (purpose, kind, vendor) in &self.restrictions {
            core.put(u64::from(*purpose), 6).put(u64::from(*kind), 2).ranges(&[*vendor]);
        }
        let mut text = core.text();
        if let Some(disclosed) = &self.disclosed {
            let mut segment = Bits::default();
            segment.put(1, 3).vendors(disclosed);
            text.push('.');
            text.push_str(&segment.text());
        }
        text
    }
}

/// Bits, the most significant first.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    fn put(&mut self, value: u64, width: u32) -> &mut Self {
        self.0.extend((0..width).rev().map(|at| value >> at & 1 == 1));
        self
    }

    fn set(&mut self, ids: &[u8], width: u8) -> &mut Self {
        self.0.extend((1..=width).map(|id| ids.contains(&id)));
        self
    }

    /// A vendor list: the largest id, that ranges follow, and the ranges.
    fn vendors(&mut self, ids: &[u16]) -> &mut Self {
        let max = ids.iter().copied().max().unwrap_or(0);
        self.put(u64::from(max), 16).put(1, 1).ranges(ids)
    }

    fn ranges(&mut self, ids: &[u16]) -> &mut Self {
        self.put(ids.len() as u64, 12);
        for id in ids {
            self.put(0, 1).put(u64::from(*id), 16);
        }
        self
    }

    fn text(&self) -> String {
        let byte = |bits: &[bool]| (0..8).fold(0, |byte, at| byte << 1 | u8::from(bits.get(at) == Some(&true)));
        URL_SAFE_NO_PAD.encode(self.0.chunks(8).map(byte).collect::<Vec<u8>>())
    }
}
