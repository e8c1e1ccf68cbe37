/** The installed TensorFlow.js, on its plain CPU backend. */
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import process from 'node:process';

const folder = process.env.WATTLENS_TFJS;
if (!folder) throw new Error('set WATTLENS_TFJS to a folder where @tensorflow/tfjs is installed (README.md)');

export const FOLDER = resolve(folder);
export const tf = createRequire(join(FOLDER, 'package.json'))('@tensorflow/tfjs');
await tf.setBackend('cpu');
tf.env().set('IS_TEST', true);

export const VERSION = tf.version.tfjs;
