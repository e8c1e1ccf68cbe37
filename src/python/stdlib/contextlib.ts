/** `contextlib`. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import { nextSerial } from '../runtime/journal.ts';
import { native, nativeClass, nativeMethod } from '../runtime/native.ts';
import { PyRaise } from '../runtime/signals.ts';
import { PyIterator, PyObject, Unknown } from '../runtime/values.ts';
import type { CallArgs, NativeFunction, PyClass, Value } from '../runtime/values.ts';
import { callable, perRuntime, tuple } from '../builtins/natives.ts';
import { abcClass } from './abc.ts';
import { WrappedFunction } from './functionObjects.ts';
import { libraryModule } from './module.ts';

const managerClass = perRuntime((rt: Runtime) =>
  nativeClass(
    'AbstractContextManager',
    [abcClass(rt)],
    [
      nativeMethod('__enter__(self)', (_rt, args) => args.value('self')),
      nativeMethod('__exit__(self, type, value, traceback)', () => null),
    ],
  ),
);

/** A context manager: what entering gives, and whether leaving swallows the exception. */
class Manager extends HostObject {
  readonly #enter: (rt: Runtime) => Value;
  readonly #exit: (rt: Runtime, exception: PyObject | null) => Value;
  readonly #again: () => Manager;

  constructor(
    enter: (rt: Runtime) => Value,
    exit: (rt: Runtime, exception: PyObject | null) => Value,
    again?: () => Manager,
  ) {
    super();
    this.#enter = enter;
    this.#exit = exit;
    this.#again = again ?? ((): Manager => this);
  }

