/** Requests answered by several threads of the process at once: the analysis keeps one processor busy. */
import { once } from 'node:events';
import { parentPort, Worker } from 'node:worker_threads';
import type { AnsweredLine, RequestLine, RequestsOptions } from './requests.ts';

/** Answers lines by an analyser of its own. */
export type AnswerLine = (line: RequestLine) => Promise<AnsweredLine>;

/** What a thread is told when it starts. */
export interface ThreadData {
  readonly options: RequestsOptions;
  readonly cwd: string;
}

interface Answered {
  readonly index: number;
  readonly answer: AnsweredLine;
}

/**
 * The answers, in the order of the lines. Rejects if a thread dies.
 * @param program a script that calls `answerFromThread` where it is no main thread
 */
export async function* answerInThreads(
  lines: readonly RequestLine[],
  count: number,
  program: string,
  data: ThreadData,
): AsyncGenerator<AnsweredLine> {
  const waiting = new Map<number, AnsweredLine>();
  let begun = 0;
  let tell = (): void => undefined;
  const failures: unknown[] = [];
  const threads = Array.from({ length: count }, () => new Worker(program, { workerData: data }));
  const give = (thread: Worker): void => {
    const line = lines[begun];
    if (line !== undefined) thread.postMessage({ index: begun, line });
    begun += 1;
  };
  for (const thread of threads) {
    thread.on('message', ({ index, answer }: Answered) => {
      waiting.set(index, answer);
      give(thread);
      tell();
    });
    thread.on('error', (error) => {
      failures.push(error);
      tell();
    });
    give(thread);
  }
  try {
    for (let next = 0; next < lines.length; next++) {
      let answer = waiting.get(next);
      while (answer === undefined) {
        if (failures.length > 0) throw failures[0];
        await new Promise<void>((resolve) => (tell = resolve));
        answer = waiting.get(next);
      }
      waiting.delete(next);
      yield answer;
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

/** The other end: answers what it is sent until it is ended. */
export async function answerFromThread(answer: AnswerLine): Promise<void> {
  const port = parentPort;
  if (port === null) return;
  port.on('message', ({ index, line }: { index: number; line: RequestLine }) => {
    void answer(line).then((answered) => {
      port.postMessage({ index, answer: answered } satisfies Answered);
    });
  });
  await once(port, 'close');
}
