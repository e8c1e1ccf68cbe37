/** Every module of Keras and TensorFlow that is modelled. */
import type { LibraryModule } from '../python/ports.ts';
import { KERAS_MODULES } from './library/keras.ts';
import { TENSORFLOW_MODULES } from './library/tensorflow.ts';

export const kerasLibraries: readonly LibraryModule[] = [...KERAS_MODULES, ...TENSORFLOW_MODULES];
