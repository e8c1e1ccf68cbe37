/** The report page: draws what it is sent, and says which code line, factor or model was clicked. */
import type { Place } from '../footprint/schema.ts';
import type { PageMessage, ShowMessage } from '../protocol/page.ts';
import { reportHtml } from '../report/html.ts';

declare function acquireVsCodeApi(): { postMessage(message: PageMessage): void };

const editor = acquireVsCodeApi();
let shown: ShowMessage | null = null;
let selected: string | null = null;

function render(): void {
  const main = document.getElementById('report');
  if (main === null || shown === null) return;
  const focused = focusKey(document.activeElement);
  // every string in it is escaped where it is put in; see report/markup.ts
  main.innerHTML = reportHtml(shown.footprints, selected, shown.notice);
  if (focused !== null) refocus(main, focused);
  editor.postMessage({
    type: 'rendered',
    models: shown.footprints.map(({ name }) => name),
    rows: main.querySelectorAll('table.layers tbody tr').length,
    bars: main.querySelectorAll('svg.chart .bar').length,
    text: main.innerText,
  });
}

/** What tells a control from the others on the page, so that a redrawn page keeps the keyboard's place. */
function focusKey(element: Element | null): string | null {
  if (!(element instanceof HTMLElement || element instanceof SVGElement)) return null;
  const data = Object.entries(element.dataset);
  return data.length === 0 ? null : JSON.stringify([element.tagName, data]);
}

function refocus(main: HTMLElement, key: string): void {
  const controls = Array.from(main.querySelectorAll<HTMLElement | SVGElement>('button, [tabindex]'));
  controls.find((control) => focusKey(control) === key)?.focus();
}

function act(target: EventTarget | null): boolean {
  const control =
    target instanceof Element
      ? target.closest('[data-place], [data-set], [data-reset], [data-setting], [data-copy], [data-select]')
      : null;
  if (!(control instanceof HTMLElement || control instanceof SVGElement)) return false;
  const { place, set, reset, setting, copy, select } = control.dataset;
  const article = control.closest('article');
  const model = article?.dataset['model'] ?? null;
  if (place !== undefined) editor.postMessage({ type: 'reveal', place: JSON.parse(place) as Place });
  if (set !== undefined) editor.postMessage({ type: 'set', name: set, model });
  if (reset !== undefined) editor.postMessage({ type: 'reset', name: reset, model });
  if (setting !== undefined) editor.postMessage({ type: 'setting', key: setting });
  if (copy !== undefined) editor.postMessage({ type: 'copy', id: copy });
  if (select !== undefined) {
    selected = select;
    render();
    window.scrollTo(0, 0);
  }
  return true;
}

document.addEventListener('click', ({ target }) => act(target));
document.addEventListener('keydown', (event) => {
  // buttons do this by themselves, bars of a chart do not
  const pressed = event.key === 'Enter' || event.key === ' ';
  if (pressed && event.target instanceof SVGElement && act(event.target)) event.preventDefault();
});
// the editor alone can post to this page
window.addEventListener('message', ({ data }: MessageEvent<ShowMessage>) => {
  shown = data;
  selected = data.select ?? selected;
  render();
  // another model was asked for: from its start
  if (data.select !== null) window.scrollTo(0, 0);
});
editor.postMessage({ type: 'ready' });
