// Prints the `Cookie` header of somebody who agreed to everything yesterday, as a consent platform writes it:
// node xtask/src/bench/consent.mjs tcf|gpp|onetrust
// The strings are made anew each time, by the IAB's own libraries, because a choice that is too old counts for nothing.

import { GppModel } from "@iabgpp/cmpapi";
import { GVL, TCModel, TCString } from "@iabtechlabtcf/core";

const YESTERDAY = new Date(Date.now() - 86_400_000);
const upTo = (last) => Array.from({ length: last }, (_, n) => n + 1);
/** 200 vendors as a shop's list has them: some neighbours at the beginning, then one here and there, up to id 1,290. */
const VENDORS = [...upTo(60), ...upTo(140).map((n) => 60 + 9 * n - (n % 4) * 2)].sort((a, b) => a - b);
const INTEREST = VENDORS.filter((id) => id % 3 === 0);

/** A made-up vendor list in which every vendor may ask for everything, so that the encoder leaves none out. */
function vendorList() {
  const named = (id) => ({ id, name: `${id}`, description: "" });
  const byId = (ids, make) => Object.fromEntries(ids.map((id) => [id, make(id)]));
  const vendor = (id) => ({
    ...named(id), purposes: upTo(11), legIntPurposes: [2, 7, 8, 9, 10, 11], flexiblePurposes: [], specialPurposes: [],
    features: [], specialFeatures: [], policyUrl: "",
  });
  return new GVL({
    gvlSpecificationVersion: 3, vendorListVersion: 120, tcfPolicyVersion: 5, lastUpdated: YESTERDAY.toISOString(),
    purposes: byId(upTo(11), named), specialPurposes: byId(upTo(3), named), features: byId(upTo(3), named),
    specialFeatures: byId(upTo(2), named), stacks: {}, dataCategories: {}, vendors: byId(VENDORS, vendor),
  });
}

function tcf() {
  const model = new TCModel(vendorList());
  Object.assign(model, { cmpId: 28, cmpVersion: 12, consentScreen: 1, consentLanguage: "DE", publisherCountryCode: "DE" });
  model.isServiceSpecific = true;
  model.purposeConsents.set(upTo(11));
  model.purposeLegitimateInterests.set([2, 7, 8, 9, 10, 11]);
  model.specialFeatureOptins.set([1]);
  model.vendorConsents.set(VENDORS);
  model.vendorLegitimateInterests.set(INTEREST);
  model.vendorsDisclosed.set(VENDORS);
  model.created = YESTERDAY;
  model.lastUpdated = YESTERDAY;
  return `euconsent-v2=${TCString.encode(model)}`;
}

/** A US section says of everything that the visitor was told and did not opt out. */
const US = {
  usnat: ["SharingNotice", "SaleOptOutNotice", "SharingOptOutNotice", "TargetedAdvertisingOptOutNotice"],
  usca: ["SaleOptOutNotice", "SharingOptOutNotice"],
  usva: ["SharingNotice", "SaleOptOutNotice", "TargetedAdvertisingOptOutNotice"],
  usco: ["SharingNotice", "SaleOptOutNotice", "TargetedAdvertisingOptOutNotice"],
};
const NOT_OPTED_OUT = {
  usnat: ["SaleOptOut", "SharingOptOut", "TargetedAdvertisingOptOut"],
  usca: ["SaleOptOut", "SharingOptOut"],
  usva: ["SaleOptOut", "TargetedAdvertisingOptOut"],
  usco: ["SaleOptOut", "TargetedAdvertisingOptOut"],
};

function gpp() {
  const model = new GppModel();
  const set = (section, fields) =>
    Object.entries(fields).forEach(([field, value]) => model.setFieldValue(section, field, value));
  const granted = (last) => upTo(24).map((id) => id <= last);
  set("tcfeuv2", {
    CmpId: 28, CmpVersion: 12, ConsentScreen: 1, ConsentLanguage: "DE", PublisherCountryCode: "DE", VendorListVersion: 120,
    PurposeConsents: granted(11), VendorConsents: VENDORS, VendorLegitimateInterests: INTEREST, VendorsDisclosed: VENDORS,
    Created: YESTERDAY, LastUpdated: YESTERDAY,
  });
  for (const section of Object.keys(US)) {
    US[section].forEach((field) => model.setFieldValue(section, field, 1));
    NOT_OPTED_OUT[section].forEach((field) => model.setFieldValue(section, field, 2));
  }
  return `__gpp=${model.encode()}; __gpp_sid=2`;
}

function onetrust() {
  const value = new URLSearchParams({
    isGpcEnabled: 0, datestamp: YESTERDAY.toString(), version: "202601.1.0", browserGpcFlag: 0, isIABGlobal: false, hosts: "",
    consentId: "5f445bf3-ea3f-4378-8595-e19c933c67be", interactionCount: 1, isAnonUser: 1, landingPath: "NotLandingPage",
    groups: "C0001:1,C0003:1,C0002:1,C0004:1,C0005:1", intType: 1, geolocation: "DE;BE", AwaitingReconsent: false,
  });
  return `OptanonConsent=${value}; OptanonAlertBoxClosed=${YESTERDAY.toISOString()}`;
}

console.log({ tcf, gpp, onetrust }[process.argv[2]]());
