/**
 * The other end of what packed weights may cost: a launch of its own unpacks them before each product, which then is one of
 * plain weights. Libraries do that where they have no kernel for a size, a device or a batch.
 */
import type { GraphOp, LayerGraph } from '../model/layerGraph.ts';
import { bytes, macs } from '../units/quantity.ts';
import { FLOATING_BYTES } from './packing.ts';

type OpEvent = GraphOp['event'];
type WeightUse = OpEvent['weights'][number];

/** Null: nothing is packed that could be unpacked. */
export function withUnpacking(graph: LayerGraph): LayerGraph | null {
  const isMeant = ({ event }: GraphOp): boolean =>
    event.work.macs > 0 && event.weights.some((weight) => bytesToUnpack(weight) !== null);
  if (!graph.layers.some(({ ops }) => ops.some(isMeant))) return null;
  const layers = graph.layers.map((layer) => ({
    ...layer,
    ops: layer.ops.flatMap((op) => (isMeant(op) ? [...unpacking(op), plain(op)] : [op])),
  }));
  return { ...graph, layers };
}

/** Of one weight; null: it is used as it is. */
function bytesToUnpack({ packed }: WeightUse): number | null {
  if (packed === undefined || packed.isStatic === true || packed.products === 'fp8') return null;
  return packed.bytes;
}

function unpacking({ event, count }: GraphOp): GraphOp[] {
  return event.weights.flatMap((weight): GraphOp[] => {
    const packed = bytesToUnpack(weight);
    if (packed === null) return [];
    const { elements, dtype } = weight;
    const work: OpEvent['work'] = {
      macs: macs(0),
      elementwise: elements,
      transcendental: 0,
      bytesRead: bytes(packed * elements),
      bytesWritten: bytes((FLOATING_BYTES[dtype] ?? 4) * elements),
    };
    const made: OpEvent = {
      ...event,
      op: 'dequantize',
      kind: 'elementwise',
      inputs: [],
      outputs: [{ shape: [elements], dtype }],
      // It is as much for any batch.
      weights: [{ ...unpackedUse(weight), trainable: false }],
      work,
      inputNeedsGrad: false,
    };
    return [{ event: made, count }];
  });
}

function plain({ event, count }: GraphOp): GraphOp {
  return { event: { ...event, weights: event.weights.map(unpackedUse) }, count };
}

function unpackedUse(weight: WeightUse): WeightUse {
  if (bytesToUnpack(weight) === null) return weight;
  const { packed: _packed, ...dense } = weight;
  return dense;
}
