import { expect } from 'chai';
import { NeedsFiles } from '../../../src/python/ports.ts';
import { scriptFunction } from '../../../src/tfjs/script/native.ts';
import { ScriptRun } from '../../../src/tfjs/script/run.ts';
import { Trace } from '../../../src/trace/trace.ts';
import { parser, print, runScript } from './evaluate.ts';

const at = (files: Readonly<Record<string, string>>): { files: Record<string, string> } => ({
  files: Object.fromEntries(Object.entries(files).map(([name, text]) => [`file:///work/${name}`, text])),
});

describe('modules of scripts', () => {
  it('import names, defaults and namespaces', () => {
    const files = at({
      'a.js': `export const one = 1; export default function two() { return 2; } export class C {}`,
    });
    expect(
      print(
        `import two, { one, C as D } from './a.js'; import * as a from './a.js'; out(one, two(), a.one, a.default(), D.name, Object.keys(a));`,
        files,
      ),
    ).to.deep.equal(['1 2 1 2 "C" ["C", "default", "one"]']);
  });

  it('find files by the rules of TypeScript', () => {
    const files = at({
      'ts.ts': `export const x = 'ts';`,
      'lib/index.ts': `export const x = 'index';`,
      'data.json': `{"k": [1, 2.5]}`,
      'view.tsx': `export const x = 'tsx';`,
      'sub/dir.name.js': `export const x = 'dots';`,
    });
    expect(
      print(
        `import { x as a } from './ts'; import { x as b } from './ts.js'; import { x as c } from './lib'; import d from './data.json'; import { x as e } from './view'; import { x as f } from './sub/dir.name'; out(a, b, c, d.k, e, f);`,
        files,
      ),
    ).to.deep.equal(['"ts" "ts" "index" [1, 2.5] "tsx" "dots"']);
  });

  it('export again what they import', () => {
    const files = at({
      'deep.js': `export const a = 1; export const b = 2; export default 'd';`,
      'index.js': `export * from './deep'; export { default as dflt, a as renamed } from './deep'; export * as ns from './deep';`,
    });
    expect(
      print(`import { a, b, dflt, renamed, ns } from './index.js'; out(a, b, dflt, renamed, ns.b);`, files),
    ).to.deep.equal(['1 2 "d" 1 2']);
  });

  it('follow what the exporter makes of a name later', () => {
    const files = at({ 'count.js': `export let n = 0; export function up() { n++; }` });
    expect(
      print(
        `import { n, up } from './count.js'; out(n); up(); up(); out(n); try { n = 5; } catch (e) { out(e.name); }`,
        files,
      ),
    ).to.deep.equal(['0', '2', '"TypeError"']);
  });

  it('may import each other', () => {
    const files = at({
      'a.js': `import { b } from './b.js'; export function a() { return 'a'; } export const both = () => a() + b();`,
      'b.js': `import { a } from './a.js'; export function b() { return 'b' + a(); }`,
    });
    expect(print(`import { both } from './a.js'; out(both());`, files)).to.deep.equal(['"aba"']);
  });

  it('run once, whoever imports them', () => {
    const files = at({ 'once.js': `out('ran'); export const x = 1;`, 'other.js': `import './once.js';` });
    expect(print(`import './other.js'; import { x } from './once.js'; out(x);`, files)).to.deep.equal([
      '"ran"',
      '1',
    ]);
  });

  it('require and export in the manner of Node', () => {
    const files = at({
      'm.js': `exports.a = 1; module.exports.b = 2; exports.file = __filename;`,
      'f.js': `module.exports = function make(x) { return { x }; };`,
      'c.js': `class K { get v() { return 3; } } module.exports = { K };`,
    });
    expect(
      print(
        `const { a, b } = require('./m'); const make = require('./f'); const { K } = require('./c.js'); out(a, b, make(4), new K().v);`,
        files,
      ),
    ).to.deep.equal(['1 2 {x: 4} 3']);
    expect(
      print(`import make from './f.js'; import { a } from './m.js'; out(make(1), a);`, files),
    ).to.deep.equal(['{x: 1} 1']);
  });

  it('import at run time', () => {
    const files = at({ 'lazy.js': `export const x = 5;` });
    expect(
      print(
        `const m = await import('./lazy.js'); out(m.x); import('./lazy.js').then(({ x }) => out(x));`,
        files,
      ),
    ).to.deep.equal(['5', '5']);
  });

  it('leave types out', () => {
    const files = at({
      'types.ts': `export interface T { a: number } export type U = T; export const v = 1;`,
    });
    expect(
      print(
        `import type { T } from './types'; import { type U, v } from './types'; import type X from 'nowhere'; export type { T }; out(v);`,
        files,
      ),
    ).to.deep.equal(['1']);
  });

  it('take libraries by their names', () => {
    const tf = { modules: { '@tensorflow/tfjs': scriptFunction('tf', () => 7) } };
    expect(
      print(
        `import * as tf from '@tensorflow/tfjs'; import dflt from '@tensorflow/tfjs'; const r = require('@tensorflow/tfjs'); out(tf(), dflt(), r());`,
        tf,
      ),
    ).to.deep.equal(['7 7 7']);
    expect(
      print(
        `import * as vis from 'vis'; vis.show.history({ name: 'x' }, [1]).then(() => out('after')); out(typeof vis);`,
        { inert: ['vis'] },
      ),
    ).to.deep.equal(['"after"', '"function"']);
  });

  it('do not know what they cannot read', () => {
    expect(print(`import _ from 'lodash'; out(_.chunk([1], 2));`)).to.deep.equal([
      'unknown: the package lodash is not read',
    ]);
    expect(print(`import { x } from './gone.js'; out(x);`)).to.deep.equal([
      'unknown: there is no file ./gone.js',
    ]);
    expect(
      print(`import { nope } from './a.js'; out(nope);`, at({ 'a.js': `export const x = 1;` })),
    ).to.deep.equal([`unknown: './a.js' exports no nope`]);
  });

  it('ask for files that were not fetched', () => {
    const run = new ScriptRun({
      recorder: new Trace(),
      files: { get: () => undefined },
      libraries: { module: () => null, global: () => null, isInert: () => false },
      parser,
    });
    expect(() => {
      run.main('file:///work/main.js', `import './a.js';`);
    })
      .to.throw(NeedsFiles)
      .with.property('uris')
      .that.deep.equals(['file:///work/a.js', 'file:///work/a.ts', 'file:///work/a.tsx']);
  });

  it('name the files that a run read', () => {
    const { run } = runScript(`import './a'; import './b.json';`, at({ 'a.ts': '', 'b.json': '{}' }));
    expect([...run.dependencies]).to.have.members([
      'file:///work/main.ts',
      'file:///work/a.ts',
      'file:///work/b.json',
    ]);
  });

  it('go on after a line that raises, without what it would have bound', () => {
    const { printed, trace } = runScript(
      `const a = 1; const b = null.x; out(a); out(b); export function f() { return 2; } out(f());`,
    );
    expect(printed[0]).to.equal('1');
    expect(printed[1]).to.match(/^unknown: running this raised TypeError: Cannot read properties of null/);
    expect(printed[2]).to.equal('2');
    expect(trace.events.some(({ type }) => type === 'incomplete')).to.equal(true);
  });
});

