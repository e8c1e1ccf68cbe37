import { expect } from 'chai';
import { native } from '../../../src/python/runtime/native.ts';
import { PyDict } from '../../../src/python/runtime/values.ts';
import type { Options, ScriptCall } from '../../../src/tfjs/script/native.ts';
import { scriptFunction } from '../../../src/tfjs/script/native.ts';
import { UNDEFINED } from '../../../src/tfjs/script/values.ts';
import { print, runScript, showValue } from './evaluate.ts';

describe('values that are unknown to a script', () => {
  it('come from the page, with the way to them', () => {
    expect(
      print(
        `const x = document.getElementById('epochs').value; out(x); out(Number(x) * 2); out(parseInt(x, 10)); out(document.querySelectorAll('p')[0].textContent);`,
      ),
    ).to.deep.equal([
      `unknown: from the page: document.getElementById('epochs').value`,
      `unknown: from the page: document.getElementById('epochs').value`,
      `unknown: from the page: document.getElementById('epochs').value`,
      `unknown: from the page: document.querySelectorAll('p')[0].textContent`,
    ]);
  });

  it('name the line that they come from', () => {
    const { run } = runScript(`\nconst x = document.title;`);
    const value = run.rt.modules.get('__main__')?.vars.get('x');
    expect(value).to.have.nested.property('span.start.line', 1);
  });

  it('come from the environment, the network and the clock', () => {
    const printed = print(
      `out(process.env.EPOCHS); out((await fetch('a.json')).json()); out(Date.now()); out(Math.random()); out(performance.now()); out(new Date().getTime()); out(localStorage.getItem('k'));`,
    );
    expect(printed.every((line) => line.startsWith('unknown: '))).to.equal(true);
    expect(printed[0]).to.equal('unknown: from the environment: process.env.EPOCHS');
    expect(printed[1]).to.equal(`unknown: from the network: fetch('a.json').json()`);
  });

  it('stay so through operators, templates and calls', () => {
    expect(
      print(
        `const u = Math.random(); out(u + 1); out(-u); out(\`x\${u}\`); out(Math.floor(u)); out([1, 2][u]); out({ a: 1 }[u]); out(u === 1); out(typeof u); out(u?.a); out(Math.max(1, u)); out('abc'.slice(u));`,
      ).every((line) => line === 'unknown: a random number'),
    ).to.equal(true);
  });

  it('leave of a spread only what comes after it', () => {
    expect(
      print(
        `const o = { a: 1, ...fetch('x').y, b: 2 }; out(o.b); out(o.a); out(o.c); const l = [1, ...fetch('l')]; out(l.length);`,
      ),
    ).to.deep.equal([
      '2',
      `unknown: from the network: fetch('x').y`,
      `unknown: from the network: fetch('x').y`,
      `unknown: from the network: fetch('l')`,
    ]);
  });

  it('as conditions join what the sides leave', () => {
    const [same, differs, expression] = print(
      `const u = Math.random() > 0.5; let a, b; if (u) { a = 1; b = 2; } else { a = 1; b = 3; } out(a); out(b); out(u ? 4 : 5);`,
    );
    expect(same).to.equal('1');
    expect(differs).to.match(/^unknown: it depends on a condition/);
    expect(expression).to.match(/^unknown: it depends on a condition/);
  });

  it('as conditions prefer the side that does not raise or leave', () => {
    expect(
      print(
        `if (Math.random() > 0.5) { throw new Error('x'); } out('on'); function f() { if (Math.random()) return null; return { k: 1 }; } out(f());`,
      ),
    ).to.deep.equal(['"on"', '{k: 1}']);
  });

  it('taint what unknown functions were given', () => {
    expect(
      print(
        `import { change } from 'somewhere'; const l = [1, 2], o = { a: 1 }; change(l, o); out(l.length); out(o.a); const kept = [1]; document.draw(kept); out(kept.length);`,
      ),
    ).to.deep.equal([
      'unknown: the package somewhere is not read',
      'unknown: the package somewhere is not read',
      '1',
    ]);
  });

  it('as keys may have written anywhere', () => {
    expect(
      print(
        `const o = { a: 1 }; o[Math.random()] = 2; out(o.a); const m = new Map([['a', 1]]); m.set(Math.random(), 2); out(m.get('a'));`,
      ),
    ).to.deep.equal(['unknown: a random number', 'unknown: a random number']);
  });

  it('as what is walked over run the body once', () => {
    expect(
      print(
        `for (const x of fetch('l')) out('body'); fetch('l2').forEach((x) => out('later')); let n = 0; while (Math.random() > n) n++; out(n);`,
      )[0],
    ).to.equal('"body"');
  });

  it('are no names that nobody defines', () => {
    expect(print(`out(undefinedThing.x); out(typeof undefinedThing);`)).to.deep.equal([
      'unknown: undefinedThing is not defined in what was read',
      '"undefined"',
    ]);
  });
});

