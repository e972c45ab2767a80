//! Warns of categories that sound sensitive, where nobody said whether they are.

use crate::shop::code::Code;
use crate::shop::place::Notes;
use crate::shop::source::CategoryEntry;

/// Warns of a category whose id or title sounds sensitive.
pub(super) fn check(notes: &Notes, category: &CategoryEntry) {
    if category.sensitive.is_some() {
        return;
    }
    if let Some(word) = [&category.id.value, &category.title].into_iter().find_map(|name| word_in(name)) {
        let message = format!("the category `{}` sounds sensitive: `{word}`", category.id.value);
        notes.say(
            Code::SoundsSensitive,
            category.id.place,
            message,
            "say `\"sensitive\": true`, or `\"sensitive\": false` where it is not",
        );
    }
}

/// The first word of a name that people keep to themselves, as it is written.
fn word_in(name: &str) -> Option<&str> {
    name.split(|c: char| !c.is_alphanumeric()).find(|word| {
        let plain: String = word.to_lowercase().chars().map(without_accent).collect();
        WORDS.contains(&plain.as_str()) || BEGINNINGS.iter().any(|beginning| plain.starts_with(beginning))
    })
}

fn without_accent(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    }
}

/// Words in English, German, French and Spanish, lower case and without accents.
const WORDS: [&str; 31] = [
    "health",
    "healthcare",
    "fertility",
    "sex",
    "sexy",
    "vibrators",
    "condom",
    "condoms",
    "hiv",
    "faith",
    "church",
    "bible",
    "bibles",
    "quran",
    "lgbt",
    "lgbtq",
    "gesundheit",
    "fruchtbarkeit",
    "kinderwunsch",
    "wochenbett",
    "stillzeit",
    "sante",
    "fertilite",
    "allaitement",
    "salud",
    "fertilidad",
    "lactancia",
    "embarazo",
    "embarazada",
    "preservativos",
    "preservatifs",
];

/// Beginnings of such words.
const BEGINNINGS: [&str; 27] = [
    "pregnan",
    "maternit",
    "maternid",
    "breastfeed",
    "intim",
    "sexu",
    "sextoy",
    "erotic",
    "erotik",
    "erotiq",
    "contracep",
    "anticoncep",
    "verhutung",
    "kondom",
    "schwanger",
    "grossesse",
    "menopaus",
    "wechseljahre",
    "incontinen",
    "inkontinen",
    "diabet",
    "medic",
    "medizin",
    "arznei",
    "apotheke",
    "pharma",
    "religio",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_sound_sensitive_are_found_in_four_languages() {
        for (name, word) in [
            ("Health & beauty", "health"),
            ("pregnancy-and-nursing", "pregnancy"),
            ("Maternity wear", "maternity"),
            ("Sexual wellness", "sexual"),
            ("Intimate care", "intimate"),
            ("Religious gifts", "religious"),
            ("Schwangerschaft", "schwangerschaft"),
            ("Intimpflege", "intimpflege"),
            ("VERHÜTUNG", "verhütung"),
            ("Santé", "santé"),
            ("Hygiène intime", "intime"),
            ("Contraceptifs", "contraceptifs"),
            ("Salud sexual", "salud"),
            ("Embarazo", "embarazo"),
            ("Artículos religiosos", "religiosos"),
        ] {
            assert_eq!(word_in(name).map(str::to_lowercase).as_deref(), Some(word), "{name}");
        }
        for name in
            ["Care and cleaning", "Healthy snacks", "Fertiliser", "Essex ware", "Ornamental", "Umstände", "Sextant", ""]
        {
            assert_eq!(word_in(name), None, "{name}");
        }
    }
}
