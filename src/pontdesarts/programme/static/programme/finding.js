// Communes are suggested as one types; the field reads what is typed without it.

const pause = 200;
let waiting;

async function suggest(field) {
  const answer = await fetch(`${field.dataset.suggest}?format=json&q=${encodeURIComponent(field.value)}`);
  if (!answer.ok) return;
  const { communes } = await answer.json();
  field.list.replaceChildren(
    ...communes.map(({ label }) => {
      const option = document.createElement("option");
      option.value = label;
      return option;
    }),
  );
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches("[data-suggest]")) return;
  clearTimeout(waiting);
  if (field.value.trim().length > 1) waiting = setTimeout(() => suggest(field).catch(() => {}), pause);
});
