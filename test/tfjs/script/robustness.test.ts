import { expect } from 'chai';
import { BudgetExceeded } from '../../../src/python/runtime/signals.ts';
import { native } from '../../../src/python/runtime/native.ts';
import type { Runtime } from '../../../src/python/runtime/api.ts';
import type { Value } from '../../../src/python/runtime/values.ts';
import { traceOf } from '../../../src/trace/trace.ts';
import { UNDEFINED } from '../../../src/tfjs/script/values.ts';
import { Unknown } from '../../../src/python/runtime/values.ts';
import { parser, print, runScript, type RunOptions } from './evaluate.ts';

/** A step of a training, as a library would record it. */
function step(rt: Runtime): Value {
  traceOf(rt).record({ type: 'backward', span: rt.here() } as never);
  return UNDEFINED;
}
const TRAINING: RunOptions = { globals: { step: native('step(*args)', step) } };

/** How often `step()` was called, loops multiplied. */
function steps(text: string): number | string {
  const { trace } = runScript(text, TRAINING);
  const factors: (number | Unknown)[] = [];
  let total = 0;
  let lost: Unknown | null = null;
  for (const event of trace.events) {
    if (event.type === 'repeat-begin') factors.push(event.count);
    else if (event.type === 'repeat-end') factors.pop();
    else if (event.type === 'backward') {
      lost ??= factors.find((factor) => factor instanceof Unknown) ?? null;
      total += factors.reduce<number>(
        (product, factor) => (factor instanceof Unknown ? product : product * factor),
        1,
      );
    }
  }
  return lost === null ? total : lost.reason;
}

describe('loops of scripts that train', () => {
  it('are counted, not run', () => {
    expect(steps(`for (let i = 0; i < 1000000; i++) step();`)).to.equal(1_000_000);
    expect(steps(`for (let e = 0; e < 90; e++) for (let b = 0; b < 1563; b++) step();`)).to.equal(90 * 1563);
    expect(steps(`let i = 0; while (true) { step(); if (++i >= 12345) break; }`)).to.equal(12345);
    expect(steps(`let i = 100; do { step(); i -= 2; } while (i > 0);`)).to.equal(50);
    expect(steps(`for (let i = 0; i < 7000; i += 7) { if (i % 2) continue; step(); }`)).to.equal(500);
  });

  it('are counted by their branches', () => {
    expect(
      steps(`for (let i = 0; i < 10000; i++) { step(); if (i % 100 === 0) { step(); step(); } }`),
    ).to.equal(10_200);
    expect(
      steps(`for (let i = 0; i < 600; i++) { if (i < 200) step(); else if (i >= 500) { step(); step(); } }`),
    ).to.equal(400);
  });

  it('are counted over arrays, functions and closures', () => {
    expect(
      steps(`const lrs = [0.1, 0.01, 0.001]; for (const lr of lrs) for (let i = 0; i < 50; i++) step(lr);`),
    ).to.equal(150);
    expect(steps(`[1, 2, 3].forEach((x) => { for (let i = 0; i < x; i++) step(); });`)).to.equal(6);
    expect(
      steps(
        `async function epoch(n) { for (let i = 0; i < n; i++) await step(); } for (let e = 0; e < 20; e++) await epoch(500);`,
      ),
    ).to.equal(10_000);
    expect(
      steps(`const fs = []; for (let i = 0; i < 400; i++) { const f = () => i; f(); step(); }`),
    ).to.equal(400);
  });

  it('see the index of an array that is walked over', () => {
    expect(steps(`Array(100).fill(0).forEach((_, i) => { if (i % 10 === 0) step(); });`)).to.equal(10);
    expect(steps(`Array(100).fill(0).forEach((_, i) => { step(); if (i >= 90) step(); });`)).to.equal(110);
  });

  it('are a lower bound where nobody knows how often they run', () => {
    expect(
      steps(`const n = document.getElementById('epochs').value; for (let i = 0; i < n; i++) step();`),
    ).to.equal(`from the page: document.getElementById('epochs').value`);
    expect(steps(`while (true) step();`)).to.equal('this loop has no end that could be determined');
  });

  it('leave counters as they are at the end', () => {
    expect(
      print(
        `let seen = 0; let i; for (i = 0; i < 5000; i++) { step(); seen += 32; } out(i, seen);`,
        TRAINING,
      ),
    ).to.deep.equal(['5000 160000']);
  });
});

