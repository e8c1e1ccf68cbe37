import { expect } from 'chai';
import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { editOf, moveFootprint, movePosition } from '../../src/server/edits.ts';
import { convnet, place, URI } from '../report/samples.ts';

const at = (line: number, character: number) => ({ line, character });

describe('server/edits', () => {
  it('moves what stands after an insertion, and keeps what stands before it', () => {
    const edit = { range: { start: at(2, 4), end: at(2, 4) }, text: 'ab\nc' };
    expect(movePosition(at(2, 3), edit)).to.deep.equal(at(2, 3));
    expect(movePosition(at(2, 4), edit)).to.deep.equal(at(3, 1));
    expect(movePosition(at(2, 9), edit)).to.deep.equal(at(3, 6));
    expect(movePosition(at(5, 1), edit)).to.deep.equal(at(6, 1));
  });

  it('sends what stood inside a replaced stretch to its start', () => {
    const edit = { range: { start: at(1, 2), end: at(3, 1) }, text: 'x' };
    expect(movePosition(at(2, 7), edit)).to.deep.equal(at(1, 2));
    expect(movePosition(at(3, 1), edit)).to.deep.equal(at(1, 3));
    expect(movePosition(at(4, 4), edit)).to.deep.equal(at(2, 4));
  });

  it('follows a mark through any edit that does not touch it', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 6 });
    const text = fc.array(line, { minLength: 1, maxLength: 5 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, text, fc.nat(), fc.nat(), (before, after, inserted, from, to) => {
        const whole = `${before}#${after}`;
        const document = TextDocument.create(URI, 'python', 1, whole);
        const mark = document.positionAt(before.length);
        // a stretch wholly before or wholly after the mark
        const [low, length] = from % 2 === 0 ? [0, before.length] : [before.length + 1, after.length];
        const ends = [low + (from % (length + 1)), low + (to % (length + 1))].sort((a, b) => a - b);
        const [start = 0, end = 0] = ends;
        const range = { start: document.positionAt(start), end: document.positionAt(end) };
        const edit = { range, text: inserted };
        const edited = TextDocument.update(document, [edit], 2);
        expect(edited.offsetAt(movePosition(mark, edit))).to.equal(edited.getText().indexOf('#'));
      }),
    );
  });

  it('leaves what does not move as the same object', () => {
    const replaced = { range: { start: at(0, 4), end: at(0, 5) }, text: '8' };
    expect(moveFootprint(convnet, [replaced])).to.equal(convnet);
    const longer = { range: { start: at(0, 4), end: at(0, 5) }, text: '8\n' };
    expect(moveFootprint(convnet, [longer])).not.to.deep.equal(convnet);
  });

  it('knows a replacement of the whole text', () => {
    expect(editOf({ text: 'x' })).to.equal(null);
    const range = { start: at(0, 0), end: at(0, 1) };
    expect(editOf({ text: 'x', range })).to.deep.equal({ text: 'x', range });
  });

  it('moves everything that points into the document, and nothing that points elsewhere', () => {
    const edit = { range: { start: at(0, 0), end: at(0, 0) }, text: '\n\n' };
    const elsewhere = { ...place(61), uri: 'file:///w/other.py' };
    const model = {
      ...convnet,
      completeness: {
        level: 'estimated' as const,
        reasons: [
          { text: 'here', range: place(61) },
          { text: 'there', range: elsewhere },
          { text: 'nowhere', range: null },
        ],
      },
      assumptions: [{ name: 'input', value: 1, unit: null, source: 'code', range: place(9) }],
    };
    const moved = moveFootprint(model, [edit]);
    expect(moved.range.start.line).to.equal(convnet.range.start.line + 2);
    expect(moved.layers.map(({ range }) => range?.start.line)).to.deep.equal([8, 9, 14, 10]);
    expect(moved.completeness.reasons.map(({ range }) => range?.start.line)).to.deep.equal([
      63,
      61,
      undefined,
    ]);
    expect(moved.assumptions[0]?.range?.start.line).to.equal(11);
    expect(moved.training?.factors.samples.range?.start.line).to.equal(32);
    expect(moved.training?.factors.overhead).to.deep.equal(convnet.training?.factors.overhead);
    expect(moved.search?.trials.range?.start.line).to.equal(52);
  });
});
