/** torchtext: how many texts there are; the texts themselves, and what is made of them, depend on the data. */
import { findDataset, listDatasets } from '../../catalog/datasets.ts';
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject, type HostIteration } from '../../python/runtime/host.ts';
import { native } from '../../python/runtime/native.ts';
import { PyClass, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { UnknownNumber } from '../../torch/tensor.ts';
import { lazyModule, type Member } from '../module.ts';
import type { Extent } from '../pil/image.ts';
import { ensureTorch } from '../torchvision/picture.ts';

const textsClass = perRuntime(
  (rt: Runtime) => new PyClass({ name: 'IterDataPipe', bases: [rt.builtinClass('object')] }),
);

/** The texts of one split, each with its label if there are classes. */
class Texts extends HostObject {
  readonly name: string;
  readonly rows: Extent;
  readonly #isLabelled: boolean;

  constructor(name: string, rows: Extent, isLabelled: boolean) {
    super();
    this.name = name;
    this.rows = rows;
    this.#isLabelled = isLabelled;
  }

  override pyClass(rt: Runtime): PyClass {
    return textsClass(rt);
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    return name === '__data_name__' ? this.name : undefined;
  }

  override length(): Extent {
    return this.rows;
  }

  override getItem(rt: Runtime): Value {
    return this.#sample(rt);
  }

  #sample(rt: Runtime): Value {
    const text = rt.unknown(`a text of ${this.name}`);
    if (!this.#isLabelled) return text;
    ensureTorch(rt);
    return new PyTuple([new UnknownNumber(rt, 'a label depends on the data', 'int64'), text]);
  }

  override iterate(rt: Runtime): HostIteration {
    return {
      kind: 'host-iteration',
      count: this.rows,
      element: () => this.#sample(rt),
      source: { kind: 'host', detail: this },
    };
  }
}

function loader(name: string): NativeFunction {
  return native(`${name}(root='.data', split=None, **options)`, (rt, args) => {
    const found = findDataset('torchtext', name);
    if (!found.found) return rt.unknown(`no facts are known about ${name}`);
    const { splits, classes } = found.value;
    const part = (split: string): Texts =>
      new Texts(
        `${name} (${split})`,
        splits.get(split) ?? rt.unknown(`${name} has no split '${split}' that is known`),
        classes !== null,
      );
    const split = args.value('split');
    if (split instanceof Unknown) return split;
    if (typeof split === 'string') return part(split);
    const names = split === null ? [...splits.keys()] : args.elements('split');
    return new PyTuple(names.map((one) => (typeof one === 'string' ? part(one) : rt.unknown('a split'))));
  });
}

const datasets: Readonly<Record<string, Member>> = Object.fromEntries(
  listDatasets()
    .filter(({ library }) => library === 'torchtext')
    .map(({ name }) => [name, loader(name)]),
);

/** Vocabularies and tokenizers. */
function unfollowed(name: string, what: string): NativeFunction {
  return native(`${name}(*args, **options)`, (rt) => rt.unknown(what));
}

const VOCABULARY = 'the size of a vocabulary depends on the texts';

export const torchtextModules: readonly LibraryModule[] = [
  lazyModule({
    name: 'torchtext',
    precedence: 'facade',
    members: {},
    inert: ['disable_torchtext_deprecation_warning'],
  }),
  lazyModule({ name: 'torchtext.datasets', precedence: 'framework', members: datasets }),
  lazyModule({
    name: 'torchtext.data',
    precedence: 'facade',
    members: {},
  }),
  lazyModule({
    name: 'torchtext.data.utils',
    precedence: 'framework',
    members: { get_tokenizer: unfollowed('get_tokenizer', 'the tokens of a text depend on the data') },
  }),
  lazyModule({
    name: 'torchtext.data.functional',
    precedence: 'framework',
    members: {
      to_map_style_dataset: native('to_map_style_dataset(iter_data)', (_rt, args) => args.value('iter_data')),
    },
  }),
  lazyModule({
    name: 'torchtext.vocab',
    precedence: 'framework',
    members: {
      build_vocab_from_iterator: unfollowed('build_vocab_from_iterator', VOCABULARY),
      vocab: unfollowed('vocab', VOCABULARY),
      GloVe: unfollowed('GloVe', 'the content of downloaded word vectors'),
    },
  }),
];
