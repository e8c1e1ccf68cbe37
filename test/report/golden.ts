import path from 'node:path';
import * as support from '../support/golden.ts';

/** Compares with the accepted output of that name of the views. */
export function expectGolden(name: string, actual: string): void {
  support.expectGolden(path.join(import.meta.dirname, 'golden'), name, actual);
}
