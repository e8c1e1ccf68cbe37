import { expect } from 'chai';
import { kerasLibraries } from '../../src/keras/libraries.ts';
import { UNSUPPORTED } from '../../src/keras/unsupported.ts';
import { Unknown } from '../../src/python/runtime/values.ts';
import { run } from '../python/evaluate.ts';

describe('names of Keras that are not modelled', () => {
  const { it: interpreter } = run('import keras\n', { libraries: [...kerasLibraries] });

  for (const [namespace, names] of UNSUPPORTED) {
    it(`${namespace}: each of ${names.size} gives an Unknown that names it`, () => {
      const owner = interpreter.importModule(namespace);
      for (const name of names) {
        const value = interpreter.findAttribute(owner, name);
        expect(value, name).to.be.instanceOf(Unknown);
        if (value instanceof Unknown) expect(value.reason).to.contain(`${name} is not modelled`);
      }
    });
  }
});
