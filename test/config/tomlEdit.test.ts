import { expect } from 'chai';
import fc from 'fast-check';
import { readConfigFile } from '../../src/config/configFile.ts';
import { applyEdit } from '../../src/config/textEdit.ts';
import { removeTomlEntry, setTomlEntry } from '../../src/config/tomlEdit.ts';
import type { PlainValue } from '../../src/config/valueKind.ts';

const OWN = 'file:///w/wattlens.toml';
const PROJECT = 'file:///w/pyproject.toml';

const set = (uri: string, text: string, name: string, value: PlainValue): string =>
  applyEdit(text, setTomlEntry(uri, text, name, value));
function remove(uri: string, text: string, name: string): string {
  const edit = removeTomlEntry(uri, text, name);
  return edit === null ? text : applyEdit(text, edit);
}

describe('an entry of a TOML file', () => {
  const cases: readonly (readonly [
    what: string,
    uri: string,
    before: string,
    name: string,
    value: PlainValue,
    after: string,
  ])[] = [
    [
      'is changed in place',
      OWN,
      '# mine\nepochs = 3   # as published\n',
      'epochs',
      90,
      '# mine\nepochs = 90   # as published\n',
    ],
    ['is added to an empty file', OWN, '', 'epochs', 90, 'epochs = 90\n'],
    [
      'is added after the others',
      OWN,
      'pue = 1.1 # hall 2\n\n[training]\nepochs = 3\n',
      'device',
      'T4',
      'pue = 1.1 # hall 2\ndevice = "T4"\n\n[training]\nepochs = 3\n',
    ],
    [
      'is added above the first table',
      OWN,
      '# all of it\n\n# the training\n[training]\nepochs = 3\n',
      'pue',
      1.2,
      '# all of it\n\npue = 1.2\n\n# the training\n[training]\nepochs = 3\n',
    ],
    [
      'is added to the table of its group',
      OWN,
      '[training]\n  epochs = 3 # few\n[search]\ndevice = "T4"\n',
      'samples',
      10,
      '[training]\n  epochs = 3 # few\n  samples = 10\n[search]\ndevice = "T4"\n',
    ],
    [
      'has its short name in that table',
      OWN,
      '[training]\n',
      'training-batch',
      10,
      '[training]\nbatch = 10\n',
    ],
    [
      'is changed in a table and under another spelling',
      OWN,
      '[training]\ngpuWatts = 100\n',
      'gpu-watts',
      250,
      '[training]\ngpuWatts = 250\n',
    ],
    [
      'is changed under a quoted key',
      OWN,
      '"training-batch" = 1\n',
      'training-batch',
      2,
      '"training-batch" = 2\n',
    ],
    ['is added without a line break at the end', OWN, 'pue = 1.1', 'epochs', 2, 'pue = 1.1\nepochs = 2'],
    ['is added to a file of comments', OWN, '# nothing yet', 'epochs', 2, '# nothing yet\nepochs = 2\n'],
    ['keeps the line breaks of the file', OWN, 'pue = 1.1\r\n', 'epochs', 2, 'pue = 1.1\r\nepochs = 2\r\n'],
    [
      'is changed where its value has many lines',
      OWN,
      'input = [\n  "1x2", # a\n  "1x3",\n]\npue = 1.1\n',
      'input',
      ['1x9'],
      'input = ["1x9"]\npue = 1.1\n',
    ],
    [
      'makes the table of a project',
      PROJECT,
      '[project]\nname = "x"\n',
      'epochs',
      2,
      '[project]\nname = "x"\n\n[tool.wattlens]\nepochs = 2\n',
    ],
    [
      'is added to the table of a project',
      PROJECT,
      '[tool.wattlens] # here\n\n[tool.black]\nline = 1\n',
      'epochs',
      2,
      '[tool.wattlens] # here\nepochs = 2\n\n[tool.black]\nline = 1\n',
    ],
    [
      'is changed in a table written in one line',
      PROJECT,
      '[tool]\nwattlens = { epochs = 3, pue = 1.1 }\n',
      'epochs',
      2,
      '[tool]\nwattlens = { epochs = 2, pue = 1.1 }\n',
    ],
    [
      'is added to a table written in one line',
      PROJECT,
      '[tool]\nwattlens = { epochs = 3 }\n',
      'pue',
      1.1,
      '[tool]\nwattlens = { epochs = 3, pue = 1.1 }\n',
    ],
    [
      'is added to an empty one',
      PROJECT,
      '[tool]\nwattlens = {}\n',
      'pue',
      1.1,
      '[tool]\nwattlens = { pue = 1.1 }\n',
    ],
    [
      'is added beside keys with dots',
      PROJECT,
      '[tool]\nwattlens.epochs = 3\nblack.line = 1\n',
      'pue',
      1.1,
      '[tool]\nwattlens.epochs = 3\nwattlens.pue = 1.1\nblack.line = 1\n',
    ],
    [
      'is added where only a table of its group is',
      PROJECT,
      '[tool.wattlens.training]\nepochs = 3\n',
      'samples',
      7,
      '[tool.wattlens.training]\nepochs = 3\nsamples = 7\n',
    ],
    ['replaces what was wrong', OWN, 'epochs = "many"\npue = 1.1\n', 'epochs', 7, 'epochs = 7\npue = 1.1\n'],
  ];
  for (const [what, uri, before, name, value, after] of cases) {
    it(what, () => {
      expect(set(uri, before, name, value)).to.equal(after);
    });
  }

  it('is removed with its line, and nothing else', () => {
    expect(remove(OWN, 'pue = 1.1\nepochs = 3 # few\n# end\n', 'epochs')).to.equal('pue = 1.1\n# end\n');
    expect(remove(OWN, 'pue = 1.1\r\nepochs = 3', 'epochs')).to.equal('pue = 1.1\r\n');
    expect(remove(OWN, 'input = [\n "1x2",\n]\npue = 2\n', 'input')).to.equal('pue = 2\n');
    const inline = '[tool]\nwattlens = { epochs = 3, pue = 1.1 }\n';
    expect(remove(PROJECT, inline, 'epochs')).to.equal('[tool]\nwattlens = { pue = 1.1 }\n');
    expect(remove(PROJECT, inline, 'pue')).to.equal('[tool]\nwattlens = { epochs = 3 }\n');
    expect(removeTomlEntry(OWN, 'pue = 1.1\n', 'epochs')).to.equal(null);
  });

  it('is not written into a broken file', () => {
    expect(() => set(OWN, 'pue = \nepochs = 3\n', 'epochs', 5)).to.throw('correct it first');
  });

  const line = fc.constantFrom(
    '# a comment',
    '',
    '   # another = comment',
    'pue = 1.1 # with one',
    'device = "A # 100"',
    "region = 'DE'",
    'training-hours = 3.5',
    'inferences = 1_000_000',
    'input = ["1x3x4x4", "mask=1x2:bool"] # two',
    'search-path = [\n  "lib", # mine\n]',
  );
  const rest = fc.constantFrom('', '[training]\nepochs = 3 # few\n', '# t\n[inference]\ndevice = "T4"\n');
  const file = fc
    .tuple(fc.uniqueArray(line, { maxLength: 6 }), rest, fc.boolean())
    .map(([lines, end, dos]) => {
      const text = `${lines.join('\n')}\n${end}`;
      return dos ? text.replaceAll('\n', '\r\n') : text;
    });
  const CHANGES: readonly (readonly [name: string, value: PlainValue])[] = [
    ['epochs', 90],
    ['samples', 1_281_167],
    ['device', 'RTX "3090"'],
    ['pue', 1.25],
    ['training-batch', 8],
    ['input', ['1x9', 'mask=1x4']],
  ];
  const change = fc.constantFrom(...CHANGES);
  const written = (text: string): string[] => text.split(/\r?\n/).filter((one) => one.trim() !== '');

  it('says what it was set to, every line else stays, and removing takes back what was added', () => {
    fc.assert(
      fc.property(file, change, (text, [name, value]) => {
        const after = set(OWN, text, name, value);
        expect(set(OWN, after, name, value)).to.equal(after);
        const read = readConfigFile(OWN, after);
        expect(read?.problems).to.deep.equal([]);
        const kept = written(text).filter((one) => !one.startsWith(name));
        for (const one of kept) expect(after.split(/\r?\n/)).to.include(one);
        const wasThere = removeTomlEntry(OWN, text, name) !== null;
        const without = remove(OWN, after, name);
        if (!wasThere) expect(written(without)).to.deep.equal(written(text));
        expect(removeTomlEntry(OWN, without, name)).to.equal(null);
      }),
    );
  });
});