describe('command lines', () => {
  it('are read by argparse, with its defaults', () => {
    const text = (add: string, parse: string, key: string): string => `
      const argparse = require('argparse');
      const parser = new argparse.ArgumentParser({ description: 'd' });
      parser.${add}('--epochs', { type: 'int', ${key}: 5 });
      parser.${add}('--learning-rate', { type: 'float', ${key}: '0.01' });
      parser.${add}(['-g', '--gpu'], { action: 'storeTrue' });
      parser.${add}('--name', { type: 'string' });
      parser.${add}('file', { type: 'string' });
      const args = parser.${parse}();
      out(args.epochs, args.learning_rate, args.gpu, args.name); out(args.file);`;
    for (const [add, parse, key] of [
      ['addArgument', 'parseArgs', 'defaultValue'],
      ['add_argument', 'parse_args', 'default'],
    ] as const) {
      expect(print(text(add, parse, key))).to.deep.equal([
        '5 0.01 false null',
        'unknown: from the environment: the argument file of the command line',
      ]);
    }
  });

  it('are read by commander, yargs and minimist', () => {
    expect(
      print(
        `const { program } = require('commander'); program.option('-e, --epochs <n>', 'epochs', parseInt, 3).option('--no-cache').option('--batch-size <n>', 'b', 32); program.parse(process.argv); const o = program.opts(); out(o.epochs, o.cache, o.batchSize);`,
      ),
    ).to.deep.equal(['3 true 32']);
    expect(
      print(
        `const argv = require('yargs').option('epochs', { type: 'number', default: 7 }).options({ lr: { default: 0.1 } }).help().argv; out(argv.epochs, argv.lr);`,
      ),
    ).to.deep.equal(['7 0.1']);
    expect(
      print(
        `import minimist from 'minimist'; const a = minimist(process.argv.slice(2), { default: { epochs: 9 } }); out(a.epochs, a._);`,
      ),
    ).to.deep.equal(['9 []']);
    expect(print(`const epochs = process.argv[2] || 10; out(epochs, process.argv.length);`)).to.deep.equal([
      '10 2',
    ]);
  });
});

describe('functions of libraries', () => {
  const describeCall = scriptFunction('f', (call) => {
    const options = call.options(0);
    const read = (name: string): string => showValue(options.value(name));
    return `${options.int('units')} ${options.text('padding', 'valid')} ${options.truth('useBias', true)} ${options.read('kernelSize').ints().join('x')} ${read('none')} ${options.has('none')}`;
  });

  it('read settings by type', () => {
    expect(
      print(
        `out(f({ units: 3, kernelSize: [3, 4] })); out(f({ units: 3, kernelSize: 2, padding: 'same', useBias: false }));`,
        { globals: { f: describeCall } },
      ),
    ).to.deep.equal(['"3 valid true 3x4 undefined false"', '"3 same false 2 undefined false"']);
  });

  it('are unknown where a setting is, and raise where one has the wrong type', () => {
    const printed = print(
      `out(f({ units: Math.random(), kernelSize: 1 })); try { f({ units: 'x', kernelSize: 1 }); } catch (e) { out(e.name, e.message); } try { f({ units: 1.5, kernelSize: 1 }); } catch (e) { out(e.message); }`,
      { globals: { f: describeCall } },
    );
    expect(printed).to.deep.equal([
      'unknown: a random number',
      '"TypeError" "f: units must be a number, not \\"x\\""',
      '"f: units must be an integer, not 1.5"',
    ]);
  });

  it('know where a setting is written', () => {
    let line: number | undefined;
    const f = scriptFunction('f', (call: ScriptCall) => {
      line = call.options(0).span('units')?.start.line;
      return UNDEFINED;
    });
    print(`f({\n  name: 'a',\n  units: 3,\n});`, { globals: { f } });
    expect(line).to.equal(2);
  });

  it('call back into the program, with keywords as an object', () => {
    const f = native('f(fn)', (rt, args) => rt.call(args.value('fn'), [1], new Map([['training', true]])));
    expect(print(`out(f((x, { training }) => [x, training]));`, { globals: { f } })).to.deep.equal([
      '[1, true]',
    ]);
  });

  it('may construct classes of the program', () => {
    const f = native('f(cls)', (rt, args) => rt.callMethod(rt.call(args.value('cls'), [4]), 'twice', []));
    expect(
      print(
        `class A { k = 10; constructor(n) { this.n = n; } twice() { return this.n * 2 + this.k; } } out(f(A));`,
        { globals: { f } },
      ),
    ).to.deep.equal(['18']);
  });

  it('see which settings are open', () => {
    const f = scriptFunction('f', (call) => {
      const options: Options = call.options(0);
      return options.rest !== null && options.object instanceof PyDict;
    });
    expect(print(`out(f({ a: 1 }), f({ ...fetch('x'), a: 1 }));`, { globals: { f } })).to.deep.equal([
      'false true',
    ]);
  });
});
