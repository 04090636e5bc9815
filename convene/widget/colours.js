// The website's accent colour, made readable: WCAG contrast is computed, not hoped for.

const hex = (colour) => [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16));
const mix = (from, to, share) => from.map((part, place) => Math.round(part + (to[place] - part) * share));
const css = (colour) => `rgb(${colour.join(" ")})`;

const WHITE = [255, 255, 255];
const BLACK = [0, 0, 0];
const INK = [17, 19, 24];
const SURFACE = { light: WHITE, dark: [27, 30, 38] };

function luminance(colour) {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast of two colours as WCAG 2 defines it, from 1 to 21. */
export function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** The colour, moved towards black or white until text in it can be read on the background and its tint. */
function readableOn(background, colour) {
  const away = luminance(background) > 0.5 ? BLACK : WHITE;
  for (let share = 0; share < 1; share += 0.05) {
    const tried = mix(colour, away, share);
    if (contrast(tried, mix(background, colour, 0.12)) >= 4.6 && contrast(tried, background) >= 4.6) return tried;
  }
  return away;
}

/** Custom properties for an accent such as #0b57d0, for light and dark. */
export function accentStyles(accent) {
  const colour = /^#[0-9a-f]{6}$/i.test(accent ?? "") ? hex(accent) : hex("#0b5fff");
  const onto = contrast(colour, WHITE) >= 4.5 ? WHITE : contrast(colour, INK) >= 4.5 ? INK : null;
  const fill = onto ? colour : readableOn(WHITE, colour);
  const pair = (name, colourOn) =>
    `--${name}:light-dark(${css(colourOn(SURFACE.light))},${css(colourOn(SURFACE.dark))});`;
  return (
    `:host{--accent:${css(fill)};--on-accent:${css(onto ?? WHITE)};` +
    pair("accent-text", (background) => readableOn(background, colour)) +
    pair("tint", (background) => mix(background, colour, 0.1)) +
    "}"
  );
}
