// @ts-check
/**
 * The suites that run inside VS Code, each bundled for the Node host and for the web worker host. VS Code loads a suite
 * from within the folder of an extension under development; in the web a suite from elsewhere would silently run in
 * the Node host. So each set of suites lies in the folder of a small extension of its own.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../setup/paths.mjs';

/**
 * @typedef {object} Bundle
 * @property {string} out the file in dist/
 * @property {string} entry the source file, relative to the root
 * @property {import('esbuild').BuildOptions} options
 */

/** The folders in dist/, their extensions, and their suites in test/host/. */
const SETS = [
  { folder: 'test/host', name: 'wattlens-tests', suites: { suite: 'suite.ts' } },
  {
    folder: 'test/proof',
    name: 'wattlens-proof',
    suites: {
      pass: 'proof/pass.ts',
      fail: 'proof/fail.ts',
      hang: 'proof/hang.ts',
      spin: 'proof/spin.ts',
      dead: 'proof/dead.ts',
    },
  },
];

/** Exports which host it was loaded into, as the real extension does. */
const EXTENSION = `exports.activate = () => ({ hostKind: typeof process === 'object' && process.versions?.node ? 'node' : 'webworker' });
`;

/** Stands in for the Python extension: the part of its API that Wattlens uses, and `select` for the suite. */
const PYTHON = `exports.activate = () => {
  const listeners = new Set();
  let path = 'python';
  return {
    environments: {
      getActiveEnvironmentPath: () => ({ id: path, path }),
      onDidChangeActiveEnvironmentPath: (listener) => {
        listeners.add(listener);
        return { dispose: () => listeners.delete(listener) };
      },
    },
    select: (chosen) => {
      path = chosen;
      for (const listener of listeners) listener({ id: path, path });
    },
  };
};
`;

/** @param {string} root */
function pythonExtension(root) {
  const home = path.join(root, 'dist/test/python');
  mkdirSync(home, { recursive: true });
  const manifest = {
    name: 'python',
    publisher: 'ms-python',
    version: '0.0.1',
    engines: { vscode: '^1.91.0' },
    main: './main.js',
    browser: './main.js',
    activationEvents: [],
  };
  writeFileSync(path.join(home, 'package.json'), `${JSON.stringify(manifest)}\n`);
  writeFileSync(path.join(home, 'README.md'), 'Stands in for the Python extension while tests run.\n');
  writeFileSync(path.join(home, 'main.js'), PYTHON);
}

/** @param {string} root */
export function hostSuites(root) {
  pythonExtension(root);
  for (const { folder, name } of SETS) {
    const home = path.join(root, 'dist', folder);
    mkdirSync(home, { recursive: true });
    const manifest = {
      name,
      publisher: 'wattlens',
      version: '0.0.1',
      engines: { vscode: '^1.91.0' },
      main: './main.js',
      browser: './main.js',
    };
    writeFileSync(path.join(home, 'package.json'), `${JSON.stringify(manifest)}\n`);
    writeFileSync(path.join(home, 'main.js'), EXTENSION);
  }
}

/**
 * @param {string} suite
 * @param {'node' | 'web' | 'list'} where
 * @returns {import('esbuild').BuildOptions}
 */
function entry(suite, where) {
  // mocha's globals must be there before the suite is evaluated: imports are evaluated in their order
  const contents = `import { run } from './mocha-${where}.ts';\nimport './${suite}';\nexport { run };\n`;
  return {
    stdin: { contents, resolveDir: path.join(ROOT, 'test/host'), sourcefile: `${where}.ts`, loader: 'ts' },
    minify: false,
  };
}

/** @type {import('esbuild').Plugin} */
const withoutEditor = {
  name: 'without-editor',
  setup(build) {
    build.onResolve({ filter: /^vscode$/ }, () => ({ path: 'vscode', namespace: 'without-editor' }));
    build.onLoad({ filter: /.*/, namespace: 'without-editor' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/**
 * @param {{ forNode: import('esbuild').BuildOptions, forWeb: import('esbuild').BuildOptions }} options
 * @returns {Bundle[]}
 */
export function testBundles({ forNode, forWeb }) {
  /** @param {'node' | 'webworker'} kind */
  const expecting = (kind) => ({ EXPECTED_HOST_KIND: JSON.stringify(kind) });
  /** @type {Bundle[]} */
  const bundles = SETS.flatMap(({ folder, suites }) =>
    Object.entries(suites).flatMap(([name, file]) => {
      const source = `test/host/${file}`;
      return [
        {
          out: `${folder}/${name}-node.cjs`,
          entry: source,
          options: {
            ...forNode,
            ...entry(file, 'node'),
            external: ['vscode', 'mocha'],
            define: expecting('node'),
          },
        },
        {
          out: `${folder}/${name}-web.js`,
          entry: source,
          options: {
            ...forWeb,
            ...entry(file, 'web'),
            external: ['vscode'],
            define: {
              ...expecting('webworker'),
              'process.platform': '"web"',
              'process.env': '{}',
              'process.env.NODE_DEBUG': 'false',
            },
          },
        },
      ];
    }),
  );
  // names the suite's tests where there is no editor to run them in
  bundles.push({
    out: 'test/host/list.cjs',
    entry: 'test/host/suite.ts',
    options: {
      ...forNode,
      ...entry('suite.ts', 'list'),
      external: ['mocha'],
      plugins: [withoutEditor],
      define: expecting('node'),
    },
  });
  return bundles;
}
