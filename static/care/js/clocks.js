// Clocks and times tick between two polls: calm, then amber, then red.

const words = () => document.getElementById("desk")?.dataset ?? {};
const put = (form, name, value) => (form ?? "").replace(`%(${name})s`, value);

function span(seconds) {
  const { wordsLess, wordsMinutes, wordsHours, wordsDays } = words();
  const minutes = Math.floor(Math.abs(seconds) / 60);
  if (minutes < 1) return wordsLess;
  if (minutes < 60) return put(wordsMinutes, "count", minutes);
  if (minutes < 48 * 60) return put(wordsHours, "count", Math.floor(minutes / 60));
  return put(wordsDays, "count", Math.floor(minutes / 1440));
}

function tickClock(time) {
  const left = (Date.parse(time.dataset.clock) - Date.now()) / 1000;
  const chip = time.closest(".chip");
  const level = left < 0 ? "late" : left < Number(time.dataset.soon) ? "soon" : "calm";
  chip.classList.remove("chip--calm", "chip--soon", "chip--late");
  chip.classList.add(`chip--${level}`);
  const { wordsLate, wordsLeft } = words();
  say(time, put(left < 0 ? wordsLate : wordsLeft, "span", span(left)));
}

function tickAgo(time) {
  const passed = (Date.now() - Date.parse(time.dateTime)) / 1000;
  say(time, passed < 60 ? words().wordsNow : span(passed));
}

function say(element, text) {
  if (text && element.textContent !== text) element.textContent = text;
}

function tick() {
  if (document.hidden) return;
  document.querySelectorAll("[data-clock]").forEach(tickClock);
  document.querySelectorAll("[data-ago]").forEach(tickAgo);
}

setInterval(tick, 15_000);
document.addEventListener("visibilitychange", tick);
