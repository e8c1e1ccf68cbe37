/**
 * A map that forgets what was used least recently, once the texts that are its keys add up to
 * more than `capacity` UTF-16 code units.
 */
export class TextCache<V> {
  readonly #capacity: number;
  readonly #values = new Map<string, V>();
  #size = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#size;
  }

  get(text: string): V | undefined {
    const value = this.#values.get(text);
    if (value === undefined) return undefined;
    this.#values.delete(text);
    this.#values.set(text, value);
    return value;
  }

  set(text: string, value: V): void {
    if (this.#values.delete(text)) this.#size -= text.length;
    this.#values.set(text, value);
    this.#size += text.length;
    for (const oldest of this.#values.keys()) {
      if (this.#size <= this.#capacity) return;
      this.#values.delete(oldest);
      this.#size -= oldest.length;
    }
  }
}
