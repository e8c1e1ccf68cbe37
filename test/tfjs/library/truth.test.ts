import { expect } from 'chai';
import {
  judgeLayer,
  judgeProgram,
  layerCases,
  programTruths,
  type LayerCase,
} from '../../conformance/tensorflowJs.ts';

/** What TensorFlow.js makes of random width is random. */
const NOT_EXACT = new Set(['randomWidth']);

describe('the layers of TensorFlow.js', () => {
  const classOf = ({ id }: LayerCase): string => id.slice(0, id.indexOf('/'));
  for (const name of new Set(layerCases().map(classOf))) {
    const cases = layerCases().filter((layer) => classOf(layer) === name);
    it(`${name}: ${cases.length} configurations as TensorFlow.js computes them`, () => {
      for (const layer of cases) {
        const { grade, differences } = judgeLayer(layer);
        expect(grade, `${layer.expr}: ${differences.join('; ')}`).to.equal(
          NOT_EXACT.has(name) ? 'partial' : 'exact',
        );
      }
    });
  }
});

describe('programs that use TensorFlow.js', function () {
  // some fill tensors element by element
  this.timeout(180_000);
  for (const program of programTruths()) {
    it(`${program.file}: layers, parameters and trainings as in a run`, () => {
      const verdicts = judgeProgram(program);
      expect(verdicts.filter(({ grade }) => grade !== 'exact')).to.deep.equal([]);
    });
  }
});
