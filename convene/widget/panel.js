// The fixed parts of the widget: launcher, header, conversation, composer. What happens on a click is handed in.
import { h, icon } from "./dom.js";

export function launcher({ say, label, open }) {
  const badge = h("span", { class: "badge", hidden: true });
  const button = h("button", { type: "button", class: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false", onclick: open },
    icon("calendar"), h("span", { class: "launcher-label", dir: "auto" }, label), badge);
  return {
    element: button,
    /** Show how many messages came while the chat was closed. */
    unread(count) {
      badge.hidden = count === 0;
      badge.textContent = count;
      if (count > 0) button.setAttribute("aria-label", say("unread", { label, count }));
      else button.removeAttribute("aria-label");
    },
  };
}

export function panel({ say, company, privacy, lang, close, startOver, changeZone, submit, typed }) {
  const parts = {
    log: h("div", { class: "log", role: "log", "aria-label": say("conversation"), "aria-live": "polite", "aria-relevant": "additions", tabindex: "0" }),
    status: h("div", { class: "status", role: "status" }),
    input: h("input", { id: "message", name: "message", type: "text", autocomplete: "off", dir: "auto", enterkeyhint: "send", placeholder: say("placeholder"), oninput: typed }),
    label: h("label", { for: "message", class: "unseen" }, say("message")),
    send: h("button", { type: "submit", class: "send", "aria-label": say("send") }, icon("send")),
    hint: h("p", { class: "hint", id: "hint", role: "status" }),
    zone: h("button", { type: "button", class: "zonebar", onclick: changeZone }),
    sheet: h("div", { class: "sheet-place" }),
  };
  parts.input.setAttribute("aria-describedby", "hint");
  const title = company ? say("title", { company }) : say("titleAlone");
  parts.form = h("form", { class: "composer", novalidate: true, onsubmit: submit }, parts.label, parts.input, parts.send);
  const element = h("section", { class: "panel", role: "dialog", "aria-labelledby": "title", lang, tabindex: "-1", hidden: true },
    h("div", { class: "top" },
      h("span", { class: "mark", "aria-hidden": "true" }, company ? [...company][0].toUpperCase() : icon("calendar")),
      h("div", { class: "names" }, h("h2", { id: "title", dir: "auto" }, title), h("p", {}, say("subtitle"))),
      h("button", { type: "button", class: "plain", "aria-label": say("startOver"), title: say("startOver"), onclick: startOver }, icon("restart")),
      h("button", { type: "button", class: "plain", "aria-label": say("close"), title: say("close"), onclick: close }, icon("close")),
    ),
    h("div", { class: "scroller" }, intro({ say, privacy }), parts.log, parts.status),
    h("div", { class: "bottom" }, parts.form, parts.hint, parts.zone),
    parts.sheet,
  );
  return { ...parts, element, scroller: element.querySelector(".scroller"), main: [...element.children].slice(0, 3) };
}

/** What must be said before the first message: it is a machine, and what becomes of one's words. */
function intro({ say, privacy }) {
  return h("div", { class: "intro" },
    h("p", { class: "intro-title" }, say("noticeTitle")),
    h("p", {}, say("notice"), " ", privacy ? h("a", { href: privacy, target: "_blank", rel: "noopener" }, say("privacy")) : null),
  );
}

export function typingIndicator(say) {
  return h("div", { class: "typing" }, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), h("span", {}, say("typing")));
}

/** A question over the chat, answered with one of two buttons. */
export function question({ title, text, yes, no, onYes, onNo }) {
  const heading = h("h2", { id: "question-title", tabindex: "-1" }, title);
  const element = h("section", { class: "sheet question", role: "group", "aria-labelledby": "question-title" },
    heading, h("p", {}, text),
    h("div", { class: "pair" },
      h("button", { type: "button", class: "primary", onclick: onYes }, yes),
      h("button", { type: "button", class: "secondary", onclick: onNo }, no)),
  );
  return { element, focus: () => heading.focus() };
}
