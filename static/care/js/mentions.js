// @ in a note: colleagues and teams to choose from. Without it a name is written out.

const NOTE = "#note-text, #hand-over-note, textarea[name=note]";
const names = () =>
  [...document.querySelectorAll("#mentionables li")].map((item) => ({
    name: item.dataset.name,
    label: item.textContent,
  }));

const list = document.createElement("div");
list.id = "mention-menu";
list.className = "mention-menu";
list.setAttribute("role", "listbox");
list.ariaLabel = document.getElementById("mentionables")?.dataset.label ?? "";
list.hidden = true;
document.body.append(list);

let area = null;
let from = 0;

const isNote = (element) => element?.matches?.(NOTE);
const options = () => [...list.children];
const chosen = () => options().findIndex((each) => each.ariaSelected === "true");

function close() {
  list.hidden = true;
  area?.removeAttribute("aria-activedescendant");
  area = null;
}

// What was typed behind the last @ that begins a word.
function sought(element) {
  const before = element.value.slice(0, element.selectionStart);
  const found = /(^|[^\p{L}\p{N}_])@([\p{L}\p{N}_-]{0,30})$/u.exec(before);
  return found && { text: found[2], from: before.length - found[2].length };
}

function choose(index) {
  options().forEach((each, at) => {
    each.ariaSelected = String(at === index);
    if (at === index) each.scrollIntoView({ block: "nearest" });
  });
  area.setAttribute("aria-activedescendant", `mention-${index}`);
}

function offer(element) {
  const asked = sought(element);
  const text = asked?.text.toLocaleLowerCase();
  const fitting = asked
    ? names().filter((each) =>
        `${each.name} ${each.label}`
          .toLocaleLowerCase()
          .split(/[\s-]+/)
          .concat(each.name.toLocaleLowerCase())
          .some((part) => part.startsWith(text)),
      )
    : [];
  if (!fitting.length) return close();
  [area, from] = [element, asked.from];
  list.replaceChildren(
    ...fitting.slice(0, 8).map((each, at) => {
      const option = document.createElement("div");
      const small = document.createElement("small");
      option.id = `mention-${at}`;
      option.dataset.name = each.name;
      option.setAttribute("role", "option");
      option.append(each.name, small);
      small.textContent = each.label;
      return option;
    }),
  );
  area.setAttribute("aria-controls", list.id);
  area.setAttribute("aria-autocomplete", "list");
  list.hidden = false;
  place();
  choose(0);
}

function place() {
  const box = area.getBoundingClientRect();
  list.style.insetInlineStart = "auto";
  list.style.left = `${Math.min(box.left, innerWidth - list.offsetWidth - 8)}px`;
  const above = box.top - list.offsetHeight - 4;
  list.style.top = `${above > 0 ? above : box.bottom + 4}px`;
}

function take(option) {
  const name = option.dataset.name;
  const element = area;
  element.setRangeText(`${name} `, from, element.selectionStart, "end");
  close();
  element.focus();
  element.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", (event) => {
  if (isNote(event.target)) offer(event.target);
});

// Before all other keys of the page: here they belong to the list.
document.addEventListener(
  "keydown",
  (event) => {
    if (list.hidden || event.target !== area || event.isComposing) return;
    const count = options().length;
    if (event.key === "ArrowDown") choose((chosen() + 1) % count);
    else if (event.key === "ArrowUp") choose((chosen() + count - 1) % count);
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") {
      take(options()[chosen()]);
    } else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

list.addEventListener("pointerdown", (event) => {
  const option = event.target.closest("[role=option]");
  event.preventDefault();
  if (option) take(option);
});

document.addEventListener("focusout", (event) => {
  if (event.target === area) close();
});
