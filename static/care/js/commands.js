// What can be done here, by name: whoever presses a key, or chooses in the palette, comes here. The
// names and their keys stand in the help sheet; see inbox/desk/commands.py.

import { part } from "./fetching.js";

const find = (selector) => document.querySelector(selector);
const sheet = () => document.getElementById("shortcuts");
// While cases are marked it is done with all of them, unless the hand is in the one that is open.
const OF_MANY = new Set(["assign", "dismiss", "priority", "resolve", "snooze", "tag"]);
const isOfMany = (name) =>
  OF_MANY.has(name) && find("#bulk[data-on]") && !document.activeElement?.closest("#case");

function named(name) {
  if (isOfMany(name)) return find(`#bulk [data-command="${name}"]`);
  return namedHere(name);
}
const namedHere = (name) => find(`#case [data-command="${name}"]`) ?? find(`[data-command="${name}"]`);

// When a sheet was asked for. What is typed before it is there must not act on the case behind it.
let asked = 0;
const SHEET_COMES = 5_000;

export const isSheetComing = () => Date.now() - asked < SHEET_COMES;

function show(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
  return Boolean(dialog);
}

function move(by) {
  document.dispatchEvent(new CustomEvent("care:move", { detail: by }));
  return true;
}

function mark(detail) {
  document.dispatchEvent(new CustomEvent("care:mark", { detail }));
  return Boolean(document.getElementById("bulk"));
}

function write(pen) {
  const tab = document.getElementById(`pen-${pen}`);
  if (!tab) return false;
  tab.checked = true;
  document.getElementById(`${pen}-text`).focus();
  return true;
}

function search() {
  const field = document.getElementById("find");
  if (!field) {
    const way = named("palette");
    if (way?.href) location.assign(way.href);
    return Boolean(way);
  }
  field.focus();
  field.select();
  return true;
}

function openRow() {
  const row = document.activeElement?.matches(".row__link") && document.activeElement;
  row?.click();
  return Boolean(row);
}

// Those that no element of the page does by itself.
const ACTS = {
  down: () => move(1),
  up: () => move(-1),
  open: openRow,
  reply: () => write("reply"),
  note: () => write("note"),
  search,
  mark: () => mark("one"),
  "mark-to": () => mark("range"),
  help: () => show("shortcuts"),
  palette: () => {
    document.dispatchEvent(new CustomEvent("care:palette"));
    return true;
  },
};
const NEEDS = { reply: "pen-reply", note: "pen-note" };

export function can(name) {
  return name in ACTS ? !NEEDS[name] || Boolean(document.getElementById(NEEDS[name])) : Boolean(named(name));
}

export function run(name) {
  if (ACTS[name]) return ACTS[name]();
  const element = named(name);
  if (!element) return false;
  press(element);
  return true;
}

// A menu opens, a choice is made, a button or a link is pressed.
export function press(element) {
  if (element.matches("details")) {
    element.querySelector("summary").focus();
    element.open = true;
    return;
  }
  const choice = element.matches("label") && element.querySelector("input");
  if (choice) {
    choice.checked = true;
    choice.form.requestSubmit();
    return;
  }
  if (element.getAttribute("hx-target") === "#sheet") asked = Date.now();
  element.click();
}

export function go(letter) {
  const place = [...document.querySelectorAll("#shortcuts [data-go]")].find((at) => at.dataset.go === letter);
  if (place) location.assign(place.href);
  return Boolean(place);
}

export const lines = () =>
  [...document.querySelectorAll("#shortcuts [data-name]")].map((line) => ({
    name: line.dataset.name,
    keys: line.dataset.keys.split(" ").filter(Boolean),
    offered: "offered" in line.dataset,
    says: line.querySelector("dd > span").textContent,
    icon: line.querySelector("dd > svg"),
    caps: [...line.querySelectorAll("kbd")].map((cap) => cap.textContent).join(" "),
  }));

export const commandOf = (key) => lines().find((line) => line.keys.includes(key))?.name;

// The sheet is there, or it will not come: keys act again.
for (const name of ["htmx:afterSwap", "htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, () => {
    asked = 0;
  });
}

document.addEventListener("click", (event) => {
  const way = event.target.closest?.("a[data-command]:is([data-command=palette], [data-command=help])");
  if (!way || event.ctrlKey || event.metaKey || event.shiftKey || !sheet()) return;
  event.preventDefault();
  ACTS[way.dataset.command]();
});

// Pages of the settings bring no sheet along: it comes after them.
const href = find("[data-tools]")?.dataset.tools;
if (href && !sheet()) {
  part(href, "tools")
    .then((came) => {
      if (!came) return;
      const tools = [...came.querySelectorAll("dialog")];
      document.body.append(...tools.map((node) => document.importNode(node, true)));
    })
    .catch(() => {});
}
