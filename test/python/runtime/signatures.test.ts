/** Signatures are read when they are first needed: here, all of them are. */
import { expect } from 'chai';
import type { PyModule } from '../../../src/python/runtime/values.ts';
import { NativeFunction, PyClass } from '../../../src/python/runtime/values.ts';
import { operationsOf } from '../../../src/torch/operations.ts';
import { stdlibModules } from '../../../src/python/stdlib/modules.ts';
import { run } from '../evaluate.ts';

describe('signatures of native functions', () => {
  it('can be read, of every operation of PyTorch', () => {
    const functions = (['torch', 'Tensor', 'functional', 'linalg', 'fft', 'special'] as const).flatMap(
      (place) => [...operationsOf(place).values()],
    );
    expect(functions).to.have.length.above(800);
    for (const fn of functions) expect(() => fn.params, fn.name).to.not.throw();
  });

  it('can be read, of everything in the modules of the standard library', () => {
    const { it: interpreter } = run('pass\n');
    let read = 0;
    const visit = (value: unknown): void => {
      if (value instanceof NativeFunction) {
        expect(() => value.params, value.name).to.not.throw();
        read += 1;
      } else if (value instanceof PyClass) for (const member of value.dict.values()) visit(member);
    };
    for (const library of stdlibModules) {
      const module: PyModule = library.create(interpreter);
      for (const value of module.vars.values()) visit(value);
    }
    expect(read).to.be.greaterThan(400);
  });
});
