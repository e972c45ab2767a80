// Fills <div data-segue-product="ID"></div>, <div data-segue-set="SET" ...></div> and <div data-segue-consent></div>, and
// tells Segue what was viewed.
// It keeps nothing itself; the answers decide by the visitor's consent. window.segue(name, items, more) sends an event.
// For a colleague with a preview link (segue_preview) the page and those that it links to are that preview; then nothing is
// told of.
(() => {
  let preview = "";
  let silent = false;
  const refused = (why) => {
    const bar = Object.assign(document.createElement("aside"), { className: "segue-preview-bar", textContent: `No preview: ${why} ` });
    const leave = Object.assign(document.createElement("a"), { href: "?segue_preview=", textContent: "Leave the preview" });
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/_segue/segue.css" });
    bar.append(leave);
    document.documentElement.append(style, bar);
  };
  const begin = async () => {
    const wanted = location.search.slice(1).split("&").filter((pair) => /^segue_(preview|persona)=./.test(pair)).join("&");
    if (!wanted.includes("segue_preview=")) return;
    // Only a link that the shop's Worker believes changes what is shown. Either way this is no visit that counts.
    silent = true;
    const answer = await fetch(`/_segue/preview?check&${wanted}`).catch(() => {});
    const told = answer && !answer.ok ? await answer.json().catch(() => {}) : await answer?.text();
    if (answer?.ok) preview = wanted;
    else return refused(told?.detail ?? "it cannot be checked now");
    addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href]");
      if (link?.origin === location.origin && !link.search.includes("segue_preview=")) link.search = as(link.search || "?").replace("?&", "?");
    }, true);
  };
  const as = (url) => (preview ? url + (url.includes("?") ? "&" : "?") + preview : url);
  // One event after the other: each answer may bring a new cookie, and two at once would overwrite each other's.
  let last = begin();
  const post = (events) =>
    (last = last.then(() =>
      silent ? undefined : fetch("/_segue/events", {
        method: "POST",
        keepalive: true,
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ events: events() }),
      }).catch(() => {}),
    ));
  const send = (name, items = [], more = {}) => post(() => [{ name, items, ...more }]);
  // What is on Segue's shelves: it goes along with the view, so that it costs no further cookie.
  // Each shelf once a page.
  const seen = new Set();
  const once = ({ dataset: { segueSet } }) => !seen.has(segueSet) && seen.add(segueSet);
  const shelves = () =>
    [...document.querySelectorAll(".segue [data-segue-set]")].filter(once).map((set) => ({
      name: "view_item_list",
      item_list_id: set.dataset.segueSet,
      items: [...set.querySelectorAll("[data-segue-item]")].map((item) => ({ item_id: item.dataset.segueItem })),
    }));
  const fill = (slot, url) =>
    fetch(as(url), { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(5000) })
      .then((answer) => (answer.status === 200 ? answer.text() : answer.status === 204 && slot.filled ? "" : undefined))
      .then((html) => {
        slot.filled ||= !!html;
        if (html !== undefined) slot.innerHTML = html;
        slot.dispatchEvent(new CustomEvent("segue:filled", { bubbles: true }));
      })
      .catch(() => {});
  const enc = encodeURIComponent;
  // What the ad promised goes along with this page's own requests, and out of the address, so that a shared link has none.
  const story = /[?&](segue_story=[\w.-]+)/.exec(location.search)?.[1];
  if (story) {
    const rest = location.search.slice(1).split("&").filter((pair) => !pair.startsWith("segue_story=")).join("&");
    history.replaceState(history.state, "", location.pathname + (rest && `?${rest}`) + location.hash);
  }
  const told = (url) => (story ? `${url}&${story}` : url);
  const start = () => {
    for (const slot of document.querySelectorAll("[data-segue-consent]")) fill(slot, "/_segue/consent");
    // What the link said (utm_*, q) goes along with this request and is not kept.
    const link = new URLSearchParams([...new URLSearchParams(location.search)].filter(([k]) => k === "q" || k.startsWith("utm_")));
    const sets = [...document.querySelectorAll("[data-segue-set]")].filter((slot) => !slot.closest(".segue")).map((slot) => {
      const { segueSet, segueFor = "", segueCategory = "" } = slot.dataset;
      return fill(slot, told(`/_segue/recs/${enc(segueSet)}?product=${enc(segueFor)}&category=${enc(segueCategory)}`));
    });
    for (const slot of document.querySelectorAll("[data-segue-product]")) {
      const id = slot.dataset.segueProduct;
      // First what fits, then the view: a page must not be personal because of itself.
      last = last.then(() => Promise.all([fill(slot, told(`/_segue/pdp/${enc(id)}?${link}`)), ...sets]));
      post(() => [{ name: "view_item", items: [{ item_id: id }] }, ...shelves()]);
    }
  };
  // The answer to the question: the page stays, and its slots are filled anew. What listens to "segue:consent" may first
  // tell of what is in the cart. Whatever stands in the way, the form goes as it would without a script.
  let plainly;
  addEventListener("submit", (event) => {
    const { target: form, submitter: button } = event;
    if (plainly || !button || !form.closest("[data-segue-consent]")) return;
    event.preventDefault();
    const all = button.value === "yes";
    fetch(form.action, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ all }) })
      .then((answer) => {
        if (!answer.ok) throw answer;
        form.dispatchEvent(new CustomEvent("segue:consent", { bubbles: true, detail: { all } }));
        start();
      })
      .catch(() => {
        plainly = true;
        form.requestSubmit(button);
      });
  });
  window.segue = send;
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => last.then(start));
  else last.then(start);
})();