describe('scripts that cannot be run as they are', () => {
  it('with syntax errors are run without them', () => {
    const { printed, trace } = runScript(`out(1); const a = ; out(2); function f( { out(3);\nout(4);`);
    expect(printed).to.include.members(['1', '2']);
    expect(
      trace.events.some(
        (event) => event.type === 'incomplete' && event.unknown.reason.includes('does not parse'),
      ),
    ).to.equal(true);
    expect(parser.parse('file:///w/x.ts', 'const a = ;').errors).to.have.lengthOf(1);
  });

  it('tell what stands for a broken expression', () => {
    expect(print(`const o = { a: 1, b: , c: 3 }; out(o.a, o.c);`)).to.deep.equal(['1 3']);
    expect(print(`const broken = (1 + ; out(typeof broken);`).length).to.be.at.most(1);
  });

  it('end within the budget', () => {
    const limits = { steps: 20_000, depth: 100, objects: 20_000 };
    expect(() =>
      runScript(`let x = {}; for (let i = 0; ; i = i * 2 + 1 - i) x = { x, [Math.random()]: i };`, {
        limits,
      }),
    ).to.throw(BudgetExceeded);
  });

  it('that call themselves without end are left with a reason', () => {
    let caught: unknown = null;
    try {
      const { printed } = runScript(`function f(n) { return f(n + 1); } f(0); out('after');`);
      expect(printed).to.deep.equal(['"after"']);
    } catch (error) {
      caught = error;
    }
    if (caught !== null) expect(caught).to.be.instanceOf(BudgetExceeded);
  });

  it('may be long', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `const a${i} = ${i};`).join('\n');
    expect(print(`${many}\nout(a19999);`)).to.deep.equal(['19999']);
    const sum = Array.from({ length: 5000 }, () => '1').join(' + ');
    expect(print(`out(${sum});`)).to.deep.equal(['5000']);
    const { errors } = parser.parse('file:///w/big.js', `const x = "${'y'.repeat(2_100_000)}";`);
    expect(errors[0]?.message).to.match(/too long/);
  });

  it('may nest deeply', () => {
    const text = `out(${'['.repeat(20_000)}${']'.repeat(20_000)});`;
    expect(parser.parse('file:///w/deep.js', text).errors.length).to.be.at.most(1);
  });

  it('may hold anything', () => {
    for (const text of [
      '',
      '\0',
      '#!/usr/bin/env node\nout(1)',
      '<<<<<<< HEAD\nout(1);\n=======\nout(2);\n>>>>>>> b',
      '}}}}',
      'class { }',
      '`${',
      'import',
      'export default',
      '@decorator class A {}',
      'const x = <div>{a}</div>; out(1);',
    ]) {
      expect(() => runScript(text), text).to.not.throw();
    }
  });
});

describe('what only the page would run', () => {
  it('is run once the program has ended: handlers, timers, functions on the window', () => {
    const text = `
      document.getElementById('train').addEventListener('click', async () => { out('click'); });
      document.body.onload = () => out('load');
      window.start = () => out('start');
      setTimeout(() => out('timer', 1), 100);
      out('main');`;
    expect(print(text, { explore: true })).to.deep.equal([
      '"main"',
      '"click"',
      '"load"',
      '"start"',
      '"timer" 1',
    ]);
  });

  it('includes what attributes of the page run', () => {
    const page = `<script>let n = 0; function train(k) { n += k; out('train', n); }</script>\n<button onclick="train(2)" class='a'>go</button><p onload='train(3); null.x'></p>`;
    const { printed, trace } = runScript(page, { uri: 'file:///w/p.html', explore: true });
    expect(printed).to.deep.equal(['"train" 2', '"train" 5']);
    const lost = trace.events.find(({ type }) => type === 'incomplete');
    expect(lost?.type === 'incomplete' ? lost.unknown.span?.start.line : null).to.equal(1);
  });

  it('is run once, also where a handler sets itself again', () => {
    expect(
      print(`function tick() { out('tick'); requestAnimationFrame(tick); } tick();`, { explore: true }),
    ).to.deep.equal(['"tick"']);
  });

  it('includes functions that nobody calls, kept where they train', () => {
    const { trace, run } = runScript(
      `let state = 0; export function train() { state = 1; step(); } function helper() { state = 2; } function used() {} used();`,
      { ...TRAINING, explore: true },
    );
    expect(trace.events.filter(({ type }) => type === 'backward')).to.have.lengthOf(1);
    expect(run.rt.modules.get('__main__')?.vars.get('state')).to.equal(1);
    expect(
      run.functions().map(({ name, isExported, isCallableAlone }) => [name, isExported, isCallableAlone]),
    ).to.deep.equal([
      ['train', true, true],
      ['helper', false, true],
      ['used', false, true],
    ]);
  });

  it('has unknown arguments, or its defaults', () => {
    expect(
      print(`export function build(units, act = 'relu') { step(); out(act); out(units); }`, {
        ...TRAINING,
        explore: true,
      }),
    ).to.deep.equal(['"relu"', 'unknown: the argument units of build, which nobody calls']);
  });

  it('evaluates expressions in the scope of the file', () => {
    const { run } = runScript(`const k = 2; function f(x) { return x * k; } class A {}`);
    expect(run.evaluate('f(21)')).to.equal(42);
    expect(run.classes().map(({ name }) => name)).to.deep.equal(['A']);
  });
});
