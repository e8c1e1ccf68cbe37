// @ts-check
/**
 * Makes knownModels.json: `node scripts/catalog/make-known-models.mjs FOLDER`. FOLDER holds torchvision.json and
 * keras-applications.json: parameters and MACs counted by PyTorch 1.13 (meta tensors, every ATen operation) on the models
 * of torchvision 0.14.1 and of Keras 3.12.4. The transformers are computed here from their published configurations. The
 * rows of timm, counted as scripts/truth/timm_models.py counts, stay as they are.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCsv } from './csv.mjs';
import { writeTables } from './write.mjs';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node scripts/catalog/make-known-models.mjs FOLDER');

const TORCHVISION =
  `alexnet vgg11 vgg16 vgg19 vgg16_bn resnet18 resnet34 resnet50 resnet101 resnet152 resnext50_32x4d
  wide_resnet50_2 densenet121 densenet201 googlenet inception_v3 squeezenet1_1 mobilenet_v2 mobilenet_v3_small
  mobilenet_v3_large mnasnet1_0 shufflenet_v2_x1_0 efficientnet_b0 efficientnet_v2_s regnet_y_400mf convnext_tiny
  convnext_base swin_t swin_b vit_b_16 vit_l_16 vit_h_14 fcn_resnet50 deeplabv3_resnet50 r3d_18`.split(/\s+/);
/**
 * Rows of `layers`: path, type, input shape, output shape, parameters, MACs.
 * @typedef {[string, string, unknown, number[], number, number]} Row
 * @typedef {{ builder: string, input_shape: number[][], params: number, macs: number, layers: Row[] }} Counted
 */

/** @param {string} file @param {string[]} builders @param {string} library @param {string} source */
function counted(file, builders, library, source) {
  /** @type {{ models: Counted[] }} */
  const { models } = JSON.parse(readFileSync(path.join(folder ?? '', file), 'utf8'));
  return builders.map((builder) => {
    const model = models.find((candidate) => candidate.builder === builder);
    if (!model) throw new Error(`${builder} is not in ${file}`);
    return {
      id: `${library}/${builder}`,
      name: builder,
      library,
      params: model.params,
      macs: model.macs,
      input: (model.input_shape[0] ?? []).slice(1),
      layout: library === 'keras' ? 'HWC' : builder === 'r3d_18' ? 'CTHW' : 'CHW',
      source,
    };
  });
}

/**
 * All of keras.applications, with what is left without the head. That begins after the last layer that has several
 * positions; its weights are those of its products (the normalisation of a ConvNeXt stays with the trunk), and the last of
 * them has `features` + 1 for each of 1000 classes.
 */
function kerasApplications() {
  /** @type {{ models: Counted[] }} */
  const { models } = JSON.parse(readFileSync(path.join(folder ?? '', 'keras-applications.json'), 'utf8'));
  const names = models.map(({ builder }) => builder).sort();
  return counted('keras-applications.json', names, 'keras', 'keras-counted').map((model) => {
    const layers = models.find(({ builder }) => builder === model.name)?.layers ?? [];
    const last = layers.findLastIndex(([, , , shape]) => shape.length === 4 && (shape[1] ?? 1) > 1);
    const head = layers.slice(last + 1).filter(([, type]) => /^(?:Dense|Conv2D)$/.test(type));
    const sum = (/** @type {4 | 5} */ column) => head.reduce((total, row) => total + row[column], 0);
    return {
      ...model,
      features: (head.at(-1)?.[4] ?? 0) / 1000 - 1,
      trunk: {
        params: model.params - sum(4),
        macs: model.macs - sum(5),
        output: (layers[last]?.[3] ?? []).slice(1),
      },
    };
  });
}

/**
 * MACs of one pass over T tokens: T · (layers · (2·d² + 2·d·kv + n·d·f) + d·V) for the products with weights, and
 * layers · 2 · T² · d for both products of attention over the full T × T, masked or not.
 * @param {Record<string, string>} row
 */
function transformer(row) {
  const of = (/** @type {string} */ name) => Number(row[name]);
  const { layers, d, kv, tokens } = {
    layers: of('layers'),
    d: of('width'),
    kv: of('keyValueWidth'),
    tokens: of('tokens'),
  };
  const layer = 2 * d * d + 2 * d * kv + of('feedForwardProducts') * d * of('feedForward');
  const weights = layers * layer + d * of('headVocabulary');
  return {
    id: row['id'],
    name: row['name'],
    aliases: (row['aliases'] ?? '').split(';'),
    library: 'transformers',
    params: of('params'),
    macs: tokens * weights + layers * 2 * tokens * tokens * d,
    input: [tokens],
    layout: 'tokens',
    source: row['source'],
  };
}

/** @type {{ models: { library: string }[] }} */
const present = JSON.parse(
  readFileSync(new URL('../../src/catalog/knownModels.json', import.meta.url), 'utf8'),
);

await writeTables('knownModels.json', {
  models: [
    ...counted('torchvision.json', TORCHVISION, 'torchvision', 'torchvision-counted'),
    ...present.models.filter(({ library }) => library === 'timm'),
    ...kerasApplications(),
    ...readCsv(fileURLToPath(new URL('transformers.csv', import.meta.url))).map(transformer),
  ],
});
