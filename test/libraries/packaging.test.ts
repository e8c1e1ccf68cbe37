import { expect } from 'chai';
import { libraryModules } from '../../src/libraries/libraries.ts';
import { evaluate } from '../python/evaluate.ts';

const versions = (expression: string): string =>
  evaluate(
    `from packaging import version\nfrom packaging.version import Version, parse\nresult = ${expression}`,
    {
      libraries: libraryModules,
    },
  );

describe('versions of packages', () => {
  // The order in the specification: https://packaging.python.org/en/latest/specifications/version-specifiers/
  it('come in the order that is specified', () => {
    const ordered = [
      '1.0.dev4',
      '1.0a1',
      '1.0a2.dev1',
      '1.0b1',
      '1.0rc1',
      '1.0',
      '1.0+abc.5',
      '1.0+5',
      '1.0.post1',
      '1.1',
    ];
    const pairs = ordered.slice(1).map((later, i) => `parse('${ordered[i] ?? ''}') < parse('${later}')`);
    expect(versions(`[${pairs.join(', ')}]`)).to.equal(`[${pairs.map(() => 'True').join(', ')}]`);
  });

  it('are equal up to zeros at the end', () => {
    expect(versions("parse('2.0') == Version('2'), parse('v1.0-1') == parse('1.0.post1')")).to.equal(
      '(True, True)',
    );
  });

  it('tell their parts', () => {
    expect(
      versions(
        "[(v.base_version, v.major, v.minor, v.micro, v.release, v.is_prerelease, v.local, str(v)) for v in [version.parse('2.5.1rc2+cu124')]][0]",
      ),
    ).to.equal("('2.5.1', 2, 5, 1, (2, 5, 1), True, 'cu124', '2.5.1rc2+cu124')");
  });

  it('raise for what is none', () => {
    const code = [
      'from packaging.version import parse, Version',
      'try:',
      "    parse('latest')",
      'except ValueError as error:',
      '    result = str(error), isinstance(parse("1.0"), Version)',
    ].join('\n');
    expect(evaluate(code, { libraries: libraryModules })).to.equal(`("Invalid version: 'latest'", True)`);
  });

  it('are compared as distutils did as well', () => {
    const code = `from distutils.version import LooseVersion as V
result = V('1.10.0') >= V('1.9'), V('2.5.1') < V('3')`;
    expect(evaluate(code, { libraries: libraryModules })).to.equal('(True, True)');
  });
});
