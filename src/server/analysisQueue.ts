/** What is done for one document; must look at `isCancelled` between steps. */
export type Work = (uri: string, isCancelled: () => boolean) => Promise<void>;

interface Entry {
  timer: ReturnType<typeof setTimeout> | null;
  /** Raised by every request, so that work begun before it knows it is stale. */
  generation: number;
  /** Resolves when nothing is left to do. */
  idle: PromiseWithResolver;
}

interface PromiseWithResolver {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function withResolver(): PromiseWithResolver {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Runs the work for each document once its requests pause, one document at a time. */
export class AnalysisQueue {
  readonly #work: Work;
  readonly #entries = new Map<string, Entry>();
  #tail: Promise<void> = Promise.resolve();

  /** `work` must not reject. */
  constructor(work: Work) {
    this.#work = work;
  }

  /** Asks for the work to be done `delayMs` from now; a later request for the document replaces this one. */
  request(uri: string, delayMs: number): void {
    const entry = this.#entries.get(uri) ?? { timer: null, generation: 0, idle: withResolver() };
    this.#entries.set(uri, entry);
    entry.generation++;
    if (entry.timer !== null) clearTimeout(entry.timer);
    entry.timer = setTimeout(() => {
      entry.timer = null;
      this.#enqueue(uri, entry);
    }, delayMs);
  }

  /** Resolves when all that was asked for this document is done or dropped; what waits for a pause starts now. */
  async settled(uri: string): Promise<void> {
    const entry = this.#entries.get(uri);
    if (entry === undefined) return;
    if (entry.timer !== null) {
      clearTimeout(entry.timer);
      entry.timer = null;
      this.#enqueue(uri, entry);
    }
    await entry.idle.promise;
  }

  /** Forgets a document: what runs for it is cancelled. */
  drop(uri: string): void {
    const entry = this.#entries.get(uri);
    if (entry === undefined) return;
    if (entry.timer !== null) clearTimeout(entry.timer);
    entry.generation++;
    this.#entries.delete(uri);
    entry.idle.resolve();
  }

  dropAll(): void {
    for (const uri of [...this.#entries.keys()]) this.drop(uri);
  }

  #enqueue(uri: string, entry: Entry): void {
    const { generation } = entry;
    const isCancelled = () => entry.generation !== generation;
    this.#tail = this.#tail.then(async () => {
      // a turn of the loop for the messages that came in meanwhile
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (!isCancelled()) await this.#work(uri, isCancelled);
      if (isCancelled()) return;
      this.#entries.delete(uri);
      entry.idle.resolve();
    });
  }
}
