// The live board: asked for anew soon after something changed, twice a minute in any case, and not
// while nobody looks. It says when it is old.

import { part } from "./fetching.js";
import { morph } from "./morph.js";
import "./stream.js";

// Many cases change at once; a board is read, not watched.
const GAP = 4_000;
const ALWAYS = 30_000;
const WITHOUT = 10_000;
const OLD = 60_000;

const board = () => document.getElementById("board");

let isOn = false;
let isAsking = false;
let wanted = false;
let asked = performance.now();
let heard = Date.now();

async function ask() {
  [wanted, isAsking, asked] = [false, true, performance.now()];
  try {
    const came = await part(board().dataset.href, "board");
    const next = came?.getElementById("board");
    if (next) {
      morph(board(), next);
      heard = Date.now();
    }
  } catch {
    // The next one may work; what stands there says of when it is.
  } finally {
    isAsking = false;
    mark();
  }
}

function look() {
  mark();
  if (document.hidden || isAsking) return;
  const waited = performance.now() - asked;
  if (waited >= (wanted ? GAP : isOn ? ALWAYS : WITHOUT)) ask();
}

function mark() {
  const said = document.getElementById("board-old");
  const isOld = Date.now() - heard > OLD;
  if (said.hidden === !isOld) return;
  if (isOld) {
    const time = new Date(heard).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    said.querySelector("span").textContent = said.dataset.words.replace("%(time)s", time);
  }
  said.hidden = !isOld;
  board().classList.toggle("board--old", isOld);
}

function change() {
  wanted = true;
  look();
}

for (const kind of ["cases", "resync", "on"]) {
  document.addEventListener(`care:live-${kind}`, () => {
    isOn = isOn || kind === "on";
    change();
  });
}
document.addEventListener("care:live-off", () => {
  isOn = false;
});
window.addEventListener("online", change);
document.addEventListener("visibilitychange", look);
setInterval(look, 1_000);

const full = document.getElementById("full-screen");
if (full && document.fullscreenEnabled) {
  full.hidden = false;
  full.addEventListener("click", () => document.documentElement.requestFullscreen());
  document.addEventListener("fullscreenchange", () => {
    full.hidden = Boolean(document.fullscreenElement);
  });
}
