// What a reply is with its greeting and its signature: the twin of routing/engine/dress.py.

const worn = (form, name) => form?.querySelector(`[name=${name}]:checked`)?.value.trim() ?? "";

function endsWith(text, signature) {
  if (!text.endsWith(signature)) return false;
  const before = text.slice(0, text.length - signature.length);
  return !before || /\s$/.test(before);
}

export function dressed(form, text) {
  const said = text.trim();
  const greeting = worn(form, "greeting");
  const signature = worn(form, "signature");
  return [
    said.startsWith(greeting) ? "" : greeting,
    said,
    endsWith(said, signature) ? "" : signature,
  ]
    .filter(Boolean)
    .join(" ");
}

// Putting one on or off changes how much room is left: as if one had typed.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-dress]")) return;
  const area = event.target.form.querySelector("textarea[name=text]");
  area?.dispatchEvent(new Event("input", { bubbles: true }));
});
