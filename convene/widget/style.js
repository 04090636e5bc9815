// How the widget looks. One stylesheet for its shadow root, made by script, so that a strict CSP allows it.
// Colours come in pairs, light and dark; `accentStyles` adds those of the website's accent.
export const STYLES = `
:host {
  all: initial;
  color-scheme: light dark;
  --ink: light-dark(#14171f, #eef0f5);
  --soft: light-dark(#565d6d, #a9b0c0);
  --line: light-dark(#e3e6ec, #363b48);
  --strong-line: light-dark(#8a91a0, #7d8597);
  --surface: light-dark(#ffffff, #1b1e26);
  --raised: light-dark(#f4f5f8, #272b36);
  --bad: light-dark(#a8210f, #ff9c8c);
  --bad-tint: light-dark(#fdf0ee, #3a2421);
  --good: light-dark(#14703d, #6fd39a);
  --shadow: 0 1px 2px rgb(15 20 35 / .08), 0 8px 20px rgb(15 20 35 / .10), 0 24px 60px rgb(15 20 35 / .16);
  --round: 14px;
  position: fixed;
  inset-block-end: 20px;
  inset-inline-end: 20px;
  z-index: 2147483000;
  display: block;
  color: var(--ink);
  font: 400 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  -webkit-text-size-adjust: 100%;
}
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
:host([hidden]), [hidden] { display: none !important; }

*, ::before, ::after { box-sizing: border-box; }
h2, h3, p, dl, dd, ul, fieldset { margin: 0; padding: 0; border: 0; }
ul { list-style: none; }
button, input { font: inherit; color: inherit; letter-spacing: inherit; }
button { cursor: pointer; border: 0; background: none; padding: 0; -webkit-tap-highlight-color: transparent; }
a { color: var(--accent-text); text-decoration-thickness: 1px; text-underline-offset: 2px; }
:focus { outline: none; }
:focus-visible { outline: 2px solid var(--accent-text); outline-offset: 2px; }
.icon { inline-size: 20px; block-size: 20px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

/* launcher */
.launcher {
  position: relative;
  display: inline-flex; align-items: center; gap: 10px;
  min-block-size: 52px; padding-inline: 18px 22px;
  border-radius: 26px;
  background: var(--accent); color: var(--on-accent);
  font-weight: 600; box-shadow: var(--shadow);
  transition: transform .16s ease, box-shadow .16s ease;
}
.launcher:hover { transform: translateY(-1px); }
.launcher:active { transform: none; }
.launcher:focus-visible { outline-offset: 3px; }
.badge {
  position: absolute; inset-block-start: -6px; inset-inline-end: -4px;
  min-inline-size: 22px; padding-inline: 6px; border-radius: 11px;
  background: light-dark(#b3261e, #ffb4a9); color: light-dark(#fff, #3b0703);
  border: 2px solid var(--surface);
  font-size: 12px; line-height: 18px; text-align: center; font-weight: 700;
}

/* panel */
.panel {
  position: relative; display: flex; flex-direction: column; overflow: hidden;
  inline-size: min(400px, calc(100vw - 40px));
  block-size: min(700px, calc(100dvh - 40px));
  border-radius: 20px; background: var(--surface);
  box-shadow: 0 0 0 1px light-dark(rgb(15 20 35 / .06), #363b48), var(--shadow);
  animation: rise .2s cubic-bezier(.2, .8, .3, 1);
  overscroll-behavior: contain;
}
@keyframes rise { from { opacity: 0; transform: translateY(10px) scale(.985); } }
.top { display: flex; align-items: center; gap: 4px; padding: 14px 10px 14px 18px; padding-inline: 18px 10px; border-block-end: 1px solid var(--line); }
.mark {
  display: grid; place-items: center; flex: none; inline-size: 40px; block-size: 40px; margin-inline-end: 8px;
  border-radius: 12px; background: var(--accent); color: var(--on-accent); font-weight: 650; font-size: 18px;
}
.names { flex: 1; min-inline-size: 0; }
.names h2 { font-size: 16px; line-height: 1.3; font-weight: 650; letter-spacing: -.01em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.names p { font-size: 13px; line-height: 1.35; color: var(--soft); }
.plain { display: grid; place-items: center; inline-size: 44px; block-size: 44px; border-radius: 12px; color: var(--soft); transition: background .12s ease; }
.plain:hover { background: var(--raised); color: var(--ink); }
.plain:focus-visible { outline-offset: -2px; }

.scroller { flex: 1; min-block-size: 0; overflow-y: auto; overscroll-behavior: contain; padding: 18px; position: relative; scrollbar-width: thin; scrollbar-color: var(--line) transparent; }
.intro { padding-block-end: 18px; font-size: 13px; line-height: 1.5; color: var(--soft); }
.intro-title { margin-block-end: 4px; font-size: 19px; line-height: 1.3; font-weight: 650; letter-spacing: -.015em; color: var(--ink); text-wrap: balance; }
.log { display: flex; flex-direction: column; gap: 8px; border-radius: var(--round); }
.log:focus-visible { outline-offset: 6px; }

/* messages */
.row { display: flex; flex-direction: column; align-items: flex-start; gap: 8px; }
.row.visitor { align-items: flex-end; margin-block: 8px; }
.row.visitor + .row.visitor { margin-block-start: 0; }
.bubble {
  max-inline-size: 86%; padding: 9px 14px; border-radius: 18px; border-end-start-radius: 6px;
  background: var(--raised); white-space: pre-line; overflow-wrap: anywhere; text-wrap: pretty;
}
.visitor .bubble { border-radius: 18px; border-end-end-radius: 6px; background: var(--accent); color: var(--on-accent); }
.visitor .bubble a { color: inherit; }
.picture { max-inline-size: 86%; border-radius: var(--round); }
.card { inline-size: 100%; padding: 16px; border: 1px solid var(--line); border-radius: 16px; background: var(--surface); overflow-wrap: anywhere; }

.slots { display: flex; flex-direction: column; gap: 14px; }
.day { min-inline-size: 0; }
.day legend { padding: 0; margin-block-end: 8px; font-size: 14px; font-weight: 600; }
.day ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(96px, 1fr)); gap: 8px; }
.slot {
  inline-size: 100%; min-block-size: 44px; padding: 4px 6px; border-radius: 12px;
  border: 1px solid light-dark(color-mix(in srgb, var(--accent-text) 38%, var(--surface)), color-mix(in srgb, var(--accent-text) 45%, var(--surface)));
  color: var(--accent-text); font-weight: 600; font-variant-numeric: tabular-nums; transition: background .12s ease, border-color .12s ease;
}
.slot:hover { background: var(--tint); border-color: var(--accent-text); }
.slot[aria-current] { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.more { align-self: flex-start; min-block-size: 44px; margin-block: -8px -10px; color: var(--accent-text); font-weight: 600; font-size: 14px; text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 3px; }

.chips { display: flex; flex-wrap: wrap; gap: 8px; }
.chip {
  min-block-size: 44px; padding: 8px 16px; border-radius: 22px; border: 1px solid var(--line);
  background: var(--surface); color: var(--accent-text); font-weight: 550; text-align: start; transition: background .12s ease, border-color .12s ease;
}
.chip:hover { background: var(--tint); border-color: var(--accent-text); }
.row:has(> .chips[data-retired]) .chips { display: none; }

.lead { font-weight: 600; }
.confirm { display: flex; flex-direction: column; gap: 6px; }
.confirm .lead { font-size: 16px; }
.facts { display: grid; gap: 4px; }
.pair { display: flex; flex-wrap: wrap; gap: 8px; margin-block-start: 10px; }
.pair > * { flex: 1 1 auto; }
.primary, .secondary {
  display: inline-flex; align-items: center; justify-content: center; gap: 8px; min-block-size: 44px; padding: 8px 14px;
  border-radius: 12px; font-weight: 600; text-decoration: none; text-align: center; transition: filter .12s ease, background .12s ease;
}
.primary { background: var(--accent); color: var(--on-accent); }
.primary:hover { filter: brightness(1.08); }
.secondary { border: 1px solid var(--line); color: var(--ink); background: var(--surface); }
.secondary:hover { background: var(--raised); }

.booking { padding: 0; overflow: hidden; }
.booked { display: flex; align-items: center; gap: 10px; padding: 14px 16px; background: light-dark(#eef8f2, #1d3328); color: var(--good); }
.booked h3 { font-size: 16px; font-weight: 650; letter-spacing: -.01em; }
.tick { display: grid; place-items: center; inline-size: 28px; block-size: 28px; border-radius: 50%; background: var(--good); color: var(--surface); }
.tick .icon { inline-size: 18px; block-size: 18px; stroke-width: 2.5; }
.booking .lead { padding: 14px 16px 0; font-weight: 400; }
.booking dl { display: grid; gap: 12px; padding: 14px 16px 4px; }
.booking dt { font-size: 13px; color: var(--soft); line-height: 1.4; }
.booking dd strong { display: block; font-weight: 650; }
.soft { color: var(--soft); }
.booking dd { font-variant-numeric: tabular-nums; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; padding: 14px 16px 16px; }
.actions > * { flex: 1 1 auto; }
.actions > .primary { flex-basis: 100%; }

[data-retired] button, [data-retired] .slot { cursor: default; color: var(--soft); border-color: var(--line); background: none; filter: none; text-decoration: none; }
[data-retired] .slot[aria-current] { border-color: var(--strong-line); color: var(--ink); background: var(--raised); }
.confirm[data-retired] .pair, .slots[data-retired] .more { display: none; }

/* waiting, failing */
.status:not(:empty) { padding-block-start: 10px; }
.typing { display: flex; align-items: center; gap: 10px; font-size: 13px; color: var(--soft); }
.dots { display: inline-flex; gap: 4px; padding: 12px 14px; border-radius: 18px; border-end-start-radius: 6px; background: var(--raised); }
.dots i { inline-size: 6px; block-size: 6px; border-radius: 50%; background: var(--soft); animation: breathe 1.2s infinite ease-in-out; }
.dots i:nth-child(2) { animation-delay: .15s; }
.dots i:nth-child(3) { animation-delay: .3s; }
@keyframes breathe { 0%, 60%, 100% { opacity: .35; } 30% { opacity: 1; } }
.notice { display: grid; grid-template-columns: auto 1fr; gap: 10px; inline-size: 100%; padding: 14px; border-radius: var(--round); font-size: 14px; }
.notice .secondary { grid-column: 2; justify-self: start; background: transparent; border-color: currentColor; color: inherit; }
.unsent { margin-block-start: -4px; padding-inline: 6px; font-size: 13px; color: var(--bad); }
.warning { background: var(--bad-tint); color: var(--bad); }

/* composer */
.bottom { padding: 10px 14px 8px; border-block-start: 1px solid var(--line); }
.composer { display: flex; align-items: center; gap: 8px; padding: 4px; padding-inline-start: 16px; border: 1px solid var(--strong-line); border-radius: 26px; transition: border-color .12s ease; }
.composer:focus-within { border-color: var(--accent-text); box-shadow: 0 0 0 1px var(--accent-text); }
.composer input { flex: 1; min-inline-size: 0; block-size: 44px; padding: 0; border: 0; background: none; font-size: 16px; }
.composer input:focus-visible { outline: none; }
.composer input::placeholder { color: var(--soft); opacity: 1; }
.send { display: grid; place-items: center; flex: none; inline-size: 44px; block-size: 44px; border-radius: 50%; background: var(--accent); color: var(--on-accent); transition: filter .12s ease, opacity .12s ease; }
.send:hover { filter: brightness(1.08); }
.send[aria-disabled="true"] { background: var(--raised); color: var(--soft); cursor: default; filter: none; }
.hint { padding-inline: 6px; font-size: 13px; color: var(--soft); }
.hint:not(:empty) { padding-block: 6px 0; }
.hint.wrong { color: var(--bad); }
.zonebar { display: flex; flex-wrap: wrap; align-items: center; justify-content: center; column-gap: 6px; inline-size: 100%; min-block-size: 44px; margin-block-end: -4px; font-size: 13px; color: var(--soft); border-radius: 12px; }
.zonebar u { color: var(--accent-text); text-decoration-thickness: 1px; text-underline-offset: 2px; }
.zonebar:focus-visible { outline-offset: -4px; }

/* sheets */
.sheet { position: absolute; inset: 0; display: flex; flex-direction: column; background: var(--surface); animation: rise .16s ease; }
.sheet-top { display: flex; align-items: center; gap: 4px; padding: 14px 10px; }
.sheet h2 { font-size: 18px; font-weight: 650; letter-spacing: -.01em; }
.search { display: flex; align-items: center; gap: 10px; margin: 0 18px 10px; padding-inline: 14px; border: 1px solid var(--strong-line); border-radius: 14px; color: var(--soft); }
.search:focus-within { border-color: var(--accent-text); box-shadow: 0 0 0 1px var(--accent-text); }
.search input { flex: 1; min-inline-size: 0; block-size: 46px; padding: 0; border: 0; background: none; font-size: 16px; color: var(--ink); }
.search input:focus-visible { outline: none; }
.search input::placeholder { color: var(--soft); opacity: 1; }
.zones ul { flex: 1; overflow-y: auto; padding: 0 10px 14px; scrollbar-width: thin; }
.zone { display: flex; justify-content: space-between; align-items: center; gap: 12px; min-block-size: 52px; padding: 6px 12px; border-radius: 12px; cursor: pointer; }
.zone small { display: block; font-weight: 400; font-size: 13px; line-height: 1.3; color: var(--soft); }
.zone .city { font-weight: 550; line-height: 1.35; }
.zone .clock { text-align: end; line-height: 1.35; font-variant-numeric: tabular-nums; }
.zone:hover { background: var(--raised); }
.zone.active { background: var(--tint); }
.zone.active small { color: var(--ink); }
.zone[aria-selected="true"] .city { color: var(--accent-text); }
.none { padding: 18px 12px; color: var(--soft); }
.question { justify-content: center; gap: 10px; padding: 28px; background: var(--surface); }
.question h2 { font-size: 20px; }
.question p { color: var(--soft); }
.question .pair { flex-direction: column; }

/* small screens, preferences */
@media (max-width: 479.98px), (max-height: 479.98px) {
  :host { inset-block-end: 16px; inset-inline-end: 16px; }
  .panel { position: fixed; inset: 0; inline-size: 100%; block-size: 100dvh; border-radius: 0; box-shadow: none; padding-block-end: env(safe-area-inset-bottom); }
}
@media (prefers-reduced-motion: reduce) {
  *, ::before, ::after { animation: none !important; transition: none !important; }
}
@media (forced-colors: active) {
  .launcher, .panel, .bubble, .card, .slot, .chip, .primary, .secondary, .send, .badge, .notice, .mark { border: 1px solid CanvasText; }
  .slot[aria-current], .zone.active { forced-color-adjust: none; background: Highlight; color: HighlightText; border-color: Highlight; }
  .zone.active small { color: HighlightText; }
  [aria-disabled="true"] { color: GrayText; border-color: GrayText; }
  .dots i { background: CanvasText; }
}
`;
