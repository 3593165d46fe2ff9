// The palette: everything that can be done or opened from here, found by some letters of it.

import { can, lines, press, run } from "./commands.js";
import { part } from "./fetching.js";
import { score } from "./fuzzy.js";

const WAIT = 150;
const SHORTEST = 2;
const MOST = 12;
const REMEMBERED = 6;

const palette = () => document.getElementById("palette");
const field = () => document.getElementById("palette-field");
const list = () => document.getElementById("palette-list");
const options = () => [...list().querySelectorAll("[role=option]")];
const active = () => list().querySelector("[aria-selected=true]");
const openCase = () => document.getElementById("case")?.dataset.case ?? "";

// What the server offered for this page, and what it found for the words that stand in the field.
let places = null;
let found = { words: "", groups: [] };
let timer = 0;

// Names of commands and addresses of places; never what a customer said.
const store = () => `care:palette:${palette().dataset.mine}`;
function remembered() {
  try {
    return JSON.parse(localStorage.getItem(store())) ?? [];
  } catch {
    return [];
  }
}
function remember(key) {
  if (!key) return;
  const kept = [key, ...remembered().filter((each) => each !== key)].slice(0, REMEMBERED);
  try {
    localStorage.setItem(store(), JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing: the palette works all the same.
  }
}

function made(name, text) {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = text;
  return element;
}

function option({ says, icon = null, aside = "", act, key = "" }) {
  const line = document.createElement("div");
  line.className = "palette__one";
  line.setAttribute("role", "option");
  const words = made("cut", says);
  words.dir = "auto";
  if (icon) line.append(icon.cloneNode(true));
  line.append(words);
  if (aside) line.append(made("push muted small", aside));
  line.care = { says, act, key };
  return line;
}

function commands() {
  const here = lines().filter((line) => line.offered && can(line.name));
  const choices = [...document.querySelectorAll("#case [data-says]")];
  return [
    ...here.map((line) => ({
      says: line.says,
      icon: line.icon,
      aside: line.caps,
      act: () => run(line.name),
      key: `do:${line.name}`,
    })),
    ...choices.map((element) => ({
      says: element.dataset.says,
      icon: element.querySelector("svg, .avatar"),
      act: () => press(element),
    })),
  ];
}

// What came from the server does what it says of itself.
function dress(line) {
  const { href, get, post, says } = line.dataset;
  line.care = {
    says: says ?? line.textContent.trim(),
    key: href && !("case" in line.dataset) ? `go:${new URL(href, location).pathname}` : "",
    act: () => {
      if (href) location.assign(href);
      else if (get) window.htmx.ajax("GET", get, { target: "#case" });
      else if (post) {
        const csrfmiddlewaretoken = document.querySelector("[name=csrfmiddlewaretoken]").value;
        window.htmx.ajax("POST", post, { target: "#case", values: { csrfmiddlewaretoken } });
      }
    },
  };
  return line;
}

async function asked(query) {
  const came = await part(`${palette().dataset.href}?${new URLSearchParams(query)}`, "palette-list");
  const groups = came ? [...came.querySelectorAll("[role=group]")] : [];
  return groups.map((group) => ({
    title: group.ariaLabel,
    lines: [...group.children].map((line) => dress(document.importNode(line, true))),
  }));
}

function fitting(entries, typed) {
  return entries
    .map((entry) => ({ entry, points: score(entry.care?.says ?? entry.says, typed) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points)
    .map(({ entry }) => entry);
}

function group(title, entries) {
  if (!entries.length) return null;
  const box = document.createElement("div");
  box.setAttribute("role", "group");
  box.ariaLabel = title;
  const head = made("palette__title", title);
  head.ariaHidden = "true";
  box.append(head, ...entries);
  return box;
}

function draw() {
  const typed = field().value;
  const all = commands().map(option);
  const offered = (places ?? []).flatMap((each) => each.lines);
  const last = remembered();
  const recent = typed.trim()
    ? []
    : last.map((key) => [...all, ...offered].find((line) => line.care.key === key)).filter(Boolean);
  const rest = (entries) => fitting(entries, typed).filter((line) => !recent.includes(line));
  const { dataset } = palette();
  const most = typed.trim() ? MOST : 50;
  const groups = [
    group(dataset.recent, recent),
    group(dataset.commands, rest(all).slice(0, most)),
    ...(places ?? []).map((each) => group(each.title, rest(each.lines).slice(0, most))),
    ...(typed.trim() ? found.groups.map((each) => group(each.title, each.lines)) : []),
  ].filter(Boolean);
  if (typed.trim()) groups.sort((a, b) => best(b, typed) - best(a, typed));
  list().replaceChildren(...groups);
  number();
}

// The group that fits best stands first; what the server found for words comes after what is called so.
const best = (box, typed) =>
  Math.max(...[...box.querySelectorAll("[role=option]")].map((line) => score(line.care.says, typed)));

function number() {
  const all = options();
  all.forEach((line, at) => {
    line.id = `palette-${at}`;
  });
  point(all[0] ?? null);
  const { one, many } = palette().dataset;
  document.getElementById("palette-count").textContent =
    all.length === 1 ? one : many.replace("%(count)s", all.length);
  palette().querySelector(".palette__none").hidden = all.length > 0;
}

function point(line) {
  for (const one of options()) one.setAttribute("aria-selected", String(one === line));
  if (line) field().setAttribute("aria-activedescendant", line.id);
  else field().removeAttribute("aria-activedescendant");
  line?.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = options();
  if (all.length) point(all[(all.indexOf(active()) + by + all.length) % all.length]);
}

function choose(line) {
  if (!line) return;
  remember(line.care.key);
  palette().close();
  line.care.act();
}

function look() {
  clearTimeout(timer);
  draw();
  const words = field().value.trim();
  if (words.length < SHORTEST) {
    found = { words, groups: [] };
    return;
  }
  timer = setTimeout(async () => {
    const groups = await asked({ q: words }).catch(() => []);
    if (!palette().open || field().value.trim() !== words) return;
    found = { words, groups };
    const at = active()?.care.says;
    draw();
    // Whoever has moved meanwhile stays where they are.
    point(options().find((line) => line.care.says === at) ?? active());
  }, WAIT);
}

async function open() {
  if (!palette() || palette().open) {
    palette()?.close();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  field().value = "";
  found = { words: "", groups: [] };
  palette().showModal();
  field().focus();
  draw();
  const about = openCase();
  if (places && places.about === about) return;
  const groups = await asked(about ? { case: about } : {}).catch(() => null);
  if (!groups) return;
  places = Object.assign(groups, { about });
  if (palette().open) look();
}

const KEYS = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Home: () => point(options()[0]),
  End: () => point(options().at(-1)),
  Enter: () => choose(active()),
};

document.addEventListener("care:palette", open);
document.addEventListener("input", (event) => {
  if (event.target === field()) look();
});
document.addEventListener(
  "keydown",
  (event) => {
    if (!palette()?.open || event.target !== field() || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const act = KEYS[event.key];
    if (!act || (field().value && ["Home", "End"].includes(event.key))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  },
  true,
);
document.addEventListener("click", (event) => {
  const line = event.target.closest?.("#palette-list [role=option]");
  if (line) choose(line);
  else if (event.target === palette()) palette().close();
});
document.addEventListener("pointermove", (event) => {
  const line = event.target.closest?.("#palette-list [role=option]");
  if (line && line !== active()) point(line);
});
