// The button says how many places it books, and the limit shows before it is met.
const form = document.querySelector(".party-form[data-verb]");
if (form) {
  const button = form.querySelector("button.button[data-tone=main]");
  const label = [...button.childNodes].reverse().find((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const counted = ["adults", "under_6", "from_6_to_11", "from_12_to_17", "workers"].map((name) => form.elements[name]);
  const say = () => {
    const total = counted.reduce((sum, input) => sum + (Number.parseInt(input.value, 10) || 0), 0);
    label.data = total > 0 ? `${form.dataset.verb} ${total} place${total > 1 ? "s" : ""}` : form.dataset.verb;
  };
  form.addEventListener("input", say);
  form.addEventListener("change", say);
  say();
}
