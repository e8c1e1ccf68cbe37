// @ts-check
/**
 * Who may import whom: the architecture's layers as a table, and the lint rule that holds it. It works on paths alone,
 * so it needs no resolver and judges a file before the one it imports exists.
 */
import { isBuiltin } from 'node:module';
import path from 'node:path';

/**
 * @typedef {object} Layers
 * @property {Record<string, readonly string[]>} files for each folder or file of `src`, what it may import besides its
 *   own folder. The longest key that fits a file rules it. A name stands for the folder, and for the files of that
 *   name with any extension.
 * @property {Record<string, readonly string[]>} packages packages that only some folders may import
 * @property {readonly string[]} node where Node's own modules may be imported
 */

const FRAMEWORK = ['src/python', 'src/tensor', 'src/trace', 'src/catalog', 'src/units'];
const LIBRARIES = [...FRAMEWORK, 'src/torch', 'src/keras'];
const MODEL = ['src/trace', 'src/tensor', 'src/python/runtime', 'src/python/ports', 'src/units'];
const DISCOVERY = [...LIBRARIES, 'src/tfjs', 'src/libraries', 'src/model'];
const FACADE = [...DISCOVERY, 'src/discover', 'src/cost', 'src/config'];
const VIEW = ['src/protocol', 'src/report', 'src/footprint/schema', 'src/footprint/scriptFiles', 'src/units'];

/** @type {Layers} */
export const layers = {
  files: {
    'src/units': [],
    'src/catalog': ['src/units'],
    'src/python': ['src/units'],
    'src/tensor': ['src/python/runtime', 'src/python/ports', 'src/units'],
    'src/trace': ['src/tensor', 'src/python/runtime', 'src/python/ports', 'src/units'],
    'src/torch': FRAMEWORK,
    'src/keras': FRAMEWORK,
    'src/tfjs': [...FRAMEWORK, 'src/keras'],
    'src/libraries': LIBRARIES,
    'src/model': MODEL,
    'src/discover': DISCOVERY,
    'src/cost': ['src/model', 'src/catalog', 'src/units'],
    'src/config': ['src/units', 'src/catalog'],
    'src/hardware': ['src/catalog', 'src/python/imports/listing', 'src/units'],
    'src/footprint': [...FACADE, 'src/hardware'],
    'src/footprint/schema': ['src/units'],
    'src/footprint/scriptFiles': [],
    'src/report': ['src/footprint/schema', 'src/catalog', 'src/units'],
    'src/protocol': ['src/footprint/schema', 'src/units'],
    'src/server': [
      'src/footprint',
      'src/launch/compiled',
      'src/report',
      'src/protocol',
      'src/config',
      'src/python/imports',
      'src/tfjs/syntax/context',
      'src/units',
    ],
    'src/cli': [...FACADE, 'src/footprint', 'src/launch/compiled', 'src/report', 'src/protocol'],
    'src/launch': [],
    'src/extension': VIEW,
    'src/webview': VIEW,
  },
  packages: {
    vscode: ['src/extension'],
    'vscode-languageclient': ['src/extension'],
    'vscode-languageserver': ['src/server'],
    'web-tree-sitter': ['src/python'],
  },
  node: ['src/cli', 'src/launch', 'src/server/node.ts', 'src/extension/node.ts'],
};

/**
 * @param {string} place a folder or a file, with or without its extension
 * @param {string} file
 */
const holds = (place, file) =>
  file === place ||
  file.startsWith(`${place}/`) ||
  (file.startsWith(`${place}.`) && !file.slice(place.length).includes('/'));

/**
 * @param {readonly string[]} places
 * @param {string} file
 */
const anyHolds = (places, file) => places.some((place) => holds(place, file));

/** @param {string} specifier */
const packageName = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/**
 * Why `file` may not import `specifier`, if so.
 *
 * @param {Layers} table
 * @param {string} file relative to the root of the repository, with forward slashes
 * @param {string} specifier as written in the import
 * @returns {string | undefined}
 */
function objection({ files, packages, node }, file, specifier) {
  if (!specifier.startsWith('.')) {
    if (isBuiltin(specifier)) {
      return anyHolds(node, file)
        ? undefined
        : `Node's '${specifier}' may be imported only by ${node.join(', ')}`;
    }
    const name = packageName(specifier);
    const owners = packages[name];
    return !owners || anyHolds(owners, file)
      ? undefined
      : `'${name}' may be imported only by ${owners.join(', ')}`;
  }
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const rank = Object.keys(files)
    .filter((place) => holds(place, file))
    .sort((a, b) => b.length - a.length)[0];
  if (rank === undefined) return `${file} belongs to no layer: name its folder in the table of layers`;
  const allowed = files[rank] ?? [];
  if (anyHolds([rank, ...allowed], target)) return undefined;
  return `${rank} may import only ${allowed.join(', ') || 'itself'}, not ${target}`;
}

/** @type {import('eslint').Rule.RuleModule} */
const importsRule = {
  meta: {
    type: 'problem',
    docs: { description: 'hold the layers of the architecture' },
    schema: [{ type: 'object' }],
    messages: { forbidden: '{{reason}}.' },
  },
  create(context) {
    const table = /** @type {Layers} */ (context.options[0]);
    const file = path.relative(context.cwd, context.filename).replaceAll(path.sep, '/');
    /** @param {{ source?: unknown }} node */
    const check = ({ source }) => {
      const literal = /** @type {import('estree').Literal | null | undefined} */ (source);
      if (!literal || typeof literal.value !== 'string') return;
      const reason = objection(table, file, literal.value);
      if (reason) context.report({ node: literal, messageId: 'forbidden', data: { reason } });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      TSImportType: check,
    };
  },
};

/** @type {import('eslint').ESLint.Plugin} */
export const layersPlugin = { rules: { imports: importsRule } };
