//! Titles as a page can show them: `WHITE HANGING HEART T-LIGHT HOLDER` becomes `White Hanging Heart T-Light Holder`.
//! A title that is already written with care is left as it is.

/// Words that stay small inside a title.
const SMALL: [&str; 16] =
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "w"];

/// Words that are written in capitals.
const CAPITALS: [&str; 24] = [
    "ABC", "BBQ", "CD", "DIY", "DVD", "EU", "FM", "GB", "HD", "II", "III", "IV", "LCD", "LED", "MDF", "MP3", "PVC",
    "TV", "UK", "US", "USA", "USB", "XL", "XXL",
];

/// Units that follow a number in small letters.
const UNITS: [&str; 14] = ["cm", "mm", "m", "km", "ml", "cl", "l", "g", "kg", "pc", "pcs", "oz", "ft", "x"];

/// The title, tidied.
pub(super) fn tidy(title: &str) -> String {
    let title = title.trim_start_matches('*').trim_end_matches(['.', ',', ';', ' ', '*']).trim();
    let upper = title.chars().filter(|c| c.is_uppercase()).count();
    let lower = title.chars().filter(|c| c.is_lowercase()).count();
    if lower > 0 && upper * 10 < (upper + lower) * 7 && upper > 0 {
        return title.to_owned();
    }
    let words: Vec<&str> = title.split(' ').filter(|word| !word.is_empty()).collect();
    let last = words.len().saturating_sub(1);
    let tidied: Vec<String> = words
        .iter()
        .enumerate()
        .map(|(at, word)| if word.contains(',') { list(word, at > 0) } else { piece(word, at > 0 && at < last) })
        .collect();
    tidied.join(" ")
}

/// `CARD,PACK/12`: a missing blank after a comma.
fn list(word: &str, inside: bool) -> String {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    if digits > 0 && word.split(',').all(|part| part.bytes().all(|b| b.is_ascii_digit())) {
        return word.to_owned();
    }
    let parts: Vec<String> = word.split(',').map(|part| piece(part, inside)).collect();
    parts.join(", ").trim_end().to_owned()
}

/// One word, whose parts may be joined by `-`, `/`, `&`, `+` or `(`.
fn piece(word: &str, inside: bool) -> String {
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    loop {
        let end = rest.find(['-', '/', '&', '+', '(', ')', '"', '.', ':']).unwrap_or(rest.len());
        let (part, more) = rest.split_at(end);
        let alone = part.len() == word.len();
        out.push_str(&cased(part, inside && alone));
        let Some(mark) = more.chars().next() else { return out };
        out.push(mark);
        rest = more.get(mark.len_utf8()..).unwrap_or_default();
    }
}

