// What changed is asked for: at once while the stream says what, every five seconds without it, and
// not at all while nobody looks.

import { refresh as refreshRows } from "./rows.js";
import { isSending, openCase, refresh as refreshTalk } from "./talk.js";
import "./stream.js";

const WITHOUT = 5_000;
const SAFETY = 60_000;
// Many pages hear of the same change; they do not ask in the same moment.
const soon = () => 20 + Math.random() * 130;
const LONGEST_PAUSE = 5_000;
// A stream that comes back is not worth a word.
const QUIET = 8_000;

let isOn = false;
let ids = new Set();
let all = false;
let timer = 0;
let isAsking = false;
let pause = 0;
let asked = performance.now();
let offSince = performance.now();

function ask(wait = soon()) {
  if (isAsking || document.hidden) return;
  clearTimeout(timer);
  timer = setTimeout(run, wait);
}

function changed(which) {
  if (which) which.forEach((id) => ids.add(id));
  else all = true;
  ask(Math.max(soon(), pause));
}

function backAgain() {
  pause = 0;
  changed(null);
}

async function run() {
  const these = all ? null : ids;
  if (isAsking || (these && !these.size)) return;
  [ids, all, isAsking] = [new Set(), false, true];
  const began = performance.now();
  const talk = !these || these.has(openCase()) ? refreshTalk() : null;
  const ends = await Promise.allSettled([refreshRows(these), talk]);
  isAsking = false;
  asked = performance.now();
  // A server that is slow is asked less often.
  pause = Math.min(LONGEST_PAUSE, asked - began);
  if (ends.some((end) => end.status === "rejected")) {
    all = all || isOn;
    pause = LONGEST_PAUSE;
  } else if (isOn && !these) document.documentElement.dataset.live = "on";
  if (all || ids.size) ask(isHasty ? 0 : Math.max(soon(), pause));
  isHasty = false;
}

// After a verb the list is asked at once. One that is being asked was asked too early: once more.
let isHasty = false;

document.addEventListener("htmx:afterRequest", (event) => {
  const { requestConfig, successful } = event.detail;
  if (requestConfig?.verb !== "post" || !successful) return;
  isHasty = isAsking;
  all = true;
  ask(0);
});

document.addEventListener("care:live-cases", (event) => changed(event.detail));
document.addEventListener("care:live-resync", () => changed(null));
document.addEventListener("care:live-on", () => {
  isOn = true;
  mark();
  backAgain();
});
document.addEventListener("care:live-off", () => {
  if (isOn) offSince = performance.now();
  isOn = false;
  document.documentElement.dataset.live = "off";
});
window.addEventListener("online", backAgain);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  if (!isOn || performance.now() - asked > SAFETY) all = true;
  if (all || ids.size) ask();
});

function mark() {
  const said = document.getElementById("live-off");
  if (said) said.hidden = isOn || performance.now() - offSince < QUIET;
}

setInterval(() => {
  mark();
  if (document.hidden || isAsking) return;
  const waited = performance.now() - asked;
  if (waited > (isOn ? SAFETY : WITHOUT)) changed(null);
  else if (isOn && waited > WITHOUT && isSending()) changed([openCase()]);
}, 1_000);
