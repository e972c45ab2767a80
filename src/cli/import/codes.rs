//! What is sold and what is only booked: postage, fees, samples, discounts, vouchers and tests are no products.

/// Codes that bookkeeping uses, in capitals. A code is also none when it begins with one of [`BOOKKEEPING_STARTS`], or
/// when it has no digit in a shop whose codes have digits (see [`without_digit`]).
const BOOKKEEPING: [&str; 20] = [
    "POST",
    "DOT",
    "M",
    "D",
    "C2",
    "C3",
    "CRUK",
    "PADS",
    "S",
    "B",
    "BANK CHARGES",
    "AMAZONFEE",
    "AMAZON FEE",
    "ADJUST",
    "ADJUST2",
    "SHIPPING",
    "DISCOUNT",
    "TIP",
    "GIFT-CARD",
    "GIFTCARD",
];

const BOOKKEEPING_STARTS: [&str; 5] = ["GIFT_", "TEST", "GIFTCARD-", "GIFT-CARD-", "VOUCHER"];

/// Titles that say so although the code does not, as whole titles in lower case.
const BOOKKEEPING_TITLES: [&str; 17] = [
    "postage",
    "dotcom postage",
    "carriage",
    "next day carriage",
    "shipping",
    "delivery",
    "manual",
    "discount",
    "samples",
    "bank charges",
    "amazon fee",
    "adjust bad debt",
    "cruk commission",
    "tip",
    "test product",
    "packing charge",
    "high resolution image",
];

/// Vouchers and gift cards are money, not products.
const VOUCHERS: [&str; 3] = ["gift voucher", "e-gift card", "gift certificate"];

/// Whether a code is bookkeeping by itself.
pub(super) fn is_bookkeeping(code: &str) -> bool {
    let known = BOOKKEEPING.iter().any(|known| known.eq_ignore_ascii_case(code));
    let starts = |start: &str| code.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    known || BOOKKEEPING_STARTS.iter().any(|start| starts(start))
}

/// Whether a title says that this is no product.
pub(super) fn is_bookkeeping_title(title: &str) -> bool {
    let title = title.to_lowercase();
    BOOKKEEPING_TITLES.contains(&title.as_str())
        || VOUCHERS.iter().any(|voucher| title.contains(voucher))
        || title == "gift card"
        || title.starts_with("gift card -")
}

/// Codes without a digit are bookkeeping where nine codes in ten have one. A shop that writes its codes in letters
/// keeps them.
pub(super) fn without_digit<'c>(codes: impl Iterator<Item = &'c str>) -> impl Fn(&str) -> bool {
    let (mut all, mut with) = (0_usize, 0_usize);
    for code in codes {
        all += 1;
        with += usize::from(has_digit(code));
    }
    let rule = with * 10 >= all * 9;
    move |code| rule && !has_digit(code)
}

/// Whether a code has a digit.
pub(super) fn has_digit(code: &str) -> bool {
    code.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bookkeeping_codes() {
        for code in ["POST", "DOT", "m", "C2", "gift_0001_20", "TEST001", "Bank Charges", "AMAZONFEE", "PADS", "S", "B"]
        {
            assert!(is_bookkeeping(code), "{code}");
        }
        for code in ["85123A", "22197", "DCGS0003", "MUG", "", "S1", "TE"] {
            assert!(!is_bookkeeping(code), "{code}");
        }
    }

    #[test]
    fn bookkeeping_titles() {
        for title in ["Next Day Carriage", "POSTAGE", "Dotcomgiftshop Gift Voucher £100.00", "Gift Card - $25"] {
            assert!(is_bookkeeping_title(title), "{title}");
        }
        for title in ["Gift card holder", "Carriage clock", "Manual coffee grinder", "SHIPPING CRATE"] {
            assert!(!is_bookkeeping_title(title), "{title}");
        }
    }

    #[test]
    fn codes_without_digits_only_stand_out_among_codes_with_digits() {
        let mostly = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "FEE"];
        assert!(without_digit(mostly.into_iter())("FEE"));
        assert!(!without_digit(mostly.into_iter())("1"));
        assert!(!without_digit(["MUG-RED", "MUG-BLUE", "T1"].into_iter())("MUG-RED"));
    }
}
