/**
 * Low-rank adapters beside frozen layers: `W x + B A x · alpha / r`.
 * Source: https://huggingface.co/docs/peft/v0.14.0/package_reference/lora, Hu et al. 2021.
 */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, asNumber, nativeClass, nativeMethod } from '../../python/runtime/native.ts';
import { PyFloat, PyList, PyObject, PySet, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { ensureTorch } from '../../torch/classes.ts';
import { isModule, namedModules } from '../../torch/nn/tree.ts';
import { stateOf } from '../../torch/state.ts';
import { isFloating } from '../../tensor/dtype.ts';
import { cast } from '../../torch/ops/casting.ts';
import { TorchTensor } from '../../torch/tensor.ts';
import { setAttributes } from '../trainers/fitting.ts';

/** Adapters have a type of their own, which what goes in is cast to. */
function likeWeights(rt: Runtime, x: Value, adapter: Value): Value {
  const weight = rt.findAttribute(adapter, 'weight');
  const isApart = x instanceof TorchTensor && weight instanceof TorchTensor && isFloating(x.dtype);
  return isApart ? cast(rt, x, weight.dtype) : x;
}

/** A frozen layer and its adapter. */
const loraLayer = perRuntime((rt: Runtime): PyClass => {
  ensureTorch(rt);
  return nativeClass(
    'LoraLayer',
    [stateOf(rt).classes.Module],
    [
      nativeMethod('forward(self, x, *args, **options)', (inner, args) => {
        const self = args.value('self');
        const part = (name: string): Value => inner.getAttribute(self, name);
        const x = args.value('x');
        const base = inner.call(part('base_layer'), [x, ...args.rest], args.extra);
        const dropped = inner.call(part('lora_dropout'), [likeWeights(inner, x, part('lora_A'))]);
        const update = inner.call(part('lora_B'), [inner.call(part('lora_A'), [dropped])]);
        const sum = inner.binary('+', base, inner.binary('*', update, part('scaling')));
        return base instanceof TorchTensor && sum instanceof TorchTensor ? cast(inner, sum, base.dtype) : sum;
      }),
    ],
  );
});

export interface Adapter {
  readonly rank: number;
  readonly scaling: number;
  readonly dropout: number;
}

function nn(
  rt: Runtime,
  name: string,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value> = new Map(),
): Value {
  return rt.call(rt.getAttribute(rt.importModule('torch.nn'), name), args, keywords);
}

/** A module with A and B beside the layer; null where the layer is of no kind that adapters know. */
function adapted(rt: Runtime, layer: PyObject, { rank, scaling, dropout }: Adapter): Value | null {
  const weight = rt.findAttribute(layer, 'weight');
  const kind = layer.cls.mro.map(({ name }) => name).find((name) => ADAPTED.has(name));
  if (!(weight instanceof TorchTensor) || kind === undefined) return null;
  const module = rt.call(loraLayer(rt), []);
  const noBias = new Map<string, Value>([['bias', false]]);
  const [first = 0, second = 0] = weight.shape;
  let down: Value;
  let up: Value;
  if (kind === 'Conv2d') {
    const channels = second * (asInteger(rt.getAttribute(layer, 'groups')) ?? 1);
    const like = ['kernel_size', 'stride', 'padding'].map((name): [string, Value] => [
      name,
      rt.getAttribute(layer, name),
    ]);
    down = nn(rt, 'Conv2d', [channels, rank], new Map([...like, ['bias', false] as const]));
    up = nn(rt, 'Conv2d', [rank, first, 1], noBias);
  } else if (kind === 'Embedding') {
    down = nn(rt, 'Embedding', [first, rank]);
    up = nn(rt, 'Linear', [rank, second], noBias);
  } else {
    // GPT-2's `Conv1D` has its axes the other way round.
    const [input, output] = kind === 'Conv1D' ? [first, second] : [second, first];
    down = nn(rt, 'Linear', [input, rank], noBias);
    up = nn(rt, 'Linear', [rank, output], noBias);
  }
  const identity =
    dropout > 0 && kind !== 'Embedding' ? nn(rt, 'Dropout', [new PyFloat(dropout)]) : nn(rt, 'Identity', []);
  for (const [name, part] of [
    ['base_layer', layer],
    ['lora_dropout', identity],
    ['lora_A', down],
    ['lora_B', up],
  ] as const) {
    rt.setAttribute(module, name, part);
  }
  setAttributes(rt, module, [['scaling', new PyFloat(scaling)]]);
  return module;
}

const ADAPTED = new Set(['Linear', 'Conv1D', 'Conv2d', 'Embedding']);

/** Layers that `target_modules` may be left out for. Source: peft/utils/constants.py, the most frequent ones. */
const USUAL_TARGETS = [
  'q_proj',
  'v_proj',
  'query_key_value',
  'c_attn',
  'query',
  'value',
  'q',
  'v',
  'q_lin',
  'v_lin',
];

type Matches = (name: string, module: PyObject) => boolean;

function texts(value: Value): readonly string[] {
  const items =
    value instanceof PyList || value instanceof PyTuple
      ? value.items
      : value instanceof PySet
        ? [...value.entries.values()]
        : [];
  return items.filter((item): item is string => typeof item === 'string');
}

/** Which layers get an adapter. */
export function targetsOf(rt: Runtime, value: Value): Matches | Unknown {
  if (value instanceof Unknown) return value;
  if (value === 'all-linear') {
    return (name, module) =>
      module.cls.mro.some((cls) => cls.name === 'Linear' || cls.name === 'Conv1D') &&
      !/(^|\.)(lm_head|score|classifier|embed_out)$/.test(name);
  }
  if (typeof value === 'string') {
    try {
      const pattern = new RegExp(`^(?:${value})$`);
      return (name) => pattern.test(name);
    } catch {
      return rt.unknown('target_modules is a pattern that cannot be read');
    }
  }
  const names = value === null ? USUAL_TARGETS : texts(value);
  return (name) => names.some((suffix) => name === suffix || name.endsWith(`.${suffix}`));
}

/** Replaces the layers that match; returns how many. */
export function addAdapters(rt: Runtime, root: PyObject, matches: Matches, adapter: Adapter): number {
  let count = 0;
  for (const { name, module } of namedModules(rt, root)) {
    if (name === '' || !(module instanceof PyObject) || !matches(name, module)) continue;
    const made = adapted(rt, module, adapter);
    if (made === null) continue;
    const parts = name.split('.');
    const last = parts.pop() ?? name;
    let holder: Value = root;
    for (const part of parts) holder = rt.getAttribute(holder, part);
    rt.setAttribute(holder, last, made);
    count += 1;
  }
  return count;
}

/** Modules that are trained as they are: `modules_to_save`, and the biases that `bias` names. */
export function thaw(rt: Runtime, root: PyObject, saved: Value, bias: Value): void {
  const names = texts(saved);
  for (const { name, module } of namedModules(rt, root)) {
    if (!(module instanceof PyObject) || !isModule(rt, module)) continue;
    if (names.some((one) => name === one || name.endsWith(`.${one}`))) {
      rt.callMethod(module, 'requires_grad_', [true]);
    }
    const own = rt.findAttribute(module, 'bias');
    const isWanted = bias === 'all' || (bias === 'lora_only' && name.endsWith('base_layer'));
    if (isWanted && own instanceof TorchTensor) rt.callMethod(own, 'requires_grad_', [true]);
  }
}

/** The adapter that a configuration describes. */
export function adapterOf(rt: Runtime, option: (name: string) => Value): Adapter | Unknown {
  const rank = option('r');
  if (rank instanceof Unknown) return rank;
  const size = asInteger(rank);
  if (size === undefined) return rt.unknown('the rank of the adapters is no number');
  const alpha = asNumber(option('lora_alpha')) ?? 8;
  return {
    rank: size,
    scaling: option('use_rslora') === true ? alpha / Math.sqrt(size) : alpha / size,
    dropout: asNumber(option('lora_dropout')) ?? 0,
  };
}
