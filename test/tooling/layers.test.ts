import { expect } from 'chai';
import { ESLint, Linter } from 'eslint';
import path from 'node:path';
import tseslint from 'typescript-eslint';
import { layers, layersPlugin } from '../../scripts/eslint/layers.mjs';

/** What the layer rule says about `code`, were it the text of `file`. */
function complaints(file: string, code: string): string[] {
  const linter = new Linter({ configType: 'flat' });
  const messages = linter.verify(
    code,
    {
      files: ['**/*.ts'],
      languageOptions: { parser: tseslint.parser },
      plugins: { layers: layersPlugin },
      rules: { 'layers/imports': ['error', layers] },
    },
    file,
  );
  return messages.map(({ message }) => message);
}

const ALLOWED: readonly (readonly [string, string])[] = [
  ['src/tensor/ops/conv.ts', "import { shape } from '../shape.ts';"],
  ['src/tensor/shape.ts', "import type { HostObject } from '../python/runtime/host-object.ts';"],
  ['src/python/runtime/call.ts', "import { parse } from '../syntax/parse.ts';"],
  ['src/python/syntax/parse.ts', "import { Parser } from 'web-tree-sitter';"],
  ['src/torch/nn/linear.ts', "import { matmul } from '../../tensor/ops/matmul.ts';"],
  ['src/report/lens.ts', "import type { Footprint } from '../footprint/schema.ts';"],
  ['src/report/lens.ts', "import * as v from 'valibot';"],
  ['src/footprint/analyser.ts', "import { layerCost } from '../cost/layer.ts';"],
  ['src/server/core.ts', "import { analyse } from '../footprint/analyser.ts';"],
  ['src/server/node.ts', "import { readFile } from 'node:fs/promises';"],
  ['src/extension/node.ts', "import path from 'path';"],
  ['src/extension/lenses.ts', "import * as vscode from 'vscode';"],
  ['src/extension/web.ts', "import { LanguageClient } from 'vscode-languageclient/browser';"],
  ['src/cli/main.ts', "import { argv } from 'node:process';"],
];

const FORBIDDEN: readonly (readonly [string, string])[] = [
  ['src/units/quantity.ts', "import { grids } from '../catalog/grids.ts';"],
  ['src/python/runtime/call.ts', "import { Tensor } from '../../tensor/tensor.ts';"],
  ['src/python/runtime/call.ts', "import type { Tensor } from '../../tensor/tensor.ts';"],
  ['src/python/runtime/call.ts', "type T = import('../../tensor/tensor.ts').Tensor;"],
  ['src/python/runtime/call.ts', "void import('../../tensor/tensor.ts');"],
  ['src/python/runtime/call.ts', "export { Tensor } from '../../tensor/tensor.ts';"],
  ['src/tensor/shape.ts', "import { parse } from '../python/syntax/parse.ts';"],
  ['src/trace/events.ts', "import { Linear } from '../torch/nn/linear.ts';"],
  ['src/torch/nn/linear.ts', "import { Dense } from '../../keras/layers/dense.ts';"],
  ['src/cost/layer.ts', "import { Tensor } from '../tensor/tensor.ts';"],
  ['src/footprint/schema.ts', "import { layerCost } from '../cost/layer.ts';"],
  ['src/footprint/schema.ts', "import { analyse } from './analyser.ts';"],
  ['src/report/lens.ts', "import { analyse } from '../footprint/analyser.ts';"],
  ['src/protocol/messages.ts', "import { hover } from '../report/hover.ts';"],
  ['src/extension/lenses.ts', "import { analyse } from '../footprint/analyser.ts';"],
  ['src/server/core.ts', "import * as vscode from 'vscode';"],
  ['src/server/core.ts', "import { readFile } from 'node:fs/promises';"],
  ['src/server/core.ts', "import { readFile } from 'fs';"],
  ['src/extension/web.ts', "import path from 'node:path';"],
  ['src/footprint/analyser.ts', "import { Parser } from 'web-tree-sitter';"],
  ['src/extension/lenses.ts', "import pkg from '../../package.json';"],
  ['src/unnamed/thing.ts', "import { joules } from '../units/quantity.ts';"],
];

describe('the lint rule for the layers', () => {
  for (const [file, code] of ALLOWED) {
    it(`allows ${file}: ${code}`, () => {
      expect(complaints(file, code)).to.deep.equal([]);
    });
  }
  for (const [file, code] of FORBIDDEN) {
    it(`reports ${file}: ${code}`, () => {
      expect(complaints(file, code)).to.have.length(1);
    });
  }

  it('says what may be imported instead', () => {
    const [message] = complaints('src/units/quantity.ts', "import { grids } from '../catalog/grids.ts';");
    expect(message).to.equal('src/units may import only itself, not src/catalog/grids.ts.');
  });

  it('is an error in the project’s own configuration', async () => {
    const eslint = new ESLint({ cwd: path.resolve(import.meta.dirname, '../..') });
    const config = (await eslint.calculateConfigForFile('src/tensor/shape.ts')) as Linter.Config;
    const severities = Object.fromEntries(
      Object.entries(config.rules ?? {}).map(([name, entry]) => [
        name,
        Array.isArray(entry) ? entry[0] : entry,
      ]),
    );
    expect(severities).to.include({
      'layers/imports': 2,
      'size/max-lines': 2,
      'no-console': 2,
      'no-restricted-syntax': 2,
      '@typescript-eslint/no-floating-promises': 2,
      '@typescript-eslint/no-explicit-any': 2,
      '@typescript-eslint/no-non-null-assertion': 2,
      '@typescript-eslint/switch-exhaustiveness-check': 2,
    });
  });
});
