// The bridge and Consent Mode, against the real Worker. The consent platforms themselves cannot be loaded here: scripts of
// the page stand in for them and follow the interfaces that the platforms document (docs/consent-platforms.md names them).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { transformSync } from "esbuild";
import { CONSENT, PROFILE, useBrowser, withVisitor } from "./shop.mjs";

useBrowser();

const BRIDGE = '<script src="/_segue/bridge.js"></script>';
const EMISSION = '<script src="/_segue/consent-mode.js"></script>';
const GTAG = "<script>window.dataLayer = window.dataLayer || []; function gtag() { dataLayer.push(arguments); }</script>";
const ALL = { preferences: true, analytics: true, personalization: true, advertising: true };
const NONE = { preferences: false, analytics: false, personalization: false, advertising: false };

/** Lets a visitor come to a page of the shop with these scripts in its head, and notes what is posted. */
const onPage = (head, visit) =>
  withVisitor(async (visitor) => {
    visitor.head = head;
    visitor.posts = [];
    const ours = (request) => request.method() === "POST" && request.url().endsWith("/_segue/privacy");
    const waiting = new Set();
    visitor.page.on("request", (request) => {
      if (!ours(request)) return;
      visitor.posts.push(request.postDataJSON());
      waiting.add(request);
    });
    visitor.page.on("response", (answer) => waiting.delete(answer.request()));
    await visitor.page.route("**/bridged", (route) =>
      route.fulfill({ contentType: "text/html", body: `<!doctype html><html lang="en"><head><title>Bridged</title>${visitor.head}</head><body><main>A page of the shop</main></body></html>` }),
    );
    visitor.open = async () => {
      await visitor.page.goto("/bridged");
      await visitor.quiet();
    };
    // What was to be posted was, and is answered; long enough for what must not be posted, too.
    visitor.quiet = async () => {
      for (let rounds = 0; rounds < 40; rounds += 1) {
        const before = visitor.posts.length;
        await visitor.page.waitForTimeout(250);
        if (!waiting.size && before === visitor.posts.length) return;
      }
      throw new Error(`${waiting.size} posts are not answered`);
    };
    visitor.does = async (act, argument) => {
      await visitor.page.evaluate(act, argument);
      await visitor.quiet();
    };
    visitor.personal = async () => (await visitor.context.request.get("/_segue/pdp/K-101")).headers()["segue-basis"];
    visitor.layer = () =>
      visitor.page.evaluate(() => dataLayer.filter((entry) => entry[0] === "consent").map((entry) => [entry[1], entry[2]]));
    await visitor.open();
    await visit(visitor);
  });

/** Usercentrics 3, "Browser UI API" and "Events". */
const USERCENTRICS_3 = `<script>
  window.uc = JSON.parse(localStorage.uc ?? '{"type":"IMPLICIT","yes":{"functional":true,"marketing":true}}');
  window.__ucCmp = {
    isInitialized: async () => true,
    getConsentDetails: async () => ({
      consent: { type: uc.type, required: true },
      categories: {},
      services: Object.fromEntries(["essential", "functional", "marketing"].flatMap((category) => [1, 2].map((n) =>
        [category + n, { name: category + n, category, consent: { type: uc.type, given: category === "essential" || uc.yes[category] } }]))),
    }),
  };
  window.choose = (yes) => {
    window.uc = { type: "EXPLICIT", yes };
    localStorage.uc = JSON.stringify(uc);
    dispatchEvent(new CustomEvent("UC_CONSENT", { detail: {} }));
    dispatchEvent(new CustomEvent("UC_UI_CMP_EVENT", { detail: { type: "SAVE" } }));
  };
  dispatchEvent(new CustomEvent("UC_UI_INITIALIZED"));
</script>`;

/** Usercentrics 2, "Browser UI API" and "Web CMP v2 Events". */
const USERCENTRICS_2 = `<script>
  const services = ["essential", "functional", "functional", "marketing"].map((categorySlug, at) =>
    ({ id: "service-" + at, categorySlug, consent: { status: true, history: [{ action: "onInitialPageLoad", status: true, type: "implicit" }] } }));
  window.UC_UI = { isInitialized: () => true, getServicesBaseInfo: () => services };
  window.choose = (yes) => {
    for (const { id, categorySlug, consent } of services) {
      consent.status = categorySlug === "essential" || (yes[id] ?? yes[categorySlug]);
      consent.history.push({ action: "onUpdateServices", status: consent.status, type: "explicit" });
    }
    dispatchEvent(new CustomEvent("UC_UI_CMP_EVENT", { detail: { type: "SAVE" } }));
  };
</script>`;

