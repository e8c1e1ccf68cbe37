/** Random choices that are the same in every run. */

/** Mulberry32 with a seed of one's own. */
export class Draw {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  #next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** An integer of the range, both ends included. */
  int(low, high) {
    return low + Math.floor(this.#next() * (high - low + 1));
  }

  pick(...choices) {
    return choices[this.int(0, choices.length - 1)];
  }

  ints(count, low, high) {
    return Array.from({ length: count }, () => this.int(low, high));
  }

  /** One number for all axes, or one for each. */
  perAxis(count, low, high) {
    return this.pick(this.int(low, high), this.ints(count, low, high));
  }

  /** Each property with an even chance, an undefined one never. */
  some(properties) {
    return Object.fromEntries(
      Object.entries(properties).filter(([, value]) => value !== undefined && this.int(0, 1) === 1),
    );
  }
}

/** As a program writes it: keys without quotes, values with single ones. */
export function literal(value) {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  // an expression of its own
  if (typeof value === 'string') return value.startsWith('tf.') ? value : `'${value}'`;
  const entries = Object.entries(value).map(([key, inner]) => `${key}: ${literal(inner)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
