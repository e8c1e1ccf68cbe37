import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { PyRaise } from '../../src/python/runtime/signals.ts';
import { PyList, PyObject, PyTuple, Unknown } from '../../src/python/runtime/values.ts';
import type { Value } from '../../src/python/runtime/values.ts';
import type { DType } from '../../src/tensor/dtype.ts';
import { isModule, namedTensors } from '../../src/torch/nn/tree.ts';
import { ensureTorch } from '../../src/torch/classes.ts';
import { TorchTensor } from '../../src/torch/tensor.ts';
import type { Interpreter } from '../../src/python/runtime/interpreter.ts';
import { macsOf, runTorch } from './evaluate.ts';

interface Case {
  readonly id: string;
  readonly expr: string;
  readonly inputs: readonly (readonly number[])[];
  readonly dtypes: readonly DType[];
  readonly output?: unknown;
  readonly params?: number;
  readonly macs?: number;
  readonly raises?: boolean;
  readonly error?: string;
  readonly data_dependent?: boolean;
}

const path = new URL('../truth/torch-ops.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: readonly Case[] };

interface Outcome {
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

function evaluateCase({ expr, inputs, dtypes }: Case): Outcome {
  const { it, trace, module } = runTorch(
    `import numpy as np\nimport einops\nimport einops.layers.torch as el\ndef run(x=None, y=None, z=None):\n    return ${expr}\n`,
  );
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

/** Names that PyTorch does not have are unknown here: another version may have them. */
const UNKNOWN_INSTEAD_OF_RAISING = new Set(['torch.no_such_function(x)']);

const families = new Map<string, Case[]>();
for (const each of cases) {
  const family = each.id.slice(0, each.id.indexOf('/'));
  families.set(family, [...(families.get(family) ?? []), each]);
}

describe('operations against PyTorch', () => {
  for (const [family, members] of families) {
    describe(`${family} (${members.length} cases)`, () => {
      for (const each of members) {
        it(`${each.expr} of ${JSON.stringify(each.inputs)}`, () => {
          const outcome = evaluateCase(each);
          if (each.data_dependent === true || UNKNOWN_INSTEAD_OF_RAISING.has(each.expr)) {
            expect(outcome).to.have.property('unknown');
          } else if (each.raises === true) {
            expect(outcome).to.deep.equal({ raises: each.error });
          } else {
            expect(outcome).to.deep.equal({ output: each.output, params: each.params, macs: each.macs });
          }
        });
      }
    });
  }
});
