import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import * as v from 'valibot';
import { readConfigFile } from '../../src/config/configFile.ts';
import { defaultSearchPath, modelFilesIn, uriOf } from '../../src/cli/files.ts';
import { runCli } from '../../src/cli/program.ts';
import { reportSchema } from '../../src/footprint/schema.ts';
import { fakeAnalyser, type Fake } from '../footprint/driver.ts';
import { skip } from '../support/skip.ts';

let folder: string;

function put(file: string, text: string): void {
  const full = path.join(folder, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
}

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly fake: Fake;
}

const cli = (...argv: string[]): Promise<Outcome> => cliIn({}, ...argv);

async function cliIn(variables: Record<string, string>, ...argv: string[]): Promise<Outcome> {
  let [out, err] = ['', ''];
  const fake = await fakeAnalyser();
  const terminal = {
    cwd: folder,
    variables,
    colours: false,
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
  };
  const code = await runCli(argv, terminal, () => Promise.resolve(fake.analyser));
  return { code, out, err, fake };
}

const MODEL = 'class Net: pass\n';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wattlens-cli-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('wattlens estimate', () => {
  it('prints a table and ends with 0', async () => {
    put('net.py', MODEL);
    const { code, out, err } = await cli('estimate', 'net.py');
    expect(out).to.match(/MODEL.*\nNet +net\.py:1 /);
    expect([code, err]).to.deep.equal([0, '']);
  });

  it('prints JSON of the schema', async () => {
    put('net.py', MODEL);
    const { out } = await cli('estimate', 'net.py', '--format', 'json', '--device', 'V100', '--pue', '1');
    const { models } = v.parse(reportSchema, JSON.parse(out));
    expect(models[0]?.inference.device.source).to.contain('--device');
    expect(models[0]?.inference.pue).to.deep.equal({ value: 1, source: '--pue' });
  });

  it('walks folders, but not into other people’s code, and leaves files without models unsaid', async () => {
    put('a.py', MODEL);
    put('sub/b.py', 'class Other: pass\n');
    put('sub/empty.py', 'x = 1\n');
    put('notes.txt', MODEL);
    for (const skipped of ['node_modules', '.venv/lib', 'mine', '__pycache__']) put(`${skipped}/c.py`, MODEL);
    put('mine/pyvenv.cfg', '');
    const { out, code, fake } = await cli('estimate', '.');
    expect(fake.requests.map(({ uri }) => path.basename(uri))).to.deep.equal(['a.py', 'b.py', 'empty.py']);
    expect(out).not.to.contain('no figure');
    expect(code).to.equal(0);
  });

  it('tells files of one name apart by their folders', async () => {
    put('a/net.py', MODEL);
    put('b/net.py', MODEL);
    const { out } = await cli('estimate', '.');
    expect(out)
      .to.contain(` ${path.join('a', 'net.py')}:`)
      .and.to.contain(` ${path.join('b', 'net.py')}:`);
  });

  it('goes on beside a folder that may not be read', async function () {
    if (process.platform === 'win32') skip(this, 'Windows knows no such folders');
    if (process.getuid?.() === 0) skip(this, 'the super-user may read every folder');
    put('open/net.py', MODEL);
    put('closed/net.py', MODEL);
    chmodSync(path.join(folder, 'closed'), 0);
    try {
      const { code, out } = await cli('estimate', '.');
      expect(out).to.match(/^no figure +closed:1 +it cannot be read/m);
      expect(code).to.equal(0);
    } finally {
      chmodSync(path.join(folder, 'closed'), 0o755);
    }
  });

  it('ends with 1 where there are no figures', async () => {
    put('raise.py', 'raise\n');
    const { code, out } = await cli('estimate', 'raise.py');
    expect(code).to.equal(1);
    expect(out).to.match(/no figure +raise\.py:1 .*it went wrong/);
  });

  it('hands expression, inputs and batch over', async () => {
    put('net.py', MODEL);
    const { fake } = await cli(
      ...['estimate', 'net.py', '--expr', 'Net(3)', '--batch', '4'],
      ...['--input', '1x3x32x32', '--input', 'mask=1x2:bool'],
    );
    const [request] = fake.requests;
    expect([request?.expr, request?.batch]).to.deep.equal(['Net(3)', 4]);
    expect(request?.inputs?.map(({ name }) => name)).to.deep.equal([null, 'mask']);
  });

  it('takes a module instead of a file', async () => {
    put('site/torchvision/__init__.py', '');
    const { fake } = await cli(
      ...['estimate', '--module', 'torchvision.models', '--expr', 'resnet50()', '--search-path', 'site'],
    );
    const [request] = fake.requests;
    expect([request?.module, request?.expr]).to.deep.equal(['torchvision.models', 'resnet50()']);
    expect(request?.searchPath[0]).to.equal(uriOf(path.join(folder, 'site')));
  });

  it('ends with 2 on wrong usage, with a message that names the remedy', async () => {
    put('net.py', MODEL);
    const wrong: readonly (readonly [RegExp, ...string[]])[] = [
      [/gone\.py: there is no such file or folder/, 'estimate', 'gone.py'],
      [/nothing to estimate: give a file/, 'estimate'],
      [
        /--device: there is no device "A100-SMX-80"; did you mean .*A100-SXM-80/,
        'estimate',
        'net.py',
        '--device',
        'A100-SMX-80',
      ],
      [/--region: there is no region "DEE"; .*`wattlens regions`/, 'estimate', 'net.py', '--region', 'DEE'],
      [/--batch: must be a whole number/, 'estimate', 'net.py', '--batch', '1.5'],
      [/--pue: must be at least 1/, 'estimate', 'net.py', '--pue', '0.2'],
      [/--input: "1x" is no input: .*write 1x3x224x224/, 'estimate', 'net.py', '--input', '1x'],
      [/Allowed choices are fp64, fp32/, 'estimate', 'net.py', '--precision', 'fp8'],
      [/Allowed choices are table, json/, 'estimate', 'net.py', '--format', 'xml'],
      [/--module m needs --expr/, 'estimate', '--module', 'm'],
      [/either a path or --module/, 'estimate', 'net.py', '--module', 'm', '--expr', 'f()'],
      [/--search-path gone: there is no such folder/, 'estimate', 'net.py', '--search-path', 'gone'],
      [/unknown option '--nonsense'/, 'estimate', 'net.py', '--nonsense'],
      [/unknown command 'guess'/, 'guess'],
      [/is a folder: name one file/, 'explain', '.'],
      [/--requests gone\.jsonl: there is no such file/, 'estimate', '--requests', 'gone.jsonl'],
    ];
    for (const [message, ...argv] of wrong) {
      const { code, err, out } = await cli(...argv);
      expect(err, argv.join(' ')).to.match(message);
      expect([code, out], argv.join(' ')).to.deep.equal([2, '']);
    }
  });
});

