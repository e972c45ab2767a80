//! A TC string with the names of `@iabtechlabtcf/core`; vectors as lists of the ids in them.

use super::{MOST_VENDORS, Object, Refusal, date, merged, vendors};
use crate::consent::IdSet;
use crate::consent::tcf::{Letters, PublisherTc, Restrictions, Tcf, VendorList};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What is in `text`.
pub(super) fn object(text: &str) -> Result<Object, Refusal> {
    let tcf = Tcf::decode(text)?;
    let (core, head) = (&tcf.core, &tcf.core.head);
    let mut left = MOST_VENDORS;
    let mut list = |list: &VendorList<'_>| vendors(merged(list.ranges()), &mut left).map(Value::from);
    let (vendor_consents, vendor_li) = (list(&core.vendor_consents)?, list(&core.vendor_legitimate_interests)?);
    let mut optional = |segment: &Option<VendorList<'_>>| segment.as_ref().map_or(Ok(json!([])), &mut list);
    let (disclosed, allowed) = (optional(&tcf.vendors_disclosed)?, optional(&tcf.vendors_allowed)?);
    let publisher = tcf.publisher.unwrap_or_else(PublisherTc::nothing);
    Ok(Object::new()
        .with("ok", true)
        .with("purposeConsents", ids(core.purpose_consents))
        .with("purposeLI", ids(core.purpose_legitimate_interests))
        .with("specialFeatures", ids(core.special_features))
        .with("vendorConsents", vendor_consents)
        .with("vendorLI", vendor_li)
        .with("publisherRestrictions", restrictions(&core.restrictions, &mut left)?)
        .with("created", date(head.created_ms))
        .with("lastUpdated", date(head.last_updated_ms))
        .with("version", head.version)
        .with("policyVersion", head.policy_version)
        .with("cmpId", head.cmp_id)
        .with("cmpVersion", head.cmp_version)
        .with("consentScreen", head.consent_screen)
        .with("consentLanguage", letters(head.consent_language))
        .with("vendorListVersion", head.vendor_list_version)
        .with("isServiceSpecific", core.is_service_specific)
        .with("useNonStandardTexts", core.use_non_standard_texts)
        .with("purposeOneTreatment", core.purpose_one_treatment)
        .with("publisherCountryCode", letters(core.publisher_country).to_ascii_uppercase())
        .with("segments", segments(&tcf))
        .with("vendorsDisclosed", disclosed)
        .with("vendorsAllowed", allowed)
        .with("publisherConsents", ids(publisher.consents))
        .with("publisherLegitimateInterests", ids(publisher.legitimate_interests))
        .with("numCustomPurposes", publisher.custom_purposes())
        .with("publisherCustomConsents", ids(publisher.custom_consents))
        .with("publisherCustomLegitimateInterests", ids(publisher.custom_legitimate_interests)))
}

fn ids(set: IdSet) -> Value {
    set.ids().collect::<Vec<_>>().into()
}

/// The two characters, as the library makes them of any bits.
fn letters(letters: Letters) -> String {
    [letters.first, letters.second].map(|code| char::from(code + b'A')).into_iter().collect()
}

/// The segments that the string has, by the library's names.
fn segments(tcf: &Tcf<'_>) -> Value {
    let there = [
        ("core", true),
        ("vendorsDisclosed", tcf.vendors_disclosed.is_some()),
        ("vendorsAllowed", tcf.vendors_allowed.is_some()),
        ("publisherTC", tcf.publisher.is_some()),
    ];
    there.into_iter().filter(|(_, there)| *there).map(|(name, _)| name).collect::<Vec<_>>().into()
}

/// Each purpose and kind once, with its vendors.
fn restrictions(all: &Restrictions<'_>, left: &mut usize) -> Result<Value, Refusal> {
    let mut ranges: BTreeMap<(u8, u8), Vec<(u16, u16)>> = BTreeMap::new();
    for one in all.iter() {
        let place = ranges.entry((one.purpose, one.kind.number())).or_default();
        place.extend(one.vendors.ranges());
    }
    let mut list = Vec::new();
    for ((purpose, kind), ranges) in ranges.into_iter().filter(|(_, ranges)| !ranges.is_empty()) {
        let vendors = vendors(merged(ranges.into_iter()), left)?;
        list.push(json!({ "purposeId": purpose, "restrictionType": kind, "vendors": vendors }));
    }
    Ok(list.into())
}
