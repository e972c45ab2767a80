// The shop's own memory: the cart and the orders are in this browser (localStorage). Segue only hears of them, through
// window.segue, and remembers of it what the visitor allows.
const read = (name) => {
  try {
    const list = JSON.parse(localStorage.getItem(name) ?? "[]");
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
};
const write = (name, list) => localStorage.setItem(name, JSON.stringify(list));

export const cart = () => read("cart");
export const orders = () => read("orders");
export const currency = document.documentElement.dataset.currency;

const format = new Intl.NumberFormat("en", { style: "currency", currency });
export const money = (amount) => format.format(amount);
export const sum = (lines) => Math.round(lines.reduce((sum, line) => sum + line.price * line.quantity, 0) * 100) / 100;

const items = (lines) =>
  lines.map((line) => ({ item_id: line.id, item_name: line.title, price: line.price, quantity: line.quantity }));

// Tells Segue, in the event names and fields of Google Analytics 4. Without Segue the shop goes on.
export const tell = async (name, lines, more = {}) =>
  window.segue?.(name, items(lines), { value: sum(lines), currency, ...more });

// Sets how many of an item are in the cart; 0 takes it out.
export const setQuantity = (item, quantity) => {
  const before = cart();
  const was = before.find((line) => line.id === item.id)?.quantity ?? 0;
  const rest = before.filter((line) => line.id !== item.id);
  const place = before.findIndex((line) => line.id === item.id);
  if (quantity > 0) rest.splice(place < 0 ? rest.length : place, 0, { ...item, quantity });
  write("cart", rest);
  showCount();
  const change = quantity - was;
  if (change === 0) return undefined;
  const name = change > 0 ? "add_to_cart" : "remove_from_cart";
  return tell(name, [{ ...item, quantity: Math.abs(change) }]);
};

export const add = (item, quantity) =>
  setQuantity(item, Math.min(99, (cart().find((line) => line.id === item.id)?.quantity ?? 0) + quantity));

// Makes an order of the cart. It is told before the page is left, so that the next page knows.
export const order = async () => {
  const lines = cart();
  const made = { number: Date.now().toString(36).toUpperCase(), day: new Date().toISOString().slice(0, 10), lines };
  write("orders", [made, ...orders()].slice(0, 20));
  write("cart", []);
  await tell("purchase", lines, { transaction_id: made.number });
};

export const startOver = () => {
  for (const name of ["cart", "orders"]) localStorage.removeItem(name);
};

export const showCount = () => {
  const count = cart().reduce((sum, line) => sum + line.quantity, 0);
  for (const place of document.querySelectorAll("[data-cart-count]")) {
    place.textContent = count ? String(count) : "";
    place.hidden = count === 0;
  }
};