/** Didomi, "Web SDK": "Reference". */
const DIDOMI = `<script>
  const ids = ["cookies", "create_content_profile", "select_personalized_content", "measure_content_performance", "market_research",
    "select_basic_ads", "create_ads_profile", "select_personalized_ads", "measure_ad_performance"];
  let chosen, listeners = [];
  window.regulation = "gdpr";
  const Didomi = {
    shouldUserStatusBeCollected: () => regulation === "gdpr" && !chosen,
    getCurrentUserStatus: () => ({ regulation, user_id: "an-id", purposes: Object.fromEntries(ids.map((id) => [id, { id, enabled: regulation === "NONE" || !!chosen?.includes(id) }])) }),
    on: (event, listener) => event === "consent.changed" && listeners.push(listener),
  };
  window.choose = (yes) => { chosen = yes; for (const listener of listeners) listener(); };
  window.ready = () => { window.Didomi = Didomi; for (const act of window.didomiOnReady) act(Didomi); window.didomiOnReady = { push: (act) => act(Didomi) }; };
</script>`;

/** Shopify, "Customer Privacy API". Where nobody has to be asked, everything is allowed from the start. */
const SHOPIFY = `<script>
  window.asks = true;
  let said = { preferences: "", analytics: "", marketing: "", sale_of_data: "" };
  const allowed = (purpose) => () => said[purpose] ? said[purpose] === "yes" : !asks;
  window.Shopify = { customerPrivacy: {
    shouldShowBanner: () => asks && !said.marketing,
    currentVisitorConsent: () => said,
    preferencesProcessingAllowed: allowed("preferences"), analyticsProcessingAllowed: allowed("analytics"),
    marketingAllowed: allowed("marketing"), saleOfDataAllowed: allowed("sale_of_data"),
  } };
  window.choose = (yes) => {
    said = { ...said, ...yes };
    document.dispatchEvent(new CustomEvent("visitorConsentCollected", { detail: {} }));
  };
</script>`;

test("what is served is what esbuild makes of the readable file", () => {
  const file = (name) => readFileSync(new URL(`../../src/edge/assets/${name}`, import.meta.url), "utf8");
  assert.equal(file("bridge.js"), transformSync(file("bridge.src.js"), { minify: true, target: "es2021" }).code);
});

test("the bridge fits into 2 KB, and an empty page is left alone", () =>
  onPage(BRIDGE, async (visitor) => {
    const served = await (await visitor.context.request.get("/_segue/bridge.js")).body();
    assert.ok(served.length <= 2_048, `${served.length} bytes`);
    assert.deepEqual(visitor.posts, []);
    assert.deepEqual(await visitor.context.cookies(), []);
    assert.deepEqual(await visitor.page.evaluate(() => ({ ...localStorage })), {}, "nothing is kept before a choice");
  }));

