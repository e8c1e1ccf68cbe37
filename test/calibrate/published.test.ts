import { expect } from 'chai';
import { launchesOf } from '../../src/catalog/launches.ts';
import { findKnownModel } from '../../src/catalog/knownModels.ts';
import { atBatch, type Kernel } from '../../src/cost/kernel.ts';
import { passCost } from '../../src/cost/passCost.ts';
import { platformOf } from '../../src/cost/platform.ts';
import { publishedKernels } from '../../src/cost/published.ts';
import { readFeatures } from '../../scripts/features/file.ts';
import { kernelOf } from '../../scripts/features/kernelRows.ts';
import { deviceNamed } from '../../scripts/calibrate/timm.ts';
import type { GraphOp } from '../../src/model/layerGraph.ts';
import { bytes, macs } from '../../src/units/quantity.ts';

function standIn(id: string): readonly Kernel[] {
  const found = findKnownModel(id);
  if (!found.found) throw new Error(`no ${id}`);
  const model = found.value;
  const op: GraphOp = {
    count: 1,
    event: {
      ...{ type: 'op', op: 'published_model', kind: 'conv', published: id },
      inputs: [{ shape: [1, ...model.input], dtype: 'float32' }],
      outputs: [{ shape: [1, 1000], dtype: 'float32' }],
      weights: [{ serial: 1, elements: model.params, dtype: 'float32', trainable: true }],
      work: {
        ...{ macs: macs(model.macs), elementwise: 0, transcendental: 0 },
        ...{ bytesRead: bytes(0), bytesWritten: bytes(0) },
      },
      ...{ inputNeedsGrad: false, gradEnabled: true, isView: false, unmodelled: null, span: null },
    },
  };
  return (publishedKernels(op, 0, null) ?? []).map(({ kernel }) => kernel);
}

describe('models whose source is not installed', () => {
  const { models } = readFeatures('applications');
  const known = Object.keys(models).flatMap((key) => {
    const [framework = '', name = ''] = key.split(' ');
    const id = `keras/${name}`;
    return framework === 'keras' && launchesOf(id) !== undefined ? [{ key, id }] : [];
  });

  it('are of the catalogue’s launches', () => {
    expect(known.length).to.be.at.least(20);
    for (const { id } of known) {
      const total = standIn(id).reduce((sum, kernel) => sum + kernel.macs * kernel.count, 0);
      const found = findKnownModel(id);
      expect(total).to.be.closeTo(found.found ? found.value.macs : NaN, 1e-6 * total);
    }
  });

  for (const device of ['RTX-2080-Ti', 'RTX-4090', 'Intel Xeon W-2155']) {
    it(`take as long on ${device} as launch by launch, within 30 %`, () => {
      const platform = platformOf({
        ...{ device: deviceNamed(device), framework: 'keras', mode: 'eager', precision: null },
      });
      for (const { key, id } of known) {
        const rows = (models[key]?.rows ?? []).map((row) => kernelOf(row).kernel);
        for (const batch of [1, 32]) {
          const [exact, ours] = [rows, standIn(id)].map((kernels) =>
            passCost(atBatch(kernels, batch), platform),
          );
          expect((ours?.time ?? NaN) / (exact?.time ?? NaN), `${id}, ${batch}`).to.be.within(0.7, 1.3);
          expect((ours?.energy ?? NaN) / (exact?.energy ?? NaN), `${id}, ${batch}`).to.be.within(0.7, 1.3);
        }
      }
    });
  }
});
