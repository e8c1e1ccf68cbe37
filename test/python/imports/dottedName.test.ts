import { expect } from 'chai';
import { dottedNameOf } from '../../../src/python/imports/uris.ts';

describe('the name of a file as a module', () => {
  const packages = new Set(['file:///w/net', 'file:///w/net/parts']);
  const nameOf = (uri: string): string => dottedNameOf(uri, (folder) => packages.has(folder));

  it('has the packages around it', () => {
    expect(nameOf('file:///w/net/parts/net.py')).to.equal('net.parts.net');
    expect(nameOf('file:///w/net/net.py')).to.equal('net.net');
    expect(nameOf('file:///w/net/__init__.py')).to.equal('net');
    expect(nameOf('file:///w/main.py')).to.equal('main');
  });
});
