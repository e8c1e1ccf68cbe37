import { expect } from 'chai';
import type { ClassFootprint } from '../../src/footprint/schema.ts';
import { classMarkdown, classTitle } from '../../src/report/classRange.ts';
import { estimateTable } from '../../src/report/table.ts';
import { classifier, convnet, partial, report } from './samples.ts';

const cls = (...models: string[]): ClassFootprint => ({
  id: 'file:///w/net.py#Base',
  uri: 'file:///w/net.py',
  name: 'Base',
  range: { start: { line: 4, character: 6 }, end: { line: 4, character: 10 } },
  models,
});
const all = [convnet, classifier, partial];

describe('the range of a class', () => {
  it('goes from the smallest to the largest model, and names both', () => {
    const title = classTitle(cls(convnet.id, classifier.id), all);
    expect(title).to.match(/^2 models, .* parameters, .*FLOPs, I .*\/inference: /);
    expect(title.endsWith(`: ${convnet.name} … ${classifier.name}`)).to.equal(true);
  });

  it('says how many are unknown', () => {
    expect(classTitle(cls(convnet.id, partial.id), all)).to.match(/\(1 unknown\)/);
  });

  it('names the only model there is', () => {
    expect(classTitle(cls(convnet.id), all)).to.equal(`made by ${convnet.name}`);
    expect(classTitle(cls('gone'), all)).to.equal('no models');
  });

  it('has a table of the models as its hover', () => {
    const text = classMarkdown(cls(convnet.id, classifier.id), all);
    expect(text).to.match(/^\*\*Base\*\* · 2 models in this file/);
    expect(text.split('\n').filter((line) => line.startsWith('| '))).to.have.length(4);
  });

  it('is a line of the table', () => {
    const text = estimateTable({ ...report, classes: [cls(convnet.id, classifier.id)] }, { colours: false });
    expect(text).to.match(/^Base {2}net\.py:5 {2}2 models, /m);
  });
});
