// Writing: length counted as the network counts it, and the keys that send.

import { dressed } from "./dress.js";
import { bringBack, forget } from "./drafts.js";
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
  const left = limit - count(dressed(area.form, area.value.replaceAll("\r\n", "\n")));
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

function isBack() {
  bringBack();
  document.querySelectorAll("[data-count]").forEach(recount);
}

document.addEventListener("input", (event) => {
  const area = event.target;
  if (area.matches("[data-count]")) recount(area);
  if (area.matches("[name=visibility]")) area.form.querySelectorAll("[data-count]").forEach(recount);
});

// A button that is pressed, not only a form that is sent: the button says what comes after.
function send(form, { andGoOn }) {
  const stroke = andGoOn && form.querySelector("[data-stroke]");
  const shown = [...form.querySelectorAll(".composer__send")].find((button) => button.offsetParent);
  const button = stroke || shown;
  if (button && !button.disabled) button.click();
  else form.requestSubmit();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const { form } = event.target;
  if (!form || !event.target.matches("textarea, input")) return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    send(form, { andGoOn: event.shiftKey });
  } else if (event.target.id === "send-at") {
    event.preventDefault();
    form.querySelector("[value=later]").click();
  }
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

for (const name of ["htmx:afterSettle", "care:talk"]) document.addEventListener(name, isBack);
isBack();
