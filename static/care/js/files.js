// Files for what is being written: chosen, dropped or pasted. Each goes to the server at once and is
// then part of the draft; what is typed is never touched by it.

const composer = () => document.getElementById("composer");
const going = new Map(); // form → what is being sent, and the button that waits for its end

const fill = (form, values) =>
  Object.entries(values).reduce((said, [name, value]) => said.replace(`%(${name})s`, value), form);
const megabytes = (size) => String(Math.round((size / 1024 / 1024) * 10) / 10);
const place = (form) => form.querySelector(".attached");

function shownForm() {
  const pen = composer()?.querySelector("[name=pen][type=radio]:checked")?.value;
  return composer()?.querySelector(`form[data-pen="${pen}"]`);
}

function say(form, words) {
  const error = place(form)?.querySelector(".attached__error");
  if (!error) return;
  const line = document.createElement("p");
  line.className = "error";
  line.setAttribute("role", "alert");
  line.textContent = words;
  error.replaceChildren(...(words ? [line] : []));
}

function body(form) {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  data.set("pen", form.dataset.pen);
  for (const alt of form.querySelectorAll(".attached__alt")) data.set(alt.name, alt.value);
  return data;
}

// What came stands in the place of what was there; somebody who writes elsewhere keeps the focus.
function show(form, html) {
  const next = new DOMParser().parseFromString(html, "text/html").querySelector(".attached");
  const have = place(form);
  if (next && have) have.replaceWith(document.importNode(next, true));
}

function progress(form, name, percent) {
  const line = place(form)?.querySelector(".attached__progress");
  if (!line) return;
  line.hidden = name === "";
  line.querySelector("progress").value = percent;
  const going = line.querySelector(".attached__going");
  if (going.textContent !== name) going.textContent = name;
}

// fetch() does not tell how far an upload is.
function post(form, url, data, { onProgress } = {}) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Care-Part", "files");
    if (onProgress) request.upload.addEventListener("progress", onProgress);
    request.addEventListener("load", () => done(request));
    for (const end of ["error", "abort", "timeout"]) {
      request.addEventListener(end, () => failed(new Error(end)));
    }
    if (going.has(form)) going.get(form).request = request;
    request.send(data);
  });
}

async function upload(form, file) {
  const { most, wordsLarge, wordsLost } = place(form).dataset;
  const told = { name: file.name, has: megabytes(file.size), most: megabytes(most) };
  if (file.size > Number(most)) return say(form, fill(wordsLarge, told));
  const data = body(form);
  data.set("files", file);
  progress(form, file.name, 0);
  const url = form.querySelector(".attached__send").formAction;
  try {
    const onProgress = (event) => progress(form, file.name, (event.loaded / event.total) * 100);
    const answer = await post(form, url, data, { onProgress });
    if (answer.status < 300 || answer.status === 422) show(form, answer.responseText);
    else if (answer.status === 413) say(form, fill(wordsLarge, told));
    else say(form, fill(wordsLost, told));
    return answer.status < 300;
  } catch (error) {
    if (error.message !== "abort") say(form, fill(wordsLost, told));
    return false;
  } finally {
    progress(form, "", 0);
  }
}

async function attach(form, files) {
  if (!form || !files.length || !form.querySelector(".attached__send")) return;
  const before = going.get(form);
  if (before) return void before.files.push(...files);
  const work = { files: [...files], request: null, then: null };
  going.set(form, work);
  composer().dataset.up = "";
  say(form, "");
  let fine = true;
  while (fine && work.files.length) fine = await upload(form, work.files.shift());
  going.delete(form);
  delete composer()?.dataset.up;
  // Whoever pressed "send" meanwhile meant it, with everything that was to go along.
  if (fine && work.then?.isConnected) work.then.click();
}

document.addEventListener("change", (event) => {
  const { target } = event;
  const form = target.form;
  if (target.matches(".attached__input")) {
    attach(form, [...target.files]);
    target.value = "";
  } else if (target.matches(".attached__alt")) keepWords(form);
});

// Descriptions go with the reply in any case; this is for other devices, and for a page that is left.
const REST = 1_000;
const untold = new Map(); // form → timer

function keepWords(form) {
  clearTimeout(untold.get(form));
  untold.delete(form);
  const url = form.querySelector(".attached > button")?.formAction;
  const headers = { "Care-Part": "files" };
  if (url) fetch(url, { method: "POST", body: body(form), headers, keepalive: true }).catch(() => {});
}

document.addEventListener("input", ({ target }) => {
  if (!target.matches(".attached__alt")) return;
  clearTimeout(untold.get(target.form));
  untold.set(target.form, setTimeout(keepWords, REST, target.form));
});

addEventListener("pagehide", () => [...untold.keys()].forEach(keepWords));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches(".attached__alt")) return;
  if (!event.ctrlKey && !event.metaKey) event.preventDefault();
});

document.addEventListener("paste", (event) => {
  const form = event.target.closest?.("#composer form[data-pen]");
  const { files, types } = event.clipboardData ?? { files: [], types: [] };
  // A cell of a spreadsheet is copied as text and as its picture: the text is meant.
  if (!form || !files.length || types.includes("text/plain")) return;
  event.preventDefault();
  attach(form, [...files]);
});

const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
const target = (event) => event.target.closest?.("#case .talk") && shownForm();

document.addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) return;
  // Beside the conversation nothing happens; by itself the browser would open the file.
  event.preventDefault();
  const form = target(event);
  event.dataTransfer.dropEffect = form?.querySelector(".attached__send") ? "copy" : "none";
  composer()?.toggleAttribute("data-drop", Boolean(form));
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) composer()?.removeAttribute("data-drop");
});

document.addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  composer()?.removeAttribute("data-drop");
  attach(target(event), [...event.dataTransfer.files]);
});

document.addEventListener("click", (event) => {
  const stop = event.target.closest("[data-stop-upload]");
  if (stop) {
    const work = going.get(stop.form);
    if (work) {
      work.files.length = 0;
      work.request?.abort();
    }
  }
  const remove = event.target.closest(".attached__remove");
  if (!remove) return;
  event.preventDefault();
  const { form } = remove;
  post(form, remove.formAction, body(form))
    .then((answer) => {
      if (answer.status < 300) show(form, answer.responseText);
      form.querySelector(".attached__input")?.focus();
    })
    .catch(() => say(form, fill(place(form).dataset.wordsLost, { name: "" })));
});

// Before htmx hears of it.
document.addEventListener(
  "submit",
  (event) => {
    const work = going.get(event.target);
    if (!work) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    work.then = event.submitter;
  },
  true,
);
