import { expect } from 'chai';
import { readConfigFile } from '../../src/config/configFile.ts';
import type { Overrides } from '../../src/config/configuration.ts';
import { ENTRY_NAMES } from '../../src/config/entries.ts';
import { readPragmas } from '../../src/config/pragma.ts';
import { mergeOverrides, stronger } from '../../src/config/precedence.ts';
import { given, missing, type Origin } from '../../src/units/found.ts';
import { describeSpan } from '../../src/units/span.ts';

const URI = 'file:///w/model.py';

/** Values alone, by key. */
function valuesOf(overrides: Overrides): Record<string, unknown> {
  return Object.fromEntries(Object.entries(overrides).map(([key, { value }]) => [key, value as unknown]));
}

describe('a pragma', () => {
  const read = (text: string) => readPragmas(URI, [{ text, line: 4 }]);

  it('holds names and values', () => {
    const { pragmas, problems } = read(
      'input=1x3x224x224 epochs=90 samples=1_281_167 device="A100-SXM-80" inferences=1e6 training-batch=256 pue=1.1',
    );
    expect(problems).to.deep.equal([]);
    expect(valuesOf(pragmas[0]?.overrides ?? {})).to.deep.equal({
      inputs: [{ name: null, spec: { kind: 'tensor', shape: [1, 3, 224, 224], dtype: 'float32' } }],
      epochs: 90,
      samples: 1281167,
      device: 'A100-SXM-80',
      inferences: 1e6,
      trainingBatch: 256,
      pue: 1.1,
    });
  });

  it('holds the memory format, as files and flags do', () => {
    const { pragmas, problems } = read('memory-format=channels-last');
    expect(problems).to.deep.equal([]);
    expect(valuesOf(pragmas[0]?.overrides ?? {})).to.deep.equal({ memoryFormat: 'channels-last' });
    expect(read('memory-format=nhwc').problems.map(({ message }) => message)).to.deep.equal([
      'pragma: memory-format: must be one of contiguous, channels-last',
    ]);
    const { overrides } = readConfigFile('file:///w/wattlens.toml', 'memory-format = "contiguous"\n') ?? {};
    expect(valuesOf(overrides ?? {})).to.deep.equal({ memoryFormat: 'contiguous' });
  });

  it('takes quoted names with spaces, lists, and several inputs', () => {
    const { pragmas, problems } = read(
      `device='RTX 3090', region="us-east-1" input=[3x4,3x4] input=mask=1x2:bool`,
    );
    expect(problems).to.deep.equal([]);
    const { device, region, inputs } = pragmas[0]?.overrides ?? {};
    expect([device?.value, region?.value]).to.deep.equal(['RTX 3090', 'us-east-1']);
    expect(inputs?.value.map(({ name, spec }) => [name, spec.kind])).to.deep.equal([
      [null, 'list'],
      ['mask', 'tensor'],
    ]);
  });

  it('says what is wrong and where, and keeps the rest', () => {
    const { pragmas, problems } = read('epochs=many batches=3 pue=0.5 nonsense region=DE batch=2.5');
    expect(valuesOf(pragmas[0]?.overrides ?? {})).to.deep.equal({ region: 'DE' });
    expect(problems.map(({ message }) => message)).to.deep.equal([
      'pragma: epochs: must be a number: write 90 or 90 epochs',
      'pragma: "batches" is no setting; did you mean batch?',
      'pragma: pue: must be at least 1',
      'pragma: "nonsense" is no entry; write name=value',
      'pragma: batch: must be a whole number',
    ]);
    expect(problems[0]?.span.start.line).to.equal(4);
  });

  it('never takes nothing for 0', () => {
    expect(read('inferences= epochs=""').pragmas[0]?.overrides).to.deep.equal({});
  });

  it('says where each value comes from', () => {
    const { epochs } = read('epochs=3').pragmas[0]?.overrides ?? {};
    expect(epochs).to.deep.include({ origin: 'pragma', detail: 'pragma at model.py:5' });
  });
});

