// The visits of a shopper, each in a browser that knows nothing of the others: the first one, after browsing a category,
// after a cart, after a purchase, after "no". A profile counts days, so what needs a second day is held by the case files.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CONSENT, PROFILE, useBrowser, withVisitor } from "./shop.mjs";

useBrowser();

/** What somebody sees of whom nothing is known. */
const unknown = async (id) => {
  let seen;
  await withVisitor(async (visitor) => {
    seen = await visitor.look(id);
  });
  return seen;
};

test("the first visit: the page says what is true for everyone, and nothing is remembered", () =>
  withVisitor(async (visitor) => {
    const seen = await visitor.look("K-101");
    assert.equal(visitor.basis(), "contextual");
    assert.ok(seen.blocks.length > 0 && seen.sets.length > 0, "there is something to see");
    for (const why of seen.why) assert.match(why, /^Everyone sees this/);
    assert.ok(!seen.recommended.includes("K-101"), "not the product itself");

    const again = await visitor.look("K-104");
    for (const why of again.why) assert.match(why, /^Everyone sees this/);
    assert.deepEqual(await visitor.context.cookies(), [], "no cookie without an answer");
    assert.deepEqual(await unknown("K-101"), seen, "the next one sees the same");
  }));

test("yes: the visitor is remembered, in a cookie that no script can read", () =>
  withVisitor(async (visitor) => {
    await visitor.look("K-101");
    const seen = await visitor.say("Accept all");
    assert.ok(seen.blocks.includes("welcome"), `a new visitor is welcomed: ${seen.blocks}`);
    const profile = await visitor.cookie(PROFILE);
    const { httpOnly, secure, sameSite, path, domain } = profile;
    assert.deepEqual({ httpOnly, secure, sameSite, path }, { httpOnly: true, secure: true, sameSite: "Lax", path: "/" });
    assert.ok(!domain.startsWith("."), "for this host alone");
    assert.ok(profile.value.length < 1_500);
    assert.ok(await visitor.cookie(CONSENT));
    assert.equal(await visitor.page.evaluate(() => document.cookie), "");
    assert.ok(await visitor.page.locator(".segue-consent").isHidden(), "nobody is asked twice");
    assert.match((await visitor.privacy()).remembered.join(), /Fjord gooseneck kettle 1\.0 l, brushed steel/);
  }));

test("what was on the shelves goes along with the view, and what is looked at is taken from it", () =>
  withVisitor(async (visitor) => {
    const posts = [];
    visitor.page.on("request", (request) => {
      if (request.url().endsWith("/_segue/events")) posts.push(request.postDataJSON().events);
    });
    await visitor.look("K-101");
    await visitor.say("Accept all");
    posts.length = 0;
    const seen = await visitor.look("K-104");
    assert.equal(posts.length, 1, "one request, and so one cookie");
    const [view, ...lists] = posts[0];
    assert.deepEqual(view, { name: "view_item", items: [{ item_id: "K-104" }] });
    assert.deepEqual(lists.map((list) => list.name), seen.sets.map(() => "view_item_list"));
    assert.deepEqual(lists.map((list) => list.item_list_id), seen.sets);
    assert.deepEqual(lists.flatMap((list) => list.items.map((item) => item.item_id)), seen.recommended);

    // The download has the ids; the page has the titles.
    const kept = async () => {
      const answer = await visitor.context.request.get("/_segue/privacy?download");
      return (await answer.json()).profile.on_shelves;
    };
    const before = await kept();
    for (const id of seen.recommended) assert.ok(before.some((shown) => shown.product === id && shown.times >= 1), id);
    assert.match((await visitor.privacy()).remembered.join(), /You were shown “[^”]+” on a shelf today/);

    const next = seen.recommended[0];
    const after = await visitor.look(next);
    assert.ok(!after.recommended.includes(next));
    assert.ok(!(await kept()).some((shown) => shown.product === next), "it was looked at");
  }));

test("after browsing a category: the products are compared", () =>
  withVisitor(async (visitor) => {
    await visitor.look("K-105");
    await visitor.say("Accept all");
    for (const id of ["K-104", "K-109"]) {
      const seen = await visitor.look(id);
      assert.ok(!seen.blocks.includes("spec-table"), `${id} is not the fourth yet`);
    }
    await visitor.look("K-112");
    const seen = await visitor.look("K-101");
    assert.equal(visitor.basis(), "full");
    assert.ok(seen.blocks.includes("spec-table"), `no comparison among ${seen.blocks}`);
    assert.ok(seen.sets.includes("alternatives"), `no alternatives among ${seen.sets}`);
    const table = visitor.page.locator(".segue-compare");
    assert.match(await table.locator("thead th").first().innerText(), /Fjord gooseneck kettle/);
    assert.match(await table.innerText(), /Capacity\s+1\.0 l/);
  }));

