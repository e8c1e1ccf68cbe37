/** Compares what is derived from source with what the framework itself counted. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { discover } from '../../src/discover/discover.ts';
import type {
  DiscoverRequest,
  DiscoverResult,
  GivenInput,
  NamedGivenInput,
} from '../../src/discover/request.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { isFolderUri, listingText } from '../../src/python/imports/listing.ts';
import type { FileSnapshot } from '../../src/python/ports.ts';
import { parser } from '../python/evaluate.ts';

export interface Truth {
  readonly id: string;
  /** With its repository or package as the first folder. */
  readonly file: string;
  readonly kind?: string;
  /** The folder of its repository that its imports start from, where that is not the repository itself. */
  readonly root?: string;
  readonly builder: string;
  readonly args: string;
  /** One entry per argument: a shape, or a list of these where the argument is one. */
  readonly input_shape: readonly unknown[];
  /** Shaped like `input_shape`, where inputs differ in their types. */
  readonly input_dtypes?: readonly unknown[];
  /** Beside `input_shape`: null for a positional input. */
  readonly input_names?: readonly (string | null)[];
  readonly output_shape: unknown;
  readonly params: number;
  /** Null: not counted. */
  readonly trainable_params: number | null;
  /** Null: too large to be run, only its parameters are counted. */
  readonly macs: number | null;
  /** What comes after the first proposals depends on the image: counted without any. */
  readonly data_dependent?: boolean;
  /** path, type, input shape, output shape, params, MACs (null: not counted); null where only the totals were counted. */
  readonly layers: null | readonly (readonly [string, string, unknown, unknown, number, number | null])[];
}

export type Grade = 'exact' | 'estimated' | 'partial' | 'wrong';

export interface Verdict {
  readonly id: string;
  readonly grade: Grade;
  readonly differences: readonly string[];
}

export function readTruth(name: string): readonly Truth[] {
  const path = fileURLToPath(new URL(`../truth/${name}.json`, import.meta.url));
  const data = JSON.parse(readFileSync(path, 'utf8')) as { models: readonly Truth[] };
  return data.models;
}

function listing(path: string): string | null {
  const entries = readdirSync(path, { withFileTypes: true });
  return listingText(entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() })));
}

/** Files and folders of the disk, each read once. */
export function diskSnapshot(): FileSnapshot {
  const texts = new Map<string, string | null>();
  return {
    get(uri) {
      let text = texts.get(uri);
      if (text === undefined) {
        try {
          const path = fileURLToPath(uri);
          text = isFolderUri(uri) ? listing(path) : readFileSync(path, 'utf8');
        } catch {
          text = null;
        }
        texts.set(uri, text);
      }
      return text;
    },
  };
}

const registry = createRegistry();

/** Where a model is found, and with which inputs it is asked for where the truth's are not plain float images. */
export type Question = Pick<DiscoverRequest, 'searchPath' | 'files' | 'inputs' | 'module' | 'expr'> & {
  readonly uri?: string;
  /** Of a file that is nowhere on the disk: what the expression finds in scope. */
  readonly text?: string;
};

export function ask(truth: Truth, where: Question): DiscoverResult {
  const { uri = 'file:///conformance.py', ...question } = where;
  return discover(
    {
      uri,
      text: where.uri === undefined ? '' : (where.files.get(where.uri) ?? ''),
      parser,
      expr: `${truth.builder}(${truth.args})`,
      inputs: inputsOf(truth, 'float32'),
      ...question,
    },
    { frameworks, libraries: registry },
  );
}

/** `dtype` is that of the inputs where the truth does not say. */
export function inputsOf(truth: Truth, dtype: string): NamedGivenInput[] {
  const { input_shape, input_names = [], input_dtypes = [] } = truth;
  const specOf = (shape: unknown, kind: unknown): GivenInput => {
    if (isShape(shape)) return { kind: 'tensor', shape, dtype: typeof kind === 'string' ? kind : dtype };
    if (!Array.isArray(shape)) throw new TypeError(`${JSON.stringify(shape)} is no shape`);
    const kinds: readonly unknown[] = Array.isArray(kind) ? kind : [];
    return { kind: 'list', items: shape.map((item, i) => specOf(item, kinds[i])) };
  };
  return input_shape.map((shape, i) => ({
    name: input_names[i] ?? null,
    spec: specOf(shape, input_dtypes[i]),
  }));
}

export function judge(truth: Truth, where: Question): Verdict {
  const result = ask(truth, where);
  const [model] = result.models;
  if (model === undefined || model.inference === null) {
    const reasons = [
      ...result.problems.map(({ message }) => message),
      ...(model?.completeness.reasons.map(({ text }) => text) ?? []),
    ];
    return { id: truth.id, grade: 'partial', differences: reasons };
  }
  const differences: string[] = [];
  const check = (what: string, ours: unknown, theirs: unknown): void => {
    const [a, b] = [JSON.stringify(ours), JSON.stringify(theirs)];
    if (a !== b) differences.push(`${what}: ${a}, true is ${b}`);
  };
  const { graph, outputs } = model.inference;
  check('params', model.params, truth.params);
  if (truth.trainable_params !== null) check('trainable', model.trainableParams, truth.trainable_params);
  const isWhole = truth.data_dependent !== true && truth.macs !== null;
  if (isWhole) check('MACs', graph.work.macs, truth.macs);
  if (isShape(truth.output_shape)) check('output', outputs[0], truth.output_shape);
  // A module that `forward` itself makes is no member of the model: the framework's hooks do not see it.
  const rows = graph.layers.filter(({ role, path }) => role === 'module' && !path.startsWith('<'));
  const layers = truth.layers ?? [];
  if (isWhole && truth.layers !== null) check('number of layers', rows.length, layers.length);
  for (const [i, [path, type, , output, , macs]] of layers.entries()) {
    const row = rows[i];
    if (differences.length > 8 || row === undefined) break;
    // Counted without any detection: there is nothing in it to compare with.
    if (!isWhole && isShape(output) && output.includes(0)) continue;
    const shape = isShape(output) ? output : row.outputShape;
    const counted = macs ?? row.work.macs;
    check(`layer ${i}`, [row.path, row.type, row.outputShape, row.work.macs], [path, type, shape, counted]);
  }
  const { level, reasons } = model.completeness;
  if (level === 'exact') {
    return { id: truth.id, grade: differences.length === 0 ? 'exact' : 'wrong', differences };
  }
  return { id: truth.id, grade: level, differences: [...reasons.map(({ text }) => text), ...differences] };
}

function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => typeof size === 'number');
}
