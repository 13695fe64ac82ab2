// The evening is over: nothing of it stays on this telephone, but what it has not sent yet, which leaves now.

import { Sender } from "./sending.js";
import { eraseOld, Store } from "./store.js";
import { counted } from "./verdict.js";

const root = document.querySelector("[data-door]");
const store = new Store(JSON.parse(document.getElementById("evening").textContent).date);
const sender = new Sender(store, root.dataset.exchange, {
  heard() {},
  said(trouble) {
    const waiting = store.unsent().length;
    root.querySelector("[data-state]").textContent = waiting ? `${counted(waiting, "entrée")} de ce téléphone à envoyer. ${trouble && trouble !== "offline" ? trouble : ""}` : "";
    if (!waiting) forget();
  },
});
const hadSome = store.unsent().length > 0;

async function forget() {
  for (const read of store.reads()) store.removeRead(read.id);
  store.eraseList();
  const worker = await navigator.serviceWorker?.getRegistration(root.dataset.scope);
  worker?.active?.postMessage({ forget: window.location.pathname });
  if (hadSome) window.location.reload(); // what has just been sent shows
}

eraseOld(Date.now());
if (hadSome) sender.exchange();
else forget();
