// « Tout cocher » : one gesture for a page of dates.
for (const line of document.querySelectorAll("[data-pick-all]")) {
  const boxes = [...line.parentElement.querySelectorAll("input[type=checkbox]")];
  const button = line.querySelector("button");
  const draw = () => {
    button.textContent = boxes.every((box) => box.checked) ? "Tout décocher" : "Tout cocher sur cette page";
  };
  button.addEventListener("click", () => {
    const wanted = !boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = wanted;
    draw();
  });
  line.parentElement.addEventListener("change", draw);
  line.hidden = false;
  draw();
}
