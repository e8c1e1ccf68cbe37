/** Texts that no person wrote: readers of configuration tell what is wrong, whatever they are given. */
import { expect } from 'chai';
import fc from 'fast-check';
import { readConfigFile } from '../../src/config/configFile.ts';
import { ENTRY_NAMES } from '../../src/config/entries.ts';
import { ConfigurationError, inputsFromJson, parseNamedInput } from '../../src/config/inputSpec.ts';
import { readMeasuredFile } from '../../src/config/measuredFile.ts';
import { pragmaEntries, readPragmas } from '../../src/config/pragma.ts';
import { parseToml } from '../../src/config/tomlDocument.ts';
import { setTomlEntry } from '../../src/config/tomlEdit.ts';
import { readNotebook } from '../../src/footprint/notebook.ts';

const TOML = 'file:///w/wattlens.toml';
const PROJECT = 'file:///w/pyproject.toml';
const NOTEBOOK = 'file:///w/net.ipynb';
const MANY = 50_000;

const readPragma = (text: string) => readPragmas('file:///w/net.py', [{ text, line: 0 }]);

/** Runs it; only what a person is told may come out of it besides. */
function tells(action: () => unknown): void {
  try {
    action();
  } catch (error) {
    expect(error).to.be.instanceOf(ConfigurationError);
  }
}

/** Texts of the signs and names that readers look for. */
const scraps = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...Array.from('[]{}"\'=.,:#\n\r\t xX-+'),
        '"""',
        '[[',
        'e9',
        '1x3',
        '∞',
        '\u0000',
        '\ud800',
      ),
      fc.constantFrom(...ENTRY_NAMES, '__proto__', 'constructor', 'tool.wattlens', 'training'),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.double().map(String),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe('readers of configuration', function () {
  this.timeout(120_000);

  it('never throw', () => {
    fc.assert(
      fc.property(scraps, (text) => {
        readConfigFile(TOML, text);
        readConfigFile(PROJECT, `[tool.wattlens]\n${text}`);
        readPragma(text);
        readNotebook(NOTEBOOK, text);
        readMeasuredFile('file:///w/wattlens.measured.json', text);
        tells(() => parseNamedInput(text));
        tells(() => setTomlEntry(TOML, text, 'epochs', 3));
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        readNotebook(NOTEBOOK, JSON.stringify(value));
        readNotebook(NOTEBOOK, JSON.stringify({ cells: [value, { cell_type: 'code', source: value }] }));
        readMeasuredFile('file:///w/wattlens.measured.json', JSON.stringify(value));
        tells(() => inputsFromJson(value));
      }),
    );
  });

  it('give entries of a pragma that are parts of it, in their order', () => {
    fc.assert(
      fc.property(scraps, (text) => {
        let before = 0;
        for (const { text: entry, start, end } of pragmaEntries(text)) {
          expect(start).to.be.at.least(before);
          expect(end).to.be.above(start);
          expect(text.slice(start, end)).to.equal(entry);
          before = end;
        }
      }),
    );
  });

  it('take names of JavaScript for names', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'];
    for (const name of names) {
      expect(readConfigFile(TOML, `${name}.polluted = 1\n`)?.problems, name).to.have.length(1);
      expect(readPragma(`${name}=1 epochs=2`).pragmas[0]?.overrides.epochs?.value, name).to.equal(2);
    }
    readNotebook(NOTEBOOK, '{"__proto__": {"polluted": 1}, "cells": [{"__proto__": {"polluted": 1}}]}');
    expect({}).not.to.have.property('polluted');
  });

  it('say of what is nested without end that it is', () => {
    const nested = '['.repeat(MANY) + ']'.repeat(MANY);
    const [problem] = readConfigFile(TOML, `epochs = ${nested}`)?.problems ?? [];
    expect(problem?.message).to.match(/nested too deeply/);
    expect(readPragma(`input=${nested}`).problems[0]?.message).to.match(/nested too deeply/);
    expect(readNotebook(NOTEBOOK, `{"cells": ${nested}}`).problems).to.have.length(1);
    let list: unknown = 1;
    for (let depth = 0; depth < MANY; depth++) list = [list];
    expect(() => inputsFromJson(list)).to.throw(ConfigurationError, /nested too deeply/);
  });

  it('say briefly what is wrong with what is long', () => {
    expect(parseToml(`device = "${'a'.repeat(1e7)}"`))
      .to.have.property('message')
      .that.matches(/longer than/);
    const long = 'a'.repeat(1e6);
    for (const text of [`${long}=1`, `epochs=${long}`, `input=${long}`, long, '['.repeat(1e6)]) {
      const { problems } = readPragma(text);
      expect(problems).to.have.length(1);
      expect(problems[0]?.message).to.have.length.below(1000);
    }
  });
});
