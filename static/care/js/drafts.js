// What is being written is kept on the server a second after the hand rests, so that it is there
// on any device. Until then this tab keeps it.

const REST = 1_000;

const saved = new WeakMap(); // area → its words as the server has them
const timers = new WeakMap();
const busy = new WeakSet();
const sending = new WeakSet(); // forms

const penOf = (area) => area.closest("[data-pen]");
const composerOf = (area) => area.closest("#composer:not([data-no-draft])");
const areas = () => [...document.querySelectorAll("#composer:not([data-no-draft]) [data-pen] textarea")];
const keyOf = (area) => `care:draft:${composerOf(area).dataset.case}:${penOf(area).dataset.pen}`;
const isNew = (area) => area.value !== (saved.get(area) ?? "") && !sending.has(area.form);

function keep(area) {
  sessionStorage.setItem(keyOf(area), area.value);
  say("");
  clearTimeout(timers.get(area));
  timers.set(area, setTimeout(save, REST, area));
}

function body(area) {
  const { csrfmiddlewaretoken, idempotency_key, visibility } = area.form.elements;
  const form = new FormData();
  form.set("csrfmiddlewaretoken", csrfmiddlewaretoken.value);
  form.set("idempotency_key", idempotency_key.value);
  form.set("pen", penOf(area).dataset.pen);
  form.set("visibility", visibility?.value ?? "");
  form.set("text", area.value);
  return form;
}

// One after another, or an older text could come last.
async function save(area, { leaving = false } = {}) {
  clearTimeout(timers.get(area));
  if (!isNew(area) || (busy.has(area) && !leaving)) return;
  const [text, key, url] = [area.value, keyOf(area), composerOf(area).dataset.draft];
  busy.add(area);
  try {
    // The browser lets small bodies go on after the page has gone.
    const keepalive = leaving && text.length < 15_000;
    const answer = await fetch(url, { method: "POST", body: body(area), keepalive });
    if (!answer.ok) return;
    saved.set(area, text);
    if (sessionStorage.getItem(key) === text) sessionStorage.removeItem(key);
    if (area.isConnected && area.value === text) show(await answer.json());
  } catch {
    // This tab has it still; the next word tries again.
  } finally {
    busy.delete(area);
  }
  if (area.isConnected && isNew(area)) timers.set(area, setTimeout(save, REST, area));
}

function show({ kept, elsewhere }) {
  say(kept ? document.getElementById("draft-saved")?.dataset.words : "");
  document.getElementById("goes-elsewhere")?.toggleAttribute("hidden", !elsewhere);
}

function say(words) {
  const place = document.getElementById("draft-saved");
  if (place && place.textContent !== words) place.textContent = words;
}

const saveAll = () => areas().forEach((area) => save(area, { leaving: true }));

// A reply that was taken back stands before what was begun since.
function takeBack(area, begun) {
  area.removeAttribute("data-back");
  if (begun && !area.value.endsWith(begun)) area.value = `${area.value}\n\n${begun}`;
  // Both, from now on: a page that is left within the next second must not find only one of them.
  if (begun) sessionStorage.setItem(keyOf(area), area.value);
  area.focus();
}

export function bringBack() {
  for (const area of areas()) {
    if (saved.has(area)) continue;
    saved.set(area, area.hasAttribute("data-kept") || area.hasAttribute("data-back") ? area.value : "");
    const kept = sessionStorage.getItem(keyOf(area));
    if (area.hasAttribute("data-back")) takeBack(area, kept);
    else if (kept !== null && (!area.value || area.hasAttribute("data-kept"))) area.value = kept;
    if (isNew(area)) timers.set(area, setTimeout(save, REST, area));
  }
}

// What was sent, that is: what was typed since is another draft.
export function forget(form, sent) {
  for (const area of form.querySelectorAll("textarea")) {
    if (!composerOf(area)) continue;
    const text = (sent[area.name] ?? "").replaceAll("\r\n", "\n");
    if (sessionStorage.getItem(keyOf(area)) === text) sessionStorage.removeItem(keyOf(area));
  }
}

document.addEventListener("input", (event) => {
  const area = event.target;
  if (area.matches("[data-pen] textarea") && composerOf(area)) keep(area);
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-pen]")) sending.add(event.target);
});

for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const form = event.detail.elt;
    if (sending.delete(form)) areas().forEach((area) => save(area));
  });
}

// Another case comes into the pane, or the page goes.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id === "case") saveAll();
});
addEventListener("pagehide", saveAll);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) saveAll();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-sign-out]")) return;
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith("care:draft:")) sessionStorage.removeItem(key);
  }
});
