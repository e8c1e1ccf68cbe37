/** Numba: what it compiles does what it did before. */
import { callable } from '../../python/builtins/natives.ts';
import type { LibraryModule } from '../../python/ports.ts';
import { type NativeFunction, PyFunction } from '../../python/runtime/values.ts';
import { dataModule } from '../dataPackages.ts';

/** `@jit`, `@jit(nopython=True)` and `@jit('f8(f8)')`. */
function compiler(name: string): NativeFunction {
  return callable(name, (_rt, [given]) =>
    given instanceof PyFunction ? given : callable(name, (_inner, [decorated = null]) => decorated),
  );
}

const COMPILERS = ['jit', 'njit', 'generated_jit', 'cfunc'];

export const numbaModules: readonly LibraryModule[] = [
  dataModule('numba', (rt, name) => {
    if (name === 'prange') return rt.builtinClass('range');
    return COMPILERS.includes(name) ? compiler(name) : undefined;
  }),
];
