/**
 * The launches of a language model that decodes with a cache of keys and values: a prefill over the prompt, then a pass
 * over one token at a time in which every weight is read for that token alone and attention reads the cache.
 *
 * Both follow from two passes of the same model over S and L tokens: a tensor whose elements grow with T to the power k
 * has c · T^k of them. In a decoding pass with n tokens before and including it, what grows with T is there for one token,
 * but for keys and values, of which there are n; what grows with T² (scores, masks) is one row of n.
 */
import type { GraphOp, LayerGraph } from '../model/layerGraph.ts';
import { bytes, macs } from '../units/quantity.ts';
import { forwardKernel, merged, type Kernel } from './kernel.ts';

type OpEvent = GraphOp['event'];

/** A pass over so many tokens of one sequence. */
export interface TokenPass {
  readonly tokens: number;
  readonly graph: LayerGraph;
}

/** A quantity at two lengths. */
interface Growth {
  readonly short: number;
  readonly long: number;
}

/** One operation over both lengths. */
interface GrowingOp {
  readonly short: GraphOp;
  readonly long: GraphOp;
  readonly layer: number;
}

/** What of a quantity is left, by how it grows: to the powers 0, 1 and 2 of the tokens. */
type Reading = (growth: Growth, isCached: boolean) => number;

/** Kernels of passes over other numbers of tokens. */
export class Decoding {
  readonly #ops: readonly GrowingOp[];
  readonly #short: number;
  readonly #long: number;
  readonly #elementBytes: number | null;

  /** @param elementBytes width of a floating-point element in the precision in force; null: as traced */
  constructor(short: TokenPass, long: TokenPass, elementBytes: number | null) {
    const [left, right] = [opsOf(short.graph), opsOf(long.graph)];
    if (left.length !== right.length) throw new Error('passes over two lengths differ in their operations');
    this.#ops = left.flatMap(({ op }, i): GrowingOp[] => {
      const other = right[i];
      return other === undefined ? [] : [{ short: op, long: other.op, layer: other.layer }];
    });
    this.#short = short.tokens;
    this.#long = long.tokens;
    this.#elementBytes = elementBytes;
  }

  /** The pass over a prompt of so many tokens. */
  prefill(tokens: number): readonly Kernel[] {
    return this.#kernels((growth) => this.#at(growth, tokens));
  }

  /** The pass that makes one token, of which it is the n-th: n − 1 are in the cache. */
  decode(context: number): readonly Kernel[] {
    return this.#kernels((growth, isCached) => {
      const power = this.#powerOf(growth);
      if (power === 2) return (growth.long / this.#long ** 2) * context;
      return isCached ? this.#at(growth, context) : this.#at(growth, 1);
    });
  }

  #kernels(reading: Reading): readonly Kernel[] {
    return merged(this.#ops.flatMap((op) => this.#kernel(op, reading) ?? []));
  }

  #kernel({ short, long, layer }: GrowingOp, reading: Reading): Kernel | null {
    const [small, large] = [
      forwardKernel(short, layer, this.#elementBytes),
      forwardKernel(long, layer, this.#elementBytes),
    ];
    if (small === null || large === null) return null;
    const of = (pick: (kernel: Kernel) => number): number =>
      reading({ short: pick(small), long: pick(large) }, false);
    const multiplied = of((kernel) => kernel.macs);
    const outputs = reading({ short: outputsOf(short.event), long: outputsOf(long.event) }, false);
    return {
      ...large,
      macs: macs(multiplied),
      elementwise: of(({ elementwise }) => elementwise),
      transcendental: of(({ transcendental }) => transcendental),
      activationBytes: bytes(large.activationBytes * this.#shareOfTensors(short.event, long.event, reading)),
      reduction: large.reduction === 0 || outputs === 0 ? large.reduction : multiplied / outputs,
      // Scores have a column for each key.
      columns: reading({ short: small.columns, long: large.columns }, true),
    };
  }

  /** Elements of the operands and results over those of the long pass, each by its width. */
  #shareOfTensors(short: OpEvent, long: OpEvent, reading: Reading): number {
    const inputs = this.#tensors(short, long, 'inputs');
    const outputs = this.#tensors(short, long, 'outputs');
    const isAttention = this.#powerOf({ short: short.work.macs, long: long.work.macs }) === 2;
    const whole = sum([...inputs, ...outputs].map((growth) => growth.long));
    const left =
      sum(inputs.map((growth, i) => reading(growth, isAttention && this.#isCached(inputs, i)))) +
      sum(outputs.map((growth) => reading(growth, false)));
    return whole === 0 ? 1 : left / whole;
  }

  /** Of operands that grow with the tokens, the first of several is the queries; beside scores there are values only. */
  #isCached(inputs: readonly Growth[], index: number): boolean {
    const grow = inputs.flatMap((growth, i) => (this.#powerOf(growth) === 1 ? [i] : []));
    return grow.includes(index) && (grow.length === 1 || index !== grow[0]);
  }

  #tensors(short: OpEvent, long: OpEvent, which: 'inputs' | 'outputs'): Growth[] {
    return long[which].map(({ shape, dtype }, i) => ({
      short: sizeOf(short[which][i]?.shape ?? []) * widthOf(dtype),
      long: sizeOf(shape) * widthOf(dtype),
    }));
  }

  /** c · T^k where it grows like that, else the line through both. */
  #at(growth: Growth, tokens: number): number {
    const { short, long } = growth;
    const power = this.#powerOf(growth);
    if (power !== null) return long * (tokens / this.#long) ** power;
    const slope = (long - short) / (this.#long - this.#short);
    return Math.max(0, long + slope * (tokens - this.#long));
  }

  /** Null: by no whole power of the tokens. */
  #powerOf({ short, long }: Growth): number | null {
    if (short === long) return 0;
    if (short <= 0 || long <= 0) return null;
    const power = Math.log(long / short) / Math.log(this.#long / this.#short);
    const whole = Math.round(power);
    return Math.abs(power - whole) < 1e-6 && whole >= 0 && whole <= 2 ? whole : null;
  }
}

function opsOf({ layers }: LayerGraph): { readonly op: GraphOp; readonly layer: number }[] {
  return layers.flatMap(({ ops }, layer) => ops.map((op) => ({ op, layer })));
}

function outputsOf({ outputs }: OpEvent): number {
  return sizeOf(outputs[0]?.shape ?? []);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

const WIDTHS: Readonly<Record<string, number>> = {
  float64: 8,
  int64: 8,
  float16: 2,
  bfloat16: 2,
  bool: 1,
  uint8: 1,
  int8: 1,
};

/** Bytes of an element; operands of one operation are weighed against one another only. */
function widthOf(dtype: string): number {
  return WIDTHS[dtype] ?? 4;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
