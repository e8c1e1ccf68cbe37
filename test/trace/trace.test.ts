import { expect } from 'chai';
import { Unknown, PyList, PyObject, PyClass } from '../../src/python/runtime/values.ts';
import type { LoopIdentity } from '../../src/python/ports.ts';
import { NO_WORK } from '../../src/tensor/work.ts';
import type { OpEvent, TensorInfo, TraceEvent } from '../../src/trace/events.ts';
import { Trace, traceOf } from '../../src/trace/trace.ts';
import type { SourceSpan } from '../../src/units/span.ts';
import { run } from '../python/evaluate.ts';

function at(line: number): SourceSpan {
  return { uri: 'file:///w/main.py', start: { line, character: 0 }, end: { line, character: 9 } };
}

function tensor(...shape: number[]): TensorInfo {
  return { shape, dtype: 'float32' };
}

function op(change: Partial<OpEvent> = {}): OpEvent {
  return {
    type: 'op',
    op: 'relu',
    kind: 'activation',
    inputs: [tensor(2, 3)],
    outputs: [tensor(2, 3)],
    weights: [],
    work: NO_WORK,
    inputNeedsGrad: true,
    gradEnabled: true,
    isView: false,
    unmodelled: null,
    span: at(1),
    ...change,
  };
}

function loop(serial: number, line = 5): LoopIdentity {
  return { serial, source: { kind: 'range', detail: null }, span: at(line) };
}

const unknown = new Unknown('for the test', null);
const object = new PyObject(new PyClass({ name: 'A', bases: [] }));
const weight = { serial: 7, elements: 6, dtype: 'float32', trainable: true } as const;

function types(trace: Trace): string[] {
  return trace.events.map((event) => event.type);
}

/** Whether two single events count as alike when a loop looks for repetition. */
function alike(first: TraceEvent, second: TraceEvent): boolean {
  const trace = new Trace();
  const a = trace.mark();
  trace.record(first);
  const b = trace.mark();
  trace.record(second);
  return trace.settled(a, b);
}