test("Usercentrics 3: no choice, yes, the same on the next page, no", () =>
  onPage(BRIDGE + USERCENTRICS_3, async (visitor) => {
    assert.deepEqual(visitor.posts, [], "what is implicit nobody chose");
    await visitor.does(() => choose({ functional: true, marketing: false }));
    assert.deepEqual(visitor.posts, [{ platform: "usercentrics", purposes: { preferences: true, personalization: true, advertising: false } }]);
    await visitor.look("K-101");
    await visitor.look("K-104");
    assert.equal(visitor.basis(), "full");
    assert.ok(await visitor.cookie(PROFILE));
    const { sources } = await visitor.privacy();
    assert.equal(sources.personalization, "granted by the choice that Usercentrics keeps");
    assert.match(sources.analytics, /nobody has chosen yet/);

    await visitor.open();
    assert.equal(visitor.posts.length, 1, "said once");
    const kept = await visitor.page.evaluate(() => localStorage.segue);
    assert.match(kept, /^\w{3} \w{3} \d\d \d{4}\{"platform":"usercentrics","purposes":\{[a-z":,]+\}\}$/, "a day and a choice, and nothing else");

    await visitor.does(() => choose({ functional: false, marketing: false }));
    assert.deepEqual(visitor.posts[1], { platform: "usercentrics", purposes: { preferences: false, personalization: false, advertising: false } });
    assert.equal(visitor.posts.length, 2);
    assert.equal(await visitor.cookie(PROFILE), undefined, "the answer takes it away");
    assert.equal(await visitor.personal(), "contextual");
  }));

test("Usercentrics 2: a category is granted when all its services are", () =>
  onPage(BRIDGE + USERCENTRICS_2, async (visitor) => {
    assert.deepEqual(visitor.posts, []);
    await visitor.does(() => choose({ functional: true, "service-1": false, marketing: true }));
    assert.deepEqual(visitor.posts, [{ platform: "usercentrics", purposes: { preferences: false, personalization: false, advertising: true } }]);
    await visitor.does(() => choose({ functional: true, marketing: true }));
    assert.deepEqual(visitor.posts[1].purposes, { preferences: true, personalization: true, advertising: true });
  }));

test("Didomi: its purposes are those of the TCF, and without storage nothing is granted", () =>
  onPage(BRIDGE + DIDOMI, async (visitor) => {
    await visitor.does(() => ready());
    assert.deepEqual(visitor.posts, [], "the visitor has yet to be asked");
    await visitor.does(() => choose(["cookies", "create_content_profile", "select_personalized_content", "measure_content_performance", "select_basic_ads"]));
    assert.deepEqual(visitor.posts, [{ platform: "didomi", purposes: { analytics: false, personalization: true, advertising: false } }]);
    await visitor.does(() => choose(["create_content_profile", "select_personalized_content"]));
    assert.deepEqual(visitor.posts[1], { platform: "didomi", purposes: { analytics: false, personalization: false, advertising: false } });
    // Didomi asks again, so neither what it granted nor what it refused holds any longer.
    await visitor.does(() => choose());
    assert.deepEqual(visitor.posts[2], { platform: "didomi", purposes: {} });
    assert.match((await visitor.privacy()).sources.personalization, /nobody has chosen yet/);
    await visitor.does(() => choose());
    assert.equal(visitor.posts.length, 3);
  }));

test("Didomi where no law is followed: everything is enabled, and nobody chose", () =>
  onPage(BRIDGE + DIDOMI, async (visitor) => {
    await visitor.does(() => {
      window.regulation = "NONE";
      ready();
    });
    assert.deepEqual(visitor.posts, []);
  }));

test("Shopify: what is merely allowed nobody chose", () =>
  onPage(BRIDGE + SHOPIFY, async (visitor) => {
    await visitor.does(() => {
      window.asks = false;
      choose({});
    });
    assert.deepEqual(visitor.posts, []);
    await visitor.does(() => choose({ sale_of_data: "no" }));
    assert.deepEqual(visitor.posts, [{ platform: "shopify_customer_privacy", purposes: { advertising: false } }]);
    await visitor.does(() => choose({ preferences: "yes", analytics: "no", marketing: "yes", sale_of_data: "yes" }));
    assert.deepEqual(visitor.posts[1], { platform: "shopify_customer_privacy", purposes: { ...ALL, analytics: false } });
    assert.equal((await visitor.privacy()).sources.personalization, "granted by the choice that Shopify keeps");
  }));

test("Google Consent Mode: an update is a choice, a default is not", () =>
  onPage(GTAG + BRIDGE, async (visitor) => {
    await visitor.does(() => {
      gtag("consent", "default", { ad_storage: "granted", analytics_storage: "granted", personalization_storage: "granted" });
      gtag("event", "page_view");
      dataLayer.push({ event: "gtm.js" });
    });
    assert.deepEqual(visitor.posts, []);
    await visitor.does(() => gtag("consent", "update", { ad_storage: "granted", ad_user_data: "granted", personalization_storage: "granted" }));
    assert.deepEqual(visitor.posts, [{ platform: "google_consent_mode", purposes: { personalization: true } }], "a type of three is missing");
    await visitor.does(() => gtag("consent", "update", { ad_personalization: "granted", analytics_storage: "denied" }));
    assert.deepEqual(visitor.posts[1].purposes, { analytics: false, personalization: true, advertising: true });
    await visitor.does(() => gtag("consent", "update", { ad_user_data: "denied", functionality_storage: "granted" }));
    assert.deepEqual(visitor.posts[2].purposes, { preferences: true, analytics: false, personalization: true, advertising: false });
    assert.equal(visitor.posts.length, 3);
  }));

test("Google Consent Mode: an update before the bridge was there is seen too", () =>
  onPage(`${GTAG}<script>gtag("consent", "update", { personalization_storage: "denied" })</script>${BRIDGE}`, async (visitor) => {
    assert.deepEqual(visitor.posts, [{ platform: "google_consent_mode", purposes: { personalization: false } }]);
  }));

test("a platform's own API counts, and not what it tells Google beside it", () =>
  onPage(GTAG + BRIDGE + USERCENTRICS_3, async (visitor) => {
    await visitor.does(() => gtag("consent", "update", { personalization_storage: "denied", ad_storage: "denied" }));
    assert.deepEqual(visitor.posts, [], "the platform is there, and nobody has chosen");
    await visitor.does(() => choose({ functional: true, marketing: true }));
    assert.deepEqual(visitor.posts.map(({ platform }) => platform), ["usercentrics"]);
  }));

test("the shop's own call, and the strictest of it and the visitor's own choice", () =>
  onPage(BRIDGE, async (visitor) => {
    const told = () => visitor.page.evaluate(() => new Promise((done) => document.addEventListener("segue:consent", () => done(true), { once: true })));
    const heard = told();
    await visitor.does(() => segueConsent({ preferences: false, personalization: true, advertising: "maybe", colour: true }));
    assert.deepEqual(visitor.posts, [{ platform: "other", purposes: { preferences: false, personalization: true } }]);
    assert.ok(await heard, "the page hears of it");
    await visitor.does(() => fetch("/_segue/privacy", { method: "POST", body: '{"purposes":{"personalization":false}}' }));
    visitor.posts.length = 0;
    await visitor.does(() => segueConsent({ personalization: true }));
    assert.equal(visitor.posts.length, 1);
    assert.equal((await visitor.privacy()).sources.personalization, "refused by the visitor's own choice in this shop");
  }));

test("a choice that changes quickly ends as it was made last", () =>
  onPage(BRIDGE, async (visitor) => {
    await visitor.does(async () => {
      for (const yes of [true, false, true, false]) {
        segueConsent({ personalization: yes });
        await new Promise((done) => setTimeout(done, 3));
      }
    });
    assert.equal(visitor.posts.at(-1).purposes.personalization, false);
    assert.match((await visitor.privacy()).sources.personalization, /^refused/);
  }));

test("a post that failed is made again on the next page", () =>
  onPage("", async (visitor) => {
    visitor.head = `${BRIDGE}<script>segueConsent({ personalization: false })</script>`;
    // The page is told that there is no key to sign with.
    await visitor.page.addInitScript(() => {
      const real = window.fetch;
      window.fetch = (...all) => (document.cookie.includes("broken") ? Promise.resolve(new Response("", { status: 503 })) : real(...all));
    });
    await visitor.page.evaluate(() => (document.cookie = "broken=1"));
    await visitor.open();
    assert.deepEqual(visitor.posts, []);
    await visitor.page.evaluate(() => (document.cookie = "broken=; Max-Age=0"));
    await visitor.open();
    assert.equal(visitor.posts.length, 1);
    assert.ok(await visitor.cookie(CONSENT));
    await visitor.open();
    assert.equal(visitor.posts.length, 1);
  }));

for (const [name, head] of [
  ["that throws", `<script>
    const bad = () => { throw new Error("hostile"); };
    window.Shopify = { customerPrivacy: { shouldShowBanner: bad }, loadFeatures: bad };
    window.__ucCmp = { isInitialized: bad, getConsentDetails: bad };</script>`],
  ["that cannot even be looked at", `<script>Object.defineProperty(window, "Didomi", { get() { throw new Error("hostile"); } });</script>`],
  ["that never answers", `<script>window.__ucCmp = { isInitialized: () => new Promise(() => {}) };</script>`],
  ["of other shapes", `<script>window.__ucCmp = 7; window.UC_UI = "x"; window.Shopify = null; window.didomiOnReady = 1; window.dataLayer = { push: 1 };</script>`],
  ["that answers nonsense", `<script>window.Didomi = { getCurrentUserStatus: () => ({ purposes: { cookies: null, select_basic_ads: { enabled: "yes please" } } }), shouldUserStatusBeCollected: () => 0 };</script>`],
  ["that never says the same twice", `<script>let n = 0; window.Shopify = { customerPrivacy: { shouldShowBanner: () => false, currentVisitorConsent: () => ({ preferences: ++n % 2 ? "yes" : "no" }) } };</script>`],
  ["with entries of all kinds", `<script>window.dataLayer = [null, 1, [], ["consent"], ["consent", "update"], ["consent", "update", null], ["consent", "update", { ad_storage: {}, analytics_storage: "constructor" }]];</script>`],
]) {
  test(`a platform ${name} does no harm`, () =>
    onPage(head + BRIDGE, async (visitor) => {
      assert.equal(await visitor.page.locator("main").innerText(), "A page of the shop");
      assert.ok(visitor.posts.length <= 3, `${visitor.posts.length} posts`);
      for (const { purposes } of visitor.posts) assert.equal(purposes.advertising, undefined);
      assert.equal(await visitor.page.evaluate(() => typeof segueConsent), "function");
    }));
}

test("Consent Mode: everything is denied at first, and follows the choice", () =>
  onPage(GTAG + EMISSION, async (visitor) => {
    const [[first, denied], [second, update], ...more] = await visitor.layer();
    const types = { ad_storage: "denied", ad_user_data: "denied", ad_personalization: "denied", analytics_storage: "denied", functionality_storage: "denied", personalization_storage: "denied" };
    assert.deepEqual([first, denied], ["default", { ...types, security_storage: "granted", wait_for_update: 500 }]);
    assert.deepEqual([second, update, more], ["update", types, []]);
    assert.equal(await visitor.page.evaluate(() => Object.prototype.toString.call(dataLayer[0])), "[object Arguments]", "nothing else is understood");
    assert.deepEqual(await visitor.context.cookies(), []);

    const choose = (purposes) =>
      visitor.does(async (purposes) => {
        await fetch("/_segue/privacy", { method: "POST", body: JSON.stringify({ purposes }) });
        document.dispatchEvent(new CustomEvent("segue:consent"));
      }, purposes);
    await choose({ ...NONE, advertising: true });
    const some = { ...types, ad_storage: "granted", ad_user_data: "granted", ad_personalization: "granted" };
    assert.deepEqual((await visitor.layer())[2], ["update", some]);
    for (const [at, purpose, type] of [[3, "analytics", "analytics_storage"], [4, "preferences", "functionality_storage"], [5, "personalization", "personalization_storage"]]) {
      await choose({ ...NONE, [purpose]: true });
      assert.deepEqual((await visitor.layer())[at], ["update", { ...types, [type]: "granted" }]);
    }
    await visitor.does(() => document.dispatchEvent(new CustomEvent("segue:consent")));
    assert.equal((await visitor.layer()).length, 6, "what did not change is not said again");
    await choose(NONE);
    assert.deepEqual((await visitor.layer())[6], ["update", types]);

    await choose(ALL);
    await visitor.open();
    assert.equal((await visitor.layer())[1][1].ad_storage, "granted", "on the next page at once");
  }));

test("Consent Mode: without an answer everything stays denied", () =>
  withVisitor(async (visitor) => {
    await visitor.page.route("**/bridged", (route) => route.fulfill({ contentType: "text/html", body: `<title>Bridged</title>${EMISSION}` }));
    await visitor.page.route("**/_segue/privacy", (route) => route.fulfill({ contentType: "text/html", body: "nothing" }));
    await visitor.page.goto("/bridged", { waitUntil: "networkidle" });
    assert.deepEqual(await visitor.page.evaluate(() => dataLayer.map((entry) => entry[1])), ["default"]);
  }));

test("the bridge does not take Segue's own word for another banner's", () =>
  onPage(GTAG + EMISSION + BRIDGE, async (visitor) => {
    await visitor.does(async () => {
      await fetch("/_segue/privacy", { method: "POST", body: '{"purposes":{"personalization":true,"analytics":true}}' });
      document.dispatchEvent(new CustomEvent("segue:consent"));
    });
    assert.equal((await visitor.layer()).at(-1)[1].analytics_storage, "granted");
    assert.deepEqual(visitor.posts.filter(({ platform }) => platform), []);
    // What the bridge posts, Consent Mode follows.
    await visitor.does(() => segueConsent({ analytics: false }));
    assert.equal((await visitor.layer()).at(-1)[1].analytics_storage, "denied");
  }));

test("what says that Global Privacy Control is followed", () =>
  withVisitor(async (visitor) => {
    const answer = await visitor.context.request.get("/.well-known/gpc.json");
    const { gpc, lastUpdate } = await answer.json();
    assert.equal(gpc, true);
    assert.match(lastUpdate, /^\d{4}-\d\d-\d\d$/);
    assert.ok(Date.parse(lastUpdate) <= Date.now(), "not from the future");
  }));
