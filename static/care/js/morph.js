// Makes what stands on the page like what came, and leaves alone what is alike: a selection, an
// opened list of earlier versions, a focus and a scroll all live in nodes that stay.

const idOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.id : "");

function isOfAKind(have, wanted) {
  return have.nodeName === wanted.nodeName && !idOf(have);
}

function attributes(have, wanted) {
  for (const { name, value } of wanted.attributes) {
    if (have.getAttribute(name) !== value) have.setAttribute(name, value);
  }
  for (const { name } of [...have.attributes]) {
    // Whoever opened it closes it.
    const isOpen = name === "open" && have.matches("details, dialog");
    if (!isOpen && !wanted.hasAttribute(name)) have.removeAttribute(name);
  }
}

function add(parent, node, before) {
  const made = document.importNode(node, true);
  parent.insertBefore(made, before);
  if (made.nodeType === Node.ELEMENT_NODE) window.htmx?.process(made);
}

function children(have, wanted) {
  const wantedIds = new Set([...wanted.childNodes].map(idOf));
  const standing = new Map([...have.children].filter((c) => c.id).map((c) => [c.id, c]));
  let at = have.firstChild;
  for (const next of wanted.childNodes) {
    // What is not wanted goes first, so that nothing else has to move.
    while (at && idOf(at) && !wantedIds.has(idOf(at))) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
    const id = idOf(next);
    const same = id ? standing.get(id) : at && isOfAKind(at, next) ? at : null;
    if (!same) {
      add(have, next, at);
    } else {
      if (same === at) at = at.nextSibling;
      else have.insertBefore(same, at);
      morph(same, next);
    }
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

// `have` stands on the page, `wanted` came. A part marked with data-keep belongs to a script, and a
// menu that is open to whoever opened it.
export function morph(have, wanted) {
  if (have.nodeType !== Node.ELEMENT_NODE) {
    if (have.nodeValue !== wanted.nodeValue) have.nodeValue = wanted.nodeValue;
    return;
  }
  if (have.isEqualNode(wanted)) return;
  if (have.nodeName !== wanted.nodeName) {
    const made = document.importNode(wanted, true);
    have.replaceWith(made);
    window.htmx?.process(made);
    return;
  }
  if (have.matches("[data-keep], details.menu[open]")) return;
  attributes(have, wanted);
  children(have, wanted);
}
