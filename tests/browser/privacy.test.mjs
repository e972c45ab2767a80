// The visitor's page and the question: without a script, in every language, and with both answers alike.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { looks, problems, unseenFocus } from "./checks.mjs";
import { CONSENT, PROFILE, useBrowser, withVisitor } from "./shop.mjs";

useBrowser();

const PURPOSES = ["preferences", "analytics", "personalization", "advertising"];
const LANGUAGES = { en: "en-GB", de: "de-AT", fr: "fr-CA", es: "es-MX" };
const words = (language) => JSON.parse(readFileSync(new URL(`../../src/edge/languages/${language}.json`, import.meta.url), "utf8"));

/** Tells Segue what a page with a script would. */
const happened = (visitor, name, items) =>
  visitor.context.request.post("/_segue/events", { data: { events: [{ name, items }] } });
const yes = (visitor) => visitor.context.request.post("/_segue/privacy", { data: { all: true } });
const remember = async (visitor) => {
  await yes(visitor);
  await happened(visitor, "view_item", [{ item_id: "K-101" }]);
  await happened(visitor, "view_item", [{ item_id: "T-301" }]);
  await happened(visitor, "add_to_cart", [{ item_id: "F-201", quantity: 2 }]);
};
const answer = (visitor, name, value) => visitor.page.locator(`input[name="${name}"][value="${value}"]`);

test("without a script, from the question to the last byte", () =>
  withVisitor(
    async (visitor) => {
      const { page } = visitor;
      // The question: no.
      await page.goto("/_segue/consent");
      assert.deepEqual(await visitor.context.cookies(), [], "the question sets no cookie");
      await page.getByRole("button", { name: "Reject all" }).click();
      await page.waitForURL("**/_segue/privacy?done=saved");
      await page.getByText("Your choice is saved").waitFor();
      for (const purpose of PURPOSES) assert.ok(await answer(visitor, purpose, "no").isChecked(), purpose);
      await happened(visitor, "view_item", [{ item_id: "K-101" }]);
      assert.deepEqual((await visitor.context.cookies()).map(({ name }) => name), [CONSENT]);

      // Second thoughts: yes.
      await answer(visitor, "personalization", "yes").check();
      await page.getByRole("button", { name: "Save my choice" }).click();
      await page.getByText("Your choice is saved").waitFor();
      assert.ok(await answer(visitor, "personalization", "yes").isChecked());
      assert.ok(await answer(visitor, "advertising", "no").isChecked());
      await happened(visitor, "view_item", [{ item_id: "K-101" }]);
      await happened(visitor, "add_to_cart", [{ item_id: "F-201", quantity: 2 }]);
      await page.goto("/_segue/privacy");
      const viewed = page.locator(".segue-remembered", { hasText: "What you looked at" });
      assert.match(await viewed.innerText(), /You looked at “Fjord gooseneck kettle[^]*today\.[^]*so that we can show what goes with it/);
      assert.match(await page.locator("main").innerText(), /Your cart holds 2 × “Fjord ceramic dripper/);

      // Wishes.
      await answer(visitor, "recommendations", "fewer").check();
      await answer(visitor, "reminders", "no").check();
      await page.locator("summary").click();
      await answer(visitor, "category.brewing", "dislike").check();
      await answer(visitor, "category.tea", "like").check();
      await page.getByRole("button", { name: "Save my choice" }).click();
      await page.waitForURL("**/_segue/privacy?done=saved");
      assert.ok(await answer(visitor, "category.brewing", "dislike").isVisible(), "what was chosen is in sight");
      assert.ok(await answer(visitor, "category.brewing", "dislike").isChecked());
      assert.ok(await answer(visitor, "category.mugs", "neither").isChecked());
      assert.deepEqual((await visitor.privacy()).preferences, { reminders: false, recommendations: "fewer", likes: ["tea"], dislikes: ["brewing"] });
      const set = await (await visitor.context.request.get("/_segue/pdp/K-101", { headers: { Accept: "application/json" } })).json();
      assert.equal(set.recommendations.length, 1, "fewer is one set");
      assert.ok(!set.recommendations.some(({ products }) => products.some(({ id }) => id === "F-203")), "and nothing to brew with");

      // Everything as a file.
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download everything" }).click()]);
      assert.equal(download.suggestedFilename(), "my-data.json");
      const data = JSON.parse(readFileSync(await download.path(), "utf8"));
      assert.deepEqual(data.profile.viewed.map(({ product, category, day }) => [product, category, day]), [["K-101", "kettles", data.day]]);
      assert.deepEqual(data.profile.cart, [{ product: "F-201", quantity: 2 }]);
      assert.match(data.profile.id, /^[0-9a-f]{32}$/);
      assert.deepEqual(data.record.own.granted, ["personalization"]);
      assert.deepEqual(data.remembered, (await visitor.privacy()).remembered);

      // And gone.
      await page.getByRole("button", { name: "Forget me" }).click();
      await page.waitForURL("**/_segue/privacy?done=forgotten");
      await page.getByText("nothing is remembered about you any more").waitFor();
      assert.match(await page.locator("main").innerText(), /Apart from your choices above, nothing is remembered about you\./);
      assert.equal(await visitor.cookie(PROFILE), undefined);
      assert.ok(await answer(visitor, "personalization", "yes").isChecked(), "the choice stays");
      assert.ok(await answer(visitor, "category.brewing", "dislike").isChecked(), "and so do the wishes");
    },
    { javaScriptEnabled: false, acceptDownloads: true },
  ));

