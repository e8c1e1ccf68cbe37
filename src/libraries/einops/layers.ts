/** The layers of `einops.layers.torch`. */
import { perRuntime } from '../../python/builtins/natives.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { PyDict, Unknown, type PyClass, type Value } from '../../python/runtime/values.ts';
import type { OpCall } from '../../torch/call.ts';
import { ensureTorch } from '../../torch/classes.ts';
import { classOf, layer, type LayerSelf, type LayerSpec } from '../../torch/nn/layer.ts';
import { TorchTensor } from '../../torch/tensor.ts';
import { checked } from './errors.ts';
import { lettersFor } from './functions.ts';
import { parsePattern, parseSide, PatternError, spread, type Side } from './pattern.ts';
import type { Operation } from './plan.ts';
import { inputOf, lengthsOf, transform } from './transform.ts';

function keepLengths(self: LayerSelf, given: ReadonlyMap<string, Value>): void {
  const lengths = new PyDict();
  for (const [name, value] of given) lengths.entries.set(name, value);
  self.set('axes_lengths', lengths);
}

function lengths(self: LayerSelf): ReadonlyMap<string, number> {
  const kept = self.value('axes_lengths');
  const given = new Map<string, Value>();
  if (kept instanceof PyDict) {
    for (const [name, value] of kept.entries) if (typeof name === 'string') given.set(name, value);
  }
  return lengthsOf(self.rt, given);
}

function textOf(self: LayerSelf, name: string): string {
  const value = self.value(name);
  if (typeof value !== 'string') throw self.rt.error('TypeError', `${name} must be a str`);
  return value;
}

function patternLayer(signature: string, operation: Operation): LayerSpec {
  return layer(signature, {
    init(self, call) {
      self.keep(call, 'pattern');
      self.set('reduction', operation === 'reduce' ? call.args.value('reduction') : null);
      keepLengths(self, call.args.extra);
      checked(self.rt, () => {
        parsePattern(call.string('pattern'));
        return null;
      });
    },
    forward: (self, call) =>
      checked(self.rt, () =>
        transform(
          self.rt,
          operation,
          inputOf(self.rt, call.args.value('input')),
          textOf(self, 'pattern'),
          lengths(self),
          self.value('reduction'),
        ),
      ),
  });
}

const namesOf = (side: Side): readonly string[] =>
  spread(side, 0)
    .flat()
    .map((axis) => {
      if ('size' in axis) throw new PatternError('anonymous axes are not allowed in EinMix');
      return axis.name;
    });

const isComposed = (side: Side): boolean => side.groups.some(({ isBracketed }) => isBracketed);

function declareWeights(self: LayerSelf, call: OpCall, sizes: ReadonlyMap<string, number>): void {
  const sizeOf = (name: string): number => {
    const size = sizes.get(name);
    if (size === undefined) throw new PatternError(`the length of the axis ${name} is needed for the weight`);
    return size;
  };
  const [, right] = parsePattern(call.string('pattern'));
  self.parameter('weight', namesOf(parseSide(call.string('weight_shape'))).map(sizeOf));
  const bias = call.args.stringOrNone('bias_shape');
  const biased = bias === null ? [] : namesOf(parseSide(bias));
  const shape = namesOf(right).map((name) => (biased.includes(name) ? sizeOf(name) : 1));
  self.parameter('bias', bias === null ? null : shape);
}

/** A product with a weight over named axes: einsum between two rearrangements. */
const einMix = layer('EinMix(pattern, weight_shape, bias_shape=None, **axes_lengths)', {
  init(self, call) {
    self.keep(call, 'pattern', 'weight_shape', 'bias_shape');
    keepLengths(self, call.args.extra);
    checked(self.rt, () => {
      declareWeights(self, call, lengths(self));
      return null;
    });
  },
  forward(self, call) {
    const { rt } = self;
    const pattern = textOf(self, 'pattern');
    const [left, right] = parsePattern(pattern);
    const [leftText = '', rightText = ''] = pattern.split('->');
    const [inputs, outputs] = [namesOf(left), namesOf(right)];
    const weights = namesOf(parseSide(textOf(self, 'weight_shape')));
    const sizes = lengths(self);
    const used = (names: readonly string[]): ReadonlyMap<string, number> =>
      new Map([...sizes].filter(([name]) => names.includes(name)));
    let value: Value = inputOf(rt, call.args.value('input'));
    if (isComposed(left) && value instanceof TorchTensor) {
      value = transform(rt, 'rearrange', value, `${leftText} -> ${inputs.join(' ')}`, used(inputs));
    }
    const letter = lettersFor([...inputs, ...weights, ...outputs]);
    const word = (names: readonly string[]): string => names.map(letter).join('');
    const equation = `${word(inputs)},${word(weights)}->${word(outputs)}`;
    value = rt.callMethod(rt.importModule('torch'), 'einsum', [equation, value, self.tensor('weight')]);
    const bias = self.tensorOrNone('bias');
    if (bias !== null) value = rt.binary('+', value, bias);
    if (value instanceof Unknown) throw new UnknownInput(value);
    if (!isComposed(right) || !(value instanceof TorchTensor)) return value;
    return transform(rt, 'rearrange', value, `${outputs.join(' ')} -> ${rightText}`, used(outputs));
  },
});

const SPECS: readonly LayerSpec[] = [
  patternLayer('Rearrange(pattern, **axes_lengths)', 'rearrange'),
  patternLayer('Reduce(pattern, reduction, **axes_lengths)', 'reduce'),
  einMix,
];

const classes = perRuntime((rt: Runtime): ReadonlyMap<string, PyClass> => {
  const { Module } = ensureTorch(rt).classes;
  return new Map(SPECS.map((spec) => [spec.name, classOf(spec, Module)]));
});

/** A layer class by its name, one per run. */
export function einopsLayer(name: string): (rt: Runtime) => Value {
  return (rt) => classes(rt).get(name) ?? null;
}

export const EINOPS_LAYERS: readonly string[] = SPECS.map(({ name }) => name);
