/** Operations one by one: the shape and type of what comes out. */
import { readFileSync } from 'node:fs';
import { tf } from './tensorflow.mjs';

const CASES = new URL('../cases/tfjs/ops.txt', import.meta.url);

const describe = (value) =>
  Array.isArray(value) ? value.map(describe) : { shape: value.shape, dtype: value.dtype };

export function opCases() {
  const scope = {
    tf,
    x: tf.ones([2, 3]),
    y: tf.ones([3, 4]),
    v: tf.ones([3]),
    p: tf.ones([2, 8, 9, 3]),
    s: tf.ones([2, 7, 4]),
  };
  const lines = readFileSync(CASES, 'utf8').split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((expr) => {
      const run = new Function(...Object.keys(scope), `return ${expr};`);
      try {
        return { expr, output: describe(run(...Object.values(scope))) };
      } catch (error) {
        throw new Error(`${expr}: ${error.message}`, { cause: error });
      }
    });
}
