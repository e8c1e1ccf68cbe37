/** `time` and `datetime`: clocks are unknown, lengths of time are exact. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import { native, nativeClass } from '../runtime/native.ts';
import { PyFloat } from '../runtime/values.ts';
import type { NativeFunction, Value, PyClass } from '../runtime/values.ts';
import type { BinaryOperator, CompareOperator } from '../syntax/ast.ts';
import { callable, perRuntime } from '../builtins/natives.ts';
import { asPyNumber, compareNumbers, toDouble } from '../builtins/numbers.ts';
import { libraryModule } from './module.ts';

const CLOCKS = [
  'time',
  'time_ns',
  'perf_counter',
  'perf_counter_ns',
  'monotonic',
  'monotonic_ns',
  'process_time',
  'process_time_ns',
  'thread_time',
  'localtime',
  'gmtime',
  'mktime',
  'strftime',
  'strptime',
  'ctime',
  'asctime',
];

function clock(name: string): NativeFunction {
  return native(`${name}(*args, **kwargs)`, (rt) => rt.unknown('the time when the program runs'));
}

const time = libraryModule('time', [
  ...CLOCKS.map(clock),
  native('sleep(secs)', () => null),
  native('tzset()', () => null),
]);

const MICROSECONDS_PER_SECOND = 1_000_000;
const SECONDS_PER_DAY = 86_400;

/** `timedelta`, in whole microseconds. */
class TimeDelta extends HostObject {
  readonly #cls: PyClass;
  readonly microseconds: number;

  constructor(cls: PyClass, microseconds: number) {
    super();
    this.#cls = cls;
    this.microseconds = Math.round(microseconds);
  }

  override pyClass(): PyClass {
    return this.#cls;
  }

  get #seconds(): number {
    return Math.floor(this.microseconds / MICROSECONDS_PER_SECOND);
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case 'days':
        return Math.floor(this.#seconds / SECONDS_PER_DAY);
      case 'seconds':
        return this.#seconds - Math.floor(this.#seconds / SECONDS_PER_DAY) * SECONDS_PER_DAY;
      case 'microseconds':
        return this.microseconds - this.#seconds * MICROSECONDS_PER_SECOND;
      case 'total_seconds':
        return callable(name, () => new PyFloat(this.microseconds / MICROSECONDS_PER_SECOND));
      case '__str__':
        return callable(name, () => this.#text);
      default:
        return undefined;
    }
  }

  get #text(): string {
    const days = Math.floor(this.#seconds / SECONDS_PER_DAY);
    const rest = this.#seconds - days * SECONDS_PER_DAY;
    const [hours, minutes, seconds] = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60];
    const two = (value: number): string => String(value).padStart(2, '0');
    const micro = this.microseconds - this.#seconds * MICROSECONDS_PER_SECOND;
    const clockText = `${hours}:${two(minutes)}:${two(seconds)}${micro === 0 ? '' : `.${String(micro).padStart(6, '0')}`}`;
    return days === 0 ? clockText : `${days} day${Math.abs(days) === 1 ? '' : 's'}, ${clockText}`;
  }

  override binary(_rt: Runtime, op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof TimeDelta) {
      if (op === '+') return new TimeDelta(this.#cls, this.microseconds + other.microseconds);
      const [a, b] = reflected
        ? [other.microseconds, this.microseconds]
        : [this.microseconds, other.microseconds];
      if (op === '-') return new TimeDelta(this.#cls, a - b);
      return op === '/' && b !== 0 ? new PyFloat(a / b) : undefined;
    }
    const factor = asPyNumber(other);
    if (factor === undefined) return undefined;
    if (op === '*') return new TimeDelta(this.#cls, this.microseconds * toDouble(factor));
    return op === '/' && !reflected
      ? new TimeDelta(this.#cls, this.microseconds / toDouble(factor))
      : undefined;
  }

  override compare(_rt: Runtime, op: CompareOperator, other: Value): Value | undefined {
    return other instanceof TimeDelta ? compareNumbers(op, this.microseconds, other.microseconds) : undefined;
  }

  override repr(): string {
    return `datetime.timedelta(seconds=${this.microseconds / MICROSECONDS_PER_SECOND})`;
  }
}

const UNITS: Readonly<Record<string, number>> = {
  days: SECONDS_PER_DAY,
  seconds: 1,
  microseconds: 1e-6,
  milliseconds: 1e-3,
  minutes: 60,
  hours: 3600,
  weeks: 7 * SECONDS_PER_DAY,
};

const timeDeltaClass = perRuntime((rt: Runtime): PyClass => {
  const cls: PyClass = nativeClass(
    'timedelta',
    [rt.builtinClass('object')],
    [
      native(
        `__new__(cls, ${Object.keys(UNITS)
          .map((unit) => `${unit}=0`)
          .join(', ')})`,
        (_inner, args) => {
          const seconds = Object.entries(UNITS).reduce(
            (sum, [unit, length]) => sum + args.number(unit) * length,
            0,
          );
          return new TimeDelta(cls, seconds * MICROSECONDS_PER_SECOND);
        },
      ),
    ],
  );
  return cls;
});

export const timeModules = [time, libraryModule('datetime', (rt) => [timeDeltaClass(rt)])];
