// A list put in order by dragging. Its buttons do the same a step at a time, without this file.

const list = document.querySelector("[data-order]");
const form = list && document.querySelector(list.dataset.order);
const EDGE = 80;
let held = null;

const ids = () => [...list.children].map((row) => row.dataset.id).join(",");

// Only the grip drags: text in a row can still be selected.
list?.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest(".rule__grip");
  if (!grip || event.button !== 0) return;
  event.preventDefault();
  held = { row: grip.closest("li"), before: ids() };
  held.row.classList.add("rule--held");
});

// On the whole page: a row that changes its place loses the pointer, wherever that is by then.
document.addEventListener("pointermove", (event) => {
  if (!held) return;
  const under = document.elementFromPoint(event.clientX, event.clientY)?.closest("li[data-id]");
  if (under && under !== held.row && under.parentElement === list) {
    const box = under.getBoundingClientRect();
    const lower = event.clientY > box.top + box.height / 2;
    under[lower ? "after" : "before"](held.row);
  }
  const { clientHeight } = document.documentElement;
  if (event.clientY < EDGE) scrollBy(-1);
  else if (event.clientY > clientHeight - EDGE) scrollBy(1);
});

function scrollBy(direction) {
  list.closest("main").scrollBy(0, direction * 16);
}

function letGo(keep) {
  if (!held) return;
  held.row.classList.remove("rule--held");
  const { before } = held;
  held = null;
  if (!keep || ids() === before) return;
  form.elements.order.value = ids();
  form.requestSubmit();
}

document.addEventListener("pointerup", () => letGo(true));
document.addEventListener("pointercancel", () => letGo(false));
