import { expect } from 'chai';
import fc from 'fast-check';
import { ALL, Journal, nextSerial, Store } from '../../../src/python/runtime/journal.ts';
import type { Mark } from '../../../src/python/runtime/journal.ts';

/** A small heap: maps, sequences and an object with a field. */
class Heap {
  readonly maps = [new Store<string, number>(), new Store<string, number>()];
  readonly sequences = [
    { serial: nextSerial(), items: [1, 2, 3] },
    { serial: nextSerial(), items: [] as number[] },
  ];
  readonly object = { serial: nextSerial(), field: 0 };

  /** Everything that can be seen of it, the order of map entries included. */
  content(): unknown {
    return {
      maps: this.maps.map((map) => [...map]),
      sequences: this.sequences.map((sequence) => [...sequence.items]),
      field: this.object.field,
    };
  }
}

type Write = (journal: Journal, heap: Heap) => void;

const key = fc.constantFrom('a', 'b', 'c', 'd');
const which = fc.constantFrom(0, 1);
const number = fc.integer({ min: 0, max: 9 });

function mapOf(heap: Heap, index: number): Store<string, number> {
  const map = heap.maps[index];
  if (map === undefined) throw new Error('no such map');
  return map;
}

function sequenceOf(heap: Heap, index: number): { readonly serial: number; items: number[] } {
  const sequence = heap.sequences[index];
  if (sequence === undefined) throw new Error('no such sequence');
  return sequence;
}

const write: fc.Arbitrary<Write> = fc.oneof(
  fc.tuple(which, key, number).map(([map, name, value]): Write => (journal, heap) => {
    journal.mapSet(mapOf(heap, map), name, value);
  }),
  fc.tuple(which, key).map(([map, name]): Write => (journal, heap) => {
    journal.mapDelete(mapOf(heap, map), name);
  }),
  which.map((map): Write => (journal, heap) => {
    journal.mapClear(mapOf(heap, map));
  }),
  fc.tuple(which, number).map(([sequence, value]): Write => (journal, heap) => {
    journal.push(sequenceOf(heap, sequence), value);
  }),
  fc.tuple(which, fc.nat(), number).map(([index, at, value]): Write => (journal, heap) => {
    const sequence = sequenceOf(heap, index);
    if (sequence.items.length > 0) journal.setIndex(sequence, at % sequence.items.length, value);
  }),
  fc.tuple(which, fc.array(number, { maxLength: 4 })).map(([sequence, items]): Write => (journal, heap) => {
    journal.replaceItems(sequenceOf(heap, sequence), [...items]);
  }),
  number.map((value): Write => (journal, heap) => {
    journal.setField(heap.object, 'field', value);
  }),
);

const writes = fc.array(write, { maxLength: 20 });

function apply(journal: Journal, heap: Heap, all: readonly Write[]): void {
  for (const one of all) one(journal, heap);
}