test("after a cart: what is in it is not recommended again", () =>
  withVisitor(async (visitor) => {
    await visitor.look("K-101");
    const before = await visitor.say("Accept all");
    assert.ok(before.recommended.includes("F-201"), `the dripper goes with the kettle: ${before.recommended}`);

    await visitor.buy("F-201");
    assert.equal(await visitor.page.locator("[data-cart-count]").innerText(), "1");
    const after = await visitor.look("K-101");
    assert.ok(!after.recommended.includes("F-201"), `the dripper is in the cart: ${after.recommended}`);
    assert.equal(after.recommended.length, before.recommended.length, "another product has taken the place");
    assert.match((await visitor.privacy()).remembered.join(), /Your cart holds 1 × “Fjord ceramic dripper/);

    // Taken out, it may be recommended again.
    await visitor.page.goto("/cart");
    assert.match(await visitor.page.locator("main").innerText(), /Fjord ceramic dripper[^]*€24\.90/);
    const told = visitor.told("remove_from_cart");
    await visitor.page.getByRole("button", { name: /^Take .* out$/ }).click();
    await told;
    assert.match(await visitor.page.locator("main").innerText(), /Your cart is empty/);
    assert.ok((await visitor.look("K-101")).recommended.includes("F-201"));
  }));

test("what was put into the cart before the yes counts from then on", () =>
  withVisitor(async (visitor) => {
    await visitor.buy("F-201");
    assert.deepEqual(await visitor.context.cookies(), []);
    await visitor.look("K-101");
    const seen = await visitor.say("Accept all");
    assert.ok(!seen.recommended.includes("F-201"), `the dripper is in the cart: ${seen.recommended}`);
  }));

test("after a purchase: the page goes on from the order", () =>
  withVisitor(async (visitor) => {
    await visitor.look("K-101");
    const before = await visitor.say("Accept all");
    assert.ok(before.recommended.includes("F-201") && !before.blocks.includes("your-first-order"));

    await visitor.buy("F-201");
    await visitor.page.goto("/cart");
    await visitor.page.getByRole("link", { name: "Go to checkout" }).click();
    const told = visitor.told("purchase");
    await visitor.page.getByRole("button", { name: "Place the order" }).click();
    const purchase = (await told).request().postDataJSON().events[0];
    assert.equal(purchase.value, 24.9);
    assert.equal(purchase.currency, "EUR");
    assert.deepEqual(purchase.items.map(({ item_id, quantity, price }) => [item_id, quantity, price]), [["F-201", 1, 24.9]]);
    await visitor.page.waitForURL("**/checkout/thanks");
    assert.match(await visitor.page.locator("main").innerText(), /Thank you[^]*Fjord ceramic dripper/);

    const after = await visitor.look("K-101");
    assert.ok(after.blocks.includes("your-first-order"), `nothing about the order among ${after.blocks}`);
    assert.ok(!after.blocks.includes("welcome"), "nobody is welcomed twice");
    assert.ok(!after.recommended.includes("F-201"), `a dripper lasts: ${after.recommended}`);
    assert.match((await visitor.privacy()).remembered.join(), /You ordered 1 .*You bought “Fjord ceramic dripper/);

    await visitor.page.goto("/account/orders");
    assert.match(await visitor.page.locator("main").innerText(), /Fjord ceramic dripper/);
  }));

test("after no: the cookie goes with the answer, and the page is everyone's again", () =>
  withVisitor(async (visitor) => {
    const everyones = await visitor.look("K-101");
    const mine = await visitor.say("Accept all");
    assert.notDeepEqual(mine, everyones);
    assert.ok(await visitor.cookie(PROFILE));

    await visitor.page.getByRole("link", { name: "Privacy" }).click();
    const form = visitor.page.locator("form", { has: visitor.page.locator("input") });
    for (const purpose of ["preferences", "analytics", "personalization", "advertising"]) {
      await form.locator(`input[name=${purpose}][value=no]`).check();
    }
    const answer = visitor.page.waitForResponse((answer) => answer.request().method() === "POST");
    await visitor.page.getByRole("button", { name: "Save my choice" }).click();
    const cookies = (await (await answer).headersArray()).filter(({ name }) => name.toLowerCase() === "set-cookie");
    assert.ok(
      cookies.some(({ value }) => value.startsWith(`${PROFILE}=; Max-Age=0;`)),
      `the answer to "no" takes the cookie back: ${JSON.stringify(cookies.map(({ value }) => value.split("=")[0]))}`,
    );
    assert.equal(await visitor.cookie(PROFILE), undefined);
    await visitor.page.getByRole("heading", { name: "What is remembered" }).waitFor();

    assert.deepEqual(await visitor.look("K-101"), everyones);
    assert.equal(visitor.basis(), "contextual");
    await visitor.buy("F-201");
    assert.deepEqual(await visitor.look("K-101"), everyones, "a cart changes nothing now");
    assert.equal(await visitor.cookie(PROFILE), undefined);
    assert.ok(await visitor.page.locator(".segue-consent").isHidden());
  }));

test("no at once: the shop works just the same", () =>
  withVisitor(async (visitor) => {
    const before = await visitor.look("K-101");
    assert.deepEqual(await visitor.say("Reject all"), before);
    await visitor.buy("F-201");
    assert.deepEqual(await visitor.look("K-101"), before);
    assert.deepEqual((await visitor.context.cookies()).map((cookie) => cookie.name), [CONSENT], "the record of the answer alone");
    assert.ok(await visitor.page.locator(".segue-consent").isHidden());
    assert.equal(await visitor.page.locator("[data-cart-count]").innerText(), "1", "the cart is the shop's own");
  }));
