// A reply that can be taken back: the seconds run down, and Ctrl-Z takes it back.

const ends = new WeakMap();

function tick() {
  for (const form of document.querySelectorAll("[data-undo]")) {
    const shown = form.querySelector("[data-undo-left]");
    // From when it came here: the clock of this machine may be wrong.
    if (!ends.has(form)) ends.set(form, performance.now() + Number(shown.textContent) * 1000);
    const left = Math.ceil((ends.get(form) - performance.now()) / 1000);
    if (left <= 0) form.remove();
    else if (shown.textContent !== String(left)) shown.textContent = left;
  }
}

setInterval(tick, 250);

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key !== "z") return;
  // Who is writing wants their own last words undone.
  if (event.target.matches?.("input, textarea") && event.target.value) return;
  const button = [...document.querySelectorAll("#case [data-undo] button")].pop();
  if (!button) return;
  event.preventDefault();
  button.click();
});