describe('scripts of a page', () => {
  const page = (body: string, files: Readonly<Record<string, string>> = {}): readonly string[] =>
    print(`<!doctype html><html><body>${body}</body></html>`, {
      ...at(files),
      uri: 'file:///work/index.html',
    });

  it('share their names', () => {
    expect(
      page(
        `<script>const units = 5; function f() { return units; }</script>\n<script>out(f(), units); window.g = 6;</script><script>out(g)</script>`,
      ),
    ).to.deep.equal(['5 5', '6']);
  });

  it('are those that run, in their order, modules last', () => {
    expect(
      page(
        `<script type="module">out('module');</script><script type="application/json">{"no": 1}</script><!-- <script>out('comment')</script> --><SCRIPT>out('plain')</SCRIPT>`,
      ),
    ).to.deep.equal(['"plain"', '"module"']);
  });

  it('may lie in files of the workspace', () => {
    const files = {
      'js/a.js': `const fromFile = 3;`,
      'mod.js': `import { x } from './x.js'; out(x);`,
      'x.js': `export const x = 'imported';`,
    };
    expect(
      page(
        `<script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs"></script><script src="js/a.js?v=1"></script><script>out(fromFile)</script><script type="module" src="./mod.js"></script>`,
        files,
      ),
    ).to.deep.equal(['3', '"imported"']);
  });

  it('have their places in the page', () => {
    const { trace } = runScript(
      `<html>\n<p>text</p>\n  <script>\n    let a = 1;\n    null.x;\n  </script></html>`,
      { uri: 'file:///work/p.html' },
    );
    const [event] = trace.events;
    expect(event?.type === 'incomplete' ? event.unknown.span?.start : null).to.deep.equal({
      line: 4,
      character: 4,
    });
  });
});