test("a page that a server made brings the question along, and the answer leads back to it", () =>
  withVisitor(
    async (visitor) => {
      const { page, context } = visitor;
      const question = async () => {
        const answer = await context.request.get("/_segue/consent", { headers: { Accept: "text/html" } });
        return answer.status() === 200 ? answer.text() : "";
      };
      await page.route("**/products/K-101*", async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, body: (await answer.text()).replace("<div data-segue-consent></div>", await question()) });
      });
      await page.goto("/products/K-101?colour=steel");
      await page.getByRole("button", { name: "Accept all" }).click();
      await page.waitForURL("**/products/K-101?colour=steel");
      assert.equal(await page.locator(".segue-consent").count(), 0, "nobody is asked twice");
      assert.ok((await visitor.privacy()).purposes.advertising);
    },
    { javaScriptEnabled: false },
  ));

test("with a script the page stays, and its slots are filled anew", () =>
  withVisitor(async (visitor) => {
    await visitor.look("K-101");
    await visitor.page.locator(".segue-consent").waitFor();
    await visitor.page.evaluate(() => (window.stayed = true));
    const seen = await visitor.say("Accept all");
    assert.ok(seen.blocks.includes("welcome"), `${seen.blocks}`);
    await visitor.page.locator(".segue-consent").waitFor({ state: "detached" });
    assert.ok(await visitor.page.evaluate(() => window.stayed), "the page was not read again");
    await visitor.look("K-104");
    assert.equal(await visitor.page.locator(".segue-consent").count(), 0);
  }));

test("where the script cannot reach the Worker, the form goes by itself", () =>
  withVisitor(async (visitor) => {
    await visitor.look("K-101");
    await visitor.page.locator(".segue-consent").waitFor();
    let posts = 0;
    await visitor.page.route("**/_segue/privacy", (route) => ((posts += 1) === 1 ? route.abort("aborted") : route.continue()));
    await Promise.all([visitor.page.waitForEvent("load"), visitor.page.locator(".segue-consent").getByRole("button", { name: "Reject all" }).click()]);
    assert.equal(new URL(visitor.page.url()).pathname, "/products/K-101");
    assert.equal(posts, 2);
    assert.equal((await visitor.privacy()).sources.personalization, "refused by the visitor's own choice in this shop");
  }));

for (const [language, locale] of Object.entries(LANGUAGES)) {
  test(`the page and the question in ${language}: complete, readable, and with room`, () =>
    withVisitor(
      async (visitor) => {
        const { page } = visitor;
        const say = words(language);
        await page.goto("/");
        const banner = page.locator(".segue-consent");
        await banner.waitFor();
        assert.equal(await banner.getAttribute("lang"), language);
        assert.equal(await banner.getByRole("heading").innerText(), say.ask);
        assert.deepEqual(await banner.getByRole("button").allInnerTexts(), [say["ask.yes"], say["ask.no"]]);
        for (const width of [1280, 320]) {
          await page.setViewportSize({ width, height: 900 });
          assert.deepEqual(await problems(page, ".segue-consent"), [], `the question at ${width} px`);
        }
        await remember(visitor);
        for (const { width, scheme, size } of [
          { width: 1280, scheme: "light", size: "100%" },
          { width: 1280, scheme: "dark", size: "100%" },
          { width: 320, scheme: "light", size: "100%" },
          { width: 640, scheme: "light", size: "200%" },
        ]) {
          await page.emulateMedia({ colorScheme: scheme });
          await page.setViewportSize({ width, height: 900 });
          await page.goto("/_segue/privacy");
          await page.locator("summary").click();
          await page.evaluate((size) => (document.documentElement.style.fontSize = size), size);
          assert.equal(await page.locator("html").getAttribute("lang"), language);
          assert.equal(await page.locator("h1").innerText(), say.title);
          assert.deepEqual(await problems(page), [], `${width} px, ${scheme}, ${size}`);
        }
        const landmarks = await page.evaluate(() => ["body > header", "main", "body > footer nav[aria-label]", "h1"].map((what) => document.querySelectorAll(what).length));
        assert.deepEqual(landmarks, [1, 1, 1, 1]);
        // Nothing is left in another language.
        const text = await page.locator("body").innerText();
        for (const other of Object.keys(LANGUAGES).filter((other) => other !== language)) {
          for (const [key, value] of Object.entries(words(other))) {
            const long = value.split(/\{\w+\}/).filter((part) => part.length > 14);
            for (const part of long) if (!say[key].includes(part)) assert.ok(!text.includes(part), `${other}: ${part}`);
          }
        }
      },
      { locale },
    ));
}

