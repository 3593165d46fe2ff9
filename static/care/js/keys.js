// Single keys, as long as nobody is typing; and the few that work everywhere.

import { commandOf, go, isSheetComing, run } from "./commands.js";

const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
const SECOND_KEY = 1_200;
let going = 0;

// As inbox/desk/commands.py writes it.
function nameOf({ key, shiftKey, ctrlKey, metaKey }) {
  if (!ctrlKey && !metaKey) return key;
  return `mod+${shiftKey ? "Shift+" : ""}${key.length === 1 ? key.toLowerCase() : key}`;
}

function isResting(event) {
  // Switched off in the profile: for who dictates, or hits keys by chance.
  if (document.body.dataset.singleKeys === "off") return true;
  return event.target.matches?.(TYPING) || document.querySelector("dialog[open]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.isComposing) return;
  const at = event.target;
  if (event.key === "Escape" && at.matches?.("#composer textarea")) {
    at.blur();
    return;
  }
  const name = nameOf(event);
  const isChord = name.startsWith("mod+");
  if (!isChord && isResting(event)) return;
  if (isSheetComing()) {
    if (!isChord) event.preventDefault();
    return;
  }
  const afterG = Date.now() - going < SECOND_KEY;
  going = 0;
  if (name === "g" && !afterG) {
    going = Date.now();
    return;
  }
  const command = commandOf(name);
  const done = afterG && !isChord ? go(name) : Boolean(command) && run(command);
  if (done) event.preventDefault();
});
