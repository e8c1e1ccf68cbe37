import type { CodeLens, Command } from 'vscode-languageserver';
import * as v from 'valibot';
import type { Footprint } from '../footprint/schema.ts';
import { SET_FACTOR, SHOW_REPORT } from '../protocol/server.ts';
import { classTitle } from '../report/classRange.ts';
import { lensTitle, STAGES } from '../report/lens.ts';
import type { Stage } from '../report/lens.ts';
import type { Shown } from './hovers.ts';
import type { Part } from './notebooks.ts';

/** What a lens carries from the request for the ranges to the request for its title; `class`: all of its models. */
const lensDataSchema = v.object({ uri: v.string(), id: v.string(), stage: v.picklist([...STAGES, 'class']) });

/** Three lenses for each model, always: what is unknown is said, not left out. One for a class of several. */
export function lensesOf({ document: uri, place }: Part, { footprints, classes }: Shown): CodeLens[] {
  const isHere = (holder: { readonly uri: string }): boolean => place === uri || holder.uri === place;
  return [
    ...footprints
      .filter(isHere)
      .flatMap(({ id, range }) =>
        STAGES.map((stage) => ({ range: { start: range.start, end: range.end }, data: { uri, id, stage } })),
      ),
    ...classes.filter(isHere).map(({ id, range }) => ({
      range: { start: range.start, end: range.end },
      data: { uri, id, stage: 'class' },
    })),
  ];
}

const GONE: Command = { title: '…', command: '' };

/** Which model and figure a lens is for; null: it is none of ours. */
export function lensDataOf(lens: CodeLens): v.InferOutput<typeof lensDataSchema> | null {
  const parsed = v.safeParse(lensDataSchema, lens.data);
  return parsed.success ? parsed.output : null;
}

/** The lens with its title; `find` looks the document up, out of which an edit may have taken the model meanwhile. */
export function resolveLens(
  lens: CodeLens,
  drawsIcons: boolean,
  find: (uri: string) => Shown | null,
): CodeLens {
  const data = lensDataOf(lens);
  if (data === null) return lens;
  const { uri, id, stage } = data;
  const shown = find(uri);
  if (shown === null) return { ...lens, command: GONE };
  if (stage === 'class') return { ...lens, command: commandOfClass(uri, id, shown, drawsIcons) };
  const footprint = shown.footprints.find((one) => one.id === id);
  return { ...lens, command: footprint ? commandOf(uri, footprint, stage, { shown, drawsIcons }) : GONE };
}

function commandOfClass(
  uri: string,
  id: string,
  { footprints, classes }: Shown,
  drawsIcons: boolean,
): Command {
  const cls = classes.find((one) => one.id === id);
  if (cls === undefined) return GONE;
  const title = classTitle(cls, footprints);
  return {
    title: drawsIcons ? `$(zap) ${title}` : title,
    command: SHOW_REPORT,
    arguments: [uri, cls.models[0] ?? id],
  };
}

function commandOf(
  uri: string,
  footprint: Footprint,
  stage: Stage,
  { shown, drawsIcons }: { readonly shown: Shown; readonly drawsIcons: boolean },
): Command {
  const { text: figure, ask } = lensTitle(footprint, stage);
  const text = `${nameOnLine(footprint, shown.footprints)}${figure}`;
  const title = drawsIcons && stage === 'inference' ? `$(zap) ${text}` : text;
  return ask === null
    ? { title, command: SHOW_REPORT, arguments: [uri, footprint.id] }
    : { title, command: SET_FACTOR, arguments: [uri, footprint.id, ask] };
}

/** Whose figure it is, where several models stand on one line: `encoder, decoder = Encoder(), Decoder()`. */
function nameOnLine(footprint: Footprint, all: readonly Footprint[]): string {
  const { uri, range, name } = footprint;
  const here = all.filter((other) => other.uri === uri && other.range.start.line === range.start.line);
  if (here.length < 2) return '';
  const namesakes = here.filter((other) => other.name === name);
  const ordinal = namesakes.length < 2 ? '' : ` ${namesakes.indexOf(footprint) + 1}`;
  return `${name}${ordinal}: `;
}
