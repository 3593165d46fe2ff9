// Canned answers: "/" at the start of a word opens their menu.

import { insert } from "./insert.js";

const MENU = "answers-menu";
const PENS = "#reply-text, #note-text";
const TOKEN = /(?:^|\s)\/([\p{L}\p{N}_-]*)$/u;

// The field that the menu stands at, where its "/" is, and the token that Escape sent away.
let open = null;
let refused = -1;

const menu = () => document.getElementById(MENU);
const offers = () => [...menu().querySelectorAll("[role=option]:not([hidden])")];
const active = () => menu().querySelector("[aria-selected=true]");
const composerOf = (area) => area.closest("#composer");

function token(area) {
  if (area.selectionStart !== area.selectionEnd) return null;
  const found = TOKEN.exec(area.value.slice(0, area.selectionStart));
  return found && { start: area.selectionStart - found[1].length - 1, sought: found[1].toLocaleLowerCase() };
}

function made(composer) {
  const shown = menu();
  if (shown && composer.contains(shown)) return shown;
  shown?.remove();
  const list = document.createElement("ul");
  list.id = MENU;
  list.className = "offers";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", composer.querySelector("[data-answers-open]").textContent.trim());
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const offer = event.target.closest("[role=option]");
    if (offer && open) choose(offer);
  });
  composer.append(list);
  return list;
}

async function fetched(composer) {
  const list = made(composer);
  if (list.dataset.state) return list.dataset.state === "here";
  list.dataset.state = "coming";
  const { href } = composer.querySelector("[data-answers-open]");
  await window.htmx.ajax("GET", href, { source: list, target: list, swap: "beforeend" });
  list.dataset.state = list.childElementCount ? "here" : "";
  return list.dataset.state === "here";
}

function rank(offer, sought) {
  const shortcut = offer.dataset.shortcut ?? "";
  const name = (offer.dataset.name ?? "").toLocaleLowerCase();
  if (!sought || shortcut.startsWith(sought)) return 0;
  if (name.split(/\s+/).some((word) => word.startsWith(sought))) return 1;
  if (shortcut.includes(sought) || name.includes(sought)) return 2;
  return offer.textContent.toLocaleLowerCase().includes(sought) ? 3 : -1;
}

function narrow(list, sought) {
  const all = [...list.querySelectorAll("[role=option]")];
  all.forEach((offer, at) => {
    offer.dataset.at ??= at;
    offer.dataset.rank = offer.hasAttribute("data-none") ? 0 : rank(offer, sought);
    offer.hidden = offer.dataset.rank === "-1";
  });
  all.sort((a, b) => a.dataset.rank - b.dataset.rank || a.dataset.at - b.dataset.at);
  list.append(...all);
}

function point(offer) {
  for (const one of menu().querySelectorAll("[role=option]")) {
    one.setAttribute("aria-selected", String(one === offer));
  }
  offer?.scrollIntoView({ block: "nearest" });
  if (offer) open.area.setAttribute("aria-activedescendant", offer.id);
  else open.area.removeAttribute("aria-activedescendant");
}

function close() {
  if (!open) return;
  open.area.removeAttribute("aria-activedescendant");
  open.area.removeAttribute("aria-controls");
  open = null;
  if (menu()) menu().hidden = true;
}

async function look(area) {
  const found = token(area);
  if (!found || found.start === refused) {
    if (!found) refused = -1;
    close();
    return;
  }
  if (!(await fetched(composerOf(area))) || document.activeElement !== area) return;
  const now = token(area);
  if (!now) return;
  const list = menu();
  narrow(list, now.sought);
  if (!offers().length) {
    close();
    return;
  }
  open = { area, ...now };
  list.hidden = false;
  area.setAttribute("aria-controls", MENU);
  area.setAttribute("aria-autocomplete", "list");
  point(offers()[0]);
}

function step(by) {
  const shown = offers();
  const at = shown.indexOf(active());
  point(shown[(at + by + shown.length) % shown.length]);
}

// The token goes, and `words` come in its place.
function replace({ area, start }, words) {
  const end = Math.max(area.selectionStart, start);
  area.setSelectionRange(start, end);
  insert(area, words);
}

async function choose(offer) {
  const at = open;
  close();
  if (!offer.dataset.href) return;
  if (offer.hasAttribute("data-at-once")) {
    replace(at, "");
    const csrfmiddlewaretoken = at.area.form.querySelector("[name=csrfmiddlewaretoken]").value;
    const asked = { target: "#case", values: { csrfmiddlewaretoken } };
    await window.htmx.ajax("POST", offer.dataset.href, asked);
    return;
  }
  const response = await fetch(offer.dataset.href, { headers: { Accept: "application/json" } });
  if (!response.ok) {
    menu()?.remove();
    return;
  }
  put(at, await response.json());
}

function put(at, answer) {
  replace(at, answer.text);
  if (answer.gaps.length) {
    const gap = at.start + answer.gaps[0];
    at.area.setSelectionRange(gap, gap);
  }
  const { form } = at.area;
  const warning = form.querySelector("[data-answer-warning]") ?? composerOf(at.area).querySelector("[data-answer-warning]");
  warning.textContent = answer.warning;
  if (!form.matches("[data-pen=reply]")) return;
  form.querySelector("[name=answer]").value = answer.id;
  show(form.querySelector("[data-answer-steps]"), answer.steps);
  const acknowledges = form.querySelector("[name=acknowledges][type=checkbox]");
  if (acknowledges && answer.acknowledges) acknowledges.checked = true;
}

function show(list, steps) {
  const there = new Set([...list.querySelectorAll("[name=do]")].map((box) => box.value));
  for (const { key, says } of steps) {
    if (!there.has(key)) list.append(chip(key, says));
  }
}

function chip(key, says) {
  const item = document.createElement("li");
  const label = document.createElement("label");
  label.className = "step step--tick";
  const box = document.createElement("input");
  Object.assign(box, { type: "checkbox", name: "do", value: key, checked: true });
  const words = document.createElement("bdi");
  words.textContent = says;
  label.append(box, words);
  item.append(label);
  return item;
}

const ACTS = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Enter: () => choose(active()),
  Tab: () => choose(active()),
  Escape: () => {
    refused = open.start;
    close();
  },
};

// Before anybody else hears the key: Escape would leave the field, Enter end the line.
document.addEventListener(
  "keydown",
  (event) => {
    if (!open || event.target !== open.area || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const act = ACTS[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  },
  true,
);

document.addEventListener("input", (event) => {
  if (event.target.matches?.(PENS)) look(event.target);
});

document.addEventListener("focusout", (event) => {
  if (open && event.target === open.area) close();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-answers-open]");
  if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const area = button.form ?? button.closest("form").querySelector("textarea[name=text]");
  area.focus();
  const before = area.value.slice(0, area.selectionStart);
  refused = -1;
  if (token(area)) look(area);
  else insert(area, before && !/\s$/.test(before) ? " /" : "/");
});
