// The door of one evening, on one telephone, with a network or without.

import { Camera } from "./camera.js";
import { every, find, lastEntry, listRow, matches, oddRow, redraw, root, say, verdictPanel } from "./pieces.js";
import { LENGTH, paperOf, standing, symbols, tally, toReach } from "./rules.js";
import { OFFLINE, Sender } from "./sending.js";
import { hear, mayRest, signal, stayAwake } from "./senses.js";
import { eraseOld, newNumber, Store } from "./store.js";
import { counted, hour, IMPOSSIBLE, LARGEST, oddOf, ofLine, ofStranger, onceEnded } from "./verdict.js";

const drawn = JSON.parse(document.getElementById("evening").textContent);
const store = new Store(drawn.date);

const REFRESHED_EVERY = 20_000;
const SAME_PAPER = 4_000; // the paper that stays before the camera is read once
const WRONG_CLOCK = 120_000;
const LAST_SHOWN = 5;

let evening = drawn;
let offlineSince = null;
let trouble = null;
let asked = null; // {code, ordinal, stranger, done}: what the big panel is about
let lastSeen = { text: "", at: 0 };

const now = () => Date.now() + (sender.offset ?? 0);
const isOver = () => now() > evening.erased_at;
const momentOf = (read) => read.made + (read.offset ?? sender.offset ?? 0);

// the set of what is known: what every door sent, and what this one has not sent yet

function known() {
  const reads = store.unsent();
  const there = new Set(evening.entries.map((entry) => entry.id));
  const own = reads.filter((read) => !read.undoes && !there.has(read.id)).map((read) => ({ ...read, at: momentOf(read), own: true }));
  return standing([...evening.entries, ...own], [...evening.undone, ...reads.map((read) => read.undoes).filter(Boolean)]);
}

const entriesOf = (code) => known().filter((entry) => entry.code === code);
const lineOf = (code) => evening.lines.find((line) => line.code === code);

function write(read) {
  store.putRead({ id: newNumber(), made: Date.now(), offset: sender.offset, code: "", people: 0, beyond: 0, ordinal: 0, undoes: null, tried: false, ...read });
}

function enter(people, beyond) {
  if (now() < evening.opens_at) return say(`L'accueil ouvre ${evening.opens}.`);
  const { code, ordinal } = asked;
  const before = new Set(store.reads().map((read) => read.id));
  write({ code, people, beyond, ordinal: beyond ? 0 : ordinal });
  const id = store.reads().find((read) => !before.has(read.id)).id;
  asked = { ...asked, done: { id, people } };
  signal(true);
  draw();
  say(`${counted(people, "entrée")}, ${code}. ${find("[data-count]").textContent}`);
  sender.exchange();
}

function undo(id) {
  const own = store.reads().find((read) => read.id === id);
  // never left this telephone: nobody else knows of it
  if (own && !own.tried) store.removeRead(id);
  else write({ undoes: id });
  if (asked?.done?.id === id) asked = { ...asked, done: null };
  say("Entrée annulée.");
  draw();
  sender.exchange();
}

function reach(code, target) {
  const mending = toReach(target, lineOf(code).places, entriesOf(code));
  for (const id of mending.undo) undo(id);
  if (mending.people) write({ code, people: mending.people, beyond: mending.beyond });
  asked = null;
  say(`${code} : ${counted(target, "entrée")}.`);
  draw();
  sender.exchange();
}

// a code was read, typed or chosen in the list

async function ask(code, ordinal = 0) {
  asked = { code, ordinal, stranger: null, done: null };
  const line = lineOf(code);
  if (!line) return askStranger(code);
  const told = ofLine(line, entriesOf(code), ordinal, evening.free);
  // nobody to choose among: the person is in
  const alone = told.actions.length === 1 && told.actions[0].main;
  if (alone && now() >= evening.opens_at) return enter(told.actions[0].people, 0);
  signal(told.tone === "success" || told.tone === "info");
  draw();
  show();
}

async function askStranger(code) {
  signal(false);
  asked.stranger = ofStranger(code, null, evening.read_at);
  draw();
  show();
  if (trouble === OFFLINE) return;
  await sender.exchange();
  if (asked?.code !== code) return;
  if (lineOf(code)) return ask(code, asked.ordinal);
  const sentence = await sender.ask(code);
  if (asked?.code === code && sentence) asked.stranger = ofStranger(code, sentence, evening.read_at);
  draw();
}

function impossible(sentence) {
  asked = { code: "", ordinal: 0, done: null, stranger: { tone: "refusal", title: sentence, about: "", sentence: "", next: "", actions: [], now: null } };
  signal(false);
  draw();
  show();
}

