import { expect } from 'chai';
import { discover } from '../../src/discover/discover.ts';
import { AnalysisDriver } from '../../src/footprint/analysisDriver.ts';
import type { AnalysisResult } from '../../src/footprint/analyser.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { parser } from '../python/evaluate.ts';

const URI = 'file:///w/train.py';

const TEXT = `
import torch
from torch import nn
from helpers import width

class Block(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.fc = nn.Linear(n, n)

    def forward(self, x):
        return self.fc(x)  # reached

    def never(self):
        unused = 1
        return unused

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = Block(width)

    def forward(self, x):
        return self.a(x)

class Head(nn.Linear):
    def __init__(self):
        super().__init__(2, 3)

def train(model, data):
    total = 0
    for x in data:
        total += 1
    return total
`;

/** Analyses versions of one file, one after the other, and counts the runs. */
class Editor {
  runs = 0;
  helper = 'width = 8\n';
  readonly #driver = new AnalysisDriver({
    parser,
    prefetch: () => Promise.resolve(),
    discover: (request) => {
      this.runs += 1;
      return discover({ ...request, parser }, { frameworks, libraries: createRegistry() });
    },
  });

  analyse(text: string, overrides = {}): Promise<AnalysisResult> {
    const source = {
      read: (uri: string) => Promise.resolve(uri === 'file:///w/helpers.py' ? this.helper : null),
    };
    return this.#driver.analyse({ uri: URI, text, searchPath: [], overrides }, source);
  }

  helperChanged(text: string): void {
    this.helper = text;
    this.#driver.invalidate('file:///w/helpers.py');
  }
}

async function afterEdit(from: string, to: string): Promise<{ runs: number; result: AnalysisResult }> {
  const editor = new Editor();
  await editor.analyse(TEXT);
  const before = editor.runs;
  const edited = TEXT.replace(from, to);
  expect(edited).not.to.equal(TEXT);
  const result = await editor.analyse(edited);
  const afresh = await new Editor().analyse(edited);
  expect(result).to.deep.equal(afresh);
  return { runs: editor.runs - before, result };
}

const REUSED: Readonly<Record<string, readonly [string, string]>> = {
  'a function that nobody calls': ['total += 1', 'total += 1 + x'],
  'a method that nobody calls': ['unused = 1', 'unused = 12'],
  'a comment beside what runs': ['# reached', '# reached by all'],
  'half a line where nobody looks': ['total += 1', 'total += ('],
  'a line more in the last function': ['    return total', '    y = 1\n    return total'],
};

const RUN_AGAIN: Readonly<Record<string, readonly [string, string]>> = {
  'a method that runs': ['return self.fc(x)', 'return self.fc(x) * 2'],
  'an argument of a layer': ['nn.Linear(n, n)', 'nn.Linear(n, n, bias=False)'],
  'the name of a method that nobody calls': ['def never(self)', 'def extra_repr(self)'],
  'a default of a function': ['def train(model, data)', 'def train(model, data=None)'],
  'a line more above a model': ['class Net', '\nclass Net'],
  'a statement of the module': ['def train', 'width = 4\ndef train'],
  'what an uncalled function returns': ['    return total', '    return None'],
  'a class that is mentioned where nobody looks': ['unused = 1', 'unused = Head()'],
  'an uncalled function that comes to train': ['total += 1', 'x.backward(), total.step()'],
  'a pragma': ['# reached', '# wattlens: batch=4'],
};

describe('results and edits', () => {
  for (const [title, [from, to]] of Object.entries(REUSED)) {
    it(`stand when only this changes: ${title}`, async () => {
      const { runs } = await afterEdit(from, to);
      expect(runs).to.equal(0);
    });
  }

  for (const [title, [from, to]] of Object.entries(RUN_AGAIN)) {
    it(`are derived again when this changes: ${title}`, async () => {
      const { runs } = await afterEdit(from, to);
      expect(runs).to.be.greaterThan(0);
    });
  }

  it('tells of what does not parse where nobody looks, and no longer when it does', async () => {
    const editor = new Editor();
    const codes = async (text: string): Promise<string[]> =>
      (await editor.analyse(text)).problems.map(({ code }) => code);
    expect(await codes(TEXT)).to.deep.equal([]);
    const { runs } = editor;
    const broken = TEXT.replace('total += 1', 'total += 1 1');
    expect(await codes(broken)).to.deep.equal(['syntax-error']);
    expect((await editor.analyse(broken)).hasSyntaxErrors).to.equal(true);
    expect(await codes(TEXT.replace('total += 1', 'total += 11'))).to.deep.equal([]);
    expect(editor.runs).to.equal(runs);
  });

  it('compares with the text that ran, however many edits lie between', async () => {
    const editor = new Editor();
    await editor.analyse(TEXT);
    const { runs } = editor;
    let text = TEXT;
    for (let n = 0; n < 5; n++) {
      text = text.replace('total += 1', 'total += 11');
      await editor.analyse(text);
    }
    expect(editor.runs).to.equal(runs);
    const [net] = (await editor.analyse(text.replace('nn.Linear(n, n)', 'nn.Linear(n, 2 * n)'))).footprints;
    expect(net?.params).to.equal(8 * 16 + 16);
  });

  it('are derived again when a file that they rest on changes', async () => {
    const editor = new Editor();
    await editor.analyse(TEXT);
    editor.helperChanged('width = 16\n');
    const [net] = (await editor.analyse(TEXT.replace('total += 1', 'total += 2'))).footprints;
    expect(net?.params).to.equal(16 * 16 + 16);
  });

  it('are derived again under other overrides', async () => {
    const editor = new Editor();
    await editor.analyse(TEXT);
    const { runs } = editor;
    const batch = { value: 4, origin: 'flag' as const, detail: '--batch', span: null };
    await editor.analyse(TEXT.replace('total += 1', 'total += 2'), { batch });
    expect(editor.runs).to.be.greaterThan(runs);
  });
});
