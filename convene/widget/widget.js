// <convene-chat>: a chat that books a meeting, for any website. One script tag, no framework, no third party.
//
//   <script type="module" src="https://meet.example.com/widget.js"></script>
//   <convene-chat company="Example Ltd" accent="#0b57d0" privacy="/privacy"></convene-chat>
//
// Attributes, all optional: `server` (origin of Convene; where this script came from, unless told), `lang`, `accent`
// (#rrggbb), `theme` (light or dark; else the system's), `label` (on the launcher), `company`, `privacy` (link), and what
// the page knows of the visitor: `data-person-name`, `data-person-email`, `data-company-name`, … Any element on the page
// with `data-convene-open` opens the chat. Methods: `open()`, `close()`. Events: `convene:open`, `convene:close`,
// `convene:booked`.
import { accentStyles } from "./colours.js";
import { h } from "./dom.js";
import { addressIn, Memory } from "./memory.js";
import { failureElement, messageElement } from "./messages.js";
import { launcher, panel, question, typingIndicator } from "./panel.js";
import { STYLES } from "./style.js";
import { Talk } from "./talk.js";
import { isZone, localeFor, nameOf, ownZone, timesIn } from "./times.js";
import { chooseLanguage, wordsIn } from "./words.js";
import { zonePicker } from "./zones.js";

const LIMIT = 500; // characters, as the gateway counts them
const NEAR_LIMIT = 50;
const TYPING_AFTER = 300; // milliseconds
const GREET = "/greet";

const FIELDS = {
  email: { type: "email", autocomplete: "email", inputmode: "email", autocapitalize: "off", spellcheck: "false" },
  name: { type: "text", autocomplete: "name", autocapitalize: "words" },
  company: { type: "text", autocomplete: "organization" },
  phone: { type: "tel", autocomplete: "tel", inputmode: "tel" },
  none: { type: "text", autocomplete: "off" },
};

const styles = sheet(STYLES);