fn cased(part: &str, may_be_small: bool) -> String {
    let capitals = part.to_uppercase();
    let small = part.to_lowercase();
    if CAPITALS.contains(&capitals.as_str()) {
        return capitals;
    }
    if may_be_small && SMALL.contains(&small.as_str()) {
        return small;
    }
    if part.starts_with(|c: char| c.is_ascii_digit()) {
        return measured(&small, &capitals);
    }
    let mut letters = small.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// `40x40cm`, `12pcs`, `4th` and `50's` in small letters, `3D` in capitals.
fn measured(small: &str, capitals: &str) -> String {
    let words = small.split(|c: char| c.is_ascii_digit()).filter(|unit| !unit.is_empty());
    let small_units =
        words.clone().all(|unit| UNITS.contains(&unit) || matches!(unit, "st" | "nd" | "rd" | "th" | "s" | "'s"));
    if small_units { small.to_owned() } else { capitals.to_owned() }
}

/// Lower-case words of a title, in the singular, for guessing categories.
pub(super) fn words(title: &str) -> Vec<String> {
    title
        .to_lowercase()
        .split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-'))
        .map(|word| word.trim_matches(['\'', '-']))
        .filter(|word| !word.is_empty())
        .map(singular)
        .collect()
}

/// `bags` to `bag`, `boxes` to `box`, `candies` to `candy`; `glass` stays.
pub(super) fn singular(word: &str) -> String {
    let cut = |n: usize| word.get(..word.len().saturating_sub(n)).unwrap_or(word);
    if word.len() < 4 || ["ss", "us", "is", "'s"].iter().any(|end| word.ends_with(end)) {
        return word.to_owned();
    }
    if word.ends_with("ies") && word.len() > 4 {
        return match word {
            "movies" | "cookies" | "brownies" | "doilies" | "selfies" => {
                if word == "doilies" {
                    "doily".to_owned()
                } else {
                    cut(1).to_owned()
                }
            }
            _ => format!("{}y", cut(3)),
        };
    }
    if ["xes", "ches", "shes", "sses"].iter().any(|end| word.ends_with(end)) {
        return cut(2).to_owned();
    }
    match word {
        "knives" => "knife".to_owned(),
        "leaves" => "leaf".to_owned(),
        "shelves" => "shelf".to_owned(),
        "scissors" | "christmas" | "lens" | "canvas" | "trousers" | "dominoes" | "series" => word.to_owned(),
        _ if word.ends_with('s') => cut(1).to_owned(),
        _ => word.to_owned(),
    }
}

/// `bag` to `bags`, `box` to `boxes`, `candy` to `candies`.
pub(super) fn plural(word: &str) -> String {
    let cut = |n: usize| word.get(..word.len().saturating_sub(n)).unwrap_or(word);
    let vowel_before = word.chars().rev().nth(1).is_some_and(|c| "aeiou".contains(c));
    match word {
        "knife" => "knives".to_owned(),
        "leaf" => "leaves".to_owned(),
        "shelf" => "shelves".to_owned(),
        "children" | "scissors" | "jewellery" | "cutlery" | "bunting" | "stationery" | "dominoes" | "trousers" => {
            word.to_owned()
        }
        _ if word.ends_with('y') && !vowel_before => format!("{}ies", cut(1)),
        _ if ["s", "x", "ch", "sh"].iter().any(|end| word.ends_with(end)) => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shouting_is_tidied() {
        for (written, shown) in [
            ("WHITE HANGING HEART T-LIGHT HOLDER", "White Hanging Heart T-Light Holder"),
            ("LUNCH BAG BLACK SKULL.", "Lunch Bag Black Skull"),
            ("SET OF 3 CAKE TINS PANTRY DESIGN ", "Set of 3 Cake Tins Pantry Design"),
            ("BAG 125g SWIRLY MARBLES", "Bag 125g Swirly Marbles"),
            ("POLYESTER FILLER PAD 40x40cm", "Polyester Filler Pad 40x40cm"),
            ("3 TRADITIONAl BISCUIT CUTTERS SET", "3 Traditional Biscuit Cutters Set"),
            ("CHILDREN'S SPACEBOY MUG", "Children's Spaceboy Mug"),
            ("DOORMAT 3D UK FLAG", "Doormat 3D UK Flag"),
            ("*BOOMBOX IPOD CLASSIC", "Boombox Ipod Classic"),
            ("FOLK ART GREETING CARD,pack/12", "Folk Art Greeting Card, Pack/12"),
            ("box of 6 assorted colour teaspoons", "Box of 6 Assorted Colour Teaspoons"),
            ("FRYING PAN 5,5 (BLUE)", "Frying Pan 5,5 (Blue)"),
            ("MADE OF", "Made Of"),
            ("PAPER CHAIN KIT 50'S CHRISTMAS", "Paper Chain Kit 50's Christmas"),
        ] {
            assert_eq!(tidy(written), shown);
        }
    }

    #[test]
    fn care_is_left_alone() {
        for title in ["Fjord gooseneck kettle 1.0 l", "iPhone case MagSafe", "ACME Widget deluxe"] {
            assert_eq!(tidy(title), title);
        }
    }

    #[test]
    fn one_and_many() {
        for (one, many) in [
            ("bag", "bags"),
            ("box", "boxes"),
            ("candy", "candies"),
            ("glass", "glasses"),
            ("knife", "knives"),
            ("toy", "toys"),
        ] {
            assert_eq!(singular(many), one);
            assert_eq!(plural(one), many);
        }
        assert_eq!(
            words("Set of 3 CAKE-TINS, boxes & Children's glass"),
            ["set", "of", "3", "cake-tin", "box", "children's", "glass"]
        );
    }
}
