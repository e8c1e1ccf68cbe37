import { expect } from 'chai';
import * as v from 'valibot';
import { pageMessageSchema } from '../../src/protocol/page.ts';

describe('protocol/page', () => {
  it('takes what the page may ask for', () => {
    const place = { uri: 'file:///w/a.py', start: { line: 1, character: 0 }, end: { line: 1, character: 4 } };
    for (const message of [
      { type: 'ready' },
      { type: 'rendered', models: ['A'], rows: 3, bars: 3, text: 'A' },
      { type: 'reveal', place },
      { type: 'set', name: 'epochs', model: null },
      { type: 'set', name: 'epochs', model: 'a.py#A' },
      { type: 'reset', name: 'device', model: 'a.py#A' },
      { type: 'copy', id: 'a.py#A' },
    ]) {
      expect(v.parse(pageMessageSchema, message)).to.deep.equal(message);
    }
  });

  it('takes nothing else', () => {
    for (const message of [
      null,
      'ready',
      {},
      { type: 'run' },
      { type: 'reveal', place: 'file:///w' },
      { type: 'copy' },
    ]) {
      expect(v.is(pageMessageSchema, message), JSON.stringify(message)).to.equal(false);
    }
  });
});
