// A permanence on one tablet: several people, one after the other, with or without a network.

import { Sender, TROUBLES } from "./sending.js";
import { newNumber, Store } from "./store.js";

const root = document.querySelector("[data-permanence]");
const store = new Store(root.dataset.permanence);
const find = (selector, within = root) => within.querySelector(selector);
const every = (selector, within = root) => [...within.querySelectorAll(selector)];
const cloned = (selector) => find(selector).content.firstElementChild.cloneNode(true);

const NUMBERS = ["adults", "under_6", "from_6_to_11", "from_12_to_17", "workers", "wheelchair"];
const COUNTED = NUMBERS.filter((name) => name !== "wheelchair");
const EMPTY_PARTY = { adults: 0, under_6: 0, from_6_to_11: 0, from_12_to_17: 0, workers: 0, wheelchair: 0, outing: "family", first_outing: "unknown", needs: [] };
const HELD = new Set(["queued", "booked", "waiting", "asked"]);
const REFRESHED_EVERY = 120_000;

let trouble = null;

const counted = (number, one, many = `${one}s`) => `${number} ${number > 1 ? many : one}`;
const total = (party) => COUNTED.reduce((sum, name) => sum + party[name], 0);
const hour = (moment) => {
  const at = new Date(moment);
  const minutes = at.getMinutes() ? `\u00a0${String(at.getMinutes()).padStart(2, "0")}` : "";
  return `${at.getHours()}\u00a0h${minutes}`;
};

function person() {
  const known = store.people();
  return known.find((one) => one.number === store.current) ?? known[0] ?? newPerson(1);
}

function newPerson(number) {
  const one = { number, sign: "", party: EMPTY_PARTY };
  store.putPerson(one);
  store.current = number;
  return one;
}

const named = (one) => (one.sign ? `${one.sign} (personne ${one.number})` : `Personne ${one.number}`);

// who comes, between the page and the device

const inputs = Object.fromEntries(NUMBERS.map((name) => [name, document.getElementById(`qui-${name}`)]));

function readParty() {
  const numbers = NUMBERS.map((name) => [name, Math.max(0, Number.parseInt(inputs[name].value, 10) || 0)]);
  return {
    ...Object.fromEntries(numbers),
    outing: find("input[name=outing]:checked")?.value ?? "family",
    first_outing: find("input[name=first_outing]:checked")?.value ?? "unknown",
    needs: every("input[name=needs]:checked").map((input) => input.value),
  };
}

function showParty(party) {
  for (const name of NUMBERS) {
    inputs[name].value = String(party[name]);
    inputs[name].dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "shown" }));
  }
  for (const name of ["outing", "first_outing"]) {
    for (const input of every(`input[name=${name}]`)) input.checked = input.value === party[name];
  }
  for (const input of every("input[name=needs]")) input.checked = party.needs.includes(input.value);
}

// drawing

function drawPeople() {
  const current = person();
  const tabs = store.people().map((one) => {
    const tab = cloned("[data-piece-of=person]");
    find("[data-name]", tab).textContent = one.sign || `Personne ${one.number}`;
    const number = store.picks(one.number).filter((pick) => HELD.has(pick.state)).length;
    find("[data-count]", tab).textContent = number ? String(number) : "";
    find("[data-count]", tab).hidden = !number;
    tab.setAttribute("aria-pressed", String(one.number === current.number));
    tab.dataset.person = String(one.number);
    return tab;
  });
  find("[data-people]").replaceChildren(...tabs, cloned("[data-piece-of=next-person]"));
}

function drawPerson() {
  const one = person();
  find("[data-person-title]").textContent = named(one);
  find("[data-sign]").value = one.sign;
  showParty(one.party);
  find("[data-who]").open = store.picks(one.number).length === 0;
}

function drawPicks() {
  const one = person();
  const picks = store.picks(one.number);
  find("[data-picks]").replaceChildren(...picks.map(drawnPick));
  find("[data-no-pick]").hidden = picks.length > 0;
  const places = total(one.party);
  find("[data-total]").textContent = counted(places, "place");
  find("[data-bar]").textContent = `${one.sign || `Personne ${one.number}`} : ${picks.length} choix`;
  for (const date of every("[data-date]")) drawDate(date, picks, places);
}

