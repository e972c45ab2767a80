//! Countries as exports write them, as ISO 3166-1 alpha-2 codes.

/// English names that exports use, besides the codes themselves.
const NAMES: [(&str, &[u8; 2]); 73] = [
    ("argentina", b"AR"),
    ("australia", b"AU"),
    ("austria", b"AT"),
    ("bahrain", b"BH"),
    ("belgium", b"BE"),
    ("brazil", b"BR"),
    ("bulgaria", b"BG"),
    ("canada", b"CA"),
    ("channel islands", b"JE"),
    ("chile", b"CL"),
    ("china", b"CN"),
    ("colombia", b"CO"),
    ("croatia", b"HR"),
    ("cyprus", b"CY"),
    ("czech republic", b"CZ"),
    ("czechia", b"CZ"),
    ("denmark", b"DK"),
    ("eire", b"IE"),
    ("england", b"GB"),
    ("estonia", b"EE"),
    ("finland", b"FI"),
    ("france", b"FR"),
    ("germany", b"DE"),
    ("great britain", b"GB"),
    ("greece", b"GR"),
    ("hong kong", b"HK"),
    ("hungary", b"HU"),
    ("iceland", b"IS"),
    ("india", b"IN"),
    ("ireland", b"IE"),
    ("israel", b"IL"),
    ("italy", b"IT"),
    ("japan", b"JP"),
    ("korea", b"KR"),
    ("latvia", b"LV"),
    ("lebanon", b"LB"),
    ("liechtenstein", b"LI"),
    ("lithuania", b"LT"),
    ("luxembourg", b"LU"),
    ("malaysia", b"MY"),
    ("malta", b"MT"),
    ("mexico", b"MX"),
    ("netherlands", b"NL"),
    ("new zealand", b"NZ"),
    ("nigeria", b"NG"),
    ("norway", b"NO"),
    ("poland", b"PL"),
    ("portugal", b"PT"),
    ("romania", b"RO"),
    ("rsa", b"ZA"),
    ("saudi arabia", b"SA"),
    ("scotland", b"GB"),
    ("serbia", b"RS"),
    ("singapore", b"SG"),
    ("slovakia", b"SK"),
    ("slovenia", b"SI"),
    ("south africa", b"ZA"),
    ("south korea", b"KR"),
    ("spain", b"ES"),
    ("sweden", b"SE"),
    ("switzerland", b"CH"),
    ("taiwan", b"TW"),
    ("thailand", b"TH"),
    ("the netherlands", b"NL"),
    ("turkey", b"TR"),
    ("uk", b"GB"),
    ("ukraine", b"UA"),
    ("united arab emirates", b"AE"),
    ("united kingdom", b"GB"),
    ("united states", b"US"),
    ("united states of america", b"US"),
    ("usa", b"US"),
    ("wales", b"GB"),
];

/// The code of a country; nothing for a text that names none.
pub(super) fn code(text: &str) -> Option<[u8; 2]> {
    let text = text.trim();
    let name = text.to_lowercase();
    if let Ok(at) = NAMES.binary_search_by(|(known, _)| (*known).cmp(&name)) {
        return NAMES.get(at).map(|(_, code)| **code);
    }
    let code: [u8; 2] = text.as_bytes().try_into().ok()?;
    code.iter().all(u8::is_ascii_uppercase).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes_are_one_country() {
        assert_eq!(code("United Kingdom"), Some(*b"GB"));
        assert_eq!(code(" EIRE "), Some(*b"IE"));
        assert_eq!(code("UK"), Some(*b"GB"));
        assert_eq!(code("DE"), Some(*b"DE"));
        for none in ["", "Unspecified", "European Community", "de", "GERMANIA"] {
            assert_eq!(code(none), None, "{none}");
        }
        assert!(NAMES.is_sorted(), "they are searched by halves");
    }
}
