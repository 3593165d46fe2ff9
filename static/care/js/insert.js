// Names of variables become buttons that write themselves into the field they belong to.

export function insert(area, words) {
  area.focus();
  // Kept in the field's own history, so that Ctrl-Z takes it back.
  if (document.execCommand("insertText", false, words)) return;
  area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

for (const code of document.querySelectorAll("code[data-insert]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "variables__one";
  button.textContent = code.textContent;
  button.dir = "ltr";
  button.addEventListener("click", () => {
    insert(document.getElementById(code.dataset.into), code.dataset.insert);
  });
  code.replaceWith(button);
}