test("a link at the foot changes the language, and the forms keep it", () =>
  withVisitor(
    async (visitor) => {
      await visitor.page.goto("/_segue/privacy");
      await visitor.page.getByRole("link", { name: "Deutsch" }).click();
      await answer(visitor, "analytics", "no").check();
      await visitor.page.getByRole("button", { name: "Auswahl speichern" }).click();
      await visitor.page.getByText("Ihre Auswahl ist gespeichert").waitFor();
      assert.equal(await visitor.page.locator("[aria-current=true]").innerText(), "Deutsch");
    },
    { javaScriptEnabled: false },
  ));

test("yes and no weigh the same on the page, and neither is chosen", () =>
  withVisitor(async (visitor) => {
    for (const width of [1280, 320]) {
      await visitor.page.setViewportSize({ width, height: 900 });
      await visitor.page.goto("/_segue/privacy");
      for (const purpose of PURPOSES) {
        const answers = visitor.page.locator(".segue-answer", { has: visitor.page.locator(`[name=${purpose}]`) });
        const [first, second, ...more] = await looks(answers);
        assert.deepEqual(more, []);
        assert.deepEqual(first, second, purpose);
        for (const value of ["yes", "no"]) assert.ok(!(await answer(visitor, purpose, value).isChecked()), purpose);
      }
    }
    // What is left alone stays unsaid.
    await visitor.page.getByRole("button", { name: "Save my choice" }).click();
    await visitor.page.waitForURL("**/_segue/privacy?done=saved");
    assert.match((await visitor.privacy()).sources.analytics, /nobody has chosen yet/);
  }));

test("accept and reject weigh the same, in every language", () =>
  withVisitor(async (visitor) => {
    for (const language of Object.keys(LANGUAGES)) {
      for (const width of [1280, 320]) {
        await visitor.page.setViewportSize({ width, height: 900 });
        for (const path of ["consent", "privacy"]) {
          await visitor.page.goto(`/_segue/${path}?lang=${language}`);
          const [accept, reject, ...more] = await looks(visitor.page.locator("button[name=all]"));
          assert.deepEqual(more, []);
          assert.deepEqual(accept, reject, `${path} in ${language} at ${width} px`);
        }
      }
    }
  }));

test("all can be withdrawn at once, as it was granted", () =>
  withVisitor(
    async (visitor) => {
      await remember(visitor);
      await visitor.page.goto("/_segue/privacy");
      await visitor.page.getByRole("button", { name: "Reject all" }).click();
      await visitor.page.waitForURL("**/_segue/privacy?done=saved");
      assert.match(await visitor.page.title(), /^Your choice is saved and holds from now on\./);
      for (const purpose of PURPOSES) assert.ok(await answer(visitor, purpose, "no").isChecked(), purpose);
      assert.equal(await visitor.cookie(PROFILE), undefined);
    },
    { javaScriptEnabled: false },
  ));

test("the keyboard is seen wherever it goes", () =>
  withVisitor(async (visitor) => {
    await remember(visitor);
    await visitor.page.goto("/_segue/privacy");
    assert.deepEqual(await unseenFocus(visitor.page, 20), []);
    await visitor.context.clearCookies();
    await visitor.page.goto("/");
    await visitor.page.locator(".segue-consent").waitFor();
    assert.deepEqual(await unseenFocus(visitor.page, 4), []);
  }));

test("what the browser refuses is said, with where it is changed", () =>
  withVisitor(
    async (visitor) => {
      await yes(visitor);
      await visitor.page.goto("/_segue/privacy");
      const advertising = visitor.page.getByRole("group", { name: "Advertising" });
      assert.match(await advertising.innerText(), /refused by the browser's Global Privacy Control[^]*it is set in your browser/);
    },
    { extraHTTPHeaders: { "Sec-GPC": "1" } },
  ));
