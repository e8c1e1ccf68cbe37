import 'mocha/mocha.js';
import { conclude, follow } from './record.ts';

/** The runner follows the events itself; mocha's reporter for browsers wants a page. */
class Silent extends Mocha.reporters.Base {
  override epilogue(): void {
    // nothing to add to the record
  }
}

mocha.setup({ ui: 'bdd', timeout: 20_000, reporter: Silent });

/** What VS Code calls: runs the suites that were evaluated after this module. */
export async function run(): Promise<void> {
  conclude(await follow(mocha.run()));
}