function show() {
  find("[data-verdict]").focus({ preventScroll: true });
  find("[data-verdict]").scrollIntoView({ block: "nearest" });
}

// drawing

function draw() {
  const entries = known();
  const tallies = new Map(evening.lines.map((line) => [line.code, tally(line.places, entries.filter((entry) => entry.code === line.code))]));
  drawCount(tallies);
  drawVerdict();
  drawLast(entries);
  drawList(tallies);
  drawOdd(tallies, entries);
  drawEnd(tallies);
  drawState();
}

function drawCount(tallies) {
  const came = [...tallies.values()].reduce((sum, one) => sum + one.counted, 0);
  const places = evening.lines.reduce((sum, line) => sum + (line.cancelled ? 0 : line.places), 0);
  find("[data-count-came]").textContent = String(came);
  find("[data-count-of]").textContent = `sur ${counted(places, "entrée")}`;
  find("[data-bar]").textContent = `${came} / ${places}`;
  const gauge = find("[data-count-gauge]");
  gauge.max = Math.max(places, came, 1);
  gauge.value = came;
}

function drawVerdict() {
  const place = find("[data-verdict]");
  if (!asked) return redraw(place, "", () => []);
  const line = lineOf(asked.code);
  const entries = entriesOf(asked.code);
  const told = (line ? ofLine(line, entries, asked.ordinal, evening.free) : null) ?? asked.stranger;
  const done = asked.done && entries.some((entry) => entry.id === asked.done.id) ? asked.done : null;
  const mends = Boolean(line && (entries.length || told.now.left > LARGEST));
  redraw(place, JSON.stringify([told, done, asked.code]), () => [verdictPanel(told, done, mends)]);
}

function nameOf(code) {
  const line = lineOf(code);
  return line?.name ? `${line.name} · ${code}` : code;
}

function drawLast(entries) {
  const last = entries.slice(-LAST_SHOWN).reverse();
  redraw(find("[data-last]"), JSON.stringify(last), () => last.map((entry) => lastEntry(entry, nameOf(entry.code))));
  find("[data-no-last]").hidden = last.length > 0;
}

function drawList(tallies) {
  const typed = find("[data-typed]").value.trim();
  const shown = evening.lines.filter((line) => !typed || matches(line, typed));
  const rows = shown.map((line) => ({ line, one: tallies.get(line.code) }));
  redraw(find("[data-list]"), JSON.stringify(rows), () => rows.map(({ line, one }) => listRow(line, one, nameOf(line.code))));
  find("[data-found]").textContent = typed ? (shown.length ? counted(shown.length, "réservation") : "Personne à ce nom ni à ce code.") : "";
}

function drawOdd(tallies, entries) {
  const strays = [...new Set(entries.map((entry) => entry.code))].filter((code) => !lineOf(code));
  const sentences = [
    ...evening.lines.map((line) => [line.code, oddOf(line, tallies.get(line.code))]),
    ...strays.map((code) => [code, evening.strays[code] ?? "Ce code n'était pas dans la liste : il sera vérifié au retour du réseau."]),
    ...store.reads().filter((read) => read.refused).map((read) => [read.code, read.refused]),
  ].filter(([, sentence]) => sentence);
  find("[data-odd]").hidden = !sentences.length;
  redraw(find("[data-odd-list]"), JSON.stringify(sentences), () => sentences.map(([code, sentence]) => oddRow(nameOf(code), sentence)));
}

function drawEnd(tallies) {
  find("[data-end]").textContent = onceEnded(evening.lines, tallies);
}

function drawState() {
  const waiting = store.unsent().length;
  const unsent = waiting ? ` ${counted(waiting, "entrée")} à envoyer.` : "";
  const place = find("[data-state]");
  const clock = sender.offset ?? 0;
  let words = `À jour à ${hour(evening.read_at)}.${unsent}`;
  if (trouble === OFFLINE) words = `Sans réseau depuis ${hour(offlineSince)}. Continuez : tout reste ici et partira au retour.${unsent}`;
  else if (trouble) words = `${trouble}${unsent}`;
  if (Math.abs(clock) > WRONG_CLOCK) words += " L'horloge de ce téléphone est fausse : les heures sont corrigées.";
  if (place.textContent !== words) place.textContent = words;
  place.dataset.tone = trouble ? "attention" : "";
}

// what is pressed

const camera = new Camera(find("video"), (text) => {
  const isSame = text === lastSeen.text && Date.now() - lastSeen.at < SAME_PAPER;
  lastSeen = { text, at: Date.now() };
  if (isSame) return;
  const { code, ordinal } = paperOf(text);
  if (code) ask(code, ordinal);
  else impossible("Ce carré n'est pas celui d'une contremarque.");
});

