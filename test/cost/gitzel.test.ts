/** What Gitzel et al. 2023 found in experiments, held over generated networks on the CPU that stands for any CPU. */
import { expect } from 'chai';
import fc from 'fast-check';
import { DEFAULTS } from '../../src/catalog/defaults.ts';
import { findDevice } from '../../src/catalog/devices.ts';
import { platformOf } from '../../src/cost/platform.ts';
import { stepKernels, trainingStepCost, type TrainingStepCost } from '../../src/cost/trainingCost.ts';
import { buildFootprint } from '../../src/footprint/buildFootprint.ts';
import type { Layer, LayerGraph } from '../../src/model/layerGraph.ts';
import { given, type Given } from '../../src/units/found.ts';
import { flopsOfMacs } from '../../src/units/quantity.ts';
import { analysis, conv, graphOf, mlp, passOf, relu, training } from './graphs.ts';

const found = findDevice(DEFAULTS.cpu.value);
if (!found.found) throw new Error('no default CPU');
const platform = platformOf({ device: found.value, framework: 'keras', mode: 'eager', precision: null });

/** The default of `Model.fit`. */
const BATCH = 32;
/** Nodes of the input and of the output. */
const [INPUT, OUTPUT] = [25, 10];

interface Net {
  readonly graph: LayerGraph;
  /** Of all hidden layers. */
  readonly nodes: number;
}

function denseNet(width: number, depth: number): Net {
  const widths = [INPUT, ...Array.from({ length: depth }, () => width), OUTPUT];
  return { graph: mlp(BATCH, widths), nodes: width * depth };
}

/** 3 × 3 filters over images of 28 × 28, the width being the number of filters. */
function convNet(filters: number, depth: number): Net {
  const layers: Layer[] = [];
  for (let i = 0; i < depth; i++) {
    const from = i === 0 ? 1 : filters;
    layers.push(conv(`conv${i}`, [BATCH, from, 28, 28], filters, 3, { inputNeedsGrad: i > 0 }));
    layers.push(relu(`relu${i}`, [BATCH, filters, 28, 28]));
  }
  return { graph: graphOf(layers), nodes: filters * depth };
}

/** The widest net of so many layers that has no more parameters. */
function widestWithin(params: number, depth: number): Net {
  let width = 1;
  while (denseNet(width + 1, depth).graph.params <= params) width += 1;
  return denseNet(width, depth);
}

function trained({ graph }: Net): TrainingStepCost {
  const kernels = stepKernels(
    {
      graph,
      graphBatch: BATCH,
      batch: BATCH,
      passesPerUpdate: 1,
      trainedParams: graph.trainableParams,
      statePerParameter: 2,
      launchesPerTensor: DEFAULTS.updateLaunches.keras[2] ?? NaN,
      lossLayers: new Set(),
    },
    null,
  );
  return trainingStepCost(kernels, platform);
}

const energy = (net: Net): number => trained(net).energy;
const flopsOf = ({ graph }: Net): number => flopsOfMacs(graph.work.macs);

/** The sizes of the experiments: 25 to 100 nodes a layer, 10 to 170 layers. */
const width = fc.integer({ min: 25, max: 100 });
const depth = fc.integer({ min: 10, max: 170 });
const few = fc.integer({ min: 1, max: 3 });

describe('the findings of Gitzel et al. 2023', () => {
  it('energy is linear in the samples D and the epochs E', () => {
    const flag = (value: number): Given<number> => given(value, 'flag', '--flag');
    const total = (graph: LayerGraph, samples: number, epochs: number): number => {
      const pass = passOf(graph, [BATCH, INPUT]);
      const model = analysis({
        inference: pass,
        training: pass,
        params: graph.params,
        trainableParams: graph.trainableParams,
        trainings: [training({ validationSamples: given(0, 'default', 'none'), batch: flag(BATCH) })],
      });
      const { footprint } = buildFootprint(model, { samples: flag(samples), epochs: flag(epochs) });
      return footprint.training?.energy.value ?? NaN;
    };
    const count = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(
        width,
        fc.integer({ min: 1, max: 30 }),
        count,
        count,
        fc.integer({ min: 2, max: 50 }),
        (w, l, d, e, k) => {
          const { graph } = denseNet(w, l);
          const once = total(graph, d, e);
          expect(total(graph, d * k, e) / once).to.be.closeTo(k, 1e-9 * k);
          expect(total(graph, d, e * k) / once).to.be.closeTo(k, 1e-9 * k);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('deep networks cost more than wide ones of as many parameters', () => {
    fc.assert(
      fc.property(width, depth, few, (w, deepLayers, wideLayers) => {
        const deep = denseNet(w, deepLayers);
        const wide = widestWithin(deep.graph.params, wideLayers);
        // Whole nodes never add up exactly: the deep one is allowed what the wide one lacks.
        const missing = deep.graph.params / wide.graph.params;
        expect(missing).to.be.within(1, 1.2);
        expect(energy(deep)).to.be.greaterThan(energy(wide) * missing);
      }),
      { numRuns: 60 },
    );
  });

  it('convolutions cost more than as many dense layers of as many parameters', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 64 }), fc.integer({ min: 2, max: 8 }), (filters, layers) => {
        const convolutional = convNet(filters, layers);
        // The layer of the outputs is one of the dense ones.
        const dense = widestWithin(convolutional.graph.params, layers - 1);
        const each = (net: Net): number => energy(net) / net.graph.params;
        expect(each(convolutional)).to.be.greaterThan(each(dense));
      }),
      { numRuns: 60 },
    );
  });

  // Nodes in two wide layers have more weights between them than any deep network of the experiments: there, one layer.
  const METRICS: readonly (readonly [name: string, of: (net: Net) => number, wideLayers: typeof few])[] = [
    ['parameters', ({ graph }) => graph.params, few],
    ['nodes', ({ nodes }) => nodes, fc.constant(1)],
    ['FLOPs', flopsOf, few],
  ];
  for (const [name, of, layers] of METRICS) {
    it(`${name} alone rank a wide network above a deep one that costs more`, () => {
      fc.assert(
        fc.property(width, depth, layers, (w, deepLayers, wideLayers) => {
          const deep = denseNet(w, deepLayers);
          let wide = denseNet(w, wideLayers);
          for (let more = w; of(wide) <= of(deep); more += 8) wide = denseNet(more, wideLayers);
          expect(of(wide)).to.be.greaterThan(of(deep));
          expect(energy(wide)).to.be.lessThan(energy(deep));
        }),
        { numRuns: 40 },
      );
    });
  }

  it('loss, backward pass and update are 70 to 85 % of the training of small dense networks', () => {
    fc.assert(
      fc.property(width, depth, (w, l) => {
        const { overhead } = trained(denseNet(w, l));
        expect(1 - 1 / overhead).to.be.within(0.7, 0.85);
      }),
      { numRuns: 100 },
    );
  });
});