describe('the trace', () => {
  it('forgets what was recorded since a mark, or between two', () => {
    const trace = new Trace();
    trace.record(op({ op: 'a' }));
    const first = trace.mark();
    trace.record(op({ op: 'b' }));
    const second = trace.mark();
    trace.record(op({ op: 'c' }));
    trace.rollback(first, second);
    expect(trace.events.map((event) => event.type === 'op' && event.op)).to.deep.equal(['a', 'c']);
    trace.rollback(first);
    expect(trace.since(first)).to.deep.equal([]);
    expect(trace.events).to.have.length(1);
  });

  it('records nothing while it is silent, however deep', () => {
    const trace = new Trace();
    const result = trace.silently(() => {
      trace.silently(() => {
        trace.record(op());
      });
      trace.record(op());
      trace.repeat(trace.mark(), 3, loop(1));
      return 'done';
    });
    expect([result, trace.events.length]).to.deep.equal(['done', 0]);
    expect(() => trace.silently(() => expect.fail('thrown'))).to.throw('thrown');
    trace.record(op());
    expect(trace.events).to.have.length(1);
  });

  it('puts a repeat around what was recorded, and counts it anew', () => {
    const trace = new Trace();
    const mark = trace.mark();
    trace.record(op());
    trace.repeat(mark, 1, loop(4));
    trace.recount(mark, 10);
    expect(types(trace)).to.deep.equal(['repeat-begin', 'op', 'repeat-end']);
    const [begin, , end] = trace.events;
    expect(begin).to.deep.include({ count: 10 });
    expect(end).to.deep.include({ loop: 4 });
  });

  it('nests repeats', () => {
    const trace = new Trace();
    const outer = trace.mark();
    trace.record(op({ op: 'first' }));
    const inner = trace.mark();
    trace.record(op({ op: 'second' }));
    trace.repeat(inner, 2, loop(1));
    trace.repeat(outer, 3, loop(2));
    expect(types(trace)).to.deep.equal([
      'repeat-begin',
      'op',
      'repeat-begin',
      'op',
      'repeat-end',
      'repeat-end',
    ]);
  });

  it('finds two stretches alike only if they are equally long', () => {
    const trace = new Trace();
    const a = trace.mark();
    trace.record(op());
    const b = trace.mark();
    expect(trace.settled(a, b)).to.equal(false);
    trace.record(op());
    expect(trace.settled(a, b)).to.equal(true);
    trace.record(op());
    expect(trace.settled(a, b)).to.equal(false);
  });

  it('compares operations by what is done where', () => {
    expect(alike(op(), op())).to.equal(true);
    expect(alike(op(), op({ op: 'tanh' }))).to.equal(false);
    expect(alike(op(), op({ span: at(2) }))).to.equal(false);
    expect(alike(op(), op({ inputs: [tensor(4, 3)] }))).to.equal(false);
    expect(alike(op(), op({ outputs: [{ shape: [2, 3], dtype: 'float16' }] }))).to.equal(false);
    expect(alike(op(), op({ gradEnabled: false }))).to.equal(false);
    expect(alike(op({ weights: [weight] }), op({ weights: [weight] }))).to.equal(true);
    expect(alike(op({ weights: [weight] }), op({ weights: [{ ...weight, serial: 8 }] }))).to.equal(false);
    expect(alike(op(), { type: 'backward', span: null })).to.equal(false);
  });

  it('never finds constructions alike: something is being built', () => {
    const construct = { type: 'construct', object, span: at(1), mainLine: null } as const;
    expect(alike(construct, construct)).to.equal(false);
  });

  it('compares modules, settings, steps, repeats and what was assumed', () => {
    const enter = {
      type: 'enter',
      module: 3,
      className: 'Net',
      training: true,
      inputs: [],
      span: null,
    } as const;
    expect(alike(enter, enter)).to.equal(true);
    expect(alike(enter, { ...enter, training: false })).to.equal(false);
    expect(alike(enter, { ...enter, module: 4 })).to.equal(false);
    const setting = { type: 'setting', name: 'precision', value: 'fp16', span: null } as const;
    expect(alike(setting, setting)).to.equal(true);
    expect(alike(setting, { ...setting, value: 'bf16' })).to.equal(false);
    const optimizer = { name: 'SGD', statePerParameter: 0, parameters: null };
    expect(
      alike(
        { type: 'step', optimizer, span: null },
        { type: 'step', optimizer: { ...optimizer }, span: null },
      ),
    ).to.equal(false);
    const begin = { type: 'repeat-begin', count: 3, loop: loop(1) } as const;
    expect(alike(begin, { ...begin, loop: loop(2) })).to.equal(true);
    expect(alike(begin, { ...begin, count: 4 })).to.equal(false);
    expect(alike(begin, { ...begin, count: unknown })).to.equal(false);
    expect(
      alike(
        { type: 'assume', text: 'a', spread: 'nowhere', span: null },
        { type: 'assume', text: 'b', spread: 'nowhere', span: null },
      ),
    ).to.equal(false);
  });

  it('tells training, and work that could be repeated, from the rest', () => {
    const trace = new Trace();
    const mark = trace.mark();
    expect(trace.isRepeatable(mark)).to.equal(false);
    trace.record(op());
    expect([trace.isRepeatable(mark), trace.hasTraining(mark)]).to.deep.equal([true, false]);
    trace.record({ type: 'backward', span: null });
    expect(trace.hasTraining(mark)).to.equal(true);
    expect(trace.hasTraining(trace.mark())).to.equal(false);
    trace.record({ type: 'construct', object, span: null, mainLine: null });
    expect(trace.isRepeatable(mark)).to.equal(false);
  });

  it('records what was assumed, what is missing and what was tainted', () => {
    const trace = new Trace();
    trace.assume('it is so', at(3));
    trace.incomplete(unknown);
    const list = new PyList([]);
    trace.taint(list, unknown);
    trace.taint(5, unknown);
    expect(trace.events).to.deep.equal([
      { type: 'assume', text: 'it is so', spread: 'nowhere', span: at(3) },
      { type: 'incomplete', unknown },
      { type: 'taint', object: list.serial, by: unknown },
    ]);
  });

  it('is what a runtime records to', () => {
    const { it: interpreter, trace } = run('');
    expect(traceOf(interpreter)).to.equal(trace);
  });
});
