// The availability page, made livelier: hours can be painted, the week follows what is typed, and arrow keys walk in both.
// Without this file everything works by typing and by links.

const HALF = 30; // minutes
const DAY = 24 * 60;

/* Hours as text and as stretches of minutes. */

const CLOCK = /^(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|—|to|bis)\s*(\d{1,2})(?:[:.](\d{2}))?$/;

function read(text) {
  const stretches = [];
  for (const part of text.split(/[,;]/).map((each) => each.trim()).filter(Boolean)) {
    const found = CLOCK.exec(part.toLowerCase());
    if (!found) return /^(closed|off|frei|zu|geschlossen)$/i.test(part) ? [] : null;
    const [from, to] = [+found[1] * 60 + +(found[2] || 0), +found[3] * 60 + +(found[4] || 0) || DAY];
    if (from >= to || to > DAY) return null;
    stretches.push([from, to]);
  }
  return stretches;
}

const write = (stretches) => stretches.map((each) => each.map(clock).join("-")).join(", ");
const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** The stretches with one more, or one less, in order and apart. */
function paint(stretches, from, to, on) {
  const rest = stretches.flatMap(([a, b]) => [[a, Math.min(b, from)], [Math.max(a, to), b]]).filter(([a, b]) => a < b);
  const all = (on ? [...rest, [from, to]] : rest).sort((one, two) => one[0] - two[0]);
  return all.reduce((joined, [a, b]) => {
    const last = joined.at(-1);
    if (last && last[1] >= a) last[1] = Math.max(last[1], b);
    else joined.push([a, b]);
    return joined;
  }, []);
}

/* Painting: a strip of half-hours under each field. */

class Strip {
  constructor(field, [first, last]) {
    this.field = field;
    this.first = first; // the number of the first half-hour shown, counted from midnight
    this.box = document.createElement("div");
    this.box.className = "paint";
    this.box.setAttribute("role", "group");
    this.box.setAttribute("aria-label", field.dataset.paint);
    this.halves = [];
    for (let from = first * HALF; from < last * HALF; from += HALF) {
      const half = document.createElement("button");
      half.type = "button";
      half.tabIndex = -1;
      half.title = `${clock(from)}–${clock(from + HALF)}`;
      half.setAttribute("aria-label", half.title);
      if (from % 60) half.className = "minor";
      this.halves.push(half);
    }
    this.box.append(...this.halves);
    this.home(Math.max(18 - first, 0));
    field.after(this.box, scale(first, last));
    field.addEventListener("input", () => this.show());
    this.box.addEventListener("keydown", (event) => this.walk(event));
    this.box.addEventListener("pointerdown", (event) => this.begin(event));
    this.box.addEventListener("pointermove", (event) => this.drag(event));
    this.box.addEventListener("lostpointercapture", () => this.end());
    this.box.addEventListener("click", (event) => event.detail === 0 && this.toggle(this.halves.indexOf(event.target)));
    this.show();
  }

  show() {
    const stretches = read(this.field.value); // null while it cannot be read; then there is nothing to paint on
    this.box.hidden = stretches === null;
    this.halves.forEach((half, number) => half.setAttribute("aria-pressed", String(this.is(number, stretches || []))));
  }

  is(number, stretches = read(this.field.value) || []) {
    const from = (this.first + number) * HALF;
    return stretches.some(([a, b]) => a < from + HALF && from < b);
  }

  set(first, last, on) {
    const [low, high] = [Math.min(first, last), Math.max(first, last)].map((number) => (this.first + number) * HALF);
    this.field.value = write(paint(read(this.field.value) || [], low, high + HALF, on));
    this.show();
  }

  toggle(number) {
    if (number < 0) return;
    this.set(number, number, !this.is(number));
    this.done();
  }

  done() {
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** One half-hour of the strip is in the tab order; arrows go on from there, with Shift they paint on the way. */
  home(number) {
    this.halves.forEach((half, each) => { half.tabIndex = each === number ? 0 : -1; });
    this.at = number;
  }

  walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1, PageDown: 4, PageUp: -4, Home: -DAY, End: DAY }[event.key];
    if (!step) return;
    event.preventDefault();
    const [from, to] = [this.at, Math.min(Math.max(this.at + step, 0), this.halves.length - 1)];
    if (event.shiftKey) {
      this.set(from, to, this.is(from));
      this.done();
    }
    this.home(to);
    this.halves[to].focus();
  }

  begin(event) {
    const number = this.halves.indexOf(event.target);
    if (number < 0 || event.button) return;
    this.painting = { first: number, on: !this.is(number), before: this.field.value };
    this.box.setPointerCapture(event.pointerId);
    this.set(number, number, this.painting.on);
    this.home(number);
  }

  drag(event) {
    if (!this.painting) return;
    const box = this.box.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    const number = Math.min(Math.max(Math.floor(share * this.halves.length), 0), this.halves.length - 1);
    this.field.value = this.painting.before;
    this.set(this.painting.first, number, this.painting.on);
  }

  end() {
    if (!this.painting) return;
    this.painting = null;
    this.done();
  }
}

/** Every third hour under a strip. */
function scale(first, last) {
  const line = document.createElement("div");
  line.className = "scale";
  line.setAttribute("aria-hidden", "true");
  for (let half = first; half <= last; half += (last - first) / 4) {
    line.append(Object.assign(document.createElement("span"), { textContent: clock(half * HALF) }));
  }
  return line;
}

/** Which half-hours strips show: from six to ten in the evening, or the whole day if anybody works at another time. */
function shown(fields) {
  const stretches = [...fields].flatMap((field) => read(field.value) || []);
  return stretches.every(([from, to]) => from >= 12 * HALF && to <= 44 * HALF) ? [12, 44] : [0, 48];
}

/* The week: arrow keys walk in it, and it follows the form. */

function makeWalkable(week) {
  const rows = [...week.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll(".half")]);
  const all = rows.flat();
  const start = all.find((each) => each.hasAttribute("aria-current")) || all.find((each) => each.classList.contains("offered")) || all[0];
  all.forEach((each) => { each.tabIndex = each === start ? 0 : -1; });
  week.querySelector("table").addEventListener("keydown", (event) => {
    const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
    const row = rows.findIndex((each) => each.includes(event.target));
    if (!step || row < 0) return;
    event.preventDefault();
    const next = rows[row + step[0]]?.[rows[row].indexOf(event.target) + step[1]];
    if (!next) return;
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
}

const form = document.getElementById("hours");
let asked = 0;

async function follow() {
  const mine = ++asked;
  const body = new URLSearchParams(new FormData(form));
  body.set("do", "look");
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  if (!answer || mine !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [fresh, present] = [page.getElementById("week"), document.getElementById("week")];
  if (!fresh || mine !== asked || present.contains(document.activeElement)) return;
  present.replaceWith(fresh);
  makeWalkable(fresh);
}

if (form) {
  const fields = document.querySelectorAll("input[data-paint]");
  form.querySelector(".save-bar button[value=look]").hidden = true; // the week follows by itself
  fields.forEach((field) => new Strip(field, shown(fields)));
  makeWalkable(document.getElementById("week"));
  form.addEventListener("change", (event) => {
    if (event.target.name === "country") form.requestSubmit(form.querySelector("button[value=look]"));
    else follow();
  });
}
