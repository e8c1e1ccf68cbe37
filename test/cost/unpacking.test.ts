/** Packed weights that a launch of its own unpacks: the other end of the band of quantised models. */
import { expect } from 'chai';
import { packingOf, type WeightFormatName } from '../../src/catalog/weightFormats.ts';
import { forwardKernels } from '../../src/cost/kernel.ts';
import { withUnpacking } from '../../src/cost/unpacking.ts';
import type { LayerGraph } from '../../src/model/layerGraph.ts';
import { dense, graphOf } from './graphs.ts';

const [FROM, TO] = [512, 256];

/** A dense layer whose weights are in a format. */
function packed(format: WeightFormatName): LayerGraph {
  const graph = graphOf([dense('fc', 8, FROM, TO)]);
  const layers = graph.layers.map((layer) => ({
    ...layer,
    ops: layer.ops.map(({ event, count }) => ({
      count,
      event: {
        ...event,
        weights: event.weights.map((weight) =>
          weight.elements === FROM * TO
            ? { ...weight, packed: { ...packingOf(format, { columns: FROM }), span: null } }
            : weight,
        ),
      },
    })),
  }));
  return { ...graph, layers };
}

describe('weights that are unpacked before a product', () => {
  it('are read packed, written and read again plain', () => {
    const apart = withUnpacking(packed('int4-weights'));
    if (apart === null) throw new Error('they are packed');
    const [unpacking, product] = forwardKernels(apart, null);
    const [within] = forwardKernels(packed('int4-weights'), null);
    const [plain] = forwardKernels(graphOf([dense('fc', 8, FROM, TO)]), null);
    expect(unpacking?.macs).to.equal(0);
    expect(unpacking?.weightBytes).to.equal(FROM * TO * (4.25 / 8 + 4));
    expect(unpacking?.activationBytes).to.equal(0);
    expect(product).to.deep.equal(plain);
    expect(within?.weightBytes).to.be.lessThan((unpacking?.weightBytes ?? NaN) + (plain?.weightBytes ?? NaN));
  });

  it('are multiplied in the numbers of the activations', () => {
    const apart = withUnpacking(packed('int8-dynamic'));
    if (apart === null) throw new Error('they are packed');
    expect(forwardKernels(packed('int8-dynamic'), null).map(({ numbers }) => numbers)).to.deep.equal([
      'int8',
    ]);
    expect(forwardKernels(apart, null).map(({ numbers }) => numbers)).to.deep.equal([undefined, undefined]);
  });

  it('do not exist where activations are in eight bits, products in float8, or nothing is packed', () => {
    for (const format of ['torch-static', 'float8-dynamic', 'fake-quantised'] as const) {
      expect(withUnpacking(packed(format)), format).to.equal(null);
    }
    expect(withUnpacking(graphOf([dense('fc', 8, FROM, TO)]))).to.equal(null);
  });
});
