// The product page's form, and the number beside the word "Cart".
import { add, showCount } from "./store.js";

showCount();
addEventListener("storage", showCount);

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
