/** How convolutions over all channels are carried out: closed forms. */
import { expect } from 'chai';
import { findDevice } from '../../src/catalog/devices.ts';
import { carriedOut, hasFewChannels, reordered } from '../../src/cost/convolution.ts';
import { forwardKernels } from '../../src/cost/kernel.ts';
import { platformOf, type Mode, type Platform } from '../../src/cost/platform.ts';
import { discover } from '../../src/discover/discover.ts';
import { createRegistry, frameworks } from '../../src/libraries/registry.ts';
import { parser } from '../python/evaluate.ts';

const LANES = 8;
const WINOGRAD = 0.4;

function on(name: string, mode: Mode): Platform {
  const lookup = findDevice(name);
  if (!lookup.found) throw new Error(`the catalogue has no ${name}`);
  const platform = platformOf({ device: lookup.value, framework: 'pytorch', mode, precision: 'fp32' });
  const convolution = {
    winograd: lookup.value.kind === 'gpu' ? WINOGRAD : 1,
    lanes: lookup.value.kind === 'cpu' ? LANES : 0,
    fewChannels: 1,
    source: 'test',
  };
  return { ...platform, coefficients: { ...platform.coefficients, convolution } };
}

const GPU = on('V100-SXM2-16', 'eager');
const CPU = on('Intel-Core-i7-10700', 'eager');

/** A convolution as both frameworks write it, in one launch. */
function launchOf(layer: string, framework: 'torch' | 'keras', shape: readonly number[]) {
  const text =
    framework === 'torch'
      ? `import torch.nn as nn\nmodel = nn.Sequential(nn.${layer})\n`
      : `import keras\nmodel = keras.Sequential([keras.layers.${layer}])\n`;
  const { models } = discover(
    {
      uri: 'file:///w/main.py',
      text,
      expr: 'model',
      inputs: [{ name: null, spec: { kind: 'tensor', shape, dtype: 'float32' } }],
      files: { get: () => null },
      searchPath: [],
      parser,
    },
    { frameworks, libraries: createRegistry() },
  );
  const graph = models[0]?.inference?.graph;
  const kernel = graph === undefined ? undefined : forwardKernels(graph, null).find(({ macs }) => macs > 0);
  if (kernel === undefined) throw new Error('no convolution');
  return kernel;
}

describe('a convolution', () => {
  const square = launchOf('Conv2d(16, 32, 3, padding=1)', 'torch', [2, 16, 20, 20]);

  it('has its input channels and the share of its input, on whichever axis they are', () => {
    const keras = launchOf('Conv2D(32, 3, padding="same")', 'keras', [2, 20, 20, 16]);
    for (const { channels, inputShare } of [square, keras]) {
      expect(channels).to.equal(16);
      expect(inputShare).to.be.closeTo(16 / (16 + 32), 1e-6);
    }
  });

  it('has none where groups part the channels', () => {
    expect(launchOf('Conv2d(16, 32, 3, groups=4)', 'torch', [2, 16, 20, 20]).channels).to.equal(0);
  });

  it('saves multiplications on a GPU where the filter is 3 × 3 and moves by one', () => {
    const strided = launchOf('Conv2d(16, 32, 3, stride=2, padding=1)', 'torch', [2, 16, 20, 20]);
    const wide = launchOf('Conv2d(16, 32, 5, padding=2)', 'torch', [2, 16, 20, 20]);
    const unpadded = launchOf('Conv2d(16, 32, 3)', 'torch', [2, 16, 20, 20]);
    expect([square, unpadded, strided, wide].map((kernel) => carriedOut(kernel, GPU))).to.deep.equal([
      WINOGRAD,
      WINOGRAD,
      1,
      1,
    ]);
  });

  it('fills whole vectors of a processor', () => {
    const odd = launchOf('Conv2d(9, 20, 3)', 'torch', [2, 9, 20, 20]);
    expect(carriedOut(square, CPU)).to.equal(1);
    expect(carriedOut(odd, CPU)).to.be.closeTo((16 / 9) * (24 / 20), 1e-12);
  });

  it('is read as it is where it has fewer channels than a vector', () => {
    const stem = launchOf('Conv2d(3, 32, 3)', 'torch', [2, 3, 20, 20]);
    expect(hasFewChannels(stem, CPU)).to.equal(true);
    expect(hasFewChannels(stem, GPU)).to.equal(false);
    expect(carriedOut(stem, CPU)).to.equal(1);
    expect(reordered(stem, CPU)).to.be.closeTo(1 + (1 - stem.inputShare), 1e-9);
  });

  it('is reordered into blocks and back in eager mode on a processor only', () => {
    expect(reordered(square, CPU)).to.equal(2);
    expect(reordered(square, on('Intel-Core-i7-10700', 'compiled'))).to.equal(1);
    expect(reordered(square, GPU)).to.equal(1);
  });
});
