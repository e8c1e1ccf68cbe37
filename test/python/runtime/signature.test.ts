import { expect } from 'chai';
import { parseSignature } from '../../../src/python/runtime/signature.ts';
import { ELLIPSIS, PyFloat, PyTuple } from '../../../src/python/runtime/values.ts';

function kinds(text: string): string[] {
  return parseSignature(text).params.map((param) => `${param.name}:${param.kind}`);
}

function defaultOf(text: string): unknown {
  return parseSignature(`f(x=${text})`).params[0]?.default;
}

describe('signatures of natives', () => {
  it('tells the kinds of parameters apart', () => {
    expect(kinds('f(a, b, /, c, *args, d, **kw)')).to.deep.equal([
      'a:positional-only',
      'b:positional-only',
      'c:normal',
      'args:var-positional',
      'd:keyword-only',
      'kw:var-keyword',
    ]);
    expect(kinds('f(a, *, b)')).to.deep.equal(['a:normal', 'b:keyword-only']);
    expect(kinds('f()')).to.deep.equal([]);
  });

  it('takes dotted names', () => {
    expect(parseSignature('torch.relu(x)').name).to.equal('torch.relu');
  });

  it('reads literals as defaults', () => {
    expect(defaultOf('None')).to.equal(null);
    expect(defaultOf('True')).to.equal(true);
    expect(defaultOf('-3')).to.equal(-3);
    expect(defaultOf("'a b'")).to.equal('a b');
    expect(defaultOf('...')).to.equal(ELLIPSIS);
    expect(defaultOf('1e-05')).to.deep.include({ value: 1e-5 });
    expect(defaultOf('1.0')).to.be.instanceOf(PyFloat);
    expect(defaultOf('inf')).to.deep.include({ value: Infinity });
  });

  it('reads tuples as defaults', () => {
    const value = defaultOf('(1, (2, None))');
    if (!(value instanceof PyTuple)) throw new Error('not a tuple');
    expect(value.items[0]).to.equal(1);
    expect(value.items[1]).to.be.instanceOf(PyTuple);
  });

  it('leaves a parameter without a default required', () => {
    expect(parseSignature('f(a, b=1)').params.map((param) => param.default)).to.deep.equal([undefined, 1]);
  });

  it('parses a text once', () => {
    expect(parseSignature('g(a, b=(1, 2))')).to.equal(parseSignature('g(a, b=(1, 2))'));
  });

  for (const text of ['f(a', 'f(a=)', 'f(a=b)', 'f(a) extra', 'f(a b)', 'f(a,,b)']) {
    it(`rejects ${text}`, () => {
      expect(() => parseSignature(text)).to.throw(SyntaxError);
    });
  }
});
