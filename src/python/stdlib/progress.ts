/** Progress bars pass their iterable through: `tqdm` and functions like it. */
import type { Runtime } from '../runtime/api.ts';
import { HostObject } from '../runtime/host.ts';
import type { HostIteration } from '../runtime/host.ts';
import { native, nativeClass } from '../runtime/native.ts';
import type { Args } from '../runtime/native.ts';
import { PyRange, StaticMethod, Unknown } from '../runtime/values.ts';
import type { PyClass, PyIterator, Value } from '../runtime/values.ts';
import { sourceOf } from '../builtins/iterators.ts';
import { callable, perRuntime } from '../builtins/natives.ts';
import { toIndex } from '../builtins/rangeMethods.ts';
import { Inert } from './inert.ts';
import { libraryModule } from './module.ts';

/** A bar around an iterable, or one that is advanced by hand. */
export class ProgressBar extends HostObject {
  readonly #cls: PyClass;
  readonly iterable: Value;

  constructor(cls: PyClass, iterable: Value) {
    super();
    this.#cls = cls;
    this.iterable = iterable;
  }

  override pyClass(): PyClass {
    return this.#cls;
  }

  /** A range stays a loop of known length, whose number can be followed. */
  override iterate(rt: Runtime): HostIteration | PyIterator | Unknown {
    const { iterable } = this;
    if (iterable instanceof Unknown) return iterable;
    if (iterable instanceof PyRange) {
      return {
        kind: 'host-iteration',
        count: iterable.length,
        element: (i) => rt.binary('+', iterable.start, rt.binary('*', i, iterable.step)),
        source: { kind: 'range', detail: null },
      };
    }
    return sourceOf(rt, iterable);
  }

  override length(rt: Runtime): number | Unknown {
    return rt.length(this.iterable);
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    switch (name) {
      case '__enter__':
      case '__iter__':
        return callable(name, () => this);
      case '__exit__':
        return callable(name, () => null);
      case 'iterable':
        return this.iterable;
      case 'total':
        return rt.length(this.iterable);
      default:
        return name.startsWith('__') ? undefined : new Inert(`tqdm.${name}`);
    }
  }

  override setAttribute(): boolean {
    return true;
  }

  override repr(): string {
    return '<progress bar>';
  }
}

function bar(rt: Runtime, args: Args): ProgressBar {
  return new ProgressBar(barClass(rt), args.value('iterable'));
}

function rangeBar(rt: Runtime, args: Args): ProgressBar {
  const [first, second, third] = args.rest.map((part) => toIndex(rt, part));
  const range =
    second === undefined ? new PyRange(0, first ?? 0, 1) : new PyRange(first ?? 0, second, third ?? 1);
  return new ProgressBar(barClass(rt), range);
}

const barClass = perRuntime((rt: Runtime) =>
  nativeClass(
    'tqdm',
    [rt.builtinClass('object')],
    [
      ['__new__', native('__new__(cls, iterable=None, *args, **options)', bar)],
      ['write', new StaticMethod(native('write(*args, **options)', () => null))],
      ['pandas', new StaticMethod(native('pandas(*args, **options)', () => null))],
    ],
  ),
);

const trange = native('trange(*args, **options)', rangeBar);

const TQDM_MODULES = [
  'tqdm',
  'tqdm.auto',
  'tqdm.notebook',
  'tqdm.std',
  'tqdm.autonotebook',
  'tqdm.asyncio',
  'tqdm.rich',
];

/** Functions of other progress displays that return what they are given, to be looped over. */
const TRACKS: readonly (readonly [module: string, fn: string])[] = [
  ['rich.progress', 'track'],
  ['alive_progress', 'alive_it'],
  ['fastprogress', 'progress_bar'],
  ['fastprogress', 'master_bar'],
  ['fastprogress.fastprogress', 'progress_bar'],
  ['fastprogress.fastprogress', 'master_bar'],
];

export const progressModules = [
  ...TQDM_MODULES.map((name) =>
    libraryModule(name, (rt) => [barClass(rt), ['tnrange', trange], ['tqdm_notebook', barClass(rt)], trange]),
  ),
  ...[...new Set(TRACKS.map(([module]) => module))].map((module) =>
    libraryModule(module, () =>
      TRACKS.flatMap(([owner, name]) =>
        owner === module ? [native(`${name}(iterable=None, *args, **options)`, bar)] : [],
      ),
    ),
  ),
];
