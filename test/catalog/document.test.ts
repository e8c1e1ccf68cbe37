import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { catalogDocument, DOCUMENT } from '../../scripts/catalog/document.ts';

describe('docs/catalog.md', () => {
  it('is what the tables say: else run `npm run docs:catalog`', () => {
    expect(readFileSync(DOCUMENT, 'utf8') === catalogDocument()).to.equal(true);
  });
});
