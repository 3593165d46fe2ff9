// The open case: its timeline and its head, as they are now, under whoever reads or writes.

import { part } from "./fetching.js";
import { morph } from "./morph.js";

const timeline = () => document.getElementById("timeline");
// Forms of the case that were sent since the page was opened: what was asked before one is old.
let posts = 0;

export const openCase = () => Number(document.getElementById("case")?.dataset.case ?? 0);

// On its way to the network: its steps are not told of one by one.
export const isSending = () =>
  document.querySelector("#timeline :is(.sending--queued, .sending--sending)") !== null;

function writes() {
  const pen = document.getElementById("composer");
  if (!pen) return true;
  const areas = [...pen.querySelectorAll("textarea")];
  return pen.contains(document.activeElement) || areas.some((area) => area.value) || "up" in pen.dataset;
}

export async function refresh() {
  const have = timeline();
  if (!have) return;
  const before = posts;
  const headers = { "Care-Seen": have.dataset.seen, "Care-Pen": writes() ? "up" : "down" };
  const came = await part(have.dataset.href, "timeline", headers);
  const wanted = came?.getElementById("timeline");
  if (!wanted || !have.isConnected || posts !== before) return;
  for (const id of ["timeline", "case-head"]) {
    const next = came.getElementById(id);
    next?.removeAttribute("hx-swap-oob");
    if (next) morph(document.getElementById(id), next);
  }
  const pen = came.getElementById("composer");
  if (pen && !writes()) {
    pen.removeAttribute("hx-swap-oob");
    const made = document.importNode(pen, true);
    document.getElementById("composer").replaceWith(made);
    window.htmx?.process(made);
  }
  document.dispatchEvent(new CustomEvent("care:talk"));
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.requestConfig?.verb === "post") posts += 1;
});
