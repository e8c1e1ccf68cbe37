import { expect } from 'chai';
import { isFolderUri, listingText, MOST_ENTRIES, parseListing } from '../../../src/python/imports/listing.ts';

describe('a folder as a text', () => {
  it('comes back as it was written, in the order of the names', () => {
    const text = listingText([
      { name: 'train', isFolder: true },
      { name: 'b.jpg', isFolder: false },
      { name: 'a.jpg', isFolder: false },
    ]);
    expect(text).to.equal('a.jpg\nb.jpg\ntrain/');
    expect(parseListing(text ?? '')).to.deep.equal({ files: ['a.jpg', 'b.jpg'], folders: ['train'] });
  });

  it('may be empty', () => {
    expect(listingText([])).to.equal('');
    expect(parseListing('')).to.deep.equal({ files: [], folders: [] });
  });

  it('leaves out names that would read as others', () => {
    expect(listingText([{ name: 'a\nb', isFolder: false }])).to.equal('');
  });

  it('is none where the folder holds too much', () => {
    const many = Array.from({ length: MOST_ENTRIES + 1 }, (_, i) => ({ name: `${i}.png`, isFolder: false }));
    expect(listingText(many)).to.equal(null);
    expect(listingText(many.slice(1))).to.be.a('string');
  });

  it('is told from a file by the slash at its end', () => {
    expect(isFolderUri('file:///w/data/')).to.equal(true);
    expect(isFolderUri('file:///w/data')).to.equal(false);
  });
});
