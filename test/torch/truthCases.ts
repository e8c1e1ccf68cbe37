/** Cases of `scripts/truth/cases/`: an expression on tensors, against what PyTorch made of it. */
import { readFileSync } from 'node:fs';
import { PyRaise } from '../../src/python/runtime/signals.ts';
import { PyList, PyObject, PyTuple, Unknown } from '../../src/python/runtime/values.ts';
import type { Value } from '../../src/python/runtime/values.ts';
import type { DType } from '../../src/tensor/dtype.ts';
import { isModule, namedTensors } from '../../src/torch/nn/tree.ts';
import { ensureTorch } from '../../src/torch/classes.ts';
import { TorchTensor } from '../../src/torch/tensor.ts';
import { UnsizedTensor } from '../../src/torch/unsized.ts';
import type { Interpreter } from '../../src/python/runtime/interpreter.ts';
import type { Run, RunOptions } from '../python/evaluate.ts';
import { macsOf, runTorch } from './evaluate.ts';

export interface TruthCase {
  readonly id: string;
  readonly expr: string;
  readonly inputs: readonly (readonly number[])[];
  readonly dtypes: readonly DType[];
  readonly output?: unknown;
  readonly params?: number;
  /** Null: a kernel of the library's own, whose MACs its counter does not see. */
  readonly macs?: number | null;
  readonly raises?: boolean;
  readonly error?: string;
  readonly data_dependent?: boolean;
}

export function readCases(name: string): readonly TruthCase[] {
  const path = new URL(`../truth/${name}.json`, import.meta.url);
  const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: readonly TruthCase[] };
  return cases;
}

export interface Outcome {
  readonly output?: unknown;
  readonly params?: number;
  readonly macs?: number;
  readonly raises?: string;
  readonly unknown?: string;
}

/** A tensor as {shape, dtype}, sequences of these as lists, anything else by its repr, as the truth has it. */
function describeValue(it: Interpreter, value: Value): unknown {
  if (value instanceof TorchTensor) return { shape: value.shape, dtype: value.dtype };
  if (value instanceof PyTuple || value instanceof PyList) {
    const holdsTensors = value.items.some(
      (item) => item instanceof TorchTensor || item instanceof PyTuple || item instanceof PyList,
    );
    if (holdsTensors) return value.items.map((item) => describeValue(it, item));
  }
  if (value === null) return null;
  const repr = it.repr(value);
  return { value: typeof repr === 'string' ? repr : `<unknown: ${repr.reason}>` };
}

export interface CaseOptions {
  /** Import statements that the expression relies on. */
  readonly imports: string;
  readonly run?: RunOptions;
}

export function evaluateCase(each: TruthCase, options: CaseOptions): Outcome {
  return runCase(each, options).outcome;
}

export interface CaseRun {
  readonly outcome: Outcome;
  /** What was taken for granted on the way. */
  readonly assumptions: readonly string[];
}

export function runCase(each: TruthCase, options: CaseOptions): CaseRun {
  const code = `${options.imports}\ndef run(x=None, y=None, z=None):\n    return ${each.expr}\n`;
  const run = runTorch(code, options.run ?? {});
  const outcome = outcomeOf(each, run);
  const { events } = run.trace;
  return { outcome, assumptions: events.flatMap((event) => (event.type === 'assume' ? [event.text] : [])) };
}

function outcomeOf({ inputs, dtypes }: TruthCase, { it, trace, module }: Run): Outcome {
  ensureTorch(it);
  const tensors = inputs.map((shape, i) => new TorchTensor(shape, dtypes[i] ?? 'float32'));
  const fn = module.vars.get('run') ?? null;
  try {
    let value = it.call(fn, tensors);
    const built = trace.events.flatMap((event) => (event.type === 'construct' ? [event.object] : []));
    let parameters = built;
    let before = 0;
    if (value instanceof PyObject && isModule(it, value)) {
      before = macsOf(trace.events);
      parameters = [value];
      value = it.call(value, tensors);
    }
    if (value instanceof UnsizedTensor) value = value.unknown;
    if (value instanceof Unknown) return { unknown: value.reason };
    const unique = new Set<TorchTensor>();
    for (const object of parameters) {
      for (const [, tensor] of namedTensors(it, object, '_parameters', '', true)) {
        if (tensor instanceof TorchTensor) unique.add(tensor);
      }
    }
    const params = [...unique].reduce((sum, tensor) => sum + tensor.elements, 0);
    return { output: describeValue(it, value), params, macs: macsOf(trace.events) - before };
  } catch (error) {
    if (error instanceof PyRaise) return { raises: error.exception.cls.name };
    throw error;
  }
}
