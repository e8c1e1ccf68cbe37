/**
 * Models whose source is not installed: a module with the parameters and the multiplications of the catalogue, of
 * which nothing else is known. What is counted with it is estimated, with the catalogue's source as the reason.
 */
import type { Runtime } from '../../python/runtime/api.ts';
import { nativeMethod } from '../../python/runtime/native.ts';
import { NativeFunction, PyClass, PyObject, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { Store } from '../../python/runtime/journal.ts';
import { Opaque } from '../../python/stdlib/opaque.ts';
import type { DType } from '../../tensor/dtype.ts';
import { elementCount, type Shape } from '../../tensor/shape.ts';
import { NO_WORK } from '../../tensor/work.ts';
import { ensureTorch } from '../../torch/classes.ts';
import { LayerSelf } from '../../torch/nn/layer.ts';
import { initializeModule, isModule, selfOf, tensorsIn, UNKNOWN_REASON } from '../../torch/nn/tree.ts';
import { emit } from '../../torch/record.ts';
import { setStandardInputs } from '../../torch/standardInput.ts';
import { stateOf } from '../../torch/state.ts';
import { TorchTensor } from '../../torch/tensor.ts';
import { bytes, macs } from '../../units/quantity.ts';
import type { LayerKind } from '../../units/layerKind.ts';

export interface Published {
  readonly name: string;
  /** Of the catalogue's launches; absent: it has none. */
  readonly id?: string;
  /** The package that would have its source. */
  readonly library: string;
  readonly params: number;
  /** Of one sample of the inputs. */
  readonly macs: number;
  /** With a batch axis of 1, the first one to be scaled by. */
  readonly inputs: readonly { readonly name: string | null; readonly shape: Shape; readonly dtype: DType }[];
  /** Classes of a classifier; null where the shape of the result is not known. */
  readonly classes: number | null;
  readonly kind: LayerKind;
  readonly source: string;
}

/** An instance, constructed as the running line would construct the real one. */
export function standIn(rt: Runtime, published: Published): Value {
  ensureTorch(rt);
  const made = rt.call(classFor(rt, published), []);
  if (!(made instanceof PyObject)) return made;
  setStandardInputs(
    made,
    published.inputs.map(({ name, shape, dtype }) => ({
      name,
      shape: [null, ...shape.slice(1)],
      dtype,
      span: null,
    })),
  );
  return made;
}

function classFor(rt: Runtime, published: Published): PyClass {
  const base = stateOf(rt).classes.Module;
  const inherited = base.dict.get('__getattr__');
  const assign = base.dict.get('__setattr__');
  const own = (name: string): Unknown =>
    rt.unknown(`the source of ${published.library} is not installed: ${published.name}.${name} is not known`);
  const members: readonly NativeFunction[] = [
    nativeMethod('__init__(self)', (inner, args) => {
      const object = selfOf(inner, args.value('self'));
      initializeModule(inner, object);
      new LayerSelf(inner, object).parameter('weights', [published.params]);
      inner.recorder.assume(
        `the source of ${published.library} is not installed: parameters and multiplications of ${published.name} are those of ${published.source}`,
        inner.here(),
      );
      return null;
    }),
    new NativeFunction(
      '__getattr__',
      (inner, args) => {
        const name = args.positional[1];
        if (typeof name !== 'string' || name.startsWith('_')) return inner.callWith(inherited ?? null, args);
        const known = memberNamed(inner, selfOf(inner, args.positional[0]), name);
        return known ?? own(name);
      },
      true,
    ),
    nativeMethod('__setattr__(self, name, value)', (inner, args) => {
      const value = args.value('value');
      if (isModule(inner, value)) {
        inner.recorder.assume(
          `${args.string('name')} replaces a part of ${published.name}: the part is counted as it was published`,
          inner.here(),
        );
        // A head as wide as what it replaces, which is not known: it is counted with the rest.
        inner.journal.mapDelete(value.attrs, UNKNOWN_REASON);
      }
      return inner.call(assign ?? null, [args.value('self'), args.value('name'), value]);
    }),
    nativeMethod('forward(self, *args, **kwargs)', (inner, args) =>
      forward(inner, published, selfOf(inner, args.value('self')), [...args.rest, ...args.extra.values()]),
    ),
  ];
  return new PyClass({
    name: published.name,
    bases: [base],
    dict: new Store<string, Value>(members.map((member) => [member.name, member])),
  });
}

/** What the program itself put there: a head in place of the published one. */
function memberNamed(rt: Runtime, self: PyObject, name: string): Value | undefined {
  for (const kind of ['_parameters', '_buffers', '_modules']) {
    const members = self.attrs.get(kind);
    const found = members === undefined ? undefined : rt.callMethod(members, 'get', [name]);
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
}

/** Weights of parts that the program put there: gradients flow as far as them, whatever of the rest is frozen. */
function replacedWeights(rt: Runtime, self: PyObject, weights: TorchTensor): readonly TorchTensor[] {
  const all = rt.elements(rt.callMethod(self, 'parameters'));
  if (all instanceof Unknown) return [];
  return all.filter(
    (one): one is TorchTensor => one instanceof TorchTensor && one !== weights && one.requiresGrad,
  );
}

function forward(rt: Runtime, published: Published, self: PyObject, values: readonly Value[]): Value {
  const unknown = values.find((value) => value instanceof Unknown);
  const [input] = values.flatMap((value) => tensorsIn(value));
  if (input === undefined) return unknown ?? rt.unknown(`what ${published.name} is called with`);
  const standard = published.inputs[0]?.shape ?? [];
  const batch = input.shape[0] ?? 1;
  const share = elementCount(input.shape.slice(1)) / Math.max(elementCount(standard.slice(1)), 1);
  if (share !== 1) {
    rt.recorder.assume(
      `the multiplications of ${published.name} grow with its input: they are published for ${standard.slice(1).join('x')}`,
      rt.here(),
    );
  }
  const weights = new LayerSelf(rt, self).tensor('weights');
  const shape = published.classes === null ? [batch] : [batch, published.classes];
  const result = emit(
    rt,
    'published_model',
    {
      outputs: [shape],
      kind: published.kind,
      work: {
        ...NO_WORK,
        macs: macs(Math.round(published.macs * batch * share)),
        bytesRead: bytes(published.params * 4 + elementCount(input.shape) * 4),
        bytesWritten: bytes(elementCount(shape) * 4),
      },
    },
    [input, weights, ...replacedWeights(rt, self, weights)],
    'float32',
    published.id === undefined ? {} : { published: published.id },
  );
  return published.classes === null ? new Opaque(`${published.name}.forward`) : result;
}
