// A few lines instead of a framework.

/** An element with attributes, listeners (`onclick`), and children; what is null or false is left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

const SHAPES = {
  calendar: "M7 3v3M17 3v3M4.5 9.5h15M6.5 5h11a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2h-11a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2Z",
  close: "M6 6l12 12M18 6L6 18",
  restart: "M4.5 5.5v4.5H9M4.9 10a7.5 7.5 0 1 1-.3 4",
  send: "M12 19V5M5.5 11.5L12 5l6.5 6.5",
  back: "M14.5 5.5L8 12l6.5 6.5",
  check: "M5.5 12.5l4.5 4.5 8.5-9.5",
  search: "M10.5 4.5a6 6 0 1 0 0 12a6 6 0 1 0 0-12ZM15 15l4.5 4.5",
  alert: "M12 8v5M12 16.2v.1M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17Z",
};

/** One of our line icons; it says nothing to a screen reader. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon" })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

const LINKS = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])|([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/g;

/** Text as nodes, with web and mail addresses as links, but for name@company.com and the like; nothing else means anything. */
export function linked(text) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(LINKS)) {
    if (found[0].startsWith("name@")) continue;
    nodes.push(text.slice(end, found.index));
    const href = found[1] ? found[0] : `mailto:${found[0]}`;
    nodes.push(h("a", { href, ...(found[1] ? outside : {}) }, found[0]));
    end = found.index + found[0].length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

/** What a link that leaves the page needs. */
export const outside = { target: "_blank", rel: "noopener noreferrer" };
