// Keeps the page of a permanence, and all that it needs, for when the network fails. It rules over /permanences/ only.
// What is kept is one box for each permanence, filled whole or not at all: a page never meets the style of another day.

const FORMAT = "permanences-1";
const PATIENCE = 4_000; // milliseconds: beyond that, what is kept is shown
const FETCHED_AT_ONCE = 6;

self.addEventListener("install", () => self.skipWaiting());

// boxes of another format cannot be read any more
self.addEventListener("activate", (event) => {
  const forget = async () => {
    const ours = (await caches.keys()).filter((name) => name.startsWith("permanences-"));
    for (const name of ours) if (!name.startsWith(`${FORMAT}:`)) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(forget());
});

self.addEventListener("message", (event) => {
  const { keep, forget } = event.data ?? {};
  if (keep) event.waitUntil(keepPage(keep, event.source));
  if (forget) event.waitUntil(caches.delete(`${FORMAT}:${forget}`));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (isPiece(new URL(request.url).pathname)) event.respondWith(piece(request));
});

// the page of today when the network brings it in time, else the one that is kept
async function page(request) {
  const kept = await caches.match(request, { ignoreSearch: true });
  if (!kept) return fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  try {
    return (await Promise.race([fetch(request), late])) ?? kept;
  } catch {
    return kept;
  }
}

// what a page needs does not change under its address: kept first
async function piece(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

function isPiece(path) {
  return /\.(css|js|svg|woff2|webp|png|jpg)$/.test(path);
}

async function keepPage(path, client) {
  const answer = await fetch(path, { credentials: "same-origin", redirect: "manual" });
  if (!answer.ok) return; // signed out, or closed: what was kept stays
  const found = new Map([[path, answer.clone()]]);
  const wanted = addresses(await answer.text(), path);
  while (wanted.length) {
    const some = wanted.splice(0, FETCHED_AT_ONCE).filter((address) => !found.has(address));
    const brought = await Promise.all(some.map(bring));
    for (const [address, response, inside] of brought) {
      if (!response) continue;
      found.set(address, response);
      wanted.push(...inside.filter((one) => !found.has(one)));
    }
  }
  const name = `${FORMAT}:${path}`;
  const box = await caches.open(name);
  for (const [address, response] of found) await box.put(address, response);
  for (const old of await box.keys()) if (!found.has(new URL(old.url).pathname)) await box.delete(old);
  client?.postMessage({ kept: path, pieces: found.size });
}

// a picture that does not come is missing, the page is kept all the same
async function bring(address) {
  try {
    const response = await fetch(address, { credentials: "same-origin" });
    if (!response.ok) return [address, null, []];
    const readable = /\.(css|js)$/.test(address);
    return [address, response, readable ? addresses(await response.clone().text(), address) : []];
  } catch {
    return [address, null, []];
  }
}

// the pieces that a page, a style or a module names
function addresses(text, from) {
  const named = /(?:href|src)="([^"]+)"|url\(["']?([^"')]+)["']?\)|(?:from|import)\s*\(?\s*"([^"]+)"/g;
  const found = new Set();
  for (const match of text.matchAll(named)) {
    const address = new URL((match[1] ?? match[2] ?? match[3]).replaceAll("&amp;", "&"), self.location.origin + from);
    if (address.origin === self.location.origin && isPiece(address.pathname)) found.add(address.pathname);
  }
  return [...found];
}
