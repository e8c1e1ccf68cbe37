import { expect } from 'chai';
import { commandLink, factorRows, statedSource, statedValue } from '../../src/report/factors.ts';
import { hoverMarkdown } from '../../src/report/markdown.ts';
import { convnet, place } from './samples.ts';

describe('report/factors', () => {
  it('tells a value as people read it', () => {
    expect([1_281_167, 1.25, 'T4', null].map((value) => statedValue({ value }))).to.deep.equal([
      '1,281,167',
      '1.25',
      'T4',
      '?',
    ]);
    expect(statedSource({ origin: 'flag', source: '--epochs' })).to.equal('--epochs');
    expect(statedSource({ origin: 'pragma', source: 'pragma at a.py:1' })).to.equal('comment in the code');
    expect(statedSource({ origin: 'default', source: 'default: world' })).to.equal('default: world');
  });

  it('links values to their dialogue and origins to their place, for a client that runs commands', () => {
    const text = hoverMarkdown(convnet, {
      edit: ({ name }) => commandLink('wattlens.editFactor', 'file:///w/a (1).py', 'id', name),
      show: (at) => commandLink('wattlens.showOrigin', at.kind === 'text' ? at.place : at.key),
    });
    const links = [...text.matchAll(/\]\((command:[^\s)]*)/g)].map(([, link = '']) => link);
    expect(links).to.have.length(4);
    const decoded = links.map((link) => {
      const [command = '', args = ''] = link.slice('command:'.length).split('?');
      return [command, JSON.parse(decodeURIComponent(args)) as unknown];
    });
    expect(decoded).to.deep.equal([
      ['wattlens.editFactor', ['file:///w/a (1).py', 'id', 'device']],
      ['wattlens.showOrigin', ['wattlens.device']],
      ['wattlens.editFactor', ['file:///w/a (1).py', 'id', 'epochs']],
      ['wattlens.showOrigin', [place(3)]],
    ]);
  });

  it('has no links for others', () => {
    expect(hoverMarkdown(convnet)).not.to.contain('command:');
  });

  it('leaves out what nobody asked for', () => {
    const labels = factorRows(convnet, (text) => text, null).map(([label]) => label);
    expect(labels).to.deep.equal(['Device', 'Epochs (E)']);
  });
});
