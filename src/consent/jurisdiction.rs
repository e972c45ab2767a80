//! Which law's default holds before the visitor chose.

/// What holds before a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Regime {
    /// Nothing without a yes (GDPR and ePrivacy, UK GDPR, Swiss FADP, Brazil's LGPD).
    OptIn,
    /// Everything until a no.
    OptOut,
}

/// Where the visitor is, as far as the default is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jurisdiction {
    /// What holds before a choice.
    pub regime: Regime,
}

/// The EEA's countries (ISO 3166-1 alpha-2) with their outermost regions that have codes of their own, the United
/// Kingdom with Gibraltar and the Crown dependencies (whose laws follow it), Switzerland, Brazil.
const OPT_IN: [&str; 46] = [
    "AT", "AX", "BE", "BG", "BL", "BR", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GF", "GG", "GI",
    "GP", "GR", "HR", "HU", "IE", "IM", "IS", "IT", "JE", "LI", "LT", "LU", "LV", "MF", "MQ", "MT", "NL", "NO", "PL",
    "PT", "RE", "RO", "SE", "SI", "SK", "UK", "YT",
];

/// Codes that name no country: unknown, the European Union as a whole, Asia and the Pacific, and "other".
const NOWHERE: [&str; 4] = ["XX", "EU", "AP", "ZZ"];

/// Regions (ISO 3166-2 subdivision codes) whose law wants to be asked first although their country's does not: Quebec
/// (Law 25).
const OPT_IN_REGIONS: [(&str, &str); 1] = [("CA", "QC")];

impl Jurisdiction {
    /// From the request's country and region. Unknown (absent, not two letters, `XX`, or Tor's `T1`) is opt-in.
    #[must_use]
    pub fn of(country: Option<&str>, region: Option<&str>) -> Self {
        let country = country.unwrap_or_default();
        let known =
            country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase()) && !NOWHERE.contains(&country);
        // Where the region decides and is not known, it may be the one.
        let region = region.filter(|region| !region.is_empty());
        let by_region = |&(of, asking): &(&str, &str)| of == country && region.is_none_or(|region| region == asking);
        let asks_first = OPT_IN.binary_search(&country).is_ok() || OPT_IN_REGIONS.iter().any(by_region);
        Self { regime: if !known || asks_first { Regime::OptIn } else { Regime::OptOut } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_can_be_searched() {
        assert!(OPT_IN.is_sorted());
    }

    #[test]
    fn unknown_is_the_strictest() {
        let regime = |country, region| Jurisdiction::of(country, region).regime;
        for country in
            [None, Some(""), Some("XX"), Some("EU"), Some("T1"), Some("de"), Some("DEU"), Some("DE"), Some("GB")]
        {
            assert_eq!(regime(country, None), Regime::OptIn, "{country:?}");
        }
        for country in ["US", "AU", "JP", "IN"] {
            assert_eq!(regime(Some(country), None), Regime::OptOut, "{country}");
        }
        assert_eq!(regime(Some("CA"), Some("QC")), Regime::OptIn);
        assert_eq!(regime(Some("CA"), Some("ON")), Regime::OptOut);
        assert_eq!(regime(Some("CA"), None), Regime::OptIn, "it may be Quebec");
        assert_eq!(regime(Some("CA"), Some("")), Regime::OptIn);
    }
}
