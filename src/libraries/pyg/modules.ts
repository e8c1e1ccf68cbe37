/** PyTorch Geometric: its data sets and loaders; what it computes is read from its source, where that is installed. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, type Args } from '../../python/runtime/native.ts';
import { PyList, PyRange, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { loaderClass } from '../../torch/data/loader.ts';
import { TorchTensor } from '../../torch/tensor.ts';
import { lazyModule, type Member } from '../module.ts';
import { DATASETS, Graph, Nodes, torchData } from './datasets.ts';

/** What a loader of PyTorch takes as well. */
const PASSED_ON = ['shuffle', 'sampler', 'batch_sampler', 'num_workers', 'pin_memory', 'drop_last'];

function loader(rt: Runtime, dataset: Value, args: Args): Value {
  const options = new Map<string, Value>([['batch_size', args.value('batch_size')]]);
  for (const name of PASSED_ON) {
    const value = args.extra.get(name);
    if (value !== undefined) options.set(name, value);
  }
  return rt.call(loaderClass(rt), [dataset], options);
}

/** `DataLoader(dataset, batch_size)`: graphs that are put together to one. */
const graphs = native('DataLoader(dataset, batch_size=1, *rest, **options)', (rt, args) =>
  loader(rt, args.value('dataset'), args),
);

/** Batches that begin with so many nodes, with what lies around them. */
const nodes = (signature: string): NativeFunction =>
  native(signature, (rt, args) => {
    const count = nodesOf(rt, args.value('data'), args.value('input_nodes'));
    if (count instanceof Unknown) return loader(rt, count, args);
    const around = new PyList([rt.unknown('the nodes and edges around the nodes of a batch')]);
    const seeds = rt.call(torchData(rt, 'Subset'), [around, new PyRange(0, count, 1)]);
    return loader(rt, seeds, args);
  });

/** Where no nodes are picked out, all of the graph are meant. */
function nodesOf(rt: Runtime, data: Value, picked: Value): number | Unknown {
  if (picked instanceof Nodes) return picked.count;
  if (picked instanceof TorchTensor && picked.dtype === 'bool') {
    return rt.unknown('how many nodes a mask picks out');
  }
  if (picked !== null) return picked instanceof Unknown ? picked : rt.length(picked);
  const all = data instanceof Graph ? data.dataset.splits.get('all') : undefined;
  return all ?? (data instanceof Unknown ? data : rt.unknown('how many nodes the graph has'));
}

const LOADERS: Readonly<Record<string, Member>> = {
  DataLoader: graphs,
  NeighborLoader: nodes(
    'NeighborLoader(data, num_neighbors=None, input_nodes=None, input_time=None, *rest, batch_size=1, **options)',
  ),
};

export const pygModules: readonly LibraryModule[] = [
  lazyModule({ name: 'torch_geometric', precedence: 'framework', members: {}, readsSource: true }),
  lazyModule({
    name: 'torch_geometric.datasets',
    precedence: 'framework',
    members: DATASETS,
    otherwise: 'no facts are known about this data set of graphs',
  }),
  lazyModule({
    name: 'torch_geometric.loader',
    precedence: 'framework',
    members: LOADERS,
    otherwise: 'this loader of graphs is not modelled',
  }),
  lazyModule({ name: 'torch_geometric.data', precedence: 'facade', members: { DataLoader: graphs } }),
];