describe('wattlens estimate --requests', () => {
  const answers = async (lines: readonly (object | string)[]) => {
    put(
      'requests.jsonl',
      lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
    );
    const { out, code, fake } = await cli('estimate', '--requests', 'requests.jsonl', '--pue', '1');
    const parsed = out
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    return { answers: v.parse(v.array(answerSchema), parsed), code, fake };
  };
  const answerSchema = v.strictObject({
    id: v.nullable(v.union([v.string(), v.number()])),
    models: v.optional(
      v.array(
        v.looseObject({
          name: v.string(),
          factors: v.array(v.looseObject({ name: v.string(), value: v.unknown() })),
        }),
      ),
    ),
    error: v.optional(
      v.strictObject({
        code: v.string(),
        message: v.string(),
        file: v.nullable(v.string()),
        line: v.nullable(v.number()),
      }),
    ),
  });

  it('answers each line by itself, in order', async () => {
    put('net.py', MODEL);
    put('bad.py', 'raise\n');
    const {
      answers: all,
      code,
      fake,
    } = await answers([
      { id: 'a', file: 'net.py', expr: 'Net()', inputs: [[1, 3, 224, 224]], device: 'V100', batch: 2 },
      { id: 2, file: 'bad.py' },
      '',
      { id: 'c', module: 'torchvision.models', expr: 'class Net', inputs: ['1x3:int64'], precision: 'fp16' },
      { id: 'd', file: 'net.py', inputs: '[3x4,3x4]', mode: 'compiled', memoryFormat: 'channels-last' },
    ]);
    expect(all.map(({ id }) => id)).to.deep.equal(['a', 2, 'c', 'd']);
    expect(all[0]?.models?.map(({ name }) => name)).to.deep.equal(['Net']);
    expect(all[1]?.error).to.include({ code: 'internal' });
    expect(all[3]?.models).to.have.length(1);
    const format = all[3]?.models?.[0]?.factors.find(({ name }) => name === 'memory-format');
    expect(format?.value).to.equal('channels-last');
    expect(code).to.equal(0);
    expect(fake.requests.map(({ inputs }) => inputs?.[0]?.spec.kind)).to.deep.equal([
      'tensor',
      undefined,
      'tensor',
      'list',
    ]);
    expect(fake.requests[0]).to.include({ batch: 2, expr: 'Net()' });
  });

  it('names file and line of a request that is none', async () => {
    const { answers: all, code } = await answers([
      '{"id": 1',
      { id: 'x', file: 7 },
      { file: 'net.py' },
      { id: 'y' },
      { id: 'z', file: 'gone.py', device: 'Z80' },
      { id: 'gone', file: 'gone.py' },
    ]);
    expect(all.map(({ id, error }) => [id, error?.code, error?.line])).to.deep.equal([
      [null, 'bad-request', 1],
      ['x', 'bad-request', 2],
      [null, 'bad-request', 3],
      ['y', 'bad-request', null],
      ['z', 'bad-request', null],
      ['gone', 'file-not-found', null],
    ]);
    expect(all[1]?.error?.message).to.match(/^file: /);
    expect(all[0]?.error?.file).to.equal('requests.jsonl');
    expect(code).to.equal(1);
  });
});

