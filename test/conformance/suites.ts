/** The corpora of models with known counts: where their source is and how each model of theirs is asked for. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { listPretrained } from '../../src/catalog/pretrained.ts';
import type { FileSnapshot } from '../../src/python/ports.ts';
import { fetchCorpus } from './corpora.ts';
import { openKerasHub } from './kerasHub.ts';
import { kerasLayerTruths, openKerasLayers } from './kerasLayers.ts';
import { inFreshSession } from './kerasNames.ts';
import { openKerasScripts } from './kerasScripts.ts';
import { diskSnapshot, inputsOf, readTruth, type Question, type Truth } from './judge.ts';

export interface Suite {
  readonly name: string;
  /** What its framework counted, for which no source is needed. */
  readonly truths: () => readonly Truth[];
  /** Throws, saying why, when the source cannot be had. */
  readonly open: () => { readonly truth: Truth; readonly question: Question }[];
  /** Code that nothing was adapted to: some of it is partial, none may be wrong. */
  readonly isSurvey?: boolean;
}

export const SUITES: readonly Suite[] = [
  { name: 'torchvision 0.14.1', truths: () => readTruth('torchvision'), open: openTorchvision },
  { name: 'timm 1.0.12', truths: () => readTruth('timm'), open: openTimm },
  { name: 'kuangliu/pytorch-cifar', truths: () => readTruth('kuangliu-cifar'), open: openCifar },
  { name: 'nanoGPT and minGPT', truths: () => readTruth('gpt'), open: openGpt },
  { name: 'transformers 4.48.3', truths: () => readTruth('transformers'), open: openTransformers },
  { name: 'pretrained models by name', truths: pretrainedTruth, open: openPretrained },
  { name: 'public repositories', truths: () => readTruth('public'), open: openPublic, isSurvey: true },
  { name: 'code of our own as research writes it', truths: () => readTruth('research'), open: openResearch },
  { name: 'keras.applications 3.12.4', truths: () => readTruth('keras-applications'), open: openKeras },
  {
    name: "code of our own in the styles of Keras' examples",
    truths: () => readTruth('keras-scripts'),
    open: openKerasScripts,
  },
  { name: 'keras_hub 0.21.1', truths: () => readTruth('keras-hub'), open: openKerasHub },
  { name: 'keras-layers 3.12.4', truths: kerasLayerTruths, open: openKerasLayers },
];

/** Builders that are not offered by `torchvision.models` itself but by a package inside it. */
const TORCHVISION_KINDS: Readonly<Record<string, string>> = {
  classification: 'torchvision.models',
  segmentation: 'torchvision.models.segmentation',
  detection: 'torchvision.models.detection',
  video: 'torchvision.models.video',
  optical_flow: 'torchvision.models.optical_flow',
};

function openTorchvision(): ReturnType<Suite['open']> {
  const searchPath = [fetchCorpus('torchvision')];
  const files = diskSnapshot();
  return readTruth('torchvision').map((truth) => ({
    truth,
    question: {
      searchPath,
      files,
      module: TORCHVISION_KINDS[truth.kind ?? ''] ?? 'torchvision.models',
    },
  }));
}

function openTimm(): ReturnType<Suite['open']> {
  const searchPath = [fetchCorpus('timm')];
  const files = diskSnapshot();
  const text = 'import timm\n';
  return readTruth('timm').map((truth) => ({ truth, question: { searchPath, files, text } }));
}

function openTransformers(): ReturnType<Suite['open']> {
  const searchPath = [fetchCorpus('transformers')];
  const files = diskSnapshot();
  return readTruth('transformers').map((truth) => ({
    truth,
    question: { searchPath, files, module: 'transformers' },
  }));
}

function openKeras(): ReturnType<Suite['open']> {
  const searchPath = [fetchCorpus('keras')];
  const files = diskSnapshot();
  return readTruth('keras-applications').map((truth) => ({
    truth: inFreshSession(truth),
    question: {
      searchPath,
      files,
      module: truth.file.replace(/^.*?\/(keras\/.*)\.py$/, '$1').replaceAll('/', '.'),
    },
  }));
}

function openCifar(): ReturnType<Suite['open']> {
  const files = diskSnapshot();
  return readTruth('kuangliu-cifar').map((truth) => ({
    truth,
    question: inRepository(truth, files),
  }));
}

