/** Figures of the models that somebody looks at come before those of the others. */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import type { Watched } from '../../src/footprint/analyser.ts';
import type { Footprint } from '../../src/footprint/schema.ts';
import { createAnalyser } from '../../src/footprint/create.ts';
import { MAIN, MemoryFiles, request } from './driver.ts';

const TEXT = `import torch.nn as nn
def small():
    return nn.Linear(4, 2)
def middle():
    return nn.Linear(40, 20)
def large():
    return nn.Linear(400, 200)
`;
const grammar = (name: string): Uint8Array =>
  readFileSync(new URL(`../../grammars/${name}`, import.meta.url));
const idOf = (name: string): string => `${MAIN}#${name}`;

describe('models that are watched', () => {
  const run = async (text: string, names: readonly string[] | 'all', isCancelled = () => false) => {
    const analyser = await createAnalyser({
      parserRuntime: grammar('web-tree-sitter.wasm'),
      pythonGrammar: grammar('tree-sitter-python.wasm'),
    });
    const told: (readonly Footprint[])[] = [];
    const watched: Watched = {
      ids: names === 'all' ? names : new Set(names.map(idOf)),
      tell: (some) => told.push(some),
    };
    const result = await analyser.analyse(request(text, { watched, isCancelled }), new MemoryFiles({}));
    return { told, result };
  };

  it('are told once, before the others, as they are in the result', async () => {
    const { told, result } = await run(TEXT, ['large', 'middle']);
    expect(told).to.have.length(1);
    expect(told[0]?.map(({ name }) => name)).to.deep.equal(['middle', 'large']);
    for (const footprint of told[0] ?? []) {
      expect(result.footprints).to.deep.include(footprint);
    }
    expect(result.footprints.map(({ name }) => name)).to.deep.equal(['small', 'middle', 'large']);
  });

  it('are told one, two, four at a time where nothing is known yet', async () => {
    const more =
      'import torch.nn as nn\n' +
      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
        .map((x) => `def ${x}():\n    return nn.Linear(4, 2)\n`)
        .join('');
    const { told, result } = await run(more, 'all');
    expect(told.map((some) => some.map(({ name }) => name).join(''))).to.deep.equal(['a', 'bc', 'defg']);
    expect(result.footprints).to.have.length(8);
  });

  it('are not told of a builder whose model the script trains with arguments of its own', async () => {
    const script = `import torch, torch.nn as nn
def wide(width=8):
    return nn.Linear(4, width)
def small():
    return nn.Linear(4, 2)
net = wide(80)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for step in range(100):
    net(torch.randn(2, 4)).sum().backward()
    optimizer.step()
`;
    const { told, result } = await run(script, 'all');
    expect(told.flat().map(({ id }) => id)).to.deep.equal([idOf('small')]);
    expect(result.footprints.map(({ id, params }) => [id, params])).to.deep.equal([
      [idOf('wide'), 400],
      [idOf('small'), 10],
    ]);
  });

  it('are told although others that are watched are gone', async () => {
    const { told } = await run(TEXT, ['gone', 'large']);
    expect(told.flat().map(({ name }) => name)).to.deep.equal(['large']);
  });

  it('are not told before the result where a pragma may change them', async () => {
    const { told, result } = await run(`# wattlens: batch=2\n${TEXT}`, ['large']);
    expect(told).to.deep.equal([]);
    expect(result.footprints).to.have.length(3);
  });

  it('are not told before the result where the text does not parse', async () => {
    const { told, result } = await run(`${TEXT}x = (((\n`, ['large']);
    expect(told).to.deep.equal([]);
    expect(result.hasSyntaxErrors).to.equal(true);
  });

  it('end with the analysis where nobody wants it any more', async () => {
    let asked = 0;
    const { result } = await run(TEXT, ['small'], () => asked++ > 1);
    expect(result.problems.map(({ code }) => code)).to.deep.equal(['cancelled']);
  });

  it('change nothing of the result', async () => {
    const [plain, watched] = [await run(TEXT, []), await run(TEXT, ['large'])];
    expect(watched.result.footprints).to.deep.equal(plain.result.footprints);
    expect(plain.told).to.deep.equal([]);
  });
});
