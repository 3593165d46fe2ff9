// The list: rows that changed are asked for one by one, and nothing moves under a hand.

import { part } from "./fetching.js";
import { morph } from "./morph.js";

// So long after its last move a hand is still there.
const HAND = 1_500;
const AT_THE_TOP = 8;

const pane = () => document.getElementById("rows-all");
const bar = () => document.getElementById("new-rows");
const rowsOf = (chunk) => [...chunk.querySelectorAll(".row")];
const caseOf = (row) => row.dataset.case;

let moved = -HAND;
let resting = 0;
// What came for a list, and is not all shown yet.
let waiting = null;

for (const kind of ["pointermove", "pointerdown", "wheel", "keydown", "touchmove"]) {
  document.addEventListener(
    kind,
    (event) => {
      if (pane()?.contains(event.target)) moved = performance.now();
    },
    { passive: true },
  );
}

const isUnderAHand = () => performance.now() - moved < HAND;
const isScrolled = () => (pane()?.scrollTop ?? 0) > AT_THE_TOP;

// `ids`: those that changed; null: all.
export async function refresh(ids) {
  for (const chunk of document.querySelectorAll("[data-rows]")) {
    const isFirst = chunk.id === "rows";
    if (ids && !isFirst && !rowsOf(chunk).some((row) => ids.has(Number(caseOf(row))))) continue;
    if (!isFirst || waiting?.chunk !== chunk) await ask(chunk, ids);
    else await ask(chunk, ids && new Set([...ids, ...waiting.fresh.keys()].map(Number)));
  }
}

async function ask(chunk, ids) {
  const headers = { "Care-Seen": chunk.dataset.seen };
  if (ids && ids.size < 100) headers["Care-Rows"] = [...ids].join(",");
  const came = await part(chunk.dataset.rows, chunk.id, headers);
  const wanted = came?.getElementById(chunk.id);
  if (!wanted || !chunk.isConnected) return;
  const queues = came.getElementById("queues");
  if (queues) {
    queues.removeAttribute("hx-swap-oob");
    morph(document.getElementById("queues"), queues);
  }
  const sum = came.getElementById("view-sum");
  if (sum) morph(document.getElementById("view-sum"), sum);
  const order = wanted.dataset.order.split(" ").filter(Boolean);
  const fresh = new Map(rowsOf(wanted).map((row) => [caseOf(row), row]));
  const here = new Set(rowsOf(chunk).map(caseOf));
  // More has changed than was named.
  if (ids && order.some((id) => !here.has(id) && !fresh.has(id))) {
    await ask(chunk, null);
    return;
  }
  settle({ chunk, wanted, order, fresh });
}

function settle(coming) {
  const { chunk, wanted, order, fresh } = coming;
  const current = document.getElementById("case")?.dataset.case;
  fresh.get(current)?.querySelector(".row__link").setAttribute("aria-current", "true");
  const here = new Map(rowsOf(chunk).map((row) => [caseOf(row), row]));
  for (const [id, row] of fresh) if (here.has(id)) morph(here.get(id), row);
  chunk.dataset.seen = wanted.dataset.seen;
  for (const [id, row] of here) row.classList.toggle("row--gone", !order.includes(id));
  if (chunk.id === "rows") {
    waiting = coming;
    rest();
  } else {
    place(coming, true);
  }
}

// Shows what waits, as far as nobody is in its way.
function rest() {
  clearTimeout(resting);
  if (!waiting?.chunk.isConnected) waiting = null;
  if (!waiting) return show(0);
  const here = new Set(rowsOf(waiting.chunk).map(caseOf));
  const isWhole = here.size === waiting.order.length && waiting.order.every((id) => here.has(id));
  if (isUnderAHand() && !isWhole) {
    resting = setTimeout(rest, HAND - (performance.now() - moved));
    return show(waiting.order.filter((id) => !here.has(id)).length);
  }
  return place(waiting, !isScrolled());
}

function place(coming, withNew) {
  const { chunk, wanted, order, fresh } = coming;
  const news = order.filter((id) => !rowsOf(chunk).some((row) => caseOf(row) === id));
  if (!order.length || !rowsOf(chunk).length) {
    // From rows to the words for none, or back.
    if (withNew || !order.length) fill(chunk, wanted);
  } else {
    drop(chunk, new Set(order));
    put(chunk.querySelector(".rows"), order, withNew ? fresh : new Map());
    more(chunk, wanted);
  }
  const left = withNew ? [] : news;
  if (waiting === coming && !left.length) waiting = null;
  if (chunk.id === "rows") show(left.length);
  document.dispatchEvent(new CustomEvent("care:rows"));
}

function fill(chunk, wanted) {
  chunk.replaceChildren(...[...wanted.childNodes].map((node) => document.importNode(node, true)));
  window.htmx?.process(chunk);
}

function drop(chunk, order) {
  for (const row of rowsOf(chunk)) {
    if (order.has(caseOf(row))) continue;
    const next = row.nextElementSibling ?? row.previousElementSibling;
    const hadFocus = row.contains(document.activeElement);
    row.remove();
    if (hadFocus) next?.querySelector(".row__link")?.focus({ preventScroll: true });
  }
}

function put(list, order, fresh) {
  const here = new Map([...list.children].map((row) => [caseOf(row), row]));
  let at = list.firstElementChild;
  for (const id of order) {
    const row = here.get(id) ?? (fresh.has(id) ? document.importNode(fresh.get(id), true) : null);
    if (!row) continue;
    if (row === at) {
      at = at.nextElementSibling;
    } else {
      list.insertBefore(row, at);
      if (!here.has(id)) window.htmx?.process(row);
    }
  }
}

function more(chunk, wanted) {
  const have = chunk.querySelector(".list__more");
  const next = wanted.querySelector(".list__more");
  if (have && next) morph(have, next);
  else if (have) have.remove();
  else if (next) {
    chunk.append(document.importNode(next, true));
    window.htmx?.process(chunk.lastElementChild);
  }
}

function show(count) {
  if (!bar()) return;
  const { one, more: many } = bar().dataset;
  const words = count === 1 ? one : many.replace("%(count)s", count);
  bar().hidden = count === 0;
  bar().querySelector("button").textContent = count ? words : "";
}

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("#new-rows button")) return;
  moved = -HAND;
  pane().scrollTo({ top: 0 });
  if (waiting) place(waiting, true);
});

document.addEventListener(
  "scroll",
  (event) => {
    if (event.target === pane() && !isScrolled()) rest();
  },
  { passive: true, capture: true },
);

document.addEventListener("pointerout", (event) => {
  if (!waiting || !pane()?.contains(event.target) || pane().contains(event.relatedTarget)) return;
  moved = -HAND;
  rest();
});
