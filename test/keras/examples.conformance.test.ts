import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { runPass } from '../../src/discover/passes.ts';
import { kerasFramework } from '../../src/keras/framework.ts';
import { kerasLibraries } from '../../src/keras/libraries.ts';
import { libraryModules } from '../../src/libraries/libraries.ts';
import { dtypeNamed } from '../../src/tensor/ndarray/dtypes.ts';
import { PyObject } from '../../src/python/runtime/values.ts';
import { run } from '../python/evaluate.ts';
import { modelCases, type ModelCase } from './truth.ts';

const source = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

/** The example, then the model that is asked for. */
function script({ file, expr, hp }: ModelCase): string {
  const literal = (value: unknown): string =>
    typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value);
  const fixed = Object.entries(hp ?? {}).map(
    ([name, value]) => `hp.Fixed(${JSON.stringify(name)}, ${literal(value)})`,
  );
  const lines = hp === undefined ? [] : ['hp = kt.HyperParameters()', ...fixed];
  return [source(file), ...lines, `model_under_test = ${expr ?? ''}`].join('\n');
}

describe('Keras examples, as Keras itself computes them', () => {
  for (const known of modelCases('examples-keras.json')) {
    it(known.id, () => {
      const { it: runtime, module } = run(script(known), {
        libraries: [...kerasLibraries, ...libraryModules],
      });
      const model = module.vars.get('model_under_test');
      if (!(model instanceof PyObject)) expect.fail('no model');
      const trials = known.input_shape.map((shape, i) => {
        const dtype = dtypeNamed(known.input_dtypes?.[i] ?? '') ?? 'float32';
        return { name: null, input: { kind: 'tensor' as const, shape, dtype } };
      });
      const pass = runPass({ it: runtime, framework: kerasFramework, model }, trials, false, 'truth');
      expect(pass.graph.completeness).to.deep.equal({ level: 'exact', reasons: [] });
      expect(pass.outputs).to.deep.equal([known.output_shape]);
      expect(pass.graph.params).to.equal(known.params);
      expect(pass.graph.trainableParams).to.equal(known.trainable_params);
      expect(pass.graph.work.macs).to.equal(known.macs);
      expect(model.cls.name).to.equal(known.class);
      const rows = pass.graph.layers
        .filter(({ role }) => role === 'module')
        .map(({ path, type, outputShape, work }) => [path, type, outputShape, work.macs]);
      expect(rows).to.deep.equal(
        known.layers.map(([path, type, , output, , macs]) => [path, type, output, macs]),
      );
    });
  }
});
