// Finds the words of a language, and puts values into them.
import { DICTIONARIES } from "./words/all.js";

/** The language to speak: the element's `lang`, else the page's, else the browser's, else English. */
export function chooseLanguage(...wanted) {
  const known = wanted.map((tag) => (tag ?? "").toLowerCase().split("-")[0]);
  return known.find((language) => language in DICTIONARIES) ?? "en";
}

/** A function that says the words under a key, with `{values}` put in. */
export function wordsIn(language) {
  const words = DICTIONARIES[language] ?? DICTIONARIES.en;
  const plural = new Intl.PluralRules(language);
  return function say(key, values = {}) {
    let found = key.split(".").reduce((part, name) => part?.[name], words);
    if (found?.other) found = found[plural.select(values.count)] ?? found.other;
    if (typeof found !== "string") return found;
    return found.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  };
}
