// A map beside its list. Loaded only by pages that hold one; the list says the same without it.

function load(address) {
  if (window.L) return Promise.resolve(window.L);
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.L);
    script.onerror = reject;
    document.head.append(script);
  });
}

function popupOf(point) {
  const box = document.createElement("div");
  const title = document.createElement(point.href ? "a" : "strong");
  title.textContent = point.title;
  if (point.href) title.href = point.href;
  box.append(title);
  if (point.detail) {
    const detail = document.createElement("p");
    detail.textContent = point.detail;
    box.append(detail);
  }
  return box;
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

async function draw(frame) {
  const L = await load(frame.dataset.leaflet);
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(frame, { scrollWheelZoom: false, zoomAnimation: !still, fadeAnimation: !still, attributionControl: true });
  map.attributionControl.setPrefix(false);
  if (frame.dataset.tiles) L.tileLayer(frame.dataset.tiles, { attribution: frame.dataset.credit, maxZoom: 19 }).addTo(map);

  const points = JSON.parse(document.getElementById(frame.dataset.points).textContent);
  const marks = L.featureGroup(
    points.map((point) =>
      L.circleMarker([point.lat, point.lng], {
        radius: Math.min(8 + Math.sqrt(point.count ?? 1) * 2, 20),
        color: colour("--card"),
        weight: 2,
        fillColor: colour("--red-fill"),
        fillOpacity: 0.9,
      })
        .bindPopup(popupOf(point))
        .bindTooltip(point.title),
    ),
  ).addTo(map);

  let view = marks.getBounds();
  const under = L.featureGroup().addTo(map);
  // one address for each department, spaces between them
  for (const address of (frame.dataset.outlines ?? "").split(" ").filter(Boolean)) {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (answer.ok) {
      const outlines = L.geoJSON(await answer.json(), {
        style: { color: colour("--line-strong"), weight: 1, fillColor: colour("--paper-deep"), fillOpacity: 1 },
        interactive: false,
      }).addTo(under);
      if (!view.isValid()) view = outlines.getBounds();
    }
  }
  if (view.isValid()) map.fitBounds(view, { padding: [32, 32], maxZoom: 14, animate: false });
  else map.setView([46.6, 2.4], 5);
  under.bringToBack(); // nothing is drawn before the map knows where it looks
}

function drawAll(root) {
  for (const frame of root.querySelectorAll("[data-map]:not([data-drawn])")) {
    frame.dataset.drawn = "";
    draw(frame).catch(() => {
      frame.hidden = true;
    });
  }
}

drawAll(document);
// a list that narrows brings a map of its own
document.addEventListener("htmx:afterSwap", (event) => drawAll(event.detail.target));
