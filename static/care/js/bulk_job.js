// The page of one job, while it runs.

import { part } from "./fetching.js";
import { morph } from "./morph.js";

const EVERY = 2_000;
const job = () => document.getElementById("bulk-job");

async function follow() {
  if (!job()?.hasAttribute("data-running")) return;
  if (!document.hidden) {
    const came = await part(job().dataset.href, "bulk-job").catch(() => null);
    const made = came?.getElementById("bulk-job");
    if (made) morph(job(), made);
  }
  setTimeout(follow, EVERY);
}

setTimeout(follow, EVERY);
