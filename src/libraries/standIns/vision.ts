/** torchvision's and timm's builders where their source is not installed. */
import { findKnownModel, type KnownModel } from '../../catalog/knownModels.ts';
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, type Args } from '../../python/runtime/native.ts';
import { PyModule, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import type { Shape } from '../../tensor/shape.ts';
import { lazyModule } from '../module.ts';
import { standIn, type Published } from './model.ts';

/** Names of architectures made of dense layers. */
const MADE_OF_DENSE = /vit|deit|beit|swin|mixer/i;

function published(model: KnownModel, classes: number): Published {
  const { id, input, name, library } = model;
  const isClassifier = !/fcn|deeplab/.test(name);
  return {
    name,
    id,
    library,
    params: model.params,
    macs: model.macs,
    inputs: [{ name: null, shape: [1, ...input] as Shape, dtype: 'float32' }],
    classes: isClassifier ? classes : null,
    kind: MADE_OF_DENSE.test(name) ? 'dense' : 'conv',
    source: model.source,
  };
}

function build(rt: Runtime, library: string, name: string, classes: Value): Value {
  const found = findKnownModel(`${library}/${name}`);
  if (!found.found) {
    return rt.unknown(`the source of ${library} is not installed, and the catalogue has no ${name}`);
  }
  if (classes instanceof Unknown) return classes;
  if (typeof classes === 'number') {
    rt.recorder.assume(
      `${name} has ${classes} classes: the catalogue counts its last layer with 1000`,
      rt.here(),
    );
  }
  return standIn(rt, published(found.value, typeof classes === 'number' ? classes : 1000));
}

function builder(library: string, name: string): NativeFunction {
  return native(`${name}(*args, **kwargs)`, (rt, args) =>
    build(rt, library, name, args.extra.get('num_classes') ?? null),
  );
}

const PACKAGES = [
  '',
  '.detection',
  '.segmentation',
  '.quantization',
  '.video',
  '.resnet',
  '.vgg',
  '.vision_transformer',
];

/** `models.resnet50(…)`: a builder for every name in lower case; the enumerations of weights are inert. */
function torchvisionMember(rt: Runtime, name: string): Value | undefined {
  if (name.startsWith('__') || rt.libraries.find(`torchvision.models.${name}`) !== null) return undefined;
  if (name === 'get_model') {
    return native('get_model(name, **config)', (inner, args) => named(inner, 'torchvision', args));
  }
  if (/_Weights$/.test(name)) {
    return new PyModule(name, null, undefined, (_inner, member) => `${name}.${member}`);
  }
  if (name === name.toLowerCase()) return builder('torchvision', name);
  return rt.unknown(`the source of torchvision is not installed, so ${name} cannot be followed`);
}

function named(rt: Runtime, library: string, args: Args): Value {
  const name = args.value(library === 'timm' ? 'model_name' : 'name');
  if (name instanceof Unknown) return name;
  if (typeof name !== 'string') return rt.unknown(`the name of a model of ${library}`);
  // `hf_hub:timm/resnet50.a1_in1k`: which weights does not matter.
  const bare = name.replace(/^.*[:/]/, '').replace(/\..*$/, '');
  return build(rt, library, bare, args.extra.get('num_classes') ?? null);
}

export const visionStandIns: readonly LibraryModule[] = [
  ...PACKAGES.map((part): LibraryModule => {
    const name = `torchvision.models${part}`;
    return {
      name,
      precedence: 'facade',
      create: () => new PyModule(name, null, undefined, torchvisionMember),
    };
  }),
  lazyModule({
    name: 'timm',
    precedence: 'facade',
    members: {
      create_model: native('create_model(model_name, *args, **kwargs)', (rt, args) =>
        named(rt, 'timm', args),
      ),
    },
    otherwise: 'the source of timm is not installed, so it cannot be followed',
  }),
  lazyModule({
    name: 'timm.models',
    precedence: 'facade',
    members: {
      create_model: native('create_model(model_name, *args, **kwargs)', (rt, args) =>
        named(rt, 'timm', args),
      ),
    },
    otherwise: 'the source of timm is not installed, so it cannot be followed',
  }),
];
