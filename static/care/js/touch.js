// How long somebody works in the case before them: while its page is visible, has the focus, and
// sees a key, a pointer or a wheel. Of many tabs only the one with the focus counts. It is told when
// the case is left, hidden or left alone, and every few minutes.

const IDLE = 60_000;
const TELL = 120_000;
// Out of focus for so long, and somebody is elsewhere.
const AWAY = 5_000;
const AGAIN = 30_000;
const OLDEST = 12 * 3_600_000;

const place = () => document.getElementById("here");
const key = () => `care:touch:${document.getElementById("desk")?.dataset.member}`;

let href = null;
let isOn = false;
// A page is opened by a hand.
let acted = Date.now();
let counted = Date.now();
let spent = 0;
let told = Date.now();
// What is not on the server yet, oldest first: {href, seconds, at}.
let waiting = kept();
let isSending = false;
let tried = 0;

// What the page before this one could not tell.
function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(key())) ?? [];
  } catch {
    return [];
  }
}

function keep() {
  if (waiting.length) sessionStorage.setItem(key(), JSON.stringify(waiting));
  else sessionStorage.removeItem(key());
}

function look() {
  const now = Date.now();
  const until = Math.min(now, acted + IDLE);
  if (isOn && until > counted) {
    spent += until - counted;
    counted = until;
  }
  const isIdle = now - acted >= IDLE;
  const at = place()?.dataset.touch ?? null;
  const isAway = document.hidden || isIdle || now - counted >= AWAY;
  if (at !== href || isAway || now - told >= TELL) put(now);
  isOn = at !== null && !document.hidden && document.hasFocus() && !isIdle;
  // What was not counted before stays so.
  if (isOn) counted = now;
  href = at;
  if (waiting.length && now - tried >= AGAIN) send();
}

function put(now) {
  const seconds = Math.round(spent / 1_000);
  [spent, told] = [0, now];
  if (!href || !seconds) return;
  waiting.push({ href, seconds, at: counted });
  keep();
  send();
}

// True: the server has it, or will never take it.
async function say({ href: to, seconds, at }) {
  const ago = Math.max(0, Date.now() - at);
  if (ago > OLDEST) return true;
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, seconds, ago });
  try {
    const answer = await fetch(to, { method: "POST", body, redirect: "error", keepalive: true });
    return answer.status < 500;
  } catch {
    return false;
  }
}

// One after another: the server counts nothing that lies before what it was told last.
async function send() {
  tried = Date.now();
  if (isSending) return;
  isSending = true;
  while (waiting.length && (await say(waiting[0]))) {
    waiting.shift();
    keep();
  }
  isSending = false;
}

// The page goes: nobody hears the answers. What stays kept is told once more by the next page, and
// counts once.
function leave() {
  look();
  put(Date.now());
  isOn = false;
  waiting.slice(isSending ? 1 : 0).forEach(say);
}

for (const kind of ["keydown", "pointerdown", "pointermove", "wheel", "touchmove"]) {
  document.addEventListener(
    kind,
    () => {
      acted = Date.now();
      if (!isOn) look();
    },
    { passive: true, capture: true },
  );
}
window.addEventListener("focus", () => {
  acted = Date.now();
  look();
});
window.addEventListener("blur", look);
window.addEventListener("pagehide", leave);
window.addEventListener("pageshow", look);
document.addEventListener("visibilitychange", look);
document.addEventListener("htmx:afterSettle", look);
setInterval(look, 1_000);
look();
if (waiting.length) send();
