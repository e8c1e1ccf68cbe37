import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { PyList } from '../../../src/python/runtime/values.ts';
import type { Value } from '../../../src/python/runtime/values.ts';
import { Tensor } from '../../../src/keras/tensor.ts';
import { tensorflowLibraries } from '../../../src/tfjs/library/libraries.ts';
import { ScriptRun } from '../../../src/tfjs/script/run.ts';
import { createScriptParser } from '../../../src/tfjs/syntax/parser.ts';
import { Trace } from '../../../src/trace/trace.ts';

interface Output {
  readonly shape: readonly number[];
  readonly dtype: string;
}

const TRUTH = new URL('../../truth/tfjs-ops.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(TRUTH, 'utf8')) as {
  readonly cases: readonly { readonly expr: string; readonly output: Output | readonly Output[] }[];
};

const SCOPE = `import * as tf from '@tensorflow/tfjs';
const x = tf.ones([2, 3]);
const y = tf.ones([3, 4]);
const v = tf.ones([3]);
const p = tf.ones([2, 8, 9, 3]);
const s = tf.ones([2, 7, 4]);
`;

function described(value: Value): unknown {
  if (value instanceof PyList) return value.items.map(described);
  return value instanceof Tensor ? { shape: [...value.shape], dtype: value.dtype } : value;
}

describe('operations of TensorFlow.js', () => {
  const run = new ScriptRun({
    recorder: new Trace(),
    files: { get: () => null },
    libraries: tensorflowLibraries,
    parser: createScriptParser(ts),
  });
  run.main('file:///ops.js', SCOPE);
  for (const { expr, output } of cases) {
    it(expr, () => {
      expect(described(run.evaluate(expr))).to.deep.equal(output);
    });
  }
});
