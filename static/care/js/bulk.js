// Marks in the list, what is done with all that is marked, and how far that is.

import { part } from "./fetching.js";
import { morph } from "./morph.js";

const list = () => document.getElementById("list");
const form = () => document.getElementById("bulk");
const boxes = () => [...document.querySelectorAll(".row__mark input")];
const marked = () => boxes().filter((box) => box.checked);

// Where a range begins.
let last = null;
// All that match are meant, on whichever page of the list they stand.
let every = false;
let coming = null;

const menus = () => document.getElementById("bulk-menus");
const put = (words, count) => words.replace("%(count)s", count);

function show() {
  if (!form()) return;
  if (every) boxes().forEach((box) => (box.checked = true));
  const count = marked().length;
  if (!count) every = false;
  form().toggleAttribute("data-on", count > 0);
  list().toggleAttribute("data-marking", count > 0);
  const { one, more, every: all } = form().dataset;
  const words = every ? put(all, menus().dataset.total) : count === 1 ? one : put(more, count);
  document.getElementById("bulk-count").textContent = words;
  offerAll(count);
  if (count && !coming) coming = load();
  if (!count && coming) forget();
}

// Only where the list goes on behind what is shown of it.
function offerAll(count) {
  const place = document.getElementById("bulk-all");
  const goesOn = document.querySelector(".chunk:last-child > .list__more");
  const isOffered = !every && goesOn && count === boxes().length && menus().dataset.say;
  if (!isOffered) {
    place.replaceChildren();
    return;
  }
  if (place.firstChild?.textContent === menus().dataset.say) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--small";
  button.textContent = menus().dataset.say;
  button.addEventListener("click", () => {
    every = true;
    show();
    form().querySelector("summary")?.focus();
  });
  place.replaceChildren(button);
}

async function load() {
  try {
    const came = await part(form().dataset.choose, "bulk-menus");
    const made = came?.getElementById("bulk-menus");
    if (!made || !coming) return;
    form().querySelector(".bulk__plain")?.remove();
    menus().replaceWith(document.importNode(made, true));
    show();
  } catch {
    // The plain button is still there.
  }
}

// The next marks are a new matter: with a key of its own, and a count of that moment.
function forget() {
  coming = null;
  last = null;
  const empty = document.createElement("div");
  empty.className = "bulk__menus";
  empty.id = "bulk-menus";
  menus().replaceWith(empty);
}

function markNone() {
  boxes().forEach((box) => (box.checked = false));
  every = false;
  show();
}

function upTo(box, checked) {
  const all = boxes();
  const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
  if (from < 0) return;
  for (const between of all.slice(from, to + 1)) between.checked = checked;
}

function toggle(box, isRange) {
  if (!box.checked) every = false;
  if (isRange && last && last !== box) upTo(box, box.checked);
  last = box;
  show();
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.(".row__mark input");
  if (box) toggle(box, event.shiftKey);
  const all = event.target.closest?.('[data-command="mark-all"]');
  if (!all || event.ctrlKey || event.metaKey || !boxes().length) return;
  event.preventDefault();
  const isAll = marked().length === boxes().length;
  boxes().forEach((each) => (each.checked = !isAll));
  every = false;
  show();
});

// A range is no selection of text.
document.addEventListener("mousedown", (event) => {
  if (event.shiftKey && event.target.closest?.(".row__mark")) event.preventDefault();
});

// By a key: the row that has the focus, else the one that is open.
document.addEventListener("care:mark", (event) => {
  const row =
    document.activeElement?.closest(".row") ??
    document.querySelector(".row__link[aria-current]")?.closest(".row");
  const box = row?.querySelector(".row__mark input");
  if (!box) return;
  box.checked = event.detail === "range" ? true : !box.checked;
  toggle(box, event.detail === "range");
});

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key === "Enter" && event.target.id === "bulk-until") {
      event.preventDefault();
      form().querySelector('[name="do"][value="snooze"]').click();
    }
    if (event.key !== "Escape" || !marked().length) return;
    if (document.querySelector("details.menu[open], dialog[open]")) return;
    if (event.target.matches?.("textarea, input:not([type=checkbox])")) return;
    markNone();
  },
  true,
);

document.addEventListener("reset", (event) => {
  if (event.target !== form()) return;
  event.preventDefault();
  markNone();
});

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt !== form()) return;
  const { parameters } = event.detail;
  delete parameters.case;
  if (every) parameters.all = "1";
  else parameters.cases = marked().map((box) => box.value).join(",");
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt !== form() || !event.detail.successful) return;
  markNone();
});

document.addEventListener("care:rows", show);
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id?.startsWith("rows")) show();
});

// How far the jobs are.
const lines = () => document.getElementById("bulk-jobs");
const WITHOUT = 1_500;
const SAFETY = 10_000;
const AGAIN = 400;
let isLive = false;
let isAsking = false;
let asked = performance.now();

async function follow() {
  if (isAsking || !lines()) return;
  isAsking = true;
  try {
    const came = await part(lines().dataset.href, "bulk-jobs");
    const made = came?.getElementById("bulk-jobs");
    if (made && lines()) morph(lines(), made);
  } catch {
    // Asked again in a moment.
  }
  isAsking = false;
  asked = performance.now();
}

let soon = 0;
document.addEventListener("care:live-bulk", () => {
  clearTimeout(soon);
  soon = setTimeout(follow, Math.max(0, AGAIN - (performance.now() - asked)));
});
document.addEventListener("care:live-resync", follow);
document.addEventListener("care:live-on", () => {
  isLive = true;
  follow();
});
document.addEventListener("care:live-off", () => {
  isLive = false;
});

setInterval(() => {
  const isRunning = lines()?.hasAttribute("data-running");
  if (document.hidden || !isRunning) return;
  if (performance.now() - asked > (isLive ? SAFETY : WITHOUT)) follow();
}, 500);

show();