function sheet(text) {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

class ConveneChat extends HTMLElement {
  static observedAttributes = ["data-identify"];

  constructor() {
    super();
    this.attachShadow({ mode: "open" });
    this.busy = false;
    this.turns = 0;
    this.unread = 0;
    this.rows = [];
  }

  // --- life in the page ---

  connectedCallback() {
    if (!this.parts) this.build();
    this.gone = new AbortController();
    const { signal } = this.gone;
    document.addEventListener("click", (event) => this.openFrom(event), { signal });
    window.addEventListener("storage", (event) => this.followOtherTab(event), { signal });
    window.addEventListener("offline", () => this.hint(this.say("offline")), { signal });
    window.addEventListener("online", () => this.hint(""), { signal });
  }

  attributeChangedCallback() {
    if (this.parts && this.memory.isAnothers(this.who)) this.startOver();
  }

  disconnectedCallback() {
    this.gone.abort();
  }

  build() {
    const server = (this.getAttribute("server") || new URL(import.meta.url).origin).replace(/\/$/, "");
    const language = chooseLanguage(this.lang, document.documentElement.lang, ...navigator.languages);
    this.server = server;
    this.language = language;
    this.say = wordsIn(language);
    this.locale = localeFor(language);
    this.talk = new Talk(server);
    this.memory = new Memory(server);
    if (this.memory.isAnothers(this.who)) this.memory.forget();
    this.times = timesIn(this.locale, this.memory.now.zone ?? ownZone());
    this.launcher = launcher({ say: this.say, label: this.getAttribute("label") || this.say("launcher"), open: () => this.open() });
    this.parts = panel({
      say: this.say,
      lang: language,
      company: this.getAttribute("company"),
      privacy: this.getAttribute("privacy"),
      close: () => this.close(),
      startOver: () => this.askStartOver(),
      changeZone: () => this.pickZone(),
      submit: (event) => this.submitted(event),
      typed: () => this.countCharacters(),
    });
    this.shadowRoot.adoptedStyleSheets = [styles, sheet(accentStyles(this.getAttribute("accent")))];
    this.shadowRoot.append(this.parts.element, this.launcher.element);
    this.parts.element.addEventListener("keydown", (event) => this.key(event));
    this.parts.log.addEventListener("click", (event) => this.sift(event), { capture: true });
    this.showZone();
    this.memory.now.messages.forEach((entry) => this.append(entry));
    this.expectLastField();
    const isWide = window.matchMedia("(min-width: 480px)").matches;
    if (this.memory.open && isWide) this.open({ quietly: true });
  }

  // --- opening and closing ---

  /** Open the chat; the first time the assistant greets. `quietly` leaves the focus where it is. */
  open({ quietly = false } = {}) {
    this.opener = this.shadowRoot.activeElement ?? document.activeElement;
    this.parts.element.hidden = false;
    this.launcher.element.hidden = true;
    this.launcher.element.setAttribute("aria-expanded", "true");
    this.memory.open = true;
    this.countUnread(0);
    this.parts.scroller.scrollTop = this.parts.scroller.scrollHeight;
    if (!quietly) this.focusInput();
    if (this.rows.length === 0 && !this.busy) this.begin();
    this.tell("convene:open");
  }

  /** Close the chat and give the focus back to what opened it. */
  close() {
    this.closeSheet();
    this.parts.element.hidden = true;
    this.launcher.element.hidden = false;
    this.launcher.element.setAttribute("aria-expanded", "false");
    this.memory.open = false;
    const opener = this.opener?.isConnected && this.opener !== document.body && this.opener !== this ? this.opener : null;
    (opener ?? this.launcher.element).focus();
    this.tell("convene:close");
  }

  openFrom(event) {
    const link = event.target instanceof Element && event.target.closest("[data-convene-open]");
    if (!link) return;
    event.preventDefault();
    link.focus();
    this.open();
  }

  key(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    if (this.sheet) this.closeSheet();
    else this.close();
  }

  /** To the input; on touch screens only to the chat, since the keyboard would cover it. */
  focusInput() {
    const touch = window.matchMedia("(pointer: coarse)").matches;
    (touch ? this.parts.element : this.parts.input).focus({ preventScroll: true });
  }

  /** The address of whoever is logged in on the page, if its server signed one. */
  get who() {
    return addressIn(this.dataset.identify);
  }

  tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  // --- talking ---

  /** Start a conversation: continue what the server knows of this visitor, else be greeted. */
  async begin() {
    const { visitor } = this.memory.now;
    const said = visitor ? await this.talk.history(visitor) : [];
    for (const { from, text, language } of said)
      this.remember(from === "visitor" ? { from, text } : { from, message: { text, language } });
    if (said.length > 0) return;
    const greeted = await this.send({ message: GREET });
    const last = this.rows.at(-1)?.entry.message; // none if the visitor was quicker than the end of the greeting
    if (greeted && last && !last.buttons?.length && !last.data) this.suggest();
  }

  /** Ideas for a first message, when the assistant offers none. */
  suggest() {
    const buttons = this.say("suggested").map((title) => ({ title, payload: title }));
    this.remember({ from: "assistant", message: { buttons } });
  }

  /** The visitor sends what is in the input; while an answer is on its way it stays there and goes afterwards. */
  submitted(event) {
    event.preventDefault();
    const { input } = this.parts;
    const message = input.value.trim();
    this.waiting = this.busy && message !== "";
    if (!message || this.busy) return;
    if (message.length > LIMIT) {
      this.hint(this.say("tooLong", { length: message.length, limit: LIMIT }), true);
      return;
    }
    input.value = "";
    this.hint("");
    this.expect("none");
    this.remember({ from: "visitor", text: message });
    this.send({ message });
    this.focusInput();
  }

  /**
   * A button was clicked: `payload` goes to the assistant, `label` is what the visitor said by it. While an answer is
   * still coming the click waits for its end, unless it is the same click again; `part` holds the button.
   */
  choose(payload, label, part) {
    if (this.busy) {
      if (payload !== this.choosing) this.next = { payload, label, part };
      return;
    }
    this.choosing = payload;
    this.hint("");
    this.expect("none");
    this.remember({ from: "visitor", text: label, payload });
    this.send({ message: payload, label });
    this.focusInput();
  }

  /** Send a message and show the answer as it comes; true if it came whole. */
  async send(said) {
    this.setBusy(true);
    const turn = (this.turns += 1);
    let failure = await this.exchange(said, turn);
    if (failure?.error === "unknown_visitor") {
      this.memory.keep({ visitor: null });
      failure = await this.exchange(said, turn);
    }
    if (turn !== this.turns) return false; // started over meanwhile
    this.setBusy(false);
    const { next } = this;
    this.next = this.choosing = null;
    if (failure) this.showFailure(failure, said);
    else this.goOn(next);
    return !failure;
  }

  /** What the visitor did while the answer was coming: a click on buttons that still count, else what they typed. */
  goOn(next) {
    const old = next?.part && (!next.part.isConnected || "retired" in next.part.dataset);
    if (next?.part && !old) {
      this.choose(next.payload, next.label, next.part);
      return;
    }
    if (old) this.explainOld(next.part);
    if (this.waiting) this.parts.form.requestSubmit();
  }

  async exchange(said, turn) {
    try {
      if (!this.memory.now.visitor) this.memory.keep({ visitor: await this.talk.begin() });
      if (this.who) this.memory.keep({ who: this.who });
    } catch (error) {
      return error.answer ?? { error: navigator.onLine === false ? "offline" : "unreachable" };
    }
    const asked = this.times.zone;
    for await (const message of this.talk.send(this.memory.now.visitor, { ...said, metadata: this.metadata() })) {
      if (turn !== this.turns) return null;
      if (message.error) return message;
      this.receive(message, asked);
    }
    return null;
  }

  receive(message, askedZone) {
    const { data } = message;
    if (data?.zone && data.zone !== askedZone && isZone(data.zone)) this.setZone(data.zone);
    this.remember({ from: "assistant", message });
    if (data?.type === "input") this.expect(data.field);
    if (data?.type === "booking") this.tell("convene:booked", { start: data.start, end: data.end });
    if (this.parts.element.hidden) this.countUnread(this.unread + 1);
  }

  metadata() {
    const told = { timezone: this.times.zone, locale: this.locale, page: location.pathname, person: {}, company: {} };
    for (const [key, value] of Object.entries(this.dataset)) {
      const [, who, what] = key.match(/^(person|company)([A-Z].*)$/) ?? [];
      if (who) told[who][what.replace(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase()] = value;
    }
    if (this.dataset.identify) told.identify = this.dataset.identify; // signed by the website's server; only the gateway can tell
    return told;
  }

  setBusy(busy) {
    this.busy = busy;
    this.parts.send.setAttribute("aria-disabled", String(busy));
    clearTimeout(this.typing);
    this.parts.status.replaceChildren();
    if (busy) {
      this.typing = setTimeout(() => {
        this.parts.status.replaceChildren(typingIndicator(this.say));
        this.scrollToNew();
      }, TYPING_AFTER);
    }
  }

  showFailure(failure, said) {
    const known = this.say(`errors.${failure.error}`, failure);
    const text = known ?? this.say("errors.other");
    const retry = () => {
      if (this.busy) return;
      row.remove();
      this.focusInput();
      if (said.message === GREET) this.begin();
      else this.send(said);
    };
    const row = failureElement(text, retry, this);
    this.parts.log.append(row);
    this.scrollToNew();
  }

  // --- the conversation on screen ---

  remember(entry) {
    const kept = { ...entry, id: `${Date.now()}-${Math.random().toString(36).slice(2, 10)}` };
    this.memory.add(kept);
    this.append(kept);
  }

  append(entry) {
    this.leaveFailure();
    this.retireBefore(entry);
    if (entry.payload?.startsWith("/choose_slot")) this.markChosen(entry.payload);
    const element = messageElement(entry, this);
    this.rows.push({ entry, element });
    this.parts.log.append(element);
    if (entry.from === "visitor") this.turn = element;
    this.scrollToNew();
  }

  /** The conversation goes on without trying again: the message that failed says so. */
  leaveFailure() {
    const failure = this.parts.log.querySelector(".failure");
    const failed = failure?.previousElementSibling;
    if (failed?.matches(".visitor")) failed.append(h("small", { class: "unsent" }, this.say("notSent")));
    failure?.remove();
  }

  /** Buttons hold until the visitor says something; times until other times or a booking come. */
  retireBefore(entry) {
    const replaced = entry.from === "visitor" ? ["buttons"]
      : entry.message.data?.type === "slots" ? ["slots", "buttons"]
      : entry.message.data?.type === "booking" ? ["slots", "buttons", "booking"] : [];
    for (const kind of replaced) {
      for (const part of this.parts.log.querySelectorAll(`[data-live="${kind}"]:not([data-retired])`)) retire(part);
    }
  }

  /** The second click of a double click does nothing (D9); one on buttons from earlier explains itself (D3). */
  sift(event) {
    const part = event.target.closest("[data-retired]");
    const again = event.detail > 1;
    if (!event.target.closest("button") || !(part || again)) return;
    event.stopPropagation();
    if (!again) this.explainOld(part);
  }

  explainOld(part) {
    this.hint(this.say(part.dataset.live === "slots" ? "oldSlots" : "oldButtons"));
  }

  markChosen(payload) {
    this.chosen = payload;
    for (const button of this.parts.log.querySelectorAll(".slot")) {
      if (button.dataset.payload === payload) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  /** To the end, but never past the beginning of the present turn. */
  scrollToNew() {
    const { scroller } = this.parts;
    const end = scroller.scrollHeight - scroller.clientHeight;
    const turnStart = this.turn ? this.turn.offsetTop - 16 : end;
    scroller.scrollTop = Math.min(end, Math.max(turnStart, 0));
  }

  countUnread(count) {
    this.unread = count;
    this.launcher.unread(count);
  }

  hint(text, wrong = false) {
    this.parts.hint.textContent = text;
    this.parts.hint.classList.toggle("wrong", wrong);
    if (wrong) this.parts.input.setAttribute("aria-invalid", "true");
    else this.parts.input.removeAttribute("aria-invalid");
  }

  countCharacters() {
    const length = this.parts.input.value.trim().length;
    if (length > LIMIT) this.hint(this.say("tooLong", { length, limit: LIMIT }), true);
    else this.hint(length > LIMIT - NEAR_LIMIT ? this.say("tooLongNear", { left: LIMIT - length }) : "");
  }

  /** Make the input fit what is asked for: the browser then helps with the right keyboard and with what it knows. */
  expect(field) {
    const wanted = FIELDS[field] ? field : "none";
    const { input, label } = this.parts;
    for (const name of ["inputmode", "autocapitalize", "spellcheck"]) input.removeAttribute(name);
    for (const [name, value] of Object.entries(FIELDS[wanted])) input.setAttribute(name, value);
    label.textContent = wanted === "none" ? this.say("message") : this.say(`field.${wanted}.label`);
    input.placeholder = wanted === "none" ? this.say("placeholder") : this.say(`field.${wanted}.placeholder`);
  }

  expectLastField() {
    const data = this.rows.at(-1)?.entry.message?.data;
    if (data?.type === "input") this.expect(data.field);
  }

  followOtherTab(event) {
    if (event.key !== this.memory.key || this.busy) return;
    const { visitor } = this.memory.now;
    const { messages, visitor: theirs, zone } = this.memory.recall();
    if (theirs !== visitor) this.clearLog();
    if (zone && zone !== this.times.zone) this.setZone(zone);
    const shown = new Set(this.rows.map((row) => row.entry.id));
    messages.filter((entry) => !shown.has(entry.id)).forEach((entry) => this.append(entry));
    this.expectLastField();
  }

  // --- time zone ---

  showZone() {
    const zone = nameOf(this.times.zone);
    this.parts.zone.replaceChildren(h("span", {}, this.say("zone", { zone })), " ", h("u", {}, this.say("zoneChange")));
  }

  /** Show all times in another zone. History is drawn anew without being read out again. */
  setZone(zone) {
    this.times = timesIn(this.locale, zone);
    this.memory.keep({ zone });
    this.showZone();
    this.parts.log.setAttribute("aria-live", "off");
    for (const row of this.rows.filter(({ entry }) => ["slots", "booking"].includes(entry.message?.data?.type))) {
      const element = messageElement(row.entry, this);
      if (row.element.querySelector("[data-retired]")) element.querySelectorAll("[data-live]").forEach(retire);
      row.element.replaceWith(element);
      row.element = element;
    }
    setTimeout(() => this.parts.log.setAttribute("aria-live", "polite"), 100);
  }

  pickZone() {
    const choose = (zone) => {
      this.setZone(zone);
      this.closeSheet();
      this.hint(this.say("zoneChanged", { zone: nameOf(zone) }));
    };
    this.showSheet(zonePicker({ say: this.say, locale: this.locale, zone: this.times.zone, choose, close: () => this.closeSheet() }));
  }

  // --- sheets over the conversation ---

  showSheet(made) {
    this.sheet = made;
    this.sheetOpener = this.shadowRoot.activeElement;
    this.parts.sheet.replaceChildren(made.element);
    this.parts.main.forEach((part) => (part.inert = true));
    made.focus();
  }

  closeSheet() {
    if (!this.sheet) return;
    this.sheet = null;
    this.parts.sheet.replaceChildren();
    this.parts.main.forEach((part) => (part.inert = false));
    (this.sheetOpener ?? this.parts.input).focus();
  }

  askStartOver() {
    this.showSheet(question({
      title: this.say("startOverTitle"),
      text: this.say("startOverText"),
      yes: this.say("startOverYes"),
      no: this.say("startOverNo"),
      onYes: () => this.startOver(),
      onNo: () => this.closeSheet(),
    }));
  }

  startOver() {
    this.closeSheet();
    this.turns += 1;
    this.next = this.choosing = null;
    this.setBusy(false);
    this.memory.forget();
    this.clearLog();
    this.parts.input.value = "";
    this.hint(this.say("startedOver"));
    this.countUnread(0);
    if (this.parts.element.hidden) return;
    this.focusInput();
    this.begin();
  }

  clearLog() {
    this.rows = [];
    this.turn = null;
    this.chosen = null;
    this.parts.log.replaceChildren();
    this.expect("none");
  }
}

function retire(part) {
  part.dataset.retired = "";
  for (const button of part.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
}

if (!customElements.get("convene-chat")) customElements.define("convene-chat", ConveneChat);
