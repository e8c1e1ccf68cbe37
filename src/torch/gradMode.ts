/** `no_grad`, `enable_grad`, `inference_mode`, `set_grad_enabled`: contexts and decorators. */
import type { Runtime } from '../python/runtime/api.ts';
import { HostObject } from '../python/runtime/host.ts';
import { native, nativeClass } from '../python/runtime/native.ts';
import { NativeFunction, PyFunction } from '../python/runtime/values.ts';
import type { CallArgs, PyClass, Value } from '../python/runtime/values.ts';
import { stateOf, withGrad } from './state.ts';

class GradMode extends HostObject {
  readonly #enabled: boolean;
  /** What it goes back to; null until it is entered. */
  #before: boolean | null;

  constructor(enabled: boolean, before: boolean | null = null) {
    super();
    this.#enabled = enabled;
    this.#before = before;
  }

  override pyClass(rt: Runtime): PyClass {
    return gradModeClass(rt);
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    if (name === '__enter__') {
      return new NativeFunction('__enter__', () => {
        const state = stateOf(rt);
        this.#before ??= state.gradEnabled;
        rt.journal.setField(state, 'gradEnabled', this.#enabled);
        return null;
      });
    }
    if (name === '__exit__') {
      return new NativeFunction('__exit__', () => {
        rt.journal.setField(stateOf(rt), 'gradEnabled', this.#before ?? true);
        this.#before = null;
        return null;
      });
    }
    return undefined;
  }

  /** As a decorator. */
  override call(_rt: Runtime, args: CallArgs): Value | undefined {
    const [fn] = args.positional;
    return fn === undefined ? undefined : this.around(fn);
  }

  around(fn: Value): NativeFunction {
    const name = fn instanceof PyFunction ? fn.name : 'wrapped';
    const params = fn instanceof PyFunction ? fn.params : null;
    return new NativeFunction(
      name,
      (rt, args) => withGrad(rt, this.#enabled, () => rt.callWith(fn, args)),
      fn instanceof PyFunction,
      params,
    );
  }
}

function gradModeClass(rt: Runtime): PyClass {
  const { library } = stateOf(rt);
  let cls = library.get('no_grad');
  if (cls === undefined)
    library.set('no_grad', (cls = nativeClass('no_grad', [rt.builtinClass('object')], [])));
  return cls;
}

/** `@torch.no_grad()` and `@torch.no_grad` are both used. */
function mode(name: string, enabled: boolean): NativeFunction {
  return native(`${name}(mode=None)`, (rt, args) => {
    const argument = args.value('mode');
    if (argument instanceof PyFunction) return new GradMode(enabled).around(argument);
    if (argument === null) return new GradMode(enabled);
    // `inference_mode(False)` leaves gradients as they are, which is on.
    return new GradMode(rt.truth(argument) === true ? enabled : !enabled);
  });
}

export const GRAD_MODES: readonly NativeFunction[] = [
  mode('no_grad', false),
  mode('inference_mode', false),
  mode('enable_grad', true),
  native('set_grad_enabled(mode)', (rt, args) => {
    const enabled = args.bool('mode');
    const context = new GradMode(enabled, stateOf(rt).gradEnabled);
    // It takes effect at once, and is undone where it is used as a context.
    rt.journal.setField(stateOf(rt), 'gradEnabled', enabled);
    return context;
  }),
  native('is_grad_enabled()', (rt) => stateOf(rt).gradEnabled),
];
