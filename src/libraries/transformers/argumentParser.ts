/**
 * `HfArgumentParser`: dataclasses as command lines. The command line is taken to be empty.
 * Source: transformers/hf_argparser.py, 4.48.3.
 */
import type { Runtime } from '../../python/runtime/api.ts';
import { nativeClass, nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyClass, PyDict, PyList, PyObject, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { dictGet, dictOf } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { fieldsOf } from '../../python/stdlib/dataFields.ts';
import { setAttributes } from '../trainers/fitting.ts';
import { parsedFile } from '../settings/settingsFile.ts';

/** Flags that no run that trains leaves out: whether they are given, only the command line says. */
const COMMANDS = new Set(['do_train', 'do_eval', 'do_predict']);

/** An instance whose fields come from `values`, else from their defaults. */
export function instanceOf(rt: Runtime, cls: PyClass, values: PyDict | null): Value {
  const keywords = new Map<string, Value>();
  for (const field of fieldsOf(cls)) {
    const value = values === null ? undefined : dictGet(rt, values, field.name);
    if (value !== undefined) keywords.set(field.name, value);
    else if (values === null && COMMANDS.has(field.name) && field.default === false) {
      keywords.set(field.name, rt.unknown(`${field.name} is given on the command line`));
    } else if (field.init && field.default === undefined && field.factory === undefined) {
      keywords.set(field.name, rt.unknown(`${field.name} is given on the command line`));
    }
  }
  return rt.call(cls, [], keywords);
}

function instances(rt: Runtime, self: Value, values: PyDict | null, more: readonly Value[] = []): Value {
  const types = self instanceof PyObject ? self.attrs.get('dataclass_types') : undefined;
  if (!(types instanceof PyList)) return rt.unknown('the classes of an HfArgumentParser');
  const made = types.items.map((cls) =>
    cls instanceof PyClass ? instanceOf(rt, cls, values) : rt.unknown('a class of settings'),
  );
  return new PyTuple([...made, ...more]);
}

function fromFile(rt: Runtime, args: Args, name: string): Value {
  const parsed = parsedFile(rt, args.value(name));
  if (parsed instanceof Unknown) return parsed;
  return parsed instanceof PyDict
    ? instances(rt, args.known('self'), parsed)
    : rt.unknown('settings in a file');
}

export const hfArgumentParserClass = perRuntime((rt: Runtime): PyClass => {
  const argparse = rt.importModule('argparse');
  const parser = rt.getAttribute(argparse, 'ArgumentParser');
  return nativeClass('HfArgumentParser', parser instanceof PyClass ? [parser] : [], [
    nativeMethod('__init__(self, dataclass_types=(), **options)', (inner, args) => {
      const types = args.value('dataclass_types');
      const list = types instanceof PyClass ? [types] : args.elements('dataclass_types');
      if (parser instanceof PyClass) {
        inner.call(inner.getAttribute(parser, '__init__'), [args.value('self')], new Map(args.extra));
      }
      setAttributes(inner, args.value('self'), [['dataclass_types', new PyList([...list])]]);
      return null;
    }),
    nativeMethod(
      'parse_args_into_dataclasses(self, args=None, return_remaining_strings=False, **options)',
      (inner, args) =>
        instances(
          inner,
          args.known('self'),
          null,
          args.value('return_remaining_strings') === true ? [new PyList([])] : [],
        ),
    ),
    nativeMethod('parse_dict(self, args, allow_extra_keys=False)', (inner, args) => {
      const given = args.known('args');
      return instances(inner, args.known('self'), given instanceof PyDict ? given : dictOf(inner, []));
    }),
    nativeMethod('parse_json_file(self, json_file, allow_extra_keys=False)', (inner, args) =>
      fromFile(inner, args, 'json_file'),
    ),
    nativeMethod('parse_yaml_file(self, yaml_file, allow_extra_keys=False)', (inner, args) =>
      fromFile(inner, args, 'yaml_file'),
    ),
  ]);
});
