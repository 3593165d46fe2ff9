// Single keys, as long as nobody is typing.

const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
let going = 0;
// When a sheet was asked for. What is typed before it is there must not act on the case behind it.
let asked = 0;
const SHEET_COMES = 5000;

const find = (selector) => document.querySelector(selector);

function press(key) {
  const button = find(`#case [data-key="${key}"]`);
  if (button) {
    if (button.getAttribute("hx-target") === "#sheet") asked = Date.now();
    button.click();
    return true;
  }
  const menu = find(`#case [data-menu="${key}"]`);
  if (!menu) return false;
  menu.querySelector("summary").focus();
  menu.open = true;
  return true;
}

function write(pen) {
  const tab = document.getElementById(`pen-${pen}`);
  if (!tab) return false;
  tab.checked = true;
  document.getElementById(`${pen}-text`).focus();
  return true;
}

function go(letter) {
  const place = [...document.querySelectorAll("[data-go]")].find((at) => at.dataset.go === letter);
  place?.click();
  return Boolean(place);
}

function move(by) {
  document.dispatchEvent(new CustomEvent("care:move", { detail: by }));
  return true;
}

function openShortcuts() {
  document.getElementById("shortcuts")?.showModal();
  return true;
}

const ACTS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => {
    const focused = document.activeElement?.matches(".row__link") && document.activeElement;
    focused?.click();
    return Boolean(focused);
  },
  "/": () => {
    const field = document.getElementById("find");
    field?.focus();
    field?.select();
    return Boolean(field);
  },
  f: () => {
    const button = find("[data-next]");
    button?.click();
    return Boolean(button);
  },
  r: () => write("reply"),
  n: () => write("note"),
  "?": openShortcuts,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const at = event.target;
  if (event.key === "Escape" && at.matches?.("#composer textarea")) {
    at.blur();
    return;
  }
  // Switched off in the profile: for who dictates, or hits keys by chance.
  if (document.body.dataset.singleKeys === "off") return;
  if (at.matches?.(TYPING) || find("dialog[open]")) return;
  if (Date.now() - asked < SHEET_COMES) {
    event.preventDefault();
    return;
  }
  const afterG = Date.now() - going < 1200;
  going = 0;
  if (event.key === "g" && !afterG) {
    going = Date.now();
    return;
  }
  const done = afterG ? go(event.key) : (ACTS[event.key]?.() ?? press(event.key));
  if (done) event.preventDefault();
});

// The sheet is there, or it will not come: keys act again.
for (const name of ["htmx:afterSwap", "htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, () => {
    asked = 0;
  });
}
