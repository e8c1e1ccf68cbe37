/** `torch.ao.quantization`: what prepares, fuses and converts a model. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { asString, isSequence, native, settled } from '../../python/runtime/native.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { PyObject, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { construct, nnClass } from '../nn/registry.ts';
import { fuseBatchNorm } from '../nn/reparametrisation.ts';
import { torchModule } from './define.ts';

function given(rt: Runtime, model: Value, inplace: Value): Value {
  return rt.truth(inplace) === true ? model : rt.deepCopy(model);
}

/** Observers and fake quantisation are added beside the weights, and hold none themselves. */
function preparing(signature: string): NativeFunction {
  return native(signature, (rt, args) => given(rt, args.value('model'), args.value('inplace')));
}

/** The weights become packed integers, which PyTorch no longer counts as parameters. */
function converting(signature: string): NativeFunction {
  return native(signature, (rt, args) => {
    rt.recorder.assume('parameters are counted as before the model is quantised', rt.here(), 'locally');
    return given(rt, args.value('model'), args.value('inplace'));
  });
}

/** A module by its dotted name, and its owner. */
function memberAt(rt: Runtime, model: Value, path: string): { owner: Value; name: string; module: Value } {
  const names = path.split('.');
  const name = names.pop() ?? path;
  let owner = model;
  for (const part of names) owner = rt.getAttribute(owner, part);
  const module = rt.getAttribute(owner, name);
  if (module instanceof Unknown) throw new UnknownInput(module);
  return { owner, name, module };
}

const isBatchNorm = (rt: Runtime, value: Value): boolean =>
  value instanceof PyObject && ['BatchNorm1d', 'BatchNorm2d', 'BatchNorm3d'].includes(rt.typeName(value));

/** In evaluation a batch normalisation goes into the convolution or dense layer before it; in training it stays. */
function fuseGroup(rt: Runtime, model: Value, names: readonly string[]): void {
  const [first, second] = names.map((name) => memberAt(rt, model, name));
  if (first === undefined || second === undefined || !isBatchNorm(rt, second.module)) return;
  if (rt.truth(rt.getAttribute(first.module, 'training')) !== false) return;
  rt.setAttribute(first.owner, first.name, fuseBatchNorm(rt, first.module, second.module));
  rt.setAttribute(second.owner, second.name, construct(rt, 'Identity', []));
}

function fusing(signature: string, inEvaluation: boolean): NativeFunction {
  return native(signature, (rt, args) => {
    const model = given(rt, args.value('model'), args.value('inplace'));
    const list = args.elements('modules_to_fuse').map(settled);
    const names = (values: readonly Value[]): string[] => values.flatMap((value) => asString(value) ?? []);
    const groups = list.some(isSequence)
      ? list.map((group) => (isSequence(group) ? names(group.items) : []))
      : [names(list)];
    if (inEvaluation) for (const group of groups) fuseGroup(rt, model, group);
    return model;
  });
}

const FUNCTIONS: readonly NativeFunction[] = [
  preparing('prepare(model, inplace=False, allow_list=None, observer_non_leaf_module_list=None, **options)'),
  preparing('prepare_qat(model, mapping=None, inplace=False)'),
  converting('convert(model, mapping=None, inplace=False, remove_qconfig=True, **options)'),
  converting('quantize_dynamic(model, qconfig_spec=None, dtype=None, mapping=None, inplace=False)'),
  converting('quantize(model, run_fn=None, run_args=None, mapping=None, inplace=False)'),
  fusing('fuse_modules(model, modules_to_fuse, inplace=False, **options)', true),
  fusing('fuse_modules_qat(model, modules_to_fuse, inplace=False, **options)', false),
];

const CONFIGURATION = [
  'get_default_qconfig',
  'get_default_qat_qconfig',
  'get_default_qconfig_mapping',
  'get_default_qat_qconfig_mapping',
  'default_qconfig',
  'default_dynamic_qconfig',
  'default_qat_qconfig',
  'float16_dynamic_qconfig',
  'per_channel_dynamic_qconfig',
  'QConfig',
  'QConfigMapping',
  'MinMaxObserver',
  'HistogramObserver',
  'MovingAverageMinMaxObserver',
  'PerChannelMinMaxObserver',
  'FakeQuantize',
  'disable_observer',
  'enable_observer',
  'disable_fake_quant',
  'enable_fake_quant',
];

export const quantizationModules: readonly LibraryModule[] = [
  'torch.ao.quantization',
  'torch.quantization',
].map((name) =>
  torchModule({
    name,
    functions: FUNCTIONS,
    inert: CONFIGURATION,
    find: (rt, member) =>
      ['QuantStub', 'DeQuantStub', 'QuantWrapper'].includes(member) ? nnClass(rt, member) : undefined,
  }),
);
