import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { expect } from 'chai';
import { output } from './cli.ts';

const README = path.resolve(import.meta.dirname, '../../README.md');

/** A command of the README, run in examples/, and what it says comes of it. */
const BLOCK = /```console\n\$ wattlens (.*)\n([^`]*)```/g;

/** As a shell splits it: single quotes hold together. */
function words(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

describe('the commands of the README', function () {
  this.timeout(60_000);
  const commands = [...readFileSync(README, 'utf8').matchAll(BLOCK)];

  it('are there', () => {
    expect(commands).to.have.length.above(1);
  });

  for (const [whole, command = '', printed = ''] of commands) {
    it(`print what it says: ${command}`, async () => {
      const actual = await output(...words(command));
      if (process.env['UPDATE_GOLDEN'] === '1') {
        const now = `\`\`\`console\n$ wattlens ${command}\n${actual}\`\`\``;
        writeFileSync(
          README,
          readFileSync(README, 'utf8').replace(whole, () => now),
        );
      } else expect(actual).to.equal(printed);
    });
  }
});
