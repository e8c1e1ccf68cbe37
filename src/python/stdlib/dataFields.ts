/** Fields of dataclasses: what `field()` makes, and how a class holds them. */
import type { Runtime } from '../runtime/api.ts';
import { nativeClass, nativeMethod } from '../runtime/native.ts';
import { PyDict, PyObject, PySingleton } from '../runtime/values.ts';
import type { PyClass, Value } from '../runtime/values.ts';
import { perRuntime } from '../builtins/natives.ts';

/** Where a dataclass holds its fields. */
export const FIELDS = '__dataclass_fields__';

export const MISSING = new PySingleton('MISSING');

/** A field, read from the object that Python code sees. */
export interface DataField {
  readonly name: string;
  readonly object: PyObject;
  readonly default: Value | undefined;
  readonly factory: Value | undefined;
  readonly init: boolean;
  readonly repr: boolean;
  readonly compare: boolean;
  /** Null: as `compare`. */
  readonly hash: boolean | null;
  readonly kwOnly: boolean;
  /** Given to `__init__` and handed on to `__post_init__`, but not stored. */
  readonly isInitVar: boolean;
}

export const fieldClass = perRuntime((rt: Runtime): PyClass =>
  nativeClass(
    'Field',
    [rt.builtinClass('object')],
    [
      nativeMethod('__repr__(self)', (_rt, args) => {
        const self = args.value('self');
        const name = self instanceof PyObject ? self.attrs.get('name') : null;
        return `Field(name='${typeof name === 'string' ? name : ''}')`;
      }),
    ],
  ),
);

export const frozenInstanceError = perRuntime((rt: Runtime): PyClass =>
  nativeClass('FrozenInstanceError', [rt.builtinClass('AttributeError')], []),
);

export function fieldOf(object: PyObject): DataField {
  const { attrs } = object;
  const unlessMissing = (name: string): Value | undefined => {
    const value = attrs.get(name);
    return value === MISSING ? undefined : value;
  };
  const name = attrs.get('name');
  const hash = attrs.get('hash');
  return {
    name: typeof name === 'string' ? name : '',
    object,
    default: unlessMissing('default'),
    factory: unlessMissing('default_factory'),
    init: attrs.get('init') !== false,
    repr: attrs.get('repr') !== false,
    compare: attrs.get('compare') !== false,
    hash: typeof hash === 'boolean' ? hash : null,
    kwOnly: attrs.get('kw_only') === true,
    isInitVar: attrs.get('_field_type') === 'InitVar',
  };
}

/** They are asked for at every construction and never change once the class is made. */
const fieldsByHolder = new WeakMap<PyDict, readonly DataField[]>();

/** The fields that a class itself holds, those of its bases included. */
export function fieldsOf(cls: PyClass): readonly DataField[] {
  const held = cls.dict.get(FIELDS);
  if (!(held instanceof PyDict)) return [];
  let fields = fieldsByHolder.get(held);
  if (fields === undefined) {
    fields = [...held.entries.values()].flatMap((object) =>
      object instanceof PyObject ? [fieldOf(object)] : [],
    );
    fieldsByHolder.set(held, fields);
  }
  return fields;
}
