/** Style of the report, in the colours of the editor's theme; the second of each is for a plain browser. */
export const REPORT_STYLE = `
body { color: var(--vscode-foreground, CanvasText); background: var(--vscode-editor-background, Canvas);
  font-family: var(--vscode-font-family, system-ui); font-size: var(--vscode-font-size, 13px); line-height: 1.5;
  max-width: 76rem; margin: 0 auto; padding: 0 1.5rem 3rem; }
h1 { font-size: 1.7em; margin: 1rem 0 0; }
h2 { font-size: 1.2em; margin: 1.8rem 0 .5rem; }
.notice { border-left: 3px solid var(--vscode-editorWarning-foreground, #b58900); padding: .3rem .8rem;
  white-space: pre-line; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: .2rem .7rem .2rem 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--vscode-panel-border, #8884); font-weight: normal; }
thead th { font-weight: 600; color: var(--vscode-descriptionForeground, GrayText); white-space: nowrap; }
.number { font-variant-numeric: tabular-nums; }
table.layers { font-size: .92em; white-space: nowrap; }
button { font: inherit; color: var(--vscode-button-secondaryForeground, ButtonText); cursor: pointer;
  background: var(--vscode-button-secondaryBackground, transparent); padding: .1rem .6rem; border-radius: 2px;
  border: 1px solid var(--vscode-contrastBorder, var(--vscode-button-border, transparent)); }
button.link { color: var(--vscode-textLink-foreground, LinkText); background: none; border: 0; padding: 0; }
button.link:hover { text-decoration: underline; }
button.link[aria-pressed='true'] { font-weight: bold; }
:focus-visible { outline: 1px solid var(--vscode-focusBorder, Highlight); outline-offset: 1px; }
/* what helps stands under what is missing */
.remedy { color: var(--vscode-descriptionForeground, GrayText); }
svg.chart { width: 100%; min-width: 38rem; max-width: 56rem; display: block; margin: .5rem 0 1rem; }
svg.chart text { fill: var(--vscode-foreground, CanvasText); font-size: 11px; }
svg.chart .tick line { stroke: var(--vscode-panel-border, #8884); }
svg.chart .tick text { fill: var(--vscode-descriptionForeground, GrayText); }
svg.chart rect.value { fill: var(--vscode-charts-blue, #3794ff); }
svg.chart rect.bound { fill: none; stroke: var(--vscode-charts-blue, #3794ff); stroke-dasharray: 3 2; }
svg.chart .band { stroke: var(--vscode-foreground, CanvasText); stroke-width: 1.2; fill: none; opacity: .75; }
svg.chart .bar[role='link'] { cursor: pointer; }
svg.chart .bar[role='link']:hover .label { text-decoration: underline; }
`;
