// Menus are <details>; a script only closes them, and finds in long ones.

const open = () => document.querySelectorAll("details.menu[open]");

function close(menu, { refocus = false } = {}) {
  menu.open = false;
  if (refocus) menu.querySelector("summary").focus();
}

const optionsOf = (input) => [...document.querySelectorAll(`#${input.dataset.narrow} :is(label, button)`)];

function narrow(input) {
  const sought = input.value.trim().toLocaleLowerCase();
  for (const option of optionsOf(input)) {
    option.hidden = !option.textContent.toLocaleLowerCase().includes(sought);
  }
}

function step(menu, by) {
  const items = [...menu.querySelectorAll(".menu__item, .button, .input, summary")].filter(
    (item) => item.offsetParent !== null,
  );
  const here = items.indexOf(document.activeElement.closest(".menu__item") ?? document.activeElement);
  const next = items[(here + by + items.length) % items.length];
  (next.querySelector("input") ?? next).focus();
}

document.addEventListener("click", (event) => {
  for (const menu of open()) {
    if (!menu.contains(event.target)) close(menu);
  }
});

document.addEventListener("keydown", (event) => {
  const menu = document.activeElement?.closest?.("details.menu[open]") ?? open()[0];
  if (!menu) return;
  if (event.key === "Escape") {
    close(menu, { refocus: true });
    event.stopPropagation();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (document.activeElement.matches("textarea, select, [type=radio]")) return;
    event.preventDefault();
    step(menu, event.key === "ArrowDown" ? 1 : -1);
  }
});

document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target;
    if (!menu.matches?.("details.menu") || !menu.open) return;
    const search = menu.querySelector("[data-narrow]");
    if (search) search.hidden = false;
    const first = search ?? menu.querySelector(".menu__body button, .menu__body input:not([type=hidden])");
    if (menu.contains(document.activeElement)) first?.focus();
  },
  true,
);

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-narrow]")) narrow(event.target);
});

// Enter in the search takes the first tag that is left.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.("[data-narrow]")) return;
  event.preventDefault();
  const first = optionsOf(event.target).find((option) => !option.hidden);
  if (!first) return;
  const box = first.querySelector("input");
  if (box) {
    box.checked = true;
    box.form.requestSubmit();
  } else first.click();
});
