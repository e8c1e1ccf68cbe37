/** A model whose name only the command line tells: it trains, and nothing else is known of it. */
import type { Runtime } from '../../python/runtime/api.ts';
import { nativeMethod } from '../../python/runtime/native.ts';
import { NativeFunction, PyClass, PyObject } from '../../python/runtime/values.ts';
import type { Unknown, Value } from '../../python/runtime/values.ts';
import { Store } from '../../python/runtime/journal.ts';
import { ensureTorch } from '../../torch/classes.ts';
import { initializeModule, selfOf, UNKNOWN_REASON, UNTRAINED } from '../../torch/nn/tree.ts';
import { stateOf } from '../../torch/state.ts';

/**
 * An instance of `className`, with `reason` for why its weights and its work are not known.
 * @param more what else can be called of it
 */
export function unnamedModel(
  rt: Runtime,
  className: string,
  reason: Unknown,
  more: readonly NativeFunction[] = [],
): Value {
  ensureTorch(rt);
  const base = stateOf(rt).classes.Module;
  const inherited = base.dict.get('__getattr__');
  const members: readonly NativeFunction[] = [
    nativeMethod('__init__(self)', (inner, args) => {
      const object = selfOf(inner, args.value('self'));
      initializeModule(inner, object);
      inner.journal.mapSet<string, Value>(object.attrs, UNKNOWN_REASON, reason);
      return null;
    }),
    new NativeFunction(
      '__getattr__',
      (inner, args) => {
        const name = args.positional[1];
        return typeof name !== 'string' || name.startsWith('_')
          ? inner.callWith(inherited ?? null, args)
          : inner.unknown(reason.reason);
      },
      true,
    ),
    nativeMethod('requires_grad_(self, requires_grad=True)', (inner, args) => {
      const object = selfOf(inner, args.value('self'));
      inner.journal.mapSet<string, Value>(object.attrs, UNTRAINED, args.value('requires_grad') === false);
      return object;
    }),
    nativeMethod('forward(self, *args, **kwargs)', () => reason),
    ...more,
  ];
  const made = rt.call(
    new PyClass({
      name: className,
      bases: [base],
      dict: new Store<string, Value>(members.map((member) => [member.name, member])),
    }),
    [],
  );
  return made instanceof PyObject ? made : reason;
}
