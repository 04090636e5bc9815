// The time zone picker: a search field with the list of matching zones below it (ARIA combobox pattern).
import { h, icon } from "./dom.js";
import { allZones, findZones } from "./times.js";

const SHOWN = 60; // zones in the list at once; more are found by typing

/** The picker. `choose(zone)` is called with an IANA name; `close()` when the visitor wants none. */
export function zonePicker({ say, locale, zone: current, choose, close }) {
  const zones = allZones(locale);
  const title = h("h2", { id: "zone-title" }, say("zoneTitle"));
  const count = h("p", { class: "unseen", role: "status" });
  const list = h("ul", { id: "zone-list", role: "listbox", "aria-label": say("zoneTitle") });
  const search = h("input", {
    id: "zone-search", type: "text", role: "combobox", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    "aria-expanded": "true", "aria-controls": "zone-list", "aria-autocomplete": "list",
    "aria-label": say("zoneSearch"), placeholder: say("zoneSearch"), enterkeyhint: "done", dir: "auto",
  });
  let found = [];
  let active = 0;

  const show = () => {
    const inUse = (zone) => zone.zone === current;
    found = findZones(zones, search.value);
    if (!search.value) found.sort((a, b) => inUse(b) - inUse(a));
    found = found.slice(0, SHOWN);
    active = 0;
    list.replaceChildren(...found.map(option));
    if (found.length === 0) list.append(h("li", { class: "none", role: "presentation" }, say("zoneNone")));
    count.textContent = found.length === 0 ? say("zoneNone") : say("zoneCount", { count: found.length });
    mark();
  };
  const option = (zone, place) =>
    h("li", {
      id: `zone-${place}`, role: "option", class: "zone", "aria-selected": String(zone.zone === current),
      onclick: () => choose(zone.zone),
    },
      h("span", { class: "city" }, zone.city, h("small", {}, zone.region)),
      h("span", { class: "clock" }, zone.clock, h("small", {}, zone.offset)),
    );
  const mark = () => {
    [...list.children].forEach((item, place) => item.classList.toggle("active", place === active && found.length > 0));
    if (found.length > 0) search.setAttribute("aria-activedescendant", `zone-${active}`);
    else search.removeAttribute("aria-activedescendant");
    list.children[active]?.scrollIntoView({ block: "nearest" });
  };

  search.addEventListener("input", show);
  search.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) {
      event.preventDefault();
      active = Math.max(0, Math.min(found.length - 1, active + step));
      mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (found[active]) choose(found[active].zone);
    }
  });
  const element = h("section", { class: "sheet zones", role: "group", "aria-labelledby": "zone-title" },
    h("div", { class: "sheet-top" },
      h("button", { type: "button", class: "plain", "aria-label": say("back"), onclick: close }, icon("back")), title),
    h("div", { class: "search" }, icon("search"), search),
    count, list,
  );
  show();
  return { element, focus: () => search.focus() };
}
