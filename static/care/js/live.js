// Polling, quietly: nothing is asked while nobody looks, and nothing is swapped under a hand.

const toasts = () => document.getElementById("toasts");
const isLive = (element) => element?.matches?.("[data-live]");

// A menu that is open in what a poll would replace, or beside it in the head that comes along.
function isHeld(element) {
  const held = element.id === "timeline" ? "#case-head details[open]" : `#${element.id} details[open]`;
  return document.querySelector(held) !== null || selects(element);
}

function selects(element) {
  const selection = document.getSelection();
  return !selection.isCollapsed && element.contains(selection.anchorNode);
}

function toast(words) {
  const line = document.createElement("p");
  const text = document.createElement("span");
  line.className = "toast toast--error";
  text.textContent = words;
  line.append(text);
  toasts().append(line);
}

function dress(line) {
  if (line.nodeType !== Node.ELEMENT_NODE || line.querySelector("button")) return;
  const close = document.createElement("button");
  close.type = "button";
  close.setAttribute("aria-label", toasts().dataset.close);
  close.textContent = "×";
  close.addEventListener("click", () => line.remove());
  line.append(close);
  setTimeout(() => line.remove(), line.matches(".toast--error") ? 12_000 : 6_000);
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const element = event.detail.elt;
  if (isLive(element) && (document.hidden || isHeld(element))) event.preventDefault();
});

// Whoever writes keeps the composer as it is; otherwise it comes along with the timeline.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.id !== "timeline") return;
  const pen = document.getElementById("composer");
  const areas = [...pen.querySelectorAll("textarea")];
  const writes = pen.contains(document.activeElement) || areas.some((area) => area.value);
  event.detail.headers["Care-Pen"] = writes ? "up" : "down";
});

// Signed out meanwhile: the sign-in page belongs into the window, not into a pane.
document.addEventListener("htmx:beforeSwap", (event) => {
  const url = event.detail.xhr.responseURL;
  if (url && new URL(url).pathname.startsWith("/accounts/")) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});

// After a verb the list is asked at once. One that is being asked was asked too early: once more.
let changed = false;

document.addEventListener("htmx:afterRequest", (event) => {
  const { requestConfig, successful } = event.detail;
  if (requestConfig?.verb === "post" && successful) changed = true;
  if (!changed || document.querySelector("#rows.htmx-request")) return;
  changed = false;
  document.body.dispatchEvent(new CustomEvent("care:changed"));
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (!isLive(event.detail.elt)) toast(toasts().dataset.lost);
  });
}

document.addEventListener("htmx:responseError", (event) => {
  if (!isLive(event.detail.elt)) toast(toasts().dataset.failed);
});

// After a verb the single keys work at once: the case has the focus, not what was replaced in it,
// nor the empty field of what was just sent.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.requestConfig?.verb !== "post" || event.detail.xhr.status === 422) return;
  const at = document.activeElement;
  if (at === document.body || (at.matches("#case textarea") && !at.value)) {
    document.getElementById("case")?.focus({ preventScroll: true });
  }
});

if (toasts()) {
  for (const line of toasts().children) dress(line);
  new MutationObserver((changes) => {
    for (const change of changes) change.addedNodes.forEach(dress);
  }).observe(toasts(), { childList: true });
}
