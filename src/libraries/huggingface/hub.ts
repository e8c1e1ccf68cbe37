/**
 * `huggingface_hub`: downloads and uploads, which no count depends on but through the files they bring.
 * https://huggingface.co/docs/huggingface_hub/package_reference/overview
 */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { nativeClass, nativeMethod, native } from '../../python/runtime/native.ts';
import { PyClass, PyModule, StaticMethod } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { Opaque } from '../../python/stdlib/opaque.ts';

const CACHE = '~/.cache/huggingface';

/** https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables: the defaults. */
const CONSTANTS: Readonly<Record<string, Value>> = {
  HF_HOME: CACHE,
  HF_HUB_CACHE: `${CACHE}/hub`,
  HUGGINGFACE_HUB_CACHE: `${CACHE}/hub`,
  HF_ASSETS_CACHE: `${CACHE}/assets`,
  HF_HUB_OFFLINE: false,
  HF_HUB_DISABLE_TELEMETRY: false,
  ENDPOINT: 'https://huggingface.co',
  HUGGINGFACE_CO_URL_TEMPLATE: 'https://huggingface.co/{repo_id}/resolve/{revision}/{filename}',
  CONFIG_NAME: 'config.json',
  PYTORCH_WEIGHTS_NAME: 'pytorch_model.bin',
  SAFETENSORS_SINGLE_FILE: 'model.safetensors',
  DEFAULT_REVISION: 'main',
};

const INERT = new Set([
  'logging',
  'tqdm',
  'login',
  'logout',
  'notebook_login',
  'HfApi',
  'HfFolder',
  'send_telemetry',
]);

const mixinClass = perRuntime((rt: Runtime): PyClass => {
  const cls = nativeClass(
    'ModelHubMixin',
    [rt.builtinClass('object')],
    [
      nativeMethod('__init_subclass__(cls, **options)', () => null),
      nativeMethod('save_pretrained(self, *args, **options)', () => null),
      nativeMethod('push_to_hub(self, *args, **options)', () => null),
    ],
  );
  cls.dict.set(
    'from_pretrained',
    new StaticMethod(
      native('from_pretrained(*args, **options)', (inner) =>
        inner.unknown('with which arguments a model of the hub was made'),
      ),
    ),
  );
  return cls;
});

const madeHere = perRuntime(() => new Map<string, Value>());

function member(rt: Runtime, name: string): Value {
  const made = madeHere(rt);
  const known = made.get(name);
  if (known !== undefined) return known;
  const value = make(rt, name);
  made.set(name, value);
  return value;
}

function make(rt: Runtime, name: string): Value {
  const constant = CONSTANTS[name];
  if (constant !== undefined) return constant;
  if (/(Error|ModeIsEnabled|NotFound)$/.test(name)) {
    return new PyClass({ name, bases: [rt.builtinClass('OSError')] });
  }
  if (name.endsWith('HubMixin')) return new PyClass({ name, bases: [mixinClass(rt)] });
  if (name === 'is_offline_mode' || name === 'are_progress_bars_disabled') {
    return native(`${name}(name=None)`, () => false);
  }
  return INERT.has(name) ? new Inert(`huggingface_hub.${name}`) : new Opaque(`huggingface_hub.${name}`);
}

const MODULES = [
  'huggingface_hub',
  ...[
    'constants',
    'errors',
    'file_download',
    'hf_api',
    'hub_mixin',
    'inference',
    'repocard',
    'repocard_data',
  ].map((name) => `huggingface_hub.${name}`),
  ...['', '._errors', '._deprecation', '._validators', '.logging', '.tqdm'].map(
    (name) => `huggingface_hub.utils${name}`,
  ),
];

export const hubModules: readonly LibraryModule[] = MODULES.map((name) => ({
  name,
  precedence: 'framework',
  create: () =>
    new PyModule(name, null, undefined, (rt, attribute) =>
      attribute.startsWith('__') || rt.libraries.find(`${name}.${attribute}`) !== null
        ? undefined
        : member(rt, attribute),
    ),
}));