describe('a configuration file', () => {
  const toml = 'file:///w/wattlens.toml';
  const project = 'file:///w/pyproject.toml';

  it('is wattlens.toml, or a table of pyproject.toml', () => {
    const own = readConfigFile(toml, 'device = "T4"\nepochs = 5\nsearch-path = ["lib"]\n');
    expect(valuesOf(own?.overrides ?? {})).to.deep.equal({ device: 'T4', epochs: 5 });
    expect(own?.searchPath).to.deep.equal(['lib']);
    const table = readConfigFile(project, '[project]\nname = "x"\n[tool.wattlens]\nregion = "DE"\n');
    expect(valuesOf(table?.overrides ?? {})).to.deep.equal({ region: 'DE' });
    expect(table?.overrides.region?.detail).to.equal('region in pyproject.toml:4');
    expect(readConfigFile(project, '[project]\nname = "x"\n')).to.equal(null);
  });

  it('may group the training', () => {
    const { overrides = {}, problems } =
      readConfigFile(toml, '[training]\nsamples = 10\nepochs = 2\nbatch = 4\n') ?? {};
    expect(problems).to.deep.equal([]);
    expect(valuesOf(overrides)).to.deep.equal({ samples: 10, epochs: 2, trainingBatch: 4 });
  });

  it('takes inputs as a list', () => {
    const { overrides } = readConfigFile(toml, 'inputs = ["1x3x32x32", "mask=1x2:bool"]\n') ?? {};
    expect(overrides?.inputs?.value.map(({ name }) => name)).to.deep.equal([null, 'mask']);
  });

  it('sets how a training is reckoned, in a table of its own or not', () => {
    const text = [
      'embodied = true',
      'search-device = "T4"',
      '[training]',
      'devices = 8',
      'scalingEfficiency = 0.9',
      'overhead = "strubell"',
      'hours = 12',
      'gpu-watts = 150',
      'batch = 256',
    ].join('\n');
    const read = readConfigFile(toml, text);
    expect(read?.problems).to.deep.equal([]);
    const values = Object.entries<{ readonly value: unknown }>({ ...read?.overrides }).map(
      ([key, { value }]) => [key, value],
    );
    expect(Object.fromEntries(values)).to.deep.equal({
      embodied: true,
      searchDevice: 'T4',
      devices: 8,
      scalingEfficiency: 0.9,
      overhead: 'strubell',
      trainingHours: 12,
      gpuWatts: 150,
      trainingBatch: 256,
    });
    const wrong = readConfigFile(
      toml,
      '[training]\noverhead = "none"\nscaling-efficiency = 90\nembodied = "yes"',
    );
    expect(wrong?.problems.map(({ message }) => message)).to.deep.equal([
      'overhead: must be one of computed, gitzel, strubell',
      'scaling-efficiency: must be at most 1: a share, not per cent',
      'embodied: must be on or off',
    ]);
  });

  it('names file, line and remedy of what is wrong', () => {
    const { problems, overrides } =
      readConfigFile(toml, '# mine\npue = "low"\nmodus = 1\nmode = "fast"\nregion = "DE"\n') ?? {};
    expect(problems?.map(({ message, span }) => `${describeSpan(span)}: ${message}`)).to.deep.equal([
      'wattlens.toml:2: pue: must be a number: write 1.2',
      'wattlens.toml:3: "modus" is no setting; did you mean mode?',
      'wattlens.toml:4: mode: must be one of eager, compiled',
    ]);
    expect(valuesOf(overrides ?? {})).to.deep.equal({ region: 'DE' });
    const [strange] = readConfigFile(toml, 'xyzzyxyzzy = 1\n')?.problems ?? [];
    expect(strange?.message).to.equal(`"xyzzyxyzzy" is no setting. There are: ${ENTRY_NAMES.join(', ')}`);
  });

  it('names the line of broken TOML, and leaves other tools’ to them', () => {
    const { problems } = readConfigFile(toml, 'a = 1\nb = = 2\n') ?? {};
    expect(problems?.[0]?.message).to.match(/^[^:]+; correct the line$/);
    expect(problems?.[0]?.span.start.line).to.equal(1);
    expect(readConfigFile(project, 'a = = 1\n')).to.equal(null);
    expect(readConfigFile(project, 'a = = 1\n[tool.wattlens]\n')?.problems).to.have.length(1);
  });
});

describe('precedence', () => {
  const from = (origin: Origin) => ({ epochs: given(origin.length, origin, origin) });
  const ORDER: readonly Origin[] = [
    'flag',
    'pragma',
    'config-file',
    'workspace-setting',
    'code',
    'user-setting',
    'default',
  ];

  it('is flag, pragma, configuration file, workspace, code, user, default', () => {
    for (const [i, strong] of ORDER.entries()) {
      for (const weak of ORDER.slice(i + 1)) {
        expect(mergeOverrides([from(weak), from(strong)]).epochs?.origin).to.equal(strong);
        expect(mergeOverrides([from(strong), from(weak)]).epochs?.origin).to.equal(strong);
        expect(stronger(from(weak).epochs, from(strong).epochs)).to.have.property('origin', strong);
      }
    }
  });

  it('takes the first of equals, and keeps what only one says', () => {
    const merged = mergeOverrides([
      { epochs: given(1, 'pragma', 'a') },
      { epochs: given(2, 'pragma', 'b'), region: given('DE', 'pragma', 'b') },
    ]);
    expect([merged.epochs?.value, merged.region?.value]).to.deep.equal([1, 'DE']);
  });

  it('keeps the code’s reason where nobody knows', () => {
    expect(stronger(undefined, missing('why'))).to.deep.equal(missing('why'));
    expect(stronger(given(3, 'user-setting', 'x'), missing('why'))).to.have.property('value', 3);
  });
});
