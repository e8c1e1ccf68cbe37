/** Messages between the extension and the report page. */
import * as v from 'valibot';
import type { Footprint } from '../footprint/schema.ts';

export interface ShowMessage {
  readonly type: 'show';
  readonly footprints: readonly Footprint[];
  /** The model to bring into view, if any. */
  readonly select: string | null;
  /** Said above the figures: they are of an earlier text, or why there are none. */
  readonly notice: string | null;
}

export const placeSchema = v.object({
  uri: v.string(),
  start: v.object({ line: v.number(), character: v.number() }),
  end: v.object({ line: v.number(), character: v.number() }),
});

/** What the page may ask for; checked, because a page is the outside. */
export const pageMessageSchema = v.variant('type', [
  /** The script runs and listens. */
  v.object({ type: v.literal('ready') }),
  /** The figures are on the page; the counts let a test see that they really are. */
  v.object({
    type: v.literal('rendered'),
    models: v.array(v.string()),
    rows: v.number(),
    bars: v.number(),
    text: v.string(),
  }),
  v.object({ type: v.literal('reveal'), place: placeSchema }),
  /** A factor of a model is to be edited, or what is said of it taken away. */
  v.object({ type: v.literal('set'), name: v.string(), model: v.nullable(v.string()) }),
  v.object({ type: v.literal('reset'), name: v.string(), model: v.nullable(v.string()) }),
  v.object({ type: v.literal('setting'), key: v.string() }),
  v.object({ type: v.literal('copy'), id: v.string() }),
]);
export type PageMessage = v.InferOutput<typeof pageMessageSchema>;
