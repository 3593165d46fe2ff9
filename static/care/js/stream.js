// The stream of changes: ids only. One tab of the browser holds it for all tabs of the organisation,
// because a browser opens few connections to a server; it tells the others.

// The server says every 15 seconds that it is there.
const SILENCE = 40_000;
const AGAIN_AFTER = 30_000;

const url = document.querySelector(".shell[data-live]")?.dataset.live;
const name = `care:live:${url}`;
const others = "BroadcastChannel" in window ? new BroadcastChannel(name) : null;
const isShared = Boolean(others && navigator.locks);

let source = null;
let watchdog = 0;
let again = 0;
let isOn = false;

// on, off, cases, here, notices, bulk, resync
function say(kind, data = null) {
  isOn = kind === "on" || (kind !== "off" && isOn);
  document.dispatchEvent(new CustomEvent(`care:live-${kind}`, { detail: data }));
}

function tell(kind, data = null) {
  say(kind, data);
  if (isShared) others.postMessage({ kind, data });
}

function hear(kind) {
  source.addEventListener(kind, (event) => {
    alive();
    if (kind === "hello") tell("on");
    else if (kind !== "beat") tell(kind, JSON.parse(event.data));
  });
}

function alive() {
  clearTimeout(watchdog);
  watchdog = setTimeout(reopen, SILENCE);
}

function close() {
  clearTimeout(watchdog);
  clearTimeout(again);
  source?.close();
  source = null;
}

function open() {
  close();
  source = new EventSource(url);
  for (const kind of ["hello", "beat", "cases", "here", "notices", "bulk", "resync"]) hear(kind);
  source.addEventListener("error", () => {
    tell("off");
    // Refused: the browser does not try again by itself.
    const wait = AGAIN_AFTER * (0.75 + Math.random() / 2);
    if (source?.readyState === EventSource.CLOSED) again = setTimeout(open, wait);
  });
  alive();
}

function reopen() {
  tell("off");
  open();
}

// Until this tab goes.
function lead() {
  tell("off");
  open();
  window.addEventListener("offline", () => {
    close();
    tell("off");
  });
  window.addEventListener("online", open);
  others.addEventListener("message", ({ data }) => {
    if (data.kind === "ask" && isOn) others.postMessage({ kind: "on", data: null });
  });
  return new Promise(() => {});
}

function follow() {
  others.addEventListener("message", ({ data }) => {
    if (data.kind !== "ask" && !source && !(data.kind === "on" && isOn)) say(data.kind, data.data);
  });
  others.postMessage({ kind: "ask" });
}

// Where tabs cannot agree, each has its own while somebody looks at it.
function alone() {
  const look = () => {
    if (document.hidden) {
      close();
      say("off");
    } else if (!source) open();
  };
  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", open);
  look();
}

if (url && isShared) {
  follow();
  navigator.locks.request(name, lead);
} else if (url) {
  alone();
}
