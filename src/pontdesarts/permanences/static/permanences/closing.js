// The permanence is closed: nothing of it stays on this device, but what has not left it yet.

import { Store } from "./store.js";

const root = document.querySelector("[data-summary]");
const store = new Store(root.dataset.summary);

function erase() {
  store.erase();
  navigator.serviceWorker?.getRegistration().then((worker) => {
    worker?.active?.postMessage({ forget: `/${window.location.pathname.split("/")[1]}/${root.dataset.summary}/` });
  });
}

const waiting = store.unsent().length;
if (waiting) {
  const left = root.querySelector("[data-left-here]");
  const closed = root.dataset.isClosed === undefined ? "Revenez aux sorties" : "Rouvrez la permanence";
  left.querySelector("[data-words]").textContent = `${waiting} choix de cet appareil ${waiting > 1 ? "ne sont pas partis" : "n'est pas parti"}. ${closed} pour ${waiting > 1 ? "les" : "l'"}envoyer.`;
  left.hidden = false;
  left.querySelector("[data-erase]").addEventListener("click", () => {
    erase();
    left.hidden = true;
  });
} else if (root.dataset.isClosed !== undefined) {
  erase();
}
for (const form of root.querySelectorAll("[data-closing]")) {
  form.addEventListener("submit", (event) => {
    if (!store.unsent().length) return;
    event.preventDefault();
    root.querySelector("[data-left-here]").scrollIntoView();
  });
}
