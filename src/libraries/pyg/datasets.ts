/** `torch_geometric.datasets`: how many graphs, or nodes of one graph: https://pytorch-geometric.readthedocs.io/ (2.8). */
import { findDataset, type Dataset } from '../../catalog/datasets.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import {
  PyClass,
  PyList,
  PyObject,
  PyRange,
  PySlice,
  PyTuple,
  Unknown,
  type Value,
} from '../../python/runtime/values.ts';
import { callable, perRuntime } from '../../python/builtins/natives.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { TorchTensor } from '../../torch/tensor.ts';
import type { Member } from '../module.ts';

const IN_A_GRAPH = 'the nodes and edges of a graph';

/** Nodes of a graph that are picked out: which they are nobody knows, how many is known. */
export class Nodes extends Unknown {
  readonly count: number;

  constructor(rt: Runtime, count: number) {
    super('which nodes of a graph these are', rt.here());
    this.count = count;
  }
}

/** `torch_geometric.data.Data` of one large graph. */
export class Graph extends HostObject {
  readonly dataset: Dataset;
  /** The same one whenever it is asked for; null: it has none. */
  readonly #features: TorchTensor | null;

  constructor(dataset: Dataset) {
    super();
    this.dataset = dataset;
    const nodes = dataset.splits.get('all') ?? 0;
    const [width] = dataset.shape;
    const hasFeatures = nodes > 0 && typeof width === 'number' && width > 0;
    this.#features = hasFeatures ? new TorchTensor([nodes, width], 'float32') : null;
  }

  override pyClass(rt: Runtime): PyClass {
    return graphClass(rt);
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    if (name.startsWith('__')) return undefined;
    const [features = null] = this.dataset.shape;
    const nodes = this.dataset.splits.get('all');
    switch (name) {
      case 'num_nodes':
        return nodes ?? rt.unknown('the nodes of a graph');
      case 'num_features':
      case 'num_node_features':
        return features ?? rt.unknown('the features of a node');
      case 'train_mask':
      case 'val_mask':
      case 'test_mask': {
        const count = this.dataset.splits.get(name.replace('_mask', ''));
        return count === undefined ? rt.unknown(IN_A_GRAPH) : new Nodes(rt, count);
      }
      case 'x':
        return this.#features ?? rt.unknown('the features of the nodes');
      case 'to':
      case 'cuda':
      case 'cpu':
      case 'contiguous':
        return callable(name, () => this);
      default:
        return rt.unknown(IN_A_GRAPH);
    }
  }

  override setAttribute(): boolean {
    return true;
  }
}

const graphClass = perRuntime(
  (rt: Runtime) => new PyClass({ name: 'Data', bases: [rt.builtinClass('object')] }),
);

interface Content {
  readonly name: string;
  readonly count: number | Unknown;
  /** Null: nothing is known of it. */
  readonly facts: Dataset | null;
  readonly isNodes: boolean;
}

const contents = new WeakMap<PyObject, Content>();

function contentOf(rt: Runtime, args: Args): Content {
  const self = args.known('self');
  const content = self instanceof PyObject ? contents.get(self) : undefined;
  if (content !== undefined) return content;
  throw new UnknownInput(rt.unknown('a data set of graphs whose constructor was not followed'));
}

/** Classes, and whether an argument names which of several data sets is meant. */
const CLASSES: Readonly<Record<string, boolean>> = {
  Planetoid: true,
  CitationFull: true,
  CoraFull: false,
  Amazon: true,
  Coauthor: true,
  Reddit: false,
  Reddit2: false,
  Flickr: false,
  Yelp: false,
  AmazonProducts: false,
  Actor: false,
  WebKB: true,
  KarateClub: false,
  HeterophilousGraphDataset: true,
  TUDataset: true,
  QM7b: false,
  QM9: false,
  MoleculeNet: true,
};

/** Options under which a data set has other graphs or features. */
const CHANGING = ['cleaned', 'use_node_attr', 'use_edge_attr', 'pre_filter', 'split', 'num_node_features'];

function initialize(rt: Runtime, args: Args, className: string, isNamed: boolean): Value {
  const self = args.known('self');
  if (!(self instanceof PyObject)) return null;
  const given = args.extra.get('name') ?? args.rest[1] ?? null;
  const name = isNamed && typeof given === 'string' ? `${className}/${given}` : className;
  const found = isNamed && typeof given !== 'string' ? null : findDataset('pyg', name);
  const facts = found?.found === true ? found.value : null;
  const isNodes = facts?.layout === 'features';
  const changed = CHANGING.find((option) => isChanged(args.extra.get(option), isNodes ? 'public' : null));
  const count =
    facts === null
      ? rt.unknown(`no facts are known about ${name}`)
      : changed === undefined
        ? isNodes
          ? 1
          : (facts.splits.get('all') ?? rt.unknown(`the graphs of ${name}`))
        : rt.unknown(`the option ${changed} changes what ${name} holds`);
  const short = name.slice(name.indexOf('/') + 1);
  contents.set(self, { name: short, count, facts: changed === undefined ? facts : null, isNodes });
  rt.setAttribute(self, '__data_name__', short);
  return null;
}

