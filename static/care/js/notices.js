// The bell: how many notices wait, what they are, and the calls that somebody wished for.

import { part } from "./fetching.js";

const WITHOUT = 30_000;
// The page that somebody looks at tells first; the others then have nothing left to tell.
const HIDDEN_WAITS = 600;

const bell = () => document.getElementById("place-notices");
const href = bell()?.dataset.bell;
const store = `care:told:${href}`;

// The title says how many wait, whoever else writes it.
function entitle() {
  const unread = bell()?.dataset.unread;
  const plain = document.title.replace(/^\(\d+\+?\) /, "");
  const title = unread ? `(${unread}) ${plain}` : plain;
  if (document.title !== title) document.title = title;
}

function count(unread) {
  const box = bell();
  if (unread) box.dataset.unread = unread;
  else delete box.dataset.unread;
  const counts = box.querySelector(".counts");
  counts.hidden = !unread;
  counts.querySelector(".count").textContent = unread;
}

function kept() {
  const told = localStorage.getItem(store);
  return told === null ? null : Number(told);
}

async function ask() {
  const before = kept();
  const query = before === null ? "" : `?after=${before}`;
  const answer = await fetch(`${href}news/${query}`, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return;
  const news = await answer.json();
  count(news.unread);
  if (document.hidden) await new Promise((done) => setTimeout(done, HIDDEN_WAITS));
  const fresh = await once(() => claim(news));
  if (fresh.length) call(news, fresh);
}

const once = (act) => (navigator.locks ? navigator.locks.request(store, act) : act());

// Of several tabs one calls.
function claim({ latest, told }) {
  const before = kept();
  if (before === null || latest > before) localStorage.setItem(store, latest);
  return before === null ? [] : told.filter(({ id }) => id > before);
}

function call(news, fresh) {
  if (news.quiet) return;
  if (news.sound) chime();
  if (news.browser && document.hidden) show(news, fresh);
}

let audio = null;

// Two short soft tones. Before somebody touched the page a browser plays nothing.
function chime() {
  audio ??= new AudioContext();
  audio.resume().catch(() => {});
  [660, 880].forEach((pitch, at) => {
    const start = audio.currentTime + 0.02 + at * 0.13;
    const [tone, loudness] = [audio.createOscillator(), audio.createGain()];
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0, start);
    loudness.gain.linearRampToValueAtTime(0.12, start + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.001, start + 0.22);
    tone.connect(loudness).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.25);
  });
}

// No customer's words: it may stand on a screen that everybody sees.
function show({ where, more }, fresh) {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const newest = fresh.at(-1);
  const others = fresh.length > 1 ? ` ${more.replace("%(count)s", fresh.length - 1)}` : "";
  try {
    const shown = new Notification(`${newest.says}${others}`, { body: where, tag: store });
    shown.addEventListener("click", () => {
      window.focus();
      location.assign(newest.href);
    });
  } catch {
    // Some phones show them only for installed pages.
  }
}

async function fill(box) {
  const place = box.querySelector(".bell__list");
  const came = await part(`${href}list/`, "bell-list");
  if (!came) return;
  place.replaceChildren(...[...came.body.childNodes].map((node) => document.importNode(node, true)));
}

// What goes wrong here is tried again with the next notice.
const quietly = (promise) => promise.catch(() => {});

if (href) {
  entitle();
  new MutationObserver(entitle).observe(document.querySelector("title"), { childList: true });
  const watched = { subtree: true, childList: true, attributeFilter: ["data-unread"] };
  new MutationObserver(entitle).observe(document.getElementById("rail"), watched);
  for (const name of ["notices", "resync"]) {
    document.addEventListener(`care:live-${name}`, () => quietly(ask()));
  }
  document.addEventListener(
    "toggle",
    (event) => {
      if (event.target === bell() && event.target.open) quietly(fill(event.target));
    },
    true,
  );
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.closest(".bell__list")) return;
    event.preventDefault();
    const sent = fetch(form.action, { method: "POST", body: new FormData(form) });
    quietly(sent.then(ask).then(() => fill(bell())));
  });
  if ("ask" in bell().dataset || kept() === null) quietly(ask());
  setInterval(() => {
    if (!document.hidden && document.documentElement.dataset.live !== "on") quietly(ask());
  }, WITHOUT);
}
