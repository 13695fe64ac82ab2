// The pieces of the page: made out of its templates, put in their places. Nothing here knows of the evening.

import { symbols } from "./rules.js";
import { counted, hour } from "./verdict.js";

export const root = document.querySelector("[data-door]");
export const find = (selector, within = root) => within.querySelector(selector);
export const every = (selector, within = root) => [...within.querySelectorAll(selector)];
const cloned = (name) => find(`[data-piece-of=${name}]`).content.firstElementChild.cloneNode(true);

// a piece that says the same is left alone: what is being typed in it, and the focus, stay
export function redraw(place, signature, make) {
  if (place.dataset.said === signature) return;
  place.dataset.said = signature;
  place.replaceChildren(...make());
}

export function verdictPanel(told, done, mends) {
  const panel = cloned("verdict");
  panel.dataset.tone = done ? "success" : told.tone;
  find("[data-title]", panel).textContent = done ? counted(done.people, "entrée") : told.title;
  find("[data-about]", panel).textContent = done ? [told.title, told.now?.left ? `il en reste ${told.now.left}` : ""].filter(Boolean).join(" · ") : told.about;
  find("[data-sentence]", panel).textContent = done ? "" : told.sentence;
  find("[data-next]", panel).textContent = done ? "" : told.next;
  const buttons = done ? [undoing(done.id)] : told.actions.map(pressing);
  find("[data-actions]", panel).replaceChildren(...buttons);
  const mend = find("[data-mend]", panel);
  mend.hidden = !mends;
  find("summary", mend).textContent = told.now?.counted ? "Corriger le nombre" : "Un autre nombre";
  find("input", mend).value = String(told.now?.counted ?? "");
  return panel;
}

function pressing({ label, said, people, beyond, main }) {
  const button = cloned(main ? "press-main" : "press");
  button.textContent = label;
  if (said !== label) button.setAttribute("aria-label", said);
  Object.assign(button.dataset, { enter: people, beyond });
  return button;
}

function undoing(id) {
  const button = cloned("undo");
  button.dataset.undo = id;
  return button;
}

export function lastEntry(entry, name) {
  const item = cloned("entry");
  find("[data-words]", item).textContent = `${hour(entry.at)} · ${name} · ${counted(entry.people, "entrée")}`;
  find("[data-waiting]", item).hidden = !entry.own;
  const button = undoing(entry.id);
  button.setAttribute("aria-label", `Annuler ${counted(entry.people, "entrée")}, ${entry.code}`);
  item.append(button);
  return item;
}

export function listRow(line, one, name) {
  const item = cloned("line");
  const button = find("button", item);
  button.dataset.code = line.code;
  find("[data-who]", item).textContent = name;
  find("[data-about]", item).textContent = line.cancelled || line.about;
  find("[data-in]", item).textContent = `${one.counted} sur ${line.places}`;
  if (one.counted && !one.left) button.dataset.full = "";
  return item;
}

export function oddRow(name, sentence) {
  const item = document.createElement("li");
  item.textContent = `${name} : ${sentence}`;
  return item;
}

const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// a code by its beginning, a name by its words in any order, without their accents
export function matches(line, typed) {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  const start = symbols(typed);
  const name = plain(line.name);
  return (start && line.code.replaceAll("-", "").startsWith(start)) || wanted.every((word) => name.includes(word));
}

export function say(words) {
  const live = document.getElementById("live");
  live.textContent = "";
  requestAnimationFrame(() => {
    live.textContent = words;
  });
}
