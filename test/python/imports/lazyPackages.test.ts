/** Packages that make their names on demand: what is under `if TYPE_CHECKING` is what they offer. */
import { expect } from 'chai';
import { bindingOf, type ModuleSource } from '../../../src/python/imports/lazyInit.ts';
import { parser } from '../evaluate.ts';

function source(text: string, others: Readonly<Record<string, string>> = {}): ModuleSource {
  return {
    text,
    parse: () => parser.parse('file:///p/__init__.py', text),
    read: ({ module }) => {
      const other = others[module];
      return other === undefined ? null : source(other);
    },
  };
}

const LAZY = `from typing import TYPE_CHECKING
if TYPE_CHECKING or SLOW:
    from .missing import *
    from .net import *
    from .named import Named
else:
    import sys
    sys.modules[__name__] = Lazy(__name__)
`;

describe('names of a package that makes them on demand', () => {
  it('are those that type checkers see, also where a condition is added', () => {
    const init = source(LAZY, { net: "__all__ = ['Net']\nclass Net: pass\n" });
    expect(bindingOf(init, 'Named').kind).to.equal('member');
    expect(bindingOf(init, 'Net').kind).to.equal('member');
    expect(bindingOf(init, 'Other').kind).to.equal('none');
  });
});
