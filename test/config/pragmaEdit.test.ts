import { expect } from 'chai';
import fc from 'fast-check';
import { readPragmas } from '../../src/config/pragma.ts';
import { removePragmaEntry, setPragmaEntry } from '../../src/config/pragmaEdit.ts';
import { applyEdit } from '../../src/config/textEdit.ts';
import type { PlainValue } from '../../src/config/valueKind.ts';

const set = (
  text: string,
  line: number,
  name: string,
  value: PlainValue,
  said: number | null = null,
): string => applyEdit(text, setPragmaEntry(text, line, said, name, value));
function remove(text: string, line: number, name: string): string {
  const edit = removePragmaEntry(text, line, name);
  return edit === null ? text : applyEdit(text, edit);
}

describe('an entry of a pragma', () => {
  const NET = 'import x\n\nclass Net(nn.Module):\n    pass\n';

  it('stands above the definition of its model', () => {
    expect(set(NET, 2, 'epochs', 90)).to.equal(
      'import x\n\n# wattlens: epochs=90\nclass Net(nn.Module):\n    pass\n',
    );
    expect(set('def f():\r\n    m = Net()\r\n', 1, 'epochs', 90)).to.equal(
      'def f():\r\n    # wattlens: epochs=90\r\n    m = Net()\r\n',
    );
    expect(set('@a\n@b(1)\nclass Net:\n', 2, 'epochs', 90)).to.equal(
      '# wattlens: epochs=90\n@a\n@b(1)\nclass Net:\n',
    );
  });

  it('is a comment of the language that it stands in', () => {
    const script = 'import x;\n\nexport function net() {\n}\n';
    const edit = setPragmaEntry(script, 2, null, 'epochs', 90, '//');
    const written = 'import x;\n\n// wattlens: epochs=90\nexport function net() {\n}\n';
    expect(applyEdit(script, edit)).to.equal(written);
    const changed = setPragmaEntry(written, 3, 2, 'epochs', 7, '//');
    expect(applyEdit(written, changed)).to.equal(written.replace('90', '7'));
    expect(remove(written, 2, 'epochs')).to.equal(script);
  });

  it('is added to a pragma that speaks of that model, and to no other', () => {
    const above = '# wattlens: pue=1.1\n# big\n@a\nclass Net:\n';
    expect(set(above, 3, 'epochs', 90)).to.equal('# wattlens: pue=1.1 epochs=90\n# big\n@a\nclass Net:\n');
    expect(set('class Net:  # wattlens: pue=1.1\n', 0, 'epochs', 90)).to.equal(
      'class Net:  # wattlens: pue=1.1 epochs=90\n',
    );
    expect(set('#wattlens:\nclass Net:\n', 1, 'epochs', 90)).to.equal('#wattlens: epochs=90\nclass Net:\n');
    const file = '# wattlens: pue=1.1\n\nclass Net:\n';
    expect(set(file, 2, 'epochs', 90)).to.equal('# wattlens: pue=1.1\n\n# wattlens: epochs=90\nclass Net:\n');
    const other = '# wattlens: pue=1.1\nclass A:\n    pass\nclass B:\n';
    expect(set(other, 3, 'epochs', 90)).to.contain('    pass\n# wattlens: epochs=90\nclass B');
  });

  it('is changed where it stands, for the file or for the model', () => {
    const file = '# wattlens: samples=3 epochs=10, pue=1\n\nclass Net:\n';
    expect(set(file, 2, 'epochs', 90, 0)).to.equal('# wattlens: samples=3 epochs=90, pue=1\n\nclass Net:\n');
    expect(set('#  wattlens: trainingBatch=3\n', 0, 'training-batch', 9, 0)).to.equal(
      '#  wattlens: training-batch=9\n',
    );
    expect(set('# wattlens: device="A B"\n', 0, 'device', 'RTX 3090', 0)).to.equal(
      '# wattlens: device="RTX 3090"\n',
    );
    const inputs = '# wattlens: input=1x2 input=mask=1x2:bool pue=1\n';
    expect(set(inputs, 0, 'input', ['[3x4,3x4]', 'm=1'], 0)).to.equal(
      '# wattlens: input=[3x4,3x4] input=m=1 pue=1\n',
    );
  });

  it('is removed, and the comment with the last one', () => {
    expect(remove('# wattlens: a=1 epochs=2 b=3\n', 0, 'epochs')).to.equal('# wattlens: a=1 b=3\n');
    expect(remove('# wattlens: a=1 epochs=2\n', 0, 'epochs')).to.equal('# wattlens: a=1\n');
    expect(remove('x\n  # wattlens: epochs=2\nclass Net:\n', 1, 'epochs')).to.equal('x\nclass Net:\n');
    expect(remove('m = Net()  # wattlens: epochs=2\r\nx\r\n', 0, 'epochs')).to.equal('m = Net()\r\nx\r\n');
    expect(removePragmaEntry('m = Net()\n', 0, 'epochs')).to.equal(null);
    expect(removePragmaEntry('# wattlens: a=1\n', 0, 'epochs')).to.equal(null);
  });

  const value = fc.oneof(
    fc.integer({ min: 1, max: 1e9 }),
    fc.constantFrom('RTX 3090', 'aws:us-east-1', 'Xeon "Gold"', "l'eau", '[3x4,3x4]', '1x3x4x4:int64'),
  );
  const body = fc.constantFrom('', '# wattlens: pue=1.1\n', '# wattlens: epochs=2 device="A B"\n', '@a\n');

  it('reads as it was written, and leaves every other line', () => {
    fc.assert(
      fc.property(body, value, fc.constantFrom('', '    '), (above, said, indent) => {
        const text = `x = 1\n\n${above.replace(/^/gm, above === '' ? '' : indent).trimEnd()}${above === '' ? '' : '\n'}${indent}class Net:\n`;
        const line = text.split('\n').length - 2;
        const after = set(text, line, 'device', said);
        const lines = after.split('\n');
        const comments = lines.flatMap((one, at) => {
          const found = /# wattlens:\s*(.*)$/.exec(one)?.[1];
          return found === undefined ? [] : [{ text: found, line: at }];
        });
        const { pragmas, problems } = readPragmas('file:///w/m.py', comments);
        expect(problems).to.deep.equal([]);
        const devices = pragmas.flatMap(({ overrides }) => overrides.device?.value ?? []);
        expect(devices).to.deep.equal([String(said)]);
        const kept = text.split('\n').filter((one) => !one.includes('wattlens'));
        expect(lines.filter((one) => !one.includes('wattlens'))).to.deep.equal(kept);
      }),
    );
  });
});
