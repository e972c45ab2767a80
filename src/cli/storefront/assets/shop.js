// The product page's form, the number beside the word "Cart", and what a yes means for the cart.
import { add, cart, showCount, tell } from "./store.js";

showCount();
addEventListener("storage", showCount);
// What was put in the cart before the answer is part of what was agreed to.
addEventListener("segue:consent", ({ detail }) => {
  if (detail.all && cart().length) tell("view_cart", cart());
});

for (const form of document.querySelectorAll("form[data-item]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const quantity = Number(new FormData(form).get("quantity")) || 1;
    add(JSON.parse(form.dataset.item), quantity);
    const said = form.querySelector("[role=status]");
    said.replaceChildren(`${quantity === 1 ? "It is" : "They are"} in your cart. `);
    const link = document.createElement("a");
    link.href = "/cart";
    link.textContent = "Go to the cart";
    said.append(link);
  });
}
