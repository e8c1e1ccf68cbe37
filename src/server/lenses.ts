import type { CodeLens, Command } from 'vscode-languageserver';
import * as v from 'valibot';
import type { Footprint } from '../footprint/schema.ts';
import { SET_FACTOR, SHOW_REPORT } from '../protocol/server.ts';
import { lensTitle, STAGES } from '../report/lens.ts';
import type { Stage } from '../report/lens.ts';

/** What a lens carries from the request for the ranges to the request for its title. */
const lensDataSchema = v.object({ uri: v.string(), id: v.string(), stage: v.picklist(STAGES) });

/** Three lenses for each model, always: what is unknown is said, not left out. */
export function lensesOf(uri: string, footprints: readonly Footprint[]): CodeLens[] {
  return footprints.flatMap(({ id, range }) =>
    STAGES.map((stage) => ({ range: { start: range.start, end: range.end }, data: { uri, id, stage } })),
  );
}

/** The lens with its title; `find` looks the model up, which an edit may have taken away meanwhile. */
export function resolveLens(
  lens: CodeLens,
  drawsIcons: boolean,
  find: (uri: string, id: string) => Footprint | undefined,
): CodeLens {
  const parsed = v.safeParse(lensDataSchema, lens.data);
  if (!parsed.success) return lens;
  const { uri, id, stage } = parsed.output;
  const footprint = find(uri, id);
  return {
    ...lens,
    command: footprint ? commandOf(uri, footprint, stage, drawsIcons) : { title: '…', command: '' },
  };
}

function commandOf(uri: string, footprint: Footprint, stage: Stage, drawsIcons: boolean): Command {
  const { text, ask } = lensTitle(footprint, stage);
  const title = drawsIcons && stage === 'inference' ? `$(zap) ${text}` : text;
  return ask === null
    ? { title, command: SHOW_REPORT, arguments: [uri, footprint.id] }
    : { title, command: SET_FACTOR, arguments: [uri, footprint.id, ask] };
}
