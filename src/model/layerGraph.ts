/** A forward pass as people see it: layers with their work, in the order of their first call. */
import { Unknown } from '../python/runtime/values.ts';
import type { Shape } from '../tensor/shape.ts';
import { addWork, NO_WORK, scaleWork, type Work } from '../tensor/work.ts';
import type { OpEvent, TensorInfo, TraceEvent } from '../trace/events.ts';
import type { ModelInventory, ModuleInfo } from '../trace/framework.ts';
import { combine, EXACT, type Completeness, type Reason } from '../units/completeness.ts';
import type { LayerKind } from '../units/layerKind.ts';
import type { SourceSpan } from '../units/span.ts';

/** One kind of operation inside a layer, with how often it happens in one pass. */
export interface GraphOp {
  readonly event: OpEvent;
  readonly count: number;
}

export interface Layer {
  readonly path: string;
  readonly type: string;
  /** 'module': a leaf module. 'functional': what the `forward` of `path` does by itself. */
  readonly role: 'module' | 'functional';
  readonly kind: LayerKind;
  readonly calls: number;
  readonly outputShape: Shape | null;
  /** Elements of the parameters that this layer owns and that no layer before it counted. */
  readonly params: number;
  readonly work: Work;
  readonly ops: readonly GraphOp[];
  /** Of its own work; what is missing elsewhere does not concern it. */
  readonly completeness: Completeness;
  readonly span: SourceSpan | null;
}

export interface LayerGraph {
  readonly layers: readonly Layer[];
  readonly params: number;
  readonly trainableParams: number;
  /** Sum over the layers. */
  readonly work: Work;
  readonly completeness: Completeness;
}

interface Draft {
  readonly path: string;
  readonly type: string;
  readonly role: Layer['role'];
  readonly outputShape: Shape | null;
  readonly span: SourceSpan | null;
  readonly module: number | null;
  calls: number;
  readonly ops: GraphOp[];
  readonly gaps: Completeness[];
}

interface Active {
  readonly module: number;
  readonly info: ModuleInfo | null;
  readonly className: string;
  readonly inputs: string;
  readonly key: string;
  readonly ops: GraphOp[];
  /** What was noted while it was the innermost module. */
  readonly gaps: Completeness[];
  readonly multiplicity: number;
  readonly order: number;
}

/** Folds the events of one forward pass over the modules that the model is made of. */
export function buildLayerGraph(inventory: ModelInventory, events: readonly TraceEvent[]): LayerGraph {
  const builder = new GraphBuilder(inventory);
  for (const event of events) builder.add(event);
  return builder.finish();
}

class GraphBuilder {
  readonly #inventory: ModelInventory;
  readonly #infos: ReadonlyMap<number, ModuleInfo>;
  /** Parameters by the module that holds them. */
  readonly #owned = new Map<number, ModelInventory['parameters'][number][]>();
  readonly #drafts = new Map<string, Draft & { order: number }>();
  readonly #stack: Active[] = [];
  readonly #repeats: number[] = [];
  readonly #parts: Completeness[] = [];
  #order = 0;

  constructor(inventory: ModelInventory) {
    this.#inventory = inventory;
    this.#infos = new Map(inventory.modules.map((info) => [info.serial, info]));
    for (const parameter of inventory.parameters) {
      const owned = this.#owned.get(parameter.module);
      if (owned === undefined) this.#owned.set(parameter.module, [parameter]);
      else owned.push(parameter);
    }
    for (const unknown of inventory.unknowns) this.#note('partial', unknown.reason, unknown.span);
    for (const { text, span } of inventory.doubts ?? []) this.#note('estimated', text, span);
  }

