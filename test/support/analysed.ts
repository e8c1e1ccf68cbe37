/** What the analyser makes of a text with one model in it. */
import { discover } from '../../src/discover/discover.ts';
import type { ModelAnalysis } from '../../src/discover/modelAnalysis.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { parser } from '../python/evaluate.ts';

/** @throws Error where the text has no model, or several */
export function analysed(text: string): ModelAnalysis {
  const { models } = discover(
    { uri: 'file:///w/main.py', text, files: { get: () => null }, searchPath: [], parser },
    { frameworks, libraries: createRegistry() },
  );
  const [model] = models;
  if (model === undefined || models.length > 1) throw new Error(`${models.length} models`);
  return model;
}
