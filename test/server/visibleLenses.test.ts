/** Which models count as being looked at. */
import { expect } from 'chai';
import type { CodeLens } from 'vscode-languageserver';
import { VisibleLenses } from '../../src/server/visibleLenses.ts';

const URI = 'file:///w/net.py';
const RANGE = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
const lens = (id: string, stage = 'inference', uri = URI): CodeLens => ({
  range: RANGE,
  data: { uri, id, stage },
});

describe('lenses that are on the screen', () => {
  let looks: VisibleLenses;
  const ids = (uri = URI) => [...looks.idsOf(uri)];

  beforeEach(() => {
    looks = new VisibleLenses();
    looks.asked(URI, URI);
  });

  it('are those whose titles were asked for', () => {
    expect(ids()).to.deep.equal([]);
    for (const stage of ['inference', 'training', 'lifecycle']) looks.resolved(lens('a', stage));
    looks.resolved(lens('b'));
    expect(ids()).to.deep.equal(['a', 'b']);
  });

  it('stay those until titles of a new list are asked for', () => {
    looks.resolved(lens('a'));
    looks.asked(URI, URI);
    expect(ids()).to.deep.equal(['a']);
    looks.resolved(lens('c'));
    expect(ids()).to.deep.equal(['c']);
  });

  it('are none of other documents, of classes of models, of other servers and of what was closed', () => {
    looks.resolved(lens('a', 'inference', 'file:///w/other.py'));
    looks.resolved(lens('Net', 'class'));
    looks.resolved({ range: RANGE, data: 'not ours' });
    expect(ids()).to.deep.equal([]);
    looks.resolved(lens('a'));
    looks.closed(URI);
    expect(ids()).to.deep.equal([]);
  });
});
