// The list while it polls: the open row stays marked, the focus stays, nothing stands twice.

const links = () => [...document.querySelectorAll(".row__link")];
let focusedAt = -1;

function mark() {
  const current = document.getElementById("case")?.dataset.case;
  for (const link of links()) {
    const isCurrent = link.closest(".row").dataset.case === current;
    if (isCurrent) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

// A row that moved up into an earlier page would stand in the later one too.
function dropTwins() {
  const seen = new Set();
  for (const row of document.querySelectorAll(".row")) {
    if (seen.has(row.dataset.case)) row.remove();
    seen.add(row.dataset.case);
  }
}

document.addEventListener("care:rows", () => {
  dropTwins();
  mark();
});

const isList = (target) => target?.id?.startsWith("rows");

document.addEventListener("htmx:beforeSwap", (event) => {
  if (isList(event.detail.target)) focusedAt = links().indexOf(document.activeElement);
});

document.addEventListener("htmx:afterSettle", () => {
  dropTwins();
  mark();
  if (focusedAt >= 0 && document.activeElement === document.body) {
    const left = links();
    left[Math.min(focusedAt, left.length - 1)]?.focus({ preventScroll: true });
  }
  focusedAt = -1;
});

function move(by) {
  const rows = links();
  if (!rows.length) return;
  const focused = rows.indexOf(document.activeElement);
  const current = rows.findIndex((link) => link.hasAttribute("aria-current"));
  const from = focused >= 0 ? focused : current;
  const to = from < 0 ? 0 : Math.min(Math.max(from + by, 0), rows.length - 1);
  rows[to].focus();
  rows[to].scrollIntoView({ block: "nearest" });
}

// Asked for by an event, so that modules need no addresses of each other.
document.addEventListener("care:move", (event) => move(event.detail));
