//! A GPP string with the names of `@iabgpp/cmpapi`: its section ids, and each section as that library's `toObject` gives
//! it, defaults for absent segments included.

use super::{MOST_VENDORS, Object, Refusal, date, usp_fields, vendors};
use crate::consent::IdSet;
use crate::consent::gpp::{Answers, Extra, Field, Gpp, Section, TcfCa, UsSection};
use crate::consent::tcf::{Head, Letters, PublisherTc, Restrictions, Tcf, VendorList};
use serde_json::{Value, json};

/// What is in `text`.
pub(super) fn object(text: &str) -> Result<Object, Refusal> {
    let gpp = Gpp::decode(text)?;
    let mut left = MOST_VENDORS;
    let mut sections = Object::new();
    for section in &gpp.sections {
        sections = match section {
            Section::TcfEu(tcf) => sections.with_object("tcfeuv2", tcf_eu(tcf, &mut left)?),
            Section::TcfCa(tcf) => sections.with_object("tcfcav1", tcf_ca(tcf, &mut left)?),
            Section::Usp(usp) => sections.with_object("uspv1", usp_fields(usp)),
            Section::Us(us) => sections.with_object(us.layout.name, us_fields(us)),
        };
    }
    let ids: Vec<u16> = gpp.sections.iter().map(Section::id).collect();
    let object = Object::new().with("ok", true).with("sectionIds", ids).with("anyOptOut", gpp.any_opt_out());
    let object = object.with("anyGpc", gpp.any_gpc()).with_object("sections", sections);
    Ok(if gpp.unknown.is_empty() { object } else { object.with("unknownSectionIds", gpp.unknown.clone()) })
}

fn us_fields(us: &UsSection) -> Object {
    let version = if us.layout.has_section_header() { "MspaVersion" } else { "Version" };
    let mut fields = Object::new().with(version, us.version);
    for (field, answers) in us.layout.core {
        let mut values = us.answers(*field);
        fields = match answers {
            Answers::One => fields.with(name(*field), values.next()),
            Answers::List(_) => fields.with(name(*field), values.collect::<Vec<_>>()),
        };
    }
    match us.layout.extra {
        Extra::Nothing => fields,
        Extra::Gpc => {
            let kind = us.gpc_segment_type().unwrap_or(1);
            fields.with("GpcSegmentType", kind).with("Gpc", us.gpc().unwrap_or(false))
        }
        Extra::Sensitive => {
            let field = Field::SensitiveDataProcessing;
            fields.with(name(field), us.answers(field).collect::<Vec<_>>())
        }
    }
}

/// The library's name of a field.
fn name(field: Field) -> &'static str {
    match field {
        Field::SharingNotice => "SharingNotice",
        Field::ProcessingNotice => "ProcessingNotice",
        Field::SaleOptOutNotice => "SaleOptOutNotice",
        Field::SharingOptOutNotice => "SharingOptOutNotice",
        Field::TargetedAdvertisingOptOutNotice => "TargetedAdvertisingOptOutNotice",
        Field::SensitiveDataProcessingOptOutNotice => "SensitiveDataProcessingOptOutNotice",
        Field::SensitiveDataOptOutNotice => "SensitiveDataOptOutNotice",
        Field::SensitiveDataLimitUseNotice => "SensitiveDataLimitUseNotice",
        Field::SaleOptOut => "SaleOptOut",
        Field::SharingOptOut => "SharingOptOut",
        Field::TargetedAdvertisingOptOut => "TargetedAdvertisingOptOut",
        Field::SensitiveDataProcessing => "SensitiveDataProcessing",
        Field::KnownChildSensitiveDataConsents => "KnownChildSensitiveDataConsents",
        Field::PersonalDataConsents => "PersonalDataConsents",
        Field::AdditionalDataProcessingConsent => "AdditionalDataProcessingConsent",
        Field::MspaCoveredTransaction => "MspaCoveredTransaction",
        Field::MspaOptOutOptionMode => "MspaOptOutOptionMode",
        Field::MspaServiceProviderMode => "MspaServiceProviderMode",
        Field::MspaMode => "MspaMode",
    }
}

