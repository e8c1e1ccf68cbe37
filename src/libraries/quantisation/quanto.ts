/**
 * optimum-quanto: weights of dense and convolutional layers in fewer bits; activations too, where these are calibrated.
 * https://github.com/huggingface/optimum-quanto
 */
import { shellPattern } from '../../python/builtins/folders.ts';
import type { LibraryModule } from '../../python/ports.ts';
import { asString, isSequence, native } from '../../python/runtime/native.ts';
import { PyObject } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { noteConverted } from '../../torch/deployed.ts';
import { packWeights } from '../../torch/nn/packing.ts';
import { isModule } from '../../torch/nn/tree.ts';
import { lazyModule, type Member } from '../module.ts';
import { QUANTO_FORMATS, type QuantoFormat } from './request.ts';

/** `qint8` and the like. */
const FORMATS: Readonly<Record<string, QuantoFormat>> = {
  ...Object.fromEntries(Object.entries(QUANTO_FORMATS).map(([name, row]) => [`q${name}`, row])),
  qfloat8_e4m3fn: QUANTO_FORMATS.float8,
  qfloat8_e5m2: QUANTO_FORMATS.float8,
};

/** Names with `*` for anything, as `fnmatch` has them. */
function matcher(value: Value): (path: string) => boolean {
  const given = value !== null && isSequence(value) ? value.items : [value];
  const patterns = given.flatMap((one) => asString(one) ?? []).map(shellPattern);
  return (path) => patterns.some((pattern) => pattern.test(path));
}

const CLASSES: ReadonlySet<string> = new Set(['Linear', 'Conv2d']);

const quantize = native(
  'quantize(model, weights=None, activations=None, optimizer=None, include=None, exclude=None)',
  (rt, args) => {
    const [model, weights] = [args.value('model'), args.value('weights')];
    if (!(model instanceof PyObject) || !isModule(rt, model)) return null;
    const row = FORMATS[asString(weights) ?? ''];
    if (weights !== null && row === undefined) {
      rt.recorder.taint(model, rt.unknown('the type that quantize is given is not modelled'));
    }
    if (row === undefined) return null;
    const isExcluded = matcher(args.value('exclude'));
    const isIncluded = args.value('include') === null ? () => true : matcher(args.value('include'));
    const isBoth = args.value('activations') !== null && row.bits === 8 && row.format === 'int8-weights';
    packWeights(rt, model, {
      ...(isBoth ? { format: 'int8-dynamic' as const } : row),
      classes: CLASSES,
      isKept: (path) => isExcluded(path) || !isIncluded(path),
      staysTrained: true,
    });
    noteConverted(model);
    return null;
  },
);

const types: Readonly<Record<string, Member>> = Object.fromEntries(
  Object.keys(FORMATS).map((name): [string, Member] => [name, () => name]),
);

export const quantoModules: readonly LibraryModule[] = ['optimum.quanto', 'quanto'].map((name) =>
  lazyModule({
    name,
    precedence: 'framework',
    members: { ...types, quantize },
    inert: ['freeze', 'Calibration'],
  }),
);