function drawDate(date, picks, places) {
  const button = find("[data-pick]", date);
  if (!button) return;
  const chosen = picks.some((pick) => pick.showing === Number(date.dataset.date) && HELD.has(pick.state));
  const verb = date.dataset.onRequest === undefined ? "Je choisis" : "Je demande";
  find("[data-verb]", button).textContent = chosen ? "Choisi" : places ? `${verb} (${counted(places, "place")})` : verb;
  button.setAttribute("aria-disabled", String(chosen));
}

function drawnPick(pick) {
  const item = cloned("[data-piece-of=pick]");
  item.dataset.pick = pick.id;
  find("[data-title]", item).textContent = pick.title;
  find("[data-when]", item).textContent = [pick.when, pick.place, counted(total(pick.party), "place")].filter(Boolean).join(" · ");
  find("[data-badge]", item).replaceWith(cloned(`[data-badge-of=${pick.state}]`));
  find("[data-sentence]", item).textContent = [pick.sentence, pick.nextStep].filter(Boolean).join(" ");
  find("[data-of]", item).textContent = ` : ${pick.title}, ${pick.when}`;
  const link = find("[data-voucher]", item);
  if (pick.state === "booked" && pick.address) {
    link.href = pick.address;
    link.textContent = `Code ${pick.code}`;
    link.hidden = false;
  }
  find("[data-withdraw]", item).hidden = !HELD.has(pick.state);
  return item;
}

function drawState() {
  const since = store.offlineSince;
  const waiting = store.unsent().length;
  const lines = [];
  if (since !== null) lines.push(["attention", `Sans réseau depuis ${hour(since)}. Continuez : les choix restent ici et partiront au retour du réseau. Les places affichées sont celles d'avant.`]);
  if (trouble && TROUBLES[trouble]) lines.push(["attention", TROUBLES[trouble]]);
  const state = find("[data-state]");
  if (state.dataset.said !== JSON.stringify(lines)) {
    state.dataset.said = JSON.stringify(lines);
    state.replaceChildren(
      ...lines.map(([tone, words]) => {
        const banner = cloned(`[data-state-of=${tone}]`);
        find("[data-words]", banner).textContent = words;
        return banner;
      }),
    );
    if (trouble === "signedOut") state.append(signInAgain());
  }
  find("[data-unsent]").textContent = waiting ? `${counted(waiting, "choix", "choix")} à envoyer, toutes personnes ensemble.` : "";
  find("[data-send-now]").hidden = !waiting;
}

function signInAgain() {
  const link = document.createElement("a");
  link.className = "button";
  link.href = window.location.pathname;
  link.textContent = "Se reconnecter";
  return link;
}

function draw() {
  drawPeople();
  drawPicks();
  drawState();
}

// what people do

function choose(button) {
  if (button.getAttribute("aria-disabled") === "true") return;
  const date = button.closest("[data-date]");
  const one = person();
  if (!total(one.party)) {
    find("[data-who]").open = true;
    inputs.adults.focus();
    say("Dites d'abord combien de personnes viennent.");
    return;
  }
  const name = find("[data-pickup]", date);
  if (name && !name.value.trim()) {
    name.focus();
    say("Ce lieu demande un nom à l'accueil.");
    return;
  }
  store.putPick({
    id: newNumber(),
    person: one.number,
    showing: Number(date.dataset.date),
    title: date.dataset.title,
    when: date.dataset.when,
    place: date.dataset.place,
    party: one.party,
    orWait: find("[data-or-wait]", date)?.checked ?? false,
    pickupName: name?.value.trim(),
    made: Date.now(),
    state: "queued",
    tried: false,
  });
  if (name) name.value = "";
  find("[data-who]").open = false;
  say(`${date.dataset.title} : choisi pour ${named(one)}.`);
  draw();
  sender.send();
}

function withdraw(id) {
  const pick = store.pick(id);
  // never left this device: nobody else knows of it
  if (pick.state === "queued" && !pick.tried) store.removePick(id);
  else store.putPick({ ...pick, state: "withdrawing", sentence: "", nextStep: "" });
  say(`${pick.title} : retiré.`);
  draw();
  document.getElementById("choices").focus();
  sender.send();
}

