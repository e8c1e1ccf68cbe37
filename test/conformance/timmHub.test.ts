/** Models of timm by the names that they have on the hub. */
import { expect } from 'chai';
import { discover } from '../../src/discover/discover.ts';
import type { ModelAnalysis } from '../../src/discover/modelAnalysis.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { parser } from '../python/evaluate.ts';
import { fetchCorpus } from './corpora.ts';
import { diskSnapshot } from './judge.ts';

describe('timm by names of the hub', function () {
  this.timeout(120_000);

  function build(name: string): ModelAnalysis | undefined {
    const image = { kind: 'tensor', shape: [1, 3, 224, 224], dtype: 'float32' } as const;
    const request = {
      inputs: [{ name: null, spec: image }],
      uri: 'file:///w/main.py',
      text: 'import timm\n',
      files: diskSnapshot(),
      searchPath: [fetchCorpus('timm')],
      parser,
      expr: `timm.create_model('${name}')`,
    };
    return discover(request, { frameworks, libraries: createRegistry() }).models[0];
  }

  for (const name of ['resnet18', 'resnet18.a1_in1k', 'vit_tiny_patch16_224.augreg_in21k']) {
    it(`builds ${name} as under its own name`, () => {
      const own = build(name);
      expect(own?.completeness.level).to.equal('exact');
      for (const prefix of ['hf_hub:', 'hf-hub:']) {
        const hub = build(`${prefix}timm/${name}`);
        expect(hub?.completeness.level).to.equal('exact');
        expect(hub?.params).to.equal(own?.params);
        expect(hub?.inference?.graph.work.macs).to.equal(own?.inference?.graph.work.macs);
      }
    });
  }

  it('knows nothing of what other people keep there', () => {
    expect(build('hf-hub:someone/a-model')?.completeness.level).to.not.equal('exact');
  });
});
