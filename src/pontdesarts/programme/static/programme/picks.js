// « Tout cocher » : one gesture for the dates of an offer.
for (const group of document.querySelectorAll("[data-picks]")) {
  const boxes = [...group.querySelectorAll("input[type=checkbox]")];
  const line = group.querySelector("[data-pick-all]");
  const button = line.querySelector("button");
  const draw = () => {
    button.textContent = boxes.every((box) => box.checked) ? "Tout décocher" : "Tout cocher";
  };
  button.addEventListener("click", () => {
    const wanted = !boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = wanted;
    draw();
  });
  group.addEventListener("change", draw);
  line.hidden = boxes.length < 2;
  draw();
}
