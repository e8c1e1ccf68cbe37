/** Inputs as people write them: `1x3x224x224`, `1x128:int64`, `mask=1x128:bool`, `[3x480x640,3x480x640]`. */
import type { InputSpec, NamedInput } from './configuration.ts';

/** Thrown with a message that says what is wrong and what would be right. */
export class ConfigurationError extends Error {}

const DTYPES: Readonly<Record<string, string>> = {
  float: 'float32',
  double: 'float64',
  half: 'float16',
  long: 'int64',
  int: 'int32',
};
const KNOWN_DTYPES = new Set([
  'float64',
  'float32',
  'float16',
  'bfloat16',
  'int64',
  'int32',
  'int16',
  'int8',
  'uint8',
  'bool',
  'complex64',
  'complex128',
  'string',
]);
const DEFAULT_DTYPE = 'float32';
const EXAMPLE = 'write 1x3x224x224, 1x128:int64, name=1x128 or [3x480x640,3x480x640]';

/** Throws `ConfigurationError`. */
export function parseNamedInput(text: string): NamedInput {
  const match = /^\s*([A-Za-z_]\w*)\s*=(.*)$/s.exec(text);
  return { name: match?.[1] ?? null, spec: parseInputSpec(match?.[2] ?? text) };
}

/** Lists in lists; no model takes nearly as many. */
const DEEPEST = 16;

/** Throws `ConfigurationError`. */
export function parseInputSpec(text: string): InputSpec {
  return parseSpec(text, 0);
}

function parseSpec(text: string, depth: number): InputSpec {
  if (depth > DEEPEST) throw wrong(text, 'its lists are nested too deeply');
  const trimmed = text.trim();
  if (trimmed.startsWith('[')) {
    if (!trimmed.endsWith(']')) throw wrong(text, 'the bracket is not closed');
    const inner = trimmed.slice(1, -1);
    const items = inner.trim() === '' ? [] : splitItems(inner);
    return { kind: 'list', items: items.map((item) => parseSpec(item, depth + 1)) };
  }
  const [shapeText = '', dtypeText, ...more] = trimmed.split(':');
  if (more.length > 0) throw wrong(text, 'there is more than one ":"');
  return { kind: 'tensor', shape: parseShape(shapeText, text), dtype: parseDtype(dtypeText, text) };
}

/** `x` or `×` between sizes, `scalar` for no axis at all. */
function parseShape(shape: string, text: string): readonly number[] {
  if (shape.trim() === 'scalar') return [];
  return shape.split(/[x×]/).map((size) => {
    if (!/^\s*\d+\s*$/.test(size)) throw wrong(text, `${quoted(size)} is no size of an axis`);
    return Number(size);
  });
}

function parseDtype(dtype: string | undefined, text: string): string {
  if (dtype === undefined) return DEFAULT_DTYPE;
  const name = dtype.trim().replace(/^torch\./, '');
  const full = DTYPES[name] ?? name;
  if (!KNOWN_DTYPES.has(full)) throw wrong(text, `${quoted(dtype)} is no element type`);
  return full;
}

/** At the commas that stand in no inner list. */
function splitItems(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '[') depth += 1;
    if (char === ']') depth -= 1;
    if (depth < 0) throw wrong(text, 'a bracket is closed that was not opened');
    if (char === ',' && depth === 0) {
      items.push(text.slice(start, i));
      start = i + 1;
    }
  }
  if (depth !== 0) throw wrong(text, 'a bracket is not closed');
  items.push(text.slice(start));
  return items;
}

/**
 * Inputs as requests in JSON give them: spec strings, or shapes as arrays of sizes, nested for list arguments
 * (`[[1, 3, 224, 224]]` is one tensor, `[[[3, 480, 640], [3, 480, 640]]]` one list of two). Throws `ConfigurationError`.
 */
export function inputsFromJson(value: unknown): readonly NamedInput[] {
  if (typeof value === 'string') return [parseNamedInput(value)];
  if (!Array.isArray(value)) throw new ConfigurationError(`inputs must be a list: ${EXAMPLE}`);
  const items: readonly unknown[] = value;
  // One shape alone, without a list around it.
  if (items.length > 0 && items.every((item) => typeof item === 'number')) {
    return [{ name: null, spec: specFromJson(items) }];
  }
  return items.map((item) =>
    typeof item === 'string' ? parseNamedInput(item) : { name: null, spec: specFromJson(item) },
  );
}

function specFromJson(value: unknown, depth = 0): InputSpec {
  if (typeof value === 'string') return parseInputSpec(value);
  if (depth > DEEPEST) throw new ConfigurationError(`inputs are nested too deeply: ${EXAMPLE}`);
  if (!Array.isArray(value)) {
    throw new ConfigurationError(`${quoted(JSON.stringify(value))} is no input: ${EXAMPLE}`);
  }
  const items: readonly unknown[] = value;
  if (items.every(isSize)) return { kind: 'tensor', shape: items, dtype: DEFAULT_DTYPE };
  if (items.some((item) => typeof item === 'number')) {
    throw new ConfigurationError(`${quoted(JSON.stringify(value))} mixes sizes and lists: ${EXAMPLE}`);
  }
  return { kind: 'list', items: items.map((item) => specFromJson(item, depth + 1)) };
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** As it would be written. */
export function formatInputSpec(spec: InputSpec): string {
  if (spec.kind === 'list') return `[${spec.items.map(formatInputSpec).join(',')}]`;
  const shape = spec.shape.length === 0 ? 'scalar' : spec.shape.join('x');
  return spec.dtype === DEFAULT_DTYPE ? shape : `${shape}:${spec.dtype}`;
}

function wrong(text: string, why: string): ConfigurationError {
  return new ConfigurationError(`${quoted(text.trim())} is no input: ${why}; ${EXAMPLE}`);
}

const LONGEST_QUOTE = 80;

/** What somebody wrote, in a message: as much of it as tells it from others. */
export function quoted(text: string): string {
  return `"${text.length <= LONGEST_QUOTE ? text : `${text.slice(0, LONGEST_QUOTE - 1)}…`}"`;
}
