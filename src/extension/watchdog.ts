export interface Watched {
  /** Whether the server should be answering now. */
  isRunning(): boolean;
  ping(): Promise<unknown>;
  /** Ends the server, which then is started again. */
  kill(): void;
}

export interface WatchdogTimes {
  readonly everyMs: number;
  readonly patienceMs: number;
}

/**
 * Ends a server that gives no sign of life: one that loops for ever, and a Web Worker that closed itself, send no
 * event. Returns what stops the watching.
 */
export function watch(server: Watched, { everyMs, patienceMs }: WatchdogTimes): () => void {
  /** When the ping was sent that nobody has answered yet. */
  let waitingSince: number | null = null;
  const look = () => {
    if (!server.isRunning()) {
      waitingSince = null;
    } else if (waitingSince === null) {
      const sent = performance.now();
      waitingSince = sent;
      const done = () => {
        if (waitingSince === sent) waitingSince = null;
      };
      // a failed ping is an answer, too: the connection's own handlers deal with it
      server.ping().then(done, done);
    } else if (performance.now() - waitingSince > patienceMs) {
      waitingSince = null;
      server.kill();
    }
  };
  const timer = setInterval(look, everyMs);
  return () => clearInterval(timer);
}