describe('the undo journal', () => {
  it('rolls any writes back, to the same content in the same order', () => {
    fc.assert(
      fc.property(writes, writes, (before, after) => {
        const [journal, heap] = [new Journal(), new Heap()];
        apply(journal, heap, before);
        const start = heap.content();
        const mark = journal.mark();
        apply(journal, heap, after);
        journal.rollback(mark);
        expect(heap.content()).to.deep.equal(start);
        expect(journal.isRecording).to.equal(false);
      }),
    );
  });

  it('does not remember writes to what is younger than the innermost mark, but to what an outer one knows', () => {
    const journal = new Journal();
    const outer = journal.mark();
    const store = new Store<string, number>();
    journal.mapSet(store, 'a', 1);
    expect(journal.writtenSince(outer)).to.deep.equal([]);
    const inner = journal.mark();
    journal.mapSet(store, 'a', 2);
    expect(journal.writtenSince(inner)).to.have.length(1);
    journal.rollback(inner);
    expect([...store]).to.deep.equal([['a', 1]]);
    journal.rollback(outer);
  });

  it('undoes later writes to what was made for good meanwhile', () => {
    const journal = new Journal();
    const [outer, inner] = [journal.mark(), journal.mark()];
    const store = journal.unremembered(() => {
      const made = new Store<string, number>();
      journal.mapSet(made, 'a', 1);
      return made;
    });
    journal.mapSet(store, 'a', 2);
    journal.commit(inner);
    journal.mapSet(store, 'b', 3);
    journal.rollback(outer);
    expect([...store]).to.deep.equal([['a', 1]]);
  });

  it('keeps what is committed', () => {
    fc.assert(
      fc.property(writes, (all) => {
        const [journal, heap] = [new Journal(), new Heap()];
        const [plain, plainHeap] = [new Journal(), new Heap()];
        const mark = journal.mark();
        apply(journal, heap, all);
        journal.commit(mark);
        apply(plain, plainHeap, all);
        expect(heap.content()).to.deep.equal(plainHeap.content());
      }),
    );
  });

  it('rolls a committed inner mark back with the outer one', () => {
    fc.assert(
      fc.property(writes, writes, writes, (first, inner, last) => {
        const [journal, heap] = [new Journal(), new Heap()];
        const start = heap.content();
        const outer = journal.mark();
        apply(journal, heap, first);
        const mark = journal.mark();
        apply(journal, heap, inner);
        journal.commit(mark);
        apply(journal, heap, last);
        journal.rollback(outer);
        expect(heap.content()).to.deep.equal(start);
      }),
    );
  });

  it('rolls back what many iterations wrote, of which it remembers each location once', () => {
    fc.assert(
      fc.property(writes, fc.array(writes, { maxLength: 8 }), writes, (first, iterations, last) => {
        const [journal, heap] = [new Journal(2), new Heap()];
        const start = heap.content();
        const outer = journal.mark();
        apply(journal, heap, first);
        const middle = journal.mark();
        const before = heap.content();
        for (const iteration of iterations) {
          const mark = journal.mark();
          apply(journal, heap, iteration);
          journal.commit(mark);
        }
        journal.rollback(middle);
        expect(heap.content()).to.deep.equal(before);
        apply(journal, heap, last);
        journal.rollback(outer);
        expect(heap.content()).to.deep.equal(start);
      }),
    );
  });

  it('rolls nested marks back one at a time', () => {
    fc.assert(
      fc.property(fc.array(writes, { minLength: 1, maxLength: 5 }), (levels) => {
        const [journal, heap] = [new Journal(), new Heap()];
        const marks: Mark[] = [];
        const contents: unknown[] = [];
        for (const level of levels) {
          contents.push(heap.content());
          marks.push(journal.mark());
          apply(journal, heap, level);
        }
        while (marks.length > 0) {
          const [mark, content] = [marks.pop(), contents.pop()];
          if (mark === undefined) break;
          journal.rollback(mark);
          expect(heap.content()).to.deep.equal(content);
        }
      }),
    );
  });

  it('leaves what was written outside of marks alone', () => {
    const [journal, heap] = [new Journal(), new Heap()];
    journal.mapSet(mapOf(heap, 0), 'a', 1);
    const mark = journal.mark();
    journal.rollback(mark);
    expect([...mapOf(heap, 0)]).to.deep.equal([['a', 1]]);
  });

  it('names the written locations once each, in the order of their first write', () => {
    const [journal, heap] = [new Journal(), new Heap()];
    const [map, sequence] = [mapOf(heap, 0), sequenceOf(heap, 0)];
    const mark = journal.mark();
    journal.mapSet(map, 'x', 1);
    journal.push(sequence, 4);
    journal.mapSet(map, 'x', 2);
    journal.mapSet(map, 'y', 2);
    journal.replaceItems(sequence, []);
    const locations = journal.writtenSince(mark);
    expect(locations.map((location) => [location.target.serial, location.key])).to.deep.equal([
      [map.serial, 'x'],
      [sequence.serial, 3],
      [map.serial, 'y'],
      [sequence.serial, ALL],
    ]);
    journal.commit(mark);
  });

  it('says whether a key that is deleted was there', () => {
    const [journal, heap] = [new Journal(), new Heap()];
    journal.mapSet(mapOf(heap, 0), 'a', 1);
    expect(journal.mapDelete(mapOf(heap, 0), 'a')).to.equal(true);
    expect(journal.mapDelete(mapOf(heap, 0), 'a')).to.equal(false);
  });

  it('keeps what is written without being remembered, whatever is rolled back around it', () => {
    const [journal, map] = [new Journal(), new Store<string, number>()];
    const outer = journal.mark();
    journal.mapSet(map, 'undone', 1);
    journal.unremembered(() => {
      journal.mapSet(map, 'kept', 2);
      const inner = journal.mark();
      journal.mapSet(map, 'tried', 3);
      journal.rollback(inner);
    });
    expect([...map.keys()]).to.deep.equal(['undone', 'kept']);
    journal.rollback(outer);
    expect([...map]).to.deep.equal([['kept', 2]]);
    expect(journal.isRecording).to.equal(false);
  });
});