  add(event: TraceEvent): void {
    switch (event.type) {
      case 'enter':
        this.#stack.push({
          module: event.module,
          info: this.#infos.get(event.module) ?? null,
          className: event.className,
          inputs: shapesOf(event.inputs),
          // Keywords, such as what earlier layers gave, make no other layer of it.
          key: shapesOf(event.inputs.slice(0, event.positional)),
          ops: [],
          gaps: [],
          multiplicity: this.#multiplicity(),
          order: this.#order++,
        });
        return;
      case 'exit':
        this.#leave(event.outputs[0]?.shape ?? null);
        return;
      case 'op':
        this.#op(event);
        return;
      case 'repeat-begin':
        if (event.count instanceof Unknown) {
          this.#note(
            'partial',
            `a loop runs an unknown number of times: ${event.count.reason}`,
            event.loop.span,
          );
          this.#repeats.push(1);
        } else this.#repeats.push(event.count);
        return;
      case 'repeat-end':
        this.#repeats.pop();
        return;
      case 'assume':
        this.#note('estimated', event.text, event.span);
        return;
      case 'incomplete':
        this.#note('partial', event.unknown.reason, event.unknown.span);
        return;
      case 'taint':
        if (this.#infos.has(event.object)) {
          this.#note(
            'estimated',
            `a call that is not known is taken to leave the model as it is: ${event.by.reason}`,
            event.by.span,
          );
        }
        return;
      default:
        return;
    }
  }

  finish(): LayerGraph {
    const counted = new Set<number>();
    const drafts = [...this.#drafts.values()].sort((a, b) => a.order - b.order);
    const layers = drafts.map((draft): Layer => {
      const params = this.#ownParams(draft, counted);
      const work = draft.ops.reduce(
        (sum, { event, count }) => addWork(sum, count === 1 ? event.work : scaleWork(event.work, count)),
        NO_WORK,
      );
      return {
        path: draft.path,
        type: draft.type,
        role: draft.role,
        kind: kindOf(draft),
        calls: draft.calls,
        outputShape: draft.outputShape,
        params,
        work,
        ops: draft.ops,
        completeness: draft.gaps.length === 0 ? EXACT : combine(draft.gaps),
        span: draft.span,
      };
    });
    const { parameters } = this.#inventory;
    const size = (shape: Shape): number => shape.reduce((product, n) => product * n, 1);
    return {
      layers,
      params: parameters.reduce((sum, { shape }) => sum + size(shape), 0),
      trainableParams: parameters.reduce((sum, p) => sum + (p.trainable ? size(p.shape) : 0), 0),
      work: layers.reduce((sum, layer) => addWork(sum, layer.work), NO_WORK),
      completeness: this.#parts.length === 0 ? EXACT : combine(this.#parts),
    };
  }

  #op(event: OpEvent): void {
    if (event.unmodelled !== null) {
      this.#note('estimated', `not modelled: ${event.unmodelled}`, event.span);
    }
    const active = this.#stack.at(-1);
    const multiplicity = this.#multiplicity();
    if (active === undefined) {
      this.#draft('', 'forward', 'functional', null, null, event.span, this.#order++).ops.push({
        event,
        count: multiplicity,
      });
    } else {
      active.ops.push({ event, count: multiplicity });
    }
  }

  #leave(outputShape: Shape | null): void {
    const active = this.#stack.pop();
    if (active === undefined) return;
    const path = active.info?.path ?? `<${active.className}>`;
    const isLeaf = active.info?.isLeaf ?? true;
    if (isLeaf) this.#checkInput(active, outputShape);
    const isSilent = active.ops.length === 0 && active.gaps.every(({ level }) => level !== 'partial');
    if (!isLeaf && isSilent) return;
    const role = isLeaf ? 'module' : 'functional';
    const key = `${role}|${path}|${active.key}|${outputShape?.join('x') ?? '?'}`;
    const draft = this.#draft(
      path,
      active.className,
      role,
      outputShape,
      isLeaf ? active.module : null,
      active.info?.span ?? null,
      // What a container does itself stands after the layers that it calls.
      isLeaf ? active.order : this.#order++,
      key,
    );
    draft.calls += active.multiplicity;
    draft.ops.push(...active.ops);
    draft.gaps.push(...active.gaps);
  }

  /** A layer that was given nothing known and gave nothing known back did not do nothing. */
  #checkInput({ inputs, ops, gaps }: Active, outputShape: Shape | null): void {
    if (inputs !== '' || outputShape !== null || ops.length > 0 || gaps.length > 0) return;
    const cause = this.#parts.findLast(({ level }) => level === 'partial')?.reasons[0];
    if (cause === undefined) return;
    const text = `its input is unknown: ${cause.text}`;
    gaps.push({ level: 'partial', reasons: [{ text, span: cause.span }] });
  }

  #draft(
    path: string,
    type: string,
    role: Layer['role'],
    outputShape: Shape | null,
    module: number | null,
    span: SourceSpan | null,
    order: number,
    key = `${role}|${path}`,
  ): Draft {
    let draft = this.#drafts.get(key);
    if (draft === undefined) {
      draft = { path, type, role, outputShape, module, span, calls: 0, ops: [], gaps: [], order };
      this.#drafts.set(key, draft);
    }
    return draft;
  }

  #ownParams(draft: Draft, counted: Set<number>): number {
    let elements = 0;
    const used = draft.ops.flatMap(({ event }) => event.weights);
    const owned = draft.module === null ? [] : (this.#owned.get(draft.module) ?? []);
    for (const { serial, elements: size } of [
      ...owned.map(({ serial, shape }) => ({ serial, elements: shape.reduce((a, b) => a * b, 1) })),
      ...used,
    ]) {
      if (counted.has(serial)) continue;
      counted.add(serial);
      elements += size;
    }
    return elements;
  }

  #multiplicity(): number {
    return this.#repeats.reduce((product, count) => product * count, 1);
  }

  #note(level: 'estimated' | 'partial', text: string, span: SourceSpan | null): void {
    const reason: Reason = { text, span };
    const part: Completeness = { level, reasons: [reason] };
    this.#parts.push(part);
    this.#stack.at(-1)?.gaps.push(part);
  }
}

function shapesOf(inputs: readonly TensorInfo[]): string {
  return inputs.map(({ shape }) => shape.join('x')).join(',');
}

/** A layer is of the kind of the operation that costs most in it. */
function kindOf(draft: Draft): LayerKind {
  let best: GraphOp | null = null;
  for (const op of draft.ops) if (best === null || weightOf(op) > weightOf(best)) best = op;
  return best?.event.kind ?? 'other';
}

function weightOf({ event, count }: GraphOp): number {
  const { macs, elementwise, transcendental, bytesRead } = event.work;
  return count * (macs * 1e6 + elementwise + transcendental + bytesRead * 1e-6);
}
