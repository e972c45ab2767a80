// The development bar: what Segue answered to this page, and why. It is no part of a shop. It runs before tag.js and
// listens to what that asks.
(() => {
  const bar = document.querySelector("[data-bar]");
  const details = bar.querySelector("details");
  const line = bar.querySelector("[data-bar-line]");
  const ask = window.fetch.bind(window);
  // The last answer for this page, and the questions for its JSON.
  const seen = { answer: undefined, url: undefined };

  const MEANING = {
    full: "the visitor's own profile was read",
    session: "only this visit was looked at",
    contextual: "only this page and this request were looked at",
    default: "the same for everyone",
    memory: "from the isolate's memory",
    kv: "KV was read for this request",
    baseline: "no snapshot: what is built into the Wasm",
    storefront: "nothing to show, so the page stays as it is",
  };

  const put = (name, ...children) => bar.querySelector(`[data-bar-${name}]`).replaceChildren(...children);
  const el = (tag, text, props = {}) => Object.assign(document.createElement(tag), { textContent: text, ...props });
  const pairs = (rows) => rows.flatMap(([name, value]) => [el("dt", name), el("dd", value)]);
  const because = (word) => (MEANING[word] ? `${word}: ${MEANING[word]}` : word);

  const showAnswer = () => {
    const { answer, url } = seen;
    const header = (name) => answer.headers.get(name) ?? "none";
    const [basis, rung, snapshot] = ["segue-basis", "segue-rung", "segue-snapshot"].map(header);
    line.textContent = `basis ${basis} · rung ${rung} · snapshot ${snapshot.slice(0, 8)}`;
    const rows = [
      ["request", `GET ${decodeURI(url.replace(/\?$/, ""))}`],
      ["status", String(answer.status)],
      ["Segue-Basis", because(basis)],
      ["Segue-Rung", because(rung)],
      ["Segue-Snapshot", snapshot],
      ["Server-Timing", header("server-timing")],
      ["Cache-Control", header("cache-control")],
    ];
    put("answer", ...pairs(rows));
  };

  const showDecision = (decision) => {
    put("segments", ...(decision.segments.length ? decision.segments : ["none"]).map((id) => el("li", id)));
    put("blocks", ...pairs(decision.blocks.map(({ id, why }) => [id, why])));
    put("sets", ...pairs(decision.recommendations.map(({ set, why }) => [set, why])));
    put("experiments", ...pairs(decision.experiments.map(({ id, arm, enrolled }) => [id, enrolled ? arm : `${arm}, not counted`])));
  };

  // The same question as JSON, of a product page. Frequency caps count days, so it counts no more than the first one.
  const askForDecision = (url) =>
    url.startsWith("/_segue/pdp/") &&
    ask(url, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.status === 200 ? answer.json() : undefined))
      .then((decision) => decision && showDecision(decision))
      .catch(() => {});

  window.fetch = async (url, options) => {
    if (url === "/_segue/events") {
      const answer = await ask(url, options);
      if (details.open) showRemembered();
      return answer;
    }
    if (!/^\/_segue\/(pdp|recs)\//.test(url)) return ask(url, options);
    // One after the other: each answer may bring a new cookie.
    if (details.open) await askForDecision(url);
    const answer = await ask(url, options);
    Object.assign(seen, { answer, url });
    showAnswer();
    return answer;
  };

  const showRemembered = async () => {
    const answer = await ask("/_segue/privacy", { headers: { Accept: "application/json" } }).catch(() => undefined);
    if (!answer?.ok) return;
    const { purposes, sources, remembered } = await answer.json();
    put("consent", ...pairs(Object.keys(purposes).map((name) => [name, `${purposes[name] ? "yes" : "no"}: ${sources[name]}`])));
    put("remembered", ...(remembered.length ? remembered : ["Nothing."]).map((words) => el("li", words)));
  };

  const showCampaigns = async () => {
    const list = await ask("/assets/campaigns.json").then((answer) => answer.json()).catch(() => []);
    const items = list.map(({ name, url }) => {
      const item = el("li", "");
      item.append(el("a", name, { href: url }), " ", el("code", url));
      return item;
    });
    put("campaigns", ...(items.length ? items : [el("li", "This shop has no campaign that runs now and stays in the shop.")]));
  };

  const fill = () => {
    showRemembered();
    showCampaigns();
    if (seen.url) askForDecision(seen.url);
  };

  details.addEventListener("toggle", () => {
    sessionStorage.setItem("bar", details.open ? "open" : "closed");
    if (details.open) fill();
  });
  bar.querySelector("[data-bar-forget]").addEventListener("click", async () => {
    await ask("/_segue/privacy", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ forget: true }),
    }).catch(() => {});
    for (const name of ["cart", "orders"]) localStorage.removeItem(name);
    location.reload();
  });
  // The question of consent stands above the bar, however high that is.
  new ResizeObserver(() => document.documentElement.style.setProperty("--bar", `${bar.offsetHeight}px`)).observe(bar);

  bar.hidden = false;
  details.open = sessionStorage.getItem("bar") === "open";
})();
