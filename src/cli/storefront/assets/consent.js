// The shop's own question. It stands until the visitor has answered it, and both answers are one click away.
import { cart, tell } from "./store.js";

const banner = document.querySelector("[data-consent]");

const privacy = (choice) =>
  fetch("/_segue/privacy", {
    method: choice ? "POST" : "GET",
    headers: { Accept: "application/json", ...(choice && { "Content-Type": "application/json" }) },
    body: choice && JSON.stringify(choice),
  });

// Who decided about personalization? As long as nobody did, or the record cannot be read, the visitor is asked.
const undecided = ({ sources }) => /^(no choice yet|a record)/.test(sources.personalization);

const choose = async (yes) => {
  for (const button of banner.querySelectorAll("button")) button.disabled = true;
  const purposes = { preferences: yes, analytics: yes, personalization: yes, advertising: yes };
  const answer = await privacy({ purposes }).catch(() => undefined);
  if (!answer?.ok) {
    banner.querySelector("[role=alert]").textContent = "That could not be kept. Please try again.";
    for (const button of banner.querySelectorAll("button")) button.disabled = false;
    return;
  }
  // What was put in the cart before the answer is part of what was agreed to.
  if (yes && cart().length) await tell("view_cart", cart());
  location.reload();
};

for (const button of banner?.querySelectorAll("button") ?? []) {
  button.addEventListener("click", () => choose(button.value === "yes"));
}

const answer = await privacy().catch(() => undefined);
if (banner && answer?.ok && undecided(await answer.json())) banner.hidden = false;
