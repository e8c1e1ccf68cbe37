/** The factors that a person can set: value, who says it, and the way to both. */
import type { Footprint, Place, SaidValue, StatedFactor } from '../footprint/schema.ts';
import { formatCount } from '../units/format.ts';
import { formatPlace } from './figures.ts';

/** Who says a value, in words. */
export const ORIGIN_WORDS: Readonly<Record<SaidValue['origin'], string>> = {
  flag: 'command line',
  pragma: 'comment in the code',
  'config-file': 'configuration file',
  'workspace-setting': 'workspace settings',
  code: 'code',
  'user-setting': 'user settings',
  default: 'default',
};

/** `1,281,167`, `A100-SXM-80`, `?` */
export function statedValue({ value }: Pick<StatedFactor, 'value'>): string {
  if (value === null) return '?';
  if (typeof value === 'string') return value;
  // As it was said: 1.2 and not 1.20.
  return Number.isInteger(value) ? formatCount(value) : String(Number(value.toPrecision(6)));
}

/** Of the one that says it; the reason where nobody does. What an override adds to that is its place. */
export function statedSource({ origin, source }: Pick<StatedFactor, 'origin' | 'source'>): string {
  if (origin === null) return source;
  const words = ORIGIN_WORDS[origin];
  if (origin !== 'code' && origin !== 'default') return origin === 'flag' ? source : words;
  return source === '' || source.startsWith(words) ? source || words : `${words}: ${source}`;
}

/** Where something is said: in a text, in a setting, or nowhere that could be shown. */
export type StatedPlace =
  | { readonly kind: 'text'; readonly place: Place }
  | { readonly kind: 'setting'; readonly key: string }
  | null;

export function statedPlace({
  range,
  origin,
  setting,
  source,
}: Pick<StatedFactor, 'range' | 'origin' | 'setting' | 'source'>): StatedPlace {
  if (range !== undefined) return { kind: 'text', place: range };
  if (origin !== 'workspace-setting' && origin !== 'user-setting') return null;
  // Another one than its own where that holds for several stages.
  const key = /^(wattlens\.[\w.]+) in /.exec(source)?.[1] ?? setting;
  return key === null ? null : { kind: 'setting', key };
}

/** Said in a place that an editor can take it away from. */
export function isOverridden({
  origin,
  sameAs,
  alternatives,
}: Pick<StatedFactor, 'origin' | 'sameAs' | 'alternatives'>): boolean {
  const own = sameAs === undefined ? [origin] : [];
  return [...own, ...alternatives.map((other) => other.origin)].some(
    (one) =>
      one === 'pragma' || one === 'config-file' || one === 'workspace-setting' || one === 'user-setting',
  );
}

/** Factors of every hover; others only where somebody says them. */
const ALWAYS = /^(?:input|samples|epochs|steps|training-batch|precision|device|region|inferences)$/;

/** Commands that a hover's links run; a client without them gets plain text. */
export interface FactorLinks {
  edit(factor: StatedFactor): string;
  show(place: NonNullable<StatedPlace>): string;
}

/** Rows of a Markdown table, escaped: factor, value, from. */
export function factorRows(
  { factors }: Footprint,
  escape: (text: string) => string,
  links: FactorLinks | null,
): string[][] {
  const countsSteps = factors.some(({ name, value }) => name === 'steps' && value !== null);
  return factors
    .filter((factor) => {
      const { name, value, origin } = factor;
      if (name === 'epochs' && countsSteps && value === null) return false;
      const isNews = origin !== null && origin !== 'default' && origin !== 'code';
      return ALWAYS.test(name) || isNews || (origin === 'code' && value !== null);
    })
    .map((factor) => {
      const value = escape(statedValue(factor));
      const at = statedPlace(factor);
      const from = escape(brief(statedSource(factor)));
      const shown = at === null ? '' : escape(at.kind === 'text' ? formatPlace(at.place) : at.key);
      const link = at === null || links === null ? shown : `[${shown}](${links.show(at)})`;
      return [
        escape(factor.label),
        links === null ? value : `[${value}](${links.edit(factor)} "Edit ${factor.label}")`,
        [from, link].filter(Boolean).join(', '),
      ];
    });
}

const MOST = 70;

function brief(text: string): string {
  return text.length <= MOST ? text : `${text.slice(0, MOST - 1).trimEnd()}…`;
}

/** A link that runs a command of the editor with these arguments. */
export function commandLink(command: string, ...args: readonly unknown[]): string {
  const encoded = encodeURIComponent(JSON.stringify(args)).replace(
    /[()'*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `command:${command}?${encoded}`;
}