function say(words) {
  const live = document.getElementById("live");
  live.textContent = "";
  requestAnimationFrame(() => {
    live.textContent = words;
  });
}

root.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  if (on("[data-pick]:is(button)")) choose(on("[data-pick]"));
  else if (on("[data-withdraw]")) withdraw(on("[data-pick]:is(li)").dataset.pick);
  else if (on("[data-send-now]")) sender.send();
  else if (on("[data-next-person]")) meet(Math.max(0, ...store.people().map((one) => one.number)) + 1);
  else if (on("[data-person]")) meet(Number(on("[data-person]").dataset.person));
});

function meet(number) {
  if (store.people().some((one) => one.number === number)) store.current = number;
  else newPerson(number);
  drawPerson();
  draw();
  find("[data-person-title]").focus();
}

root.addEventListener("input", (event) => {
  if (event.detail === "shown") return;
  if (event.target.matches("[data-among]")) return look(event.target.value);
  if (event.target.matches("[data-sign]")) store.putPerson({ ...person(), sign: event.target.value.trim() });
  else if (event.target.closest("[data-who]")) store.putPerson({ ...person(), party: readParty() });
  else return;
  find("[data-person-title]").textContent = named(person());
  draw();
});

// a title, a place, a day: the words typed, in any order, without their accents; nothing typed shows everything

const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function look(typed) {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  const outings = every(".choices-list > li");
  for (const outing of outings) {
    const words = plain(outing.textContent);
    outing.hidden = !wanted.every((word) => words.includes(word));
  }
  // what is looked for is looked for among those that one had not asked to see
  const others = find("[data-others]");
  if (others) {
    others.open = wanted.length > 0;
    find("summary", others).hidden = wanted.length > 0;
  }
  const shown = outings.filter((outing) => !outing.hidden).length;
  find("[data-among-found]").textContent = wanted.length ? (shown ? counted(shown, "sortie") : "Aucune sortie. Effacez un mot.") : "";
}

document.querySelector("[data-closing]").addEventListener("submit", (event) => {
  const waiting = store.unsent().length;
  if (!waiting) return;
  event.preventDefault();
  trouble = null;
  say(`${counted(waiting, "choix", "choix")} à envoyer avant de fermer.`);
  document.getElementById("choices").scrollIntoView();
  document.getElementById("choices").focus();
  sender.send();
});

// the network, and what it says

function heard(problem) {
  trouble = problem;
  store.offlineSince = problem === "offline" ? (store.offlineSince ?? Date.now()) : null;
  drawState();
}

async function refresh() {
  const dates = every("[data-date]").map((date) => date.dataset.date);
  try {
    const answer = await fetch(`${root.dataset.places}?dates=${dates.join(",")}`, { redirect: "manual", signal: AbortSignal.timeout(15_000) });
    heard(answer.type === "opaqueredirect" ? "signedOut" : null);
    if (!answer.ok) return;
    const { closed, places } = await answer.json();
    if (closed) heard("closed");
    for (const date of every("[data-date]")) {
      if (places[date.dataset.date]) find("[data-left]", date).textContent = places[date.dataset.date];
    }
  } catch {
    heard("offline");
  }
}

const sender = new Sender(store, root.dataset.send, { changed: draw, said: heard });

async function back() {
  await refresh();
  if (trouble !== "offline") await sender.send();
}

window.addEventListener("online", back);
window.addEventListener("offline", () => heard("offline"));
window.addEventListener("storage", (event) => store.holds(event.key) && draw());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && back());
setInterval(() => document.visibilityState === "visible" && back(), REFRESHED_EVERY);

// this page, its pictures and all that it needs, kept by the worker for when there is no network
async function keep() {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope });
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ keep: window.location.pathname });
    await navigator.storage?.persist?.();
  } catch {
    // a browser that keeps nothing, or no network: the queue works all the same
  }
}

for (const piece of every("[data-scripted]")) piece.hidden = false;
for (const piece of every("[data-unscripted]")) piece.hidden = true;
drawPerson();
draw();
keep();
back();
