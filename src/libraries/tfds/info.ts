/** `tfds.core.DatasetInfo`: how many samples and classes, as far as programs reckon with them. */
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { PyList, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { PyClass, Value } from '../../python/runtime/values.ts';
import { callable } from '../../python/builtins/natives.ts';
import { rowsOfSplit } from '../huggingface/splits.ts';
import type { Named } from './names.ts';

/** Attributes and entries that are worked out when they are asked for. */
class Facet extends HostObject {
  readonly #read: (rt: Runtime, name: string) => Value | undefined;
  readonly #entry: (rt: Runtime, key: string) => Value | undefined;

  constructor(
    read: (rt: Runtime, name: string) => Value | undefined,
    entry: (rt: Runtime, key: string) => Value | undefined = () => undefined,
  ) {
    super();
    this.#read = read;
    this.#entry = entry;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    return name.startsWith('__')
      ? undefined
      : (this.#read(rt, name) ?? rt.unknown(`the ${name} of a data set`));
  }

  override getItem(rt: Runtime, key: Value): Value {
    return (
      (typeof key === 'string' ? this.#entry(rt, key) : undefined) ??
      rt.unknown('what a data set says of itself')
    );
  }
}

function splitInfo(rt: Runtime, named: Named, split: string): Value {
  const rows = rowsOfSplit(
    rt,
    split,
    (one) => named.facts?.splits.get(one) ?? rt.unknown(`how many samples '${named.name}' has in '${one}'`),
  );
  return new Facet((_rt, name) => (name === 'num_examples' ? rows : name === 'name' ? split : undefined));
}

function splits(named: Named): Value {
  const names = [...(named.facts?.splits.keys() ?? [])];
  return new Facet(
    (rt, name) => {
      switch (name) {
        case 'total_num_examples':
          return named.facts === null
            ? undefined
            : [...named.facts.splits.values()].reduce((sum, rows) => sum + rows, 0);
        case 'keys':
          return callable(name, () => new PyList([...names]));
        case 'values':
          return callable(name, () => new PyList(names.map((one) => splitInfo(rt, named, one))));
        case 'items':
          return callable(
            name,
            () => new PyList(names.map((one) => new PyTuple([one, splitInfo(rt, named, one)]))),
          );
        default:
          return undefined;
      }
    },
    (rt, key) => splitInfo(rt, named, key),
  );
}

function feature(named: Named, key: string): Value {
  const facts = named.facts;
  return new Facet((rt, name) => {
    if (facts === null) return undefined;
    const isLabel = key === 'label';
    switch (name) {
      case 'num_classes':
        return isLabel ? (facts.classes ?? undefined) : undefined;
      case 'names': {
        const text = rt.unknown(`the names of the classes of ${facts.name}`);
        return isLabel && facts.classes !== null
          ? new PyList(new Array<Value>(facts.classes).fill(text))
          : undefined;
      }
      case 'shape':
        return isLabel ? new PyTuple([]) : new PyTuple([...facts.shape]);
      case 'int2str':
        return callable(name, () => rt.unknown('the name of a class'));
      default:
        return undefined;
    }
  });
}

export function infoOf(rt: Runtime, named: Named): Value {
  const lost =
    named.facts === null ? rt.unknown(`no facts are known about the data set '${named.name}'`) : null;
  if (lost instanceof Unknown) return lost;
  return new Facet((_rt, name) => {
    if (name === 'splits') return splits(named);
    if (name === 'features') {
      return new Facet(
        () => undefined,
        (_inner, key) => feature(named, key),
      );
    }
    return name === 'name' ? named.name : undefined;
  });
}
