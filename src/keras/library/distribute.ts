/** `tf.distribute`: what runs on every device is followed on one, since batches are told for one device. */
import { callable } from '../../python/builtins/natives.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { native, type Args } from '../../python/runtime/native.ts';
import { PyDict, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { dictItems } from '../../python/builtins/hash.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { either, type Members } from './module.ts';

type Body = (rt: Runtime, args: Args) => Value;

/** `strategy.run(fn, args=(batch,))`. */
function run(rt: Runtime, args: Args): Value {
  const positional = args.value('args');
  const keywords = args.value('kwargs');
  const items = positional === null ? [] : rt.elements(positional);
  if (items instanceof Unknown) return items;
  const named =
    keywords instanceof PyDict
      ? dictItems(keywords).flatMap(([name, value]): [string, Value][] =>
          typeof name === 'string' ? [[name, value]] : [],
        )
      : [];
  return rt.call(args.value('fn'), items, new Map(named));
}

/** A pipeline of the share of one device, which is all of it. */
function fromFunction(rt: Runtime, args: Args): Value {
  return rt.call(args.value('dataset_fn'), [new InputContext()]);
}

const METHODS: ReadonlyMap<string, NativeFunction> = new Map(
  (
    [
      ['run(fn, args=(), kwargs=None, options=None)', run],
      ['experimental_run_v2(fn, args=(), kwargs=None)', run],
      ['reduce(reduce_op, value, axis=None)', (_rt, args) => args.value('value')],
      ['gather(value, axis=0)', (_rt, args) => args.value('value')],
      ['experimental_distribute_dataset(dataset, options=None)', (_rt, args) => args.value('dataset')],
      ['distribute_datasets_from_function(dataset_fn, options=None)', fromFunction],
      ['experimental_distribute_datasets_from_function(dataset_fn, options=None)', fromFunction],
      ['experimental_local_results(value)', (_rt, args) => new PyTuple([args.value('value')])],
      ['unwrap(value)', (_rt, args) => new PyTuple([args.value('value')])],
    ] satisfies readonly (readonly [string, Body])[]
  ).map(([signature, body]) => [signature.slice(0, signature.indexOf('(')), native(signature, body)]),
);

class Strategy extends HostObject {
  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    if (name === 'num_replicas_in_sync') return 1;
    return METHODS.get(name) ?? (name.startsWith('__') ? undefined : new Inert(`strategy.${name}`));
  }
}

class InputContext extends HostObject {
  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'num_replicas_in_sync':
      case 'num_input_pipelines':
        return 1;
      case 'input_pipeline_id':
        return 0;
      case 'get_per_replica_batch_size':
        return callable(name, (_inner, [size = null]) => size);
      default:
        return undefined;
    }
  }
}

const strategies: Members = (_rt, name) =>
  name.endsWith('Strategy') || name.endsWith('StrategyV1') || name === 'get_strategy'
    ? native(`${name}(*args, **kwargs)`, () => new Strategy())
    : undefined;

/** Members of `tf.distribute` and of its `experimental`. */
export const distribute: Members = either(strategies, (_rt, name) =>
  name.startsWith('__') || name === 'experimental' ? undefined : new Inert(`tf.distribute.${name}`),
);
