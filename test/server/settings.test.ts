import { expect } from 'chai';
import { FIGURE_SETTINGS, SERVER_SETTINGS } from '../../src/protocol/settings.ts';
import { folderUri, readSettings, settingValues } from '../../src/server/settings.ts';

describe('server/settings', () => {
  it('gives every setting its place, with where it was written', () => {
    const origin = 'workspace-setting' as const;
    const values = Object.fromEntries(
      FIGURE_SETTINGS.map((key) => {
        const special: Readonly<Record<string, unknown>> = {
          precision: 'bf16',
          mode: 'compiled',
          memoryFormat: 'channels-last',
          'training.devices': 8,
          'training.scalingEfficiency': 0.9,
          'training.overhead': 'gitzel',
          embodied: true,
          embodiedUtilisation: 0.5,
          showParts: true,
        };
        const value = special[key] ?? (/device|region/i.test(key) ? 'X' : 3);
        return [key, { value, origin }];
      }),
    );
    const { overrides, complaints } = readSettings(values);
    expect(complaints).to.deep.equal([]);
    expect(Object.keys(overrides)).to.have.length(FIGURE_SETTINGS.length);
    expect(overrides.trainingBatch).to.deep.equal({
      known: true,
      value: 3,
      origin,
      detail: 'wattlens.training.batch in the workspace settings',
      span: null,
    });
  });

  it('takes nothing for what is not set', () => {
    const unset = readSettings({
      device: { value: '', origin: 'user-setting' },
      pue: { value: null, origin: 'user-setting' },
    });
    expect(unset).to.deep.equal({
      overrides: {},
      searchPath: [],
      python: null,
      lenses: true,
      hover: true,
      complaints: [],
    });
  });

  it('takes of a person’s own settings what is not of one project alone', () => {
    const origin = 'user-setting' as const;
    const { overrides, complaints } = readSettings({
      device: { value: 'T4', origin },
      region: { value: 'DE', origin },
      inferencePue: { value: 1.1, origin },
      precision: { value: 'bf16', origin },
      'training.samples': { value: 10, origin },
      'training.batch': { value: 10, origin },
    });
    expect(Object.keys(overrides)).to.have.members(['device', 'region', 'inferencePue']);
    expect(complaints.map((text) => text.split(' ')[0])).to.deep.equal([
      'wattlens.precision',
      'wattlens.training.samples',
      'wattlens.training.batch',
    ]);
    expect(complaints[0]).to.contain('wattlens.toml');
  });

  it('complains of each wrong value by name', () => {
    const origin = 'workspace-setting' as const;
    const { overrides, complaints } = readSettings({
      precision: { value: 'fp12', origin },
      pue: { value: 'much', origin },
      'training.epochs': { value: 2.5, origin },
      inferences: { value: -1, origin },
      searchPath: { value: 'lib', origin },
    });
    expect(overrides).to.deep.equal({});
    expect(complaints.map((text) => text.split(/[ :]/)[0])).to.deep.equal([
      'wattlens.pue',
      'wattlens.precision',
      'wattlens.inferences',
      'wattlens.training.epochs',
      'wattlens.searchPath',
    ]);
  });

  it('finds values in what a plain client answers', () => {
    const values = settingValues({
      pue: 2,
      device: null,
      training: { epochs: 5 },
      lenses: { enabled: false },
      x: 1,
    });
    expect(values).to.deep.equal({
      pue: { value: 2, origin: 'user-setting' },
      'training.epochs': { value: 5, origin: 'user-setting' },
      'lenses.enabled': { value: false, origin: 'user-setting' },
    });
    for (const odd of [null, undefined, 3, 'x', [], { training: 3 }]) {
      expect(settingValues(odd)).to.deep.equal({});
    }
    expect(new Set(SERVER_SETTINGS).size).to.equal(SERVER_SETTINGS.length);
  });

  it('turns folders into URIs', () => {
    const folder = 'vscode-vfs://github/o/r';
    expect(folderUri('lib', folder)).to.equal('vscode-vfs://github/o/r/lib');
    expect(folderUri('./a b/', folder)).to.equal('vscode-vfs://github/o/r/a%20b');
    expect(folderUri('../r2', folder)).to.equal('vscode-vfs://github/o/r2');
    expect(folderUri('${workspaceFolder}/src', 'file:///w')).to.equal('file:///w/src');
    expect(folderUri('/opt/x', 'file:///w')).to.equal('file:///opt/x');
    expect(folderUri('C:\\py\\lib', 'file:///c:/w')).to.match(/^file:\/\/\/C:\/py\/lib$/);
    expect(folderUri('file:///y/', null)).to.equal('file:///y');
    expect(folderUri('/opt', null)).to.equal('file:///opt');
    expect(folderUri('lib', null)).to.equal(null);
  });
});
