/** The standard exceptions. */
import type { Runtime } from '../runtime/api.ts';
import { native, nativeMethod } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PyObject, PyProperty, PyTuple, Unknown } from '../runtime/values.ts';
import type { PyClass, Value, NativeFunction } from '../runtime/values.ts';
import { classArgument, tuple } from './natives.ts';

/** Name and base, bases first. The hierarchy of Python 3.11's `builtins`. */
export const EXCEPTION_BASES: readonly (readonly [name: string, base: string])[] = [
  ['BaseException', 'object'],
  ['Exception', 'BaseException'],
  ['SystemExit', 'BaseException'],
  ['KeyboardInterrupt', 'BaseException'],
  ['GeneratorExit', 'BaseException'],
  ['BaseExceptionGroup', 'BaseException'],
  ['ExceptionGroup', 'BaseExceptionGroup'],
  ['StopIteration', 'Exception'],
  ['StopAsyncIteration', 'Exception'],
  ['ArithmeticError', 'Exception'],
  ['FloatingPointError', 'ArithmeticError'],
  ['OverflowError', 'ArithmeticError'],
  ['ZeroDivisionError', 'ArithmeticError'],
  ['AssertionError', 'Exception'],
  ['AttributeError', 'Exception'],
  ['BufferError', 'Exception'],
  ['EOFError', 'Exception'],
  ['ImportError', 'Exception'],
  ['ModuleNotFoundError', 'ImportError'],
  ['LookupError', 'Exception'],
  ['IndexError', 'LookupError'],
  ['KeyError', 'LookupError'],
  ['MemoryError', 'Exception'],
  ['NameError', 'Exception'],
  ['UnboundLocalError', 'NameError'],
  ['OSError', 'Exception'],
  ['BlockingIOError', 'OSError'],
  ['ChildProcessError', 'OSError'],
  ['ConnectionError', 'OSError'],
  ['BrokenPipeError', 'ConnectionError'],
  ['ConnectionAbortedError', 'ConnectionError'],
  ['ConnectionRefusedError', 'ConnectionError'],
  ['ConnectionResetError', 'ConnectionError'],
  ['FileExistsError', 'OSError'],
  ['FileNotFoundError', 'OSError'],
  ['InterruptedError', 'OSError'],
  ['IsADirectoryError', 'OSError'],
  ['NotADirectoryError', 'OSError'],
  ['PermissionError', 'OSError'],
  ['ProcessLookupError', 'OSError'],
  ['TimeoutError', 'OSError'],
  ['ReferenceError', 'Exception'],
  ['RuntimeError', 'Exception'],
  ['NotImplementedError', 'RuntimeError'],
  ['RecursionError', 'RuntimeError'],
  ['SyntaxError', 'Exception'],
  ['IndentationError', 'SyntaxError'],
  ['TabError', 'IndentationError'],
  ['SystemError', 'Exception'],
  ['TypeError', 'Exception'],
  ['ValueError', 'Exception'],
  ['UnicodeError', 'ValueError'],
  ['UnicodeDecodeError', 'UnicodeError'],
  ['UnicodeEncodeError', 'UnicodeError'],
  ['UnicodeTranslateError', 'UnicodeError'],
  ['Warning', 'Exception'],
  ['BytesWarning', 'Warning'],
  ['DeprecationWarning', 'Warning'],
  ['EncodingWarning', 'Warning'],
  ['FutureWarning', 'Warning'],
  ['ImportWarning', 'Warning'],
  ['PendingDeprecationWarning', 'Warning'],
  ['ResourceWarning', 'Warning'],
  ['RuntimeWarning', 'Warning'],
  ['SyntaxWarning', 'Warning'],
  ['UnicodeWarning', 'Warning'],
  ['UserWarning', 'Warning'],
];

/** Other names of the same classes. */
export const EXCEPTION_ALIASES: readonly (readonly [alias: string, name: string])[] = [
  ['EnvironmentError', 'OSError'],
  ['IOError', 'OSError'],
];

function argumentsOf(self: Value): readonly Value[] {
  const args = self instanceof PyObject ? self.attrs.get('args') : undefined;
  return args instanceof PyTuple ? args.items : [];
}

function create(rt: Runtime, cls: PyClass, args: Args): PyObject {
  const exception = rt.createObject(cls);
  rt.journal.mapSet(exception.attrs, 'args', tuple(...args.rest));
  return exception;
}

