// Keeps the pages of one context, and all that they need, for when the network fails. `pontdesarts.ui.offline` serves it
// with a first line that says which: CONTEXT. It rules over the pages below its own address only.
// What is kept is one box for each page, filled whole or not at all: a page never meets the style of another day.

const FORMAT = `${CONTEXT}-2`;
const PATIENCE = 4_000; // milliseconds: beyond that, what is kept is shown
const FETCHED_AT_ONCE = 6;
const UNTIL = `/${CONTEXT}/until`; // in the box of a page that has a term: until when it may be kept

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOld().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  const { keep, until, forget } = event.data ?? {};
  if (keep) event.waitUntil(forgetOld().then(() => keepPage(keep, until, event.source)));
  if (forget) event.waitUntil(caches.delete(`${FORMAT}:${forget}`));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (isPiece(pathname)) event.respondWith(piece(request));
});

// boxes of ours whose term is past, and those of another format: other contexts keep theirs
async function forgetOld() {
  for (const name of await caches.keys()) {
    if (!name.startsWith(`${CONTEXT}-`)) continue;
    const until = await (await (await caches.open(name)).match(UNTIL))?.text();
    const over = until !== undefined && !(Number(until) > Date.now());
    if (over || !name.startsWith(`${FORMAT}:`)) await caches.delete(name);
  }
}

async function page(request) {
  await forgetOld();
  return inTime(request, () => caches.match(request, { ignoreSearch: true }));
}

// an address that holds a digest says what is behind it, and a picture is heavy: kept first. The others may have
// changed since
async function piece(request) {
  const kept = () => caches.match(request, { ignoreVary: true });
  if (/\.[0-9a-f]{12}\.\w+$|\.(webp|png|jpg)$/.test(new URL(request.url).pathname)) return (await kept()) ?? fetch(request);
  return inTime(request, kept);
}

// the answer of now when the network brings it in time and the server stands, else what is kept
async function inTime(request, kept) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  try {
    const answer = await Promise.race([fetch(request), late]);
    return answer && answer.status < 500 ? answer : ((await kept()) ?? answer ?? fetch(request));
  } catch (error) {
    const old = await kept();
    if (old) return old;
    throw error;
  }
}

function isPiece(path) {
  return /\.(css|js|svg|woff2|webp|png|jpg)$/.test(path);
}

async function keepPage(path, until, client) {
  const answer = await fetch(path, { credentials: "same-origin", redirect: "manual" });
  if (!answer.ok) return; // signed out, or the link is over: what was kept stays until its term
  const found = new Map([[path, answer.clone()]]);
  const wanted = addresses(await answer.text(), path);
  while (wanted.length) {
    const some = wanted.splice(0, FETCHED_AT_ONCE).filter((address) => !found.has(address));
    for (const [address, response, inside] of await Promise.all(some.map(bring))) {
      if (!response && /\.(css|js)$/.test(address)) return; // whole or not at all; a font or a picture may be missing
      if (!response) continue;
      found.set(address, response);
      wanted.push(...inside.filter((one) => !found.has(one)));
    }
  }
  const box = await caches.open(`${FORMAT}:${path}`);
  for (const [address, response] of found) await box.put(address, response);
  if (until) await box.put(UNTIL, new Response(String(until)));
  for (const old of await box.keys()) {
    const { pathname } = new URL(old.url);
    if (pathname !== UNTIL && !found.has(pathname)) await box.delete(old);
  }
  client?.postMessage({ kept: path, pieces: found.size });
}

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
  const named = /(?:href|src)="([^"]+)"|url\(["']?([^"')]+)["']?\)|(?:from|import)\s*\(?\s*["'](\.{0,2}\/[^"']+)["']/g;
  const found = new Set();
  for (const match of text.matchAll(named)) {
    const address = new URL((match[1] ?? match[2] ?? match[3]).replaceAll("&amp;", "&"), self.location.origin + from);
    if (address.origin === self.location.origin && isPiece(address.pathname)) found.add(address.pathname);
  }
  return [...found];
}
