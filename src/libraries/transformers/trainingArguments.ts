/**
 * `TrainingArguments` and its like: dataclasses whose defaults are a recipe of their own.
 * https://huggingface.co/docs/transformers/v4.48.0/main_classes/trainer#transformers.TrainingArguments
 */
import type { Runtime } from '../../python/runtime/api.ts';
import { Store } from '../../python/runtime/journal.ts';
import { nativeMethod, type Args } from '../../python/runtime/native.ts';
import { PyClass, PyFloat, PyObject } from '../../python/runtime/values.ts';
import type { Unknown, Value } from '../../python/runtime/values.ts';
import { dictOf } from '../../python/builtins/hash.ts';
import { perRuntime } from '../../python/builtins/natives.ts';
import { fieldsOf } from '../../python/stdlib/dataFields.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { parseDevice } from '../../torch/dtypes.ts';
import table from './trainingArguments.json' with { type: 'json' };

type Plain = string | number | boolean | null;
type Defaults = Readonly<Record<string, Plain>>;

const WHOLE_FLOATS: ReadonlySet<string> = new Set(table.floats);

function valueOf(name: string, plain: Plain): Value {
  const isFloat = typeof plain === 'number' && (!Number.isInteger(plain) || WHOLE_FLOATS.has(name));
  return isFloat ? new PyFloat(plain) : plain;
}

/** What follows from the fields, on one device. */
function derived(rt: Runtime, self: Value, name: string): Value | undefined {
  switch (name) {
    case 'train_batch_size':
      return rt.getAttribute(self, 'per_device_train_batch_size');
    case 'eval_batch_size':
      return rt.getAttribute(self, 'per_device_eval_batch_size');
    case 'n_gpu':
    case 'world_size':
      return 1;
    case 'process_index':
    case 'local_process_index':
      return 0;
    case 'should_save':
    case 'should_log':
    case 'place_model_on_device':
      return true;
    case 'device':
      return parseDevice('cuda');
    default:
      return name.startsWith('__') ? undefined : new Inert(`transformers.TrainingArguments.${name}`);
  }
}

const members = [
  nativeMethod('__init__(self, output_dir=None, **options)', (rt, args) => {
    const self = args.known('self');
    if (!(self instanceof PyObject)) return null;
    for (const field of fieldsOf(self.cls)) {
      const value =
        args.extra.get(field.name) ??
        field.default ??
        (field.factory === undefined ? null : rt.call(field.factory, []));
      rt.journal.mapSet(self.attrs, field.name, value);
    }
    rt.journal.mapSet(self.attrs, 'output_dir', args.value('output_dir') ?? 'trainer_output');
    rt.journal.mapSet(self.attrs, '_frozen', true);
    for (const [name, value] of args.extra) rt.journal.mapSet(self.attrs, name, value);
    return null;
  }),
  nativeMethod('__getattr__(self, name)', (rt, args) => {
    const name = args.string('name');
    const found = derived(rt, args.value('self'), name);
    if (found !== undefined) return found;
    throw rt.error('AttributeError', `'TrainingArguments' object has no attribute '${name}'`);
  }),
  nativeMethod('to_dict(self)', (rt, args) => attributesOf(rt, args)),
  nativeMethod('to_sanitized_dict(self)', (rt, args) => attributesOf(rt, args)),
  nativeMethod('to_json_string(self)', (rt) => rt.unknown('the text of settings')),
  nativeMethod('get_process_log_level(self)', () => 20),
  nativeMethod('__post_init__(self)', (rt, args) => {
    const self = args.known('self');
    if (!(self instanceof PyObject)) return null;
    rt.journal.mapSet<string, Value>(self.attrs, '_frozen', true);
    const folder = self.attrs.get('output_dir') ?? null;
    if (folder === null) rt.journal.mapSet<string, Value>(self.attrs, 'output_dir', 'trainer_output');
    return null;
  }),
  nativeMethod('get_warmup_steps(self, num_training_steps)', (rt) => rt.unknown('steps of a warm-up')),
];

function attributesOf(rt: Runtime, args: Args): Value {
  const self = args.known('self');
  return self instanceof PyObject ? dictOf(rt, self.attrs) : null;
}

/**
 * A class of arguments with these fields besides those of its base.
 * @param open fields whose default is not known
 */
export function argumentsClass(
  rt: Runtime,
  name: string,
  base: PyClass | null,
  defaults: Defaults,
  open: Readonly<Record<string, Unknown>> = {},
): PyClass {
  const object = rt.builtinClass('object');
  const plain = Object.entries(defaults).map(([key, value]) => [key, valueOf(key, value)] as const);
  const fields: readonly (readonly [string, Value])[] = [...plain, ...Object.entries(open)];
  const methods = base === null ? members.map((member) => [member.name, member] as const) : [];
  const cls = new PyClass({
    name,
    bases: [base ?? object],
    dict: new Store<string, Value>([
      ['__module__', 'transformers'],
      [
        '__annotations__',
        dictOf(
          rt,
          fields.map(([key]) => [key, object] as const),
        ),
      ],
      ...fields,
      ...methods,
    ]),
  });
  const dataclasses = rt.importModule('dataclasses');
  rt.call(
    rt.getAttribute(dataclasses, 'dataclass'),
    [cls],
    new Map([
      ['init', false],
      ['repr', false],
      ['eq', false],
    ]),
  );
  return cls;
}

export const trainingArgumentsClass = perRuntime((rt: Runtime): PyClass =>
  argumentsClass(rt, 'TrainingArguments', null, table.classes.TrainingArguments),
);

export const seq2SeqArgumentsClass = perRuntime((rt: Runtime): PyClass =>
  argumentsClass(
    rt,
    'Seq2SeqTrainingArguments',
    trainingArgumentsClass(rt),
    table.classes.Seq2SeqTrainingArguments,
  ),
);

/** Settings of TRL's scripts: data classes whose `required` fields only the command line gives. */
export function settingsClass(rt: Runtime, name: string, required: readonly string[]): PyClass {
  const object = rt.builtinClass('object');
  const defaults = Object.entries(trlSettings[name] ?? {}).map(
    ([key, plain]) => [key, valueOf(key, plain)] as const,
  );
  const annotated = [...required, ...defaults.map(([key]) => key)].map((key) => [key, object] as const);
  const cls = new PyClass({
    name,
    bases: [object],
    dict: new Store<string, Value>([
      ['__module__', 'trl'],
      ['__annotations__', dictOf(rt, annotated)],
      ...defaults,
    ]),
  });
  rt.call(rt.getAttribute(rt.importModule('dataclasses'), 'dataclass'), [cls]);
  return cls;
}

/** Names of TRL's configurations. */
export const TRL_CONFIGS: readonly string[] = Object.keys(table.trl);

const trlDefaults: Readonly<Record<string, Defaults>> = table.trl;
const trlSettings: Readonly<Record<string, Defaults>> = table.trlSettings;

export function trlConfigClass(rt: Runtime, name: string): PyClass {
  // From 0.20 on it is bfloat16 where nothing else is said.
  const bf16 = rt.unknown('whether TRL trains in bfloat16 by itself depends on its version');
  return argumentsClass(rt, name, trainingArgumentsClass(rt), trlDefaults[name] ?? {}, { bf16 });
}
