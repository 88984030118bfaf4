/**
 * The viewer's stylesheet is prebuilt and holds only the classes that OHIF itself uses, so the panel brings its own: every class begins
 * with `diffusion-`. Colours are those of OHIF's dark theme.
 */
const CSS = `
:is(.diffusion-root, .diffusion-asked, .diffusion-over) { --line: #1d3a70; --card: #06193d; --field: #000; --text: #fff; --muted: #a8b8d0; --primary: #5acce6; --warn: #ffb020; --bad: #ff8f85; }
.diffusion-root { box-sizing: border-box; flex: 1 1 0; min-height: 0; max-height: calc(100vh - 90px); overflow-y: auto; scroll-padding-bottom: 48px; scrollbar-width: thin; scrollbar-color: var(--line) transparent; padding: 12px; color: var(--text); font-size: 13px; line-height: 1.45; display: flex; flex-direction: column; gap: 12px; }
:is(.diffusion-root, .diffusion-asked, .diffusion-over) *, .diffusion-root *::before { box-sizing: border-box; }
.diffusion-root h3 { margin: 4px 0 0; font-size: 12px; font-weight: 600; color: var(--muted); text-transform: uppercase; letter-spacing: 0.06em; }
.diffusion-root :where(p) { margin: 0; }
.diffusion-root :focus-visible { outline: 2px solid var(--primary); outline-offset: 2px; }
.diffusion-research { position: sticky; bottom: -12px; margin-top: auto; padding: 8px 0 10px; background: #000; color: var(--warn); font-weight: 600; text-align: center; }
.diffusion-series-name { font-size: 15px; font-weight: 600; overflow-wrap: anywhere; }
.diffusion-muted { color: var(--muted); font-size: 12px; }
.diffusion-field { display: flex; flex-direction: column; gap: 4px; border: 0; margin: 0; padding: 0; min-width: 0; }
.diffusion-field > label, .diffusion-field > legend { padding: 0; font-weight: 500; }
.diffusion-field > legend { margin-bottom: 4px; }
.diffusion-input { width: 100%; min-height: 32px; padding: 4px 8px; color: var(--text); background: var(--field); border: 1px solid var(--line); border-radius: 4px; font: inherit; color-scheme: dark; }
.diffusion-number { display: grid; grid-template-columns: 1fr 84px; gap: 4px 10px; align-items: center; }
.diffusion-number > .diffusion-muted { grid-column: 1 / -1; }
.diffusion-input:disabled { color: #7d8aa0; border-color: #16284a; cursor: not-allowed; }
.diffusion-line { display: flex; align-items: center; gap: 10px; }
.diffusion-pick { display: flex; align-items: center; gap: 10px; }
.diffusion-pick > span { flex: none; }
.diffusion-choices { display: flex; border: 1px solid var(--line); border-radius: 4px; overflow: hidden; background: var(--field); }
.diffusion-choices:focus-within { outline: 2px solid var(--primary); outline-offset: 2px; }
.diffusion-choice { flex: 1; position: relative; text-align: center; cursor: pointer; }
.diffusion-tabs > .diffusion-choice { flex: 1 1 auto; }
.diffusion-choice + .diffusion-choice { border-left: 1px solid var(--line); }
.diffusion-choice input { position: absolute; inset: 0; margin: 0; opacity: 0; cursor: pointer; }
.diffusion-choice input:focus-visible { outline: none; }
.diffusion-choice span { display: flex; align-items: center; justify-content: center; height: 100%; padding: 6px 4px; }
.diffusion-choice:hover span { background: #0d2650; }
.diffusion-choice input:checked + span { background: var(--primary); color: #00131f; font-weight: 600; }
.diffusion-advanced > summary { cursor: pointer; padding: 2px 0; color: var(--primary); font-weight: 500; }
.diffusion-advanced > div { display: flex; flex-direction: column; gap: 10px; padding: 8px 0 4px 10px; border-left: 1px solid var(--line); }
.diffusion-button { min-height: 32px; padding: 4px 12px; border: 1px solid var(--primary); border-radius: 4px; background: transparent; color: var(--primary); font: inherit; font-weight: 500; cursor: pointer; }
.diffusion-button:hover:not(:disabled) { background: #0d2650; }
.diffusion-button:disabled { border-color: #33445f; color: #7d8aa0; cursor: not-allowed; }
.diffusion-start { display: flex; flex-direction: column; }
.diffusion-start > [role='status'] > * { margin-top: 10px; }
.diffusion-main { min-height: 40px; background: var(--primary); color: #00131f; font-size: 15px; font-weight: 600; }
.diffusion-main:hover:not(:disabled) { background: #7fd9ed; }
.diffusion-main:disabled { background: #1a2a45; border-color: #1a2a45; }
.diffusion-card { display: flex; flex-direction: column; gap: 8px; padding: 10px; background: var(--card); border: 1px solid var(--line); border-radius: 6px; overflow-wrap: anywhere; }
.diffusion-card-title { font-weight: 600; }
.diffusion-row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; justify-content: space-between; }
.diffusion-row > .diffusion-button { flex: 1 1 auto; padding: 4px 6px; font-size: 12px; }
.diffusion-bar { height: 8px; border-radius: 4px; background: #000; overflow: hidden; }
.diffusion-bar > div { height: 100%; background: var(--primary); transition: width 0.2s linear; }
.diffusion-error { border-color: var(--bad); }
.diffusion-error .diffusion-card-title { color: var(--bad); }
.diffusion-warning { color: var(--warn); }
.diffusion-good { color: #7ee2a8; }
.diffusion-note { border-left: 3px solid var(--primary); padding: 2px 8px; }
.diffusion-reason { border-left: 3px solid var(--warn); padding: 2px 8px; }
.diffusion-preview { display: grid; grid-template-columns: 1fr 1fr; gap: 4px; }
.diffusion-preview canvas { width: 100%; display: block; background: #000; }
.diffusion-preview figure { margin: 0; }
.diffusion-preview figcaption { color: var(--muted); font-size: 12px; text-align: center; }
.diffusion-facts { margin: 0; padding: 0; list-style: none; color: var(--muted); font-size: 12px; }
.diffusion-section { display: flex; flex-direction: column; gap: 6px; padding-top: 8px; border-top: 1px solid var(--line); }
.diffusion-section h4 { margin: 0; font-size: 13px; font-weight: 600; }
.diffusion-check { display: flex; align-items: center; gap: 8px; cursor: pointer; }
.diffusion-check input, .diffusion-slider { accent-color: var(--primary); }
.diffusion-slider { width: 100%; margin: 0; }
.diffusion-findings { margin: 0; padding: 0; list-style: none; display: flex; flex-direction: column; gap: 6px; }
.diffusion-finding { border: 1px solid var(--line); border-radius: 4px; padding: 4px; }
.diffusion-finding[aria-current] { border-color: var(--primary); background: #0d2650; }
.diffusion-finding-line { display: flex; align-items: center; gap: 4px; }
.diffusion-finding[data-verdict='rejected'] .diffusion-finding-line > .diffusion-button { text-decoration: line-through; opacity: 0.7; }
.diffusion-finding-line > .diffusion-button { flex: 1 1 auto; min-width: 0; display: flex; flex-wrap: wrap; gap: 2px 10px; justify-content: space-between; border: 0; text-align: left; font-size: 12px; padding: 4px; }
.diffusion-said { display: flex; align-items: center; gap: 8px; }
.diffusion-verdicts { flex: none; display: flex; gap: 2px; margin-left: auto; }
.diffusion-verdict { width: 28px; height: 28px; padding: 0; border: 1px solid var(--line); border-radius: 4px; background: var(--field); color: var(--muted); font: inherit; font-weight: 700; cursor: pointer; }
.diffusion-verdict:hover { border-color: var(--primary); color: var(--text); }
.diffusion-verdict[aria-pressed='true'] { border-color: transparent; color: #00131f; }
.diffusion-verdict[aria-pressed='true'][data-verdict='accepted'] { background: #6fdc8c; }
.diffusion-verdict[aria-pressed='true'][data-verdict='rejected'] { background: var(--bad); }
.diffusion-verdict[aria-pressed='true'][data-verdict='unsure'] { background: var(--warn); }
.diffusion-finding-line > .diffusion-button > span { color: var(--muted); }
.diffusion-found-verdict { flex: none; padding: 0 6px; font-size: 12px; color: var(--muted); }
.diffusion-found-verdict[data-verdict='accepted'] { color: #6fdc8c; }
.diffusion-found-verdict[data-verdict='rejected'], .diffusion-bad { color: var(--bad); }
.diffusion-found-verdict[data-verdict='unsure'] { color: var(--warn); }
.diffusion-finding > p { padding: 0 4px 2px; }
.diffusion-finding > details { padding: 0 4px; }
.diffusion-finding > details > summary { cursor: pointer; }
.diffusion-finding > details > * + * { margin-top: 6px; }
.diffusion-link { padding: 0; border: 0; background: none; color: var(--primary); font: inherit; font-size: 12px; cursor: pointer; text-decoration: underline; text-underline-offset: 2px; }
.diffusion-heading { margin-top: 4px; }
.diffusion-heading h3 { margin: 0; }
.diffusion-group { display: flex; flex-direction: column; gap: 8px; }
.diffusion-dot { margin-right: 6px; color: var(--warn); }
.diffusion-kept { border-color: var(--warn); }
.diffusion-names { margin: 0; padding-left: 20px; list-style: disc; }
.diffusion-fold > summary, details.diffusion-card > summary { cursor: pointer; }
.diffusion-fold[open] > summary { margin-bottom: 6px; }
details.diffusion-card:not([open]) { padding: 6px 10px; }
details.diffusion-card > * + * { margin-top: 8px; }
.diffusion-foot { display: flex; justify-content: flex-end; }
.diffusion-dialog { width: min(760px, calc(100vw - 48px)); max-height: calc(100vh - 48px); padding: 0; color: var(--text); background: #041227; border: 1px solid var(--line); border-radius: 8px; font-size: 14px; }
/* While a dialog of the viewer is closing, the page takes no pointer. */
.diffusion-over > .diffusion-dialog { pointer-events: auto; line-height: 1.45; }
.diffusion-over p { margin: 0; }
.diffusion-dialog::backdrop { background: rgba(0, 0, 0, 0.6); }
.diffusion-dialog-body { display: flex; flex-direction: column; gap: 12px; padding: 16px 20px 20px; }
.diffusion-dialog h2 { margin: 0; font-size: 17px; font-weight: 600; }
.diffusion-dialog header .diffusion-button { flex: none; }
.diffusion-prose { display: flex; flex-direction: column; gap: 10px; overflow-wrap: anywhere; }
.diffusion-prose :is(h3, h4, h5, h6) { margin: 6px 0 0; font-size: 15px; color: var(--text); text-transform: none; letter-spacing: 0; }
.diffusion-prose :is(ul, ol) { margin: 0; padding-left: 20px; list-style: revert; }
.diffusion-prose li + li { margin-top: 4px; }
.diffusion-prose pre { margin: 0; padding: 8px; overflow-x: auto; background: #000; }
.diffusion-dialog code { font-size: 12px; color: #cfe6ff; }
.diffusion-table { overflow-x: auto; }
.diffusion-table table { border-collapse: collapse; font-size: 12px; }
.diffusion-table :is(th, td) { padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: normal; }
.diffusion-terms { margin: 0; display: grid; gap: 4px; font-size: 12px; }
.diffusion-terms > div { display: grid; grid-template-columns: 90px 1fr; gap: 8px; }
.diffusion-terms dt { color: var(--muted); }
.diffusion-terms dd { margin: 0; overflow-wrap: anywhere; }
.diffusion-report { width: 100%; padding: 8px; color: var(--text); background: #000; border: 1px solid var(--line); border-radius: 4px; font: 12px/1.5 monospace; white-space: pre; resize: vertical; }
.diffusion-scale { position: relative; height: 16px; display: flex; justify-content: space-between; }
.diffusion-scale > [style] { position: absolute; transform: translateX(-50%); white-space: nowrap; }
.diffusion-layouts { display: grid; grid-template-columns: 1fr 1fr; gap: 6px; }
.diffusion-layouts > .diffusion-button { display: flex; align-items: center; gap: 8px; padding: 4px 6px; font-size: 11px; line-height: 1.25; text-align: left; }
.diffusion-grid { flex: none; display: grid; gap: 1px; width: 26px; height: 20px; }
.diffusion-grid > i { border: 1px solid currentColor; border-radius: 1px; }
.diffusion-button[aria-pressed='true'] { background: var(--primary); color: #00131f; }
.diffusion-button[aria-pressed='true']:hover:not(:disabled) { background: #7fd9ed; }
.diffusion-measures { width: 100%; border-collapse: collapse; font-size: 12px; }
.diffusion-measures th, .diffusion-measures td { padding: 2px 4px; text-align: right; font-weight: 400; }
.diffusion-measures th:first-child { text-align: left; color: var(--muted); }
.diffusion-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
/* The viewer writes its corner texts on the bare picture, where a map of noise swallows them. */
:has(> .viewport-overlay [data-cy='diffusion-tag']:is([data-kind='difference'], [data-kind='uncertainty'])) > .viewport-overlay span { padding: 0 3px; background: rgb(0 0 0 / 0.7); }
`;

let adopted = false;

/** A constructed sheet and not a style element: a Content-Security-Policy without 'unsafe-inline' refuses the latter. */
export function adoptStyles(): void {
  if (adopted) return;
  adopted = true;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