/** Linux's error numbers that have a class of their own. */
const ERRNO_CLASSES: ReadonlyMap<number, string> = new Map([
  [1, 'PermissionError'],
  [2, 'FileNotFoundError'],
  [13, 'PermissionError'],
  [17, 'FileExistsError'],
  [20, 'NotADirectoryError'],
  [21, 'IsADirectoryError'],
]);

function setArguments(rt: Runtime, args: Args): null {
  const self = args.known('self');
  if (self instanceof PyObject) rt.journal.mapSet(self.attrs, 'args', tuple(...args.rest));
  return null;
}

function message(rt: Runtime, self: Value): Value {
  const args = argumentsOf(self);
  const [only] = args;
  if (only === undefined) return '';
  return args.length === 1 ? rt.str(only) : rt.repr(tuple(...args));
}

function repr(rt: Runtime, self: Value): Value {
  const texts: string[] = [];
  for (const arg of argumentsOf(self)) {
    const text = rt.repr(arg);
    if (text instanceof Unknown) return text;
    texts.push(text);
  }
  return `${rt.classOf(self).name}(${texts.join(', ')})`;
}

/** A property that is the first argument of the exception. */
function firstArgument(name: string): readonly [string, PyProperty] {
  const getter = nativeMethod(`${name}(self)`, (_rt, args) => argumentsOf(args.value('self'))[0] ?? null);
  return [name, new PyProperty(getter, null)];
}

const returnSelf = (signature: string): NativeFunction =>
  nativeMethod(signature, (_rt, args) => args.value('self'));

const baseMembers: readonly (NativeFunction | readonly [string, Value])[] = [
  native('__new__(cls, *args, **kwargs)', (rt, args) => create(rt, classArgument(rt, args), args)),
  nativeMethod('__init__(self, /, *args, **kwargs)', setArguments),
  nativeMethod('__str__(self)', (rt, args) => message(rt, args.value('self'))),
  nativeMethod('__repr__(self)', (rt, args) => repr(rt, args.value('self'))),
  returnSelf('with_traceback(self, tb)'),
  nativeMethod('add_note(self, note)', () => null),
  ['__cause__', null],
  ['__context__', null],
  ['__traceback__', null],
  ['__suppress_context__', false],
];

/** What some of the classes have of their own. */
const ownMembers: ReadonlyMap<string, readonly (NativeFunction | readonly [string, Value])[]> = new Map([
  ['BaseException', baseMembers],
  [
    'KeyError',
    [
      nativeMethod('__str__(self)', (rt, args) => {
        const held = argumentsOf(args.value('self'));
        const [key] = held;
        return held.length === 1 && key !== undefined ? rt.repr(key) : message(rt, args.value('self'));
      }),
    ],
  ],
  ['StopIteration', [firstArgument('value')]],
  ['SystemExit', [firstArgument('code')]],
  ['ImportError', [['name', null] as const, ['path', null] as const, firstArgument('msg')]],
  [
    'OSError',
    [
      native('__new__(cls, *args, **kwargs)', (rt, args) => {
        const cls = classArgument(rt, args);
        const [errno] = args.rest;
        const specific = typeof errno === 'number' ? ERRNO_CLASSES.get(errno) : undefined;
        const isPlain = cls === rt.builtinClass('OSError') && args.rest.length > 1;
        return create(rt, isPlain && specific !== undefined ? rt.builtinClass(specific) : cls, args);
      }),
      nativeMethod('__str__(self)', (rt, args) => {
        const [errno, text] = argumentsOf(args.value('self'));
        if (typeof errno !== 'number' || text === undefined) return message(rt, args.value('self'));
        const reason = rt.str(text);
        return reason instanceof Unknown ? reason : `[Errno ${errno}] ${reason}`;
      }),
      firstArgument('errno'),
      ['strerror', null] as const,
      ['filename', null] as const,
    ],
  ],
  [
    'BaseExceptionGroup',
    [
      firstArgument('message'),
      [
        'exceptions',
        new PyProperty(
          nativeMethod('exceptions(self)', (rt, args) => {
            const elements = rt.elements(argumentsOf(args.value('self'))[1] ?? null);
            return elements instanceof Unknown ? elements : tuple(...elements);
          }),
          null,
        ),
      ] as const,
    ],
  ],
]);

export function exceptionMembers(name: string): readonly (NativeFunction | readonly [string, Value])[] {
  return ownMembers.get(name) ?? [];
}
