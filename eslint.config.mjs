// @ts-check
import { builtinRules } from 'eslint/use-at-your-own-risk';
import tseslint from 'typescript-eslint';
import { layers, layersPlugin } from './scripts/eslint/layers.mjs';

/** ESLint's own rule under a second name: 400 lines warn, 500 are an error. */
const maxLines = builtinRules.get('max-lines');
if (!maxLines) throw new Error('ESLint no longer has a rule max-lines');
const sizePlugin = { rules: { 'max-lines': maxLines } };
/** @param {number} max */
const lines = (max) => ({ max, skipBlankLines: true, skipComments: true });

const nodeGlobals = Object.fromEntries(
  Object.getOwnPropertyNames(globalThis).map((name) => [name, /** @type {const} */ ('readonly')]),
);

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'out/',
      'coverage/',
      '.cache/',
      '.vscode-test/',
      '.whl/',
      'examples/',
      'node_modules/',
      // programs in the styles of others, with their own rules
      'test/corpus/tfjs/',
      'test/host/workspace/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      eqeqeq: 'error',
      curly: ['error', 'multi-line'],
      'no-fallthrough': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { layers: layersPlugin, size: sizePlugin },
    rules: {
      'layers/imports': ['error', layers],
      'max-lines': ['warn', lines(400)],
      'size/max-lines': ['error', lines(500)],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'No default exports: name what you export.' },
        {
          selector: 'ExportAllDeclaration',
          message: 'No barrels: import each thing from the file that defines it.',
        },
      ],
    },
  },
  {
    // what runs in a Web Worker or a page has none of Node's globals
    files: ['src/**/*.ts'],
    ignores: layers.node.map((place) => (place.endsWith('.ts') ? place : `${place}/**`)),
    rules: {
      'no-restricted-globals': [
        'error',
        ...['process', 'Buffer', '__dirname', '__filename', 'global', 'require', 'setImmediate'].map(
          (name) => ({
            name,
            message: 'This file also runs where there is no Node.',
          }),
        ),
      ],
    },
  },
  { files: ['src/cli/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**/*.ts'],
    rules: {
      // chai: expect(x).to.be.true
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    extends: [tseslint.configs.base],
    languageOptions: { globals: { ...nodeGlobals, require: 'readonly', module: 'writable' } },
    rules: {
      '@typescript-eslint/no-unused-vars': 'error',
      'no-undef': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: 'error',
    },
  },
);
