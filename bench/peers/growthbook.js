// GrowthBook's SDK, as its documentation has it for a server of many users: one client, a scoped instance a request.

import { GrowthBookClient } from "@growthbook/growthbook";
import { NAMES, RULES, answer } from "./rules.js";
import { visitor } from "./visitor.js";

const condition = ({ name, values, least, below }) => {
  if (values) return [name, { $in: values }];
  return [name, least === undefined ? { $lt: below } : { $gte: least }];
};
const feature = ({ conditions, percent }) => {
  const rule = { condition: Object.fromEntries(conditions.map(condition)), force: true };
  return { defaultValue: false, rules: [percent < 100 ? { ...rule, coverage: percent / 100, hashAttribute: "id" } : rule] };
};
const features = Object.fromEntries(RULES.map((rule) => [rule.name, feature(rule)]));
const client = new GrowthBookClient().initSync({ payload: { features } });

export default {
  fetch(request) {
    const scoped = client.createScopedInstance({ attributes: visitor(request) });
    return answer(NAMES.filter((name) => scoped.isOn(name)));
  },
};
