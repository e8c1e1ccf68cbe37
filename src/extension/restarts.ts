const WINDOW_MS = 3 * 60_000;
const MOST = 4;

/** Counts a server's deaths; one that keeps dying is not started for ever. */
export class Restarts {
  readonly #now: () => number;
  #times: number[] = [];
  #total = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get total(): number {
    return this.#total;
  }

  /** Notes a death and tells whether to start again: up to four times in three minutes. */
  died(): boolean {
    const now = this.#now();
    this.#times = [...this.#times.filter((time) => now - time < WINDOW_MS), now];
    if (this.#times.length > MOST) return false;
    this.#total++;
    return true;
  }

  /** A person asked for a new start: the old deaths no longer count. */
  forgive(): void {
    this.#times = [];
  }
}