async function toggleCamera() {
  const button = find("[data-look]");
  button.setAttribute("aria-disabled", "true");
  const refusal = camera.isOpen ? (camera.close(), "") : await camera.open();
  button.removeAttribute("aria-disabled");
  find("[data-camera]").hidden = !camera.isOpen;
  find("[data-verb]", button).textContent = camera.isOpen ? "Fermer la caméra" : "Lire un code";
  if (refusal) impossible(refusal);
  if (camera.isOpen) stayAwake();
  else mayRest();
}

function typed(event) {
  event.preventDefault();
  const field = find("[data-typed]");
  const words = field.value.trim();
  const { code, ordinal } = paperOf(words);
  const found = evening.lines.filter((line) => words && matches(line, words));
  if (!code && found.length === 1) return chosen(found[0].code, 0);
  if (code) return chosen(code, ordinal);
  const length = symbols(words.split("/")[0]).length;
  if (!words || found.length) return field.focus();
  return impossible(length === LENGTH ? IMPOSSIBLE : length < LENGTH ? `Il manque des lettres : un code en a ${LENGTH}.` : `Il y a trop de lettres : un code en a ${LENGTH}.`);
}

function chosen(code, ordinal) {
  find("[data-typed]").value = "";
  ask(code, ordinal);
}

root.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  if (on("[data-enter]")) enter(Number(on("[data-enter]").dataset.enter), Number(on("[data-enter]").dataset.beyond));
  else if (on("[data-undo]")) undo(on("[data-undo]").dataset.undo);
  else if (on("[data-look]")) toggleCamera();
  else if (on("[data-code]")) ask(on("[data-code]").dataset.code);
  else if (on("[data-mend-it]")) {
    const number = find("[data-mend] input", find("[data-verdict]")).valueAsNumber;
    if (number >= 0 && number < 100) reach(asked.code, Math.trunc(number));
  }
});
find("[data-sound]").addEventListener("change", (event) => hear(event.target.checked));
find("[data-typing]").addEventListener("submit", typed);
find("[data-typed]").addEventListener("input", draw);

// what only the server does waits for the network, and for what is not sent yet; a form that leaves without one would
// put the browser's own page of error in the place of this one
for (const form of every("[data-needs-network]")) {
  let reached = false;
  form.addEventListener("submit", async (event) => {
    if (reached) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    if (submitter.hasAttribute("aria-disabled")) return;
    submitter.setAttribute("aria-disabled", "true");
    await sender.exchangeAnew();
    submitter.removeAttribute("aria-disabled");
    reached = trouble !== OFFLINE && !store.unsent().length;
    if (reached) return form.requestSubmit(submitter);
    say("Il faut le réseau pour cela. Vous pouvez aussi revenir demain, par le même lien.");
    find("[data-state]").scrollIntoView();
  });
}

// the network, and what every door knows

function heard(fresh) {
  evening = fresh;
  if (fresh.ended || isOver()) erase();
  else store.evening = fresh;
  if (fresh.ended && !store.reads().length) window.location.reload();
}

const sender = new Sender(store, root.dataset.exchange, {
  heard,
  said(problem) {
    trouble = problem;
    offlineSince = problem === OFFLINE ? (offlineSince ?? Date.now()) : null;
    draw();
  },
});

function erase() {
  store.eraseList();
  navigator.serviceWorker?.getRegistration(root.dataset.scope).then((worker) => worker?.active?.postMessage({ forget: window.location.pathname }));
}

// this page and all that it needs, kept by the worker until the evening is over
async function keep() {
  if (!navigator.serviceWorker || isOver()) return;
  try {
    await navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope });
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ keep: window.location.pathname, until: evening.erased_at });
    await navigator.storage?.persist?.();
  } catch {
    // a browser that keeps nothing, or no network: the queue works all the same
  }
}

window.addEventListener("online", () => sender.exchange());
window.addEventListener("offline", () => sender.said(OFFLINE));
window.addEventListener("storage", (event) => store.holds(event.key) && draw());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  sender.exchange();
  if (camera.isOpen) stayAwake();
});
setInterval(() => {
  if (isOver()) erase();
  if (document.visibilityState === "visible") sender.exchange();
}, REFRESHED_EVERY);

for (const piece of every("[data-scripted]")) piece.hidden = false;
for (const piece of every("[data-unscripted]")) piece.hidden = true;
eraseOld(Date.now());
if ((store.evening?.read_at ?? 0) > evening.read_at) evening = store.evening;
draw();
keep();
sender.exchange();
