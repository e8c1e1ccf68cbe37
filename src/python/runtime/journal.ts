/**
 * The undo journal: every write to the abstract heap passes through it, so that the evaluator can
 * take a branch, look at the outcome, and go back.
 *
 * A write is only remembered while some mark is open; outside of marks it costs one comparison.
 */

let lastSerial = 0;

/** Increasing identity of everything on the heap: what has a higher serial was created later. */
export function nextSerial(): number {
  lastSerial += 1;
  return lastSerial;
}

/** A mapping on the heap that knows when it was created. */
export class Store<K, V> extends Map<K, V> {
  readonly serial = nextSerial();
}

/** A sequence holder on the heap. */
export interface Sequence<T> {
  readonly serial: number;
  items: T[];
}

const ABSENT = Symbol('absent');

interface Write {
  readonly target: { readonly serial: number };
  /** What within the target was written: a map key, an index, a field; `ALL` for the whole of it. */
  readonly key: unknown;
  /** What was there before; undefined where nothing was. */
  readonly before: unknown;
  readonly undo: () => void;
}

/** Stands for the whole content of a target, where a write cannot name one key. */
export const ALL = Symbol('all');

/** One written location: where, and whether it lies in something that existed at the mark. */
export interface WrittenLocation {
  readonly target: { readonly serial: number };
  readonly key: unknown;
  /** The content at the mark; undefined where there was none. */
  readonly before: unknown;
}

export type Mark = number & { readonly mark: unique symbol };

/** Writes under one mark before those are looked for that a repeated one made superfluous. */
const MANY_WRITES = 20_000;

export class Journal {
  #writes: Write[] = [];
  /** Innermost last. */
  readonly #marks: number[] = [];
  /** For each mark the first serial after it: what is younger than the innermost mark goes with it, whatever is in it. */
  readonly #births: number[] = [];
  readonly #manyWrites: number;
  #compactAt: number;

  constructor(manyWrites = MANY_WRITES) {
    this.#manyWrites = manyWrites;
    this.#compactAt = manyWrites;
  }

  /** Starts remembering writes. Every mark is ended by exactly one `rollback` or `commit`. */
  mark(): Mark {
    this.#marks.push(this.#writes.length);
    this.#births.push(nextSerial());
    return this.#writes.length as Mark;
  }

  /** Undoes every write since the mark, newest first, and closes it. */
  rollback(mark: Mark): void {
    while (this.#writes.length > mark) this.#writes.pop()?.undo();
    this.#close();
  }

  /** Keeps the writes since the mark and closes it. */
  commit(_mark: Mark): void {
    this.#close();
    this.#compact();
  }

  /** The distinct locations written since the mark, in the order of their first write. */
  writtenSince(mark: Mark): WrittenLocation[] {
    const seen = new Map<object, Set<unknown>>();
    const locations: WrittenLocation[] = [];
    for (let i: number = mark; i < this.#writes.length; i++) {
      const write = this.#writes[i];
      if (write === undefined) break;
      let keys = seen.get(write.target);
      if (keys === undefined) seen.set(write.target, (keys = new Set()));
      if (keys.has(write.key)) continue;
      keys.add(write.key);
      locations.push({ target: write.target, key: write.key, before: write.before });
    }
    return locations;
  }

  /** Runs something of which the writes are final, whatever is rolled back later. */
  unremembered<T>(run: () => T): T {
    const marks = this.#marks.splice(0);
    const writes = this.#writes;
    this.#writes = [];
    try {
      return run();
    } finally {
      this.#marks.push(...marks);
      this.#writes = writes;
      // What was made in there stays: writes to it have to be undone like those to what was there before.
      this.#births.fill(nextSerial());
    }
  }

  get isRecording(): boolean {
    return this.#marks.length > 0;
  }

  #remembers(target: { readonly serial: number }): boolean {
    const birth = this.#births.at(-1);
    return this.#marks.length > 0 && birth !== undefined && target.serial < birth;
  }

  mapSet<K, V>(store: Store<K, V>, key: K, value: V): void {
    if (this.#remembers(store)) {
      const previous: V | typeof ABSENT = store.has(key) ? (store.get(key) as V) : ABSENT;
      this.#writes.push({
        target: store,
        key,
        before: previous === ABSENT ? undefined : previous,
        undo: () => {
          if (previous === ABSENT) store.delete(key);
          else store.set(key, previous);
        },
      });
    }
    store.set(key, value);
  }

  /** Returns whether the key was there. Undoing restores the order of the entries as well. */
  mapDelete<K, V>(store: Store<K, V>, key: K): boolean {
    if (!store.has(key)) return false;
    this.#rememberMap(store);
    return store.delete(key);
  }

  mapClear<K, V>(store: Store<K, V>): void {
    this.#rememberMap(store);
    store.clear();
  }

  push<T>(sequence: Sequence<T>, value: T): void {
    const { items } = sequence;
    if (this.#remembers(sequence)) {
      const length = items.length;
      this.#writes.push({
        target: sequence,
        key: length,
        before: undefined,
        undo: () => {
          items.length = length;
        },
      });
    }
    items.push(value);
  }

  /** `index` must exist. */
  setIndex<T>(sequence: Sequence<T>, index: number, value: T): void {
    const { items } = sequence;
    if (this.#remembers(sequence)) {
      const previous = items[index] as T;
      this.#writes.push({
        target: sequence,
        key: index,
        before: previous,
        undo: () => {
          items[index] = previous;
        },
      });
    }
    items[index] = value;
  }

  /** Any other change of a sequence: give it its new content as a whole. */
  replaceItems<T>(sequence: Sequence<T>, items: T[]): void {
    if (this.#remembers(sequence)) {
      const previous = sequence.items;
      this.#writes.push({
        target: sequence,
        key: ALL,
        before: previous,
        undo: () => {
          sequence.items = previous;
        },
      });
    }
    sequence.items = items;
  }

  /** A field of a heap object implemented in TypeScript. */
  setField<T extends { readonly serial: number }, K extends keyof T>(target: T, key: K, value: T[K]): void {
    if (this.#remembers(target)) {
      const previous = target[key];
      this.#writes.push({
        target,
        key,
        before: previous,
        undo: () => {
          target[key] = previous;
        },
      });
    }
    target[key] = value;
  }

  #rememberMap<K, V>(store: Store<K, V>): void {
    if (!this.#remembers(store)) return;
    const previous = [...store];
    this.#writes.push({
      target: store,
      key: ALL,
      before: previous,
      undo: () => {
        store.clear();
        for (const [key, value] of previous) store.set(key, value);
      },
    });
  }

  #close(): void {
    this.#marks.pop();
    this.#births.pop();
    if (this.#marks.length > 0) return;
    this.#writes = [];
    this.#compactAt = this.#manyWrites;
  }

  /** Of several writes to one location only the first is needed to undo them: a long loop writes the same ones. */
  #compact(): void {
    const from = this.#marks.at(-1);
    if (from === undefined || this.#writes.length - from < this.#compactAt) return;
    const seen = new Map<object, Set<unknown>>();
    let kept = from;
    for (let i = from; i < this.#writes.length; i++) {
      const write = this.#writes[i];
      if (write === undefined) break;
      let keys = seen.get(write.target);
      if (keys === undefined) seen.set(write.target, (keys = new Set()));
      if (keys.has(write.key)) continue;
      keys.add(write.key);
      this.#writes[kept++] = write;
    }
    this.#writes.length = kept;
    this.#compactAt = this.#manyWrites + 2 * (kept - from);
  }
}
