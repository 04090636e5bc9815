// A form that says when something in it is not saved yet, and asks before it is left. Its words are in `[data-unsaved]`.

const form = document.querySelector("form:has([data-unsaved])");
const told = form?.querySelector("[data-unsaved]");
const typed = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString();
const saved = form && typed();
let leaving = false;

// `data-unsaved="yes"`: what the server shows here was not saved by the step before either.
const isUnsaved = () => told.dataset.unsaved === "yes" || typed() !== saved;

function tell() {
  const now = isUnsaved();
  if (told.hidden === now) told.hidden = !now;
}

if (form) {
  form.addEventListener("input", tell);
  form.addEventListener("change", tell);
  form.addEventListener("submit", (event) => {
    if (!event.submitter?.formTarget) leaving = true; // what is shown in a frame leaves nothing
  });
  window.addEventListener("pageshow", () => { leaving = false; tell(); });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && isUnsaved()) event.preventDefault();
  });
}
