/** A request by its method, with the types of its parameters and of its answer. */
export interface RequestKind<Params, Answer> {
  readonly method: string;
  /** Never present: they carry the types. */
  readonly params?: Params;
  readonly answer?: Answer;
}

/** A notification by its method, with the type of its parameters. */
export interface NotificationKind<Params> {
  readonly method: string;
  readonly params?: Params;
}

export function request<Params, Answer>(method: string): RequestKind<Params, Answer> {
  return { method };
}

export function notification<Params>(method: string): NotificationKind<Params> {
  return { method };
}
