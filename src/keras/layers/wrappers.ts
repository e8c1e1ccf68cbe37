/** Layers that run another layer: over time, in both directions, or step by step. */
import type { Runtime } from '../../python/runtime/api.ts';
import { asInteger, isSequence, settled } from '../../python/runtime/native.ts';
import { UnknownInput } from '../../python/runtime/signals.ts';
import { PyList, PyObject, PyTuple, Unknown } from '../../python/runtime/values.ts';
import type { Value } from '../../python/runtime/values.ts';
import { callWithin, ensureBuilt } from '../invoke.ts';
import { layerOf, type Layer, type LayerCall, type LayerSpec } from '../layer.ts';
import { binary } from '../ops/elementwise.ts';
import { repeated, reshapeAll } from '../ops/flow.ts';
import { concatenate, reshape } from '../ops/shaping.ts';
import { stateOf, withState } from '../state.ts';
import { leavesOf } from '../structure.ts';
import { KerasTensor, Tensor, type SymbolicShape } from '../tensor.ts';
import { addInnerLayer, buildInner, callOn, createLayer, layerLike, tensorResult } from '../wrapping.ts';
import { outcome } from './recurrent.ts';

/** The steps of the time axis become part of the batch: one call for all of them. */
function timeDistributed({ rt, layer, x, training }: LayerCall): Value {
  const [batch = 1, steps = 1, ...rest] = x.shape;
  buildInner(layer, 'layer', [batch, ...rest]);
  const merged = reshape(rt, x, [batch * steps, ...rest]);
  const keywords = new Map<string, Value>([['training', training]]);
  const result = withState(rt, 'merged', stateOf(rt).merged * steps, () =>
    callOn(layer, 'layer', [merged], keywords),
  );
  return reshapeAll(rt, result, ([, ...others]) => [batch, steps, ...others]);
}

/** Two copies of a recurrent layer, by the names that Keras gives them. */
function addDirections(layer: Layer): void {
  const { rt, object } = layer;
  const forward = layer.config.value('layer');
  const inner = layerOf(rt, forward);
  if (!(forward instanceof PyObject) || inner === null) {
    addInnerLayer(layer, 'layer');
    return;
  }
  // The layer that was given is only a pattern for both.
  object.attrs.delete('layer');
  const backward = layer.config.value('backward_layer');
  object.attrs.delete('backward_layer');
  layer.addInner('forward_layer', layerLike(inner, { name: `forward_${inner.name}` }));
  const given = layerOf(rt, backward);
  const opposite = rt.truth(rt.findAttribute(forward, 'go_backwards') ?? false) !== true;
  layer.addInner(
    'backward_layer',
    given === null
      ? layerLike(inner, { name: `backward_${inner.name}`, go_backwards: opposite })
      : layerLike(given, { name: `backward_${given.name}` }),
  );
}

function bidirectional({ rt, layer, x, args, training }: LayerCall): Value {
  const keywords = new Map<string, Value>([['training', training]]);
  const initial = args.value('initial_state');
  const states = isSequence(initial) ? initial.items : null;
  const half = (states?.length ?? 0) / 2;
  const run = (name: string, from: number): readonly Value[] => {
    const own =
      states === null
        ? keywords
        : new Map([...keywords, ['initial_state', new PyList(states.slice(from, from + half))]]);
    const result = callOn(layer, name, [x], own);
    if (result instanceof Unknown) throw new UnknownInput(result);
    return leavesOf(result);
  };
  const [forward = null, ...forwardStates] = run('forward_layer', 0);
  const [backward = null, ...backwardStates] = run('backward_layer', half);
  const outputs = combine(layer, tensorResult(layer, forward), tensorResult(layer, backward), rt);
  const all = [...forwardStates, ...backwardStates];
  if (all.length === 0) return outputs.length === 1 ? (outputs[0] ?? null) : new PyList([...outputs]);
  return new PyList([...outputs, ...all]);
}

const MERGES: Readonly<Record<string, string>> = { sum: 'add', ave: 'add', mul: 'multiply' };

function combine(layer: Layer, a: Tensor, b: Tensor, rt: Runtime): readonly Tensor[] {
  const mode = layer.config.stringOrNone('merge_mode');
  if (mode === null) return [a, b];
  if (mode === 'concat') return [concatenate(rt, [a, b], -1)];
  const operation = MERGES[mode];
  if (operation === undefined) {
    throw layer.invalid(`Unrecognized value for \`merge_mode\`. Received: ${mode}`);
  }
  return [binary(rt, operation, a, b)];
}

/** Zeros for each state, nested as `state_size` is. */
function initialStates(layer: Layer, size: Value, batch: number): Value {
  const known = settled(size);
  if (isSequence(known)) return new PyList(known.items.map((item) => initialStates(layer, item, batch)));
  const width = asInteger(known);
  if (width === undefined) throw layer.invalid('state_size must be an integer, or a list/tuple of integers');
  return new Tensor([batch, width], layer.computeDType);
}

