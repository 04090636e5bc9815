// The invitation page, made live: tokens at the cursor, formatting, problems and preview while typing. Without this module
// every form still works.

const form = document.getElementById("invitation");
const picker = document.getElementById("tokens");
const search = picker.querySelector("input");
const choices = [...picker.querySelectorAll(".picker-list button")];
const PAUSE = 400; // milliseconds without typing before the text is checked

const shows = document.getElementById("preview-button"); // not there while there is nobody to try the text with
if (shows) shows.hidden = true; // the preview follows by itself

let field = null; // what a token goes into
let language = "";
let waiting = 0;
let asked = 0;

for (const tools of document.querySelectorAll(".tools")) {
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const target = document.getElementById(tools.dataset.for);
    if (button.dataset.tokens) openPicker(target, button.dataset.tokens);
    else if (button.dataset.wrap) wrap(target, button.dataset.wrap, button.dataset.wrap);
    else if (button.dataset.lines) startLines(target, button.dataset.lines);
    else wrap(target, "[", "](https://)");
  });
}

function openPicker(target, tongue) {
  field = target;
  language = tongue;
  search.value = "";
  filter();
  picker.showModal();
  search.focus();
}

// What somebody types may be any part of a meaning, a name or an example.
function filter() {
  const words = search.value.toLowerCase().replace(/[{}]/g, "").split(/\s+/).filter(Boolean);
  for (const choice of choices) {
    const said = choice.textContent.toLowerCase();
    choice.hidden = !words.every((word) => said.includes(word));
  }
  for (const group of picker.querySelectorAll("section")) group.hidden = !group.querySelector("button:not([hidden])");
  picker.querySelector("[data-none]").hidden = choices.some((choice) => !choice.hidden);
}

search.addEventListener("input", filter);
picker.addEventListener("click", (event) => {
  const choice = event.target.closest(".picker-list button");
  if (choice) pick(choice);
  else if (event.target === picker || event.target.closest("[data-close]")) picker.close();
});
picker.addEventListener("keydown", (event) => {
  const seen = choices.filter((choice) => !choice.hidden);
  const at = seen.indexOf(document.activeElement);
  if (event.key === "ArrowDown") seen[Math.min(at + 1, seen.length - 1)]?.focus();
  else if (event.key === "ArrowUp") (at > 0 ? seen[at - 1] : search).focus();
  else if (event.key === "Enter" && document.activeElement === search) seen[0] && pick(seen[0]);
  else return;
  event.preventDefault();
});
picker.addEventListener("close", () => field?.focus());

function pick(choice) {
  picker.close();
  insert(field, choice.dataset[language]);
}

// Keeps the browser's own undo where there is one.
function insert(target, text) {
  target.focus();
  if (!document.execCommand("insertText", false, text)) {
    target.setRangeText(text, target.selectionStart, target.selectionEnd, "end");
    target.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function wrap(target, before, after) {
  const { selectionStart: start, selectionEnd: end, value } = target;
  const words = value.slice(start, end);
  insert(target, before + words + after);
  const inside = start + before.length;
  target.setSelectionRange(inside, inside + words.length);
}

function startLines(target, mark) {
  const { selectionStart, selectionEnd, value } = target;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  target.setSelectionRange(start, selectionEnd);
  insert(target, value.slice(start, selectionEnd).split("\n").map((line) => mark + line).join("\n"));
}

async function checkNow() {
  const number = ++asked;
  const answer = await fetch(form.dataset.check, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (!answer?.ok || number !== asked) return; // offline, signed out, or something newer is on its way
  const problems = await answer.json();
  for (const part of form.querySelectorAll("[data-field]")) show(part, problems[part.dataset.field] ?? "");
  preview();
}

function show(part, problem) {
  const said = part.querySelector(".wrong-words");
  if (said.textContent !== problem) said.textContent = problem;
  part.classList.toggle("wrong", problem !== "");
  const input = document.getElementById(part.dataset.field);
  if (problem) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

function preview() {
  if (shows) form.requestSubmit(shows);
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(checkNow, PAUSE);
});
form.addEventListener("submit", (event) => {
  if (event.submitter === shows) return;
  clearTimeout(waiting); // the form is on its way; a preview now would come between
  asked += 1;
});
for (const choice of document.querySelectorAll("[data-preview]")) choice.addEventListener("change", preview);
preview();
