import { expect } from 'chai';
import { handlerAttributes, scriptElements } from '../../../src/tfjs/syntax/html.ts';

const MANY = 100_000;

describe('tfjs/syntax/html', function () {
  this.timeout(60_000);

  it('finds the scripts that run, and the code of attributes', () => {
    const page =
      '<script type="module">go()</script><script src=x.js></script><script type="text/plain">no</script>' +
      '<p>1 < 2</p><button title="a > b" onclick="go(\'x\')">';
    expect(
      scriptElements(page).map(({ src, isModule, from, to }) => [src, isModule, page.slice(from, to)]),
    ).to.deep.equal([
      [null, true, 'go()'],
      ['x.js', false, ''],
    ]);
    expect(handlerAttributes(page).map(({ from, to }) => page.slice(from, to))).to.deep.equal(["go('x')"]);
  });

  it('reads a page whose tags never end', () => {
    for (const open of ['<script ', '<a ', '<a "', "<a onclick='", '<!--']) {
      const page = open.repeat(MANY);
      expect(scriptElements(page), open).to.deep.equal([]);
      expect(handlerAttributes(page), open).to.deep.equal([]);
    }
    expect(handlerAttributes(`<${'a'.repeat(MANY)}`)).to.deep.equal([]);
  });
});