function isChanged(option: Value | undefined, usual: Value): boolean {
  return option !== undefined && option !== null && option !== false && option !== usual;
}

function feature(rt: Runtime, args: Args): Value {
  const { facts } = contentOf(rt, args);
  return facts?.shape.at(-1) ?? rt.unknown('the features of a node');
}

function classes(rt: Runtime, args: Args): Value {
  return contentOf(rt, args).facts?.classes ?? rt.unknown('the classes of a data set of graphs');
}

/** Part of the graphs: by a slice, or as many as there are indices. */
function part(rt: Runtime, args: Args, content: Content): Value {
  const { count } = content;
  const index = args.value('index');
  if (count instanceof Unknown) return count;
  const picked =
    index instanceof PySlice
      ? rt.length(rt.getItem(new PyRange(0, count, 1), index))
      : index instanceof TorchTensor && index.dtype === 'bool'
        ? rt.unknown('how many graphs a mask picks out')
        : rt.length(index);
  return picked instanceof Unknown ? picked : made(rt, { ...content, count: picked });
}

function made(rt: Runtime, content: Content): Value {
  const object = rt.createObject(baseClass(rt));
  contents.set(object, content);
  rt.setAttribute(object, '__data_name__', content.name);
  return object;
}

function item(rt: Runtime, args: Args): Value {
  const content = contentOf(rt, args);
  const index = args.value('index');
  const isMany =
    index instanceof PySlice ||
    index instanceof PyList ||
    index instanceof PyTuple ||
    (index instanceof TorchTensor && index.shape.length > 0);
  if (isMany) return part(rt, args, content);
  return content.isNodes && content.facts !== null ? new Graph(content.facts) : rt.unknown(IN_A_GRAPH);
}

/** A class of `torch.utils.data`, so that a loader and `random_split` take what is derived from it. */
export function torchData(rt: Runtime, name: 'Dataset' | 'Subset'): PyClass {
  const module = rt.importModule('torch.utils.data');
  const cls = module instanceof Unknown ? undefined : rt.findAttribute(module, name);
  return cls instanceof PyClass ? cls : rt.builtinClass('object');
}

const baseClass: (rt: Runtime) => PyClass = perRuntime((rt) =>
  nativeClass(
    'Dataset',
    [torchData(rt, 'Dataset')],
    [
      nativeMethod('__len__(self)', (inner, args) => contentOf(inner, args).count),
      nativeMethod('__getitem__(self, index)', item),
      nativeMethod('index_select(self, index)', (inner, args) => part(inner, args, contentOf(inner, args))),
      nativeMethod('copy(self, index=None)', (_inner, args) => args.known('self')),
      nativeMethod('shuffle(self, return_perm=False)', (inner, args) =>
        args.bool('return_perm')
          ? new PyTuple([args.known('self'), inner.unknown('the order of shuffled graphs')])
          : args.known('self'),
      ),
      nativeMethod('__getattr__(self, name)', (inner, args) => {
        const name = args.string('name');
        if (name.startsWith('_') && name !== '_data') throw inner.error('AttributeError', name);
        if (name === 'num_features' || name === 'num_node_features') return feature(inner, args);
        if (name === 'num_classes' || name === 'num_tasks') return classes(inner, args);
        const { isNodes, facts } = contentOf(inner, args);
        const isWhole = name === 'data' || name === '_data';
        return isWhole && isNodes && facts !== null ? new Graph(facts) : inner.unknown(IN_A_GRAPH);
      }),
    ],
  ),
);

function datasetClass(name: string, isNamed: boolean): (rt: Runtime) => PyClass {
  return perRuntime((rt) =>
    nativeClass(
      name,
      [baseClass(rt)],
      [
        nativeMethod('__init__(self, *args, **options)', (inner, args) =>
          initialize(inner, args, name, isNamed),
        ),
      ],
    ),
  );
}

export const DATASETS: Readonly<Record<string, Member>> = Object.fromEntries(
  Object.entries(CLASSES).map(([name, isNamed]): [string, Member] => [name, datasetClass(name, isNamed)]),
);
