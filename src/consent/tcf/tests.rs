//! Strings laid bit by bit: what is refused as a cookie, and read in a GPP string, as their libraries do.

use super::*;
use crate::consent::laid::Laid;
use alloc::format;
use alloc::string::String;

/// A core up to its restrictions, by platform, country and vendors with consent.
fn core(platform: u64, country: [u64; 2], vendors: &[u16]) -> Laid {
    let [first, second] = country;
    let laid = Laid::default().number(2, 6).number(1, 36).number(1, 36).number(platform, 12).number(1, 12).number(0, 6);
    let laid = laid.number(4, 6).number(13, 6).number(30, 12).number(4, 6).number(0, 2).number(0, 12);
    let laid = laid.ids(&[1]).ids(&[]).number(0, 1).number(first, 6).number(second, 6);
    laid.vendors(vendors).vendors(&[])
}

fn whole() -> String {
    core(10, [3, 4], &[7]).number(0, 12).text()
}

/// Why it cannot be read as a cookie, and as a section of a GPP string.
fn why(text: &str) -> [Option<Unreadable>; 2] {
    [Tcf::decode(text).err(), Tcf::section(text).err()]
}

#[test]
fn a_platform_and_a_country_are_what_the_library_lets_through() {
    let of = |platform, country| why(&core(platform, country, &[]).number(0, 12).text());
    assert_eq!(of(0, [3, 4]), [Some(Unreadable::Platform), None]);
    assert_eq!(of(1, [3, 4]), [Some(Unreadable::Platform), None]);
    assert_eq!(of(2, [3, 4]), [None, None]);
    assert_eq!(of(10, [57, 57]), [None, None]);
    assert_eq!(of(10, [58, 4]), [Some(Unreadable::Country), None]);
    assert_eq!(of(10, [3, 58]), [Some(Unreadable::Country), None]);
    assert_eq!(of(10, [63, 63]), [Some(Unreadable::Country), None]);
}

#[test]
fn restrictions_may_be_missing_in_a_section_alone() {
    let cut = core(10, [3, 4], &[]);
    assert_eq!(cut.len(), 247);
    assert_eq!(why(&cut.text()), [Some(Unreadable::Truncated), None], "5 bits are left");
    // 12 bits are left, which say that there is one, and nothing of it follows.
    let one = core(10, [3, 4], &[5]).number(1, 12);
    assert_eq!(one.len(), 264);
    assert_eq!(why(&one.text()), [Some(Unreadable::Truncated); 2]);
    assert_eq!(why(&core(10, [3, 4], &[5]).number(0, 12).text()), [None, None]);
}

#[test]
fn restrictions_that_mean_nothing_make_a_cookie_unreadable() {
    let of = |purpose, kind, vendors: u64| {
        let laid = core(10, [3, 4], &[]).number(1, 12).number(purpose, 6).number(kind, 2).number(vendors, 12);
        why(&(0..vendors).fold(laid, |laid, _| laid.number(0, 1).number(7, 16)).text())
    };
    let refused = [Some(Unreadable::Restriction), None];
    assert_eq!(of(5, 1, 1), [None, None]);
    assert_eq!((of(0, 1, 1), of(5, 3, 1), of(0, 3, 1)), (refused, refused, refused));
    assert_eq!((of(0, 1, 0), of(5, 3, 0)), ([None, None], [None, None]), "they are about nobody");
}

#[test]
fn a_vendor_without_a_number_makes_a_cookie_unreadable() {
    let list = |laid: Laid| laid.number(9, 16).number(1, 1).number(1, 12).number(0, 1).number(0, 16);
    let up_to_vendors =
        Laid::default().number(2, 6).number(1, 36).number(1, 36).number(10, 12).number(1, 12).number(0, 6);
    let up_to_vendors = up_to_vendors.number(4, 6).number(13, 6).number(30, 12).number(4, 6).number(0, 14);
    let up_to_vendors = up_to_vendors.ids(&[1]).ids(&[]).number(0, 1).number(3, 6).number(4, 6);
    let text = list(up_to_vendors).vendors(&[]).number(0, 12).text();
    assert_eq!(why(&text), [Some(Unreadable::Vendor), None]);
    let disclosed = list(Laid::default().number(1, 3)).text();
    assert_eq!(why(&format!("{}.{disclosed}", whole())), [Some(Unreadable::Vendor), None]);
}

#[test]
fn segments_come_once_and_blanks_in_a_section_alone() {
    let disclosed = Laid::default().number(1, 3).vendors(&[7]).text();
    let allowed = Laid::default().number(2, 3).vendors(&[8]).text();
    let publisher =
        Laid::default().number(3, 3).ids(&[1]).ids(&[2]).number(3, 6).number(0b101, 3).number(0b010, 3).text();
    let text = format!("{}.{disclosed}.{allowed}.{publisher}", whole());
    let tcf = Tcf::decode(&text).ok();
    let lists = tcf.as_ref().map(|tcf| (tcf.vendors_disclosed, tcf.vendors_allowed));
    let has = |list: Option<VendorList<'_>>, vendor| list.is_some_and(|list| list.has(vendor));
    assert!(lists.is_some_and(|(disclosed, allowed)| has(disclosed, 7) && !has(disclosed, 8) && has(allowed, 8)));
    let publisher_held = tcf.and_then(|tcf| tcf.publisher);
    assert_eq!(publisher_held.map(|held| held.custom_purposes()), Some(3));
    assert!(publisher_held.is_some_and(|held| held.custom_consents.has(3) && held.custom_legitimate_interests.has(2)));
    for segment in [&disclosed, &allowed, &publisher] {
        assert_eq!(why(&format!("{text}.{segment}")), [Some(Unreadable::SegmentTwice); 2]);
    }
    let [cookie, section] = why(&format!("{}.", whole()));
    assert!(cookie.is_some() && section.is_none());
}

#[test]
fn the_number_of_a_kind_is_that_of_the_standard() {
    let all = [Kind::NotAllowed, Kind::RequireConsent, Kind::RequireLegitimateInterest, Kind::Undefined];
    assert_eq!(all.map(Kind::number), [0, 1, 2, 3]);
}
