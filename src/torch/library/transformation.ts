/** What leaves the program's meaning as it is: scripting, tracing, export, checkpoints. */
import type { LibraryModule } from '../../python/ports.ts';
import type { Runtime } from '../../python/runtime/api.ts';
import { HostObject } from '../../python/runtime/host.ts';
import { native, nativeClass } from '../../python/runtime/native.ts';
import type { NativeFunction, PyClass, Value } from '../../python/runtime/values.ts';
import { Inert } from '../../python/stdlib/inert.ts';
import { checkpointed, stateOf } from '../state.ts';
import {
  constant,
  ownClass,
  passThrough,
  plainClass,
  torchModule,
  unknowable,
  type Member,
} from './define.ts';
import { compile } from './modes.ts';
import { vmap } from './vmap.ts';

const names = (...list: string[]): NativeFunction[] => list.map(passThrough);

/** What `torch.export` makes of a module: `module()` gives it back. */
class ExportedProgram extends HostObject {
  readonly #module: Value;

  constructor(module: Value) {
    super();
    this.#module = module;
  }

  override pyClass(rt: Runtime): PyClass {
    return rt.builtinClass('object');
  }

  override getAttribute(_rt: Runtime, name: string): Value | undefined {
    if (name === 'module') return native('module(check_guards=True)', () => this.#module);
    if (name === 'graph_module') return this.#module;
    if (name === 'run_decompositions') return native('run_decompositions(*args, **options)', () => this);
    return name.startsWith('__') ? undefined : new Inert(`ExportedProgram.${name}`);
  }
}

const EXPORTS: readonly NativeFunction[] = [
  ...['export', 'export_for_training', 'export_for_inference'].map((name) =>
    native(
      `${name}(mod, args=(), kwargs=None, **options)`,
      (_rt, args) => new ExportedProgram(args.value('mod')),
    ),
  ),
  native('capture_pre_autograd_graph(f, args=(), kwargs=None, **options)', (_rt, args) => args.value('f')),
];

/** A class of its own, so that no plain module is taken for a scripted one. */
const scriptModule = (rt: Runtime): PyClass =>
  ownClass(rt, 'ScriptModule', () => nativeClass('ScriptModule', [stateOf(rt).classes.Module], []));

const jitMembers: Readonly<Record<string, Member>> = {
  annotate: native('annotate(the_type, the_value)', (_rt, args) => args.value('the_value')),
  isinstance: native('isinstance(obj, target_type)', (rt, args) =>
    rt.isInstance(args.value('obj'), args.value('target_type')),
  ),
  is_scripting: constant('is_scripting', false),
  is_tracing: constant('is_tracing', false),
  ScriptModule: scriptModule,
  RecursiveScriptModule: scriptModule,
  ScriptFunction: plainClass('ScriptFunction', () => []),
  load: unknowable('load', 'the content of a saved file'),
  Final: (rt) => rt.builtinClass('object'),
  Attribute: native('Attribute(value, type)', (_rt, args) => args.value('value')),
  trace: native('trace(func, *args, **kwargs)', (_rt, args) => args.value('func')),
  trace_module: native('trace_module(mod, *args, **kwargs)', (_rt, args) => args.value('mod')),
  fork: native('fork(func, *args, **kwargs)', (rt, args) =>
    rt.call(args.value('func'), args.rest, args.extra),
  ),
  wait: native('wait(future)', (_rt, args) => args.value('future')),
};

/** `checkpoint(fn, *args)`: the forward pass as it is; the backward pass computes it again. */
const checkpoint = native(
  'checkpoint(function, *args, use_reentrant=None, preserve_rng_state=True, context_fn=None, determinism_check=None, debug=False, **kwargs)',
  (rt, args) => checkpointed(rt, () => rt.call(args.value('function'), args.rest, args.extra)),
);

const checkpointSequential = native(
  'checkpoint_sequential(functions, segments, input, use_reentrant=None, **kwargs)',
  (rt, args) => {
    const functions = args.elements('functions');
    // The last segment is kept as it is.
    const kept = functions.length - Math.floor(functions.length / Math.max(1, args.int('segments')));
    return functions.reduce((value: Value, fn, i) => {
      const next = (): Value => rt.call(fn, [value]);
      return i < kept ? checkpointed(rt, next) : next();
    }, args.value('input'));
  },
);

/** `functional_call(module, parameters, args, kwargs)`: with other values of the same shapes. */
const functionalCall = native(
  'functional_call(module, parameter_and_buffer_dicts, args=None, kwargs=None, *, tie_weights=True, strict=False)',
  (rt, args) => {
    const given = args.value('args');
    const positional = given === null ? [] : rt.elements(given);
    return Array.isArray(positional)
      ? rt.call(args.value('module'), positional)
      : rt.unknown('unknown arguments');
  },
);

export const transformationModules: readonly LibraryModule[] = [
  torchModule({
    name: 'torch.jit',
    members: jitMembers,
    functions: names(
      'script',
      'ignore',
      'unused',
      'export',
      'interface',
      'script_method',
      'script_if_tracing',
      '_script_if_tracing',
      '_overload_method',
      '_overload',
      'freeze',
      'optimize_for_inference',
      'strict_fusion',
    ),
    inert: ['save', 'set_fusion_strategy', 'enable_onednn_fusion', '_state'],
  }),
  torchModule({ name: 'torch.jit.annotations' }),
  torchModule({
    name: 'torch.fx',
    functions: names('wrap'),
    members: {
      Proxy: plainClass('Proxy', () => []),
      GraphModule: (rt) =>
        ownClass(rt, 'GraphModule', () => nativeClass('GraphModule', [stateOf(rt).classes.Module], [])),
      Tracer: plainClass('Tracer', () => []),
      Node: plainClass('Node', () => []),
    },
  }),
  torchModule({ name: 'torch.fx.experimental' }),
  torchModule({
    name: 'torch.compiler',
    functions: [
      ...names('disable', 'allow_in_graph', 'assume_constant_result'),
      constant('is_compiling', false),
      constant('is_exporting', false),
    ],
    members: { compile },
    inert: ['reset', 'cudagraph_mark_step_begin', 'set_stance'],
  }),
  torchModule({
    name: 'torch._dynamo',
    functions: [...names('disable', 'allow_in_graph', 'optimize'), constant('is_compiling', false)],
    inert: ['config', 'reset', 'mark_dynamic'],
  }),
  torchModule({
    name: 'torch.overrides',
    functions: [
      constant('has_torch_function', false),
      constant('has_torch_function_unary', false),
      constant('is_tensor_like', true),
    ],
  }),
  torchModule({
    name: 'torch.onnx',
    functions: [constant('is_in_onnx_export', false)],
    inert: ['export', 'dynamo_export', 'register_custom_op_symbolic', 'TrainingMode', 'OperatorExportTypes'],
  }),
  torchModule({ name: 'torch.export', functions: EXPORTS, inert: ['Dim', 'save', 'register_dataclass'] }),
  torchModule({ name: 'torch._export', functions: EXPORTS }),
  torchModule({ name: 'torch.library', functions: names('custom_op', 'register_fake', 'impl') }),
  torchModule({ name: 'torch.func', functions: [functionalCall, vmap] }),
  torchModule({
    name: 'torch.utils.checkpoint',
    functions: [checkpoint, checkpointSequential],
    inert: ['set_checkpoint_debug_enabled'],
  }),
];
