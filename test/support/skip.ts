/**
 * Skips the running test, or from a `before` hook its whole suite, because a real tool it needs cannot be had. The
 * reason is listed at the end of `npm test`; a test skipped without one counts as failed.
 *
 * @throws mocha's own signal, always
 */
export function skip(context: Mocha.Context, reason: string): never {
  // In a `before` hook mocha calls the first test the current one, but the whole suite is meant.
  const isBefore = context.test !== undefined && 'type' in context.test && context.test.type === 'hook';
  const runnable: Mocha.Runnable | undefined = isBefore
    ? context.test
    : (context.currentTest ?? context.test);
  const isHook = runnable !== undefined && 'type' in runnable && runnable.type === 'hook';
  const target = isHook ? runnable.parent : runnable;
  if (target) Object.assign(target, { skipReason: reason });
  return context.skip();
}

/** The reason that `skip` left with the test or with a suite around it. */
export function skipReasonOf(test: Mocha.Test): string | undefined {
  for (let place: Mocha.Test | Mocha.Suite | undefined = test; place; place = place.parent) {
    if ('skipReason' in place && typeof place.skipReason === 'string') return place.skipReason;
  }
  return undefined;
}
