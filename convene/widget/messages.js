// What the assistant and the visitor say, as elements. Each function makes one kind of message and keeps nothing.
import { h, icon, linked, outside } from "./dom.js";
import { localeFor, nameOf, timesIn } from "./times.js";
import { wordsIn } from "./words.js";

/** The part of the conversation that a clicked button belongs to, which says whether its buttons still count. */
const holder = (event) => event.currentTarget.closest("[data-live]");

/** The payload that takes an offered slot. */
const choosing = (slot) => `/choose_slot${JSON.stringify({ slot: slot.id })}`;
const MORE_TIMES = "/ask_availability";

/** One message as an element of the log. `chat` gives `say`, `times`, `server`, `chosen` and `choose(payload, label, part)`. */
export function messageElement(entry, widget) {
  if (entry.from === "visitor") return row("visitor", widget.say("you"), bubble(entry.text));
  const data = entry.message.data ?? {};
  const language = data.language ?? entry.message.language;
  const chat = speaking(language, widget);
  const buttons = entry.message.buttons ?? entry.message.quick_replies ?? [];
  const text = String(data.text ?? entry.message.text ?? "").trim();
  const parts =
    data.type === "slots" ? [bubble(linked(text)), slotList(data, chat)]
    : data.type === "booking" ? [bookingCard(data, chat)]
    : isConfirmation(buttons) ? [confirmationCard(text, buttons, chat)]
    : [text ? bubble(linked(text), data.type === "fallback" && "fallback") : null, picture(entry.message.image), quickReplies(buttons, chat)];
  const element = row("assistant", chat.say("assistant"), ...parts);
  if (language) element.lang = language; // a screen reader reads it in this language's voice, whatever the page's
  return element;
}

/** The chat as it speaks in this language: visitors may write in another one than the page has. */
function speaking(language, widget) {
  if (!language || language === widget.language) return widget;
  const { server, chosen } = widget;
  const choose = (...chosen) => widget.choose(...chosen);
  return { say: wordsIn(language), times: timesIn(localeFor(language), widget.times.zone), server, chosen, choose };
}

function row(from, speaker, ...parts) {
  return h("div", { class: `row ${from}` }, h("span", { class: "unseen" }, `${speaker} `), ...parts);
}

function bubble(words, kind = null) {
  return h("div", { class: ["bubble", kind].filter(Boolean).join(" "), dir: "auto" }, words);
}

function picture(source) {
  return source && /^https?:/.test(source) ? h("img", { class: "picture", src: source, alt: "" }) : null;
}

/** Times as buttons, one fieldset per day, so that a screen reader knows the day of every time. */
export function slotList(data, chat) {
  const days = [...chat.times.byDay(data.slots)].map(([day, slots]) =>
    h("fieldset", { class: "day" },
      h("legend", {}, day),
      h("ul", {}, slots.map((slot) => h("li", {}, slotButton(day, slot, chat)))),
    ),
  );
  const more = data.more
    ? h("button", { type: "button", class: "more", onclick: (event) => chat.choose(MORE_TIMES, chat.say("moreTimes"), holder(event)) }, chat.say("moreTimes"))
    : null;
  return h("div", { class: "card slots", role: "group", "aria-label": chat.say("times"), "data-live": "slots" }, days, more);
}

function slotButton(day, slot, chat) {
  const name = chat.say("slot", { day, time: slot.clock });
  const payload = choosing(slot);
  return h("button", {
    type: "button", class: "slot", "aria-label": name, "data-payload": payload,
    "aria-current": chat.chosen === payload && "true", onclick: (event) => chat.choose(payload, name, holder(event)),
  }, slot.clock);
}

const isConfirmation = (buttons) =>
  buttons.length === 2 && buttons[0].payload === "/affirm" && buttons[1].payload === "/deny";

function confirmationCard(text, buttons, chat) {
  const [lead, ...facts] = text.split(/\n+/);
  const [yes, no] = buttons.map((button, place) => payloadButton(button, chat, place === 0 ? "primary" : "secondary"));
  return h("div", { class: "card confirm", role: "group", "aria-label": chat.say("confirm"), "data-live": "buttons" },
    h("p", { class: "lead", dir: "auto" }, lead),
    h("ul", { class: "facts" }, facts.map((fact) => h("li", { dir: "auto" }, fact.replace(/^[•*-]\s*/, "")))),
    h("div", { class: "pair" }, yes, no),
  );
}

function quickReplies(buttons, chat) {
  if (buttons.length === 0) return null;
  return h("div", { class: "chips", "data-live": "buttons" }, buttons.map((button) => payloadButton(button, chat, "chip")));
}

function payloadButton(button, chat, kind) {
  const choose = (event) => chat.choose(button.payload ?? button.title, button.title, holder(event));
  return h("button", { type: "button", class: kind, dir: "auto", onclick: choose }, button.title);
}

/** The booked meeting: what, when in which zone, with whom, and everything one may want to do with it. */
export function bookingCard(data, chat) {
  const { times, say } = chat;
  const clock = data.end ? times.range(data.start, data.end) : times.clock(data.start);
  const zone = say("inZone", { zone: nameOf(times.zone), offset: times.offset(data.start) });
  const facts = [
    [say("when"), [h("strong", {}, times.fullDay(data.start)), h("span", {}, clock), " ", h("span", { class: "soft" }, zone)]],
    data.rep && [say("withWhom"), h("strong", {}, data.rep)],
  ].filter(Boolean);
  const join = safeLink(data.join_url, chat.server);
  const ics = safeLink(data.ics_url, chat.server);
  const manage = safeLink(data.manage_url, chat.server);
  return h("div", { class: "card booking", "data-live": "booking" },
    h("div", { class: "booked" }, h("span", { class: "tick" }, icon("check")), h("h3", {}, say("booked"))),
    data.text ? h("p", { class: "lead", dir: "auto" }, data.text) : null,
    h("dl", {}, facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", { dir: "auto" }, value)))),
    h("div", { class: "actions" },
      ics ? h("a", { class: "primary", href: ics, download: "" }, icon("calendar"), say("addToCalendar")) : null,
      join ? h("a", { class: "secondary", href: join, ...outside }, say("openJoin")) : null,
      manage ? h("a", { class: "secondary", href: manage, ...outside }, say("change")) : null,
    ),
  );
}

/** An address that is safe to follow: http or https, relative ones at the server; else null. */
function safeLink(address, server) {
  if (!address) return null;
  try {
    const url = new URL(address, server);
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A message could not be answered: why, and a way to try again. */
export function failureElement(text, retry, chat) {
  return h("div", { class: "row failure" },
    h("div", { class: "notice warning" }, icon("alert"), h("p", { dir: "auto" }, text),
      retry ? h("button", { type: "button", class: "secondary", onclick: retry }, icon("restart"), chat.say("retry")) : null),
  );
}