  override pyClass(rt: Runtime): PyClass {
    return managerClass(rt);
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    if (name === '__enter__' || name === '__aenter__') return callable(name, (rt) => this.#enter(rt));
    if (name !== '__exit__' && name !== '__aexit__') return undefined;
    return callable(name, (rt, [, exception]) =>
      this.#exit(rt, exception instanceof PyObject ? exception : null),
    );
  }

  /** As a decorator: every call of the function runs inside a new one. */
  override call(_rt: Runtime, args: CallArgs): Value | undefined {
    const [fn] = args.positional;
    if (fn === undefined) return undefined;
    return new WrappedFunction(fn, (rt, call) => {
      const manager = this.#again();
      manager.#enter(rt);
      let result: Value;
      try {
        result = rt.callWith(fn, call);
      } catch (error) {
        if (!(error instanceof PyRaise)) throw error;
        if (rt.truth(manager.#exit(rt, error.exception)) === true) return null;
        throw error;
      }
      manager.#exit(rt, null);
      return result;
    });
  }
}

/** The decorated generator function makes context managers. */
function contextManager(fn: Value): Value {
  const make = (rt: Runtime, args: CallArgs): Value => {
    const generator = rt.callWith(fn, args);
    if (generator instanceof Unknown) return generator;
    if (!(generator instanceof PyIterator)) {
      throw rt.error('TypeError', 'a context manager must be a generator');
    }
    return new Manager(
      (inner) => {
        const value = generator.next();
        if (value === undefined) throw inner.error('RuntimeError', "generator didn't yield");
        return value;
      },
      (inner, exception) => leave(inner, generator, exception),
      () => {
        const again = make(rt, args);
        if (again instanceof Manager) return again;
        throw rt.error('RuntimeError', 'the context manager cannot be entered again');
      },
    );
  };
  return new WrappedFunction(fn, make);
}

function leave(rt: Runtime, generator: PyIterator, exception: PyObject | null): Value {
  if (exception === null) {
    if (generator.next() !== undefined) throw rt.error('RuntimeError', "generator didn't stop");
    return false;
  }
  const error = new PyRaise(exception, exception.cls.name, rt.here());
  if (generator.raise === null) return false;
  try {
    if (generator.raise(error) !== undefined) {
      throw rt.error('RuntimeError', "generator didn't stop after throw()");
    }
    return true;
  } catch (raised) {
    if (raised instanceof PyRaise && raised.exception === exception) return false;
    throw raised;
  }
}

/** `ExitStack`: runs what was pushed, last first, when it is left. */
class ExitStack extends HostObject {
  readonly #callbacks: {
    readonly serial: number;
    items: ((rt: Runtime, exception: PyObject | null) => Value)[];
  } = {
    serial: nextSerial(),
    items: [],
  };

  override pyClass(rt: Runtime): PyClass {
    return managerClass(rt);
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case '__enter__':
      case '__aenter__':
        return callable(name, () => this);
      case '__exit__':
      case '__aexit__':
        return callable(name, (rt, [, exception]) =>
          this.#unwind(rt, exception instanceof PyObject ? exception : null),
        );
      case 'close':
        return callable(name, (rt) => this.#unwind(rt, null));
      case 'enter_context':
      case 'enter_async_context':
        return callable(name, (rt, [context = null]) => {
          const value = rt.call(rt.getAttribute(context, '__enter__'), []);
          this.#pushExit(rt, rt.getAttribute(context, '__exit__'));
          return value;
        });
      case 'push':
        return callable(name, (rt, [exit = null]) => {
          this.#pushExit(rt, rt.findAttribute(exit, '__exit__') ?? exit);
          return exit;
        });
      case 'callback':
        return callable(name, (rt, [fn = null, ...args], keywords) => {
          rt.journal.push(this.#callbacks, (inner) => {
            inner.call(fn, args, keywords);
            return false;
          });
          return fn;
        });
      case 'pop_all':
        return callable(name, (rt) => {
          const moved = new ExitStack();
          moved.#callbacks.items = this.#callbacks.items;
          rt.journal.replaceItems(this.#callbacks, []);
          return moved;
        });
      default:
        return undefined;
    }
  }

  #pushExit(rt: Runtime, exit: Value): void {
    rt.journal.push(this.#callbacks, (inner, exception) =>
      inner.call(exit, exception === null ? [null, null, null] : [exception.cls, exception, null]),
    );
  }

  #unwind(rt: Runtime, exception: PyObject | null): Value {
    const callbacks = this.#callbacks.items.toReversed();
    rt.journal.replaceItems(this.#callbacks, []);
    let pending = exception;
    for (const callback of callbacks) if (rt.truth(callback(rt, pending)) === true) pending = null;
    return exception !== null && pending === null;
  }
}

const functions: readonly NativeFunction[] = [
  ...['contextmanager', 'asynccontextmanager'].map((name) =>
    native(`${name}(func)`, (_rt, args) => contextManager(args.value('func'))),
  ),
  native('suppress(*exceptions)', (_rt, args) => {
    const make = (): Manager =>
      new Manager(
        () => null,
        (rt, exception) => exception !== null && rt.isInstance(exception, tuple(...args.rest)),
        make,
      );
    return make();
  }),
  native('nullcontext(enter_result=None)', (_rt, args) => {
    const make = (): Manager =>
      new Manager(
        () => args.value('enter_result'),
        () => null,
        make,
      );
    return make();
  }),
  ...['closing', 'aclosing'].map((name) =>
    native(`${name}(thing)`, (_rt, args) => {
      const thing = args.value('thing');
      return new Manager(
        () => thing,
        (rt) => rt.callMethod(thing, 'close'),
      );
    }),
  ),
  ...['redirect_stdout', 'redirect_stderr', 'chdir'].map((name) =>
    native(`${name}(target)`, (_rt, args) => {
      return new Manager(
        () => args.value('target'),
        () => null,
      );
    }),
  ),
  ...['ExitStack', 'AsyncExitStack'].map((name) => native(`${name}()`, () => new ExitStack())),
];

/** Classes deriving from it can decorate functions. */
const decoratorMember = nativeMethod('__call__(self, func)', (_rt, args) => {
  const self = args.value('self');
  return new WrappedFunction(args.value('func'), (rt, call) => {
    rt.callMethod(self, '__enter__');
    const result = rt.callWith(args.value('func'), call);
    rt.callMethod(self, '__exit__', [null, null, null]);
    return result;
  });
});

export const contextlib = libraryModule('contextlib', (rt) => [
  ...functions,
  managerClass(rt),
  ['AbstractAsyncContextManager', managerClass(rt)],
  nativeClass('ContextDecorator', [rt.builtinClass('object')], [decoratorMember]),
]);
