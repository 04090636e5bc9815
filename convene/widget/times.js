// Instants as people read them: in the zone on show, in the visitor's own way of writing times.

/** The browser's zone, as an IANA name. */
export const ownZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** Whether the browser knows a zone of this name. */
export function isZone(zone) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return Boolean(zone);
  } catch {
    return false;
  }
}

/**
 * The browser's locale of this language, so that an English chat shows 15:00 to Britons and 3:00 PM to Americans.
 * Whoever has none, such as a German who writes English, is spared American dates, as in the assistant's own words.
 */
export function localeFor(language, preferred = navigator.languages ?? []) {
  const own = preferred.find((tag) => tag.toLowerCase().split("-")[0] === language);
  return own ?? (language === "en" ? "en-GB" : language);
}

/** Formatters for one locale and zone. */
export function timesIn(locale, zone) {
  const format = (options) => new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
  const day = format({ weekday: "long", day: "numeric", month: "long" });
  const fullDay = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const clock = format({ timeStyle: "short" });
  const clockWithZone = format({ hour: "numeric", minute: "2-digit", timeZoneName: "short" });
  const offset = format({ timeZoneName: "shortOffset" });

  return {
    zone,
    day: (instant) => day.format(new Date(instant)),
    fullDay: (instant) => fullDay.format(new Date(instant)),
    clock: (instant) => clock.format(new Date(instant)),
    range: (start, end) => clock.formatRange(new Date(start), new Date(end)),
    /** The zone's distance from UTC at that instant, such as GMT+1. */
    offset: (instant) => offset.formatToParts(new Date(instant)).find((part) => part.type === "timeZoneName").value,
    /** Slots by local day, in order; a clock time that comes twice on one day (autumn) carries its zone's name. */
    byDay(slots) {
      const days = new Map();
      for (const slot of [...slots].sort((a, b) => Date.parse(a.start) - Date.parse(b.start))) {
        const name = day.format(new Date(slot.start));
        days.set(name, [...(days.get(name) ?? []), { ...slot, clock: clock.format(new Date(slot.start)) }]);
      }
      for (const sameDay of days.values()) {
        const twice = (slot) => sameDay.filter((other) => other.clock === slot.clock).length > 1;
        for (const slot of sameDay.filter(twice)) slot.clock = clockWithZone.format(new Date(slot.start));
      }
      return days;
    },
  };
}

// Browsers list some zones under the names of 1993; people search for today's.
const TODAYS_NAMES = {
  "Asia/Calcutta": "Kolkata",
  "Asia/Katmandu": "Kathmandu",
  "Asia/Rangoon": "Yangon",
  "Asia/Saigon": "Ho Chi Minh City",
  "Europe/Kiev": "Kyiv",
  "Atlantic/Faeroe": "Faroe",
  "America/Godthab": "Nuuk",
  "Pacific/Ponape": "Pohnpei",
  "Pacific/Truk": "Chuuk",
  "America/Buenos_Aires": "Buenos Aires",
};

/** A zone's city as people write it: `America/Argentina/Ushuaia` is Ushuaia. */
export const cityOf = (zone) => TODAYS_NAMES[zone] ?? zone.split("/").at(-1).replaceAll("_", " ");

/** A zone as people read it: `America/New York`; browsers say Asia/Calcutta, people Asia/Kolkata. */
export const nameOf = (zone) => [...zone.split("/").slice(0, -1), cityOf(zone)].join("/").replaceAll("_", " ");

/** All zones the browser knows, each with its city, region, names and present clock, for searching and showing. */
export function allZones(locale, now = new Date()) {
  const zones = [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC", ownZone()])];
  return zones.map((zone) => {
    const named = (style, options = {}) =>
      new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: style, ...options })
        .formatToParts(now)
        .find((part) => part.type === "timeZoneName").value;
    const region = zone.includes("/") ? zone.split("/").slice(0, -1).join(", ").replaceAll("_", " ") : "";
    const offset = named("shortOffset");
    const words = [zone, zone.replaceAll("_", " "), cityOf(zone), region, named("long"), named("longGeneric"), offset];
    return {
      zone,
      city: cityOf(zone),
      region,
      offset,
      clock: new Intl.DateTimeFormat(locale, { timeZone: zone, timeStyle: "short" }).format(now),
      search: plain(words.join(" ")),
    };
  });
}

/** Zones that match every word typed: those whose city begins with it first. */
export function findZones(zones, typed) {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const begins = (zone) => words.length > 0 && plain(zone.city).startsWith(words[0]);
  return zones
    .filter((zone) => words.every((word) => zone.search.includes(word)))
    .sort((a, b) => begins(b) - begins(a) || a.city.localeCompare(b.city));
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
