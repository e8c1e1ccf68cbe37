import { expect } from 'chai';
import { expectedHostKind } from '../expected-host.ts';

/** Ends the extension host itself; VS Code guards `process.exit` and `close`, so this goes below them. */
function endHost(): void {
  if (expectedHostKind === 'node') process.kill(process.pid, 'SIGKILL');
  const close: unknown = Reflect.get(Object.getPrototypeOf(self) as object, 'close');
  if (typeof close === 'function') Reflect.apply(close, self, []);
}

describe('a run whose host dies', () => {
  it('passes first', () => {
    expect(1 + 1).to.equal(2);
  });
  it('then dies', async function () {
    this.timeout(0);
    endHost();
    await new Promise(() => undefined);
  });
});
