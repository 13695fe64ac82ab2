// What a page gains with JavaScript. Everything here has an equivalent without it.

const live = document.getElementById("live");

function say(sentence) {
  if (!live || !sentence) return;
  live.textContent = "";
  requestAnimationFrame(() => {
    live.textContent = sentence;
  });
}

// the number of people, between − and +
function boundsOf(input) {
  return [input.min === "" ? -Infinity : Number(input.min), input.max === "" ? Infinity : Number(input.max)];
}

function drawStepper(stepper) {
  const input = stepper.querySelector("input");
  const [least, most] = boundsOf(input);
  const value = Number(input.value || 0);
  for (const button of stepper.querySelectorAll("[data-step]")) {
    button.hidden = false;
    const next = value + Number(button.dataset.step);
    button.setAttribute("aria-disabled", String(next < least || next > most));
  }
}

function step(button) {
  const stepper = button.closest("[data-stepper]");
  const input = stepper.querySelector("input");
  const [least, most] = boundsOf(input);
  const next = Math.min(most, Math.max(least, Number(input.value || 0) + Number(button.dataset.step)));
  if (String(next) !== input.value) {
    input.value = String(next);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  drawStepper(stepper);
  say(String(next));
}

document.addEventListener("click", async (event) => {
  const stepButton = event.target.closest("[data-step]");
  if (stepButton) step(stepButton);

  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog?.showModal) {
    event.preventDefault();
    dialog.showModal();
  }

  if (event.target.closest("[data-close]") || event.target.matches("dialog")) event.target.closest("dialog")?.close();

  const copier = event.target.closest("[data-copy]");
  if (copier) {
    await navigator.clipboard.writeText(copier.dataset.copy);
    say("Copié.");
    copier.dataset.copied = "";
    setTimeout(() => delete copier.dataset.copied, 2000);
  }

  if (event.target.closest("[data-print]")) window.print();

  for (const open of document.querySelectorAll("details[data-closes][open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches("a[data-dialog]")) {
    event.preventDefault();
    event.target.click();
  }
  if (event.key !== "Escape") return;
  const open = event.target.closest?.("details[data-closes][open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

document.addEventListener("input", (event) => {
  const stepper = event.target.closest("[data-stepper]");
  if (stepper) drawStepper(stepper);
});

// one answer for two clicks: the second is swallowed, the button says that work is under way
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  event.submitter?.setAttribute("aria-disabled", "true");
  // a file to download leaves the page as it is: it must answer again
  setTimeout(() => release(form), 8000);
});

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled]:not([data-step])")) button.removeAttribute("aria-disabled");
}

// « Affiner » is open beside a wide page, a sheet on a phone
const wide = window.matchMedia("(width >= 60rem)");

function drawSheets() {
  for (const sheet of document.querySelectorAll("details[data-sheet]")) {
    if (wide.matches) sheet.open = true;
    else if (sheet.dataset.drawn === undefined) sheet.open = false;
    sheet.dataset.drawn = "";
  }
}

// after a piece is replaced: the focus goes to it when it was inside, and its first sentence is said
document.addEventListener("htmx:afterSwap", (event) => {
  const piece = event.detail.target;
  drawAll(piece);
  const said = piece.querySelector("[data-say]");
  if (said) say(said.textContent.trim());
  const wanted = piece.querySelector("[data-focus]");
  if (wanted) wanted.focus();
  else if (document.activeElement === document.body) {
    const title = piece.querySelector("h1, h2, [data-say]") ?? piece;
    title.setAttribute("tabindex", "-1");
    title.focus();
  }
  for (const form of document.querySelectorAll("[data-once][data-sent]")) release(form);
});

document.addEventListener("htmx:responseError", () => say("La page n'a pas pu être mise à jour. Réessayez."));
document.addEventListener("htmx:sendError", () => say("Pas de connexion. Réessayez dans un instant."));

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-once][data-sent]")) release(form);
});

function drawAll(root) {
  for (const stepper of root.querySelectorAll("[data-stepper]")) drawStepper(stepper);
  drawSheets();
}

wide.addEventListener("change", drawSheets);
drawAll(document);
document.documentElement.dataset.script = "";
document.querySelector(".summary[data-focus]")?.focus();
