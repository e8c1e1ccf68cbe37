/** The packages that TensorFlow.js comes in, and those around it that change no model. */
import type { ScriptLibraries, ScriptModule } from '../script/api.ts';
import { tensorflowNamespace } from './namespace.ts';

const TF: ScriptModule = { name: '@tensorflow/tfjs', create: tensorflowNamespace };

const PACKAGES = new Set([
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
  '@tensorflow/tfjs-data',
  '@tensorflow/tfjs-node',
  '@tensorflow/tfjs-node-gpu',
  '@tensorflow/tfjs-react-native',
]);

/** Drawing, back ends, command lines, files: their calls have no effect on models. */
const INERT =
  /^@tensorflow\/tfjs-(vis|backend-.*)$|^(@tensorflow\/tfjs\/dist\/.*|node-fetch|canvas|chalk|progress)$/;

/** The address of a script or module that is TensorFlow.js itself. */
const ADDRESS = /\/(@tensorflow\/)?tfjs(@[\w.-]+)?(\/|$)/;

export const tensorflowLibraries: ScriptLibraries = {
  module: (specifier) =>
    PACKAGES.has(specifier) || (/^https?:/.test(specifier) && ADDRESS.test(specifier)) ? TF : null,
  global: (name) => (name === 'tf' ? TF : null),
  isInert: (specifier) => INERT.test(specifier),
};
