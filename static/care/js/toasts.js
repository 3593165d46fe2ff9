// Short words at the edge: what was done, and what did not work.

const toasts = () => document.getElementById("toasts");

// Said once, however many questions were lost at the same time: a page asks for several things.
function toast(words) {
  for (const said of toasts().querySelectorAll(".toast--error > span")) {
    if (said.textContent === words) said.parentElement.remove();
  }
  const line = document.createElement("p");
  const text = document.createElement("span");
  line.className = "toast toast--error";
  text.textContent = words;
  line.append(text);
  toasts().append(line);
}

function dress(line) {
  if (line.nodeType !== Node.ELEMENT_NODE || line.querySelector("button")) return;
  const close = document.createElement("button");
  close.type = "button";
  close.setAttribute("aria-label", toasts().dataset.close);
  close.textContent = "×";
  close.addEventListener("click", () => line.remove());
  line.append(close);
  setTimeout(() => line.remove(), line.matches(".toast--error") ? 12_000 : 6_000);
}

// Signed out meanwhile: the sign-in page belongs into the window, not into a pane.
document.addEventListener("htmx:beforeSwap", (event) => {
  const url = event.detail.xhr.responseURL;
  if (url && new URL(url).pathname.startsWith("/accounts/")) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => toast(toasts().dataset.lost));
}
document.addEventListener("htmx:responseError", () => toast(toasts().dataset.failed));

// What a fragment brings along.
document.addEventListener("htmx:afterSwap", () => {
  for (const said of document.querySelectorAll("[data-toasts]")) {
    toasts().append(...said.children);
    said.remove();
  }
});

// After a verb the single keys work at once: the case has the focus, not what was replaced in it,
// nor the empty field of what was just sent.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.requestConfig?.verb !== "post" || event.detail.xhr.status === 422) return;
  const at = document.activeElement;
  if (at === document.body || (at.matches("#case textarea") && !at.value)) {
    document.getElementById("case")?.focus({ preventScroll: true });
  }
});

if (toasts()) {
  for (const line of toasts().children) dress(line);
  new MutationObserver((changes) => {
    for (const change of changes) change.addedNodes.forEach(dress);
  }).observe(toasts(), { childList: true });
}
