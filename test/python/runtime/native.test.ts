import { expect } from 'chai';
import type { Runtime } from '../../../src/python/runtime/api.ts';
import { native, nativeMethod, settled } from '../../../src/python/runtime/native.ts';
import type { Args } from '../../../src/python/runtime/native.ts';
import { PyRaise, UnknownInput } from '../../../src/python/runtime/signals.ts';
import { Indexed, PyFloat, PyList, PyTuple, Unknown } from '../../../src/python/runtime/values.ts';
import type { CallArgs, LoopState, Value } from '../../../src/python/runtime/values.ts';
import { run } from '../evaluate.ts';

const { it: interpreter, trace } = run('');
const unknown = new Unknown('for the test', null);

function call(
  signature: string,
  body: (rt: Runtime, args: Args) => Value,
  positional: readonly Value[] = [],
  keywords: Readonly<Record<string, Value>> = {},
): Value {
  return interpreter.call(native(signature, body), positional, new Map(Object.entries(keywords)));
}

function raised(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof PyRaise) return error.message;
    throw error;
  }
  return 'nothing';
}

const nothing = (): Value => null;

describe('native functions', () => {
  it('bind positions, keywords, defaults and the rest', () => {
    const result = call(
      'f(a, b=2, *rest, c, **extra)',
      (_rt, args) => {
        const extra = [...args.extra].flat();
        return new PyTuple([args.value('a'), args.value('b'), ...args.rest, args.value('c'), ...extra]);
      },
      [1, 5, 6],
      { c: 3, d: 4 },
    );
    expect(interpreter.repr(result)).to.equal("(1, 5, 6, 3, 'd', 4)");
  });

  it('say what was given', () => {
    const given = (_rt: Runtime, args: Args): Value =>
      new PyTuple(['a', 'b'].map((name) => args.given(name)));
    expect(interpreter.repr(call('f(a=None, b=None)', given, [], { b: null }))).to.equal('(False, True)');
  });

  it('raise as Python functions do', () => {
    expect(raised(() => call('f(a)', nothing))).to.include("missing 1 required positional argument: 'a'");
    expect(raised(() => call('f(a)', nothing, [1, 2]))).to.include('takes 1 positional arguments but 2');
    expect(raised(() => call('f(a)', nothing, [1], { a: 2 }))).to.include('multiple values');
    expect(raised(() => call('f(a, /)', nothing, [], { a: 2 }))).to.include('missing 1 required');
  });

  it('list a keyword that they do not know as an assumption', () => {
    const before = trace.events.length;
    call('f(a)', nothing, [1], { odd: 2 });
    const [event] = trace.events.slice(before);
    expect(event).to.deep.include({ type: 'assume' });
    expect(event?.type === 'assume' && event.text).to.include('odd');
  });

  it('raise for a keyword that they do not know where the program is prepared for it', () => {
    const prepared = run(
      "try:\n    result = len('ab', odd=1)\nexcept (TypeError, KeyError):\n    result = 'without'",
    );
    expect(prepared.get('result')).to.equal('without');
    expect(prepared.trace.events.filter(({ type }) => type === 'assume')).to.deep.equal([]);
  });

  it('give the unknown that they would have needed', () => {
    expect(call('f(a)', (_rt, args) => args.int('a'), [unknown])).to.equal(unknown);
    expect(call('f(a)', (_rt, args) => args.bool('a'), [unknown])).to.equal(unknown);
    expect(call('f(a)', () => 5, [unknown])).to.equal(5);
    const spread: CallArgs = { positional: [], keywords: new Map(), unknownSpread: unknown };
    expect(
      interpreter.callWith(
        native('f(a=1)', () => 5),
        spread,
      ),
    ).to.equal(unknown);
  });

  it('convert their arguments', () => {
    const values = call(
      'f(i, n, s, b)',
      (_rt, args) =>
        new PyList([args.int('i'), new PyFloat(args.number('n')), args.string('s'), args.bool('b')]),
      [true, 3, 'x', new PyList([])],
    );
    expect(interpreter.repr(values)).to.equal("[1, 3.0, 'x', False]");
    expect(raised(() => call('f(i)', (_rt, args) => args.int('i'), ['x']))).to.include(
      'must be int, not str',
    );
    expect(raised(() => call('f(s)', (_rt, args) => args.string('s'), [1]))).to.include(
      'must be str, not int',
    );
  });

  it('take an int for a pair of ints', () => {
    const pair = (value: Value): Value =>
      call('f(k)', (_rt, args) => new PyTuple([...args.ints('k', 2)]), [value]);
    expect(interpreter.repr(pair(3))).to.equal('(3, 3)');
    expect(interpreter.repr(pair(new PyTuple([1, 2])))).to.equal('(1, 2)');
    expect(interpreter.repr(pair(new PyTuple([4])))).to.equal('(4, 4)');
  });

  it('become methods when they are meant to be', () => {
    const method = nativeMethod('m(self, x)', (_rt, args) => args.value('self'));
    expect([method.isMethod, native('f(x)', nothing).isMethod]).to.deep.equal([true, false]);
    expect(method.params?.map((param) => param.name)).to.deep.equal(['self', 'x']);
  });

  it('tell the loop when they use what depends on its iteration', () => {
    const loop: LoopState = { serial: 1, escaped: false, conditions: [] };
    expect(settled(new Indexed(4, new Map([[loop, (i: number) => i]])))).to.equal(4);
    expect(loop.escaped).to.equal(true);
  });

  it('settle nothing unknown', () => {
    expect(() => settled(unknown)).to.throw(UnknownInput);
  });
});
