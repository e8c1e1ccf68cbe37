import { checkLayer } from './layerCase.ts';
import { generatedCases, layerCases } from './truth.ts';

describe('Keras layers, as Keras itself computes them', () => {
  for (const known of layerCases()) {
    it(`${known.id} ${known.expr}`, () => {
      checkLayer(known);
    });
  }
});

describe('Keras layers with arguments drawn at random', () => {
  for (const known of generatedCases()) {
    it(`${known.id} ${known.expr}`, () => {
      checkLayer(known);
    });
  }
});
