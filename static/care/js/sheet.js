// Sheets open over the desk; without a script they are pages of their own.

const sheet = () => document.getElementById("sheet");

document.addEventListener("htmx:afterSwap", (event) => {
  const { target } = event.detail;
  if (target === sheet()) {
    if (!sheet().open) sheet().showModal();
    (target.querySelector("[autofocus]") ?? target.querySelector("textarea"))?.focus();
  } else if (target.id === "case" && sheet()?.open && !isStillOf(event.detail)) {
    sheet().close();
  }
});

// The same case that comes late, after the sheet was opened over it (by a verb of before, too), leaves
// what is being typed.
function isStillOf({ requestConfig }) {
  const action = sheet().querySelector("form")?.getAttribute("action") ?? "";
  const itsCase = action.split("?")[0].replace(/[^/]+\/$/, "");
  if (!requestConfig || !itsCase || sheet().contains(requestConfig.elt)) return false;
  return requestConfig.path.startsWith(itsCase);
}

document.addEventListener("click", (event) => {
  const closer = event.target.closest("dialog [data-close]");
  if (closer) {
    event.preventDefault();
    closer.closest("dialog").close();
  } else if (event.target.matches("dialog[open]") && isOutside(event)) {
    event.target.close();
  }
});

// A click on the backdrop is a click on the dialog, outside its box. What was typed is kept inside.
function isOutside(event) {
  const box = event.target.getBoundingClientRect();
  return (
    event.clientX < box.left ||
    event.clientX > box.right ||
    event.clientY < box.top ||
    event.clientY > box.bottom
  );
}
