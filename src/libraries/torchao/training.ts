/**
 * Quantisation-aware training by torchao: weights are rounded in each use while they are trained, and packed after it.
 * https://docs.pytorch.org/ao/stable/api_ref_qat.html
 */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { asInteger, native } from '../../python/runtime/native.ts';
import { PyObject } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { packWeights } from '../../torch/nn/packing.ts';
import { isModule } from '../../torch/nn/tree.ts';
import type { Member } from '../module.ts';
import { QuantisationValue, type Quantised } from '../quantisation/request.ts';

const LINEAR: ReadonlySet<string> = new Set(['Linear']);

const ROUNDED: Quantised = { format: 'fake-quantised' };

function pack(rt: Runtime, model: Value, quantised: Quantised): Value {
  if (model instanceof PyObject && isModule(rt, model)) {
    packWeights(rt, model, { ...quantised, classes: LINEAR, staysTrained: true });
  }
  return model;
}

/** `quantizer.prepare(model)`, then a training, then `quantizer.convert(model)`. */
class Quantizer extends HostObject {
  readonly #quantised: Quantised;

  constructor(quantised: Quantised) {
    super();
    this.#quantised = quantised;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    const quantised = name === 'prepare' ? ROUNDED : name === 'convert' ? this.#quantised : undefined;
    if (quantised === undefined) return undefined;
    return native(`${name}(model, *args, **options)`, (rt, args) => pack(rt, args.value('model'), quantised));
  }
}

function quantizer(name: string, format: Quantised['format']): NativeFunction {
  return native(`${name}(groupsize=256, **options)`, (_rt, args) => {
    const group = asInteger(args.value('groupsize'));
    return new Quantizer({ format, ...(group === undefined ? {} : { group }) });
  });
}

/** What `quantize_` makes of it: `QATConfig(Int4WeightOnlyConfig(), step='prepare')`. */
const configuration = native(
  'QATConfig(base_config=None, activation_config=None, weight_config=None, *, step="prepare")',
  (rt, args) => {
    const base = args.value('base_config');
    if (args.value('step') === 'prepare') return new QuantisationValue('QATConfig', ROUNDED, new Map());
    return base instanceof QuantisationValue ? base : rt.unknown('what a QATConfig converts to');
  },
);

const rounding = (name: string): NativeFunction =>
  native(`${name}(*args, **options)`, () => new QuantisationValue(name, ROUNDED, new Map()));

export const TRAINING_MEMBERS: Readonly<Record<string, Member>> = {
  Int8DynActInt4WeightQATQuantizer: quantizer('Int8DynActInt4WeightQATQuantizer', 'int4-dynamic'),
  Int4WeightOnlyQATQuantizer: quantizer('Int4WeightOnlyQATQuantizer', 'int4-weights'),
  QATConfig: configuration,
  IntXQuantizationAwareTrainingConfig: rounding('IntXQuantizationAwareTrainingConfig'),
};
