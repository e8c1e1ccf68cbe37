/** transformers' pretrained models where its source is not installed. */
import { findPretrained, type Pretrained } from '../../catalog/pretrained.ts';
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { native } from '../../python/runtime/native.ts';
import { asString } from '../../python/runtime/native.ts';
import { PyClass, PyModule, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { Opaque } from '../../python/stdlib/opaque.ts';
import { dtypeValue, TorchDType } from '../../torch/dtypes.ts';
import {
  loadQuantised,
  packStandIn,
  QUANTISATION_CONFIGURATIONS,
  quantisationConfiguration,
} from '../quantisation/transformers.ts';
import { trainerMembers } from '../transformers/trainerModules.ts';
import { unnamedModel } from './unnamed.ts';
import { standIn, type Published } from './model.ts';

const NO_SOURCE = 'the source of transformers is not installed';

function published(model: Pretrained): Published {
  return {
    name: model.architecture,
    id: `transformers/${model.id}`,
    library: 'transformers',
    params: model.params,
    macs: model.macs,
    inputs: model.inputs.map(([name, shape]) => ({
      name,
      shape,
      dtype: name.endsWith('input_ids') ? 'int64' : 'float32',
    })),
    classes: null,
    kind:
      model.architecture.startsWith('ResNet') || model.architecture.startsWith('ConvNext') ? 'conv' : 'dense',
    source: model.source,
  };
}

/** Names of the type that weights are loaded in; versions from 4.56 have the first. */
const WEIGHT_TYPES = ['dtype', 'torch_dtype'];

/** The type that is asked for, by itself or by its name; null: single precision. Said before the model is made. */
function typeAsked(
  rt: Runtime,
  keywords: ReadonlyMap<string, Value>,
  storedIn: string | null,
): TorchDType | null {
  const asked = WEIGHT_TYPES.map((name) => keywords.get(name)).find((type) => (type ?? null) !== null);
  if (asked === undefined) return null;
  const name = asked === 'auto' ? storedIn : asked;
  const named = typeof name === 'string' ? typeNamed(rt, name) : asked;
  if (named instanceof TorchDType) return named;
  assumeSingle(rt);
  return null;
}

/** `auto` is the type that the weights are stored in, and others come from what is not known. */
export function assumeSingle(rt: Runtime): void {
  rt.recorder.assume(
    'the type that the weights are loaded in is not known: they are counted in single precision',
    rt.here(),
    'locally',
  );
}

/** A type of torch by its name, with its package or without. */
export function typeNamed(rt: Runtime, name: string): Value {
  const torch = rt.importModule('torch');
  return torch instanceof Unknown ? torch : (rt.findAttribute(torch, name.replace(/^torch\./, '')) ?? null);
}

function pretrained(
  rt: Runtime,
  className: string,
  given: Value,
  keywords: ReadonlyMap<string, Value>,
): Value {
  if (given instanceof Unknown) return unnamedModel(rt, className, given);
  if (given === null) return unnamedModel(rt, className, rt.unknown('which model it is'));
  const name = given instanceof NamedConfiguration ? given.name : asString(given);
  const found = name === undefined ? undefined : findPretrained(name);
  if (found === undefined) {
    return rt.unknown(`${NO_SOURCE}, and the catalogue has no model '${name ?? rt.typeName(given)}'`);
  }
  const isCounted = className === found.architecture || className === 'AutoModel';
  if (!isCounted) {
    rt.recorder.assume(
      `${className} is counted as ${found.architecture}, without a head of its own`,
      rt.here(),
    );
  }
  const quantised = loadQuantised(rt, keywords);
  const ofQuantised = quantised === null || quantised instanceof Unknown ? null : quantised.type;
  const asked = typeAsked(rt, keywords, found.storedIn);
  const type = asked ?? (ofQuantised === null ? null : dtypeValue(ofQuantised));
  const model = standIn(rt, published(found));
  if (type !== null && !(model instanceof Unknown)) rt.callMethod(model, 'to', [type]);
  return packStandIn(rt, model, quantised);
}

/** `AutoConfig.from_pretrained(name)`: all that is known of it is which model it is of. */
class NamedConfiguration extends HostObject {
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }

  override pyClass(rt: Runtime): PyClass {
    return configurationClass(rt);
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    return name.startsWith('__') ? undefined : rt.unknown(`${NO_SOURCE}: ${name} of a configuration`);
  }

  /** What is set on it is not followed. */
  override setAttribute(rt: Runtime, name: string): boolean {
    rt.recorder.assume(
      `${NO_SOURCE}: setting ${name} of a configuration leaves the counts as they are`,
      rt.here(),
    );
    return true;
  }
}

const configurationClass = perRuntime(
  (rt: Runtime): PyClass => new PyClass({ name: 'PretrainedConfig', bases: [rt.builtinClass('object')] }),
);

/** A class of the library: only what is made from a name can be looked up. */
class LibraryClass extends HostObject {
  readonly #name: string;

  constructor(name: string) {
    super();
    this.#name = name;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('type');
  }

  override getAttribute(rt: Runtime, name: string): Value | undefined {
    const className = this.#name;
    if (name === '__name__') return className;
    if (name === 'from_pretrained') {
      return native('from_pretrained(pretrained_model_name_or_path=None, *args, **kwargs)', (inner, args) => {
        const given = args.value('pretrained_model_name_or_path');
        if (!className.endsWith('Config')) return pretrained(inner, className, given, args.extra);
        const text = asString(given);
        return text === undefined || findPretrained(text) === undefined
          ? inner.unknown(`${NO_SOURCE}, and the catalogue has no such configuration`)
          : new NamedConfiguration(text);
      });
    }
    if (name === 'from_config' || name === '_from_config') {
      return native('from_config(config, **kwargs)', (inner, args) =>
        pretrained(inner, className, args.value('config'), args.extra),
      );
    }
    return name.startsWith('__') ? undefined : rt.unknown(`${NO_SOURCE}: ${className}.${name}`);
  }

  override call(rt: Runtime, args: Parameters<HostObject['call']>[1]): Value {
    const [config] = args.positional;
    return config instanceof NamedConfiguration
      ? pretrained(rt, this.#name, config, args.keywords)
      : rt.unknown(`${NO_SOURCE}, so ${this.#name}() cannot be followed`);
  }

  override isEquivalent(other: HostObject): boolean {
    return other instanceof LibraryClass && other.#name === this.#name;
  }
}

/** Classes of models and configurations; tokenizers, processors, trainers and functions give unknown values. */
const MODEL =
  /(Model|Config)$|(Model|For[A-Z]\w+)$|LMHeadModel$|^Auto(?!Tokenizer|Processor|ImageProcessor|FeatureExtractor)/;

export const transformersStandIns: readonly LibraryModule[] = [
  {
    name: 'transformers',
    precedence: 'facade',
    create: () =>
      new PyModule('transformers', null, undefined, (rt, name) => {
        if (name.startsWith('__') || rt.libraries.find(`transformers.${name}`) !== null) return undefined;
        const modelled = Object.hasOwn(trainerMembers, name) ? trainerMembers[name] : undefined;
        if (modelled !== undefined) return typeof modelled === 'function' ? modelled(rt) : modelled;
        if (QUANTISATION_CONFIGURATIONS.includes(name)) return quantisationConfiguration(name);
        if (name.endsWith('Callback')) return new Inert(`transformers.${name}`);
        return MODEL.test(name) ? new LibraryClass(name) : new Opaque(`transformers.${name}`);
      }),
  },
];
