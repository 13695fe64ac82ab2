// The button says how many places it books; the sentence above it goes once it is no longer true.
const PEOPLE = ["adults", "under_6", "from_6_to_11", "from_12_to_17", "workers"];

for (const form of document.querySelectorAll(".one-tap")) {
  const button = form.querySelector("button.button[data-tone=main]");
  const label = [...button.childNodes].reverse().find((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const said = form.querySelector("[data-people]");
  const say = () => {
    const total = PEOPLE.reduce((sum, name) => sum + (Number.parseInt(form.elements[name].value, 10) || 0), 0);
    label.data = total > 0 ? `Réserver ${total} place${total > 1 ? "s" : ""}` : "Réserver";
  };
  const changed = () => {
    if (said) said.hidden = true;
    say();
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  say();
}
