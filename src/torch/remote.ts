/** Values of other processes, as in one process: each is kept here. */
import { callable } from '../python/builtins/natives.ts';
import type { Runtime } from '../python/runtime/api.ts';
import { HostObject } from '../python/runtime/host.ts';
import { nativeClass } from '../python/runtime/native.ts';
import type { PyClass, Value } from '../python/runtime/values.ts';
import { Inert } from '../python/stdlib/inert.ts';
import { ownClass } from './library/define.ts';

/** How a call of another process hands its result over. */
export type Delivery = 'value' | 'future' | 'reference';

export function delivered(how: Delivery, value: Value): Value {
  if (how === 'value') return value;
  return how === 'future' ? new Future(value) : new Reference(value);
}

export class Future extends HostObject {
  #value: Value;
  constructor(value: Value) {
    super();
    this.#value = value;
  }
  get value(): Value {
    return this.#value;
  }
  override pyClass(rt: Runtime): PyClass {
    return ownClass(rt, 'futures.Future', (inner) =>
      nativeClass('Future', [inner.builtinClass('object')], []),
    );
  }
  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'wait':
      case 'value':
        return callable(name, () => this.#value);
      case 'done':
        return callable(name, () => true);
      case 'then':
        return callable(name, (rt, [run = null]) => new Future(rt.call(run, [this])));
      case 'add_done_callback':
        return callable(name, (rt, [run = null]) => rt.call(run, [this]));
      case 'set_result':
        return callable(name, (_inner, [value = null]) => {
          this.#value = value;
          return null;
        });
      default:
        return undefined;
    }
  }
}

/** `RRef`: a value that some process keeps. */
export class Reference extends HostObject {
  readonly #value: Value;
  constructor(value: Value) {
    super();
    this.#value = value;
  }
  get value(): Value {
    return this.#value;
  }
  override pyClass(rt: Runtime): PyClass {
    return ownClass(rt, 'rpc.RRef', (inner) => nativeClass('RRef', [inner.builtinClass('object')], []));
  }
  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'local_value':
      case 'to_here':
        return callable(name, () => this.#value);
      case 'owner':
        return callable(name, () => new Inert('torch.distributed.rpc.WorkerInfo'));
      case 'owner_name':
        return callable(name, () => 'worker');
      case 'is_owner':
      case 'confirmed_by_owner':
        return callable(name, () => true);
      case 'rpc_sync':
        return callable(name, () => new Proxy(this.#value, 'value'));
      case 'rpc_async':
        return callable(name, () => new Proxy(this.#value, 'future'));
      case 'remote':
        return callable(name, () => new Proxy(this.#value, 'reference'));
      case 'backward':
        return callable(name, (rt) => rt.callMethod(this.#value, 'backward'));
      default:
        return undefined;
    }
  }
}

/** The methods of a value that another process keeps. */
class Proxy extends HostObject {
  readonly #value: Value;
  readonly #how: Delivery;
  constructor(value: Value, how: Delivery) {
    super();
    this.#value = value;
    this.#how = how;
  }
  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }
  override getAttribute(rt: Runtime, name: string): Value | undefined {
    if (name.startsWith('__')) return undefined;
    const method = rt.getAttribute(this.#value, name);
    return callable(name, (inner, positional, keywords) =>
      delivered(this.#how, inner.call(method, positional, keywords)),
    );
  }
}