fn tcf_eu(tcf: &Tcf<'_>, left: &mut usize) -> Result<Object, Refusal> {
    let core = &tcf.core;
    let publisher = tcf.publisher.unwrap_or_else(PublisherTc::nothing);
    Ok(head(&core.head, "PolicyVersion")
        .with("IsServiceSpecific", core.is_service_specific)
        .with("UseNonStandardStacks", core.use_non_standard_texts)
        .with("SpecialFeatureOptins", flags(core.special_features))
        .with("PurposeConsents", flags(core.purpose_consents))
        .with("PurposeLegitimateInterests", flags(core.purpose_legitimate_interests))
        .with("PurposeOneTreatment", core.purpose_one_treatment)
        .with("PublisherCountryCode", letters(core.publisher_country))
        .with("VendorConsents", list(Some(&core.vendor_consents), left)?)
        .with("VendorLegitimateInterests", list(Some(&core.vendor_legitimate_interests), left)?)
        .with("PublisherRestrictions", restrictions(&core.restrictions, left)?)
        .with("PublisherPurposesSegmentType", 3)
        .with("PublisherConsents", flags(publisher.consents))
        .with("PublisherLegitimateInterests", flags(publisher.legitimate_interests))
        .with("NumCustomPurposes", publisher.custom_purposes())
        .with("PublisherCustomConsents", flags(publisher.custom_consents))
        .with("PublisherCustomLegitimateInterests", flags(publisher.custom_legitimate_interests))
        .with("VendorsAllowedSegmentType", 2)
        .with("VendorsAllowed", list(tcf.vendors_allowed.as_ref(), left)?)
        .with("VendorsDisclosedSegmentType", 1)
        .with("VendorsDisclosed", list(tcf.vendors_disclosed.as_ref(), left)?))
}

fn tcf_ca(tcf: &TcfCa<'_>, left: &mut usize) -> Result<Object, Refusal> {
    let publisher = tcf.publisher.unwrap_or_else(PublisherTc::nothing);
    Ok(head(&tcf.head, "TcfPolicyVersion")
        .with("UseNonStandardStacks", tcf.use_non_standard_stacks)
        .with("SpecialFeatureExpressConsent", flags(tcf.special_features))
        .with("PurposesExpressConsent", flags(tcf.purposes_express))
        .with("PurposesImpliedConsent", flags(tcf.purposes_implied))
        .with("VendorExpressConsent", list(Some(&tcf.vendors_express), left)?)
        .with("VendorImpliedConsent", list(Some(&tcf.vendors_implied), left)?)
        .with("PubRestrictions", restrictions(&tcf.restrictions, left)?)
        .with("PubPurposesSegmentType", 3)
        .with("PubPurposesExpressConsent", flags(publisher.consents))
        .with("PubPurposesImpliedConsent", flags(publisher.legitimate_interests))
        .with("NumCustomPurposes", publisher.custom_purposes())
        .with("CustomPurposesExpressConsent", flags(publisher.custom_consents))
        .with("CustomPurposesImpliedConsent", flags(publisher.custom_legitimate_interests))
        .with("DisclosedVendorsSegmentType", 1)
        .with("DisclosedVendors", list(tcf.vendors_disclosed.as_ref(), left)?))
}

fn head(head: &Head, policy: &'static str) -> Object {
    Object::new()
        .with("Version", head.version)
        .with("Created", date(head.created_ms))
        .with("LastUpdated", date(head.last_updated_ms))
        .with("CmpId", head.cmp_id)
        .with("CmpVersion", head.cmp_version)
        .with("ConsentScreen", head.consent_screen)
        .with("ConsentLanguage", letters(head.consent_language))
        .with("VendorListVersion", head.vendor_list_version)
        .with(policy, head.policy_version)
}

/// A flag for every id that the set could hold.
fn flags(set: IdSet) -> Value {
    (1..=set.width()).map(|id| set.has(id)).collect::<Vec<_>>().into()
}

/// The word, as the library makes it of any bits: 63 is a blank, and blanks at the ends go.
fn letters(letters: Letters) -> String {
    let of = |code: u8| if code == 63 { ' ' } else { char::from(code + b'A') };
    let word: String = [of(letters.first), of(letters.second)].into_iter().collect();
    word.trim_matches(' ').to_owned()
}

fn list(list: Option<&VendorList<'_>>, left: &mut usize) -> Result<Value, Refusal> {
    list.map_or(Ok(json!([])), |list| vendors(list.ranges(), left).map(Value::from))
}

fn restrictions(all: &Restrictions<'_>, left: &mut usize) -> Result<Value, Refusal> {
    let mut list = Vec::new();
    for one in all.iter() {
        let ids = vendors(one.vendors.ranges(), left)?;
        list.push(json!({ "key": one.purpose, "type": one.kind.number(), "ids": ids }));
    }
    Ok(list.into())
}