describe('wattlens init', () => {
  it('writes a file that says nothing yet, with what was found, and no second one', async () => {
    put('net.py', MODEL);
    const { code, out } = await cli('init', '--epochs', '90', '--region', 'DE');
    expect([code, out]).to.deep.equal([
      0,
      'wrote wattlens.toml with what was found of 1 models; it changes nothing yet\n',
    ]);
    const text = readFileSync(path.join(folder, 'wattlens.toml'), 'utf8');
    const read = readConfigFile('file:///w/wattlens.toml', text);
    expect([read?.overrides, read?.problems]).to.deep.equal([{}, []]);
    expect(text).to.contain('#   Net: DE (--region)\n# region = "DE"\n').and.to.contain('# epochs = ');
    const bare = text.replace(/^# (?=[a-z-]+ = )/gm, '');
    expect(readConfigFile('file:///w/wattlens.toml', bare)?.problems).to.deep.equal([]);
    const again = await cli('init');
    expect(again.code).to.equal(2);
    expect(again.err).to.contain('there is a wattlens.toml already');
    expect(readFileSync(path.join(folder, 'wattlens.toml'), 'utf8')).to.equal(text);
  });

  it('leaves a project that is configured to itself', async () => {
    put('pyproject.toml', '[tool.wattlens]\n');
    const { code, err } = await cli('init');
    expect(code).to.equal(2);
    expect(err).to.contain('would hide');
    expect(existsSync(path.join(folder, 'wattlens.toml'))).to.equal(false);
  });
});

describe('wattlens explain', () => {
  it('lists every problem, unknown and assumption with its line', async () => {
    put('net.py', `# wattlens: epochs=many pue=1.2\n\n${MODEL}`);
    put('wattlens.toml', 'pue = 1.5\n');
    const { out, code } = await cli('explain', 'net.py', '--region', 'DE');
    expect(out).to.match(/^factor +net\.py +Net: region = DE; --region$/m);
    expect(out).to.match(
      /^factor +net\.py:\d+ +Net: pue = 1\.2; comment in the code; else 1\.5 \(configuration/m,
    );
    expect(code).to.equal(0);
    expect(out).to.match(/^pragma +net\.py:1 +pragma: epochs: must be a number: write 90 or 90 epochs$/m);
    expect(out).to.match(/^unknown +net\.py +Net: inferences: not known; default: /m);
    expect(out).to.match(/^assumption +net\.py +Net: device: A100-SXM-40; default: /m);
  });
});

describe('the lists', () => {
  it('hold every device and region', async () => {
    const devices = await cli('devices');
    expect(devices.out).to.match(/^A100-SXM-80 +NVIDIA A100-SXM-80 \(gpu, 20\d\d, 400 W\)$/m);
    const regions = await cli('regions');
    expect(regions.out).to.match(/^DE +Germany \(\d+ gCO2eq\/kWh, 20\d\d\)$/m);
    expect([devices.code, regions.code]).to.deep.equal([0, 0]);
  });
});

describe('wattlens unsupported', () => {
  it('prints one qualified name a line, of both frameworks', async () => {
    const { out, code } = await cli('unsupported');
    const lines = out.trimEnd().split('\n');
    expect(lines).to.include.members(['torch.pinverse', 'torch.Tensor.svd', 'keras.ops.fft']);
    expect(lines.every((line) => /^(?:torch|keras)[.\w]*\.\w+$/.test(line))).to.equal(true);
    expect(code).to.equal(0);
  });

  it('is held to one framework, and gives JSON', async () => {
    const { out } = await cli('unsupported', '--framework', 'keras', '--json');
    const all = v.parse(
      v.record(
        v.string(),
        v.object({ release: v.string(), names: v.record(v.string(), v.array(v.string())) }),
      ),
      JSON.parse(out),
    );
    expect(Object.keys(all)).to.deep.equal(['keras']);
    expect(all['keras']?.release).to.equal('Keras 3.12.4');
    expect(all['keras']?.names['keras.layers']).to.include('JaxLayer');
    const wrong = await cli('unsupported', '--framework', 'jax');
    expect([wrong.code, wrong.out]).to.deep.equal([2, '']);
  });
});

describe('the search path', () => {
  it('is the folders up to the root of the project, its src, and its environment', () => {
    put('p/pyproject.toml', '');
    put('p/src/x.py', '');
    put('p/a/b/net.py', MODEL);
    put('p/.venv/lib/python3.11/site-packages/timm/__init__.py', '');
    const at = (name: string) => uriOf(path.join(folder, 'p', name));
    expect(defaultSearchPath(path.join(folder, 'p/a/b'))).to.deep.equal([
      at('a/b'),
      at('a'),
      uriOf(path.join(folder, 'p')),
      at('src'),
      at('.venv/lib/python3.11/site-packages'),
    ]);
  });

  it('has the packages of the environment that is chosen, else of the one that is active', async () => {
    put('p/pyproject.toml', '');
    put('p/net.py', MODEL);
    put('p/.venv/lib/python3.11/site-packages/timm/__init__.py', '');
    put('a/lib/python3.12/site-packages/timm/__init__.py', '');
    put('b/lib/python3.10/site-packages/timm/__init__.py', '');
    put('b/bin/python', '');
    const last = async (variables: Record<string, string>, ...argv: string[]) => {
      const { fake } = await cliIn(variables, 'estimate', 'p/net.py', ...argv);
      return fake.requests[0]?.searchPath.at(-1)?.slice(uriOf(folder).length);
    };
    const packages = (root: string, version: string) => `/${root}/lib/python${version}/site-packages`;
    expect(await last({})).to.equal(packages('p/.venv', '3.11'));
    expect(await last({ VIRTUAL_ENV: path.join(folder, 'a') })).to.equal(packages('a', '3.12'));
    expect(await last({ CONDA_PREFIX: path.join(folder, 'b') })).to.equal(packages('b', '3.10'));
    expect(await last({ VIRTUAL_ENV: path.join(folder, 'gone') })).to.equal(packages('p/.venv', '3.11'));
    const active = { VIRTUAL_ENV: path.join(folder, 'a') };
    expect(await last(active, '--python', 'b/bin/python')).to.equal(packages('b', '3.10'));
    const wrong = await cli('estimate', 'p/net.py', '--python', 'p');
    expect([wrong.code, wrong.err]).to.deep.equal([
      2,
      'wattlens: --python p: no site-packages there; name an interpreter or its environment\n',
    ]);
  });

  it('is the folder alone where there is no project', () => {
    put('alone/net.py', MODEL);
    expect(modelFilesIn(folder)).to.deep.equal([path.join(folder, 'alone/net.py')]);
    expect(defaultSearchPath(path.join(folder, 'alone'))).to.deep.equal([uriOf(path.join(folder, 'alone'))]);
  });
});
