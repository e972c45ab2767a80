// Unleash's server SDK under the runtime's Node compatibility, with its features at hand, no polling and no metrics.

import { InMemStorageProvider, Unleash } from "unleash-client";
import { NAMES, RULES, answer } from "./rules.js";
import { visitor } from "./visitor.js";

const condition = ({ name, values, least, below }) => {
  const asked = { contextName: name, caseInsensitive: false, inverted: false };
  if (values) return { ...asked, operator: "IN", values };
  const [operator, value] = least === undefined ? ["NUM_LT", below] : ["NUM_GTE", least];
  return { ...asked, operator, value: String(value), values: [] };
};
const feature = ({ name, conditions, percent }) => ({
  name, type: "release", enabled: true, stale: false, impressionData: false, variants: [],
  strategies: [{
    name: "flexibleRollout", constraints: conditions.map(condition),
    parameters: { groupId: name, rollout: String(percent), stickiness: "userId" },
  }],
});
const data = RULES.map(feature);

let client;

async function ready() {
  const made = new Unleash({
    appName: "bench", url: "http://127.0.0.1:9/api/", refreshInterval: 0, disableMetrics: true, skipInstanceCountWarning: true,
    bootstrap: { data }, storageProvider: new InMemStorageProvider(),
  });
  await new Promise((resolve) => made.once("ready", resolve));
  return made;
}

export default {
  async fetch(request) {
    client ??= await ready();
    const { id, ...properties } = visitor(request);
    const context = { userId: id, properties };
    return answer(NAMES.filter((name) => client.isEnabled(name, context)));
  },
};