/** One step stands for all: the cell runs once, as often as there are steps. */
function recurrence(call: LayerCall): Value {
  const { rt, layer, x, args } = call;
  const [batch = 1, steps = 1, ...rest] = x.shape;
  const cell = layer.inner('cell');
  const given = args.value('initial_state');
  const sizes = rt.getAttribute(cell, 'state_size');
  const isSingle = !isSequence(sizes);
  const initial = given === null ? initialStates(layer, sizes, batch) : given;
  const states = isSequence(initial) ? initial : new PyList([initial]);
  const step = new Tensor([batch, ...rest], x.dtype, { requiresGrad: x.requiresGrad });
  const result = repeated(rt, steps, () => runCell(rt, cell, step, states));
  if (!isSequence(result)) {
    throw new UnknownInput(result instanceof Unknown ? result : rt.unknown('what the cell returns'));
  }
  const [output = null, next = null] = result.items;
  const last = tensorResult(layer, output);
  const sequence = new Tensor([batch, steps, ...last.shape.slice(1)], last.dtype, {
    requiresGrad: last.requiresGrad,
  });
  const final = leavesOf(isSingle && isSequence(next) ? (next.items[0] ?? null) : next);
  return outcome(
    layer,
    sequence,
    last,
    final.filter((state) => state instanceof Tensor),
  );
}

function runCell(rt: Runtime, cell: PyObject, input: Tensor, states: Value): Value {
  return callWithin(rt, cell, { positional: [input, states], keywords: new Map(), unknownSpread: null });
}

/** Builds a cell for one step of the sequence. */
function buildCell(layer: Layer, name: string, shape: SymbolicShape): void {
  const cell = layerOf(layer.rt, layer.inner(name));
  // Cells that are no layers have no weights of their own.
  if (cell === null) return;
  const input = new KerasTensor(shape, layer.computeDType, 'input', null);
  const lost = ensureBuilt(layer.rt, cell, { positional: [input], keywords: new Map(), unknownSpread: null });
  if (lost !== null) throw new UnknownInput(lost);
}

export const WRAPPERS: readonly LayerSpec[] = [
  {
    signature: 'Wrapper(layer)',
    init: (layer) => addInnerLayer(layer, 'layer'),
    call: ({ layer, x }) => callOn(layer, 'layer', [x]),
  },
  {
    signature: 'TimeDistributed(layer)',
    base: 'Wrapper',
    rank: { min: 3 },
    init: (layer) => addInnerLayer(layer, 'layer'),
    build: (layer, [input = []]) => {
      buildInner(layer, 'layer', [input[0] ?? null, ...input.slice(2)]);
    },
    call: timeDistributed,
  },
  {
    signature: "Bidirectional(layer, merge_mode='concat', weights=None, backward_layer=None)",
    callSignature: 'call(sequences, initial_state=None, mask=None, training=None)',
    init: addDirections,
    build: (layer, [input = []]) => {
      buildInner(layer, 'forward_layer', input);
      buildInner(layer, 'backward_layer', input);
    },
    call: bidirectional,
  },
  {
    signature:
      'RNN(cell, return_sequences=False, return_state=False, go_backwards=False, stateful=False, unroll=False, ' +
      'zero_output_for_mask=False)',
    callSignature: 'call(sequences, initial_state=None, mask=None, training=None)',
    rank: { min: 3 },
    init: (layer) => {
      const cell = layer.config.value('cell');
      const isStack = cell instanceof PyList || cell instanceof PyTuple;
      if (isStack) layer.addInner('cell', createLayer(layer.rt, 'StackedRNNCells', { cells: cell }));
    },
    build: (layer, [input = []]) => buildCell(layer, 'cell', [input[0] ?? null, ...input.slice(2)]),
    call: recurrence,
  },
  {
    signature: 'StackedRNNCells(cells)',
    callSignature: 'call(inputs, states, training=None)',
    init: (layer) => {
      const cells = layer.config.elements('cells');
      const sizes = cells.map((cell) => layer.rt.findAttribute(cell, 'state_size') ?? null);
      layer.object.attrs.set('state_size', new PyList(sizes));
    },
    call: ({ rt, layer, x, args }) => {
      const cells = layer.config.elements('cells');
      const states = args.elements('states');
      let output: Value = x;
      const next = cells.map((cell, i): Value => {
        const own = states[i] ?? null;
        if (!(cell instanceof PyObject)) throw layer.invalid('All cells must have a `call` method.');
        const result = runCell(
          rt,
          cell,
          tensorResult(layer, output),
          isSequence(own) ? own : new PyList([own]),
        );
        if (!isSequence(result)) throw new UnknownInput(rt.unknown('what a cell returns'));
        output = result.items[0] ?? null;
        const after = result.items[1] ?? null;
        return !isSequence(own) && isSequence(after) ? (after.items[0] ?? null) : after;
      });
      return new PyList([output, new PyList(next)]);
    },
  },
];
