/** Compares what is derived from source with what the framework itself counted. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { discover } from '../../src/discover/discover.ts';
import type { DiscoverRequest } from '../../src/discover/request.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import type { FileSnapshot } from '../../src/python/ports.ts';
import { parser } from '../python/evaluate.ts';

export interface Truth {
  readonly id: string;
  readonly builder: string;
  readonly args: string;
  readonly input_shape: readonly (readonly number[])[];
  readonly output_shape: unknown;
  readonly params: number;
  readonly trainable_params: number;
  readonly macs: number;
  /** path, type, input shape, output shape, params, MACs */
  readonly layers: readonly (readonly [string, string, unknown, unknown, number, number])[];
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

/** Files of the disk, each read once. */
export function diskSnapshot(): FileSnapshot {
  const texts = new Map<string, string | null>();
  return {
    get(uri) {
      let text = texts.get(uri);
      if (text === undefined) {
        try {
          text = readFileSync(fileURLToPath(uri), 'utf8');
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

export function judge(
  truth: Truth,
  where: Pick<DiscoverRequest, 'searchPath' | 'files'> & { readonly module?: string; readonly uri?: string },
  dtype = 'float32',
): Verdict {
  const uri = where.uri ?? 'file:///conformance.py';
  const result = discover(
    {
      uri,
      text: where.uri === undefined ? '' : (where.files.get(where.uri) ?? ''),
      files: where.files,
      searchPath: where.searchPath,
      parser,
      expr: `${truth.builder}(${truth.args})`,
      ...(where.module === undefined ? {} : { module: where.module }),
      inputs: truth.input_shape.map((shape) => ({ name: null, spec: { kind: 'tensor', shape, dtype } })),
    },
    { frameworks, libraries: registry },
  );
  const [model] = result.models;
  if (model?.inference == null) {
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
  check('trainable', model.trainableParams, truth.trainable_params);
  check('MACs', graph.work.macs, truth.macs);
  if (isShape(truth.output_shape)) check('output', outputs[0], truth.output_shape);
  const rows = graph.layers.filter(({ role }) => role === 'module');
  check('number of layers', rows.length, truth.layers.length);
  for (const [i, [path, type, , output, , macs]] of truth.layers.entries()) {
    const row = rows[i];
    if (differences.length > 8 || row === undefined) break;
    const shape = isShape(output) ? output : row.outputShape;
    check(`layer ${i}`, [row.path, row.type, row.outputShape, row.work.macs], [path, type, shape, macs]);
  }
  const { level, reasons } = model.completeness;
  if (level === 'exact')
    return { id: truth.id, grade: differences.length === 0 ? 'exact' : 'wrong', differences };
  return { id: truth.id, grade: level, differences: [...reasons.map(({ text }) => text), ...differences] };
}

function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => typeof size === 'number');
}