/** Popular repositories, on demand: their folders are searched as if a script were started in them. */
function openPublic(): ReturnType<Suite['open']> {
  const files = diskSnapshot();
  const packages = fetchCorpus('timm');
  return readTruth('public').map((truth) => {
    const { uri, searchPath, ...rest } = inRepository(truth, files);
    const [root = ''] = searchPath;
    const folder = uri === undefined ? root : uri.slice(0, uri.lastIndexOf('/'));
    return {
      truth,
      question: {
        ...rest,
        ...(uri === undefined ? {} : { uri }),
        searchPath: [
          folder,
          ...(truth.root === undefined || truth.root === '' ? [] : [`${root}/${truth.root}`]),
          root,
          packages,
        ],
      },
    };
  });
}

function openGpt(): ReturnType<Suite['open']> {
  const files = diskSnapshot();
  const oldPyTorch = withoutFusedAttention(files);
  return readTruth('gpt').map((truth) => ({
    truth,
    question: {
      ...inRepository(truth, truth.id.endsWith('/manual') ? oldPyTorch : files),
      expr: gptExpression(truth),
      inputs: inputsOf(truth, 'int64'),
    },
  }));
}

/** The catalogue's configurations, by the names that the hub has them under. */
function pretrainedTruth(): readonly Truth[] {
  return listPretrained().map(({ id, architecture, params, macs, inputs }) => ({
    id,
    file: 'transformers/__init__.py',
    builder: `${architecture}.from_pretrained`,
    args: `'${id}'`,
    input_shape: inputs.map(([, shape]) => shape),
    input_names: inputs.map(([name]) => name),
    input_dtypes: inputs.map(([name]) => (name.endsWith('input_ids') ? 'int64' : 'float32')),
    output_shape: null,
    params,
    trainable_params: null,
    macs,
    layers: null,
  }));
}

function openPretrained(): ReturnType<Suite['open']> {
  const searchPath = [fetchCorpus('transformers')];
  const files = diskSnapshot();
  return pretrainedTruth().map((truth) => ({
    truth,
    question: { searchPath, files, module: 'transformers' },
  }));
}

/** Its files are the project's own, in `test/corpus/research`. */
function openResearch(): ReturnType<Suite['open']> {
  const files = diskSnapshot();
  const corpus = new URL('../corpus/', import.meta.url);
  return readTruth('research').map((truth) => ({
    truth,
    question: {
      uri: new URL(truth.file, corpus).href,
      files,
      searchPath: [new URL('research', corpus).href],
      inputs: inputsOf(truth, 'float32'),
    },
  }));
}

/** minGPT is configured by attributes, which the truth lists as assignments. */
function gptExpression({ builder, args }: Truth): string {
  const assignments = args.startsWith('config.') ? args.split(', ') : [];
  if (assignments.length === 0) return `${builder}(${args})`;
  const sets = assignments.map((assignment) => {
    const [name = '', value = ''] = assignment.replace('config.', '').split('=');
    return `setattr(config, '${name}', ${value})`;
  });
  return `(config := ${builder}.get_default_config(), ${sets.join(', ')}, ${builder}(config))[-1]`;
}

/** Before version 2.0 PyTorch had no fused attention, for which nanoGPT asks. */
function withoutFusedAttention(files: FileSnapshot): FileSnapshot {
  const question = "hasattr(torch.nn.functional, 'scaled_dot_product_attention')";
  return { get: (uri) => files.get(uri)?.replace(question, 'False') ?? null };
}

/** Repositories that no package index has: a folder of checkouts named `owner+name`. */
function inRepository(truth: Truth, files: FileSnapshot): Question {
  const folder = process.env['WATTLENS_CORPORA'];
  if (folder === undefined || folder === '') {
    throw new Error('set WATTLENS_CORPORA to a folder of checkouts named owner+name (CONTRIBUTING.md)');
  }
  const [repository = ''] = truth.file.split('/');
  const file = join(resolve(folder), truth.file);
  if (!existsSync(file)) throw new Error(`there is no ${truth.file} in WATTLENS_CORPORA`);
  return {
    uri: pathToFileURL(file).href,
    files,
    searchPath: [pathToFileURL(join(resolve(folder), repository)).href],
  };
}
