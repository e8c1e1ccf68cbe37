/**
 * What Keras 3 runs on: TensorFlow unless the program sets the variable before it imports Keras. What a configuration
 * file of the user's home says is not looked for.
 * https://keras.io/getting_started/#configuring-your-backend
 */
import { environmentVariable } from '../python/stdlib/os.ts';
import type { Runtime } from '../python/runtime/api.ts';

const BACKENDS = ['tensorflow', 'torch', 'jax'] as const;
export type Backend = (typeof BACKENDS)[number];

export function backendOf(rt: Runtime): Backend {
  const said = environmentVariable(rt, 'KERAS_BACKEND');
  return BACKENDS.find((name) => name === said) ?? 'tensorflow';
}
