// Who else has this case before them. A page says so of itself while somebody looks at it.

const BEAT = 15_000;
const GAP = 1_000;
// So long after the last letter somebody still types.
const PAUSE = 6_000;

const place = () => document.getElementById("here");
const now = () => performance.now();

let at = null;
let pen = "";
let typed = -PAUSE;
let said = { pen: "", at: -BEAT };
let isSaying = false;

async function say(href, words, options = {}) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, ...words });
  return fetch(href, { method: "POST", body, redirect: "error", ...options });
}

async function beat(types) {
  said = { pen: types, at: now() };
  isSaying = true;
  try {
    const answer = await say(at, { pen: types });
    show(answer.status === 200 ? await answer.text() : "");
  } catch {
    show("");
  } finally {
    isSaying = false;
  }
}

function show(words) {
  const here = place();
  if (!here) return;
  const came = new DOMParser().parseFromString(words, "text/html").body;
  if (here.textContent === came.textContent) return;
  here.replaceChildren(...[...came.childNodes].map((node) => document.importNode(node, true)));
}

function leave() {
  if (at) say(at, { leaves: "1" }, { keepalive: true }).catch(() => {});
  at = null;
}

function look() {
  const href = document.hidden ? null : (place()?.dataset.href ?? null);
  if (href !== at) {
    leave();
    at = href;
    said = { pen: "", at: -BEAT };
  }
  if (!at || isSaying) return;
  const types = now() - typed < PAUSE ? pen : "";
  const waited = now() - said.at;
  if (waited >= BEAT || (types !== said.pen && waited >= GAP)) beat(types);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("#composer [data-pen]");
  if (!form) return;
  typed = event.target.value ? now() : -PAUSE;
  pen = form.dataset.pen;
  look();
});
document.addEventListener("care:live-here", ({ detail }) => {
  if (at?.includes(`/cases/${detail.case}/`)) said.at = Math.min(said.at, now() - BEAT);
  look();
});
document.addEventListener("htmx:afterSettle", () => {
  if (!document.querySelector("#composer textarea")?.value) typed = -PAUSE;
  look();
});
document.addEventListener("visibilitychange", look);
window.addEventListener("pagehide", leave);
window.addEventListener("pageshow", look);
setInterval(look, 1_000);
