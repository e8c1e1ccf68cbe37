/** Iterations after which even a loop without events is looked at for repetition. */
const MOST_ITERATIONS = 4000;
/** Steps after which it is. */
const MOST_STEPS = 60_000;
/** Iterations that are compared, one with the next, before that is given up for a while. */
const COMPARED = 32;

/** When a loop is looked at for repetition, and when that is given up, since comparing costs more each time. */
export class Patience {
  readonly #start: number;
  #unlike = 0;
  #pause = COMPARED;
  #resumesAt = 0;

  /** `steps` are those that the run has taken so far. */
  constructor(steps: number) {
    this.#start = steps;
  }

  isSpent(iteration: number, steps: number): boolean {
    return iteration >= MOST_ITERATIONS || (iteration > 0 && steps - this.#start >= MOST_STEPS);
  }

  isLooking(iteration: number): boolean {
    return iteration >= this.#resumesAt;
  }

  /** Two iterations were not alike; returns whether to look away for now. */
  noteUnlike(iteration: number): boolean {
    this.#unlike += 1;
    if (this.#unlike < COMPARED) return false;
    this.#unlike = 0;
    this.#resumesAt = iteration + this.#pause;
    this.#pause *= 2;
    return true;
  }

  /** It is run to its end, however long it is. */
  giveUp(): void {
    this.#resumesAt = Infinity;
  }
}
