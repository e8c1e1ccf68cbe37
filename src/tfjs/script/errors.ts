/** Exceptions, between the evaluator's own form and what `catch` binds. */
import { asString } from '../../python/runtime/native.ts';
import { PyRaise } from '../../python/runtime/signals.ts';
import { PyObject, PyTuple } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { describeSpan, type SourceSpan } from '../../units/span.ts';
import type { Script } from './script.ts';
import { JsClass } from './values.ts';

/** `throw` of what is no Error. */
class ThrownValue extends PyRaise {
  readonly value: Value;
  constructor(value: Value, exception: PyObject, message: string, span: SourceSpan | null) {
    super(exception, message, span);
    this.value = value;
  }
}

export function errorOf(js: Script, type: string, message: string): PyRaise {
  const exception = new PyObject(errorClass(js, type), js.rt.here());
  exception.attrs.set('message', message);
  return new PyRaise(exception, `${type}: ${message}`, js.rt.here());
}

function errorClass(js: Script, type: string): JsClass {
  const cls = js.findBuiltin(type) ?? js.builtinClass('Error');
  if (!(cls instanceof JsClass)) throw new TypeError(`${type} is no class of errors`);
  return cls;
}

export function thrown(js: Script, value: Value): PyRaise {
  const error = js.builtinClass('Error');
  if (value instanceof PyObject && value.cls.isSubclassOf(error)) {
    const message = asString(value.attrs.get('message') ?? null) ?? '';
    return new PyRaise(
      value,
      message === '' ? value.cls.name : `${value.cls.name}: ${message}`,
      js.rt.here(),
    );
  }
  const exception = new PyObject(error, js.rt.here());
  return new ThrownValue(value, exception, `Uncaught ${js.describe(value)}`, js.rt.here());
}

/** Whether the program may catch it: the end of the program it may not. */
export function isThrown(error: PyRaise): boolean {
  return error.exception.cls.name !== 'SystemExit';
}

/** What is told of a statement that did not come to its end. Throws on what is not the program's fault. */
export function failureText(error: unknown): string {
  if (error instanceof PyRaise) {
    const at = error.span === null ? '' : ` at ${describeSpan(error.span)}`;
    return `running this raised ${error.message}${at}`;
  }
  // The evaluator's own stack is used up before the budget of depth is, where a program nests in other ways as well.
  if (error instanceof RangeError) return 'the code nests too deeply to follow';
  throw error;
}

/** Exceptions that Keras raises, as classes of JavaScript. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ['TypeError', 'TypeError'],
  ['IndexError', 'RangeError'],
  ['SyntaxError', 'SyntaxError'],
]);

/** What `catch` binds. */
export function thrownValue(js: Script, error: PyRaise): Value {
  if (error instanceof ThrownValue) return error.value;
  const { exception } = error;
  if (exception.cls instanceof JsClass) return exception;
  const converted = new PyObject(
    errorClass(js, FOREIGN.get(exception.cls.name) ?? 'Error'),
    exception.createdAt,
  );
  const args = exception.attrs.get('args');
  const message = args instanceof PyTuple ? args.items[0] : undefined;
  converted.attrs.set('message', message === undefined ? error.message : message);
  return converted;
}
