// Writing: length counted as the network counts it, Ctrl-Enter sends, and no word is lost.

import { counters } from "./lengths.js";

const fill = (form, name, value) => (form ?? "").replace(`%(${name})s`, value);

function limitOf(area) {
  const way = area.form.querySelector("[name=visibility]:checked");
  return Number(way?.dataset.limit ?? area.dataset.limit ?? 0);
}

function recount(area) {
  const output = document.getElementById(area.getAttribute("aria-describedby").split(" ")[0]);
  const count = counters[area.dataset.count] ?? counters.characters;
  const limit = limitOf(area);
  if (!output || !limit) return;
  const left = limit - count(area.value.replaceAll("\r\n", "\n").trim());
  const state = left < 0 ? "over" : left <= limit / 10 ? "soon" : "fine";
  const { wordsLeft, wordsOver } = output.dataset;
  output.dataset.state = state;
  output.value = left < 0 ? fill(wordsOver, "over", -left) : fill(wordsLeft, "left", left);
  area.setAttribute("aria-invalid", String(left < 0));
  for (const button of area.form.querySelectorAll("button:not([type=button])")) {
    button.toggleAttribute("data-too-long", left < 0);
  }
}

const isTooLong = (form) => form.querySelector("[data-count][aria-invalid=true]") !== null;

// Drafts live as long as this tab does.
const draftKey = (area) => {
  const pen = area.closest("[data-pen]");
  return pen && `care:draft:${pen.closest("[data-case]").dataset.case}:${pen.dataset.pen}`;
};

function keep(area) {
  const key = draftKey(area);
  if (!key) return;
  if (area.value.trim()) sessionStorage.setItem(key, area.value);
  else sessionStorage.removeItem(key);
}

// A reply that was taken back stands before what was begun since.
function takeBack(area, kept) {
  area.removeAttribute("data-back");
  if (kept && kept !== area.value) area.value = `${area.value}\n\n${kept}`;
  keep(area);
  area.focus();
}

function bringBack() {
  for (const area of document.querySelectorAll("[data-pen] textarea")) {
    const kept = sessionStorage.getItem(draftKey(area));
    if (area.hasAttribute("data-back")) takeBack(area, kept);
    else if (kept && !area.value) area.value = kept;
  }
  document.querySelectorAll("[data-count]").forEach(recount);
}

// What was sent, that is: what was typed since is another draft.
function forget(form, sent) {
  for (const area of form.querySelectorAll("textarea")) {
    const key = draftKey(area);
    const text = (sent[area.name] ?? "").replaceAll("\r\n", "\n");
    if (key && sessionStorage.getItem(key) === text) sessionStorage.removeItem(key);
  }
}

document.addEventListener("input", (event) => {
  const area = event.target;
  if (area.matches("[data-pen] textarea")) keep(area);
  if (area.matches("[data-count]")) recount(area);
  if (area.matches("[name=visibility]")) area.form.querySelectorAll("[data-count]").forEach(recount);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.form;
  if (!form || !event.target.matches("textarea, input")) return;
  event.preventDefault();
  form.requestSubmit();
});

document.addEventListener(
  "submit",
  (event) => {
    if (!isTooLong(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.target.querySelector("[aria-invalid=true]").focus();
  },
  true,
);

// Before the new composer is there, or the draft would come back into it.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { elt: form, parameters } = event.detail.requestConfig ?? {};
  if (event.detail.xhr.status < 300 && form?.matches("form[data-pen]")) forget(form, parameters);
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-sign-out]")) return;
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith("care:draft:")) sessionStorage.removeItem(key);
  }
});

document.addEventListener("htmx:afterSettle", bringBack);
bringBack();
