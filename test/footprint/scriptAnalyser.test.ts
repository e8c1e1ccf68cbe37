import { expect } from 'chai';
import ts from 'typescript';
import type { Analyser, AnalysisRequest, AnalysisResult } from '../../src/footprint/analyser.ts';
import { ScriptAnalyser } from '../../src/footprint/scriptAnalyser.ts';
import { isScript, mentionsTensorflow } from '../../src/footprint/scriptFiles.ts';

const EMPTY: AnalysisResult = {
  footprints: [],
  classes: [],
  problems: [],
  notes: [],
  dependencies: [],
  hasSyntaxErrors: false,
};

const NO_FILES = { read: () => Promise.resolve(null) };

const MODEL = `import * as tf from '@tensorflow/tfjs';
const model = tf.sequential();
model.add(tf.layers.dense({ units: 4, inputShape: [3] }));
`;

/** Counts what is asked of each side. */
class Setup {
  python = 0;
  loads = 0;
  readonly analyser: Analyser;

  constructor() {
    const python: Analyser = {
      analyse: () => {
        this.python += 1;
        return Promise.resolve(EMPTY);
      },
      close: () => undefined,
      release: () => undefined,
      invalidate: () => undefined,
    };
    this.analyser = new ScriptAnalyser(python, () => {
      this.loads += 1;
      return Promise.resolve(ts);
    });
  }

  analyse(name: string, text: string): Promise<AnalysisResult> {
    const request: AnalysisRequest = { uri: `file:///w/${name}`, text, searchPath: [], overrides: {} };
    return this.analyser.analyse(request, NO_FILES);
  }
}

describe('the analyser of scripts', () => {
  it('loads no compiler for Python', async () => {
    const setup = new Setup();
    await setup.analyse('net.py', 'import torch  # not @tensorflow/tfjs\n');
    setup.analyser.invalidate('file:///w/net.py');
    setup.analyser.close('file:///w/net.py');
    expect([setup.python, setup.loads]).to.deep.equal([1, 0]);
  });

  it('loads no compiler for scripts that do not name TensorFlow.js', async () => {
    const setup = new Setup();
    expect(await setup.analyse('app.ts', 'export const tfoot = 1;\n')).to.deep.equal(EMPTY);
    expect(await setup.analyse('page.html', '<script src="app.js"></script>')).to.deep.equal(EMPTY);
    expect([setup.python, setup.loads]).to.deep.equal([0, 0]);
  });

  it('loads it once for all that do', async () => {
    const setup = new Setup();
    const { footprints } = await setup.analyse('a.ts', MODEL);
    expect(footprints.map(({ params, framework }) => [params, framework])).to.deep.equal([[16, 'tfjs']]);
    await setup.analyse('b.js', MODEL);
    expect(setup.loads).to.equal(1);
  });

  it('takes from a comment what the page would tell', async () => {
    const lines = [
      "import * as tf from '@tensorflow/tfjs';",
      '// wattlens: epochs=7',
      'export function net() {',
      '  const model = tf.sequential();',
      '  model.add(tf.layers.dense({ units: 4, inputShape: [3] }));',
      '  return model;',
      '}',
      'const model = net();',
      "model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });",
      "const epochs = Number(document.getElementById('epochs').value);",
      'model.fit(tf.zeros([90, 3]), tf.zeros([90, 4]), { epochs, batchSize: 30 });',
    ];
    const factorsOf = async (text: string): Promise<unknown[]> => {
      const { footprints } = await new Setup().analyse('page.ts', text);
      const factors = footprints[0]?.training?.factors;
      return [factors?.samples.value, factors?.epochs.value, factors?.batch.value];
    };
    expect(await factorsOf(lines.join('\n'))).to.deep.equal([90, 7, 30]);
    const untold = lines.filter((line) => !line.startsWith('//')).join('\n');
    expect(await factorsOf(untold)).to.deep.equal([90, null, 30]);
  });

  it('says so where the compiler cannot be had, and tries again', async () => {
    let tries = 0;
    const analyser = new ScriptAnalyser(new Setup().analyser, () => {
      tries += 1;
      return Promise.reject(new Error('it is gone'));
    });
    const request = { uri: 'file:///w/a.js', text: MODEL, searchPath: [], overrides: {} };
    for (const attempt of [1, 2]) {
      const { problems } = await analyser.analyse(request, NO_FILES);
      expect(problems.map(({ message }) => message).join()).to.contain('it is gone');
      expect(tries).to.equal(attempt);
    }
  });
});

describe('files of scripts', () => {
  it('are told by their names', () => {
    expect(['a.js', 'a.mjs', 'a.ts', 'a.tsx', 'a.jsx', 'a.cts', 'a.html?x=1'].every(isScript)).to.equal(true);
    expect(['a.py', 'a.ipynb', 'a.json', 'js', 'a.js.map'].some(isScript)).to.equal(false);
  });

  it('are worth reading where they name TensorFlow.js', () => {
    const yes = [
      "import * as tf from '@tensorflow/tfjs-node';",
      '<script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0/dist/tf.min.js"></script>',
      'const model = tf.sequential();',
      'x = tf . layers.dense({ units: 1 })',
    ];
    expect(yes.every(mentionsTensorflow)).to.equal(true);
    const no = ['const gulf = sheltf.models;', 'tf = 3;', "import tensor from 'tensor';"];
    expect(no.some(mentionsTensorflow)).to.equal(false);
  });
});
