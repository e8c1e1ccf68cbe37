/** A library for tests of the evaluator: work, training steps and a data loader, without tensors. */
import type { LibraryModule } from '../../../src/python/ports.ts';
import type { Runtime } from '../../../src/python/runtime/api.ts';
import { HostObject, type HostIteration } from '../../../src/python/runtime/host.ts';
import { Store } from '../../../src/python/runtime/journal.ts';
import { native, nativeClass } from '../../../src/python/runtime/native.ts';
import { PyModule, type PyClass, type Value } from '../../../src/python/runtime/values.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { NO_WORK } from '../../../src/tensor/work.ts';
import { traceOf } from '../../../src/trace/trace.ts';

class Loader extends HostObject {
  readonly #count: number;
  constructor(count: number) {
    super();
    this.#count = count;
  }
  pyClass(): PyClass {
    return nativeClass('Loader', [], []);
  }
  override length(): number {
    return this.#count;
  }
  override iterate(): HostIteration {
    return {
      kind: 'host-iteration',
      count: this.#count,
      element: () => 'batch',
      source: { kind: 'host', detail: this },
    };
  }
}

function work(rt: Runtime, name: string): void {
  traceOf(rt).record({
    type: 'op',
    op: name,
    kind: 'other',
    inputs: [],
    outputs: [],
    weights: [],
    work: NO_WORK,
    inputNeedsGrad: false,
    gradEnabled: false,
    isView: false,
    unmodelled: null,
    span: rt.here(),
  });
}

export const fakeTraining: LibraryModule = {
  name: 'fake',
  precedence: 'framework',
  create: () =>
    new PyModule(
      'fake',
      null,
      new Store<string, Value>([
        [
          'work',
          native("work(name='work')", (rt, args) => {
            work(rt, args.string('name'));
            return null;
          }),
        ],
        [
          'step',
          native('step()', (rt) => {
            traceOf(rt).record({
              type: 'step',
              optimizer: OPTIMIZER,
              span: rt.here(),
            });
            return null;
          }),
        ],
        ['Loader', native('Loader(count)', (_rt, args) => new Loader(args.int('count')))],
        ['unknown', native('unknown()', (rt) => rt.unknown('nobody knows'))],
      ]),
    ),
};

const OPTIMIZER = { name: 'SGD', statePerParameter: 0, parameters: null };

/** How often each kind of event happens in all, repeats multiplied out: `{ work: 12, step: 3 }`. */
export function totals(trace: Trace): Record<string, number> {
  const counts: Record<string, number> = {};
  const factors: number[] = [];
  for (const event of trace.events) {
    if (event.type === 'repeat-begin') factors.push(typeof event.count === 'number' ? event.count : NaN);
    else if (event.type === 'repeat-end') factors.pop();
    else if (event.type === 'op' || event.type === 'step') {
      const name = event.type === 'op' ? event.op : 'step';
      counts[name] = (counts[name] ?? 0) + factors.reduce((product, factor) => product * factor, 1);
    }
  }
  return counts;
}
