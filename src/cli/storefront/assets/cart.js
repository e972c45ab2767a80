// The pages that show what is in this browser: cart, checkout, thanks and orders.
import { add, cart, money, order, orders, setQuantity, sum, tell } from "./store.js";

const el = (tag, props = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), props);
  made.append(...children);
  return made;
};

const empty = (words) =>
  el("div", { className: "empty" }, el("p", {}, words), el("a", { className: "button", href: "/" }, "Look around"));

const total = (lines) =>
  el("p", { className: "total" }, el("span", {}, "Sum"), el("strong", {}, money(sum(lines))));

const line = (item, ...more) =>
  el(
    "li",
    { className: "line" },
    el("img", { src: item.image, alt: "", width: 88, height: 88 }),
    el("div", { className: "line-what" }, el("a", { href: item.url }, item.title), el("span", {}, money(item.price)), ...more),
    el("strong", { className: "line-sum" }, money(item.price * item.quantity)),
  );

const list = (lines, ...more) => el("ul", { className: "lines" }, ...lines.map((item) => line(item, ...more.map((m) => m(item)))));

const times = (item) => el("span", {}, `${item.quantity} ${item.quantity === 1 ? "piece" : "pieces"}`);

const controls = (place) => (item) => {
  const number = el("input", { type: "number", min: 1, max: 99, value: item.quantity, ariaLabel: `How many of ${item.title}` });
  number.addEventListener("change", () => {
    setQuantity(item, Math.max(1, Math.min(99, Math.round(number.valueAsNumber) || 1)));
    showCart(place);
  });
  const remove = el("button", { type: "button", className: "link", ariaLabel: `Take ${item.title} out` }, "Take out");
  remove.addEventListener("click", () => {
    setQuantity(item, 0);
    showCart(place);
  });
  return el("span", { className: "line-controls" }, number, remove);
};

function showCart(place) {
  const lines = cart();
  if (!lines.length) return place.replaceChildren(empty("Your cart is empty."));
  const checkout = el("a", { className: "button", href: "/checkout" }, "Go to checkout");
  place.replaceChildren(list(lines, controls(place)), total(lines), el("p", { className: "to-right" }, checkout));
}

const pages = {
  cart(place) {
    showCart(place);
    // What Segue knows of the cart may be older than the cart: this tells it the whole.
    tell("view_cart", cart());
  },
  checkout(place) {
    const lines = cart();
    if (!lines.length) return place.replaceChildren(empty("There is nothing to order yet."));
    const button = el("button", { type: "button", className: "button" }, "Place the order");
    button.addEventListener("click", async () => {
      button.disabled = true;
      await order();
      location.href = "/checkout/thanks";
    });
    place.replaceChildren(list(lines, times), total(lines), el("p", { className: "to-right" }, button));
    tell("begin_checkout", lines);
  },
  thanks(place) {
    const [last] = orders();
    if (!last) return place.replaceChildren(empty("There is no order yet."));
    place.replaceChildren(el("p", {}, `Your order ${last.number} is on its way to nowhere: nothing was charged.`), list(last.lines, times), total(last.lines));
  },
  orders(place) {
    const all = orders();
    if (!all.length) return place.replaceChildren(empty("You have not ordered anything yet."));
    place.replaceChildren(
      ...all.map(({ number, day, lines }) => {
        const again = el("button", { type: "button", className: "button quiet" }, "Put it in the cart again");
        again.addEventListener("click", async () => {
          // One after the other: each answer brings the cookie for the next.
          for (const { quantity, ...item } of lines) await add(item, quantity);
          location.href = "/cart";
        });
        return el("section", { className: "order" }, el("h2", {}, `Order ${number}, ${day}`), list(lines, times), total(lines), el("p", { className: "to-right" }, again));
      }),
    );
  },
};

for (const place of document.querySelectorAll("[data-page]")) pages[place.dataset.page]?.(place);
