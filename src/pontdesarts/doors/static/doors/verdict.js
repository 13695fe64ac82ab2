// What the person at the door is told of a code, and what they may press. Words only: nothing here writes.

import { tally } from "./rules.js";

export const counted = (number, one, many = `${one}s`) => `${number} ${number > 1 ? many : one}`;

export function hour(moment) {
  const at = new Date(moment);
  return `${at.getHours()}\u00a0h${at.getMinutes() ? `\u00a0${String(at.getMinutes()).padStart(2, "0")}` : ""}`;
}

export const LARGEST = 8; // buttons; a larger party is typed

// {tone, title, about, sentence, next, actions: [{label, people, beyond, main}]} for a booking of the list
export function ofLine(line, entries, ordinal, free) {
  const now = tally(line.places, entries);
  const paper = ordinal ? entries.find((entry) => entry.ordinal === ordinal) : null;
  const told = {
    title: line.name ? `${line.name} · ${line.code}` : line.code,
    about: [`réservation de ${counted(line.places, "place")}`, line.about].filter(Boolean).join(", "),
    now,
    actions: [],
  };
  if (line.cancelled) {
    const next = "Vous pouvez laisser entrer : l'association le saura.";
    return { ...told, tone: "refusal", sentence: line.cancelled, next, actions: [...upTo(now.left || 1, false)] };
  }
  if (paper) return { ...told, tone: "attention", sentence: `Ce papier (${ordinal} sur ${line.places}) est déjà entré à ${hour(paper.at)}.`, next: above(free), actions: [oneMore()] };
  if (!now.left) return { ...told, tone: "attention", sentence: `${entered(now)} Il ne reste personne à entrer.`, next: above(free), actions: [oneMore()] };
  const sentence = now.firstAt === null ? "" : `${entered(now)} Il en reste ${now.left}.`;
  if (ordinal) return { ...told, tone: "success", sentence, next: "", actions: upTo(1, true) };
  return { ...told, tone: now.firstAt === null ? "success" : "info", sentence, next: "", actions: [...upTo(now.left, true)] };
}

function entered(now) {
  return `Déjà ${counted(now.counted, "entrée")}, à ${hour(now.firstAt)}${now.lastAt - now.firstAt > 60_000 ? ` puis ${hour(now.lastAt)}` : ""}.`;
}

function above(free) {
  const places = free ? `Il reste ${counted(free, "place offerte", "places offertes")} ce soir : vous pouvez laisser entrer.` : "Toutes les places offertes sont prises : à vous de voir s'il y en a dans la salle.";
  return `Plus de personnes que réservé ? ${places} L'association le saura.`;
}

// everybody first, then fewer
function upTo(most, known) {
  const numbers = most > LARGEST ? [most] : Array.from({ length: most }, (_, index) => most - index);
  return numbers.map((people, index) => ({
    label: index ? String(people) : people === 1 ? "1 personne entre" : `Les ${people} entrent`,
    said: people === 1 ? "1 personne entre" : `${people} personnes entrent`,
    people,
    beyond: 0,
    main: known && index === 0,
  }));
}

function oneMore() {
  return { label: "Une personne de plus", said: "Une personne de plus", people: 1, beyond: 1, main: false };
}

export const IMPOSSIBLE = "Ce code ne peut pas exister : relisez-le.";

// a code that is not in the list: what the server says of it, or nothing without a network
export function ofStranger(code, sentence, readAt) {
  const offline = `Ce code n'est pas dans la liste, lue à ${hour(readAt)}, et il n'y a pas de réseau pour la relire.`;
  const next = sentence === null ? "Si vous laissez entrer, c'est gardé, et vérifié au retour du réseau." : "Si vous laissez entrer, c'est gardé et l'association le saura.";
  return { tone: "refusal", title: code, about: "", sentence: sentence ?? offline, next, now: null, actions: upTo(4, false).reverse().map((one) => ({ ...one, label: one.said.replace(/ entrent?$/, "") })) };
}

// what deserves a look, in the order of the list
export function oddOf(line, now) {
  if (line.cancelled && now.counted) return `${line.cancelled} ${counted(now.counted, "entrée")} : l'association le saura.`;
  if (now.overlap) return `${counted(now.overlap, "entrée lue", "entrées lues")} en trop pour ${counted(line.places, "place")}, sans doute deux fois le même papier : ${counted(now.counted, "personne comptée", "personnes comptées")}. Corrigez si c'est faux.`;
  if (now.beyond) return `${counted(now.beyond, "personne")} de plus que réservé : l'association le saura.`;
  return "";
}

// who is said absent once the evening is ended; the same words as `Evening.once_ended`
export function onceEnded(lines, tallies) {
  const absent = lines.filter((line) => !line.cancelled && !Number.isInteger(line.told) && !tallies.get(line.code).counted);
  if (!absent.length) return lines.length ? "Chaque réservation a une entrée : aucune ne sera notée absente." : "";
  const places = absent.reduce((sum, line) => sum + line.places, 0);
  return `${counted(absent.length, "réservation")} sans entrée (${counted(places, "place")}) : ${absent.length > 1 ? "elles seront notées absentes" : "elle sera notée absente"}.`;
}
