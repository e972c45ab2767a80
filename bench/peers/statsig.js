// Statsig's SDK for serverless platforms, with its specs at hand, no network and no log of exposures.

import { StatsigServerlessClient } from "@statsig/serverless-client";
import { NAMES, RULES, answer } from "./rules.js";
import { visitor } from "./visitor.js";

const condition = ({ name, values, least, below }) => {
  const asked = { type: "user_field", field: name, additionalValues: {}, isDeviceBased: false, idType: "userID" };
  if (values) return { ...asked, operator: "any", targetValue: values };
  return least === undefined ? { ...asked, operator: "lt", targetValue: below } : { ...asked, operator: "gte", targetValue: least };
};
const everyone = { type: "public", field: null, operator: null, targetValue: null, additionalValues: {}, isDeviceBased: false, idType: "userID" };
const gate = ({ name, conditions, percent }) => ({
  name, type: "feature_gate", entity: "feature_gate", salt: name, enabled: true, defaultValue: false, idType: "userID",
  isDeviceBased: false,
  rules: [{
    name, id: name, groupName: name, salt: name, passPercentage: percent, returnValue: true, idType: "userID",
    isDeviceBased: false, conditions: conditions.length === 0 ? [everyone] : conditions.map(condition),
  }],
});
const specs = JSON.stringify({
  feature_gates: RULES.map(gate), dynamic_configs: [], layer_configs: [], layers: {}, has_updates: true, time: 1,
});

let client;

export default {
  fetch(request) {
    if (!client) {
      client = new StatsigServerlessClient("client-key", {
        loggingEnabled: "disabled", networkConfig: { preventAllNetworkTraffic: true },
      });
      client.dataAdapter.setData(specs);
      client.initializeSync();
    }
    const known = visitor(request);
    const user = { userID: known.id, country: known.country, custom: known };
    return answer(NAMES.filter((name) => client.checkGate(name, user)));
  },
};
