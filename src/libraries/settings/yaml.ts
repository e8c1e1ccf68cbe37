/** `yaml`: PyYAML. */
import { perRuntime, exceptionOf } from '../../python/builtins/natives.ts';
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { native, nativeClass, settled } from '../../python/runtime/native.ts';
import { PyBytes, PyList, Unknown } from '../../python/runtime/values.ts';
import type { NativeFunction, Value } from '../../python/runtime/values.ts';
import { lazyModule, type Member } from '../module.ts';
import { parseYaml, type YamlRules } from './yamlText.ts';

const yamlError = perRuntime((rt: Runtime) => nativeClass('YAMLError', [rt.builtinClass('Exception')], []));

/** The text of a string, of bytes or of an open file. */
export function streamText(rt: Runtime, stream: Value): string | Unknown {
  let source = stream;
  if (!(source instanceof Unknown) && typeof source !== 'string' && !(source instanceof PyBytes)) {
    source = rt.callMethod(source, 'read');
  }
  if (source instanceof Unknown) return source;
  const known = settled(source);
  if (known instanceof PyBytes) return new TextDecoder().decode(known.value);
  return typeof known === 'string' ? known : rt.unknown('YAML of something that is no text');
}

/** The documents of a text, or why they are unknown. Raises YAMLError. */
export function documentsOf(rt: Runtime, stream: Value, rules: YamlRules): readonly Value[] | Unknown {
  const text = streamText(rt, stream);
  if (text instanceof Unknown) return text;
  const documents = parseYaml(rt, text, rules);
  if (documents === null) throw exceptionOf(rt, yamlError(rt), ['not valid YAML'], 'not valid YAML');
  return documents;
}

function loading(name: string): NativeFunction {
  const isAll = name.endsWith('_all');
  return native(`${name}(stream, Loader=None)`, (rt, args) => {
    const documents = documentsOf(rt, args.value('stream'), { exponents: false });
    if (documents instanceof Unknown) return documents;
    return isAll ? new PyList([...documents]) : (documents[0] ?? null);
  });
}

function dumping(name: string): NativeFunction {
  return native(`${name}(data, stream=None, **kwargs)`, (rt, args) =>
    args.value('stream') === null ? rt.unknown('the text of a YAML dump') : null,
  );
}

const LOADING = [
  'load',
  'safe_load',
  'full_load',
  'unsafe_load',
  'load_all',
  'safe_load_all',
  'full_load_all',
];
const DUMPING = ['dump', 'safe_dump', 'dump_all'];
const LOADERS = [
  'Loader',
  'SafeLoader',
  'FullLoader',
  'UnsafeLoader',
  'BaseLoader',
  'CLoader',
  'CSafeLoader',
];

const loaderClass = perRuntime((rt: Runtime) => {
  const object = rt.builtinClass('object');
  return new Map(LOADERS.map((name) => [name, nativeClass(name, [object], [])]));
});

const members: Readonly<Record<string, Member>> = {
  ...Object.fromEntries([...LOADING.map(loading), ...DUMPING.map(dumping)].map((fn) => [fn.name, fn])),
  ...Object.fromEntries(
    LOADERS.map((name): [string, Member] => [name, (rt) => loaderClass(rt).get(name) ?? null]),
  ),
  YAMLError: yamlError,
};

export const yamlModules: readonly LibraryModule[] = [
  lazyModule({ name: 'yaml', precedence: 'framework', members }),
];
