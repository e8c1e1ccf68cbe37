/** Wrong usage: the command ends with 2 and this message, which names the remedy. */
export class UsageError extends Error {}

/** What a command needs of the process it runs in. */
export interface Terminal {
  /** Folder that relative paths start from. */
  readonly cwd: string;
  readonly colours: boolean;
  /** Variables of the process's environment. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  out(text: string): void;
  err(text: string): void;
}

/** 0 with figures, 1 without any, 2 on wrong usage. */
export type ExitCode = 0 | 1 | 2;
